"""What is kept sealed of a step of an export."""

from __future__ import annotations

from dataclasses import dataclass

from domain.facts import NAME, NOTE, TEXT, Facts, fact, flag
from domain.notes import Note


@dataclass(frozen=True, kw_only=True)
class ExportFacts(Facts):
    """`by`: the id of who said it, or had a letter sent; `signed`: the name below that, which earlier releases did not
    keep. `letter`: the Message-ID under which ours went out; `mail`: the one of the mail that settled the step, and
    `question` what that asks.
    """

    by: str = fact(TEXT)
    signed: str | None = fact(NAME)
    again: bool = flag()  # a person has looked, and the letter did not go out
    tried: bool = flag()  # sending it was begun, and did not provably come to nothing
    letter: str = fact(TEXT)
    mail: str = fact(TEXT)
    question: str = fact(TEXT)
    before: Note = fact(NOTE)  # of a letter in doubt, until an answer proved that it went out
