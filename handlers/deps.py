"""What a handler is given: explicit dependencies, each no larger than it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Protocol

from common.cache import Shared, SharedAnswer
from common.failing import Failing
from common.shares import Among, alone
from domain.chat import Account, Place, Profile
from domain.commands import Commands
from domain.drawing.chart import Chart
from domain.erasure.copies import Copy, CopyColumns
from domain.erasure.looks import Question, Reply
from domain.erasure.schedule import Schedule
from domain.erasure.whereabouts import Customer, Holding, Listed, Model, Segment, StoreState, Whereabouts
from domain.filled import empty
from domain.insights import Assignment, Job, Principal, Snapshot, Source
from domain.mail.message import Arrivals, Letter, Mail
from domain.people import NO_TRACES, Capacity, Person, Role, Traces, Whose
from domain.policy import Policy
from domain.remove_user.access import AccessList
from domain.rule import Asked, Reader
from domain.seats import Circles
from domain.upload import Upload
from domain.words.language import Words
from domain.words.languages import DEFAULT, spoken
from handlers.catalog import Catalog
from handlers.inventory import Controls, Inventory
from handlers.lately import Lately
from handlers.ports import Clock, Storage

if TYPE_CHECKING:
    from handlers.requests.procedure import Kinds  # each is given this, and so knows it


class Lookups(Protocol):
    """Where Customer Insights holds people, and what an erasure needs besides refreshes. Raises as `Insights`."""

    async def model(self) -> Model: ...
    async def store(self) -> StoreState: ...
    async def ask(self, question: Question) -> Reply: ...
    async def find(self, who: str, model: Model, store: StoreState | None = None) -> Whereabouts: ...
    async def holdings(self, profile: Customer, model: Model) -> tuple[Holding, ...]: ...
    async def segments(self) -> Listed[Segment]: ...
    async def activate(self, segment: str, *, active: bool = True) -> bool | None: ...
    async def delete_segment(self, segment: str) -> None: ...
    async def run(self, operation: str, identifiers: Iterable[str] = ()) -> Job: ...


class Copies(Protocol):
    """Tables of Customer Insights that Dataverse has copies of. They are only read. Raises as `Insights`."""

    async def tables(self) -> Listed[Copy]: ...
    async def is_there(self, name: str) -> bool: ...
    async def columns(self, table: Copy, /) -> CopyColumns: ...
    async def ask(self, question: Question) -> Reply: ...


class Insights(Protocol):
    """Customer Insights. Every method raises `domain.trouble.Trouble` or one of its kinds, and nothing else."""

    @property
    def people(self) -> Lookups: ...
    async def now(self) -> datetime: ...
    async def sources(self) -> Listed[Source]: ...
    async def status(self) -> Snapshot: ...
    async def jobs(self) -> tuple[Job, ...]: ...
    async def job(self, job_id: str) -> Job: ...
    async def schedules(self) -> tuple[Schedule, ...]: ...
    def batches(self, source_ids: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """The ids, grouped as few jobs as the API allows."""

    async def submit(self, source_ids: Sequence[str]) -> Job: ...
    async def cancel(self, job_id: str) -> Job: ...
    async def assignments(self) -> AccessList: ...
    async def remove_assignment(self, principal_id: str) -> None: ...
    async def my_role(self) -> Assignment: ...


class Directory(Protocol):
    """Microsoft Graph: names and addresses. Raises `domain.trouble.Trouble`."""

    async def principals_by_email(self, email: str) -> Sequence[Principal]:
        """Of several, two: nobody knows which of them is meant."""

    async def principals(self, ids: Iterable[str]) -> Mapping[str, Principal]: ...
    async def groups_of(self, user_id: str) -> tuple[str, ...]: ...


class Mailbox(Protocol):
    """The registered mailbox. Raises `domain.trouble.Trouble` or a kind of it (`domain.mail.message.Doubtful`)."""

    async def draft(self, letter: Letter) -> str:
        """Where the letter stands, written now unless it was before."""

    async def send(self, letter: Letter, draft: str = "") -> str:
        """Once, however often it is called; the Message-ID that it went under."""

    async def unmark(self, letter: Letter) -> None:
        """A person has looked, and it did not go out."""

    async def fetch(self, cursor: str = "") -> Arrivals:
        """Headers of what came since the cursor."""

    async def body(self, mail: Mail) -> Mail: ...


class Draw(Protocol):
    """A chart as a PNG."""

    async def __call__(self, chart: Chart, *, dark: bool) -> bytes:
        """Raises: domain.file.Unmade."""


class Roster(Protocol):
    """Who has which role, as the configuration says today."""

    def roles_of(self, email: str | None, account: Account) -> frozenset[Role]: ...
    def circles_of(self, email: str | None, account: Account) -> Circles:
        """The circles of approvers that they belong to."""

    def circle(self, name: str) -> Sequence[str]:
        """The entries of a circle, as those of a role."""

    def visits(self, email: str, account: Account, today: date) -> bool:
        """Whether this guest is an auditor from outside on this day, which is in the company's own time zone."""

    def canonical(self, email: str) -> str: ...
    def addresses(self, role: Role) -> Sequence[str]:
        """The entries as they are written: e-mails, or `<surface>:<account>`."""

    def siblings(self, email: str) -> Sequence[str]:
        """The other addresses of the same human."""

    def whose(self, email: str, account: Account) -> Whose | None:
        """What is said about an address that moved to this account."""

    @property
    def settled(self) -> Sequence[tuple[str, str, Whose]]:
        """All that is said about addresses that moved: which, `<surface>:<account>` that has it now, whose it is."""


_WHILE_TYPING = 60.0  # seconds


@dataclass(frozen=True)
class UsersSeen:
    """The users that Customer Insights showed, as the directory calls them. `unread`: rows that nobody could read;
    `cut`: whether the list ended early."""

    people: tuple[Principal, ...]
    unread: int
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Deps:
    storage: Storage
    insights: Insights
    directory: Directory
    post: Mailbox
    catalog: Catalog
    statuses: SharedAnswer[Snapshot]
    recent_jobs: SharedAnswer[tuple[Job, ...]]  # the list of jobs, shared like the states
    roster: Roster
    policy: Policy
    commands: Commands  # who may do what
    profile: Callable[[Account], Awaitable[Profile]]
    chat: Callable[[Account], Awaitable[str]]  # the place of the private chat; raises `handlers.requests.paper.NoChat`
    find: Callable[
        [str], Awaitable[Sequence[Account]]
    ]  # accounts of an entry of the roster; raises identity.NotAMember
    draw: Draw
    clock: Clock
    kinds: Kinds  # the table of `handlers.kinds`
    inventory: Inventory  # what there is: tables, segments, states
    channels: frozenset[tuple[str, str]] = frozenset()  # surface and id of those where cards may stand
    copies: Copies | None = None  # None: erasures do not look there
    controls_of_copies: Controls = field(default_factory=Controls)
    controls: Controls = field(default_factory=Controls)  # what was shown a moment ago, whoever asked
    users_seen: Shared[str, UsersSeen] = field(default_factory=partial(Shared, _WHILE_TYPING))  # by whom, by their id
    lately: Lately = field(default_factory=Lately)  # whom people looked up just now
    failing: Failing = field(default_factory=Failing)  # of what is done for each of many
    among: Among = alone  # how many processes there are
    words: Words = field(default=DEFAULT, repr=False)  # of the company: what channels read, and who says no language
    letters: Words = field(default=DEFAULT, repr=False)  # what is written to people outside

    def words_of(self, locale: str) -> Words:
        """Of whoever has set this language."""
        return spoken(locale, self.words)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of a known, full member: `ref` is what followed the verb, or the one id on a button.

    `asked` is the same, as the rule and the handlers read it: what it names was parsed once, by the desk.
    """

    asked: Asked
    person: Person
    account: Account
    roles: frozenset[Role]
    place: Place
    delivery: str
    ref: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[Upload, ...] = field(default=(), compare=False, repr=False)
    words: Words = field(default=DEFAULT, repr=False)  # in the language of who acts
    capacities: tuple[Capacity, ...] = ()  # what `roles` comes from; empty: all of it is their own

    @property
    def acting(self) -> tuple[Capacity, ...]:
        """In what capacities, first in their own name."""
        return self.capacities or (Capacity(roles=self.roles, traces=Traces(frozenset({self.account}))),)

    def traces(self, *people: str) -> Traces:
        """By which these people are known: whoever acts, and those in whose name they do."""
        found = (one.traces for one in self.acting if (one.away or self.person.id) in people)
        return reduce(or_, found, NO_TRACES)

    @property
    def request_id(self) -> str:
        """Of the request that the act names; empty when it names none."""
        return self.asked.ref.request

    @property
    def reader(self) -> Reader:
        return Reader(self.person.id, self.roles, self.words, self.traces(self.person.id))

    @property
    def corrects(self) -> str | None:
        """Of a form: the request that the new one takes the place of."""
        return self.request_id if self.asked.ref.why == "correct" else None

    @property
    def anyway(self) -> bool:
        """Of a form: it is filed although there is such a request already."""
        return self.asked.ref.why == "anyway"

    def value(self, name: str) -> str:
        """The first value of a form's field, trimmed; empty when there is none, or none that anybody sees."""
        text = (self.values.get(name) or ("",))[0].strip()
        return "" if empty(text) else text
