"""Refusing a request to the person: the three texts that the law asks for.

After GDPR Art. 12(4) and 12(5), 17(3). The ground is a person's to give: nothing here judges it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.moment import Moment
from domain.words.language import Words


class Text(StrEnum):
    """What must be in it; the names of the form's fields."""

    GROUND = "ground"
    COMPLAINT = "complaint"
    REMEDY = "remedy"


# Signs at most, so that every door shows the whole letter.
MOST: Mapping[Text, int] = {Text.GROUND: 1_200, Text.COMPLAINT: 600, Text.REMEDY: 600}


@dataclass(frozen=True, kw_only=True)
class Refusing:
    """What was written to the person, by whom (their name, as it stands below the letter), and when.

    `earlier`: by a release that did not ask whether the letter was sent.
    """

    ground: str
    complaint: str
    remedy: str
    signed: str
    when: Moment
    letter: str
    earlier: bool = False


def problems(texts: Mapping[str, str], words: Words) -> dict[str, str]:
    """What is wrong, by field; empty when nothing is."""
    found = {str(name): _problem(texts.get(name, ""), most, words) for name, most in MOST.items()}
    return {name: problem for name, problem in found.items() if problem}


def _problem(text: str, most: int, words: Words) -> str:
    if not any(char.isalnum() for char in text):
        return words.refusing.NEEDED
    return words.refusing.too_long(len(text), most) if len(text) > most else ""
