"""A report on a card and as CSV."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest

from bot.slack.blocks import blocks
from domain.card import Card
from domain.drawing.report import as_csv, drawn
from domain.period import Period, Span
from domain.report import Report, Share, Spread
from domain.request import Kind, State
from domain.words.en import EN
from domain.words.en import report as words

YEAR = Period(date(2026, 1, 1), Span.YEAR)
FULL = Report(
    period=YEAR,
    ends={Kind.ERASURE: {State.COMPLETED: 8, None: 1, State.REFUSED: 1}},
    month=Share(8, 9),
    three_months=Share(9, 9),
    in_time=Share(8, 9),
    approval=Spread(9, timedelta(minutes=90), timedelta(days=2)),
    completion=Spread(1, timedelta(seconds=20), timedelta(seconds=20)),
    failures=[("=HYPERLINK(1)", 3), *((f"source {number}", 1) for number in range(20))],
    extensions=1,
    refusals=1,
)


def test_the_card_is_the_table() -> None:
    card = drawn(FULL, date(2026, 11, 2), EN)
    told = {item.text: (item.sign, item.note) for item in card.items}
    assert card.title == "Report on 2026, so far"
    assert told["Erasures"] == ("–", "10 asked for: 8 completed, 1 refused, 1 open")
    assert told[words.MONTH] == ("–", "8 of 9 (88 %)")
    assert told[words.IN_TIME] == ("⚠", "8 of 9 (88 %)")
    assert told[words.APPROVAL] == ("–", "median 90 minutes; the slowest tenth 2 days or more; of 9")
    assert told[words.COMPLETION] == ("–", "less than a minute, of 1")
    assert told[words.FAILURES] == ("⚠", "of 13 more sources: 13 times")
    assert card.status == "10 requests"
    assert len(card.items) < 20


def test_the_csv_holds_all_of_it_and_no_formula() -> None:
    rows = list(csv.reader(StringIO(as_csv(FULL, EN))))
    assert [words.FAILURES, "'=HYPERLINK(1)", "3", ""] in rows
    assert sum(row[0] == words.FAILURES for row in rows) == 21
    assert sum(int(row[2]) for row in rows if row[0] == words.FAILURES) == 23
    assert [words.APPROVAL, words.MEDIAN, "1.5", "9"] in rows


def test_the_csv_of_very_many_sources_with_long_names_is_shown_whole() -> None:
    many = replace(FULL, failures=[("n" * 200, 2)] * 500)
    rows = list(csv.reader(StringIO(as_csv(many, EN))))
    assert sum(int(row[2]) for row in rows if row[0] == words.FAILURES) == 1_000
    shown = str(blocks(Card(title="Report", copy=as_csv(many, EN))))
    assert "470 more sources" in shown
    assert "Refusals" in shown


@pytest.mark.parametrize("which", ["title", "nothing"])
@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period(date(2026, 9, 1), Span.MONTH), "September 2026"),
        (Period(date(2026, 10, 1), Span.QUARTER), "Q4 2026"),
        (YEAR, "2026"),
    ],
)
def test_a_period_has_its_name(period: Period, name: str, which: str) -> None:
    assert name in getattr(words, which)(period, so_far=False)
    assert "so far" in getattr(words, which)(period, so_far=True)


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "\t@SUM(1)", "\r\n-1", "+1"])
def test_no_name_of_a_source_is_a_formula_whatever_stands_before_it(name: str) -> None:
    rows = list(csv.reader(StringIO(as_csv(replace(FULL, failures=[(name, 2)]), EN), newline="")))
    assert f"'{name}" in [row[1] for row in rows]
