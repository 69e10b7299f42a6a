"""No faster than Teams takes it: seven posts a second in a conversation, sixty in half a minute.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit, by which all threads of a channel are one
conversation. One in which Teams asked for a rest is left alone until it is over. Progress gets a quarter of
the room, where enough is left.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.delivery.turns import Turns
from bot.door import Busy
from bot.teams.conversations import THREAD
from gateways.limits import Limiter, Stopwatch

# So many in so many seconds, of which progress leaves so many; and how much of it there is at most: so a decision a
# second has its room for ever, and progress its own beside that.
_WINDOWS = ((7, 1.0, 4), (8, 2.0, 4), (60, 30.0, 15))
_PROGRESS = (15, 30.0)
_KEPT = 2_000  # conversations; those that were quiet longest are forgotten


class Lane:
    """One conversation."""

    def __init__(self, watch: Stopwatch) -> None:
        self.limits = [Limiter(most, seconds, watch=watch) for most, seconds, _ in _WINDOWS]
        self._progress = Limiter(*_PROGRESS, watch=watch)
        self.rests_until = float("-inf")

    def wait(self, *, progress: bool) -> float:
        """Seconds until there is room."""
        left = [spare if progress else 0 for *_, spare in _WINDOWS]
        room = max(limit.wait(spare) for limit, spare in zip(self.limits, left, strict=True))
        return max(room, self._progress.wait()) if progress else room

    def take(self, *, progress: bool) -> None:
        for limit in (*self.limits, *([self._progress] if progress else ())):
            limit.take()


class Pace:
    def __init__(self, watch: Stopwatch) -> None:
        self._watch = watch
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._turns: Turns[tuple[str, str]] = Turns(watch.now)

    def __len__(self) -> int:
        return len(self._lanes)

    async def turn(self, conversation_id: str) -> None:
        """Wait for the conversation's turn. Raises: Busy, while it rests."""
        lane = self._lane(conversation_id)
        for limit in lane.limits:
            await limit.turn()
        if (left := lane.rests_until - self._watch.now()) > 0:
            raise Busy(left)

    def ask(self, conversation_id: str, message: str, *, progress: bool) -> float:
        """Seconds until this message may be drawn anew; 0: it has its turn."""
        lane, key = self._lane(conversation_id), (_whole(conversation_id), message)
        if progress and (rest := self._turns.rest(key)):
            return rest
        room = round(max(lane.wait(progress=progress), lane.rests_until - self._watch.now()), 3)
        return self._turns.ask(key, room, lambda: lane.take(progress=progress))

    async def drawing(self, conversation_id: str, message: str) -> None:
        """Right before it is drawn anew: by the turn that it has, or the next. Raises: Busy, while it rests."""
        key = _whole(conversation_id), message
        if not self._turns.use(key):
            await self.turn(conversation_id)
        self._turns.drawn(key)

    def rest(self, conversation_id: str, seconds: float) -> None:
        self._lane(conversation_id).rests_until = self._watch.now() + seconds

    def _lane(self, conversation_id: str) -> Lane:
        whole = _whole(conversation_id)
        lane = self._lanes.setdefault(whole, Lane(self._watch))
        self._lanes.move_to_end(whole)
        if len(self._lanes) > _KEPT:
            self._lanes.popitem(last=False)
        return lane


def _whole(conversation_id: str) -> str:
    """Without the thread of a channel."""
    return conversation_id.partition(THREAD)[0]
