"""The tour: one erasure from its request to *gone*, in five stops; where it stands is read from what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.erasure.plan import HumanTask, StepKind, of, open_to, planned
from domain.request import UNANSWERED, Request, State, Step, StepState
from domain.words.language.playground import PlaygroundWords

WRITTEN = "erase anna@contoso.com"


class Stop(StrEnum):
    ASK = "ask"
    APPROVE = "approve"
    DELETE = "delete"
    SETTLE = "settle"
    ANSWER = "answer"
    OVER = "over"  # behind the five


class Todo(StrEnum):
    """What somebody does next."""

    WRITE = "write"
    APPROVE = "approve"
    DELETE = "delete"
    STATE = "state"
    DECIDE = "decide"
    VOTE = "vote"
    RECREATE = "recreate"
    CONFIRM = "confirm"
    TELL = "tell"
    ANSWER = "answer"
    MEND = "mend"  # something went wrong: the card says what
    WAIT = "wait"  # the bot is at work


# In whose chat, or in which part of the panel; nowhere for what is waited for.
WHERE: Mapping[Todo, str] = {
    **dict.fromkeys(Todo, "ada"),
    Todo.APPROVE: "ben",
    Todo.VOTE: "ben",
    Todo.DELETE: "delete",
    Todo.RECREATE: "segments",
    Todo.WAIT: "",
}
_ASKED: Mapping[HumanTask, Todo] = {
    HumanTask.STATE: Todo.STATE,
    HumanTask.DECIDE: Todo.DECIDE,
    HumanTask.VOTE: Todo.VOTE,
    HumanTask.TICK: Todo.RECREATE,
    HumanTask.CONFIRM: Todo.CONFIRM,
    HumanTask.TELL: Todo.TELL,
    HumanTask.ANSWER: Todo.ANSWER,
}


@dataclass(frozen=True)
class Tour:
    stop: Stop
    todo: tuple[Todo, ...] = ()


def tour_of(request: Request | None, steps: Sequence[Step], held: Collection[str]) -> Tour:
    """Where the story of the newest erasure stands. `held`: the original sources that hold the person still."""
    if request is None or request.state in UNANSWERED:
        return Tour(Stop.ASK, (Todo.WRITE,))
    if request.state is State.PENDING_APPROVAL:
        return Tour(Stop.APPROVE, (Todo.APPROVE,))
    if request.state is State.COMPLETED:
        return Tour(Stop.OVER)
    humans = [human for step in steps if (human := open_to(step, steps))]
    asked = [_ASKED[human] for human in humans if human in _ASKED]
    if not planned(steps) or held or Todo.STATE in asked:
        stated = [Todo.STATE] if Todo.STATE in asked else []
        return Tour(Stop.DELETE, tuple([Todo.DELETE, *stated] if held else stated or [Todo.WAIT]))
    if all(step.state is StepState.DONE for step in steps if step not in of(steps, StepKind.ANSWER)):
        return Tour(Stop.ANSWER, (Todo.ANSWER,))
    wrong = [Todo.MEND] if any(step.state is StepState.FAILED for step in steps) else []
    return Tour(Stop.SETTLE, tuple(dict.fromkeys([*wrong, *asked])) or (Todo.WAIT,))


def as_shown(tour: Tour, words: PlaygroundWords) -> Mapping[str, object]:
    """As the page shows it: `done` of the five stops, their names, and what is done next."""
    names = [words.TOUR_STOPS[stop] for stop in Stop if stop is not Stop.OVER]
    todo = [
        {"text": words.TOUR_TODO[one], "where": WHERE[one], "line": WRITTEN if one is Todo.WRITE else ""}
        for one in tour.todo
    ]
    done = list(Stop).index(tour.stop)
    return {"done": done, "stops": names, "text": words.TOUR_TEXTS[tour.stop], "todo": todo}
