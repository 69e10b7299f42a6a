"""When the sweep must look at an export again: reminders, giving the word to a person, and the legal date.

All instants are UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.export import plan as ticket
from domain.export.plan import Stage
from domain.request import Step, StepState


@dataclass(frozen=True, kw_only=True)
class ChaseIntervals:
    """`chase_after`: how long each wait for a mail lasts, never empty. After the last one a person is asked, after each
    other one a reminder goes out; without a mailbox a person is asked after the first.

    `nudge_after`: how long a person may take before they are reminded.
    """

    chase_after: tuple[timedelta, ...] = (timedelta(days=3), timedelta(days=5), timedelta(days=5))
    nudge_after: timedelta = timedelta(days=1)


class Chase(StrEnum):
    REMIND = "remind"  # write to Microsoft's team once more
    ASK = "ask"  # give the word to a person
    NUDGE = "nudge"  # remind the person whose turn it is


@dataclass(frozen=True)
class NextLook:
    what: Chase
    at: datetime


def next_look(steps: Sequence[Step], patience: ChaseIntervals, since: datetime, *, guided: bool) -> NextLook | None:
    """What comes next if nothing happens before, and when. `since`: when somebody was told last that it is their turn.

    None while the machine is at work, or when all is done.
    """
    if ticket.to_send(steps) or ticket.complete(steps):
        return None
    if ticket.needs_person(steps, guided=guided):
        return NextLook(Chase.NUDGE, since + patience.nudge_after)
    letters = [step for step in ticket.of(steps, *ticket.LETTERS) if step.state is StepState.DONE]
    last = max(map(_sent, letters))
    if guided:
        return NextLook(Chase.ASK, last + patience.chase_after[0])
    sent = _reminders(letters)
    if sent < len(patience.chase_after) - 1:
        return NextLook(Chase.REMIND, last + patience.chase_after[sent])
    return NextLook(Chase.ASK, last + patience.chase_after[-1])


def _reminders(letters: Sequence[Step]) -> int:
    """How many went out since the letter that is to be answered."""
    asked = max(_sent(step) for step in ticket.of(letters, Stage.REQUEST, Stage.CONFIRMATION))
    return sum(_sent(step) > asked for step in ticket.of(letters, Stage.REMINDER))


def _sent(step: Step) -> datetime:
    assert step.settled_at, "what is done was settled"
    return step.settled_at
