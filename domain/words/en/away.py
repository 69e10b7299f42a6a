"""Acting for somebody who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.people import Role
from domain.words.en.english import ENGLISH
from domain.words.en.moments import day

TITLE, DELEGATE, END = "Who acts for you?", "Delegate", "End it"
WHO, WHO_HINT = "E-mail address of the person", "A full member who is not you."
UNTIL, UNTIL_HINT = "Until which day, this day included?", "At most 90 days from today."
NEEDS_DAY = "Please say until which day, such as 2027-01-05."
PAST_DAY = "This day has passed. Please give today or a later one."
NOT_YOURSELF = "You cannot act for yourself. Please name somebody else."
NO_SUCH_MEMBER = (
    "I find no full member with this e-mail address, or they have not met me yet. Please name somebody else."
)
HOW = "Please type it like this: delegate ben@contoso.com until 2027-01-05."
NOTHING_OF_YOUR_OWN = "You have no role of your own to hand over: what you may here is given by somebody who is away. Nothing was changed."
CHANGED_MEANWHILE = "You have begun another one meanwhile. Type “delegate” to see it. Nothing was changed."
CLOCK_BEHIND = (
    "Nobody acts for you now: my clock stands behind what my records tell. Please ask an admin to set it right, then begin "
    "again."
)
NOTHING_TO_END = "Nobody acts for you just now. Nothing was changed."
ENDED = "Ended: nobody acts for you any more. What they did in your name stays."


def too_long(last: date) -> str:
    return f"That is too long: give {day(last)} or an earlier day. For longer, somebody needs the role themselves."


def begun(name: str, until: date, roles: Iterable[Role]) -> str:
    return (
        f"{name} acts for you until {day(until)}, as {_as(roles)}, but never on what you asked for yourself. "
        "Type “delegate” to see or end it."
    )


def standing(name: str, until: date) -> str:
    return f"{name} acts for you until {day(until)}."


def told_begun(giver: str, until: date) -> str:
    return (
        f"{giver} is away until {day(until)} and has asked you to act for them. What you do in their name says so; "
        "on what they asked for themselves you cannot decide."
    )


def told_ended(giver: str) -> str:
    return f"You no longer act for {giver}."


def stands_in(name: str, giver: str, until: date) -> str:
    return f"{name} (for {giver}, away until {day(until)})"


def _as(roles: Iterable[Role]) -> str:
    return ENGLISH.all_of(sorted(str(role) for role in roles))
