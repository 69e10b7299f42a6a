"""What the life of a request asks of its kind: one record a kind. The table of them is `handlers.kinds`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.card import Answer, Card, Form
from domain.erasure.plan import HumanTask
from domain.event import EventKind
from domain.export.plan import Deed
from domain.letters import Part
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.people import Role
from domain.policy import Policy
from domain.receipt import Later
from domain.request import SETTLED, Kind, Request, Step, StepState
from domain.rule import Reader
from domain.view import RequestView
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit, Workflow
from handlers.requests.case import Case
from handlers.requests.later_day import with_why

Sentence = Callable[[Unit, Deps, Request, Notice, Words], str]  # in the words of whom it is for


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A request as it was filed, to fill in its form. `ref`: what the form is about, as `Act.ref`.

    `words`: of whom the form is for.
    """

    words: Words
    ref: str
    request: Request
    asked: Mapping[str, list[str] | str]  # see `handlers.requests.sealed.details`
    steps: Sequence[Step]
    later: Later | None = None  # the day of receipt that it asks for, and nobody has approved

    @property
    def received(self) -> date:
        return self.later.day if self.later else self.request.received_on

    def asking(self, form: Form) -> Form:
        """With the reason for that day."""
        return with_why(form, self.words, self.later.why) if self.later else form


def all_done(steps: Sequence[Step]) -> bool:
    """Of no steps nothing is done."""
    return bool(steps) and all(step.state is StepState.DONE for step in steps)


def _unsettled(steps: Sequence[Step]) -> Sequence[Step]:
    return [step for step in steps if step.state not in SETTLED]


def _always(_: Sequence[Step]) -> bool:
    return True


def _never(*_: object) -> bool:
    return False


def _nothing(*_: object) -> None:
    return None


def _no_parts(*_: object) -> Mapping[Part, str]:
    return {}


def _as_it_is(_: Unit, __: Deps, story: RequestView, *___: object) -> RequestView:
    return story


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """How requests of one kind are asked for, carried out and told of. Moments are UTC.

    What is not stated is done as for work of a machine that ends by itself, or else a person is asked.
    """

    work: Callable[[Deps], Workflow]
    form: Callable[[Deps, Filed], Awaitable[Answer]]  # filled in as it was filed, to be corrected or filed anyway
    complete: Callable[[Sequence[Step]], bool]  # whether a run that has ended leaves nothing to do

    # ---- how a run ends
    goes_on: Callable[[Case], bool] = _never
    """Whether the run has no end yet: the row was brought to where its steps are. Not asked of what is to stop."""
    completed: Callable[[Case], None] = _nothing
    """What follows once it is completed, in the same transaction."""
    is_failure: Callable[[Sequence[Step]], bool] = _always
    """Of a run that ended without being complete: whether something failed, so that the channel of failures hears."""
    given_up: Callable[[Sequence[Step]], Sequence[Step]] = _unsettled
    """The steps that fail when the work cannot go on."""

    # ---- while it waits
    at_work: Callable[[Sequence[Step]], bool] = _always
    """Of a request in progress: whether something runs that must stop before it can be cancelled."""
    sweep: Callable[[Case, datetime], bool] = _never
    """(case, now): what is due at `now` of a request that is decided. False: nothing but its dates."""
    released: Callable[[Case], None] = _nothing
    """What goes on when no legal hold stops it any more."""
    calls: Role = Role.ADMIN  # who is warned, besides who asked, when the legal date is near
    late_event: EventKind = EventKind.REQUEST_LATE

    # ---- what is shown and told
    open_to: Callable[[Step, Sequence[Step], Policy], HumanTask | Deed | None] = _nothing
    """What a person can do about a step now."""
    settles: Mapping[HumanTask, Callable[[Case, Step, Act, str], Code]] = field(default_factory=dict)
    """(…, words), by what the step waits for: what only this kind has people settle. A code says how."""
    story: Callable[[Unit, Deps, RequestView, Sequence[Step], Reader | None], RequestView] = _as_it_is
    """The story with what only this kind has to show."""
    near: Callable[[Words, str, date], str] | None = None  # (…, request, last day): that the legal date is near
    sentences: Mapping[NoticeKind, Sentence] = field(default_factory=dict)
    """By kind of notice, about a request; empty when there is nothing left to tell."""
    cards: Mapping[NoticeKind, Callable[[Deps, Notice, Words], Awaitable[Card]]] = field(default_factory=dict)
    """By kind of notice, about something else."""
    answered: Callable[[Unit, Request, Sequence[Step], Words], Mapping[Part, str]] = _no_parts
    """What the letter with the answer to the person says of the end; nothing where there is none to tell."""
    answers: Mapping[Code, Callable[[Request, str, Words], str]] = field(default_factory=dict)
    """By what an act did: the answer to who did it, from the detail of the outcome."""


Kinds = Mapping[Kind, Procedure]
