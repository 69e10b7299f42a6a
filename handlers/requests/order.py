"""Whether a request is still what was ordered, and decided by those who may: asked at the vote, and right before
whatever cannot be undone. What does not fit is done by nobody, and told to the admins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.ending import ENDS
from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.order import Item, Order, decided, still_missing
from domain.people import Role
from domain.policy import Policy
from domain.receipt import later_of
from domain.request import Request, Step, Vote
from domain.seats import Rule
from domain.target import Target
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import details, is_whole, whom

ONE_HUMAN = "one-human"  # two people by our rows
ENDED, OFF_THE_BOARD = "ended", "off-the-board"  # by somebody else
PUT_BACK = frozenset({ENDED, OFF_THE_BOARD})


def keep_order(
    unit: Unit,
    request: Request,
    subjects: Iterable[str],
    steps: Sequence[Step],
    policy: Policy,
    asker_marks: Iterable[str],
) -> dict[str, str]:
    """What was just filed, as it is, who must approve it, what each gives with it, and by which who asked is known; for
    the log, its fingerprint."""
    rule, factor = policy.rule(request.kind), policy.factor(request.kind)
    clear = [_in_clear(unit, request, step) for step in {step.key: step for step in reversed(steps)}.values()]
    later = later_of(details(unit, request))
    order = Order.of(request, clear, {*subjects}, rule, factor, asker_marks, later)
    return {"order": unit.orders.add(request.id, order)}


def _in_clear(unit: Unit, request: Request, step: Step) -> Step:
    return replace(step, key=whom(unit, step)) if request.kind.hides else step


def _hidden(unit: Unit, request_id: str, item: Item) -> str:
    """The key of its step; none where nobody knows it any more."""
    step = Step(request_id=request_id, key="", position=0, subject_id=item.subject)
    return unit.subjects.hidden(step, item.key) or ""


def pending_order(unit: Unit, request: Request) -> Order | None:
    """Of a request that is voted on; None where it, or a vote on it, is not what was kept."""
    order, _ = _kept(unit, request)
    return order if order and order.only(unit.steps.of(request.id)) else None


def as_voted(unit: Unit, request: Request) -> bool:
    """Of a request that is voted on: whether it and the votes are what was kept, and enough distinct people approve."""
    order, votes = _kept(unit, request)
    return order is not None and order.only(unit.steps.of(request.id)) and _is_decided(unit, order, votes)


def as_ordered(unit: Unit, request: Request) -> bool:
    """Whether it is what was ordered, and enough distinct people have approved it, or the batch that it is of."""
    order, votes = _kept(unit, request)
    if order and order.batch:
        return not votes and _is_of(unit, order.batch, request)
    return order is not None and _is_decided(unit, order, votes)


def _is_of(unit: Unit, batch: str, request: Request) -> bool:
    """Whether the batch was approved, and this request among all that it orders: either names the other."""
    lead, order = unit.requests.get(batch), unit.orders.of(batch)
    named = order and key_of(StepKind.MEMBER, request.id) in {item.key for item in order.items}
    return lead is not None and order is not None and bool(named) and not order.batch and as_ordered(unit, lead)


def _kept(unit: Unit, request: Request) -> tuple[Order | None, Sequence[Vote]]:
    """The order and the votes, all proved; no order where the request, or a vote on it, is not what was kept."""
    order = unit.orders.of(request.id)
    order = order and order.hidden(partial(_hidden, unit, request.id))
    if not order or not _fits(unit, request, order) or is_reopened(unit, request) or _is_freed(unit, request):
        return None, ()
    votes = _proved(unit, request, order)
    return (None, ()) if votes is None else (order, votes)


def _is_decided(unit: Unit, order: Order, votes: Collection[Vote]) -> bool:
    [asked_by] = unit.people.now([order.requester])
    return decided(order, asked_by, votes)


def empty_seats(unit: Unit, request: Request, order: Order) -> Rule:
    """What the approvals so far leave to be approved, as they are shown: whether they are proved is asked elsewhere."""
    [asked_by] = unit.people.now([order.requester])
    return still_missing(order, asked_by, map(partial(_today, unit), unit.votes.of(request.id)))


def _today(unit: Unit, vote: Vote) -> Vote:
    away = vote.instead_of
    return replace(vote, instead_of=unit.people.now([away])[0]) if away else vote


def _fits(unit: Unit, request: Request, order: Order) -> bool:
    asked_by = unit.people.now([order.requester])
    fits = order.fits(request, unit.steps.of(request.id), unit.subjects.of(request.id)) and is_whole(unit, request)
    return fits and asked_by == unit.people.now([request.requester_id])


def _proved(unit: Unit, request: Request, order: Order) -> list[Vote] | None:
    """All votes on it; None where there is one that nothing proves."""
    proved = unit.orders.votes(request.id, order.version, _void(unit, request.id))
    shown = {vote.person_id for vote in unit.votes.of(request.id)}
    return proved if {vote.person_id for vote in proved} == shown else None


def _void(unit: Unit, request_id: str) -> set[str]:
    """What proved votes that were taken away since: whoever puts one back into its row has not given it again."""
    given, void = list[tuple[str, str]](), set[str]()
    for event in unit.events.of(request_id):
        [who, *_] = unit.people.now([event.data.get("person", "") or event.actor or ""])
        if event.kind is EventKind.VOTE_VOID:
            void |= {proof for voter, proof in given if "person" not in event.data or voter == who}
        elif proof := event.data.get("proof"):
            given.append((who, proof))
    return void


def is_reopened(unit: Unit, request: Request) -> bool:
    """Whether its row is open, though it had ended."""
    return request.open and has_ended(unit, request.id)


def has_ended(unit: Unit, request_id: str) -> bool:
    """Whether the log knows that it had ended, or knows nothing of its beginning: the log is not cut before what is
    open, so it was over by then. While the log lacks its end, all waits anyway."""
    events = unit.events.of(request_id)
    begun = unit.events.began(events) or unit.brakes.everything()
    return not begun or not ENDS.isdisjoint(event.kind for event in events)


def _is_freed(unit: Unit, request: Request) -> bool:
    """Whether the log knows of a legal hold or of a brake that the rows have lost."""
    braked, brake = unit.events.braked(), unit.brakes.now()
    if any(not one.actor for one in braked) and not unit.brakes.everything():
        return True
    if not request.kind.deletes:
        return False
    if braked and not brake:
        return True
    return not unit.subjects.holds(request.id) and bool(unit.covering.of(request.id, _named(unit, request)))


def _named(unit: Unit, request: Request) -> Iterator[str]:
    """Whom it is about, as it names them; opened once it is asked for."""
    yield from map(str, details(unit, request)["subjects"])


def name_altered(unit: Unit, request: Request, now: datetime, what: str = "") -> None:
    """In the log every time, to the admins once. `what`: a code, where it is not the request itself."""
    data, admins = {"what": what} if what else None, Target.role(Role.ADMIN)
    unit.events.add(EventKind.REQUEST_ALTERED, now, actor=None, request=request.id, data=data)
    key = f"{request.id}/{what if what in PUT_BACK else 'altered'}"
    unit.notices.add(key, NoticeKind.ALTERED, admins, now, request=request.id, data=data)


async def check_order(deps: Deps, request_id: str) -> bool:
    """Right before what cannot be undone: whether it is still what was ordered. Where it is not, it is named."""

    def look(unit: Unit) -> bool:
        request = unit.requests.get(request_id)
        return bool(request and as_ordered(unit, request))

    if await deps.storage.read(look):
        return True
    await tell_altered(deps, request_id)
    return False


async def ordered(deps: Deps, step: Step) -> str:
    """The same for one step: to whom it is done, by the order and no row. Empty where it was not ordered."""

    def look(unit: Unit) -> str:
        request, order = unit.requests.get(step.request_id), unit.orders.of(step.request_id)
        if not request or not order or not as_ordered(unit, request):
            return ""
        items = order.items if order.kind.hides else ()
        return next((item.key for item in items if _hidden(unit, step.request_id, item) == step.key), "")

    if not (who := await deps.storage.read(look)):
        await tell_altered(deps, step.request_id)
    return who


async def tell_altered(deps: Deps, request_id: str) -> None:
    """As `name_altered`, in a transaction of its own."""
    now = deps.clock()
    await deps.storage.write(lambda unit: _name(unit, request_id, now))


def _name(unit: Unit, request_id: str, now: datetime) -> None:
    if request := unit.requests.get(request_id):
        name_altered(unit, request, now)
