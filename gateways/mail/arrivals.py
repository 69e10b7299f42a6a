"""What a look into the mailbox brings."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from domain.mail import Mail

LOOK_BACK = timedelta(days=14)  # how far the first look goes, and one after the mailbox forgot where we were
A_PAGE = 50
MOST_PAGES = 20  # a look; the next one goes on from there


class Arrivals(NamedTuple):
    """`mails`: headers alone; the same one may come again. `cursor`: where the next look begins; it names nobody."""

    mails: tuple[Mail, ...]
    cursor: str
