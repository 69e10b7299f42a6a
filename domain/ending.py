"""How a request ended, as the bot ended it, and which looks found nobody by then: kept where nobody can change it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.erasure.looks import Verdict
from domain.erasure.plan import StepKind, part_of
from domain.event import Event, EventKind
from domain.request import Request, State

TOLD_BY: Mapping[State, EventKind] = {
    State.DENIED: EventKind.REQUEST_DENIED,
    State.EXPIRED: EventKind.REQUEST_EXPIRED,
    State.CANCELLED: EventKind.REQUEST_CANCELLED,
    State.COMPLETED: EventKind.REQUEST_COMPLETED,
    State.REFUSED: EventKind.REQUEST_REFUSED,
}
ENDS = frozenset(TOLD_BY.values())


@dataclass(frozen=True, kw_only=True)
class End:
    """`at`: when it was closed, as text. `gone`: the keys of the checks that had found nobody, each with how many looks
    of it the log told of. `state` is an open one where an earlier release had got as far as this with what goes on."""

    state: State
    at: str = ""
    gone: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def read(text: str) -> End:
        """Raises: ValueError, KeyError or TypeError, where it is none."""
        told = json.loads(text)
        return End(**{**told, "state": State(told["state"])})

    def text(self) -> str:
        return json.dumps({**vars(self), "gone": dict(self.gone)}, sort_keys=True, separators=(",", ":"))

    def fits(self, request: Request) -> bool:
        return not request.open and self.says(request.state, written(request.closed_at))

    def says(self, state: str, at: str) -> bool:
        """The same of what stands in the row."""
        return (self.state.value, self.at) == (state, at)


def written(at: datetime | None) -> str:
    """Of `End.at`."""
    return at.astimezone(UTC).isoformat() if at else ""


def looks_at(key: str, events: Collection[Event]) -> list[Event]:
    """What the log tells of looks by this step."""
    return [one for one in events if one.kind is EventKind.ERASURE_CHECKED and one.data.get("step") == key]


def newest_look(key: str, events: Collection[Event]) -> Event | None:
    """By which this check found nobody last, unless the person was found since, by whichever look. Of two at one moment
    it is not the one that says *gone*."""
    own = looks_at(key, events)
    newest = max(own, key=lambda one: (one.at, not _is(one, Verdict.GONE)), default=None)
    there = [one.at for one in events if one.kind is EventKind.ERASURE_CHECKED and _is(one, Verdict.STILL_THERE)]
    if not newest or not _is(newest, Verdict.GONE) or any(at >= newest.at for at in there):
        return None
    return newest


def found_again(events: Collection[Event]) -> bool:
    """Whether a look at a completed erasure found the person."""
    kinds = (one for one in events if one.kind is EventKind.ERASURE_CHECKED and _is(one, Verdict.STILL_THERE))
    return any(part_of(one.data.get("step", "")) is StepKind.AGAIN for one in kinds)


def _is(event: Event, verdict: Verdict) -> bool:
    return event.data.get("note") == verdict.value
