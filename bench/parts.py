"""The parts of the bench by their letters, each imported when it is run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module

from bench.table import Table


class Size(Enum):
    """`WHOLE`: as the page has it. `QUICK`: small, for whoever waits. `TINY`: for the tests of the bench itself."""

    WHOLE = "whole"
    QUICK = "quick"
    TINY = "tiny"


Part = Callable[[Size], Awaitable[Sequence[Table]]]
LIMIT = {Size.WHOLE: 420.0, Size.QUICK: 180.0, Size.TINY: 120.0}  # seconds for one part


def _part(module: str) -> Part:
    async def run(size: Size) -> Sequence[Table]:
        found: Sequence[Table] = await import_module(f"bench.{module}").measure(size)
        return found

    return run


PARTS: Mapping[str, Part] = {
    "a": _part("bolt"),  # against a Bolt app that only acknowledges
    "b": _part("ended"),  # beside requests that have ended
    "c": _part("rest"),  # when nothing happens
    "d": _part("sources"),  # many sources, against the ideal
    "e": _part("cards"),  # from a click to the last card
    "f": _part("ladder"),  # how many requests an hour
    "g": _part("start"),  # start and memory
    "h": _part("replicas"),  # one, two and three replicas
    "log": _part("log"),  # the audit log at length
}
