"""What was closed, or taken off the board, by somebody else: it is put back to where it was, and named.

Nobody is told of it by the rows, so all that are closed are looked at, some at a time.
"""

from __future__ import annotations

from functools import partial

from domain.event import EventKind
from domain.request import Request, State
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.ending import keep_end, may_be_ended
from handlers.requests.order import name_altered

_AT_ONCE = 500


async def look_for_unended(deps: Deps, after: str) -> str:
    """Those whose ids come next after this one; gives the last of them, and nothing once all were looked at."""
    found = await deps.storage.read(lambda unit: unit.ends.closed_after(after, _AT_ONCE))
    wrong = [request.id for request, end in found if not end or not end.fits(request)]
    for ref in (*wrong, *await deps.storage.read(lambda unit: unit.requests.off_the_board())):
        await deps.storage.write(partial(_look, deps=deps, ref=ref))
    return found[-1][0].id if len(found) == _AT_ONCE else ""


def _look(unit: Unit, deps: Deps, ref: str) -> None:
    case = Case.open(unit, ref, deps.policy, deps.clock())
    if not case:
        return
    if case.request.open:
        case.save(due_at=case.now)  # which says again who waits
    elif may_be_ended(unit, case.request, case.now):
        keep_end(unit, case.request, case.request.state, case.request.closed_at or case.now)
    else:
        _put_back(case)


def _put_back(case: Case) -> None:
    """To where the log says it was. Nothing that cannot be undone is done by that: it takes the order and the votes."""
    begun = _is_begun(case.unit, case.request)
    name_altered(case.unit, case.request, case.now, "ended")
    decided = case.request.decided_at if begun else None
    state = State.NEEDS_ATTENTION if begun else State.PENDING_APPROVAL
    case.save(state=state, closed_at=None, decided_at=decided, due_at=case.now)


def _is_begun(unit: Unit, request: Request) -> bool:
    """It, or the batch that it is of."""
    refs = filter(None, (request.id, request.batch))
    return any(event.kind is EventKind.REQUEST_APPROVED for ref in refs for event in unit.events.of(ref))
