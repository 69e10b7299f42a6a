"""What the life of a request is told of an erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.called import called
from domain.card import Answer, say
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import (
    ASKED,
    HumanTask,
    Phase,
    StepKind,
    complete,
    found_gone,
    leads,
    of,
    open_to,
    part_of,
    phase,
    planned,
)
from domain.letters import Part
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.policy import Policy
from domain.request import UNANSWERED, Request, State, Step, StepState
from domain.rule import Reader
from domain.view import RequestView, StepView
from domain.words.language import Words
from handlers.deps import Deps
from handlers.erasure.found_list import told as list_told
from handlers.erasure.later import plan_look
from handlers.erasure.people import batch_view
from handlers.erasure.remembered import left
from handlers.erasure.segment_vote import ask_approvers
from handlers.erasure.work import erasure_work
from handlers.ports import Unit
from handlers.refresh.procedure import filled_in
from handlers.requests.case import Case
from handlers.requests.clock import held
from handlers.requests.days import today
from handlers.requests.ending import as_looked
from handlers.requests.procedure import Filed, Procedure
from handlers.requests.readers import looking
from handlers.requests.sealed import facts


async def _form(deps: Deps, filed: Filed) -> Answer:
    """Of a batch there is none: its people may each be somewhere else by then."""
    return say(filed.words.batch.NOT_CORRECTED) if leads(filed.steps) else await filled_in(deps, filed)


def _goes_on(case: Case) -> bool:
    """A person answered just now."""
    if not planned(case.steps) or phase(case.steps) is Phase.PEOPLE:
        return False
    case.start()
    return True


def _is_failure(steps: Sequence[Step]) -> bool:
    """A plan that waits for people only is as it should be."""
    own = [step for step in steps if part_of(step.key) is not StepKind.MEMBER]
    return not planned(steps) or any(step.state is StepState.FAILED for step in own)


def _sweep(case: Case, _: datetime) -> bool:
    """The day of the later look has come."""
    if case.request.state is not State.COMPLETED:
        return False
    case.start(due_at=None)
    return True


def _released(case: Case) -> None:
    for step in case.steps:
        if step.note == ASKED:
            ask_approvers(case, step)


def _open_to(step: Step, steps: Sequence[Step], _: Policy) -> HumanTask | None:
    return open_to(step, steps)


def _story(unit: Unit, deps: Deps, story: RequestView, steps: Sequence[Step], reader: Reader | None) -> RequestView:
    """With the votes on segments, and what outlives the erasure."""
    ballots = {step.key: facts(unit, step, ErasureFacts).voters for step in steps if step.note == ASKED}
    names = unit.people.names({person for voters in ballots.values() for person in voters})
    outlives = tuple((what, until) for what, until in left(unit, steps) if until is None or until >= today(deps))

    words = looking(deps, reader).words

    def line(line: StepView) -> StepView:
        yes = [called(names, person, words) for person in ballots.get(line.key, ())]
        tally = words.erasure.votes_so_far(len(yes), story.request.quorum, yes) if line.key in ballots else ""
        return replace(line, votes=tally)

    own = [one for one in story.lines if part_of(one.key) is not StepKind.MEMBER]
    batch = batch_view(unit, steps) if leads(steps) else None
    return replace(story, lines=tuple(map(line, own)), left=outlives, batch=batch)


def _vote(unit: Unit, _: Deps, request: Request, __: Notice, words: Words) -> str:
    return words.erasure.vote_wanted(request.id) if request.open and not held(unit, request) else ""


def _found_again(_: Unit, __: Deps, request: Request, notice: Notice, words: Words) -> str:
    return words.notices.found_again(notice.data["old"], request.id)


_ASIDE = frozenset({StepKind.ANSWER, StepKind.AGAIN})


def _answered(unit: Unit, request: Request, steps: Sequence[Step], words: Words) -> Mapping[Part, str]:
    """Once everything else of the plan is done, and unless the person was found again."""
    steps = as_looked(unit, request, steps)
    checks, again = of(steps, StepKind.CHECK), of(steps, StepKind.AGAIN)
    rest = [step for step in steps if part_of(step.key) not in _ASIDE]
    over = request.state not in UNANSWERED and all(step.state is StepState.DONE for step in rest)
    if not checks or not over or any(step.state is StepState.FAILED for step in again):
        return {}
    done = words.letters.GONE if found_gone(checks) else words.letters.CLOSED
    return {Part.DONE: done, Part.LEFT: words.letters.outlives(left(unit, steps))}


ERASURE = Procedure(
    work=erasure_work,
    form=_form,
    goes_on=_goes_on,
    complete=complete,
    completed=plan_look,
    is_failure=_is_failure,
    sweep=_sweep,
    released=_released,
    open_to=_open_to,
    story=_story,
    answered=_answered,
    sentences={
        NoticeKind.VOTE: _vote,
        NoticeKind.FOUND_AGAIN: _found_again,
        NoticeKind.UNPROVED: lambda _, __, request, ___, words: words.notices.unproved_later(request.id),
    },
    cards={NoticeKind.LIST: list_told},
    answers={
        Code.TOLD_ALL: lambda _, count, words: words.batch.told_now(int(count)),
        Code.COUNTED: lambda request, count, words: words.erasure.vote_counted(int(count), request.quorum),
        Code.EARLY: lambda _, part, words: words.plan.EARLY[StepKind(part)],
    },
)
