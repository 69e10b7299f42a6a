"""`cancel` and Retry: a request is stopped, or goes on."""

from __future__ import annotations

from dataclasses import replace

from domain import rights
from domain.card import Card, not_clear
from domain.drawing.kinds import SECTIONS
from domain.event import EventKind
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.request import Change, State, StepState, after
from domain.unread import Behind
from handlers.command import Buttons, Command, Served
from handlers.deps import Act, Deps
from handlers.requests.anew import ANEW
from handlers.requests.brake import brake_on
from handlers.requests.case import Case
from handlers.requests.clock import held
from handlers.requests.closing import withdraw
from handlers.requests.outcomes import about


async def cancel(deps: Deps, act: Act) -> Card:
    if not act.request_id:
        return not_clear(act.words.errors.which_request("cancel"))
    return await about(deps, act, lambda case: withdraw(case, deps.kinds))


async def retry(deps: Deps, act: Act) -> Card:
    return await about(deps, act, _retry)


def _retry(case: Case) -> Outcome:
    if case.request.state is not State.NEEDS_ATTENTION or not SECTIONS[case.request.kind].retried:
        return Outcome(Code.NOT_RETRIED, case.id, case.request.state)
    if held(case.unit, case.request):  # it would come to nothing but the same again, and forget what went wrong
        return Outcome(Code.SETTLED_HELD, case.id)
    if brake_on(case.unit, case.request):
        return Outcome(Code.NOT_WHILE_PAUSED, case.id)
    resume(case)
    return Outcome(Code.RETRIED, case.id)


def resume(case: Case, *, anew: bool = True) -> None:
    """Start the next run of a request that waits for a person. `anew`: what failed or was stopped is begun again; of
    what may have been done somebody has to say first whether it was."""
    if case.request.state is not State.NEEDS_ATTENTION:
        return
    for step in case.steps if anew else ():
        if step.state in {StepState.FAILED, StepState.CANCELLED} and step.note != Note.DOUBTFUL:
            case.put(replace(step, **ANEW))
    case.start(state=after(case.request.state, Change.RESUME))
    case.event(EventKind.REQUEST_RETRIED, {"run": str(case.request.run), "as": "anew" if anew else "on"})


COMMAND = Command(
    name="cancel",
    usage="cancel <request>",
    sentence="Stops a request.",
    example="cancel DSR-7K3QFA",
    who=rights.CANCEL,
    behind=Behind.REFUSED,
    typed=cancel,
    files=frozenset(),
    buttons={"cancel": Served(rights.CANCEL, do=cancel, on_card=True)},
)
BUTTONS: Buttons = {
    "retry": Served(
        rights.RETRY,
        do=retry,
        called=lambda words: words.rights.command(words.buttons.RETRY),
        on_card=True,
        by_name=True,
    )
}
