"""What was closed, or taken off the board, by somebody else: it is put back to where it was, and named.

Nobody is told of it by the rows, so all that are closed are looked at, some at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from domain.event import EventKind
from domain.request import Request, State
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.ending import keep_end, may_be_ended
from handlers.requests.order import ENDED, OFF_THE_BOARD, name_altered

_AT_ONCE = 500
_CLOSED, _OFF = "look for what somebody else closed", "put back on the board"


async def look_for_unended(deps: Deps, after: str) -> str:
    """Those whose ids come next after this one; gives the last of them, and nothing once all were looked at."""
    if not after:
        off = await deps.storage.read(lambda unit: unit.requests.off_the_board())
        deps.failing.due(_OFF, off)
        await _each(deps, _OFF, off, _put_on)
    found = await deps.storage.read(lambda unit: unit.ends.closed_after(after, _AT_ONCE))
    wrong = {ref for ref, fits in found if not fits}
    await _each(deps, _CLOSED, sorted(wrong | deps.failing.of(_CLOSED)), _look)  # else it would be due for ever
    return found[-1][0] if len(found) == _AT_ONCE else ""


async def _each(deps: Deps, what: str, refs: Iterable[str], do: Callable[[Case], None]) -> None:
    """By itself: a row that cannot be read keeps no other waiting."""

    def write(unit: Unit, ref: str) -> None:
        if case := Case.open(unit, ref, deps.policy, deps.clock()):
            do(case)

    for ref in refs:
        with deps.failing.apart(what, ref):
            await deps.storage.write(partial(write, ref=ref))


def _put_on(case: Case) -> None:
    """Writing it says again who waits."""
    name_altered(case.unit, case.request, case.now, OFF_THE_BOARD)
    if case.request.open:
        case.change(due_at=case.now)
    case.save()


def _look(case: Case) -> None:
    request = case.request
    if may_be_ended(case.unit, request, case.now):
        keep_end(case.unit, request, request.state, request.closed_at or case.now)
    elif not request.open:
        _put_back(case)


def _put_back(case: Case) -> None:
    """To where the log says it was. Nothing that cannot be undone is done by that: it takes the order and the votes."""
    begun = _is_begun(case.unit, case.request)
    name_altered(case.unit, case.request, case.now, ENDED)
    decided = case.request.decided_at if begun else None
    state = State.NEEDS_ATTENTION if begun else State.PENDING_APPROVAL
    case.save(state=state, closed_at=None, decided_at=decided, due_at=case.now)


def _is_begun(unit: Unit, request: Request) -> bool:
    """It, or the batch that it is of."""
    refs = filter(None, (request.id, request.batch))
    return any(event.kind is EventKind.REQUEST_APPROVED for ref in refs for event in unit.events.of(ref))
