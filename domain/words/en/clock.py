"""The dates of the law, and the company's own before them."""

from __future__ import annotations

from datetime import date, timedelta

from domain.words.en.english import ENGLISH

TARGET = "Own target"
WHY_LATER = "Why is the day of receipt later than before?"
WHY_LATER_HINT = "It counts only once somebody has approved it, and they read this."


def counts(received: date, last_day: date) -> str:
    return f"Received on {ENGLISH.short(received)}; the answer to the person is due on {ENGLISH.short(last_day)}."


def from_today(ref: str) -> str:
    """Of a request whose day of receipt is that on which it was filed, whether or not somebody said so."""
    return f"If the request came before today, say so with “correct {ref}”: the time counts from that day."


def why_later(first: date) -> str:
    return (
        f"So far the person waits since {ENGLISH.short(first)}. A later day takes a reason, which whoever approves it reads. "
        "Nothing was filed."
    )


def first_day(ref: str, first: date, later: date) -> str:
    return (
        f"It counts from {ENGLISH.short(first)}, as {ref} did, until it is approved: {ENGLISH.short(later)} is approved "
        "with it."
    )


def later_asked(first: date, later: date, why: str) -> str:
    return (
        f"The day of receipt is to be {ENGLISH.short(later)} in the place of {ENGLISH.short(first)}{_because(why)} "
        "Whoever approves this approves that day as well; until then the first one counts."
    )


def later_approved(first: date, later: date, why: str) -> str:
    return (
        f"It was approved that the day of receipt is {ENGLISH.short(later)} in the place of "
        f"{ENGLISH.short(first)}{_because(why)}"
    )


def later_not_approved(first: date, later: date, why: str) -> str:
    return (
        f"The day of receipt was to be {ENGLISH.short(later)} in the place of {ENGLISH.short(first)}{_because(why)} "
        "Nobody approved that, so the first one counts."
    )


def _because(why: str) -> str:
    return f": “{why}”." if why else "."


def missed(last_day: date) -> str:
    since = ENGLISH.short(last_day + timedelta(days=1))
    return (
        f"The legal date, {ENGLISH.short(last_day)}, was missed: the answer to the person is overdue since {since}. "
        "Please answer them as soon as you can, and tell them why it took longer. It can no longer be extended."
    )


def target_left(days: int) -> str:
    if days == 0:
        return "own target today"
    plain = ENGLISH.counted(abs(days), "day", "days")
    return f"own target in {plain}" if days > 0 else f"own target passed {plain} ago"


def target_near(ref: str, target: date, last_day: date) -> str:
    return (
        f"{ref}: your own target for the answer to the person is {ENGLISH.short(target)}. "
        f"By law it is due on {ENGLISH.short(last_day)}."
    )


def target_passed(ref: str, target: date, last_day: date) -> str:
    return (
        f"{ref}: your own target, {ENGLISH.short(target)}, has passed, and the person has no answer yet. "
        f"By law it is due on {ENGLISH.short(last_day)}."
    )
