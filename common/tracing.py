"""Where time goes, for who runs the bot: spans, as far as somebody takes them. Without one a span costs nearly nothing.

Names and attributes are templates and codes of ours: no address, no id of a request, no text of anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Value = str | int


class Span(Protocol):
    def says(self, name: str, value: Value) -> None: ...


class _Nobody:
    def says(self, name: str, value: Value) -> None:
        pass


Begin = Callable[[str, Mapping[str, Value]], AbstractContextManager[Span]]
_taken: list[Begin] = []  # one at most; as with the log, there is one a process


@contextmanager
def taken_by(begin: Begin) -> Iterator[None]:
    """Every span of the process goes there while the block runs."""
    _taken.append(begin)
    try:
        yield
    finally:
        _taken.remove(begin)


@contextmanager
def span(name: str, **attributes: Value) -> Iterator[Span]:
    """An exception that leaves it shows by its class alone."""
    if not _taken:
        yield _Nobody()
        return
    with _taken[-1](name, attributes) as begun:
        try:
            yield begun
        except BaseException as error:
            begun.says("error.type", type(error).__name__)
            raise
