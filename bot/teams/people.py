"""Who somebody is: their object id in Entra, as the company's directory knows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, TypeVar

from bot.delivery.memory import Memory
from bot.door import Busy, Closed, Doubtful
from bot.teams.chats import Chats
from bot.teams.conversations import SURFACE
from bot.teams.settings import TeamsSettings
from domain.addresses import folded, is_address
from domain.chat import Account, Profile, Standing
from domain.directory import User as Listed
from domain.directory import standing
from domain.shown_name import shown_name
from domain.trouble import Refused, Throttled, Trouble

PROFILE_SECONDS = 60.0
ADDRESS_SECONDS = 300.0
DOMAIN_SECONDS = 3_600.0
RETRY_AFTER = 30.0  # seconds, when the directory refuses and somebody has to mend that
PATIENCE = 2.0  # seconds until a directory that hangs is not waited for by people of another tenant
SILENT = 60.0  # seconds, from when on it is said that a directory tells nothing

T = TypeVar("T")


class User(Listed, Protocol):
    """A user of the directory, with the properties that Microsoft Graph gives by `$select`."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Directory(Protocol):
    """The users of one tenant. Raises, from both: domain.trouble.Trouble."""

    async def user(self, object_id: str) -> User | None: ...

    async def user_by_upn(self, upn: str) -> User | None:
        """The user with this sign-in name. Two matches are no match."""

    async def domains(self) -> Collection[str]:
        """Those that this tenant has verified, in small letters."""


class People:
    def __init__(
        self,
        settings: TeamsSettings,
        directories: Mapping[str, Directory],
        chats: Chats,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`directories`: by tenant. `refused`: the code with which one refuses to be asked, until it answers again."""
        self._settings, self._directories, self._chats, self._clock = settings, directories, chats, clock
        self.refused: dict[str, str] = {}
        self._silent: dict[str, float] = {}  # since when
        self._domains: Memory[str, frozenset[str]] = Memory(self._verified, DOMAIN_SECONDS, clock=clock)
        self._profiles: Memory[Account, Profile] = Memory(self._look_up, PROFILE_SECONDS, clock=clock)
        self._addresses: Memory[str, Account | None] = Memory(self._search, ADDRESS_SECONDS, clock=clock)

    @property
    def silent(self) -> tuple[str, ...]:
        """The tenants, where there are several, whose directory tells nothing for a while."""
        now, several = self._clock(), len(self._directories) > 1
        return tuple(one for one, since in self._silent.items() if several and now - since >= SILENT)

    async def profile(self, account: Account) -> Profile:
        """An account without a tenant is looked for at home. Raises: Busy, Doubtful."""
        tenant = account.tenant.casefold() or self._settings.home
        if not account.id or tenant not in self._settings.allowed:
            return Profile(account, "", None, Standing.STRANGER)
        return await self._profiles(Account(SURFACE, tenant, account.id.casefold()))

    async def find(self, email: str) -> Account | None:
        """Only somebody to whom the bot can write. Raises: Busy, Doubtful."""
        account = await self._addresses(folded(email))
        try:
            return account if account and await self._chats.with_(account) else None
        except Closed:
            return None

    async def _look_up(self, account: Account) -> Profile:
        user = await self._asked(account.tenant, self._directories[account.tenant].user(account.id))
        if not user:
            return Profile(account, "", None, Standing.STRANGER)
        found = replace(profile_of(account, user), locale=await self._chats.locale(account))
        return found if await self._is_theirs(found) else replace(found, email=None, standing=Standing.UNKNOWN)

    async def _is_theirs(self, found: Profile) -> bool:
        """A sign-in name is of one tenant; where two directories have it, it says of nobody who they are."""
        if len(self._directories) == 1 or found.standing is not Standing.MEMBER or not found.email:
            return True
        return await self._addresses(folded(found.email)) == found.account

    async def _search(self, email: str) -> Account | None:
        """In every tenant. While one does not say, whose domain it is decides, or else nobody is known to be the only
        one of that name. Raises: Busy, Doubtful."""
        asked = {tenant: asyncio.create_task(self._search_in(tenant, email)) for tenant in self._directories}
        try:
            await asyncio.wait(asked.values(), timeout=PATIENCE)
            told = {tenant: task.result() for tenant, task in asked.items() if _answered(task)}
            if len(told) < len(asked) and (home := await self._home(email, told)):
                return told[home]
            found = [one for one in await asyncio.gather(*asked.values()) if one]
        finally:
            for task in asked.values():
                task.cancel()
            await asyncio.gather(*asked.values(), return_exceptions=True)
        return found[0] if len(found) == 1 else None

    async def _home(self, email: str, tenants: Collection[str]) -> str:
        """Which of these has verified the domain of the address; empty where none says so."""
        domain = email.rpartition("@")[2]
        for tenant in tenants:
            with suppress(Busy, Doubtful):
                if domain in await self._domains(tenant):
                    return tenant
        return ""

    async def _verified(self, tenant: str) -> frozenset[str]:
        return frozenset(await self._asked(tenant, self._directories[tenant].domains()))

    async def _search_in(self, tenant: str, email: str) -> Account | None:
        user = await self._asked(tenant, self._directories[tenant].user_by_upn(email))
        if not user or standing(user) is not Standing.MEMBER or folded(user.upn) != email:
            return None
        return Account(SURFACE, tenant, user.id.casefold())

    async def _asked(self, tenant: str, question: Awaitable[T]) -> T:
        """Raises: Busy, Doubtful."""
        since = self._clock()
        try:
            answer = await question
        except Refused as refused:
            self.refused[tenant] = refused.code or f"http_{refused.status}"
            raise Busy(RETRY_AFTER) from None
        except Trouble as trouble:
            self._silent.setdefault(tenant, since)
            raise (Busy(trouble.retry_after) if isinstance(trouble, Throttled) else Doubtful("directory")) from None
        except asyncio.CancelledError:  # nobody waits for it any more
            self._silent.setdefault(tenant, since)
            raise
        self.refused.pop(tenant, None)
        self._silent.pop(tenant, None)
        return answer


def _answered(task: asyncio.Task[Account | None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def profile_of(account: Account, user: User) -> Profile:
    """By their sign-in name. The field for a mail address can be written by many, and may name anybody."""
    stands = standing(user)
    vouched = invited(user.upn) if stands is Standing.GUEST and user.user_type == "Guest" else None
    name = shown_name(user.name, user.upn.partition("@")[0] if stands is Standing.MEMBER else "")
    return Profile(account, name, user.upn or None, stands, vouched=vouched)


def invited(upn: str) -> str | None:
    """The address that a guest was invited at, out of the sign-in name that the directory has made of it:
    `eva_fabrikam.example#EXT#@contoso.onmicrosoft.com`. No domain has a `_`, so the last one stands for the `@`."""
    theirs, mark, home = upn.casefold().partition("#ext#@")
    local, _, domain = theirs.rpartition("_")
    found = f"{local}@{domain}"
    return found if mark and home and "#" not in theirs + home and is_address(found) else None
