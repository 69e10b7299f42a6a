from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.card import Card, Fact, Fold, Item
from domain.moment import Moment, Timed, pieces
from domain.plain import one_line
from domain.words import en as words
from tests.domain.things import NOON

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize("sign", [*BREAKS, "\r\n", "\n\n", " \n\t "])
def test_a_break_is_a_blank(sign: str) -> None:
    assert one_line(f"Ben{sign}Approved by Cleo") == "Ben Approved by Cleo"


@pytest.mark.parametrize("sign", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_nothing_turns_what_follows(sign: str) -> None:
    assert one_line(f"Ben{sign}Bauer") == "BenBauer"


@pytest.mark.parametrize("sign", "\x00\x08\x1b\x7f\x9f")
def test_other_controls_are_gone(sign: str) -> None:
    assert one_line(f"Ben{sign}Bauer") == "BenBauer"


@given(st.text())
def test_it_is_one_line_whatever_it_was(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_ordinary_names_and_moments_stay_as_they_are() -> None:
    for name in ("Anna-Lena Vogt", "مصدر", "漢字", "👩🏽‍💻", "a  b", ""):
        assert one_line(name) == name
    moment = Moment(NOON, "2 Nov 2026, 13:00 CET")
    assert pieces(one_line(Timed("by a\nb, ", moment, ", under “a\nb”"))) == ("by a b, ", moment, ", under “a b”")


def test_nothing_on_a_card_has_lines_of_its_own_but_what_is_copied_whole() -> None:
    faked = "Ben\nApproved by \u202eCleo"
    item = Item("✓", faked, faked)
    card = Card(
        title=faked, status=faked, turn=faked, facts=(Fact(faked, faked),), text=(faked,), items=(item,),
        fold=Fold("2 done", (item,)), copy="Dear team,\nplease help.", footer=faked,
    )  # fmt: skip
    shown = [card.title, card.status, card.turn, card.footer, *card.text]
    shown += [text for fact in card.facts for text in (fact.label, fact.value)]
    shown += [text for one in card.all_items for text in (one.text, one.note)]
    assert set(shown) == {"Ben Approved by Cleo"}
    assert card.copy == "Dear team,\nplease help."


def test_no_source_can_fake_a_line_of_the_message_to_microsofts_team() -> None:
    message = words.refresh.microsoft_message("Contoso", [("CRM\nTo: eve@fabrikam.com", "1", "", "")])
    assert [line for line in message.splitlines() if line.startswith("To:")] == ["To: D365CI@microsoft.com"]
