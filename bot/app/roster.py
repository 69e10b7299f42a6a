"""Who has which role, and is of which circle, as the configuration says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Protocol

from domain.chat import Account
from domain.groups import is_group
from domain.people import Role, Whose
from domain.seats import Circles

_LISTED = 10_000  # people of the company that are kept in mind


class Listed(Protocol):
    """The people of the configuration, as they are written there."""

    def canonical(self, email: str) -> str: ...
    def addresses(self, role: Role) -> Sequence[str]: ...
    def siblings(self, email: str) -> Sequence[str]: ...
    def whose(self, email: str, account: Account) -> Whose | None: ...
    def visits(self, email: str, account: Account, today: date) -> bool: ...
    @property
    def settled(self) -> Sequence[tuple[str, str, Whose]]: ...


class Roster:
    """Satisfies `handlers.deps.Roster`. `circles`: entries by the name of the circle, all of them approvers as well.

    `of_group`: the addresses of the members of a group; empty where they are not known.
    """

    def __init__(
        self,
        people: Listed,
        circles: Mapping[str, Sequence[str]] | None = None,
        of_group: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> None:
        self._people, self._circles, self._of_group = people, circles or {}, of_group
        self.canonical, self.whose, self.visits = people.canonical, people.whose, people.visits
        # What is compared at every act is hard to fold, and stays as it is while the bot runs.
        self._known, self.siblings = lru_cache(_LISTED)(people.canonical), lru_cache(_LISTED)(people.siblings)
        self._mine, self._parts = lru_cache(_LISTED)(self._entries_of), lru_cache(_LISTED)(self._split)

    @property
    def settled(self) -> Sequence[tuple[str, str, Whose]]:
        return self._people.settled

    def roles_of(self, email: str | None, account: Account) -> frozenset[Role]:
        """The roles of one human, by their address or by the account itself."""
        mine = self._mine(email, account)
        return frozenset(role for role in Role if self._among(self._people.addresses(role), mine))

    def circles_of(self, email: str | None, account: Account) -> Circles:
        """The circles of approvers that they belong to."""
        mine = self._mine(email, account)
        return frozenset(name for name, entries in self._circles.items() if self._among(entries, mine))

    def addresses(self, role: Role) -> Sequence[str]:
        """E-mails, or `<surface>:<account>`; those of groups as they are known at this moment."""
        return self.each(self._people.addresses(role))

    def circle(self, name: str) -> Sequence[str]:
        """The same, of one circle."""
        return self.each(self._circles.get(name, ()))

    def _entries_of(self, email: str | None, account: Account) -> frozenset[str]:
        """What an entry of theirs may be."""
        return account.entries | ({self._known(email)} if email else set())

    def _among(self, entries: Sequence[str], mine: frozenset[str]) -> bool:
        named, groups = self._parts(tuple(entries))
        return not named.isdisjoint(mine) or any(self._known(entry) in mine for entry in self.each(groups))

    def _split(self, entries: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
        """Who is named themselves, as it is compared; and the groups, whose members change."""
        groups = tuple(entry for entry in entries if is_group(entry))
        return frozenset(self._known(entry) for entry in entries if not is_group(entry)), groups

    def each(self, entries: Sequence[str]) -> Sequence[str]:
        """Those of groups as they are known at this moment."""
        every = ([entry] if not is_group(entry) else self._of_group(entry) for entry in entries)
        return tuple(dict.fromkeys(chain.from_iterable(every)))
