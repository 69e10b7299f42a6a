"""How much of a mailbox is looked at."""

from __future__ import annotations

from datetime import timedelta

from domain.mail.message import Arrivals

LOOK_BACK = timedelta(days=14)  # how far the first look goes, and one after the mailbox forgot where we were
A_PAGE = 50
MOST_PAGES = 20  # a look; the next one goes on from there
MOST_BAD = 10  # mails that end a connection, a look: each costs some

__all__ = ["A_PAGE", "LOOK_BACK", "MOST_BAD", "MOST_PAGES", "Arrivals"]
