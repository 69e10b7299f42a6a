"""What was installed in a workspace that the settings name no more: its token is given back to Slack, and deleted.

Only what was installed before this process began: another replica may have newer settings, which name what came since.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from bot.slack.web import Refused
from bot.slack.workspaces import GONE, Unit, Workspaces, note, turn
from common.faults import describe
from domain.event import EventKind
from domain.installation import Installation

AGAIN = 60.0  # seconds until it is tried once more, where Slack or the database does not answer
NOT_NAMED = "not_named"  # our own code
REVOKED, OWN, UNREADABLE = "revoked", "own", "unreadable"

log = structlog.get_logger(__name__)


def told_as(code: str) -> str:
    """The code for whom it is told to; with Slack's word where the token may be good still."""
    return NOT_NAMED if code in {REVOKED, OWN, UNREADABLE, *GONE} else f"{NOT_NAMED}/{code}"


@dataclass(frozen=True)
class Withdrawing:
    workspaces: Workspaces
    again: float = AGAIN

    async def run(self) -> None:
        """Until all of them are done, or it is cancelled: whoever revokes twice hears that it is done."""
        done = await self._all()
        while not done:
            await asyncio.sleep(self.again)
            done = await self._all()

    async def _all(self) -> bool:
        """Whether nothing is left to be tried again. Each by itself."""
        try:
            await self.workspaces.check_own()
            keys = await self.workspaces.storage.read(lambda unit: unit.installations.keys())
        except Exception as fault:
            log.warning("what the settings name no more could not be looked at", **describe(fault))
            return False
        return all([await self._tried(key) for key in keys if key not in self.workspaces.allowed])

    async def _tried(self, key: str) -> bool:
        try:
            async with self.workspaces.storage.exclusive(turn(key)):
                await self._away(key)
        except Exception as fault:
            log.warning("the token of a workspace could not be given back yet", workspace=key, **describe(fault))
            return False
        return True

    async def _away(self, key: str) -> None:
        """Raises: Busy, Doubtful, and what a database raises."""
        kept = await self.workspaces.storage.read(lambda unit: unit.installations.get(key))
        if kept and kept.since and kept.since >= self.workspaces.began:
            return
        if not kept:
            await self._noted(key, UNREADABLE, "")
        elif await self.workspaces.is_own(key):  # it may be the token of the settings
            await self._noted(key, OWN, kept.token)
        else:
            code, token = await self._given_back(kept)
            await self._noted(key, code, token)

    async def _given_back(self, kept: Installation) -> tuple[str, str]:
        """What came of it, and the token that is kept by then. Raises: Busy, Doubtful."""
        token = kept.token
        try:
            if kept.refresh and not kept.good(self.workspaces.clock()):
                token = await self.workspaces.renewed(kept) or token
            await self.workspaces.exchange.revoke(token)
        except Refused as refused:
            return refused.code, token
        return REVOKED, token

    async def _noted(self, key: str, code: str, token: str) -> None:
        now = self.workspaces.clock()

        def end(unit: Unit) -> bool:
            ended = unit.installations.end(key, now, token=token) if token else unit.installations.drop(key, now)
            if ended:
                note(unit, EventKind.WORKSPACE_WITHDRAWN, now, key, code=code)
            return ended

        if await self.workspaces.storage.write(end):
            log.error("a workspace is named no more, and its token was deleted", workspace=key, code=code)
            await self.workspaces.tells(key, told_as(code))
