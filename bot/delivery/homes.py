"""Homes that stand open somewhere: drawn anew when something has changed, one after the other, and not for ever.

A change wakes whoever owns the loop; what else changes within a moment is drawn together with it. Where the platform
slows us down, all homes wait. A home whose rows have not changed is drawn but now and then; one that shows what it
would show is left alone, as is that of somebody of whom it cannot be told just now who they are.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot.door import Busy, Closed, Doubtful, Gone, Odd
from domain.card import Card, say
from domain.chat import Account
from handlers.requests.readers import Unclear

OPEN = 8 * 3600.0  # seconds for which one counts as open; who opens it later gets it new anyway
MOST = 200  # homes; beyond so many, those are forgotten that were opened longest ago
GATHER = 2.0  # seconds
FRESH = 600.0  # seconds after which one is drawn anew although none of its rows have changed
EVERY = 60.0  # seconds between two looks when nobody woke us: another replica may have changed something
PACE = 0.5  # seconds between two homes

Draw = Callable[[], Awaitable[Card]]
DrawnFrom = Callable[[Account], Awaitable[Hashable]]
Publish = Callable[[Account, Card], Awaitable[None]]
"""Puts a card in the place of somebody's home. Raises: Busy, Closed, Doubtful, Odd."""

log = structlog.get_logger(__name__)


@dataclass
class _Home:
    opened: float
    shown: Card | None = None  # None: it is not known what stands there
    rows: Hashable = None  # from which it was drawn by itself
    drawn: float = float("-inf")  # when that was
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # so that what was drawn later stands there in the end


class Homes:
    """Owns the loop that renews them. `draw`: the home of an account as it is now; `rows`: what it is drawn from.
    `doors`: how each surface that has such a place shows one there."""

    def __init__(
        self,
        draw: Callable[[Account], Awaitable[Card]],
        clock: Callable[[], float] = time.monotonic,
        *,
        rows: DrawnFrom | None = None,
        gather: float = GATHER,
        pace: float = PACE,
    ) -> None:
        """`gather`, `pace`: in seconds."""
        self._rows = rows
        self._draw, self._clock, self._gather, self._pace = draw, clock, gather, pace
        self.doors: dict[str, Publish] = {}
        self._open: OrderedDict[Account, _Home] = OrderedDict()  # opened last comes last
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def opened(self, account: Account, draw: Draw | None = None, publish: Publish | None = None) -> None:
        """Show it now, and again when it changes. `draw`: as it was asked for; `publish`: with what is said besides,
        this once. Raises what they raise."""
        home = self._open.setdefault(account, _Home(self._clock()))
        home.opened = self._clock()
        self._open.move_to_end(account)
        if len(self._open) > MOST:
            self._open.popitem(last=False)
        async with home.turn:
            card = await (draw() if draw else self._draw(account))
            await self._show(home, account, card, publish or self.doors[account.surface])

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._rest()
            for account, home in reversed(self._still_open()):
                if await self._renew(account, home):
                    await asyncio.sleep(self._pace)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await self._woken.wait()
        await asyncio.sleep(self._gather)
        self._woken.clear()

    def _still_open(self) -> list[tuple[Account, _Home]]:
        since = self._clock() - OPEN
        for account in [account for account, home in self._open.items() if home.opened < since]:
            del self._open[account]
        return [*self._open.items()]

    async def _renew(self, account: Account, home: _Home) -> bool:
        """Whether the platform was asked to show it."""
        try:
            async with home.turn:
                return await self._renewed(account, home)
        except Busy as busy:
            await asyncio.sleep(busy.retry_after)
            self.wake()
        except (Closed, Gone) as closed:
            log.warning("a home cannot be shown", surface=account.surface, code=str(closed))
            self._open.pop(account, None)
        except (Doubtful, Odd, Unclear):
            log.warning("a home could not be renewed", surface=account.surface)
        except Exception:
            log.exception("a home could not be drawn", surface=account.surface)
        return True

    async def _renewed(self, account: Account, home: _Home) -> bool:
        rows, now = await self._rows(account) if self._rows else None, self._clock()
        if rows is not None and home.shown and rows == home.rows and now - home.drawn < FRESH:
            return False
        card = await self._draw(account)
        changed = card != home.shown
        if changed:
            await self._show(home, account, card, self.doors[account.surface])
        home.rows, home.drawn = rows, now
        return changed

    async def _show(self, home: _Home, account: Account, card: Card, publish: Publish) -> None:
        home.shown = None
        await publish(account, card)
        home.shown = card


async def nobodys(_: Account) -> Card:
    """For a door that stands alone."""
    return say()
