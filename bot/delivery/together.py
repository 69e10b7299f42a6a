"""What several ask at the same time, looked up in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

MOMENT = 0.1  # seconds that whoever asks waits for the others

A = TypeVar("A")
T = TypeVar("T")


class Together(Generic[A, T]):
    """One look for whoever is expected to ask, once all of them did or left, or after a moment; who is later is in the
    next. Nobody is kept from an answer by what another asks.
    """

    def __init__(self, look: Callable[[Sequence[A]], Awaitable[Sequence[T]]], moment: float = MOMENT) -> None:
        """`look`: an answer for each, in their order. `moment`: in seconds."""
        self._look, self._moment = look, moment
        self._expected = set[Hashable]()
        self._asked = list[tuple[A, asyncio.Future[T]]]()
        self._complete = asyncio.Event()

    def expect(self, who: Hashable) -> None:
        """They will ask, once, or leave."""
        self._expected.add(who)

    @contextmanager
    def awaiting(self, who: Hashable) -> Iterator[None]:
        """They leave behind this, where they have not asked."""
        try:
            yield
        finally:
            self._leave(who)

    async def ask(self, who: Hashable, what: A) -> T:
        """Raises what `look` raises."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.append((what, answer))
        self._leave(who)
        if len(self._asked) == 1:  # whoever is first looks for all
            await self._looked()
        return await answer

    def _leave(self, who: Hashable) -> None:
        self._expected.discard(who)
        if not self._expected:
            self._complete.set()

    async def _looked(self) -> None:
        asked = self._asked  # others come to it while these wait
        try:
            with suppress(TimeoutError):
                await self._all_there()
            await self._answered(asked)
        finally:
            for _, answer in asked:
                answer.cancel()  # nobody looks any more; those that have an answer keep it

    async def _all_there(self) -> None:
        """Raises: TimeoutError."""
        try:
            async with asyncio.timeout(self._moment):
                await self._complete.wait()
        finally:
            self._asked = []

    async def _answered(self, asked: Sequence[tuple[A, asyncio.Future[T]]]) -> None:
        try:
            found = await self._look([what for what, _ in asked])
        except Exception as fault:
            if len(asked) > 1:
                await asyncio.gather(*(self._answered([one]) for one in asked))
            elif not (answer := asked[0][1]).done():  # whoever asked may be gone
                answer.set_exception(fault)
            return
        for (_, answer), one in zip(asked, found, strict=True):
            if not answer.done():
                answer.set_result(one)
