"""People who use the bot, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.chat import Account
from domain.seats import Circles
from domain.shown_name import shown_name


class Role(StrEnum):
    ADMIN = "admin"
    APPROVER = "approver"
    TENANT_ADMIN = "tenant admin"
    AUDITOR = "auditor"
    OUTSIDE_AUDITOR = "auditor from outside"  # a guest, who reads until a day and does nothing else


class Whose(StrEnum):
    """Whose an address is that moved to another account."""

    SAME = "same"  # both accounts are one human's
    NEW = "new"  # it belongs to whoever has it now, who is somebody else
    OLD = "old"  # it still belongs to whoever had it before


@dataclass(frozen=True)
class Person:
    """One human, however many accounts. `name` is what others see, whatever an earlier release kept of it."""

    id: str
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", shown_name(self.name))


@dataclass(frozen=True)
class Traces:
    """By which somebody is known where they come from, whatever our own rows say: accounts, and the addresses that
    they have now, with those that the configuration says are theirs."""

    accounts: frozenset[Account] = frozenset()
    addresses: frozenset[str] = field(default=frozenset(), repr=False)

    def __or__(self, other: Traces) -> Traces:
        return Traces(self.accounts | other.accounts, self.addresses | other.addresses)


NO_TRACES = Traces()


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """In which somebody may act: in their own name, or in that of `away`, the id of a person who is away until then,
    the day included."""

    roles: frozenset[Role]
    circles: Circles = frozenset()
    away: str | None = None
    until: date | None = None
    traces: Traces = NO_TRACES  # of whose it is


@dataclass(frozen=True)
class Known:
    """Somebody who acts, with what they may at this moment: first in their own name. `locale`: their language, where
    the account says it."""

    person: Person
    capacities: tuple[Capacity, ...]
    locale: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset[Role]().union(*(one.roles for one in self.capacities))

    @property
    def traces(self) -> Traces:
        """Their own."""
        return self.capacities[0].traces


class Claim(StrEnum):
    """Why somebody is a stranger: an address that one of their accounts has or had is another's as well."""

    OPEN = "open"  # nobody has said yet who is who
    REFUSED = "refused"  # it is somebody else's, and they still have it


@dataclass(frozen=True)
class Move:
    """An address that `account` has now, and an account of `owner` had before. The account is one of `taker`'s."""

    id: int
    account: Account
    owner: Person
    taker: Person
    mark: str = field(default="", compare=False)  # of the address, in this matter alone

    @property
    def told(self) -> dict[str, str]:
        """For the log."""
        marked = {"as": self.mark} if self.mark else {}
        return {"move": str(self.id), "owner": self.owner.id, "taker": self.taker.id, **marked}


@dataclass(frozen=True, kw_only=True)
class Met:
    """Somebody, as far as is known. `since`: when they were first met.

    `moved` and `united`: what this meeting brought to light: moves, and ids of people who are this one.
    """

    person: Person
    since: datetime
    claim: Claim | None = None
    moved: tuple[Move, ...] = ()
    united: tuple[str, ...] = ()
