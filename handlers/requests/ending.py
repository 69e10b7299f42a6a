"""Whether a request that is closed was closed by the bot, and which looks found nobody: never by the rows alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from domain.ending import ENDS, TOLD_BY, End, looks_at, newest_look, written
from domain.erasure.plan import StepKind, of, part_of
from domain.event import EventKind
from domain.notes import Note
from domain.request import Request, State, Step, StepState
from handlers.ports import Unit


def keep_end(unit: Unit, request: Request, state: State, at: datetime) -> None:
    """With its end, as it is right before."""
    looked = looks(unit, request) if state is State.COMPLETED else ()
    unit.ends.keep(request.id, End(state=state, at=written(at), gone=dict.fromkeys(looked, 0)))


def is_ended(unit: Unit, request: Request) -> bool:
    """Whether the bot closed it, so and then: as was kept, or as the log tells while it reaches back that far."""
    end = unit.ends.of(request.id)
    return not request.open and ((end is not None and end.fits(request)) or _is_told(unit, request))


def _is_told(unit: Unit, request: Request) -> bool:
    ends = [event for event in unit.events.of(request.id) if event.kind in ENDS]
    last = max(ends, key=lambda event: event.at, default=None)
    fits = last is not None and (last.kind, last.at) == (TOLD_BY[request.state], request.closed_at)
    return last is not None and fits and unit.events.is_proved(last)


def ended_beside(unit: Unit, request: Request, now: datetime) -> bool:
    """Whether a replica of an earlier release, which keeps no ends and proves none, may have closed it."""
    kinds = {event.kind for event in unit.events.of(request.id)}
    return TOLD_BY.get(request.state) in kinds and unit.ends.beside_others(now)


def may_be_ended(unit: Unit, request: Request, now: datetime) -> bool:
    """The same, as long as replicas of an earlier release may be at work beside this one."""
    return is_ended(unit, request) or (not request.open and ended_beside(unit, request, now))


def looks(unit: Unit, request: Request) -> frozenset[str]:
    """The keys of the checks that found nobody, as the bot made them."""
    end = unit.ends.of(request.id)
    if end and end.fits(request):
        return frozenset(end.gone)
    events, earlier = unit.events.of(request.id), end.gone if end and request.open else {}
    keys = {event.data.get("step", "") for event in events if event.kind is EventKind.ERASURE_CHECKED}
    found = {key: newest_look(key, events) for key in keys if part_of(key) is StepKind.CHECK}
    return frozenset(
        key for key, one in found.items()
        if one and (unit.events.is_proved(one) or earlier.get(key) == len(looks_at(key, events)))
    )  # fmt: skip


def not_looked(unit: Unit, request: Request, steps: Sequence[Step]) -> Collection[str]:
    """The keys of the checks that say *gone*, and did not come to that."""
    said = {step.key for step in of(steps, StepKind.CHECK) if step.note == Note.GONE}
    return said - looks(unit, request) if said else ()


def as_looked(unit: Unit, request: Request, steps: Sequence[Step]) -> list[Step]:
    """The same steps, where no look counts that was not made."""
    wrong = not_looked(unit, request, steps)
    return [replace(s, state=StepState.FAILED, note=Note.ALTERED) if s.key in wrong else s for s in steps]
