"""What outlives an erasure is told with its day or with who must act, and each has its page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.erasure.outliving import LONGEST, REMNANTS, Outliving, outlives, packed, unpacked
from domain.words import en as words

PAGE = Path(__file__).parents[3] / "docs" / "what-outlives.md"
DAY = date(2026, 11, 2)


def rows() -> dict[str, tuple[str, str, str]]:
    """By name: after how many days, who must act, the page."""
    found = re.findall(r"^\| `(\w+)`:[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", PAGE.read_text(encoding="utf-8"), re.M)
    return {name: (days.strip(), who.strip(), page.strip()) for name, days, who, page in found}


def test_the_page_and_the_table_say_the_same() -> None:
    assert set(rows()) == {remnant.what for remnant in REMNANTS} == set(Outliving)
    for remnant in REMNANTS:
        days, who, page = rows()[remnant.what]
        assert days == (f"{remnant.days} days" if remnant.days else "")
        assert bool(who) is (remnant.days is None)
        assert page == remnant.page


def test_each_has_its_last_day_or_somebody_who_must_act() -> None:
    told = dict(outlives(DAY, incremental=True))
    assert told[Outliving.SNAPSHOTS] == DAY + timedelta(days=30)
    assert told[Outliving.COOKIES] == DAY + timedelta(days=7)
    assert told[Outliving.JOURNEYS] is None
    assert timedelta(days=30) == LONGEST


def test_sources_that_are_not_read_in_parts_keep_nothing_of_the_kind() -> None:
    assert Outliving.DELTAS not in dict(outlives(DAY, incremental=False))


@pytest.mark.parametrize("what", Outliving)
def test_the_result_names_each(what: Outliving) -> None:
    until = dict(outlives(DAY, incremental=True))[what]
    assert words.plan.OUTLIVES[what]
    assert (words.moments.day(until) if until else "whoever runs" if what is not Outliving.DELTAS else "the owner") in (
        words.plan.outlives_until(what, until)
    )


def test_what_was_kept_comes_back_as_it_was() -> None:
    left = outlives(DAY, incremental=True)
    assert unpacked(packed(left)) == left
    assert unpacked("") == ()
