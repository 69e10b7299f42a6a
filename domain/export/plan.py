"""The plan of an export: one ticket with Microsoft's team, and who goes on next (design §5).

Each stage is a step of the request. A letter goes out when a person has pressed a button; what comes in is told by the
mailbox, or by a person. Pure: the work is `handlers.export.work`, people are `handlers.export.acts`, mails
`handlers.export.inbox`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from domain.notes import Note
from domain.request import Step, StepState

_PREFIX = "mail:"


class Stage(StrEnum):
    """In the order in which they come; reminders stand behind them, and hold nothing up."""

    REQUEST = "request"  # our letter that asks for the data
    QUESTION = "question"  # their mail that asks whether it is ours
    CONFIRMATION = "confirmation"  # our letter that says so
    DELIVERY = "delivery"  # their mail with the data
    ANSWER = "answer"  # the subject was answered
    REMINDER = "reminder"


PLAN = tuple(stage for stage in Stage if stage is not Stage.REMINDER)
LETTERS = frozenset({Stage.REQUEST, Stage.CONFIRMATION, Stage.REMINDER})
AWAITED = frozenset({Stage.QUESTION, Stage.DELIVERY})
# Why a mail that is waited for is a person's business by now; notes of its step.
SILENT, UNREAD, BOUNCED, NOT_PORTABLE = Note.SILENT, Note.UNREAD, Note.BOUNCED, Note.NOT_PORTABLE
CALLED = frozenset({SILENT, UNREAD, BOUNCED, NOT_PORTABLE})
TO_SEND, DOUBTFUL = Note.TO_SEND, Note.DOUBTFUL


def key_of(stage: Stage, number: int = 0) -> str:
    """`number`: of a reminder, from 1."""
    return f"{_PREFIX}{stage}" + (f"-{number}" if number else "")


def stage_of(key: str) -> Stage | None:
    """None for a step that belongs to no export."""
    word = key.removeprefix(_PREFIX).partition("-")[0] if key.startswith(_PREFIX) else ""
    return Stage(word) if word in set(Stage) else None


def number_of(key: str) -> int:
    """Of a reminder; 0 for any other stage."""
    return int(key.partition("-")[2] or 0)


def step_of(steps: Sequence[Step], stage: Stage) -> Step:
    """Raises: StopIteration, where the request is no export."""
    return next(step for step in steps if stage_of(step.key) is stage)


def of(steps: Sequence[Step], *stages: Stage) -> list[Step]:
    return [step for step in steps if stage_of(step.key) in stages]


def to_send(steps: Sequence[Step]) -> list[Step]:
    """Letters that are on their way."""
    return [step for step in of(steps, *LETTERS) if step.state is StepState.RUNNING]


def current(steps: Sequence[Step]) -> Step | None:
    """The first stage that is not done; None when all are."""
    return next((step for step in of(steps, *PLAN) if step.state is not StepState.DONE), None)


def complete(steps: Sequence[Step]) -> bool:
    return bool(of(steps, *PLAN)) and current(steps) is None


class Stands(Protocol):
    """A step, or what a card shows of one."""

    @property
    def key(self) -> str: ...
    @property
    def state(self) -> StepState: ...
    @property
    def note(self) -> Note: ...


S = TypeVar("S", bound=Stands)


def resting(steps: Sequence[S]) -> S | None:
    """The stage that was settled, or given to a person, by what a mail was taken for, and that nothing has followed: it
    may be taken back."""
    stages = {stage_of(step.key): step for step in steps}
    if called := next((step for step in stages.values() if step.note in {BOUNCED, NOT_PORTABLE}), None):
        return called
    for read, then in ((Stage.DELIVERY, Stage.ANSWER), (Stage.QUESTION, Stage.CONFIRMATION)):
        if read in stages and then in stages and stages[read].state is StepState.DONE:
            after = stages[then]
            waits = after.state is StepState.WAITING or (after.state is StepState.FAILED and after.note != DOUBTFUL)
            return stages[read] if waits else None
    return None


class Deed(StrEnum):
    """What a tenant admin can do about a stage."""

    SEND = "send"  # have the letter sent
    SENT = "sent"  # without a mailbox: say that it was sent
    RESOLVE = "resolve"  # say whether a letter in doubt went out
    CAME = "came"  # say that their mail came
    ANSWER = "answer"  # say that the subject was answered


MAIN = frozenset({Deed.SEND, Deed.SENT, Deed.RESOLVE, Deed.ANSWER})  # nothing goes on before


def open_to(step: Step, steps: Sequence[Step], *, guided: bool) -> Deed | None:
    """What can be done about the step now. `guided`: no mailbox is connected, so people send and look."""
    stage = stage_of(step.key)
    if step.state is StepState.FAILED and step.note == DOUBTFUL:
        return Deed.RESOLVE
    if stage is Stage.REMINDER or step != current(steps) or step.state is StepState.RUNNING:
        return None
    if stage in LETTERS:
        return Deed.SENT if guided else Deed.SEND
    return Deed.CAME if stage in AWAITED else Deed.ANSWER


def waits_for_mail(steps: Sequence[Step]) -> Step | None:
    """The stage that the next mail of theirs must settle; None while something else comes first."""
    step = current(steps)
    return step if step and stage_of(step.key) in AWAITED else None


def may_remind(steps: Sequence[Step], *, guided: bool) -> bool:
    """One reminder at a time, and only for what was asked for."""
    return not guided and waits_for_mail(steps) is not None and not to_send(steps)


def needs_person(steps: Sequence[Step], *, guided: bool) -> bool:
    """Whether nothing goes on before somebody acts."""
    if any(open_to(step, steps, guided=guided) in MAIN for step in steps):
        return True
    waiting = waits_for_mail(steps)
    return waiting is not None and waiting.note in CALLED
