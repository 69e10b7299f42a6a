"""What the company decided: how many must approve, how long things take, whose law counts. Times are durations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from domain.export.chase import ChaseIntervals
from domain.keeping import Retention
from domain.letters import Templates
from domain.mail.message import Rules
from domain.request import Factor, Kind, chosen
from domain.seats import Rule, any_of, rule_of, total
from domain.target import Target


@dataclass(frozen=True, kw_only=True)
class MailPolicy:
    """How exports go by mail. `mailbox`: the address of the registered one; empty where none is connected.

    `escalate_before`: how long before the legal date a person is called. `look_every`: how often mails are looked for.
    """

    mailbox: str = field(default="", repr=False)
    rules: Rules = field(default_factory=Rules)
    patience: ChaseIntervals = field(default_factory=ChaseIntervals)
    escalate_before: timedelta = timedelta(days=7)
    look_every: timedelta = timedelta(minutes=1)

    @property
    def guided(self) -> bool:
        """No mailbox is connected: people send what the bot writes, and say what came."""
        return not self.mailbox

    @property
    def fresh_for(self) -> timedelta:
        """How old a look into the mailbox may be for its answer to count."""
        return max(3 * self.look_every, timedelta(minutes=5))

    @property
    def domain(self) -> str:
        """The mailbox's, for Message-IDs."""
        return self.mailbox.rpartition("@")[2] or "localhost"


AT_WORK = 30  # acts of one person in a minute: far more than people do


@dataclass(frozen=True, kw_only=True)
class ActLimits:
    """How many acts are taken `within` a time: of one person, and through one door in all; zero: as many as come."""

    person: int = 120
    door: int = 3_000
    within: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Policy:
    environment: str  # the id of the CI instance
    environment_name: str
    required: Mapping[str, int | Mapping[str, int]]  # by kind, and "default"; a number, or how many of which circle
    remind_after: tuple[timedelta, ...]
    expires_after: timedelta
    poll_every: timedelta
    settle: timedelta  # how long a failed job may still recover by itself
    give_up_after: timedelta
    watch: timedelta  # zero: never
    country: str
    timezone: ZoneInfo
    own_domains: tuple[str, ...]
    target: timedelta = timedelta()  # after receipt, by when it wants to answer; zero: by the date of the law
    region: str = ""  # of the country, whose holidays count as well; empty: those of the whole country alone
    gone_within: timedelta = timedelta(minutes=20)  # CI says 15 minutes until a change of rights is everywhere
    look_again: timedelta = timedelta()  # how long after an erasure it is looked once more; zero: never
    wait_for_schedule: timedelta = timedelta()  # how long downstream work may wait for a scheduled run; zero: never
    controller: str = ""  # who answers for the data by the GDPR, as records and letters name them
    authority: str = ""  # where a person may complain, as letters name it; empty: any
    letters: Templates = field(default_factory=Templates)
    sandbox: bool = False
    digest: time | None = None  # of each day, in the company's own time zone; None: reminders, one by one
    escalate_after: timedelta = timedelta()  # how long a request may wait for a decision until others are called
    escalate_to: Target | None = None  # these; None: nobody
    mail: MailPolicy = field(default_factory=MailPolicy)
    retention: Retention = field(default_factory=Retention)
    log_kept: timedelta = timedelta()  # zero: for ever
    confirm: Mapping[str, Factor] = field(default_factory=dict)  # what approving takes, as `required`
    limits: ActLimits = field(default_factory=ActLimits)
    one_of: str = ""  # the name of this environment, where the bot works in several
    recipients: tuple[str, ...] = ()  # who gets data from here, and must hear of an erasure (GDPR Art. 19)

    @property
    def where(self) -> str:
        """Whose holidays move the end of a period, as `domain.calendar.due` takes it."""
        return f"{self.country}-{self.region}" if self.region else self.country

    def quorum(self, kind: Kind) -> int:
        """How many distinct people must approve."""
        return total(self.rule(kind))

    def rule(self, kind: Kind) -> Rule:
        """Who must approve."""
        return rule(self.required, kind)

    def factor(self, kind: Kind) -> Factor | None:
        """What each approval takes besides the press."""
        return chosen(self.confirm, kind)


def rule(required: Mapping[str, int | Mapping[str, int]], kind: Kind) -> Rule:
    """`required`: by kind, by what it is asked as, or `default`; where nothing is said, one approver."""
    needed = chosen(required, kind)
    return any_of(1) if needed is None else rule_of(needed)
