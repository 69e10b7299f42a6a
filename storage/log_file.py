"""The audit log as a file: its lines, a few at a time, so that its length does not matter."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from domain.audit.lines import (
    NOTHING,
    Digest,
    End,
    Extract,
    Start,
    chained,
    event_line,
    moment,
    signed_line,
    statement,
    unsealed_line,
)
from storage.engines import UnusableDatabase
from storage.sealing import Sealed
from storage.unit import Unit

T = TypeVar("T")
_SEALS_AT_ONCE = 20
MOST_UNSEALED = 10_000


class NotSealed(UnusableDatabase):
    """More events wait to be sealed than there ever are beside a bot that runs."""

    def __init__(self) -> None:
        super().__init__("Most of the log is not sealed yet: start the bot, and export it a minute later.")


class CutMeanwhile(UnusableDatabase):
    """What was still to be written out is deleted."""

    def __init__(self) -> None:
        super().__init__("The front of the log was cut while it was written out: export it again.")


class Reads(Protocol):
    async def read(self, unit: Callable[[Unit], T]) -> T: ...


@dataclass(frozen=True)
class _Plan:
    """What stands before and behind the batches, which are those behind `number` up to `last`: all of it as it is at
    one moment, whatever is sealed, signed by another key or cut while they are read."""

    number: int
    last: int
    head: list[str]
    tail: list[str]


async def whole(reader: Reads, now: datetime, since: datetime | None = None) -> AsyncGenerator[str, None]:
    """From its beginning, or from the first batch that was sealed at `since` or later; with what is not sealed yet.

    Raises:
        NotSealed: too much of it.
        CutMeanwhile: what was given so far is no whole file.
        storage.vault.WrongMasterKey: the key that signs is missing.
    """
    plan = await reader.read(lambda unit: _plan(unit, since, now))
    for line in plan.head:
        yield line
    number = plan.number
    while number < plan.last:
        number, lines = await reader.read(partial(_page, number=number, last=plan.last))
        for line in lines:
            yield line
    for line in plan.tail:
        yield line


def _plan(unit: Unit, since: datetime | None, now: datetime) -> _Plan:
    cut, newest = unit.log.cuts.newest(), unit.log.newest()
    after, hash_, number = (cut[0].after, cut[0].hash, cut[0].seal) if cut else (0, NOTHING, 0)
    first, last = unit.log.first_since(since) if since else number + 1, newest[0].number if newest else number
    before = first - 1 if first else last
    seal = unit.log.seal(before) if before > number else None
    if seal:
        after, hash_, number, cut = seal[0].last, seal[0].hash, seal[0].number, None
    head = [statement(Start(after=after, hash=hash_)), *_keys(unit), *([signed_line(*cut)] if cut else [])]
    return _Plan(number, last, head, _tail(unit, after, now))


def _keys(unit: Unit) -> Iterator[str]:
    return (signed_line(change, signature, consent=consent) for change, signature, consent in unit.log.keys.changes())


def _page(unit: Unit, number: int, last: int) -> tuple[int, list[str]]:
    """Some batches."""
    cut = unit.log.cuts.newest()
    if cut and cut[0].seal > number:
        raise CutMeanwhile
    lines: list[str] = []
    for seal, signature in unit.log.seals(number, min(_SEALS_AT_ONCE, last - number)):
        lines += [_line(sealed) for sealed in unit.log.events(seal.first - 1, seal.last)]
        lines.append(signed_line(seal, signature))
        number = seal.number
    return number if lines else last, lines


def _tail(unit: Unit, begin: int, now: datetime) -> list[str]:
    """What is not sealed, and the end."""
    rest = [unsealed_line(event) for event in unit.log.unsealed(MOST_UNSEALED + 1)]
    if len(rest) > MOST_UNSEALED:
        raise NotSealed
    return [*rest, _end(unit, begin, rest, now)]


def _line(sealed: Sealed) -> str:
    number, hash_, event = sealed
    return event_line(chained(event, number), hash_)


def _end(unit: Unit, begin: int, rest: list[str], now: datetime) -> str:
    last, number, hash_ = _newest(unit)
    signer = unit.log.keys.signer()
    end = End(
        after=begin, last=last, seal=number, hash=hash_, unsealed=len(rest), rest=Digest(rest).text(), at=moment(now),
        key=signer.public,
    )  # fmt: skip
    return signed_line(end, signer.sign(statement(end)))


def _newest(unit: Unit) -> tuple[int, int, str]:
    """The last event that is sealed, the number of its seal, and its hash."""
    newest = unit.log.newest()
    return (newest[0].last, newest[0].number, newest[0].hash) if newest else (0, 0, NOTHING)


def extract(unit: Unit, request_id: str, now: datetime) -> list[str]:
    """The sealed events of one request, and a signed statement that these are all of them.

    Raises:
        storage.vault.WrongMasterKey: the key that signs is missing.
    """
    events, (last, number, hash_) = [_line(sealed) for sealed in unit.log.of(request_id)], _newest(unit)
    signer = unit.log.keys.signer()
    made = Extract(
        request=request_id, events=len(events), lines=Digest(events).text(), last=last, seal=number, hash=hash_,
        at=moment(now), key=signer.public,
    )  # fmt: skip
    signed = signed_line(made, signer.sign(statement(made)))
    return [statement(Start(after=0, hash=NOTHING, request=request_id)), *_keys(unit), *events, signed]
