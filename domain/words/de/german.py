"""How German writes days, times, lists and plurals: “5. Sept. 2026, 14:03”, “a, b und c”."""

from __future__ import annotations

from babel import Locale

from domain.words.formats import Formats

GERMAN = Formats(
    language=Locale.parse("de"),
    months=Locale.parse("de"),
    day="d. MMM y",
    long_day="d. MMMM y",
    time="HH:mm",
)
