"""What the rule knows of a request for one person: what is theirs because they asked for it, as far as that is proved.

The row alone says who asked, and whoever may write to the database may change it: the order, which nobody can, must say
the same, and name one of the marks by which this person is known where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.board import Lane
from domain.event import EventKind
from domain.people import Traces
from domain.request import Request
from domain.rule import About, Reader, sees
from handlers.ports import Unit


def about_read(unit: Unit, request: Request, reader: Reader) -> About:
    return About.of(request, own=request.requester_id == reader.person_id and _asked(unit, request, reader.traces))


def may_see(unit: Unit, request: Request | None, reader: Reader | None) -> bool:
    """Whether this reader may see it in full."""
    return bool(request and reader and sees(about_read(unit, request, reader), reader.person_id, reader.roles))


def seen_in(
    unit: Unit, lane: Lane, reader: Reader, room: int, beside: Request | None = None, *, back: bool = False
) -> Sequence[Request]:
    """Of a lane what they may see, as much as there is room for: the first, or those nearest to a request. What
    somebody else made theirs takes no room."""
    limit = room
    while True:
        found = unit.requests.lane(lane, limit, beside=beside, back=back)
        seen = [request for request in found if may_see(unit, request, reader)]
        if len(seen) >= room or len(found) < limit:
            return seen[-room:] if back else seen[:room]
        limit *= 4


def _asked(unit: Unit, request: Request, traces: Traces) -> bool:
    """Whether who is known by these is the requester of the row, by the order as well; by the log where there is
    rightly none."""
    order = unit.orders.of(request.id)
    if not order:
        return not _lacks_order(unit, request) and _filed(unit, request)
    known = unit.people.marks(request.id, [], traces)
    return _same(unit, request, order.requester) and not (order.asker_marks and known.isdisjoint(order.asker_marks))


def _lacks_order(unit: Unit, request: Request) -> bool:
    """Whether it has none, or another, though it was kept and stays as long as a key of the people does: without any,
    nothing of the request can be read any more."""
    was_kept = any("order" in event.data for event in unit.events.of(request.id))
    steps = [step.subject_id for step in unit.steps.of(request.id)]
    people = {request.subject_id, *unit.subjects.of(request.id), *steps}
    return was_kept and bool(unit.keys.alive(filter(None, people)))


def _filed(unit: Unit, request: Request) -> bool:
    filed = (event for event in unit.events.of(request.id) if event.kind is EventKind.REQUEST_FILED)
    return any(unit.events.is_proved(event) and _same(unit, request, event.actor or "") for event in filed)


def _same(unit: Unit, request: Request, person_id: str) -> bool:
    return unit.people.now([person_id]) == unit.people.now([request.requester_id])
