"""Days, lists and plurals: as the language writes them, whatever the machine speaks, and from memory."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

import pytest
from babel import Locale

from domain.words.en.english import ENGLISH
from domain.words.formats import Formats

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GERMAN = Formats(
    language=Locale.parse("de"), months=Locale.parse("de"), day="d. MMM y", long_day="d. MMMM y", time="HH:mm"
)
POLISH = Formats(
    language=Locale.parse("pl"), months=Locale.parse("pl"), day="d MMM y", long_day="d MMMM y", time="H:mm"
)


@pytest.mark.parametrize(
    ("names", "all_of", "one_of"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a or b"),
        (["a", "b", "c"], "a, b and c", "a, b or c"),
        (["{0}", "%s", "a, b"], "{0}, %s and a, b", "{0}, %s or a, b"),
    ],
)
def test_a_list_ends_with_and_or_or(names: list[str], all_of: str, one_of: str) -> None:
    assert (ENGLISH.all_of(names), ENGLISH.one_of(names)) == (all_of, one_of)


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (101, "101 days")])
def test_a_number_takes_its_form(number: int, said: str) -> None:
    assert ENGLISH.counted(number, "day", "days") == said


def test_a_language_with_more_forms_has_them_all() -> None:
    forms = {"one": "dzień", "few": "dni", "many": "dni!", "other": "dnia"}
    assert [POLISH.form(number, **forms) for number in (1, 3, 5, 22)] == ["dzień", "dni", "dni!", "dni"]


def test_every_month_is_short_on_a_card_and_whole_in_a_letter() -> None:
    days = [date(2026, month, 3) for month in range(1, 13)]
    assert [ENGLISH.short(day)[2:5] for day in days] == MONTHS
    assert ENGLISH.short(days[8]) == "3 Sep 2026"
    assert ENGLISH.long(days[8]) == "3 September 2026"
    assert (GERMAN.short(days[2]), GERMAN.long(days[2])) == ("3. März 2026", "3. März 2026")


def test_a_moment_is_on_the_clock_that_it_is_given_on() -> None:
    assert ENGLISH.moment(datetime(2026, 11, 2, 14, 3, tzinfo=UTC)) == "2 Nov 2026, 14:03"


def test_what_was_said_once_is_said_again_without_reading_a_file() -> None:
    def say() -> list[str]:
        day = datetime(2026, 11, 2, tzinfo=UTC)
        return [ENGLISH.moment(day), ENGLISH.long(day), ENGLISH.all_of("abc"), ENGLISH.counted(2, "day", "days")]

    opened: list[object] = []
    listening = False
    sys.addaudithook(lambda event, given: opened.append(given) if listening and event == "open" else None)
    say()
    listening = True
    say()
    listening = False
    assert not opened
