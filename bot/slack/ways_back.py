"""The response_url of a click, by the message that was clicked: the quickest way to draw that message anew.

It serves five times in half an hour (docs.slack.dev/interactivity/handling-user-interaction), and the answer to the
click needs some of them. Whoever has it may speak as the bot, so it is kept in memory alone, and shown nobody.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

USES = 2
GOOD = 20 * 60.0  # seconds
_MOST = 2_000  # messages


@dataclass
class _Way:
    url: str = field(repr=False)
    until: float
    left: int = USES


class WaysBack:
    """Of one installation. `clock`: seconds, from any moment on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], _Way] = OrderedDict()

    def note(self, channel: str, address: str, url: object) -> None:
        """The latest click counts; one that Slack delivers again has no more uses than before."""
        known = self._known.pop((channel, address), None)
        if isinstance(url, str) and url:
            same = known is not None and known.url == url
            self._known[channel, address] = known if known and same else _Way(url, self._clock() + GOOD)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def stands(self, channel: str, address: str) -> bool:
        """Whether there is one to be taken."""
        way = self._known.get((channel, address))
        return way is not None and way.left > 0 and self._clock() < way.until

    def take(self, channel: str, address: str) -> str:
        """One use of it; empty where there is none (any more)."""
        if not self.stands(channel, address):
            return ""
        way = self._known[channel, address]
        way.left -= 1
        return way.url
