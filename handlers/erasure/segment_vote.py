"""The vote on the deletion of a segment: by whoever the request's order asks for; one *no* ends it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from domain.codes import meets
from domain.erasure.facts import Ballot, ErasureFacts
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.order import Order, still_missing
from domain.outcome import Code
from domain.people import Capacity, Role
from domain.request import Factor, Step, Verdict, Vote
from domain.target import Target
from domain.votes import Objection
from handlers.deps import Act
from handlers.requests.case import Case
from handlers.requests.leavers import People, by_people
from handlers.requests.seat import is_twice, seated

_KEPT = Code.SETTLED_KEPT.how  # what a *no* comes to
_LEFT = "left"  # what becomes of the *yes* of who may decide no more
_FACTORS = {factor.value: factor for factor in Factor}


def vote_of(case: Case, act: Act, order: Order, seat: Capacity) -> Vote:
    """A *yes* of who acts."""
    plain = Vote(request_id=case.id, person_id=case.person, verdict=Verdict.APPROVE, at=case.now, factor=order.factor)
    return seated(case.unit, act, plain, seat)


def is_known(case: Case, step: Step, order: Order, vote: Vote) -> bool:
    """Whether who votes is the same human as who asked for one of the two, or has voted, whatever our rows say."""
    asker_marks = case.facts(step, ErasureFacts).asker_marks
    return is_twice(vote, (*order.asker_marks, *asker_marks), votes(case, step))


def with_yes(case: Case, step: Step, order: Order, vote: Vote) -> tuple[ErasureFacts, bool]:
    """What is to be kept of it with one more *yes*; and whether that is enough."""
    yes = [*votes(case, step), vote]
    voters = tuple(vote.person_id for vote in yes)
    ballots = tuple(
        Ballot(vote.person_id, vote.instead_of or "", vote.circles, vote.factor or "", vote.marks) for vote in yes
    )
    known = replace(case.facts(step, ErasureFacts), by=voters, voters=voters, ballots=ballots)
    return known, not _missing(case, order, yes)


def is_decided(case: Case, step: Step) -> bool:
    """Right before the deletion, whatever the row of the step says: whether those whom the order asks for have said yes
    to this one, without who asked for it, and in whose name. What says so is sealed for this step alone."""
    order, apart = case.unit.orders.of(case.id), {*askers(case, step), *case.facts(step, ErasureFacts).asker_marks}
    yes = [v for v in votes(case, step) if apart.isdisjoint({v.person_id, v.instead_of, *v.known_as})]
    return order is not None and not _missing(case, order, yes)


def ask_approvers(case: Case, step: Step) -> None:
    """A message of its own: a card that changes makes no sound. Once a version of the request."""
    case.notice(f"vote/{step.position}/{case.request.version}", NoticeKind.VOTE, Target.role(Role.APPROVER))


def _missing(case: Case, order: Order, yes: list[Vote]) -> bool:
    [asked_by] = case.unit.people.now([order.requester])
    return bool(still_missing(order, asked_by, yes))


def askers(case: Case, step: Step) -> list[str]:
    """Who asked for it, and in whose name, as they are known today: nobody of them votes on it."""
    return case.unit.people.now(case.facts(step, ErasureFacts).askers)


def votes(case: Case, step: Step) -> list[Vote]:
    """Those so far that count, of the people whom these ids stand for today; an earlier release kept the voters
    alone."""
    order = case.unit.orders.of(case.id)
    kept = [vote for vote in _kept(case, step) if not order or meets(order.factor, vote.factor)]
    void = _void(case, step) if kept else frozenset()
    return [] if kept and _was_ended(case, step) else [vote for vote in kept if vote.person_id not in void]


def people_of(case: Case, step: Step) -> list[str]:
    """Those who voted so far, and those in whose name."""
    return [who for vote in votes(case, step) for who in (vote.person_id, vote.holder)]


def void_of_leavers(case: Case, step: Step, people: People) -> Objection | None:
    """The *yes* of who may decide no more is taken away, and the others are asked anew; why there can be no vote, where
    that of somebody cannot be told just now. `people`: those of `people_of`; who has voted since, just came in."""
    known = [vote for vote in votes(case, step) if {vote.person_id, vote.holder} <= people.keys()]
    if any(by_people(vote, people) is None for vote in known):
        return Objection.UNCLEAR
    left = [vote.person_id for vote in known if not by_people(vote, people)]
    for person in left:
        data = {"step": step.key, "as": _LEFT, "person": person}
        case.unit.events.add(EventKind.ERASURE_VOTE, case.now, actor=None, request=case.id, data=data)
    if left:
        ask_approvers(case, step)
    return None


def _void(case: Case, step: Step) -> Set[str]:
    """Those who, as the log tells last of them, left: somebody may have put back what was kept before."""
    void = set[str]()
    for event in case.unit.events.of(case.id):
        if event.kind is EventKind.ERASURE_VOTE and event.data.get("step") == step.key:
            [who] = case.unit.people.now([event.data.get("person") or event.actor or ""])
            (void.add if event.data.get("as") == _LEFT else void.discard)(who)
    return void


def _was_ended(case: Case, step: Step) -> bool:
    """Whether the log knows of a *no* to what was asked then: somebody may have put back what was kept before it."""
    events = [event for event in case.unit.events.of(case.id) if event.data.get("step") == step.key]
    asked = (event.at for event in events if event.kind is EventKind.ERASURE_DECIDE)  # as an earlier release kept it
    asked_at = case.facts(step, ErasureFacts).asked_at or max(asked, default=None)
    ours = (event for event in events if event.kind is EventKind.ERASURE_VOTE and event.data.get("as") == _KEPT)
    return any(asked_at is None or event.at > asked_at for event in ours)


def _kept(case: Case, step: Step) -> list[Vote]:
    known, now = case.facts(step, ErasureFacts), case.unit.people.now
    return [
        Vote(
            request_id=case.id,
            person_id=now([one.by])[0],
            verdict=Verdict.APPROVE,
            at=case.now,
            instead_of=now([one.away])[0] if one.away else None,
            circles=one.circles,
            factor=_FACTORS.get(one.factor),
            marks=one.marks,
        )
        for one in known.ballots or map(Ballot, known.voters)
    ]
