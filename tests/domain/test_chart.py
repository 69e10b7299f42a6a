"""A report as a picture, in values: what it shows, and that nobody needs its colours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.drawing.chart import Chart, Ink, chart
from domain.drawing.report import lines
from domain.report import Report, Spread
from domain.request import OPEN, State
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from gateways.chart_plot import DARK, INKS, LIGHT
from tests.domain.test_drawn_report import FULL

TODAY = date(2026, 11, 2)


def shown(found: Report = FULL, words: Words = EN) -> Chart:
    return chart(found, TODAY, words)


def test_its_bars_are_as_long_as_the_numbers() -> None:
    ends, answers, times, failures = shown().panels
    assert ends.bars[0].parts == ((Ink.GREEN, 8), (Ink.PURPLE, 1), (Ink.SKY, 1))
    assert ends.most == 10
    assert [bar.parts for bar in answers.bars] == [((Ink.GREEN, share),) for share in (88, 100, 88)]
    assert answers.most == 100
    assert times.bars[0].parts == ((Ink.BLUE, 1.5), (Ink.ORANGE, 46.5))
    assert times.most == 48
    assert [bar.parts for bar in failures.bars][:2] == [((Ink.VERMILION, 3),), ((Ink.VERMILION, 1),)]
    assert failures.bars[-1].value == EN.report.more_failures(13, 13)


def test_what_a_bar_says_stands_beside_it_in_words() -> None:
    values = [bar.value for panel in shown().panels for bar in panel.bars]
    assert "10 asked for: 8 completed, 1 refused, 1 open" in values
    assert "median 90 minutes; the slowest tenth 2 days or more; of 9" in values


@pytest.mark.parametrize("words", [EN, DE], ids=["en", "de"])
def test_its_alternative_text_says_all_of_it_in_its_readers_language(words: Words) -> None:
    alt = shown(words=words).alt
    assert alt.startswith(words.report.PICTURE)
    assert all(what in alt and value in alt for _, what, value in lines(FULL, words))


def test_every_end_has_an_ink_of_its_own_and_every_ink_a_pattern_of_its_own() -> None:
    every = dict.fromkeys([None, *(set(State) - OPEN)], 1)
    ends = shown(replace(FULL, ends={next(iter(FULL.ends)): every})).panels[0]
    assert len({ink for ink, _ in ends.bars[0].parts}) == len(every) == len(ends.legend)
    assert set(INKS) == set(Ink)
    assert len({hatch for _, hatch in INKS.values()}) == len({colour for colour, _ in INKS.values()}) == len(Ink)


def test_a_time_in_which_nothing_was_approved_or_failed_has_a_picture() -> None:
    found = replace(FULL, approval=Spread(0), completion=Spread(0, timedelta()), failures=[])
    _, _, times, failures = shown(found).panels
    assert (times.most, times.legend) == (0, ())
    assert [bar.label for bar in failures.bars] == [EN.report.NO_FAILURES]


def test_a_name_that_others_wrote_stays_on_its_line_and_short() -> None:
    bars = shown(replace(FULL, failures=[("CRM\nTotal: 0\u202e" + "x" * 200, 2)])).panels[3].bars
    assert bars[0].label.startswith("CRM Total: 0")
    assert len(bars[0].label) == 60


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_whatever_is_written_is_read_on_its_paper(theme: object) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    paper, ink, faint = (luminance(getattr(theme, name)) for name in ("paper", "ink", "faint"))
    assert contrast(ink, paper) > 12
    assert contrast(faint, paper) > 4.5
    assert all(contrast(luminance(colour), ink) > 1.5 for colour, _ in INKS.values()), "the edge of a bar"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
