"""What is said where a request is refused to the person, and the letter to them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.export.letters import Purpose
from domain.moment import Moment, Timed
from domain.request import Kind, State
from domain.words.en.english import ENGLISH
from domain.words.en.requests import STATES

# ---- the form

TITLE, REFUSE, GROUND = "Refuse to the person", "Refuse", "On which ground? The person reads this."
GROUND_HINT = (
    "For example: Article 17(3)(e) of the GDPR, because the data is needed for legal claims. I judge no ground."
)
COMPLAINT, REMEDY = "The right to complain", "The judicial remedy"
RIGHT_HINT = "The person reads this as well. You may change it, and name your authority or court."
NEEDED = "The law asks for this (GDPR Art. 12(4)). Please write it."
OWN_REMEDY = "You also have the right to an effective judicial remedy before a court (Article 79 of the GDPR)."


LETTER_TO_COME = "I make a letter to the person of what stands here; you send it."


def too_long(there: int, most: int) -> str:
    return f"This is too long for the letter: {ENGLISH.number(there)} signs, and {ENGLISH.number(most)} have room. Please shorten it."


# ---- answers

NOW = "The request is refused to the person. What runs is asked to stop."
NEXT = "Now send them the letter below, and say on the card on which day you did. Until then the legal deadline runs."
NOBODY = (
    "This request is about no person who asked for something, so there is nobody to refuse it to. You can cancel it."
)


def already(ref: str, by: str, when: str | Moment) -> str:
    return Timed(f"{ref} was refused to the person already, by {by}, ", when, ". The letter stands on its card.")


def over(ref: str, state: State) -> str:
    return f"{ref} is {STATES[state].lower()}, so there is nothing to refuse."


def replaced(ref: str, later: str) -> str:
    return f"{later} was filed in place of {ref}. Please refuse that one."


def answered(ref: str) -> str:
    return f"{ref} has ended, and the person was answered, so there is nothing to refuse."


# ---- the card


def because(by: str, when: str | Moment, ground: str) -> str:
    return Timed(f"Refused to the person by {by}, ", when, f": “{ground}”")


TO_SEND = "The letter to the person is below. I send them nothing: an admin does, and says here on which day."


def earlier(letter: bool) -> str:
    """Of what nobody was asked to keep. `letter`: whether it can be shown."""
    send = "send them the letter below" if letter else "tell them"
    return (
        "It is not on record whether the person was told of this refusal. If they were, please say on which day; "
        f"if not, please {send}. Until then I count the legal deadline as running."
    )


# ---- the letter: its text is a template

ASKED: Mapping[Kind | Purpose, str] = {
    Kind.REFRESH: "your request to erase your personal data",  # of a release that knew no other name for it
    Kind.ERASURE: "your request to erase your personal data",
    Kind.EXPORT: "your request for your personal data",
    Purpose.ACCESS: "your request for access to your personal data (Article 15 of the GDPR)",
    Purpose.PORTABILITY: "your request for personal data to take elsewhere (Article 20 of the GDPR)",
}
