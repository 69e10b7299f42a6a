"""Whom somebody looked up just now: for themselves alone, and for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.lately import Lately

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANNA = "anna@contoso.com"


def test_it_is_for_who_looked_and_for_half_an_hour() -> None:
    lately = Lately()
    name = lately.keep(ANNA, "ada", NOW)
    assert lately.whom(name, "ada", NOW + timedelta(minutes=29)) == ANNA
    assert lately.whom(name, "ada", NOW + timedelta(minutes=30)) == ""
    assert lately.whom(name, "amir", NOW) == ""
    assert lately.whom("", "ada", NOW) == ""
    assert "anna" not in f"{name} {vars(lately)}"


def test_of_very_many_the_oldest_are_forgotten() -> None:
    lately = Lately()
    first, *_, last = [lately.keep(f"{n}@contoso.com", "ada", NOW) for n in range(1_001)]
    assert (lately.whom(first, "ada", NOW), lately.whom(last, "ada", NOW)) == ("", "1000@contoso.com")


def test_what_is_too_long_ago_is_not_kept_until_others_push_it_out() -> None:
    lately = Lately()
    name = lately.keep(ANNA, "ada", NOW)
    lately.keep("zoe@contoso.com", "ada", NOW + timedelta(minutes=30))
    assert lately.whom(name, "ada", NOW) == ""  # by a clock that was put back
