"""What comes in through a door, as values: who did what, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.addresses import folded
from domain.shown_name import shown_name
from domain.upload import Upload

_TENANT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Account:
    """One account on one surface: ("slack", "T0CONTOSO", "U123"). The same id in another tenant is somebody else."""

    surface: str
    tenant: str
    id: str

    @classmethod
    def of(cls, entry: str) -> Account:
        """As a list of people names it: `<surface>:<id>`, or `<surface>:<tenant>/<id>` where the tenant's id is one of
        five groups. What stands before an id in Slack, as in `T0FABRIKAM/U0FAY`, is a part of it behind the door."""
        surface, _, rest = entry.partition(":")
        tenant, slash, account = rest.partition("/")
        return cls(surface, tenant, account) if slash and _TENANT.fullmatch(tenant) else cls(surface, "", rest)

    @property
    def entries(self) -> frozenset[str]:
        """How a list may name it, folded. Where several tenants count, each entry there says its own."""
        return frozenset({folded(f"{self.surface}:{self.id}"), folded(f"{self.surface}:{self.tenant}/{self.id}")})

    def is_where(self, place: str) -> bool:
        """Whether a place of the same surface is of the same installation: both are said with its key, or without."""
        return self.id.rpartition("/")[0] == place.rpartition("/")[0]


class Standing(StrEnum):
    """Whether a person counts. Only a MEMBER can have a role."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"  # another company's workspace or tenant
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNCONFIRMED = "unconfirmed"  # the e-mail address was never confirmed
    UNKNOWN = "unknown"  # the platform could not tell just now
    ABSENT = "absent"  # there is no door to this platform (any more)
    MOVED = "moved"  # an address of theirs is another account's as well, and nobody has said who is who


@dataclass(frozen=True)
class Profile:
    """What a surface knows of an account. `email` links accounts to one human; never log it. `name`: as others see it.

    `vouched`: of a guest of the company, the address that the platform knows to be theirs; None of all others.
    `locale`: the language that they have set there, by RFC 5646; empty where the platform does not say.
    """

    account: Account
    name: str
    email: str | None
    standing: Standing
    vouched: str | None = None
    locale: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", shown_name(self.name))


@dataclass(frozen=True)
class Place:
    """Where something happened: a channel or a private chat of a surface."""

    surface: str
    id: str
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One human act. `delivery` is the same when the platform delivers the act again; empty when unknown. `locale`: the
    language that it came in, where the platform says it with the act; else the profile tells. `files`: what was given
    with it."""

    account: Account
    place: Place
    delivery: str = ""
    locale: str = ""
    files: tuple[Upload, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Typed(Incoming):
    """A command, without the `/dsr` or the mention. References to people arrive as `<@U123>`, e-mails bare."""

    text: str
    public: bool = False  # others read what was typed, as in a Teams channel


@dataclass(frozen=True, kw_only=True)
class Clicked(Incoming):
    """A pressed button. `address` is the message it sat on, so that an unknown copy can be adopted."""

    verb: str
    ref: str
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class Submitted(Incoming):
    """A filled-in form."""

    verb: str
    ref: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


SOUGHT_FROM = 3  # letters: what is shorter may mean anybody


@dataclass(frozen=True, kw_only=True)
class Sought(Incoming):
    """What somebody has typed so far in a field of the form of this name that looks up what is meant. It is no act: it
    files and changes nothing."""

    verb: str
    text: str
