"""What somebody may do to a log that was exported, each in one place: for logs of any length, a line at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from domain.audit.lines import Seal, link, signed_line, statement
from storage.signing import Signer

Change = Callable[[Iterable[str], int], Iterator[str]]  # of the lines, from the one with this number on, from 1


@dataclass(frozen=True)
class Damage:
    """`found`: at which line, where it was done at line `at` of `count`."""

    change: Change
    found: Callable[[int, int], int] = lambda at, _: at


def _at(instead: Callable[[str], list[str]]) -> Change:
    """Something else in the place of one line."""

    def change(lines: Iterable[str], at: int) -> Iterator[str]:
        for number, line in enumerate(lines, 1):
            yield from instead(line) if number == at else [line]

    return change


def _flipped(line: str) -> list[str]:
    """One bit, in what the event says."""
    place = line.index('"data"') + len('"data":{"')
    return [line[:place] + chr(ord(line[place]) ^ 1) + line[place + 1 :]]


def _swapped(lines: Iterable[str], at: int) -> Iterator[str]:
    there = iter(lines)
    yield from islice(there, at - 1)
    first, second = next(there), next(there)
    yield from (second, first)
    yield from there


def _inserted(lines: Iterable[str], at: int) -> Iterator[str]:
    """An event that fits the one before it, as whoever knows how the chain is made can do."""
    before = ""
    for number, line in enumerate(lines, 1):
        if number == at:
            last, new = json.loads(before), json.loads(line)["event"]
            told = {**new, "actor": "somebody", "seq": last["event"]["seq"] + 1}
            event = json.dumps(told, sort_keys=True, separators=(",", ":"))
            yield f'{{"event":{event},"hash":"{link(last["hash"], event)}"}}'
        before = line
        yield line


def old_key(signer: Signer) -> Change:
    """The seal at that line is signed by a key that was replaced before."""

    def again(line: str) -> list[str]:
        seal = replace(Seal(**json.loads(line)["seal"]), key=signer.public)
        return [signed_line(seal, signer.sign(statement(seal)))]

    return _at(again)


DAMAGES = {
    "one flipped bit": Damage(_at(_flipped)),
    "a removed line": Damage(_at(lambda _: [])),
    "two swapped lines": Damage(_swapped),
    "an inserted line": Damage(_inserted, lambda at, _: at + 1),
    "a duplicated line": Damage(_at(lambda line: [line, line]), lambda at, _: at + 1),
    "a cut-off end": Damage(lambda lines, at: islice(lines, at), lambda at, _: at + 1),
    "a cut-off last line": Damage(
        lambda lines, at: (line[:20] if number == at else line for number, line in enumerate(islice(lines, at), 1))
    ),
}
