"""`release`: the end of a legal hold; what waited for it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.card import Answer, Card, Field, Form, not_clear
from domain.event import EventKind
from domain.filled import again
from domain.hold import Hold, mark_of
from domain.identifiers import leading, named
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.request import State
from domain.rights import ADMINS, RELEASE
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.mentions import addresses, not_one, one_person
from handlers.ports import Unit
from handlers.requests.cancelling import resume
from handlers.requests.case import Case
from handlers.requests.filling import refilled
from handlers.requests.gate import may_release
from handlers.requests.hold import about_somebody
from handlers.requests.holding import RELEASED, several, tell
from handlers.requests.outcomes import once
from handlers.requests.procedure import Kinds


async def release(deps: Deps, act: Act) -> Answer:
    """What waited for the hold goes on at once. Who is not one person alone is asked back."""
    if act.request_id:
        return await about_somebody(deps, act, lambda case: _release(case, act, deps))
    if not leading(act.ref):
        return not_clear(act.words.hold.WHICH_HOLD)
    meant = named(act.ref)
    if problem := not_one(meant, act.words):
        return again(_form(act.words, act.ref), {}, {"who": problem})
    [who] = await addresses(deps, act, meant.found)
    return await _of(deps, act, who)


async def ask(_: Deps, act: Act) -> Answer:
    """For a place where others would read the address."""
    return _form(act.words)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    who, problem = await one_person(deps, act)
    return refilled(_form(act.words), act, {"who": problem}) or await _of(deps, act, who)


def _form(words: Words, text: str = "") -> Form:
    said = words.hold
    who = Field("who", said.RELEASE_WHOM, hint=said.WHOM_HINT, value=text.strip())
    return Form("release", "", said.RELEASE_TITLE, said.RELEASE, (who,))


async def _of(deps: Deps, act: Act, who: str) -> Card:
    return await once(deps, act, lambda unit, now: _by_person(unit, deps, act, unit.subjects.known(who), now))


async def release_listed(deps: Deps, act: Act) -> Card:
    """The button beside one hold, in a list of them. It ends that one, and none that was set since."""
    return await once(deps, act, lambda unit, now: _one(unit, deps, act, now))


def _release(case: Case, act: Act, deps: Deps) -> Outcome:
    """One on each human, all of them or none; where there are more, it is asked back which one is meant."""
    holds = case.unit.subjects.holds(case.id)
    if not holds:
        return Outcome(Code.HOLD_NONE, case.id)
    if several(case.unit, holds) or not _may(case.unit, act, holds):
        return _which(holds)
    _lift(case.unit, deps, holds, case.person, case.now, case.id)
    return Outcome(Code.HOLD_RELEASED, case.id)


def _by_person(unit: Unit, deps: Deps, act: Act, subject: str | None, now: datetime) -> Outcome:
    """The same of a person, with the same two people."""
    holds = unit.subjects.held(subject) if subject else []
    if len(holds) > 1 and any(_may(unit, act, [hold]) for hold in holds):
        return _which(holds)
    return _these(unit, deps, act, holds, now)


def _one(unit: Unit, deps: Deps, act: Act, now: datetime) -> Outcome:
    kept, _, read = act.ref.partition("~")
    holds = [hold for hold in unit.subjects.held(kept) if hold.subject_id == kept]
    if _may(unit, act, holds) and any(mark_of(hold) != read for hold in holds):
        return Outcome(Code.HOLD_ANOTHER, None, kept)
    return _these(unit, deps, act, holds, now)


def _these(unit: Unit, deps: Deps, act: Act, holds: Sequence[Hold], now: datetime) -> Outcome:
    if not holds:
        return Outcome(Code.PERSON_NOT_HELD)
    if not _may(unit, act, holds):
        data = {"why": "apart", "verb": "release"}
        unit.events.add(EventKind.ACT_REFUSED, now, actor=act.person.id, request=None, data=data)
        return Outcome(Code.PERSON_NOT_YOURS)
    _lift(unit, deps, holds, act.person.id, now, None)
    return Outcome(Code.PERSON_RELEASED, None, holds[0].subject_id)


def _which(holds: Sequence[Hold]) -> Outcome:
    return Outcome(Code.HOLD_WHICH, None, " ".join(hold.subject_id for hold in holds))


def _may(unit: Unit, act: Act, holds: Sequence[Hold]) -> bool:
    """Whoever set one of these is turned away."""
    return all(may_release(unit, act, RELEASE.roles, hold) for hold in holds)


def _lift(unit: Unit, deps: Deps, holds: Sequence[Hold], by: str, now: datetime, ref: str | None) -> None:
    """`ref`: the request through which it is done."""
    for hold in holds:
        unit.subjects.release(hold.subject_id)
        known = unit.events.held_by([hold.subject_id])
        since = unit.events.since(known, now) or min(hold.at, now)
        data = {"subject": hold.subject_id, "since": since.isoformat()}
        unit.events.add(EventKind.SUBJECT_RELEASED, now, actor=by, request=ref, data=data)
    tell(unit, holds, RELEASED, by, now)
    waits_since: dict[str, datetime] = {}
    for hold in sorted(holds, key=lambda hold: hold.at):
        for waiting in unit.requests.about(hold.subject_id):
            waits_since.setdefault(waiting.id, hold.at)
    for waits, begun in waits_since.items():
        case = Case.open(unit, waits, deps.policy, now, by)
        assert case, "it is about somebody of the hold"
        _go_on(case, deps.kinds, begun)


def _go_on(case: Case, kinds: Kinds, since: datetime) -> None:
    """What waited for the hold is done, unless another hold stops it. `since`: when the hold was set."""
    request, others = case.request, case.unit.subjects.holds(case.id)
    if request.state is State.PENDING_APPROVAL and request.kind.deletes:
        _give_time(case, since, min((hold.at for hold in others), default=case.now))
    if others:
        return
    kinds[request.kind].released(case)  # before it runs on: what it tells is told once a version of the request
    if any(step.note == Note.HELD for step in case.steps):
        resume(case)


def _give_time(case: Case, since: datetime, until: datetime) -> None:
    """Nobody could approve it meanwhile. `until`: from when on another hold stops it, whose release gives the rest."""
    lost = max(until - max(since, case.request.created_at), timedelta())
    case.save(expires_at=case.request.expires_at + lost, due_at=case.now)


COMMAND = Command(
    name="release",
    usage="release <request | e-mail>",
    sentence="Releases a legal hold that someone else set.",
    example="release DSR-7K3QFA",
    who=RELEASE,
    behind=Behind.REFUSED,
    typed=release,
    files=frozenset(),
    form=ask,
    submitted=submitted,
    buttons={"release-hold": Served(ADMINS, do=release_listed)},  # and another one than who set it
)
