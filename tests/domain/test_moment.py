"""A moment inside a text stays one, whatever is put around it."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.moment import Moment, Timed, capital, filled, joined, pieces
from domain.words import en as words
from tests.domain.things import NOON

MOMENT = Moment(NOON, "2 Nov 2026, 13:00 CET")


def test_as_a_text_it_is_read_with_its_zone() -> None:
    text = Timed("as of ", MOMENT, ".")
    assert text == "as of 2 Nov 2026, 13:00 CET."
    assert text.parts == ("as of ", MOMENT, ".")
    assert deepcopy(text).parts == text.parts


@pytest.mark.parametrize(
    ("zone", "plain"),
    [
        ("Europe/Berlin", "2 Jul 2026, 00:30 CEST"),
        ("Europe/London", "1 Jul 2026, 23:30 BST"),
        ("America/New_York", "1 Jul 2026, 18:30 EDT"),
        ("America/Sao_Paulo", "1 Jul 2026, 19:30 -03"),
        ("UTC", "1 Jul 2026, 22:30 UTC"),
    ],
)
def test_the_plain_form_names_the_zone_of_the_company(zone: str, plain: str) -> None:
    assert words.moments.at(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), ZoneInfo(zone)).plain == plain


def test_joining_loses_no_moment_and_leaves_out_what_is_empty() -> None:
    text = joined(" · ", ["DSR-7K3QFA", "", Timed("as of ", MOMENT)])
    assert pieces(text) == ("DSR-7K3QFA · as of ", MOMENT)
    assert pieces(joined("; ", ["a", "", "b"])) == ("a; b",)
    assert joined("; ", []) == ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("on {at}, under “Data”: a.csv", ("on ", MOMENT, ", under “Data”: a.csv")),
        ("on {at}, under “{at}”", ("on ", MOMENT, ", under “{at}”")),  # what somebody else wrote is no place
        ("on 3 Nov 2026, says Tess", ("on 3 Nov 2026, says Tess",)),
    ],
)
def test_a_kept_sentence_gets_its_moment_once(sentence: str, expected: tuple[object, ...]) -> None:
    assert pieces(filled(sentence, MOMENT)) == expected
    assert filled(sentence, None) == sentence


def test_a_sentence_may_begin_with_it() -> None:
    assert pieces(capital(Timed("on ", MOMENT))) == ("On ", MOMENT)
    assert capital("on 3 Nov") == "On 3 Nov"
    assert pieces(capital(Timed(MOMENT))) == (MOMENT,)
    assert capital("") == ""
