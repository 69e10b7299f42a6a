"""What one's home says."""

from __future__ import annotations

from domain.words.en.english import ENGLISH

WAITING, ASKED, OVERDUE = "Waiting for you", "You asked for", "Overdue"
EMPTY = "What you ask for, what waits for you and what is overdue will stand here. Type “help” to see what you can do."
BOARD, RENEW, ALL = "All requests", "Look again", "Show them"
ANSWERED = "I have answered you in the messages of this app."


def title(count: int, *, whole: bool) -> str:
    """`count`: of what waits for the reader; `whole`: nobody stopped counting."""
    if not count:
        return "Nothing waits for you" if whole else "Nothing waits for you among the oldest requests"
    waits = ENGLISH.form(count, one="request waits", other="requests wait")
    return f"{count}{'' if whole else ' or more'} {waits} for you"


MORNING = "This morning"
TO_DECIDE, LATE = "Waiting for a decision", "Overdue"


def morning(waiting: int, overdue: int) -> str:
    """To a channel."""
    waits = ENGLISH.counted(waiting, "request waits", "requests wait")
    late = f"{overdue} {ENGLISH.form(overdue, one='is', other='are')} overdue"
    return f"{MORNING}: {waits} for a decision, {late}"


def heading(label: str, count: int) -> str:
    return f"{label} · {count}" if count else label


def more(count: int, *, whole: bool) -> str:
    """Beyond those that are shown; empty where these are all."""
    if not whole:
        return "There may be more, which I have not looked through"
    return f"{count} more" if count else ""
