"""What came of a step, as it is kept: which kind of thing it is, and its facts. No sentence is kept.

What is drawn of it is drawn when it is drawn (`domain.drawing.results`). What a later release keeps, and this one does
not know, stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from domain.erasure import looks
from domain.erasure.looks import Look


@dataclass(frozen=True)
class Result:
    """Days are where the company is, instants are UTC."""


@dataclass(frozen=True)
class Earlier(Result):
    """A sentence that an earlier release kept, and the instant that stands in it."""

    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class Unknown(Result):
    """What a later release has kept."""

    kept: str


@dataclass(frozen=True)
class OnDay(Result):
    """`by`: the name of who says so, where that is said beside the day; `files`: what they say was attached."""

    day: date
    by: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typed(Result):
    """A person's own words."""

    text: str


@dataclass(frozen=True)
class Closed(Result):
    """A check, by a person. `before`: what the look had come to."""

    because: str
    before: Result | None = None


@dataclass(frozen=True)
class LookedAt(Result):
    """How many looks proved that somebody is gone, at how many places.

    `copies`: of these, places in Dataverse. None where nobody looked there, as with `StillIn`.
    """

    looks: int
    places: int
    copies: int | None = None


@dataclass(frozen=True)
class StillIn(Result):
    """Where somebody was found. `tables`: (source as people know it, table); its source may be unknown.

    `copies`: tables of Dataverse. None where there are none, as an earlier release cannot read what it does not know.
    `unasked`: whether Dataverse is looked at, and was not this time; None where it is not.
    """

    tables: tuple[tuple[str, str], ...] = ()
    made: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    copies: tuple[str, ...] | None = None
    unasked: bool | None = None


@dataclass(frozen=True)
class NotChecked(Result):
    """For each thing that nothing proves, the look that came nearest."""

    missing: tuple[Look, ...]


@dataclass(frozen=True)
class LeftOn(Result):
    """A segment of which we know that it could not be put to rest again."""


@dataclass(frozen=True)
class AwaitsRun(Result):
    """The scheduled refresh of this instant."""

    at: datetime


@dataclass(frozen=True)
class DoneByRun(Result):
    """A full refresh of this instant, which the service began by its schedule or somebody by hand."""

    at: datetime
    scheduled: bool = False


@dataclass(frozen=True)
class RunMissed(Result):
    """The scheduled refresh did not do it."""


@dataclass(frozen=True)
class OthersLeft(Result):
    """Somebody says that others were taken off the list of users too."""

    because: str


@dataclass(frozen=True)
class Sent(Result):
    at: datetime


@dataclass(frozen=True)
class ByMail(Result):
    """A mail is what it rests on. `by`: the name of who says that it is; `files`: what it brought, None where that is
    not what it is about."""

    at: datetime
    sender: str
    subject: str
    by: str = ""
    files: tuple[str, ...] | None = None


_KINDS: Mapping[str, type[Result]] = {
    "earlier": Earlier,
    "on_day": OnDay,
    "typed": Typed,
    "closed": Closed,
    "looked_at": LookedAt,
    "still_in": StillIn,
    "not_checked": NotChecked,
    "left_on": LeftOn,
    "awaits_run": AwaitsRun,
    "done_by_run": DoneByRun,
    "run_missed": RunMissed,
    "others_left": OthersLeft,
    "sent": Sent,
    "by_mail": ByMail,
}
_CODES = {kind: code for code, kind in _KINDS.items()}


def kept(result: Result | None) -> dict[str, str]:
    """As it is sealed with the step, in the place of whatever was there, also of an earlier release."""
    return {"result": _packed(result) if result else "", "detail": "", "at": ""}


def result_of(known: Mapping[str, str]) -> Result | None:
    """What came of the step that keeps this. A sentence is the newest: whoever keeps a result takes it away."""
    if text := known.get("detail"):
        return Earlier(text, datetime.fromisoformat(known["at"]) if known.get("at") else None)
    return _unpacked(known["result"]) if known.get("result") else None


def _packed(result: Result) -> str:
    return result.kept if isinstance(result, Unknown) else json.dumps(_plain(result))


def _plain(value: Any) -> Any:
    match value:
        case Unknown(kept=text):
            return json.loads(text)
        case Result():
            facts = {field.name: getattr(value, field.name) for field in fields(value)}
            return {
                "as": _CODES[type(value)],
                **{name: _plain(fact) for name, fact in facts.items() if fact is not None},
            }
        case Look():
            return looks.packed(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
    return value


def _unpacked(text: str) -> Result:
    try:
        return _read(json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Unknown(text)


def _read(told: dict[str, Any]) -> Result:
    kind = _KINDS[told["as"]]
    return kind(**{name: _READ.get(name, _as_it_is)(fact) for name, fact in told.items() if name != "as"})


def _as_it_is(fact: Any) -> Any:
    return tuple(fact) if isinstance(fact, list) else fact


_READ: Mapping[str, Callable[[Any], Any]] = {
    "at": datetime.fromisoformat,
    "day": date.fromisoformat,
    "before": lambda fact: _unpacked(json.dumps(fact)),
    "missing": lambda fact: tuple(map(looks.unpacked, fact)),
    "tables": lambda fact: tuple((source, table) for source, table in fact),
}
