"""Who acts: a full member of the company, one human whichever account they use, with the roles of today."""

from __future__ import annotations

from collections import OrderedDict

from domain.chat import Account, Incoming, Profile, Standing
from domain.people import Person, Role
from handlers.deps import Deps

_KEPT = 10_000


class NotAMember(Exception):
    """Guests, strangers, bots and the like have no role at all."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


class Faces:
    """Remembers which person is behind a profile, so that a known face costs no transaction."""

    def __init__(self) -> None:
        self._known: OrderedDict[Profile, Person] = OrderedDict()

    async def identify(self, deps: Deps, incoming: Incoming) -> tuple[Person, frozenset[Role]]:
        """Raises: NotAMember."""
        return await self.who(deps, incoming.account)

    async def who(self, deps: Deps, account: Account) -> tuple[Person, frozenset[Role]]:
        """The person behind an account, with the roles of this moment. Raises: NotAMember."""
        profile = await deps.profile(account)
        if profile.standing is not Standing.MEMBER:
            raise NotAMember(profile.standing)
        return await self.person(deps, profile), deps.roster.roles_of(profile.email, profile.account)

    async def person(self, deps: Deps, profile: Profile) -> Person:
        if profile not in self._known:
            self._known[profile] = await self._meet(deps, profile)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[profile]

    async def _meet(self, deps: Deps, profile: Profile) -> Person:
        email = deps.roster.canonical(profile.email) if profile.email else None
        now = deps.clock()
        return await deps.storage.write(lambda unit: unit.people.meet(profile.account, profile.name, email, now))
