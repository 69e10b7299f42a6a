"""How English writes days, times, lists and plurals: “5 Sep 2026, 14:03”, “a, b and c”."""

from __future__ import annotations

from babel import Locale

from domain.words.formats import Formats

# The English of the world has no comma before “and”, but “Sept”.
ENGLISH = Formats(
    language=Locale.parse("en_001"),
    months=Locale.parse("en"),
    day="d MMM y",
    long_day="d MMMM y",
    time="HH:mm",
)
