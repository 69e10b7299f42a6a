"""Who is of the groups that the configuration names: read each minute, and when a platform tells of a change.

What was read stands for two minutes at most, counted from when it was asked for. Then nobody is of the group until it
can be read again, which is said.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.door import Busy, Closed, Doubtful, Gone
from domain.groups import Unknown, Why
from domain.trouble import Throttled, Trouble

EVERY, AGAIN, GOOD_FOR = 60.0, 15.0, 120.0  # seconds
PATIENCE = 20.0  # seconds that a platform gets to say who is of a group

Reader = Callable[[str], Awaitable[Sequence[str]]]
"""Given the id of a group: e-mail addresses of its full members. Raises: Unknown, Trouble, and what doors raise."""
Tell = Callable[[str, str], Awaitable[None]]
"""Given the entry, and why it is not known; empty: it is known again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Read:
    members: tuple[str, ...]
    at: float


class Groups:
    """`readers`: by what the entry begins with. `clock` in seconds."""

    def __init__(
        self, entries: Iterable[str], readers: Mapping[str, Reader], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.entries = tuple(dict.fromkeys(entries))
        self._readers, self._clock = dict(readers), clock
        self._read: dict[str, _Read] = {}
        self._faults: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._changed = asyncio.Event()

    def reads(self, kind: str, reader: Reader) -> None:
        """Who is of the groups that begin with `kind`, is asked of this one."""
        self._readers[kind] = reader

    def of(self, entry: str) -> tuple[str, ...]:
        """The addresses of its members; empty as well where they are not known."""
        return self._read[entry].members if self.known(entry) else ()

    def known(self, entry: str) -> bool:
        found = self._read.get(entry)
        return found is not None and self._clock() - found.at < GOOD_FOR

    def state(self) -> dict[str, str]:
        """For whoever runs the bot, by entry."""
        return {entry: self._state(entry) for entry in self.entries}

    def changed(self) -> None:
        """A platform told that somebody came or left: they are read anew at once."""
        self._changed.set()

    async def run(self, tell: Tell) -> None:
        """Until cancelled."""
        while True:
            anew = self._changed.is_set()
            self._changed.clear()
            await (self.look() if anew else self.look_at_due())
            await self._say(tell)
            pause = AGAIN if self._faults else EVERY
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Read all of them, each for itself."""
        await asyncio.gather(*map(self._look, self.entries))

    async def look_at_due(self) -> None:
        """Read those that could not be read the last time, or not within a minute: the others cost nobody a call."""
        await asyncio.gather(*(self._look(entry) for entry in self.entries if self._due(entry)))

    def _due(self, entry: str) -> bool:
        found = self._read.get(entry)
        return not found or entry in self._faults or self._clock() - found.at >= EVERY

    async def _look(self, entry: str) -> None:
        at = self._clock()
        try:
            async with asyncio.timeout(PATIENCE):
                members = await self._members(entry)
        except Exception as fault:
            self._faults[entry] = _code(fault)
            if not isinstance(fault, _MAY_PASS):
                self._read.pop(entry, None)  # the platform itself says that there is no such list
            return
        self._read[entry] = _Read(tuple(dict.fromkeys(members)), at)
        self._faults.pop(entry, None)

    async def _members(self, entry: str) -> Sequence[str]:
        kind, _, group = entry.partition(":")
        reader = self._readers.get(f"{kind}:")
        if not reader:
            raise Unknown(Why.NOT_CONNECTED)
        return await reader(group)

    def _state(self, entry: str) -> str:
        if self.known(entry):
            return "known" if entry not in self._faults else f"known still: {self._faults[entry]}"
        return f"not known: {self._faults.get(entry, Why.NOT_YET)}"

    async def _say(self, tell: Tell) -> None:
        """Once, when a group is not known any more, and once when it is again."""
        for entry in self.entries:
            why = "" if self.known(entry) else self._faults.get(entry, Why.NOT_YET)
            if why == self._told.get(entry, ""):
                continue
            self._told[entry] = why
            if why:
                log.error("a group is not known, so nobody has a role by it", group=entry, code=why)
            else:
                log.info("a group is known again", group=entry)
            try:
                await tell(entry, why)
            except Exception:
                log.exception("it could not be told that a group is not known", group=entry)


_MAY_PASS = (Busy, Doubtful, Closed, Gone, Trouble, TimeoutError)


def _code(fault: Exception) -> str:
    match fault:
        case Unknown(code=code):
            return code
        case Busy() | Throttled():
            return "throttled"
        case Trouble(code=code, status=status) if code or status:
            return code or f"http_{status}"
        case Doubtful() | Closed() | Gone() | Trouble() | TimeoutError():
            return Why.NO_ANSWER
    log.error("a group could not be read", exc_info=fault)
    return Why.UNREADABLE
