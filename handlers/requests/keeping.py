"""What stands against destroying somebody's keys: whatever is not proved to be over keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.erasure.plan import StepKind, name_of, of
from domain.keeping import TIME, Bar, Circle, Retention, Standing, standing
from domain.policy import Policy
from domain.request import Kind, Request, State, Step, StepState
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.owed import owed

_TOLD = (StepKind.RECIPIENTS, StepKind.RECIPIENT)


def stands(unit: Unit, circle: Circle, retention: Retention, now: datetime) -> Standing:
    """`now`: UTC, maybe ahead of the clock."""
    return standing(set(_found(unit, circle)), circle.ended, retention, now)


def kept_until(unit: Unit, request: Request, policy: Policy, words: Words, now: datetime) -> str:
    """Of a request that is over: until when what names people is kept, and why not shorter, to who looks at it."""
    said, retention = words.keeping, policy.retention
    if request.open:
        return ""
    circle = unit.keys.circle([request.subject_id])
    if circle.destroyed:
        return said.ERASED
    found = stands(unit, circle, retention, now)
    others = [bar for bar in found.bars if bar not in TIME]
    if found.overdue:
        return said.kept_for(others)
    first = (
        said.erased_on(found.until.astimezone(policy.timezone).date(), retention.reason)
        if found.until
        else said.FOREVER
    )
    return " ".join([first, *([said.kept_first(others)] if others else [])])


def _found(unit: Unit, circle: Circle) -> Iterator[Bar]:
    if circle.held or not unit.events.held_subjects().isdisjoint(circle.subjects):
        yield Bar.HELD
    if circle.open:
        yield Bar.OPEN
    if unit.brakes.now() or unit.events.paused():
        yield Bar.PAUSED
    known = {ref: request for ref in circle.requests if (request := unit.requests.get(ref))}
    steps = {ref: unit.steps.of(ref) for ref in known}
    for ref, request in known.items():
        yield from _of_request(unit, request, steps[ref])
        if _untold(steps[ref]) and not _erased_since(request, known.values()):
            yield Bar.RECIPIENTS


def _of_request(unit: Unit, request: Request, steps: Sequence[Step]) -> Iterator[Bar]:
    if request.open or any(_is_open(unit, name_of(step.key)) for step in of(steps, StepKind.MEMBER)):
        yield Bar.OPEN
    if owed(unit, request, steps):
        yield Bar.OWED
    if any(step.state is StepState.WAITING for step in of(steps, StepKind.AGAIN)):
        yield Bar.LOOK


def _is_open(unit: Unit, ref: str) -> bool:
    """One of a batch is proved by the order of that."""
    member = unit.requests.get(ref)
    return member is not None and member.open


def _untold(steps: Sequence[Step]) -> bool:
    """Something was deleted, and somebody who got it was not told (GDPR Art. 19)."""
    deleted = any(step.state is StepState.DONE for step in of(steps, StepKind.SOURCE))
    return deleted and any(step.state is not StepState.DONE for step in of(steps, *_TOLD))


def _erased_since(request: Request, others: Iterable[Request]) -> bool:
    """A later erasure was completed, which takes every recipient to be told."""
    return any(
        one.kind is Kind.ERASURE and one.state is State.COMPLETED and one.created_at > request.created_at
        for one in others
    )
