"""What is kept sealed of the refresh of a source."""

from __future__ import annotations

from dataclasses import dataclass

from domain.facts import TEXT, Facts, Form, fact


@dataclass(frozen=True)
class Unclear:
    """How often it was asked for without a clear answer, with one intent: its instant, as text."""

    times: int = 0
    intent: str = ""


def _read(text: str) -> Unclear:
    times, _, intent = text.partition(" ")
    return Unclear(int(times), intent)


_UNCLEAR = Form[Unclear](_read, lambda unclear: f"{unclear.times} {unclear.intent}", Unclear())


@dataclass(frozen=True, kw_only=True)
class RefreshFacts(Facts):
    """`owner`: the name of who can mend a source that failed."""

    asked: Unclear = fact(_UNCLEAR)
    owner: str = fact(TEXT)
