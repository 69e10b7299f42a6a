"""What is on screen: the messages of every place, in memory, bounded, and told to whoever watches."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.card import Card
from domain.file import File

KEPT = 200  # messages in a place


@dataclass(frozen=True, kw_only=True)
class Message:
    """`author` is a person's id, empty for the bot. `private`: only the person in whose place it stands sees it.

    `via` is the channel in which a private answer was asked for. `version` is set by the board.
    """

    place: str
    address: str
    author: str = ""
    text: str = ""
    card: Card | None = None
    file: File | None = None
    private: bool = False
    via: str = ""
    version: int = 0

    @property
    def at(self) -> datetime:
        """When it was posted (UTC): an address is its instant, in seconds since 1970."""
        return instant(self.address)


def instant(address: str) -> datetime:
    """Raises ValueError when this is no address of ours."""
    return datetime.fromtimestamp(float(address), UTC)


class Board:
    """A watcher never queues: it asks what changed since the version that it knows, and then waits for news."""

    def __init__(self, places: Iterable[str]) -> None:
        self._places: dict[str, dict[str, Message]] = {place: {} for place in places}
        self._latest = 0  # microseconds since 1970
        self._news = asyncio.Event()
        self.version = 0

    def __contains__(self, place: str) -> bool:
        return place in self._places

    def address(self) -> str:
        """A new address. Addresses sort as they were given, also across a restart."""
        self._latest = max(self._latest + 1, time.time_ns() // 1_000)
        seconds, micros = divmod(self._latest, 1_000_000)
        return f"{seconds}.{micros:06}"

    def put(self, message: Message) -> None:
        """Show a message, in place of what stood at its address."""
        place = self._places[message.place]
        place[message.address] = replace(message, version=self.version + 1)
        if len(place) > KEPT:
            del place[min(place)]
        self.changed()

    def redraw(self, place: str, address: str, card: Card) -> None:
        """Another card at this address, whether or not something stood there."""
        old = self._places[place].get(address) or Message(place=place, address=address)
        if old.card != card:
            self.put(replace(old, card=card))

    def file(self, place: str, address: str) -> File | None:
        """What stands there for its reader to keep."""
        message = self._places.get(place, {}).get(address)
        return message.file if message else None

    def since(self, version: int) -> list[Message]:
        """What changed after `version`, oldest message first."""
        changed = (m for place in self._places.values() for m in place.values() if m.version > version)
        return sorted(changed, key=lambda message: message.address)

    def changed(self) -> None:
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, version: int) -> None:
        """Wait until there is something after `version`."""
        while self.version <= version:
            await self._news.wait()
