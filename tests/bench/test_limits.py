"""The fakes take as much as the platforms do, and the ideal that the cards are held against keeps to it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from bench.cards import in_the_pace_of_slack
from bench.clicks import CLICKED_IN_SLACK, Click
from bot.slack.pacer import UPDATE_BURST
from tests.fakes.limits import SLACK, TEAMS, Limits, Window


def test_what_is_not_limited_is_free() -> None:
    limits = Limits()
    assert not any(limits.take("chat.update") for _ in range(1_000))


@pytest.mark.parametrize(("windows", "kind"), [(SLACK, "chat.update"), (SLACK, "chat.postMessage"), (TEAMS, "update")])
def test_what_is_more_than_a_window_takes_waits_for_its_end(
    windows: Mapping[str, tuple[Window, ...]], kind: str
) -> None:
    limits, (count, seconds) = Limits(windows), windows[kind][0]
    assert not any(limits.take(kind, "here") for _ in range(count))
    assert 0 < limits.take(kind, "here") <= seconds
    assert not limits.take(kind, "elsewhere")


def test_the_ideal_of_few_clicks_takes_no_time_and_that_of_many_grows_by_the_pace() -> None:
    def clicks(count: int) -> list[Click]:
        cards = dict.fromkeys(("C0", "D0", "D1", CLICKED_IN_SLACK), 0.0)
        return [Click(f"r{number}", 1_000.0 + number, 0.0, cards) for number in range(count)]

    few = UPDATE_BURST // 3
    assert in_the_pace_of_slack(clicks(few)) == [0.0] * few
    later = in_the_pace_of_slack(clicks(40))[20:]
    grows = [after - before for before, after in pairwise(later)]
    assert grows == [pytest.approx(3 / 0.75 - 1)] * len(grows), "three cards, at three updates in four seconds"
