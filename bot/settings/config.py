"""What the company decided, as it stands in `dsrbot.toml`: who may do what, where it is told, how long things take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from bot.settings.approval import Approval
from bot.settings.channels import Channel, Channels
from bot.settings.limits import Limits
from bot.settings.people import People
from bot.settings.setting_errors import SettingsError, explain
from bot.settings.setting_types import (
    Country,
    Days,
    Domain,
    Duration,
    Email,
    Language,
    Length,
    Line,
    Named,
    Page,
    Text,
    TimeZone,
    Web,
    region_of,
)
from bot.settings.table import Table
from bot.settings.toml import NoToml, parsed
from domain.export.chase import ChaseIntervals
from domain.people import Role
from domain.rights import READERS
from domain.target import Channel as Purpose
from domain.words.languages import DEFAULT

_LOG_AT_LEAST, _KEPT_AT_LEAST = timedelta(days=30), timedelta(days=1)
_MOST = 1_000_000  # bytes of the file
ENVIRONMENTS = "environments"  # beside the first one: bot/settings/environments.py


class Platforms(Table):
    """Whose members count; empty: the workspaces and tenants the bot is installed in."""

    slack_teams: tuple[Text, ...] = ()
    teams_tenants: tuple[Text, ...] = ()


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
    """`controller`: who answers for the data by the GDPR, as records and letters name them. `authority`: the one
    that people may complain to, as letters name it; empty: any.

    `region`: the state whose holidays count besides those of the whole country; empty: these alone.

    `target`: how long after receipt the company itself wants to answer; zero: by the legal date.
    """

    country: Country = "DE"
    controller: Line = ""
    authority: Line = ""
    region: str = ""
    timezone: TimeZone = ZoneInfo("Europe/Berlin")
    target: Days = timedelta(0)

    @field_validator("region")
    @classmethod
    def _of_the_country(cls, region: str, others: ValidationInfo) -> str:
        return region_of(region, str(others.data["country"])) if "country" in others.data else region


class Letters(Table):
    """`folder`: with the company's own templates, `<language>/<letter>.txt`; empty: those that come with the bot."""

    folder: str = ""


class Languages(Table):
    """What `channels` read, and whoever's own language is not known; and what `letters` to people outside are in."""

    channels: Language = DEFAULT.tag
    letters: Language = DEFAULT.tag


class Environment(Table):
    """The name that people know the Customer Insights environment by; empty: its id."""

    name: Line = ""


class Recipients(Table):
    """Who gets personal data from here, and must hear of every erasure (GDPR Art. 19)."""

    names: tuple[Named, ...] = ()


class Mail(Table):
    """How exports go by mail. `mailbox` empty: the bot writes the mails, and people send them.

    `server`: who writes Authentication-Results in front of the mailbox, `exchange-online` or a host name.
    """

    mailbox: Email | Literal[""] = ""
    team: Email = "D365CI@microsoft.com"
    domains: tuple[Domain, ...] = ("microsoft.com",)
    server: str = ""
    look_every: Length = timedelta(minutes=1)
    chase_after: Annotated[tuple[Length, ...], Field(min_length=1)] = ChaseIntervals().chase_after
    escalate_before: Length = timedelta(days=7)


class Audit(Table):
    """`anchor`: a file, best on another disk, that keeps the newest seal of the log; empty: none is kept.

    `timestamp`: the address of an authority that stamps its head each day (RFC 3161); empty: none. `timestamp_ca`: the
    file of certificates that vouch for it.

    `keep`: how long events are kept; zero: for ever. `reason`: why so long.
    """

    anchor: str = ""
    timestamp: Web | Literal[""] = ""
    timestamp_ca: str = ""
    keep: Duration = timedelta()
    reason: Line = ""

    @field_validator("keep")
    @classmethod
    def _long_enough(cls, keep: timedelta) -> timedelta:
        if keep and keep < _LOG_AT_LEAST:
            raise ValueError('is too short for a log: give "30d" or more, or "0" to keep it for ever')
        return keep

    @model_validator(mode="after")
    def _vouched_for(self) -> Self:
        """A time stamp that nobody vouches for proves nothing."""
        if self.timestamp and not self.timestamp_ca:
            raise ValueError("timestamp needs timestamp_ca: the file with the root certificates of the authority")
        return self


class Retention(Table):
    """How long what names a person is kept after their last request was over, and why so long; zero: for ever."""

    after: Duration = timedelta()
    reason: Line = ""

    @field_validator("after")
    @classmethod
    def _long_enough(cls, after: timedelta) -> timedelta:
        if after and after < _KEPT_AT_LEAST:
            raise ValueError('is too short to correct anything by: give "1d" or more, or "0" to keep it for ever')
        return after


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
    language: Languages = Languages()
    recipients: Recipients = Recipients()
    letters: Letters = Letters()
    mail: Mail = Mail()
    audit: Audit = Audit()
    retention: Retention = Retention()
    limits: Limits = Limits()

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
    return config_of(path, {name: table for name, table in tables(path).items() if name != ENVIRONMENTS})


def config_of(path: Path, told: Mapping[str, Any]) -> Config:
    """Raises: SettingsError: something in these tables is wrong."""
    try:
        return Config.model_validate(told)
    except ValidationError as mistakes:
        raise SettingsError(f"In {path.name}, {explain(mistakes, Config, missing='add it')}") from None


def tables(path: Path) -> dict[str, Any]:
    """What stands in the file. Raises: SettingsError."""
    try:
        return parsed(_content(path))
    except NoToml as wrong:
        raise SettingsError(f"{path.name} {wrong}.") from None
    except OSError as trouble:
        raise SettingsError(f"DSRBOT_CONFIG names {path.name}, which cannot be read: {trouble.strerror}.") from None


def _content(path: Path) -> bytes:
    """No more of it is read than anybody writes. Raises: SettingsError, OSError."""
    with path.open("rb") as file:
        found = file.read(_MOST + 1)
    if len(found) > _MOST:
        raise SettingsError(f"{path.name} is longer than a megabyte: does DSRBOT_CONFIG name the right file?")
    return found
