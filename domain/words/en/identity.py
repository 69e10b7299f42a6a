"""The question who somebody is, and what it does to the legal clock."""

from __future__ import annotations

from datetime import date

from domain.moment import Moment, Timed
from domain.words.en.english import ENGLISH

TITLE, ASK, PROOF = "Question of identity", "Note the question", "Note the answer"
HOW_ASKED, HOW_PROVED = "How was the person asked who they are?", "How did they show who they are?"
ASK_HINT = (
    "Ask only where there is reasonable doubt (GDPR Art. 12(6)), and for no copy of a passport where less will do. "
    "Who acts for somebody shows that they may."
)
PROOF_HINT = "Say how, such as: “called back on the number that we have”. Please keep no document and no number of one."
DAY_ASKED, DAY_PROVED = "On which day were they asked?", "On which day did they answer?"
NEEDS_HOW = "Please say how: it is all that stays on record of it."
NEEDS_DAY = "Please say on which day."
BEFORE_QUESTION = "That is before the person was asked. Please correct the day."
MEANWHILE = "Somebody noted this meanwhile. Type “identity” with the number of the request to see what is left. Nothing was changed."
NOBODY = (
    "This request is about no person who waits for an answer, so nobody has to show who they are. Nothing was changed."
)
FACT = "Identity"


def asked(ref: str, due: date) -> str:
    return (
        f"Noted: the person of {ref} was asked who they are. The answer to them stays due on {ENGLISH.short(due)}: "
        f"whether the question stops the clock is disputed. Type “identity {ref}” when they have answered."
    )


def proved(ref: str, due: date) -> str:
    return f"Noted: the person of {ref} has shown who they are. The answer to them stays due on {ENGLISH.short(due)}."


def already(ref: str, asked: date, proved: date) -> str:
    return f"{ref}: {days(asked, proved)}. There is nothing left to note. Nothing was changed."


def over(ref: str) -> str:
    return f"{ref} has ended and nobody waits for an answer to it. Nothing was changed."


def days(asked: date, proved: date | None) -> str:
    if proved:
        return f"asked on {ENGLISH.short(asked)}, answered on {ENGLISH.short(proved)}"
    return f"asked on {ENGLISH.short(asked)}, not answered yet"


def both(due: str, suspended: date, *, proved: bool) -> str:
    """`due`: the date that binds, as it is shown without a question."""
    when = "" if proved else ", were it answered today"
    return f"{due}. This binds. If the question of identity stops the clock: {ENGLISH.short(suspended)}{when}"


def kept_question(name: str, at: Moment, how: str) -> str:
    return Timed(f"Asked who they are, noted by {name}, ", at, f": “{how}”")


def kept_proof(name: str, at: Moment, how: str) -> str:
    return Timed(f"They showed who they are, noted by {name}, ", at, f": “{how}”")
