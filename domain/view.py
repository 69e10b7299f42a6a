"""Everything a card of one request can show, opened and named, before it is decided who sees what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from domain.addresses import masked, without_addresses
from domain.batch import Stand
from domain.brake import Paused
from domain.delegation import StandIn
from domain.erasure.outliving import Left
from domain.erasure.plan import HumanTask, StepKind, part_of
from domain.export.plan import CALLED, Deed
from domain.found import UNKNOWN, Found
from domain.letters import LetterKind
from domain.notes import Note
from domain.people import Person, Role
from domain.receipt import Later
from domain.refusal import Refusing
from domain.request import UNANSWERED, Factor, Request, StepState, Verdict
from domain.rights import Stated
from domain.seats import Rule


@dataclass(frozen=True)
class StepView:
    """One step. `name` may name a person and `fault` is the service's own free text: a channel never sees them so."""

    key: str
    name: str
    personal: bool
    state: StepState
    note: Note = Note.NONE
    fault: str = ""
    code: str = ""
    owner: str = ""
    groups: tuple[str, ...] = ()
    groups_unknown: bool = False  # nobody could tell whether there are any
    silent: str = ""  # since when the service does not answer
    job_id: str | None = None
    votes: str = ""  # on the deletion of a segment, so far
    detail: str = ""  # what came of it, in our own words
    human: HumanTask | Deed | None = None  # what a person can do about it now
    early: bool = False  # a person's part of it comes later
    ref: str = ""  # of the button that does it
    askers: frozenset[str] = frozenset()  # ids of the people who asked for what is voted on
    voters: frozenset[str] = frozenset()  # and of those who have said yes
    who: str = ""  # of a user who is removed: their name in the directory
    missed: tuple[str, ...] = ()  # names of others who are missing from the list of users, too
    veiled: str = ""  # what a channel sees in the place of a name that somebody typed


@dataclass(frozen=True)
class Ballot:
    name: str
    verdict: Verdict
    reason: str = ""
    person_id: str = ""


@dataclass(frozen=True)
class BatchView:
    """`counts`: how it stands with how many. `told`: how many of those who are gone were answered."""

    counts: Mapping[Stand, int]
    told: int = 0

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def gone(self) -> int:
        return self.counts.get(Stand.GONE, 0)


@dataclass(frozen=True)
class Held:
    """A legal hold on a person of the request, as its card tells of it."""

    name: str
    person_id: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """`due` is a date in the company's own time zone, and `days_left` counts from today there.

    `holders`: who has a role today. Who has not been met yet has neither id nor name.
    `presses`: what is stated of each button. One that is not there is offered to nobody.
    """

    request: Request
    requester: str
    subjects: tuple[str | None, ...]  # None: nobody knows any more who it was, since the key was destroyed
    reference: str
    lines: tuple[StepView, ...]
    ballots: tuple[Ballot, ...]
    due: date
    environment: str
    own_domains: tuple[str, ...]
    presses: Mapping[str, Stated]
    sandbox: bool = False
    held: bool = False
    first_due: date | None = None  # of one that was extended: when it was due at first
    paused: Paused | None = None  # all deletions are, this one among them
    holder: str = ""  # of an export: whose data, and for what (see `domain.export.letters`)
    purpose: str = ""
    altered: bool = False  # a sealed part is not what was written there; it is shown as lost
    unended: bool = False  # its row says that it is closed, and the bot did not close it
    guided: bool = False  # no mailbox is connected
    letter: str = ""  # the mail that the reader may send next, in their name, word for word
    question: str = ""  # the mail that it answers: what they wrote
    taken_over: str = ""  # the id of a later request that names this one
    found: Found = UNKNOWN  # when it was filed
    zone: tzinfo = UTC  # the company's
    refusing: Refusing | None = None  # what was written to the person
    next_letter: LetterKind | None = None  # to the person or to recipients, which the reader may go on with
    refused_earlier: bool = False  # by a release that did not ask whether the person was told
    days_left: int | None = None
    suspended: date | None = None  # when it would be due if a question of identity stopped the clock; it binds nobody
    target: date | None = None  # the company's own, before the legal one
    later: Later | None = None  # the day of receipt that is, or was, to be approved with it
    holders: Mapping[Role, tuple[Person, ...]] = field(default_factory=dict)
    rule: Rule = ()  # who must approve, while it waits for that
    empty: Rule = ()  # the seats of it that nobody fills yet
    circles: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)  # who is of those that are named there
    gone: tuple[tuple[str, bool], ...] = ()  # who decides no more on what waits: name, and whether they had approved
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)  # by the id of whoever is away
    holds: tuple[Held, ...] = ()
    left: Left = ()  # what outlives an erasure
    crossed: tuple[str, ...] = ()  # ids of open requests about the same people that it crosses (`Kind.crosses`)
    batch: BatchView | None = None  # of one that leads others: how it stands with its people
    factor: Factor | None = None  # what is to be given with an approval, while it is voted on

    @property
    def named(self) -> tuple[str, ...]:
        """The subjects that can be named still."""
        return tuple(subject for subject in self.subjects if subject)

    @property
    def clock_runs(self) -> bool:
        """Whether a person still waits for an answer to this request."""
        if not self.request.by_law or not self.subjects:
            return False
        waits = self.request.state in UNANSWERED and not self.answered and not self.taken_over
        return self.request.open or waits

    @property
    def target_left(self) -> int | None:
        """Days until the company's own date; negative once it has passed. None where the legal one has passed, too."""
        if not self.target or self.days_left is None or self.days_left < 0:
            return None
        return self.days_left - (self.due - self.target).days

    @property
    def missed(self) -> bool:
        """Whether the legal date has passed, and somebody waits."""
        return self.clock_runs and self.days_left is not None and self.days_left < 0

    @property
    def called(self) -> bool:
        """Something about a mail is a person's business."""
        return any(line.note in CALLED for line in self.lines)

    @property
    def approvals(self) -> int:
        return sum(ballot.verdict is Verdict.APPROVE for ballot in self.ballots)

    @property
    def done(self) -> int:
        return sum(line.state is StepState.DONE for line in self.lines)

    @property
    def answered(self) -> bool:
        """Whether somebody has said that the person was told."""
        return any(part_of(line.key) is StepKind.ANSWER and line.state is StepState.DONE for line in self.lines)

    @property
    def sources(self) -> tuple[StepView, ...]:
        """The lines but those of an erasure's plan."""
        return tuple(line for line in self.lines if part_of(line.key) is StepKind.SOURCE)

    @property
    def failed(self) -> tuple[StepView, ...]:
        return tuple(line for line in self.lines if line.state is StepState.FAILED)


def public(story: RequestView) -> RequestView:
    """What a channel may see: no reference, no reason, no text of the service, and nobody's address (design §6)."""

    def safe(text: str) -> str:
        return without_addresses(text, story.own_domains)

    def line(line: StepView) -> StepView:
        return replace(
            line,
            name=masked(line.name, story.own_domains) if line.personal else safe(line.veiled or line.name),
            fault="",
            who="",
            missed=(),
            code=safe(line.code),
            owner=safe(line.owner),
            groups=tuple(map(safe, line.groups)),
            votes=safe(line.votes),
            detail="",
            human=None,
        )

    return replace(
        story,
        requester=safe(story.requester),
        subjects=tuple(who and masked(who, story.own_domains) for who in story.subjects),
        reference="",
        lines=tuple(map(line, story.lines)),
        ballots=tuple(replace(ballot, name=safe(ballot.name), reason="") for ballot in story.ballots),
        environment=safe(story.environment),
        letter="",
        question="",
        refusing=None,
        holders={role: _safe(people, safe) for role, people in story.holders.items()},
        circles={name: _safe(people, safe) for name, people in story.circles.items()},
        gone=tuple((safe(name), voted) for name, voted in story.gone),
        stand_ins={
            who: replace(one, name=safe(one.name), giver=safe(one.giver)) for who, one in story.stand_ins.items()
        },
        paused=story.paused and replace(story.paused, name=safe(story.paused.name)),
        holds=tuple(replace(hold, name=safe(hold.name), reason="") for hold in story.holds),
        later=story.later and story.later.unexplained,
        found=UNKNOWN,
    )


def _safe(people: tuple[Person, ...], safe: Callable[[str], str]) -> tuple[Person, ...]:
    return tuple(Person(person.id, safe(person.name)) for person in people)
