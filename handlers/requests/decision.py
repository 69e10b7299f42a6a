"""The decision: approve, or deny with a reason. One transaction, one winner, an answer for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.card import Answer, Card, Field, Form, Input
from domain.outcome import Code, Outcome
from domain.policy import Policy
from domain.request import Change, Request, Verdict, Vote, after
from domain.rights import APPROVE, DECIDE
from domain.votes import Objection, approvals, objection
from domain.words import en as words
from domain.words.en.rights import DECIDING
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.clock import held, next_call, runs
from handlers.requests.closing import close, expire
from handlers.requests.filling import refilled
from handlers.requests.outcomes import once


async def approve(deps: Deps, act: Act) -> Card:
    return await _vote(deps, act, Verdict.APPROVE, "")


async def ask_reason(deps: Deps, act: Act) -> Answer:
    """The Deny button: a form for the reason, or at once why this person cannot deny."""
    refused = await deps.storage.read(lambda unit: _standing_objection(unit, act))
    if refused:
        return await _vote(deps, act, Verdict.DENY, "")
    return _reason_form(act.request_id)


async def deny(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_reason_form(act.request_id), act) or await _vote(deps, act, Verdict.DENY, act.value("reason"))


def _reason_form(ref: str) -> Form:
    fields = (Field("reason", words.requests.REASON_LABEL, Input.PARAGRAPH, missing=words.requests.NEEDS_REASON),)
    return Form("deny", ref, words.requests.DENY_TITLE, words.buttons.DENY, fields)


def _standing_objection(unit: Unit, act: Act) -> bool:
    request = unit.requests.get(act.request_id)
    return not request or _objection(unit, request, act, unit.votes.of(request.id)) is not None


def _objection(unit: Unit, request: Request, act: Act, votes: Sequence[Vote]) -> Objection | None:
    """One human has one vote, whichever of their accounts and addresses it comes from."""
    voted = unit.people.same(act.person.id, [vote.person_id for vote in votes])
    return objection(request, act.person.id, votes) or (Objection.VOTED_ALREADY if voted else None)


async def _vote(deps: Deps, act: Act, verdict: Verdict, reason: str) -> Card:
    return await once(deps, act, lambda unit, now: _decide(unit, act, verdict, reason, deps.policy, now))


def _decide(unit: Unit, act: Act, verdict: Verdict, reason: str, policy: Policy, now: datetime) -> Outcome:
    request = unit.requests.get(act.request_id)
    if not request:
        return Outcome(Code.UNKNOWN, act.request_id)
    if request.environment != policy.environment:
        return Outcome(Code.ELSEWHERE, request.id)
    return _count(unit, request, act, verdict, reason, policy, now)


def _count(
    unit: Unit, request: Request, act: Act, verdict: Verdict, reason: str, policy: Policy, now: datetime
) -> Outcome:
    votes = unit.votes.of(request.id)
    why = _objection(unit, request, act, votes)
    stopped = why is None and held(unit, request)
    if stopped and verdict is Verdict.APPROVE:
        why = Objection.HELD
    if why is None and not stopped and now >= request.expires_at:
        expire(unit, request, now)
        why = Objection.EXPIRED
    if why:
        unit.events.add("vote.not-counted", now, actor=act.person.id, request=request.id, data={"why": why})
        return Outcome(Code.OBJECTION, request.id, why)
    sealed = unit.subjects.seal(request.subject_id, reason) if reason else None
    vote = Vote(request_id=request.id, person_id=act.person.id, verdict=verdict, at=now, reason=sealed)
    unit.votes.add(vote)
    unit.events.add(f"vote.{verdict}", now, actor=act.person.id, request=request.id)
    if verdict is Verdict.DENY:
        close(unit, request, Change.DENY, now, actor=act.person.id)
        return Outcome(Code.DENIED, request.id)
    return _approve(unit, request, [*votes, vote], policy, now)


def _approve(unit: Unit, request: Request, votes: list[Vote], policy: Policy, now: datetime) -> Outcome:
    count = approvals(votes)
    if count >= request.quorum:
        state, run = after(request.state, Change.APPROVE), request.run + 1
        look_at = next_call(request, policy, now) if runs(unit, request) else None
        started = unit.requests.save(replace(request, state=state, run=run, decided_at=now, due_at=look_at))
        unit.events.add("request.approved", now, actor=None, request=request.id, data={"run": str(run)})
        unit.start(started)
    return Outcome(Code.APPROVED, request.id, str(count))


BUTTONS: Buttons = {
    "approve": Served(APPROVE, do=approve, called=DECIDING, on_card=True, by_name=True),
    "deny": Served(DECIDE, do=ask_reason, sent=deny, called=DECIDING, on_card=True, by_name=True),
}
