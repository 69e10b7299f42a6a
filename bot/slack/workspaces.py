"""Installations that came by OAuth, as the database keeps them: whose token is good, and how it is renewed.

The source: docs/reference/slack.md, "Several workspaces". A token is renewed hours before its end, by one process for
all, and the new pair is kept before it is used.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog

from bot.delivery.memory import Memory
from bot.door import Busy, Doubtful
from bot.slack.installations import Installed
from bot.slack.names import OWN
from bot.slack.oauth_web import Exchange
from bot.slack.web import EXPIRED, RETRY_AFTER, Refused
from domain.installation import Ended, Installation

T = TypeVar("T")

BEFORE = timedelta(hours=2)  # its end, a token is renewed: as much time to install anew where that fails
REST = 60.0  # seconds after an attempt that failed, while the token is still good
KNOWN = 3.0  # seconds for which it is believed what stands in the database
SAVES, AGAIN = 40, 0.5  # attempts to keep a new pair, which is lost otherwise; seconds between them
GONE = frozenset({"account_inactive", "invalid_auth", "token_revoked", "org_login_required"})
_LOST = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "account_inactive"})

log = structlog.get_logger(__name__)


class Rows(Protocol):
    """`storage.installations.Installations`."""

    def put(self, installation: Installation, now: datetime) -> None: ...
    def renew(self, installation: Installation, now: datetime) -> None: ...
    def get(self, key: str) -> Installation | None: ...
    def ended(self, key: str) -> Ended | None: ...
    def lose(self, key: str, now: datetime) -> None: ...
    def end(self, key: str, now: datetime) -> None: ...
    def sign(self, state: str) -> str: ...
    def use(self, state: str, now: datetime, *, until: datetime) -> bool: ...


class Unit(Protocol):
    @property
    def installations(self) -> Rows: ...


class Storage(Protocol):
    async def write(self, unit: Callable[[Any], T]) -> T: ...
    async def read(self, unit: Callable[[Any], T]) -> T: ...
    def exclusive(self, name: str) -> AbstractAsyncContextManager[None]: ...


Tell = Callable[[str, str], Awaitable[None]]
"""Given the key of an installation, and what is wrong with it; empty: it is well again."""


@dataclass(frozen=True)
class Keeping:
    """Where installations are kept, and who hears of their troubles."""

    storage: Storage
    clock: Callable[[], datetime]
    tell: Tell


class Workspaces:
    """Satisfies `bot.slack.installations.Tokens`. `allowed`: keys that may install, and nobody else is served.

    `own`: the installation of SLACK_BOT_TOKEN, and `own_team` tells its workspace.
    """

    def __init__(
        self,
        keeping: Keeping,
        allowed: tuple[str, ...],
        exchange: Exchange,
        own: Installed | None = None,
    ) -> None:
        self.storage, self.clock, self._tell = keeping.storage, keeping.clock, keeping.tell
        self.own, self.allowed, self._exchange = own, allowed, exchange
        self.own_team: Callable[[], Awaitable[str]] = _nowhere
        self._tokens = {key: Rotated(self, key) for key in allowed}

    async def of(self, team: str, enterprise: str = "") -> Installed | None:
        """The workspace's own installation comes before that of its organisation."""
        for key in filter(None, (team, enterprise)):
            if found := self.own if await self.is_own(key) else await self.at(key):
                return found
        return None

    async def at(self, key: str) -> Installed | None:
        if key == OWN:
            return self.own
        if key not in self._tokens or await self.is_own(key) or not await self._tokens[key].stands():
            return None
        return Installed(self._tokens[key], key, (key,), self._tokens[key].look)

    async def others(self) -> tuple[Installed, ...]:
        found = [await self.at(key) for key in self.allowed]
        return tuple(one for one in found if one)

    async def is_own(self, key: str) -> bool:
        """Raises: Busy."""
        return self.own is not None and key == await self.own_team()

    async def keep(self, installation: Installation) -> None:
        """It was installed, or installed anew."""
        now = self.clock()
        await self.storage.write(lambda unit: unit.installations.put(installation, now))
        self._tokens[installation.key].forget()
        log.info("installed in a workspace", workspace=installation.key)
        await self._tell(installation.key, "")

    async def look(self, key: str, token: str) -> None:
        """Whether Slack knows this token still. Raises: Busy, Doubtful, where it does not say."""
        try:
            await self._exchange.whose(token)
        except Refused as refused:
            if refused.code in GONE:
                await self._left(key, token, refused.code)

    async def _left(self, key: str, token: str, code: str) -> None:
        """Whoever has installed it anew meanwhile has another token."""
        now = self.clock()

        def end(unit: Unit) -> bool:
            kept = unit.installations.get(key)
            if not kept or kept.token != token:
                return False
            unit.installations.end(key, now)
            return True

        if await self.storage.write(end):
            self._tokens[key].forget()
            log.error("a workspace has taken the app away", workspace=key, code=code)
            await self._tell(key, code)

    async def renewed(self, kept: Installation) -> Installation:
        """The next pair, kept. Raises: Refused, where there is none any more; Busy, Doubtful."""
        answer = await self._exchange.refresh(kept.refresh)
        now = self.clock()
        pair = replace(
            kept,
            token=answer.token,
            refresh=answer.refresh or kept.refresh,
            expires=now + answer.good_for if answer.good_for else None,
        )
        await _kept(lambda: self.storage.write(lambda unit: unit.installations.renew(pair, now)))
        return pair

    async def refused(self, key: str, code: str, *, lost: bool) -> None:
        """Slack gives no next token. `lost`: nothing but installing it anew helps."""
        log.error("the token of a workspace cannot be renewed", workspace=key, code=code)
        if lost:
            now = self.clock()
            await self.storage.write(lambda unit: unit.installations.lose(key, now))
        await self._tell(key, code)


@dataclass(frozen=True)
class _Known:
    kept: Installation | None
    lost: bool = False  # what would give the next token


class Rotated:
    """Satisfies `bot.slack.web.Token`: that of one installation, renewed in time."""

    def __init__(self, workspaces: Workspaces, key: str) -> None:
        self._all, self._key = workspaces, key
        self._memory: Memory[str, _Known] = Memory(self._read, KNOWN)
        self._rests = 0.0

    def forget(self) -> None:
        self._memory.forget("")
        self._rests = 0.0

    async def stands(self) -> bool:
        return (await self._memory("")).kept is not None

    async def look(self) -> None:
        """Slack told that it may have been taken away. What it does not say now, the next call finds out."""
        self._memory.forget("")
        if kept := (await self._memory("")).kept:
            with suppress(Busy, Doubtful):
                await self._all.look(self._key, kept.token)

    async def __call__(self, spent: str = "", why: str = "") -> str:
        known = await self._memory("")
        if known.kept and self._enough(known, spent):
            return known.kept.token
        if why in GONE:
            return await self._still(spent)
        return await self._another(spent)

    async def _still(self, spent: str) -> str:
        """The one that was kept meanwhile, where it was renewed elsewhere; else the same, if it was not taken away."""
        await self.look()
        kept = (await self._memory("")).kept
        return kept.token if kept else spent

    def _enough(self, known: _Known, spent: str) -> bool:
        """While nothing is tried to renew it, whatever is good counts."""
        rests = known.lost or time.monotonic() < self._rests
        ahead = timedelta() if rests or not (known.kept and known.kept.refresh) else BEFORE
        return bool(known.kept and known.kept.token != spent and known.kept.good(self._all.clock() + ahead))

    async def _another(self, spent: str) -> str:
        """By one process at a time: who waited finds that it is done. Raises: Refused, Busy."""
        async with self._all.storage.exclusive(f"slack-token/{self._key}"):
            self._memory.forget("")
            known = await self._memory("")
            kept = known.kept
            if not kept:
                raise Refused("account_inactive")
            if self._enough(known, spent):
                return kept.token
            usable = kept.token if kept.token != spent and kept.good(self._all.clock()) else ""
            if known.lost or time.monotonic() < self._rests:
                raise Refused(EXPIRED) if known.lost else Busy(RETRY_AFTER)
            try:
                return await self._renewed(kept)
            except (Refused, Busy, Doubtful) as why:
                self._rests = time.monotonic() + REST
                return await self._instead(usable, why)

    async def _renewed(self, kept: Installation) -> str:
        """Raises: Refused, Busy, Doubtful."""
        if not kept.refresh:
            raise Refused(EXPIRED)
        pair = await self._all.renewed(kept)
        self.forget()
        return pair.token

    async def _instead(self, usable: str, why: Refused | Busy | Doubtful) -> str:
        """The last token, as long as it is good; who waits for a next one is told when that is hopeless."""
        if isinstance(why, Refused):
            await self._all.refused(self._key, why.code, lost=why.code in {*_LOST, EXPIRED})
        if usable:
            return usable
        raise Refused(EXPIRED) if isinstance(why, Refused) else Busy(RETRY_AFTER)

    async def _read(self, _: str) -> _Known:
        def read(unit: Unit) -> _Known:
            rows = unit.installations
            return _Known(rows.get(self._key), lost=rows.ended(self._key) is Ended.LOST)

        try:
            return await self._all.storage.read(read)
        except Exception as fault:
            log.warning("the database does not say whether the app is installed", error=type(fault).__name__)
            raise Busy(RETRY_AFTER) from None


async def _kept(save: Callable[[], Awaitable[None]]) -> None:
    """The refresh token is spent by now, so what came for it is kept however long that takes."""
    for _ in range(SAVES):
        try:
            await save()
            return
        except Exception as fault:
            log.warning("a new token could not be kept yet", error=type(fault).__name__)
            await asyncio.sleep(AGAIN)
    await save()


async def _nowhere() -> str:
    return ""
