"""What is kept sealed of a step of an erasure: of its looks, its votes, and what the machine was about to do."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from domain.erasure import looks, outliving
from domain.erasure.looks import Look
from domain.erasure.outliving import Left
from domain.facts import INSTANT, TEXT, Facts, Form, fact, flag

_IDS = Form[tuple[str, ...]](lambda text: tuple(text.split()), " ".join, ())
_COUNT = Form[int](lambda text: int(text or 0), str, 0)
_LEFT = Form[Left](outliving.unpacked, outliving.packed, ())
_PARTS = Form[bool](bool, lambda it: "1" if it else "", nothing=True)


@dataclass(frozen=True)
class AwaitedRun:
    """Whether a scheduled refresh is waited for was decided: for the one of this instant, or for none."""

    at: datetime | None = None


_AWAITED = Form["AwaitedRun | None"](
    lambda text: AwaitedRun(INSTANT.read(text)), lambda it: INSTANT.write(it.at) if it else "", None
)


@dataclass(frozen=True)
class Ballot:
    """One *yes*: the id of who gave it, and of whom they stand in for; the circles of whose seat it fills; what was
    given with it; by which they are known. A release that knows none of the last two reads one without."""

    by: str
    away: str = ""
    circles: str = ""
    factor: str = ""
    marks: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        more = [self.factor, self.marks] if self.marks else filter(None, [self.factor])
        return (self.by, self.away, self.circles, *more)


_BALLOTS = Form[tuple[Ballot, ...]](
    lambda text: tuple(Ballot(*map(str, one)) for one in json.loads(text or "[]")),
    lambda it: json.dumps([one.kept for one in it]),
    (),
)


def _texts(text: str) -> tuple[str, ...]:
    told = json.loads(text or "[]")
    if not isinstance(told, list):
        raise ValueError
    return tuple(map(str, told))


def _ids(text: str) -> tuple[str, ...]:
    """Of an earlier revision, apart by blanks."""
    with suppress(ValueError):
        return _texts(text)
    return tuple(text.split())


def _unseen(text: str) -> tuple[str, ...] | None:
    told = json.loads(text or "[]")
    return tuple(map(str, told)) if isinstance(told, list) else None


def _json(value: object) -> str:
    return json.dumps(value)


_SPELT = Form[tuple[str, ...]](_texts, _json, ())
_PROFILES = Form[tuple[str, ...]](_ids, _json, ())
_UNSEEN = Form["tuple[str, ...] | None"](_unseen, lambda it: "1" if it is None else _json(it), ())
_KEYS = Form[tuple[tuple[str, str], ...]](
    lambda text: tuple((column, key) for column, key in json.loads(text or "[]")), _json, ()
)
_LOOKS = Form[tuple[Look, ...]](
    lambda text: tuple(map(looks.unpacked, json.loads(text or "[]"))), lambda it: _json(list(map(looks.packed, it))), ()
)


@dataclass(frozen=True, kw_only=True)
class ErasureFacts(Facts):
    """`by`, `asked_by`, `asked_for`, `voters`: ids of those who did it, who asked for a deletion, in whose name alone
    they did, who said yes to it so far. `asked_at`: when it was asked for; an earlier release did not say.

    Of a look: `looks`, `left` (what outlives the last one), `waits` (since when it is asked again), `again` (how often
    the plan ran anew after it), `tries` (of the later look), `goes_on` (the id of the
    request that is open for whom it found). Of whom it looks for: `ids`, `spelt`, `shared`, `keys`, `tables`,
    `since`, as `handlers.erasure.remembered` says; `unseen`: the addresses without a known profile, None where an
    earlier revision did not keep whose.
    """

    by: tuple[str, ...] = fact(_IDS)
    asked_by: str = fact(TEXT)
    asked_for: tuple[str, ...] = fact(_IDS)
    asker_marks: tuple[str, ...] = fact(_IDS)  # by which those are known
    asked_at: datetime | None = fact(INSTANT)
    voters: tuple[str, ...] = fact(_IDS)
    ballots: tuple[Ballot, ...] = fact(_BALLOTS)

    looks: tuple[Look, ...] = fact(_LOOKS)
    deltas: bool = fact(_PARTS)  # a source of the plan is read in parts, or may be
    left: Left = fact(_LEFT)
    waits: datetime | None = fact(INSTANT)
    again: int = fact(_COUNT)
    tries: int = fact(_COUNT)
    goes_on: str = fact(TEXT)

    ids: tuple[str, ...] = fact(_PROFILES)
    spelt: tuple[str, ...] = fact(_SPELT)
    shared: tuple[str, ...] = fact(_SPELT)
    keys: tuple[tuple[str, str], ...] = fact(_KEYS)
    tables: tuple[str, ...] = fact(_SPELT)
    unseen: tuple[str, ...] | None = fact(_UNSEEN)
    since: datetime | None = fact(INSTANT)

    scheduled: AwaitedRun | None = fact(_AWAITED)
    named: str = fact(TEXT)  # a recipient, as somebody typed it
    ours: bool = flag("1")  # a segment that we switch on, until it rests again or was said to be left on

    @property
    def askers(self) -> frozenset[str]:
        """Who asked for a deletion, in person or by somebody who acts for them: they do not vote on it."""
        return frozenset(filter(None, (self.asked_by, *self.asked_for)))
