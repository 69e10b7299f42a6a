"""Work in error: what is said of it, to the admins and to who asked, so that nobody waits for what has ended."""

from __future__ import annotations

from collections.abc import Sequence

from domain.notes import Note
from domain.notice import NoticeKind
from domain.people import Role
from domain.request import State
from domain.target import Target
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.work import give_in

BROKE, STUCK = "broke", "stuck"


async def broke_off(deps: Deps, runs: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """The engine has ended these by itself (a request, and which run of it): a person has to look. Those of whom their
    request did not know yet."""
    if not runs:
        return ()
    news = await deps.storage.read(lambda unit: [run for run in runs if _goes_on(unit, *run)])
    for request_id, _ in news:
        await tell_in_error(deps, request_id, BROKE)  # first: it is looked for again until the request knows
        await give_in(deps, request_id, Note.BROKE)
    return news


async def tell_in_error(deps: Deps, request_id: str, how: str) -> None:
    """The admins, once a run. Who asked hears of work that has ended by its end, and of what goes on failing here.
    `how`: BROKE or STUCK."""
    now = deps.clock()

    def write(unit: Unit) -> None:
        if case := Case.open(unit, request_id, deps.policy, now):
            _tell(case, how)

    await deps.storage.write(write)


def _tell(case: Case, how: str) -> None:
    targets = [Target.role(Role.ADMIN)]
    targets += [Target.person(case.request.requester_id)] if how == STUCK else []
    for target in targets:
        case.notice(f"{how}/{case.request.run}/{target}", NoticeKind.IN_ERROR, target, {"as": how})


def _goes_on(unit: Unit, request_id: str, run: int) -> bool:
    request = unit.requests.get(request_id)
    return request is not None and request.state is State.IN_PROGRESS and request.run == run
