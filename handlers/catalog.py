"""The data sources, kept for a moment so that a command is answered at once, and their owners by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from domain.erasure.whereabouts import Listed
from domain.insights import Principal, Source
from domain.trouble import Trouble

FRESH = 30.0  # seconds
PATIENCE = 1.0  # seconds that somebody who knows the sources of a moment ago waits for those of now
AGAIN = 5.0  # seconds before Customer Insights is asked again when it gave no answer in time


class Catalog:
    def __init__(
        self,
        sources: Callable[[], Awaitable[Listed[Source]]],
        by_email: Callable[[str], Awaitable[Principal | None]],
    ) -> None:
        self._ask, self._by_email = sources, by_email
        self._known: Listed[Source] | None = None
        self._asked = -FRESH
        self._tried = -FRESH
        self._owners: dict[str, str] = {}
        self._one = asyncio.Lock()

    async def sources(self, *, fresh: float = FRESH) -> tuple[Source, ...]:
        """The sources, at most `fresh` seconds old, or older where Customer Insights gives no answer in time.

        Raises:
            Trouble: Customer Insights did not answer and nothing is known yet.
        """
        async with self._one:
            if self._known is None:
                await self._renew()
            elif monotonic() - self._asked >= fresh and monotonic() - self._tried >= AGAIN:
                await self._try()
        return self._known.values if self._known else ()

    @property
    def unread(self) -> int:
        """How many more are listed than were given last: they are not understood, so nothing is done with them."""
        return self._known.unread if self._known else 0

    @property
    def silent_for(self) -> float | None:
        """How many seconds old what is given is, where Customer Insights was asked again and gave no answer in time;
        None where it answered when it was asked last."""
        return monotonic() - self._asked if self._tried > self._asked else None

    async def _try(self) -> None:
        self._tried = monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._renew()
        except (TimeoutError, Trouble):
            return  # those of a moment ago will do

    async def _renew(self) -> None:
        self._known = await self._ask()
        self._asked = monotonic()

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
