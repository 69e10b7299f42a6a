"""Telling: notices leave the database for the doors, at least once. One is done only when its post was answered.

The same look finds the cards that are behind (`bot.delivery.redraws`).
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.delivery.files import bring
from bot.delivery.private import reader_at
from bot.delivery.recipients import IN_DOUBT, Fanout, settled
from bot.delivery.redraws import Redraws
from bot.delivery.together import Together
from bot.door import Busy, Closed, Door, Doubtful, Gone, Odd
from common.tries import Tries
from domain.card import Card
from domain.event import EventKind
from domain.notice import THREAD_OF, Behind, Notice, NoticeKind
from domain.replica import pause
from domain.rule import Reader
from domain.trouble import Trouble
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.letter_mail import mailed
from handlers.requests.notices import Asked, Drawn, pictures
from handlers.requests.readers import Unclear

LEASE = timedelta(seconds=60)
NOTICES = 50  # looked at in one go
IN_LANE = 4  # notices that are under way to one place, or wait there
SHORTEST = 0.01  # seconds between two looks where a turn comes soon
EVERY = 1.0  # seconds between two looks when nobody woke us; some more where nothing waits and nobody else writes
GATHER = 0.05  # seconds; those who act come first, and what they changed is looked at together
PATIENCE = timedelta(days=3)  # what was provably not posted is tried for so long
PAUSE = 300.0  # seconds between two attempts, at most, unless the platform asks for more
ODD = 8  # attempts, over some two minutes
DOUBTED = (2.0, 300.0)  # seconds after which what may have been posted is posted once more; no more often

Look = Together[Asked, Drawn | None]

log = structlog.get_logger(__name__)


class Outbox:
    """Owns the loop that tells and redraws. `wake` makes it look at once.

    Notices of one place go out in order, those of different places side by side, so that a slow channel holds up
    nobody else. What cannot go now is not taken: it is looked at again when something has gone, and by then may go
    before others.
    """

    def __init__(self, doors: Mapping[str, Door], fanout: Fanout, odd: int = ODD) -> None:
        """`odd`: after so many refusals in a row, each of which might have passed, none is waited for any more."""
        self._doors, self._fanout, self._odd = doors, fanout, odd
        self._waits = True  # whether something is to be told or drawn, at once or later
        self._woken = asyncio.Event()
        self._lanes = WeakValueDictionary[str, asyncio.Lock]()  # one that nobody is in is forgotten
        self._telling: dict[int, str] = {}  # notices, and their lanes; a slow one may outlast the lease
        self._put_off = False  # whether something waits for what is under way
        self._oddly: Tries[int] = Tries()  # those that were refused in a way that may pass
        self._cards = Redraws(doors, fanout, odd, self.wake)

    def wake(self) -> None:
        self._woken.set()

    async def run(self, deps: Deps, turn: Callable[[], Awaitable[bool]]) -> None:
        """Until cancelled. A fault is logged, and the next look goes on. `turn`: waits until it is for this process to
        tell, so that the lanes, and their pace, are those of one; whether it was not until now."""
        async with asyncio.TaskGroup() as group:
            while True:
                if await turn():
                    await self._inherit(deps)
                soonest = EVERY
                with _logged("a look at what is to be told failed"):
                    soonest = await self._look(deps, group)
                longest = EVERY if self._waits else pause(EVERY, deps.among())
                await self._rest(min(max(soonest, SHORTEST), longest))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
            await asyncio.sleep(GATHER)
        self._woken.clear()

    async def _inherit(self, deps: Deps) -> None:
        """What another had taken before it died need not wait for the end of its time; that one writes nothing more."""
        now = deps.clock()
        with _logged("what another has left could not be taken up"):
            await deps.storage.write(lambda unit: unit.notices.inherit(now, now + LEASE))

    async def _look(self, deps: Deps, group: asyncio.TaskGroup) -> float:
        """Seconds until there is more to be drawn."""
        now = deps.clock()
        self._oddly.forget()
        self._cards.looking()
        busy = [lane for lane, number in Counter(self._telling.values()).items() if lane and number >= IN_LANE]
        self._waits = True
        due, stale, self._waits = await deps.storage.read(partial(self._looked, now=now, busy=busy))
        self._put_off = bool(busy)
        if due:
            self._begin_telling(deps, group, await deps.storage.write(partial(_claimed, now=now, busy=busy)))
        return await self._cards.begin(deps, group, stale)

    def _looked(self, unit: Unit, now: datetime, busy: Sequence[str]) -> tuple[bool, Sequence[Behind], bool]:
        """Whether a notice is due, what is to be drawn anew, and whether anything waits."""
        stale, waits = self._cards.stale(unit), unit.notices.untold()
        return waits and unit.notices.is_due(now, busy), stale, waits or bool(stale)

    def _begin_telling(self, deps: Deps, group: asyncio.TaskGroup, notices: Sequence[Notice]) -> None:
        fresh = [notice for notice in notices if notice.id not in self._telling]
        looks = defaultdict[str | int, Look](lambda: Look(partial(pictures, deps)))
        if wide := [notice for notice in fresh if not notice.place and notice.kind is not NoticeKind.LETTER]:
            group.create_task(self._spread(deps, wide))
        for notice in fresh:
            if notice.kind is NoticeKind.LETTER:
                group.create_task(self._mail(deps, notice))
            elif notice.place:
                look = looks[self._drawn_with(notice)]
                look.expect(notice.id)
                group.create_task(self._in_its_lane(deps, notice, look))
            self._telling[notice.id] = _lane_of(notice)

    def _drawn_with(self, notice: Notice) -> str | int:
        """Cards of one request have one look, unless they have to wait in their lanes."""
        ready = notice.kind is NoticeKind.CARD and _lane_of(notice) not in self._telling.values()
        return notice.request_id if ready and notice.request_id else notice.id

    async def _spread(self, deps: Deps, notices: Sequence[Notice]) -> None:
        async with self._lane(""):
            with _logged("notices could not be spread"):
                await self._fanout.spread(deps, notices)
        for notice in notices:
            self._telling.pop(notice.id, None)

    @property
    def lanes(self) -> list[str]:
        """Where something is being told, or waits to be."""
        return [*self._lanes]

    def _lane(self, name: str) -> asyncio.Lock:
        return self._lanes.setdefault(name, asyncio.Lock())

    async def _in_its_lane(self, deps: Deps, notice: Notice, look: Look) -> None:
        async with self._lane(_lane_of(notice)):
            with _logged("a notice could not be told"), look.awaiting(notice.id):
                await self._tell(deps, notice, look)
        self._telling.pop(notice.id, None)
        self._go_on()

    async def _mail(self, deps: Deps, notice: Notice) -> None:
        """By the mailbox, which no door holds up."""
        with _logged("a letter could not be sent"):
            if again := await mailed(deps, notice):
                at = deps.clock() + again
                await deps.storage.write(lambda unit: unit.notices.later(notice.id, at))
        self._telling.pop(notice.id, None)

    def _go_on(self) -> None:
        if self._put_off:
            self.wake()

    async def _tell(self, deps: Deps, notice: Notice, look: Look) -> None:
        door = self._doors.get(notice.surface or "")
        if not door:
            await deps.storage.write(lambda unit: _given_up(unit, notice, deps.clock()))
            return
        if not notice.person_id and (door.surface, notice.place) not in deps.channels:
            await self._fanout.closed(deps, notice, "no channel of ours")  # since it was written
            return
        try:
            if notice.kind is NoticeKind.FILE:
                await bring(deps, door, notice, await self._reader(deps, door, notice))
                return
            drawn = await look.ask(notice.id, (notice, await self._reader(deps, door, notice)))
            if not drawn:
                await deps.storage.write(lambda unit: _done(unit, notice, deps.clock()))
                return
            await self._post(deps, door, notice, *drawn)
        except Busy as busy:
            await self._later(deps, notice, busy.retry_after)
        except (Trouble, Unclear):
            await self._later(deps, notice, min(2.0 ** min(notice.attempts, 6), 60))
        except Doubtful:
            await self._in_doubt(deps, notice)
        except Odd as odd:
            await self._oddly_refused(deps, notice, odd.code)
        except (Closed, Gone) as closed:
            await self._fanout.closed(deps, notice, str(closed))

    async def _post(self, deps: Deps, door: Door, notice: Notice, card: Card, version: int) -> None:
        place, request_id = notice.place or "", notice.request_id
        thread = notice.data.get(THREAD_OF, "")
        address, now = await (door.reply(place, thread, card) if thread else door.post(place, card)), deps.clock()

        def told(unit: Unit) -> None:
            _done(unit, notice, now)
            if notice.kind is NoticeKind.CARD and request_id and notice.person_id:
                unit.events.add(EventKind.REQUEST_SHOWN, now, actor=notice.person_id, request=request_id)
            if notice.kind is NoticeKind.CARD and request_id and address:  # elsewhere, it is adopted at the click
                full = notice.person_id is not None
                unit.cards.add(
                    request_id, door.surface, place, address, full=full, person_id=notice.person_id, drawn=version
                )
            elif request_id and address and notice.person_id:
                unit.told.add(request_id, door.surface, place, address, notice.person_id)

        await deps.storage.write(told)

    async def _later(self, deps: Deps, notice: Notice, seconds: float) -> None:
        """Nothing was posted, so it does no harm to try again; the more often that happened, the later."""
        now = deps.clock()
        if now - notice.created_at >= PATIENCE:
            await self._fanout.closed(deps, notice, "too many attempts")
            return
        longer = min(2.0 ** min(notice.attempts - 8, 9), PAUSE)
        at = now + timedelta(seconds=max(seconds, longer))
        await deps.storage.write(lambda unit: unit.notices.later(notice.id, at))

    async def _in_doubt(self, deps: Deps, notice: Notice) -> None:
        """It may stand there already, perhaps more than once; then whoever asked hears that nobody knows."""
        if notice.doubts >= len(DOUBTED):
            await self._fanout.closed(deps, notice, IN_DOUBT)
            return
        at = deps.clock() + timedelta(seconds=DOUBTED[notice.doubts])
        await deps.storage.write(lambda unit: unit.notices.doubt(notice.id, at))

    async def _oddly_refused(self, deps: Deps, notice: Notice, code: str) -> None:
        """Nothing was posted, for a reason that may pass. One that does not is as good as a closed place."""
        times = self._oddly.failed(notice.id)
        if times < self._odd:
            await self._later(deps, notice, 2.0 ** (times - 1))
            return
        self._oddly.over(notice.id)
        await self._fanout.closed(deps, notice, code)

    async def _reader(self, deps: Deps, door: Door, notice: Notice) -> Reader | None:
        """Raises as `reader_at`."""
        return await reader_at(deps, door, notice.place or "", notice.person_id) if notice.person_id else None


def _claimed(unit: Unit, now: datetime, busy: Sequence[str]) -> list[Notice]:
    return unit.notices.claim(now, now + LEASE, NOTICES, busy)


def _given_up(unit: Unit, notice: Notice, now: datetime) -> None:
    unit.notices.give_up(notice.id, "no such door")
    settled(unit, notice, now)


def _done(unit: Unit, notice: Notice, now: datetime) -> None:
    unit.notices.done(notice.id)
    settled(unit, notice, now)


def _lane_of(notice: Notice) -> str:
    return f"{notice.surface}:{notice.place}" if notice.place else ""


@contextmanager
def _logged(sentence: str) -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception(sentence)
