"""No faster than Teams takes it: seven posts a second in a conversation, sixty in half a minute.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit. A conversation in which Teams asked for a
rest is left alone until it is over.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.door import Busy
from gateways.limits import Limiter, Stopwatch

_KEPT = 2_000  # conversations; those that were quiet longest are forgotten


class Lane:
    """One conversation."""

    def __init__(self, watch: Stopwatch) -> None:
        self.limits = (Limiter(7, 1.0, watch=watch), Limiter(8, 2.0, watch=watch), Limiter(60, 30.0, watch=watch))
        self.rests_until = float("-inf")


class Pace:
    def __init__(self, watch: Stopwatch) -> None:
        self._watch = watch
        self._lanes: OrderedDict[str, Lane] = OrderedDict()

    def __len__(self) -> int:
        return len(self._lanes)

    async def turn(self, conversation_id: str) -> None:
        """Wait for the conversation's turn. Raises: Busy, while it rests."""
        lane = self._lane(conversation_id)
        for limit in lane.limits:
            await limit.turn()
        if (left := lane.rests_until - self._watch.now()) > 0:
            raise Busy(left)

    def rest(self, conversation_id: str, seconds: float) -> None:
        self._lane(conversation_id).rests_until = self._watch.now() + seconds

    def _lane(self, conversation_id: str) -> Lane:
        lane = self._lanes.setdefault(conversation_id, Lane(self._watch))
        self._lanes.move_to_end(conversation_id)
        if len(self._lanes) > _KEPT:
            self._lanes.popitem(last=False)
        return lane
