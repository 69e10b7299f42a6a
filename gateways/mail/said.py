"""What a mail says in its texts, and why that may not be all that somebody reads in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.mail.alike import alike
from domain.mail.message import Unsure
from gateways.mail.html import shown


@dataclass(frozen=True)
class Said:
    text: str = field(default="", repr=False)
    unsure: Unsure | None = None


def plainly(text: str, *, cut: bool = False) -> Said:
    """`cut`: there was more of it."""
    return Said(text, Unsure.LONG if cut else None)


def formatted(source: str, *, cut: bool = False) -> Said:
    found = shown(source)
    return Said(found.text, Unsure.LONG if cut or found.cut else None if found.whole else Unsure.LAYOUT)


def together(plain: Said | None, html: Said | None, *, more: bool = False) -> Said:
    """The plain half, if there is one: people read either. `more`: there is text besides."""
    doubts = [half.unsure for half in (plain, html) if half and half.unsure]
    if more:
        doubts.append(Unsure.MORE)
    elif plain and html and not alike(plain.text, html.text):
        doubts.append(Unsure.UNLIKE)
    return Said((plain or html or Said()).text, next(iter(doubts), None))
