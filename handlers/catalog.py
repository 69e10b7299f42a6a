"""The data sources, kept for a moment so that a command is answered at once, and their owners by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from domain.insights import Principal, Source, Trouble

FRESH = 30.0  # seconds


class Catalog:
    def __init__(
        self,
        sources: Callable[[], Awaitable[tuple[Source, ...]]],
        by_email: Callable[[str], Awaitable[Principal | None]],
    ) -> None:
        self._ask, self._by_email = sources, by_email
        self._known: tuple[Source, ...] = ()
        self._asked = -FRESH
        self._owners: dict[str, str] = {}
        self._one = asyncio.Lock()

    async def sources(self, *, fresh: float = FRESH) -> tuple[Source, ...]:
        """The sources, at most `fresh` seconds old.

        Raises:
            Trouble: Customer Insights did not answer and nothing is known yet.
        """
        async with self._one:
            if monotonic() - self._asked >= fresh:
                self._known = await self._ask()
                self._asked = monotonic()
        return self._known

    async def owner(self, source: Source) -> str:
        """The owner's name; empty when there is none or the directory cannot tell."""
        if not source.owner:
            return ""
        if source.owner not in self._owners:
            try:
                found = await self._by_email(source.owner)
            except Trouble:
                return ""
            self._owners[source.owner] = found.name if found else ""
        return self._owners[source.owner]
