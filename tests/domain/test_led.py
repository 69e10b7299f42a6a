"""A person and what is said of them: whoever else may be named there is never taken for a part of what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.led import Led, led_by

ANNA, BEN = "anna@contoso.com", "ben@contoso.com"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"{ANNA} the Fabrikam case", "the Fabrikam case"),
        (f"{ANNA}, the Fabrikam case", "the Fabrikam case"),
        (f"“{ANNA}”, the Fabrikam case", "the Fabrikam case"),
        (f"{ANNA}: Klage am Amtsgericht", "Klage am Amtsgericht"),
        (f"Anna Berg <{ANNA}> lawsuit 17", "lawsuit 17"),
        (f"{ANNA} not to be lost (file 17)", "not to be lost (file 17)"),
        ("<@U123>\nlawsuit 17", "lawsuit 17"),
        (ANNA, ""),
    ],
)
def test_one_person_and_what_is_said_of_them(text: str, rest: str) -> None:
    found = led_by(text)
    assert found
    assert (len(found.people), found.rest, found.sure) == (1, rest, True)


@pytest.mark.parametrize("joint", [", ", "; ", " ", "\n", " and ", " und ", " & ", " + ", ", and ", " sowie ", " / "])
@pytest.mark.parametrize("other", [BEN, f"Ben Huber <{BEN}>", f"<mailto:{BEN}|{BEN}>", "<@U123>"])
def test_a_second_person_stands_beside_the_first_however_they_are_joined(joint: str, other: str) -> None:
    found = led_by(f"{ANNA}{joint}{other} lawsuit 17")
    assert found == Led((ANNA, BEN if BEN in other else other), "lawsuit 17", sure=False)


def test_two_addresses_in_one_word_lead_nobody_on() -> None:
    assert led_by(f"{ANNA},{BEN} lawsuit 17") is None


@pytest.mark.parametrize(
    "rest",
    [
        f" lawsuit of {BEN} against us",
        " lawsuit of ben (at) contoso.com",
        " lawsuit of <@U123>",
        " lawsuit\nben%40contoso.com",
        ", Ben Huber lawsuit",
        ", C-1001 lawsuit",
        ", 4711 lawsuit",
        " 4711 lawsuit",
        " and Ben, lawsuit",
        " und ihr Mann, Klage 17",
        " & Ben lawsuit",
        "; Ben: lawsuit",
    ],
)
def test_what_may_name_somebody_else_is_not_sure_and_nothing_is_lost(rest: str) -> None:
    found = led_by(ANNA + rest)
    assert found
    assert found.people == (ANNA,)
    assert not found.sure
    assert found.rest in rest


@given(st.text(max_size=40), st.text(max_size=10))
def test_a_second_address_is_never_a_part_of_what_is_said(between: str, after: str) -> None:
    found = led_by(f"{ANNA} {between} {BEN} {after}")
    assert not found or not found.sure


@given(st.text(max_size=30))
def test_what_begins_with_nobody_is_led_by_nobody(text: str) -> None:
    assert led_by(f"berg {text}") is None or "@" in text
