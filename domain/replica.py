"""What one of several processes of the bot does for all of them, and that one which was taken for dead does no more."""

from __future__ import annotations

from enum import StrEnum


class Chore(StrEnum):
    """Done by one replica at a time. The values are kept in rows."""

    COURIER = "courier"
    SWEEP = "sweep"
    LISTS = "lists"
    TIDY = "tidy"
    LEAVERS = "leavers"
    DIGEST = "digest"
    HEAD = "head"
    STAMP = "stamp"
    CARDS = "cards"
    WATCH = "watch"
    MAILBOX = "mailbox"
    SEALER = "sealer"
    STATISTICS = "statistics"
    HEIRS = "heirs"  # takes up the work of replicas that died


SELDOM = 5


def pause(every: float, living: int) -> float:
    """Seconds between two looks for what also wakes whoever looks: some more where no other replica may have written
    it. `every`: where one may."""
    return every * SELDOM if living == 1 else every


class Fenced(Exception):
    """This replica may have been taken for dead, so that another does what it was about to do."""
