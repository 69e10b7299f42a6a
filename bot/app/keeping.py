"""Doors are opened side by side. One that cannot be opened leaves the others and the work going, and is tried again.

What of a door a person has to mend shows at the port for who runs the bot, stands in the log once, and is told to the
admins by the other doors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

from bot.door import Condition, NotOpened
from common.tries import Tries
from domain.mend import Mend

FIRST = 20.0  # seconds that the start waits for the doors
EVERY = 15.0  # seconds between two looks at a door
SOON = 5.0  # seconds between two looks whether a door that is not open is to be tried again
NOT_OPENED = "not_opened"  # our own code

Tell = Callable[[str, Condition], Awaitable[None]]
Say = Callable[[str], None]
State = Callable[[], Awaitable[str]]  # of a door, in a word or two

log = structlog.get_logger(__name__)


class Kept(Protocol):
    """A door that is opened, looked at and closed here."""

    @property
    def surface(self) -> str: ...

    async def start(self) -> None:
        """May be called again until it ends without a fault. Raises: NotOpened, with one sentence."""

    async def stop(self) -> None: ...

    async def condition(self) -> Condition: ...


class Keeper:
    """Owns the opening of one door, and the looks at it. `tried` is set when it was tried for the first time."""

    def __init__(self, door: Kept, tell: Tell, say: Say, every: float = EVERY) -> None:
        self._door, self._tell, self._say, self._every = door, tell, say, every
        self._opened = False
        self._told: str | None = None
        self._mend: Mend | None = None
        self._tries: Tries[str] = Tries()
        self.tried = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. A fault is logged, and the next look goes on."""
        while True:
            if not self._opened and not self._tries.resting(""):
                await self._open()
                self.tried.set()
            try:
                await self._look()
            except Exception:
                log.exception("a door could not be looked at", surface=self._door.surface)
            await asyncio.sleep(self._every if self._opened else min(self._every, SOON))

    async def state(self) -> str:
        return str(await self._condition())

    async def _open(self) -> None:
        why = "A door cannot be opened."
        try:
            await self._door.start()
            self._opened, self._mend = True, None
            return
        except NotOpened as refused:
            self._mend, why = refused.mend, str(refused)
        except Exception:
            log.exception("a door could not be opened", surface=self._door.surface)
        if self._tries.failed("") == 1:
            self._say(f"Note: {why} It is tried again; the rest goes on.")

    async def _condition(self) -> Condition:
        found = await self._door.condition()
        if self._opened or found.code:
            return found
        if self._mend:
            return Condition("cannot be opened", NOT_OPENED, self._mend)
        return Condition("opening", sure=False)

    async def _look(self) -> None:
        found = await self._condition()
        if found.code == self._told or not found.sure:
            return
        first, self._told = self._told is None, found.code
        if found.code:
            log.error("a door needs mending", surface=self._door.surface, code=found.code)
        elif not first:
            log.info("a door is well again", surface=self._door.surface)
        await self._tell(self._door.surface, found)


@asynccontextmanager
async def kept(
    doors: Sequence[Kept], tell: Tell, say: Say, *, first: float = FIRST, every: float = EVERY
) -> AsyncIterator[Mapping[str, State]]:
    """Keep the doors for as long as the block runs; gives how to ask how each is. `first`, `every`: in seconds."""
    keepers = {door.surface: Keeper(door, tell, say, every) for door in doors}
    tasks = [asyncio.create_task(keeper.run()) for keeper in keepers.values()]
    opening = [asyncio.create_task(keeper.tried.wait()) for keeper in keepers.values()]
    try:
        if opening:
            await asyncio.wait(opening, timeout=first)
        yield {surface: keeper.state for surface, keeper in keepers.items()}
    finally:
        for task in (*tasks, *opening):
            task.cancel()
        await asyncio.gather(*tasks, *opening, return_exceptions=True)
        await asyncio.gather(*(door.stop() for door in doors))
