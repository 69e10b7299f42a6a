"""What the company decided, as it stands in `dsrbot.toml`: who may do what, where it is told, how long things take."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from bot.settings.setting_errors import SettingsError, explain
from bot.settings.setting_types import (
    AccountName,
    CircleName,
    Country,
    Day,
    Days,
    Duration,
    Email,
    Entry,
    Length,
    Line,
    Page,
    SlackChannel,
    Text,
    TimeZone,
    region_of,
)
from domain.addresses import folded, is_address
from domain.chat import Account
from domain.export.chase import ChaseIntervals
from domain.groups import is_group
from domain.people import Role, Whose
from domain.policy import rule
from domain.request import Factor, Kind
from domain.rights import READERS
from domain.seats import Rule, joined, total
from domain.target import Channel as Purpose


class Table(BaseModel):
    """One table of the file. What it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Platforms(Table):
    """Whose members count; empty: the workspaces and tenants the bot is installed in."""

    slack_teams: tuple[Text, ...] = ()
    teams_tenants: tuple[Text, ...] = ()


class Moved(Table):
    """Whose an address is that moved to the account `to`."""

    to: AccountName
    whose: Whose


def _moved(said: object) -> object:
    return {"to": said, "whose": Whose.SAME} if isinstance(said, str) else said


class People(Table):
    """Who has which role: e-mail addresses, `slack:U…`, `teams:<object id>`, or groups of Slack's or Entra's
    (`slack-group:S…`, `entra-group:<object id>`). `also` holds second addresses.

    `moved`: addresses that another account has now. The account alone means that it is the same human's.
    `outside_auditors`: guests who may read, each until the end of a day where the company is.
    """

    admins: tuple[Entry, ...] = ()
    approvers: tuple[Entry, ...] = ()
    tenant_admins: tuple[Entry, ...] = ()
    auditors: tuple[Entry, ...] = ()
    also: Mapping[Email, tuple[Email, ...]] = {}
    moved: Mapping[Email, Annotated[Moved, BeforeValidator(_moved)]] = {}
    outside_auditors: Mapping[Entry, Day] = {}

    @field_validator("also")
    @classmethod
    def _one_owner_each(cls, also: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        addresses = [folded(address) for first, seconds in also.items() for address in (first, *seconds)]
        if len(set(addresses)) != len(addresses):
            raise ValueError("names an address twice: every address belongs to one person")
        return also

    @field_validator("outside_auditors")
    @classmethod
    def _nothing_else(cls, outside: Mapping[str, date], info: ValidationInfo) -> Mapping[str, date]:
        """Whoever works here is no guest."""
        ours = ("admins", "approvers", "tenant_admins", "auditors")
        listed = {folded(entry) for name in ours for entry in info.data.get(name, ())}
        listed |= {folded(one) for first, more in info.data.get("also", {}).items() for one in (first, *more)}
        entries = [folded(entry) for entry in outside]
        if any(map(is_group, outside)):
            raise ValueError("names a group: an auditor from outside is named one by one, with a last day each")
        if listed & set(entries):
            raise ValueError("names somebody of the company, who has a role here already: take one of the two out")
        if len(set(entries)) != len(entries):
            raise ValueError("names somebody twice: each has one last day")
        return outside

    def visits(self, email: str, account: Account, today: date) -> bool:
        """Whether a guest is an auditor from outside on this day."""
        mine = {folded(f"{account.surface}:{account.id}"), folded(email)}
        return any(folded(entry) in mine and today <= until for entry, until in self.outside_auditors.items())

    def canonical(self, email: str) -> str:
        """The address that stands for the person, folded, whichever of theirs this is."""
        return self._first.get(folded(email), folded(email))

    def addresses(self, role: Role) -> tuple[str, ...]:
        """The entries as they are written."""
        match role:
            case Role.ADMIN:
                return self.admins
            case Role.APPROVER:
                return self.approvers
            case Role.TENANT_ADMIN:
                return self.tenant_admins
            case Role.AUDITOR:
                return self.auditors
            case Role.OUTSIDE_AUDITOR:
                return ()  # by no list that is for good, and nobody tells them anything

    @property
    def named(self) -> tuple[str, ...]:
        """Everybody who is named here, as it is written: by a role, a second address, or from outside."""
        also = (one for first, seconds in self.also.items() for one in (first, *seconds))
        return (*(entry for role in Role for entry in self.addresses(role)), *also, *self.outside_auditors)

    def distinct(self, role: Role) -> frozenset[str]:
        """The entries as they are compared: each human once, as far as the file can tell."""
        return self._entries[role]

    def siblings(self, email: str) -> tuple[str, ...]:
        """The other addresses of the same human."""
        first = self.canonical(email)
        every = (first, *(second for second, one in self._first.items() if one == first))
        return tuple(one for one in every if one != folded(email))

    def whose(self, email: str, account: Account) -> Whose | None:
        """What the file says about an address that moved to this account."""
        here = folded(f"{account.surface}:{account.id}")
        said = [whose for one, to, whose in self.settled if folded(one) == folded(email) and folded(to) == here]
        return next(iter(said), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """All groups that are named, each once; in a circle stands none that is not here."""
        return tuple(dict.fromkeys(entry for role in Role for entry in self.addresses(role) if is_group(entry)))

    @property
    def settled(self) -> tuple[tuple[str, str, Whose], ...]:
        """The address, the account that has it now, and whose it is."""
        return tuple((email, moved.to, moved.whose) for email, moved in self.moved.items())

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """Everybody's first address."""
        return tuple(sorted({entry for role in Role for entry in self._entries[role] if is_address(entry)}))

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of everybody's first address: the company's own."""
        return tuple(sorted({address.rpartition("@")[2] for address in self.mailboxes}))

    @cached_property
    def _entries(self) -> Mapping[Role, frozenset[str]]:
        return {role: frozenset(self.canonical(entry) for entry in self.addresses(role)) for role in Role}

    @cached_property
    def _first(self) -> Mapping[str, str]:
        return {folded(second): folded(first) for first, seconds in self.also.items() for second in seconds}


class Channel(Table):
    """One channel: its id on each surface where it exists."""

    slack: SlackChannel | None = None
    teams: Text | None = None
    playground: Text | None = None


class Channels(Table):
    approvals: Channel = Channel()
    failures: Channel = Channel()

    def ids(self) -> dict[str, dict[str, str]]:
        """Purpose → surface → channel id."""
        return self.model_dump(exclude_none=True)


def _by_kind(required: object) -> object:
    if not isinstance(required, int | dict):
        raise ValueError("must be a number of people, or a table such as { default = 1, remove-user = 2 }")
    return required if isinstance(required, dict) else {"default": required}


_People = Annotated[int, Field(ge=1, strict=True)]


def _named(said: object) -> str:
    return _CHANNEL if isinstance(said, dict | Channel) else _LIST


_LIST, _CHANNEL = "a list", "a channel"  # no names of settings, so no sentence about one holds them
_Called = Annotated[Annotated[tuple[Entry, ...], Tag(_LIST)] | Annotated[Channel, Tag(_CHANNEL)], Discriminator(_named)]


def _needed(needed: object, check: ValidatorFunctionWrapHandler) -> int | Mapping[str, int]:
    """A number of approvers, or how many of which circle. The number is checked as one, so that a mistake is named."""
    if not isinstance(needed, dict):
        return _NUMBER.validate_python(needed)
    if not needed:
        raise ValueError("must say how many of whom: a number, or a table such as { privacy = 1, security = 1 }")
    found: Mapping[str, int] = check(needed)
    return found


_LOG_AT_LEAST = timedelta(days=30)
_NUMBER: TypeAdapter[int] = TypeAdapter(_People)
Needed = Annotated[Mapping[str, _People], WrapValidator(_needed)]


def _factors(confirm: object) -> object:
    if not isinstance(confirm, str | dict):
        raise ValueError('must be "code" or "number", or a table such as { remove-user = "code" }')
    return confirm if isinstance(confirm, dict) else {"default": confirm}


def _factor(name: object) -> Factor:
    if not isinstance(name, str) or name not in set(Factor):
        raise ValueError('must be "code" or "number"; leave a kind out that takes neither')
    return Factor(name)


def _no_kind(named: Iterable[str]) -> str | None:
    kinds = {"default", *Kind}
    unknown = sorted(set(named) - kinds)
    return f"holds {unknown[0]}, which is no kind of request: use {', '.join(sorted(kinds))}" if unknown else None


class Approval(Table):
    """How many must approve, by kind of request and `default`, and of which circles; what each gives with it; when they
    are reminded, and when it is too late. `circles`: parts of the approvers, by name.

    `escalate_to`: people, or a channel, who hear `escalate_after` it was filed of what nobody has decided.
    """

    required: Annotated[Mapping[str, Needed], BeforeValidator(_by_kind)] = {}
    circles: Mapping[CircleName, Annotated[tuple[Entry, ...], Field(min_length=1)]] = {}
    confirm: Annotated[Mapping[str, Annotated[Factor, BeforeValidator(_factor)]], BeforeValidator(_factors)] = {}
    remind_after: tuple[Length, ...] = (timedelta(hours=4), timedelta(hours=24))
    escalate_after: Length = timedelta(hours=48)
    escalate_to: _Called = ()
    expires_after: Length = timedelta(hours=72)

    @field_validator("required", "confirm")
    @classmethod
    def _known_kinds(cls, by_kind: Mapping[str, object]) -> Mapping[str, object]:
        if wrong := _no_kind(by_kind):
            raise ValueError(wrong)
        return by_kind

    @model_validator(mode="after")
    def _known_circles(self) -> Self:
        if unknown := sorted(joined(self.rule(kind) for kind in Kind) - self.circles.keys()):
            raise ValueError(f"asks for {unknown[0]}, which is no circle: name its people under approval.circles")
        return self

    @field_validator("remind_after")
    @classmethod
    def _in_order(cls, after: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        return tuple(sorted(after))

    def rule(self, kind: Kind) -> Rule:
        """Who must approve a request of this kind."""
        return rule(self.required, kind)

    @property
    def escalates(self) -> bool:
        """Whether anybody is named."""
        to = self.escalate_to
        return bool(to.model_dump(exclude_none=True) if isinstance(to, Channel) else to)

    def quorum(self, kind: Kind) -> int:
        """How many distinct people must approve a request of this kind."""
        return total(self.rule(kind))


class Refresh(Table):
    """`settle`: how long a failed job may still recover by itself. `watch`, `wait_for_schedule`: zero for never."""

    poll_every: Length = timedelta(seconds=30)
    watch: Duration = timedelta(minutes=15)
    settle: Duration = timedelta(minutes=15)
    give_up_after: Length = timedelta(hours=6)
    wait_for_schedule: Duration = timedelta(hours=12)


class Erasure(Table):
    """`look_again`: how long after its end an erasure is looked at once more; zero for never."""

    look_again: Duration = timedelta(days=30)


class TeamsOptions(Table):
    """`website`, `privacy`, `terms`: the company's own pages, for the app package; empty: the bot's own address.

    `targeted`: private answers in a channel as messages that one person sees, and slash commands (new clients)."""

    targeted: bool = False
    website: Page = ""
    privacy: Page = ""
    terms: Page = ""


class Law(Table):
    """`region`: the state whose holidays count besides those of the whole country; empty: these alone.

    `target`: how long after receipt the company itself wants to answer; zero: by the legal date.
    """

    country: Country = "DE"
    region: str = ""
    timezone: TimeZone = ZoneInfo("Europe/Berlin")
    target: Days = timedelta(0)

    @field_validator("region")
    @classmethod
    def _of_the_country(cls, region: str, others: ValidationInfo) -> str:
        return region_of(region, str(others.data["country"])) if "country" in others.data else region


class Environment(Table):
    """The name that people know the Customer Insights environment by; empty: its id."""

    name: str = ""


class Recipients(Table):
    """Who gets personal data from here, and must hear of every erasure (GDPR Art. 19)."""

    names: tuple[Text, ...] = ()


class Mail(Table):
    """How exports go by mail. `mailbox` empty: the bot writes the mails, and people send them.

    `server`: who writes Authentication-Results in front of the mailbox, `exchange-online` or a host name.
    """

    mailbox: Email | Literal[""] = ""
    team: Email = "D365CI@microsoft.com"
    domains: tuple[Text, ...] = ("microsoft.com",)
    server: str = ""
    look_every: Length = timedelta(minutes=1)
    chase_after: Annotated[tuple[Length, ...], Field(min_length=1)] = ChaseIntervals().chase_after
    escalate_before: Length = timedelta(days=7)


class Audit(Table):
    """`anchor`: a file, best on another disk, that keeps the newest seal of the log; empty: none is kept.

    `keep`: how long events are kept; zero: for ever. `reason`: why so long.
    """

    anchor: str = ""
    keep: Duration = timedelta()
    reason: Line = ""

    @field_validator("keep")
    @classmethod
    def _long_enough(cls, keep: timedelta) -> timedelta:
        if keep and keep < _LOG_AT_LEAST:
            raise ValueError('is too short for a log: give "30d" or more, or "0" to keep it for ever')
        return keep


class Retention(Table):
    """How long what names a person is kept after their last request was over, and why so long; zero: for ever."""

    after: Duration = timedelta()
    reason: Line = ""


class Config(Table):
    platforms: Platforms = Platforms()
    people: People = People()
    channels: Channels = Channels()
    approval: Approval = Approval()
    refresh: Refresh = Refresh()
    erasure: Erasure = Erasure()
    law: Law = Law()
    teams: TeamsOptions = TeamsOptions()
    environment: Environment = Environment()
    recipients: Recipients = Recipients()
    mail: Mail = Mail()
    audit: Audit = Audit()
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _circles_of_approvers(self) -> Self:
        """Nobody becomes an approver by being put into a circle."""
        known = self.people.distinct(Role.APPROVER)
        for name, entries in self.approval.circles.items():
            if any(self.people.canonical(entry) not in known for entry in entries):
                told = "names somebody who is no approver: add them to people.approvers"
                raise ValueError(f"approval.circles.{name} {told}")
        return self

    @model_validator(mode="after")
    def _somebody_hears_in_time(self) -> Config:
        """Who is called when nobody decides is known, may look, and is called before it is too late."""
        said = self.approval
        called = said.escalate_to if isinstance(said.escalate_to, tuple) else ()
        known = {entry for role in READERS for entry in self.people.distinct(role)}
        for number, entry in enumerate(called, 1):
            if self.people.canonical(entry) not in known:
                raise ValueError(
                    f"approval.escalate_to (entry {number}) is nobody of people.admins, people.approvers or "
                    "people.auditors: name them there, too"
                )
        if said.escalates and said.escalate_after >= said.expires_after:
            raise ValueError("approval.escalate_after must be shorter than approval.expires_after")
        return self

    def channel_ids(self) -> dict[str, dict[str, str]]:
        """Purpose → surface → channel id, that of the escalation too."""
        to = self.approval.escalate_to
        extra = {Purpose.ESCALATION.value: to.model_dump(exclude_none=True)} if isinstance(to, Channel) else {}
        return self.channels.ids() | extra


def read(path: Path) -> Config:
    """The decisions in the file.

    Raises:
        SettingsError: it cannot be read, or something in it is wrong.
    """
    try:
        return Config.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as mistakes:
        raise SettingsError(f"In {path.name}, {explain(mistakes, Config, missing='add it')}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path.name} is not UTF-8 text: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as broken:
        raise SettingsError(f"{path.name} is not valid TOML: {broken}.") from None
    except OSError as trouble:
        raise SettingsError(f"DSRBOT_CONFIG names {path.name}, which cannot be read: {trouble.strerror}.") from None


def doubts(config: Config) -> Iterator[str]:
    """What is allowed, and probably not meant."""
    if not config.people.admins:
        yield "people.admins is empty: nobody may file a request."
    yield from _outside_doubts(config, datetime.now(UTC).astimezone(config.law.timezone).date())
    for purpose, ids in config.channels.ids().items():
        if not ids:
            yield f"channels.{purpose} is empty: what belongs there reaches people one by one, or nobody."
    if config.mail.mailbox and not config.mail.server:
        yield "mail.server is empty: every mail of Microsoft's team waits until a person has looked at it."
    if not config.people.tenant_admins:
        yield "people.tenant_admins is empty: nobody may send or confirm an export."
    yield from _retention_doubts(config)
    yield from _log_doubts(config)
    if "law" not in config.model_fields_set:
        yield "law is not set: due dates follow the public holidays of Germany."
    if config.law.target >= _SHORTEST_MONTH:
        yield 'law.target may be no earlier than the legal date, and then does not count: give "27d" or less.'


_SHORTEST_MONTH = timedelta(days=28)


def _log_doubts(config: Config) -> Iterator[str]:
    if not config.audit.keep:
        yield "audit.keep is not set: the log of who did what is kept for ever."
        return
    if not config.audit.reason:
        yield "audit.reason is empty: write down why the log is kept for so long (GDPR Art. 5(1)(e))."
    if not config.retention.after or config.audit.keep < config.retention.after:
        yield "audit.keep is shorter than retention.after: what was done is forgotten before whom it was done for."


def _retention_doubts(config: Config) -> Iterator[str]:
    if not config.retention.after:
        yield "retention.after is not set: what is kept of the people who asked is never erased from here."
        return
    if not config.retention.reason:
        yield "retention.reason is empty: write down why what names people is kept for so long (GDPR Art. 5(1)(e))."


_LONG = timedelta(days=366)


def _outside_doubts(config: Config, today: date) -> Iterator[str]:
    """Nobody is named, as whoever reads this may not know them all."""
    days = config.people.outside_auditors.values()
    if over := sum(until < today for until in days):
        yield f"people.outside_auditors has {over} whose last day has passed, and who may read no more: take them out."
    if long := sum(until > today + _LONG for until in days):
        yield f"people.outside_auditors lets {long} read for more than a year: give an earlier day."
    domains = {entry.rpartition("@")[2] for entry in map(folded, config.people.outside_auditors)}
    if domains & set(config.people.domains):
        yield "people.outside_auditors names an address of the company's own: it counts for guests alone; see auditors."
