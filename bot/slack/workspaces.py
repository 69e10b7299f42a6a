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
from common.faults import describe
from common.tasks import Tasks
from domain.event import EventKind
from domain.installation import Ended, Installation
from handlers.ports import Events

T = TypeVar("T")

BEFORE = timedelta(hours=2)  # its end, a token is renewed: as much time to install anew where that fails
REST = 60.0  # seconds after an attempt that failed, while the token is still good
KNOWN = 3.0  # seconds for which it is believed what stands in the database
SAVES, AGAIN = 40, 0.5  # attempts to keep a new pair, which is lost otherwise; seconds between them
GONE = frozenset({"account_inactive", "token_revoked"})  # all else may pass, as where an address is not let in
_LOST = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "account_inactive"})

log = structlog.get_logger(__name__)


class Rows(Protocol):
    """`storage.installations.Installations`."""

    def put(self, installation: Installation, now: datetime) -> None: ...
    def renew(self, installation: Installation, now: datetime, *, spent: str) -> bool: ...
    def get(self, key: str) -> Installation | None: ...
    def keys(self) -> list[str]: ...
    def ended(self, key: str) -> Ended | None: ...
    def lose(self, key: str, now: datetime, *, token: str) -> bool: ...
    def end(self, key: str, now: datetime, *, token: str) -> bool: ...
    def drop(self, key: str, now: datetime) -> bool: ...
    def sign(self, state: str) -> str: ...
    def use(self, state: str, now: datetime, *, until: datetime) -> bool: ...


class Unit(Protocol):
    @property
    def installations(self) -> Rows: ...
    @property
    def events(self) -> Events: ...


class Storage(Protocol):
    async def write(self, unit: Callable[[Any], T]) -> T: ...
    async def save(self, unit: Callable[[Any], T]) -> T: ...
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
        self.own, self.allowed, self.exchange = own, allowed, exchange
        self.own_team: Callable[[], Awaitable[str]] = _nowhere
        self._own_key = ""
        self.began = self.clock()
        self.owned = Tasks()  # what is under way with Slack, or with the database after that
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
        return Installed(self._tokens[key], key, (key,), self._tokens[key].look, await self._tokens[key].since())

    async def others(self) -> tuple[Installed, ...]:
        found = [await self.at(key) for key in self.allowed]
        return tuple(one for one in found if one)

    async def is_own(self, key: str) -> bool:
        """Raises: Busy."""
        return self.own is not None and bool(key) and key == await self._own()

    async def named(self, key: str) -> bool:
        return key in self._tokens and not await self.is_own(key)

    @property
    def beside(self) -> frozenset[str]:
        """All but the own one, as far as that is known: who is met in the own one has it known."""
        return frozenset(self._tokens) - {self._own_key}

    async def check_own(self) -> None:
        """Before anything is installed it is known what the own one is. Raises: Busy."""
        if self.own and not await self._own():
            raise Busy(RETRY_AFTER)

    async def _own(self) -> str:
        self._own_key = self._own_key or await self.own_team()
        return self._own_key

    async def close(self, patience: float) -> None:
        """What Slack has answered is kept first."""
        await self.owned.close(patience)

    async def keep(self, installation: Installation) -> None:
        """It was installed, or installed anew; nobody renews meanwhile what was there. Raises: Busy."""
        now, key = self.clock(), installation.key

        def put(unit: Unit) -> None:
            again = key in set(unit.installations.keys()) or unit.installations.ended(key) is not None
            unit.installations.put(installation, now)
            note(unit, EventKind.WORKSPACE_INSTALLED, now, key, **{"as": "again" if again else "new"})

        async with self.storage.exclusive(turn(key)):
            await self.storage.write(put)
        self._tokens[key].forget()
        log.info("installed in a workspace", workspace=key)
        await self.tells(key, "")

    async def tells(self, key: str, code: str) -> None:
        """What it is about has happened, whether or not it can be told."""
        try:
            await self._tell(key, code)
        except Exception as fault:
            log.error("it could not be told how it stands with a workspace", workspace=key, **describe(fault))

    async def look(self, key: str, token: str) -> None:
        """Whether Slack knows this token still. Raises: Busy, Doubtful, where it does not say."""
        try:
            await self.exchange.whose(token)
        except Refused as refused:
            if refused.code in GONE:
                await self._left(key, token, refused.code)
            else:
                await self.tells(key, refused.code)
        else:
            await self.tells(key, "")

    async def _left(self, key: str, token: str, code: str) -> None:
        """Whoever has installed it anew meanwhile has another token."""
        now = self.clock()

        def end(unit: Unit) -> bool:
            if ended := unit.installations.end(key, now, token=token):
                note(unit, EventKind.WORKSPACE_LEFT, now, key, code=code)
            return ended

        if await self.storage.write(end):
            self._tokens[key].forget()
            log.error("a workspace has taken the app away", workspace=key, code=code)
            await self.tells(key, code)

    async def renewed(self, kept: Installation) -> str | None:
        """The next token, kept; None where it was installed anew meanwhile. Raises: Refused, where there is none any
        more; Busy, Doubtful."""
        answer = await self.exchange.refresh(kept.refresh)
        now = self.clock()
        pair = replace(
            kept,
            token=answer.token,
            refresh=answer.refresh or kept.refresh,
            expires=now + answer.good_for if answer.good_for else None,
        )
        took = await _kept(
            lambda: self.storage.save(lambda unit: unit.installations.renew(pair, now, spent=kept.token))
        )
        await self.tells(kept.key, "")
        return pair.token if took else None

    async def refused(self, kept: Installation, code: str, *, lost: bool) -> None:
        """Slack gives no next token. `lost`: nothing but installing it anew helps."""
        log.error("the token of a workspace cannot be renewed", workspace=kept.key, code=code)
        now = self.clock()

        def lose(unit: Unit) -> bool:
            if found := unit.installations.lose(kept.key, now, token=kept.token):
                note(unit, EventKind.WORKSPACE_LOST, now, kept.key, code=code)
            return found

        if lost and not await self.storage.write(lose):
            return  # it was installed anew meanwhile
        await self.tells(kept.key, code)


@dataclass(frozen=True)
class _Known:
    kept: Installation | None
    lost: bool = False  # what would give the next token


class Rotated:
    """Satisfies `bot.slack.web.Token`: that of one installation, renewed in time."""

    def __init__(self, workspaces: Workspaces, key: str) -> None:
        self._all, self._key = workspaces, key
        self._memory: Memory[str, _Known] = Memory(self._read, KNOWN)
        self._rests, self._altered = 0.0, False

    def forget(self) -> None:
        self._memory.forget("")
        self._rests = 0.0

    async def stands(self) -> bool:
        """Whether there is a token that is good, or may be renewed."""
        known = await self._memory("")
        if not known.kept:  # another replica may install it at any moment
            self._memory.forget("")
        return known.kept is not None and not (known.lost and not known.kept.good(self._all.clock()))

    async def since(self) -> datetime | None:
        kept = (await self._memory("")).kept
        return kept.since if kept else None

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
        if why and why != EXPIRED:
            return await self._still(spent)
        task = self._all.owned.begin(
            self._another(spent)
        )  # who asked may give up: what Slack gave is kept all the same
        return await asyncio.shield(task)

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
        try:
            async with self._all.storage.exclusive(turn(self._key)):
                return await self._in_turn(spent)
        except (Refused, Busy):
            raise
        except Exception as fault:
            log.error("the token of a workspace could not be renewed", workspace=self._key, **describe(fault))
            raise Busy(RETRY_AFTER) from None

    async def _in_turn(self, spent: str) -> str:
        self._memory.forget("")
        known = await self._memory("")
        kept = known.kept
        if not kept:
            raise Refused("account_inactive")
        if self._enough(known, spent):
            return kept.token
        if known.lost:
            raise Refused(EXPIRED)
        if time.monotonic() < self._rests:
            raise Busy(RETRY_AFTER)
        usable = kept.token if kept.token != spent and kept.good(self._all.clock()) else ""
        try:
            return await self._renewed(kept)
        except (Refused, Busy, Doubtful) as why:
            self._rests = time.monotonic() + REST
            return await self._instead(kept, usable, why)

    async def _renewed(self, kept: Installation) -> str:
        """Raises: Refused, Busy, Doubtful."""
        if not kept.refresh:
            raise Refused(EXPIRED)
        token = await self._all.renewed(kept)
        self.forget()
        if token is None:
            raise Busy(RETRY_AFTER)
        return token

    async def _instead(self, kept: Installation, usable: str, why: Refused | Busy | Doubtful) -> str:
        """The last token, as long as it is good; who waits for a next one is told when that is hopeless."""
        if isinstance(why, Refused):
            await self._all.refused(kept, why.code, lost=why.code in {*_LOST, EXPIRED})
            self._memory.forget("")
        if usable:
            return usable
        raise Refused(EXPIRED) if isinstance(why, Refused) else Busy(RETRY_AFTER)

    async def _read(self, _: str) -> _Known:
        def read(unit: Unit) -> tuple[_Known, bool]:
            rows = unit.installations
            kept = rows.get(self._key)
            return _Known(kept, lost=rows.ended(self._key) is Ended.LOST), not kept and self._key in [*rows.keys()]

        try:
            known, altered = await self._all.storage.read(read)
            if altered and not self._altered:
                log.error("what is kept of a workspace is not what was written there", workspace=self._key)
            self._altered = altered
            return known
        except Exception as fault:
            log.warning("the database does not say whether the app is installed", error=type(fault).__name__)
            raise Busy(RETRY_AFTER) from None


async def _kept(save: Callable[[], Awaitable[bool]]) -> bool:
    """The refresh token is spent by now, so it is tried again and again to keep what came for it; also by who was taken
    for dead meanwhile, as nobody else has it."""
    for _ in range(SAVES):
        try:
            return await save()
        except Exception as fault:
            log.warning("a new token could not be kept yet", error=type(fault).__name__)
            await asyncio.sleep(AGAIN)
    return await save()


def note(unit: Unit, kind: EventKind, now: datetime, key: str, **data: str) -> None:
    """In the log of the first environment, whose database has the tokens. Who did it Slack does not say."""
    unit.events.add(kind, now, actor=None, request=None, data={"workspace": key, **data})


def turn(key: str) -> str:
    """What one process does at a time."""
    return f"slack-token/{key}"


async def _nowhere() -> str:
    return ""
