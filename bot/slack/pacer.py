"""No faster than Slack takes it: one post a second in a channel, with short bursts, and some fifty updates a minute.

Source: docs.slack.dev/apis/web-api/rate-limits. Each method has its limit by itself, so an update takes no
post's turn. Whoever draws a card asks for its turn first (`bot.delivery.turns`); updates of the same message that are
under way together become one: only the latest card matters.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.delivery.turns import Turns
from bot.door import Busy
from common.tasks import Tasks
from domain.card import Card
from gateways.limits import Stopwatch

POSTS_A_SECOND, BURST = 1.0, 4
UPDATES_A_SECOND, UPDATE_BURST = 45 / 60, 12
SPARE = 8  # updates of a burst that are left for decisions: those of some two requests
_LANES = 2_000  # beyond so many, those at rest are forgotten

T = TypeVar("T")
Address = tuple[str, str]  # place, message
Redraw = Callable[[str, str, Card], Awaitable[None]]


class Bucket:
    """So many a second on average, and so many at once after a rest."""

    def __init__(self, a_second: float, burst: int) -> None:
        self._every, self._slack = 1 / a_second, (burst - 1) / a_second
        self._full = 0.0  # when everything that was taken is earned again

    def wait(self, now: float, spare: int = 0) -> float:
        """Seconds until the next may go, and so many more at once after it."""
        return max(0.0, self._full - self._slack + spare * self._every - now)

    def take(self, now: float) -> None:
        self._full = max(self._full, now) + self._every

    def pause(self, until: float) -> None:
        """Slack asked for a rest: nothing goes before."""
        self._full = max(self._full, until + self._slack)

    def at_rest(self, now: float) -> bool:
        return self._full <= now


class Lane:
    """One channel: whoever comes first goes first."""

    def __init__(self) -> None:
        self.bucket = Bucket(POSTS_A_SECOND, BURST)
        self.queue = asyncio.Lock()


class Pacer:
    """Owns the updates under way; a caller that gives up waiting does not stop one that others wait for."""

    def __init__(
        self, redraw: Redraw, watch: Stopwatch | None = None, check: Callable[[], None] = lambda: None
    ) -> None:
        """`check`: asked right before a card is drawn; it may raise."""
        self._redraw, self._watch, self._check = redraw, watch or Stopwatch(), check
        self._lanes: dict[str, Lane] = {}
        self._updates = Bucket(UPDATES_A_SECOND, UPDATE_BURST)
        self._turns: Turns[Address] = Turns(self._watch.now)
        self._latest: dict[Address, Card] = {}
        self._drawing: dict[Address, asyncio.Task[None]] = {}
        self._owned = Tasks()

    async def post(self, place: str, send: Callable[[], Awaitable[T]]) -> T:
        """Send when the channel's turn has come. Raises what `send` raises."""
        lane = self._lane(place)
        async with lane.queue:
            while (wait := lane.bucket.wait(self._watch.now())) > 0:
                await self._watch.sleep(wait)
            lane.bucket.take(self._watch.now())
        try:
            return await send()
        except Busy as busy:
            lane.bucket.pause(self._watch.now() + busy.retry_after)
            raise

    def turn(self, place: str, address: str, *, progress: bool, free: bool = False) -> float:
        """Seconds until it is the turn of this message; 0: it has it now. `free`: it is drawn in another way."""
        key, now = (place, address), self._watch.now()
        if (rest := self._turns.rest(key) if progress else 0.0) or free:
            return rest
        room = round(self._updates.wait(now, SPARE if progress else 0), 3)
        return self._turns.ask(key, room, lambda: self._updates.take(now))

    async def update(self, place: str, address: str, card: Card) -> None:
        """Draw this card, or a later one of the same message.

        Raises: what `redraw` raises; Busy, where it had no turn and there is none now.
        """
        key = (place, address)
        if not self._turns.use(key):
            if wait := self.turn(place, address, progress=False):
                raise Busy(wait)
            self._turns.use(key)
        self._latest[key] = card
        task = self._drawing.get(key)
        if not task:
            task = self._drawing[key] = self._owned.begin(self._drawn(key))
            task.add_done_callback(_seen)
        await asyncio.shield(task)

    def drawn(self, place: str, address: str) -> None:
        """It was drawn just now, in whatever way."""
        self._turns.drawn((place, address))

    async def close(self, patience: float) -> None:
        await self._owned.close(patience)

    async def _drawn(self, key: Address) -> None:
        """One drawing of a message after the other, until it shows the latest card."""
        try:
            while key in self._latest:
                self._check()
                await self._redraw(*key, self._latest.pop(key))
                self.drawn(*key)
        except Busy as busy:
            self._updates.pause(self._watch.now() + busy.retry_after)
            raise
        finally:
            del self._drawing[key]
            self._latest.pop(key, None)

    def _lane(self, place: str) -> Lane:
        if len(self._lanes) > _LANES:
            now = self._watch.now()
            busy = {name: lane for name, lane in self._lanes.items() if not _idle(lane, now)}
            self._lanes = busy
        return self._lanes.setdefault(place, Lane())


def _idle(lane: Lane, now: float) -> bool:
    return not lane.queue.locked() and lane.bucket.at_rest(now)


def _seen(task: asyncio.Task[None]) -> None:
    """Its fault goes to whoever waits; perhaps nobody does any more."""
    if not task.cancelled():
        task.exception()
