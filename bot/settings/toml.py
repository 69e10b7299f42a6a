"""TOML as people save it: with or without the mark that editors on Windows begin a text with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

_DEEPEST = 20  # tables and lists in one another: no setting of ours takes a quarter of it


class NoToml(ValueError):
    """What is wrong with the file, behind its name in a sentence."""


def parsed(raw: bytes) -> dict[str, Any]:
    """Raises: NoToml."""
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as broken:
        told = f"is not valid TOML: {broken}" if b"\0" not in raw else _NO_TEXT
        raise NoToml(told) from None
    except UnicodeDecodeError:
        raise NoToml(_NO_TEXT) from None
    except RecursionError:
        raise NoToml(_TOO_DEEP) from None
    if any(depth > _DEEPEST for depth in _depths(found)):
        raise NoToml(_TOO_DEEP)
    return found


_NO_TEXT = "is not UTF-8 text: save it as UTF-8"
_TOO_DEEP = "has more brackets, or names, in one another than any setting takes: look for one that is not closed"


def _depths(found: dict[str, Any]) -> Iterator[int]:
    """Of each table and list, by hand: what is too deep for Python's own calls is what is looked for."""
    left: list[tuple[Any, int]] = [(found, 1)]
    while left:
        one, depth = left.pop()
        if isinstance(one, dict | list):
            yield depth
            left += ((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
