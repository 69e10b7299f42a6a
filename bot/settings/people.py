"""Who has which role, as `[people]` says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo, field_validator

from bot.settings.setting_types import AccountName, Day, Email, Entry
from bot.settings.table import Table
from domain.addresses import folded, is_address
from domain.chat import Account
from domain.groups import is_group
from domain.people import Role, Whose


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
        mine = account.entries | {folded(email)}
        return any(folded(entry) in mine and today <= until for entry, until in self.outside_auditors.items())

    def canonical(self, email: str) -> str:
        """The address that stands for the person, folded, whichever of theirs this is."""
        known = self._folded.get(email) or folded(email)
        return self._first.get(known, known)

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
        said = [
            whose for one, to, whose in self.settled if folded(one) == folded(email) and folded(to) in account.entries
        ]
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
    def _folded(self) -> Mapping[str, str]:
        """Who is named here is compared at every act."""
        return {entry: folded(entry) for entry in self.named}

    @cached_property
    def _first(self) -> Mapping[str, str]:
        return {folded(second): folded(first) for first, seconds in self.also.items() for second in seconds}
