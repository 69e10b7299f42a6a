"""Days, times, lists and plurals as a language writes them: from the Unicode CLDR, by way of Babel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal


@dataclass(frozen=True, kw_only=True)
class Formats:
    """The patterns are those of CLDR (unicode.org/reports/tr35). Babel reads each language once and keeps it."""

    language: Locale  # its lists and its plurals
    months: Locale
    day: str
    long_day: str
    time: str

    def short(self, when: date) -> str:
        """The day, as on a card."""
        return format_date(when, self.day, self.months)

    def long(self, when: date) -> str:
        """The day, as in a letter."""
        return format_date(when, self.long_day, self.months)

    def month(self, when: date) -> str:
        return format_date(when, "LLLL y", self.months)

    def quarter(self, when: date) -> str:
        return format_date(when, "QQQ y", self.months)

    def moment(self, when: datetime) -> str:
        """On the clock that `when` is on."""
        return f"{self.short(when)}, {format_time(when, self.time, locale=self.months)}"

    def all_of(self, names: Sequence[str]) -> str:
        return self._listed(names, "standard")

    def one_of(self, names: Sequence[str]) -> str:
        return self._listed(names, "or")

    def counted(self, number: int, one: str, other: str) -> str:
        """The form that belongs to the number, behind it."""
        return f"{number} {self.form(number, one=one, other=other)}"

    def number(self, number: int) -> str:
        return format_decimal(number, locale=self.language)

    def form(self, number: int, **forms: str) -> str:
        """By CLDR's names of the forms that the language has; `other` is of every language."""
        return forms.get(self.language.plural_form(number), forms["other"])

    def _listed(self, names: Sequence[str], style: Literal["standard", "or"]) -> str:
        return format_list(list(names), style, self.language) if names else ""
