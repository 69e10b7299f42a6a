"""The extension of the legal clock, and the notice to the person."""

from __future__ import annotations

from datetime import date

from domain.moment import Moment, Timed
from domain.words.en.english import ENGLISH

TITLE, EXTEND = "Extend the deadline", "Extend"
REASON, NOTICE, TOLD = "Why does it take longer?", "The notice to the person", "On which day were they told?"
REASON_HINT = "The law takes two reasons: that the request is complex, or how many there are (GDPR Art. 12(3))."
NEEDS_REASON = "Please say why: the law asks for a reason, and the person reads it."
NEEDS_NOTICE = "Please write what the person was told: the law asks for a notice with the reason."
NEEDS_DAY = "Please say on which day the person was told. Until they are, the first date binds."
MARK = "[reason]"
ONCE_NOBODY = "This request is about no person who waits for an answer, so there is no legal date to extend."


def notice_hint(mark: str) -> str:
    return f"Send it to the person first. You may change it; {mark} stands for the reason above."


def after_first(first: date) -> str:
    return (
        f"The person had to be told by {ENGLISH.short(first)}, within the first month. "
        "If they were told later, the deadline is not extended: please answer them as soon as you can."
    )


def passed(ref: str, first: date) -> str:
    return (
        f"The answer to {ref} was due on {ENGLISH.short(first)}. After that day the law knows no extension. "
        "Please answer the person as soon as you can. Nothing was changed."
    )


def already(ref: str, until: date, told: date) -> str:
    return (
        f"{ref} was extended already, to {ENGLISH.short(until)}; the person was told on {ENGLISH.short(told)}. "
        "The law allows it once. Nothing was changed."
    )


def over(ref: str) -> str:
    return f"{ref} has ended and nobody waits for an answer to it, so there is nothing to extend. Nothing was changed."


def refused(ref: str, due: date) -> str:
    return (
        f"{ref} is refused, and of a refusal the person must hear within the first month, by {ENGLISH.short(due)}: the law "
        "knows no extension of it. Please send them the letter. Nothing was changed."
    )


def extended(ref: str, until: date) -> str:
    return f"{ref} is extended: the answer to the person is due on {ENGLISH.short(until)}. It cannot be extended again."


def both(until: date, first: date, told: date) -> str:
    return f"{ENGLISH.short(until)}, extended from {ENGLISH.short(first)}; the person was told on {ENGLISH.short(told)}"


def kept(name: str, at: Moment, reason: str, notice: str) -> str:
    return Timed(f"Extended by {name}, ", at, f": “{reason}” The person was told: “{notice}”")


def often(extended: int, asked: int) -> str:
    return (
        f"{extended} of {asked} requests of the last twelve months were extended. The law means it for the complex and "
        "the many; where it is the habit, look at the procedures."
    )


def carried(old: str, until: date) -> str:
    return f"{old} was extended, and this one is, too: the answer to the person is due on {ENGLISH.short(until)}."


def not_carried(old: str, first: date) -> str:
    return (
        f"{old} was extended, and this one is not: by the day of receipt that you gave, the first month ended on "
        f"{ENGLISH.short(first)}, before the person was told."
    )


def not_for_others(old: str, first: date) -> str:
    return (
        f"{old} was extended, and this one is not: it names somebody who was not told. The answer is due on "
        f"{ENGLISH.short(first)} again."
    )
