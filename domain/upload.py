"""A file that somebody gives the bot, before anybody has read it: that is for who may know what is in it. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Unbrought(StrEnum):
    """Why the platform does not give it."""

    GONE = "gone"  # deleted meanwhile, or its address is good no more
    LARGE = "large"
    FOREIGN = "foreign"  # it lies with somebody who is not the platform
    SILENT = "silent"
    RIGHT = "right"  # the bot lacks the right to read files


class NotBrought(Exception):
    def __init__(self, why: Unbrought) -> None:
        super().__init__(why.value)
        self.why = why


class Upload(Protocol):
    async def read(self, most: int) -> bytes:
        """What is in it, `most` bytes at most. Raises: NotBrought."""

    async def forget(self) -> bool:
        """Delete it where it lies, now that it was read. False: its owner has to."""


class InHand:
    """One that came with the act itself, and lies nowhere else."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def read(self, most: int) -> bytes:
        if len(self._content) > most:
            raise NotBrought(Unbrought.LARGE)
        return self._content

    async def forget(self) -> bool:
        return True
