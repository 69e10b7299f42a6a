"""A file for one person, and why it cannot be brought to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from domain.card import Card

MOST = 5_000_000  # bytes; what we make has some thousands
HTML, TEXT, PNG = "text/html", "text/plain", "image/png"


@dataclass(frozen=True, kw_only=True)
class File:
    """`name`: of codes and ids alone, for it stands in addresses and on the disks of others. `about`: one of our own
    sentences, which comes with it. `alt`: of a picture, what it shows, for those who do not see it.

    `verb` and `ref`: the button that has it made anew, for a platform that asks its reader before it takes the file.
    """

    name: str
    media: str
    content: bytes = field(repr=False)
    about: str
    verb: str
    ref: str
    alt: str = ""


@dataclass(frozen=True)
class Handed(Card):
    """The answer to somebody who said on their platform that they want the file."""

    file: File | None = None


class Hindrance(StrEnum):
    """Why a file cannot be brought to somebody. `domain.words` says it with what to do."""

    RIGHT = "right"  # the bot lacks the right to send files there
    FORBIDDEN = "forbidden"  # the company has switched files, or such files, off
    LARGE = "large"
    CLOSED = "closed"  # their chat is not open to the bot, or goes on refusing it
    DOUBT = "doubt"  # it may have arrived
    EXPIRED = "expired"  # they said that they want it, and what Teams gave for it is good no more
    DECLINED = "declined"
    ALTERED = "altered"  # what it is made of was changed in the database
    LOST = "lost"  # it did not arrive, and nobody knows why
    UNDRAWN = "undrawn"  # the picture could not be made


class Unmade(Exception):
    """There is such a file, and it could not be made."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why)
        self.why = why
