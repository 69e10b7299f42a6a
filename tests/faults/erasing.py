"""An erasure amid a storm: its people press whatever is offered to them, with a segment that is deleted by a vote."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import psycopg

from tests.days import TODAY
from tests.fakes.slack.world import Message
from tests.faults.siege import ADA, BEN, SOURCE, ZOE, Siege

FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "State it…": (ADA, {"day": "2026-11-01"}),
    "Decide…": (ADA, {"choice": "delete"}),
    "Vote…": (BEN, {"choice": "yes"}),
    "Tick off…": (ADA, {"text": "worked out anew"}),
    "Confirm…": (ADA, {"text": ""}),
    "Settle…": (ADA, {"day": TODAY}),
    "Tell…": (ADA, {"day": TODAY}),
}
COMMAND = f'refresh "{SOURCE}" for {ZOE}'


@dataclass
class Erasing(Siege):
    """`voted`: when somebody first said yes to a deletion."""

    voted: datetime | None = None

    async def deleted_in_the_source(self) -> None:
        await self.at.steer("DELETE", f"records/{quote(SOURCE)}?email={quote(ZOE)}")

    async def comes_to_its_end(self, retry: Callable[[str], Awaitable[None]], patience: float) -> None:
        """`retry`: what an admin does where only a person can go on."""
        async with asyncio.timeout(patience):
            while self.state() != "completed":
                if await self._rests(FORMS) and self.state() == "needs_attention":
                    await retry(self.ref)
                await asyncio.sleep(0.5)

    async def _fill_in(self, message: Message, label: str, who: str, values: dict[str, Any]) -> None:
        if label == "Vote…":
            self.voted = self.voted or datetime.now(UTC)
        await super()._fill_in(message, label, who, values)

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Of the database of all; nothing where it does not say."""
        for value in values:
            query = query.replace("?", f"'{value}'", 1)
        try:
            found: list[tuple[Any, ...]] = self.at.rows(query)  # type: ignore[attr-defined]
        except psycopg.OperationalError:
            return []
        return found
