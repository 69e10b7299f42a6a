"""The decision: approve, or deny with a reason. One transaction, one winner, an answer for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.card import Answer, Card, Field, Form, Input
from domain.cell import vote_cell
from domain.drawing.kinds import section
from domain.event import EventKind
from domain.order import Order
from domain.outcome import Code, Outcome
from domain.request import Change, Request, State, Verdict, Vote, after
from domain.rights import APPROVE, DECIDE
from domain.votes import Objection, approvals, objection
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests import codes
from handlers.requests.batch import members
from handlers.requests.case import Case
from handlers.requests.clock import held, next_call, runs
from handlers.requests.closing import close
from handlers.requests.filling import refilled
from handlers.requests.later_day import take_later
from handlers.requests.leavers import People, certain, still, void_of_leavers, voters
from handlers.requests.order import ONE_HUMAN, as_voted, name_altered, pending_order
from handlers.requests.outcomes import about
from handlers.requests.seat import away_of, deciding, is_twice, seat_of, seated
from handlers.requests.threads import VOTE
from handlers.requests.view import view_of

VOTED = {Verdict.APPROVE: EventKind.VOTE_APPROVE, Verdict.DENY: EventKind.VOTE_DENY}


async def approve(deps: Deps, act: Act) -> Answer:
    """The Approve button: the vote, or, where that takes more, a form for it."""
    asked, old = await deps.storage.read(lambda unit: _before(unit, deps, act))
    return asked or await _vote(deps, act, Verdict.APPROVE, "", old)


async def approved(deps: Deps, act: Act) -> Answer:
    """The filled-in code, or number."""
    asked, old = await deps.storage.read(lambda unit: _before(unit, deps, act))
    form = asked if isinstance(asked, Form) else None
    if form and (bad := codes.filled_in(form, act)):
        return bad
    return codes.at_field(await _vote(deps, act, Verdict.APPROVE, "", old), form)


async def ask_reason(deps: Deps, act: Act) -> Answer:
    """The Deny button: a form for the reason, or at once why this person cannot deny."""
    refused = await deps.storage.read(lambda unit: _standing_objection(unit, act))
    if refused:
        return await _deny(deps, act, "")
    return _reason_form(act)


async def deny(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_reason_form(act), act) or await _deny(deps, act, act.value("reason"))


async def _deny(deps: Deps, act: Act, reason: str) -> Card:
    now = deps.clock()
    return await _vote(
        deps, act, Verdict.DENY, reason, await deps.storage.read(lambda unit: voters(unit, act.request_id, now))
    )


def _before(unit: Unit, deps: Deps, act: Act) -> tuple[Answer | None, list[str]]:
    """What is to be given besides, and who voted of whom it is asked whether they still may."""
    now = deps.clock()
    return _asked_besides(unit, deps, act, now), voters(unit, act.request_id, now)


def _asked_besides(unit: Unit, deps: Deps, act: Act, now: datetime) -> Answer | None:
    """What is to be given with an approval that would count; None where there is nothing, or nothing would help."""
    request, order = unit.requests.get(act.request_id), unit.orders.of(act.request_id)
    if not request or not order or not order.factor or _standing_objection(unit, act) or held(unit, request):
        return None
    seat = seat_of(unit, order, unit.votes.of(act.request_id), act)
    if why := codes.barred(unit, act.person.id, order.factor, now, away_of(seat)):
        return codes.ANSWERS[why.code](unit, deps, act, why.detail)
    text = section(view_of(unit, request, deps)).approve(act.words)
    return codes.form(request, order.factor, text, act.words)


def _reason_form(act: Act) -> Form:
    fields = (
        Field("reason", act.words.requests.REASON_LABEL, Input.PARAGRAPH, missing=act.words.requests.NEEDS_REASON),
    )
    return Form("deny", act.request_id, act.words.requests.DENY_TITLE, act.words.buttons.DENY, fields)


def _standing_objection(unit: Unit, act: Act) -> bool:
    request = unit.requests.get(act.request_id)
    return not request or _objection(unit, request, act.person.id, unit.votes.of(request.id)) is not None


def _objection(unit: Unit, request: Request, person: str, votes: Sequence[Vote]) -> Objection | None:
    """One human has one vote, whichever of their accounts and addresses it comes from."""
    if why := objection(request, person, votes):
        return why
    if unit.people.same(person, [vote.person_id for vote in votes]):
        return Objection.VOTED_ALREADY
    in_their_name = unit.people.same(person, [vote.holder for vote in votes if vote.instead_of])
    return Objection.IN_YOUR_NAME if in_their_name else None


async def _vote(deps: Deps, act: Act, verdict: Verdict, reason: str, old: Sequence[str]) -> Card:
    """`old`: see `voters`."""
    people = await still(deps, old)
    return await about(deps, act, lambda case: _decide(case, act, verdict, reason, people))


def _decide(case: Case, act: Act, verdict: Verdict, reason: str, people: People) -> Outcome:
    if case.request.state is State.PENDING_APPROVAL:
        void_of_leavers(case, people)
    if case.request.environment != case.policy.environment:
        return Outcome(Code.ELSEWHERE, case.id)
    return _count(case, act, verdict, reason, people)


def _count(case: Case, act: Act, verdict: Verdict, reason: str, people: People) -> Outcome:
    unit, request, votes = case.unit, case.request, case.unit.votes.of(case.id)
    order, why = pending_order(unit, request), _objection(unit, request, case.person, votes)
    if why is None and not order and verdict is Verdict.APPROVE:
        name_altered(unit, request, case.now)
        why = Objection.ALTERED
    seat = seat_of(unit, order, votes, act) if order else None
    if verdict is Verdict.DENY:  # to end it takes no seat
        seat = next(iter(deciding(unit, act, [request.requester_id])), None)
    if why is None and order and not seat and verdict is Verdict.APPROVE:
        why = Objection.NO_SEAT
    stopped = why is None and held(unit, request)
    if stopped and verdict is Verdict.APPROVE:
        why = Objection.HELD
    if why is None and not stopped and case.now >= request.expires_at:
        close(case, Change.EXPIRE)
        why = Objection.EXPIRED
    if why:
        case.event(EventKind.VOTE_NOT_COUNTED, {"why": why})
        return Outcome(Code.OBJECTION, case.id, why)
    factor = order.factor if order and verdict is Verdict.APPROVE else None
    vote = Vote(request_id=case.id, person_id=case.person, verdict=verdict, at=case.now, factor=factor)
    vote = seated(unit, act, vote, seat) if seat else vote
    if order and verdict is Verdict.APPROVE and is_twice(vote, order.asker_marks, votes):
        name_altered(unit, request, case.now, ONE_HUMAN)
        case.event(EventKind.VOTE_NOT_COUNTED, {"why": Objection.ONE_HUMAN})
        return Outcome(Code.OBJECTION, case.id, Objection.ONE_HUMAN)
    if factor and (lacking := codes.objection(unit, act, factor, request, case.now, away_of(seat))):
        return lacking
    return _add(case, order, vote, reason, people)


def _add(case: Case, order: Order | None, vote: Vote, reason: str, people: People) -> Outcome:
    unit, request = case.unit, case.request
    if reason:
        vote = replace(vote, reason=unit.subjects.seal(request.subject_id, reason, vote_cell(vote)))
    proof = unit.orders.proof(vote, order.version if order else 0)
    unit.votes.add(vote, proof)
    given = {"factor": vote.factor.value} if vote.factor else {}
    case.event(VOTED[vote.verdict], {"order": str(order.version), "proof": proof.hex(), **given} if order else {})
    if vote.verdict is Verdict.DENY:
        close(case, Change.DENY)
        return Outcome(Code.DENIED, case.id)
    return _approve(case, people)


def _approve(case: Case, people: People) -> Outcome:
    count = approvals(case.unit.votes.of(case.id))
    decide_if_reached(case, people)
    if case.request.state is State.PENDING_APPROVAL:
        vote = {"as": VOTE, "by": case.person, "count": str(count)}
        case.tell_below(f"vote/{case.person}/{case.now.isoformat()}", vote)
    waits = "" if case.request.state is not State.PENDING_APPROVAL or certain(case, people) else " unclear"
    return Outcome(Code.APPROVED, case.id, f"{count}{waits}")


def is_reached(case: Case, people: People) -> bool:
    """Counted from what is proved, with everybody who approved known to be one who may, at this moment."""
    unit, request = case.unit, case.request
    if held(unit, request) or case.now >= request.expires_at or request.environment != case.policy.environment:
        return False
    return certain(case, people) and as_voted(unit, request)


def decide_if_reached(case: Case, people: People) -> None:
    if is_reached(case, people):
        unit, now = case.unit, case.now
        take_later(case)
        look_at = next_call(case.request, case.policy, now) if runs(unit, case.request) else None
        case.start(state=after(case.request.state, Change.APPROVE), decided_at=now, due_at=look_at)
        _note_approval(case)
        case.tell_below(f"approved/{case.request.run}", {"as": case.request.state})
        for member in members(case):
            _approve_with(member)


def _approve_with(member: Case) -> None:
    """One person of a batch that was approved: the batch begins their own work when it is their turn."""
    if member.request.state is State.PENDING_APPROVAL:
        look_at = next_call(member.request, member.policy, member.now)
        member.save(state=after(member.request.state, Change.APPROVE), decided_at=member.now, due_at=look_at)
        _note_approval(member)


def _note_approval(case: Case) -> None:
    data = {"run": str(case.request.run)}
    case.unit.events.add(EventKind.REQUEST_APPROVED, case.now, actor=None, request=case.id, data=data)


def _deciding(words: Words) -> str:
    return words.rights.DECIDING


BUTTONS: Buttons = {
    "approve": Served(APPROVE, do=approve, sent=approved, called=_deciding, on_card=True, by_name=True),
    "deny": Served(DECIDE, do=ask_reason, sent=deny, called=_deciding, on_card=True, by_name=True),
}
