"""Every card follows its request's row: what was decided before progress, and each as it is when its turn has come.

At least once: a card is drawn only when its update was answered. One whose redrawing is under way is left alone until
that has ended, and one without a turn is not looked at more closely: only the latest state counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import structlog

from bot.delivery.private import reader_at
from bot.delivery.recipients import Fanout
from bot.door import Busy, Closed, Door, Doubtful, Gone, Odd
from common.tries import Tries
from domain.card import Card
from domain.notice import UNCONFIRMED, Behind, Shown
from domain.rule import Reader
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.notices import redrawn
from handlers.requests.readers import Unclear

CARDS = 500  # looked at in one go on one surface
REDRAWS, IN_PLACE = 8, 2  # under way at once on one surface, and in one place: who waits longer shows what is later
LONGEST = 60.0  # seconds until it is asked again for a turn
_NOT_ASKED = Unclear | Closed | Gone  # whose card it is cannot be told

log = structlog.get_logger(__name__)


class Redraws:
    """`odd`: after so many refusals in a row, each of which might have passed, none is waited for any more. `wake` is
    called when more can be done."""

    def __init__(self, doors: Mapping[str, Door], fanout: Fanout, odd: int, wake: Callable[[], None]) -> None:
        self._doors, self._fanout, self._odd, self._wake = doors, fanout, odd, wake
        self._under_way: dict[int, Shown] = {}
        self._ended_since: set[int] = set()  # since the look at rows that may not know of it
        self._put_off = False  # whether one waits for what is under way
        self._failed: Tries[int] = Tries()
        self._oddly: Tries[int] = Tries()  # those that were refused in a way that may pass

    def looking(self) -> None:
        """From now on `stale` may be asked."""
        self._ended_since.clear()

    def stale(self, unit: Unit) -> list[Behind]:
        """Of each surface by itself: one that does not answer must not hide the cards of the others."""
        return [behind for surface in self._doors for behind in unit.cards.stale([surface], CARDS)]

    async def begin(self, deps: Deps, group: asyncio.TaskGroup, stale: Sequence[Behind]) -> float:
        """What can be drawn now; seconds until more can be, as far as the doors say. Those of one request together."""
        self._failed.forget()
        self._oddly.forget()
        self._put_off, soonest, begun, silent = False, LONGEST, dict[str, list[Behind]](), set[str]()
        for behind in stale:
            if behind.surface in silent or self._is_left_alone(behind):
                continue
            if not self._has_room(behind):
                self._put_off = True
            elif (wait := await self._turn(behind)) is None:  # each of them would wait for an answer, one by one
                silent.add(behind.surface)
            elif wait:
                soonest = min(soonest, wait)
            else:
                self._under_way[behind.id] = behind
                begun.setdefault(behind.request_id, []).append(behind)
        for cards in begun.values():
            group.create_task(self._drawn(deps, cards))
        return soonest

    def _is_left_alone(self, shown: Shown) -> bool:
        return shown.id in self._under_way or shown.id in self._ended_since or self._failed.resting(shown.id)

    def _has_room(self, shown: Shown) -> bool:
        there = [one.place for one in self._under_way.values() if one.surface == shown.surface]
        return len(there) < REDRAWS and there.count(shown.place) < IN_PLACE

    async def _turn(self, behind: Behind) -> float | None:
        """None where the door does not know just now. What is wrong with a place, drawing there will tell."""
        door = self._doors[behind.surface]
        try:
            return await door.turn(behind.place, behind.address, progress=not behind.urgent)
        except Busy:
            return None
        except (Closed, Doubtful, Gone):
            return 0.0

    async def _drawn(self, deps: Deps, cards: Sequence[Shown]) -> None:
        """Of one request, from one look at it. Where that fails, one that cannot be drawn keeps none of the others."""
        try:
            found = [(shown, await self._reader(deps, shown)) for shown in cards]
            known = [(shown, reader) for shown, reader in found if not isinstance(reader, _NOT_ASKED)]
            pictures = await redrawn(deps, known) if known else ()
        except Exception:
            if len(cards) > 1:
                await asyncio.gather(*(self._drawn(deps, [shown]) for shown in cards))
            else:
                log.exception("a card could not be redrawn")
                self._ended(cards[0], failed=True)
            return
        for shown in [one for one, reader in found if isinstance(reader, Unclear)]:
            self._ended(shown, failed=True)
        shut = [(shown, str(reader)) for shown, reader in found if isinstance(reader, Closed | Gone)]
        await asyncio.gather(
            *(
                self._once(shown, partial(self._shows, deps, shown, *picture))
                for (shown, _), picture in zip(known, pictures, strict=True)
            ),
            *(self._once(shown, partial(self._is_gone, deps, shown, why)) for shown, why in shut),
        )

    async def _once(self, shown: Shown, shows: Callable[[], Awaitable[bool]]) -> None:
        failed = False
        try:
            if await shows():
                self._wake()  # the row may have changed meanwhile
        except Exception:
            log.exception("a card could not be redrawn")
            failed = True
        self._ended(shown, failed=failed)

    def _ended(self, shown: Shown, *, failed: bool) -> None:
        if failed:
            self._failed.failed(shown.id)
        del self._under_way[shown.id]
        self._ended_since.add(shown.id)
        if self._put_off:
            self._wake()

    async def _shows(self, deps: Deps, shown: Shown, card: Card, version: int | None) -> bool:
        """Whether it shows its request now. One that is nobody's to see any more gets its last word, and is let go."""
        try:
            await self._doors[shown.surface].update(shown.place, shown.address, card)
        except Busy as busy:
            self._failed.failed(shown.id, busy.retry_after)
            return False
        except Doubtful:
            self._failed.failed(shown.id)
            return False
        except Odd as odd:
            self._failed.failed(shown.id)
            if version is None or self._oddly.failed(shown.id) < self._odd:
                return False
            if shown.drawn == UNCONFIRMED:
                await self._let_go(deps, shown)
                return False
            log.warning("a card is left as it is until its next change", surface=shown.surface, code=odd.code)
        except (Gone, Closed) as gone:
            if version is not None:
                return await self._is_gone(deps, shown, str(gone))
        if version is None:
            await self._let_go(deps, shown)
            return False
        self._failed.over(shown.id)
        self._oddly.over(shown.id)
        await deps.storage.write(lambda unit: unit.cards.drawn(shown.id, version))
        return True

    async def _is_gone(self, deps: Deps, shown: Shown, why: str) -> bool:
        """Nobody misses one that nobody knew of."""
        if shown.drawn == UNCONFIRMED:
            await self._let_go(deps, shown)
        else:
            await self._fanout.lost(deps, shown, why)
        return False

    async def _let_go(self, deps: Deps, shown: Shown) -> None:
        self._failed.over(shown.id)
        await deps.storage.write(lambda unit: unit.cards.forget(shown.id))

    async def _reader(self, deps: Deps, shown: Shown) -> Reader | Unclear | Closed | Gone | None:
        """Or why nobody can be asked: whose card it is cannot be told just now, or they have no chat that is open to
        us."""
        if not shown.person_id:
            return None
        try:
            return await reader_at(deps, self._doors[shown.surface], shown.place, shown.person_id)
        except (Busy, Doubtful):
            return Unclear()
        except (Unclear, Closed, Gone) as why:
            return why
