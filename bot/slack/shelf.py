"""Where forms are kept that were offered with a button: in the database, so that any replica opens them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.chat import Account
from handlers.ports import Storage
from handlers.requests.retention import OFFERED


class Kept:
    """Satisfies `bot.slack.messages.Shelf`. For half an hour, whoever asks."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._storage, self._clock = storage, clock

    async def put(self, account: Account, text: str) -> str:
        now = self._clock()
        return await self._storage.write(lambda unit: unit.offers.put(account, text, now))

    async def get(self, account: Account, name: str) -> str | None:
        since = self._clock() - OFFERED
        return await self._storage.read(lambda unit: unit.offers.get(account, name, since))
