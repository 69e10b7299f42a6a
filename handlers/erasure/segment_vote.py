"""The vote on the deletion of a segment: by whoever the request's order asks for; one *no* ends it."""

from __future__ import annotations

from dataclasses import replace

from domain.erasure.facts import Ballot, ErasureFacts
from domain.notice import NoticeKind
from domain.order import Order, still_missing
from domain.people import Capacity, Role
from domain.request import Step, Verdict, Vote
from domain.target import Target
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.sealed import facts
from handlers.requests.seat import seated


def voters(unit: Unit, step: Step) -> tuple[str, ...]:
    """Who has said yes so far, oldest first."""
    return tuple(unit.people.now(facts(unit, step, ErasureFacts).voters))


def with_yes(case: Case, step: Step, order: Order, seat: Capacity) -> tuple[ErasureFacts, bool]:
    """What is to be kept of it with one more *yes*, by who acts; and whether that is enough."""
    mine = seated(Vote(request_id=case.id, person_id=case.person, verdict=Verdict.APPROVE, at=case.now), seat)
    yes = [*votes(case, step), mine]
    voters = tuple(vote.person_id for vote in yes)
    ballots = tuple(Ballot(vote.person_id, vote.instead_of or "", vote.circles) for vote in yes)
    known = replace(case.facts(step, ErasureFacts), by=voters, voters=voters, ballots=ballots)
    return known, not _missing(case, order, yes)


def is_decided(case: Case, step: Step) -> bool:
    """Right before the deletion, whatever the row of the step says: whether those whom the order asks for have said yes
    to this one, without who asked for it. What says so is sealed for this step alone."""
    order, now = case.unit.orders.of(case.id), case.unit.people.now
    apart = set(now(filter(None, [case.facts(step, ErasureFacts).asked_by])))
    yes = [vote for vote in votes(case, step) if apart.isdisjoint({vote.person_id, vote.instead_of})]
    return order is not None and not _missing(case, order, yes)


def ask_approvers(case: Case, step: Step) -> None:
    """A message of its own: a card that changes makes no sound. Once a version of the request."""
    case.notice(f"vote/{step.position}/{case.request.version}", NoticeKind.VOTE, Target.role(Role.APPROVER))


def _missing(case: Case, order: Order, yes: list[Vote]) -> bool:
    [asked_by] = case.unit.people.now([order.requester])
    return bool(still_missing(order, asked_by, yes))


def votes(case: Case, step: Step) -> list[Vote]:
    """Those so far, of the people whom these ids stand for today; an earlier release kept the voters alone."""
    known, now = case.facts(step, ErasureFacts), case.unit.people.now
    return [
        Vote(
            request_id=case.id,
            person_id=now([one.by])[0],
            verdict=Verdict.APPROVE,
            at=case.now,
            instead_of=now([one.away])[0] if one.away else None,
            circles=one.circles,
        )
        for one in known.ballots or map(Ballot, known.voters)
    ]
