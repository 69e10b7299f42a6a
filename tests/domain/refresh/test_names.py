from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refresh.names import Names, bare, folded, request_id, split_id
from tests.domain.things import a_source

CRM, CRM_OLD, WEB = a_source("CRM"), a_source("CRM Contacts Old"), a_source("Web, Shop")
NAMES = Names([CRM, CRM_OLD, WEB])


@pytest.mark.parametrize("text", ["crm", "CRM", " Crm ", "crm,", "id-CRM", "id-CRM,", "\u200fcrm\u200f", "ＣＲＭ"])
def test_a_name_is_found_whatever_its_case_commas_and_invisible_marks(text: str) -> None:
    assert NAMES.exact(text) == (CRM,)


def test_an_accent_is_the_same_however_it_is_encoded() -> None:
    cafe = a_source(unicodedata.normalize("NFC", "Café"))
    assert Names([cafe]).exact(unicodedata.normalize("NFD", "café")) == (cafe,)


def test_the_longest_name_wins() -> None:
    assert NAMES.begin(["crm", "contacts", "old", "and"]) == ((CRM_OLD,), 3)


def test_a_shorter_name_is_found_where_the_longer_one_breaks_off() -> None:
    assert NAMES.begin(["crm", "contacts"]) == ((CRM,), 1)


def test_an_id_takes_one_word() -> None:
    assert NAMES.begin(["id-CRM", "contacts"]) == ((CRM,), 1)


def test_a_comma_in_a_name_need_not_be_typed() -> None:
    assert NAMES.begin(["web", "shop"]) == ((WEB,), 2)


def test_nothing_is_found_among_no_sources() -> None:
    assert Names([]).begin(["crm"]) == ((), 0)
    assert Names([]).exact("crm") == ()
    assert Names([]).near("crm") == ()


def test_names_that_differ_only_in_case_are_the_same_name() -> None:
    twins = (a_source("Web", "1"), a_source("WEB", "2"))
    assert Names(twins).begin(["web"]) == (twins, 1)


def test_a_similar_name_is_suggested_as_it_is_written() -> None:
    assert NAMES.near("web shp") == ("Web, Shop",)


def test_at_most_three_names_are_suggested() -> None:
    assert len(Names([a_source(f"Store {number}") for number in range(9)]).near("store")) == 3


def test_names_of_three_thousand_characters_are_compared_by_their_beginning() -> None:
    long = a_source("Sales " * 500)
    assert Names([long]).near("sales" + " sale" * 2000) == (long.name,)


def test_folding_twice_changes_nothing() -> None:
    assert folded(folded(" Sales,  EU ")) == folded(" Sales,  EU ") == "sales eu"


@pytest.mark.parametrize(
    "text",
    [
        "DSR-7K3QFA", "dsr-7k3qfa", "7k3qfa", "DSR 7K3QFA", "dsr–7k3qfa", "dsr‑7k3qfa", "dsr_7k3qfa", "DSR7K3QFA",
        "“dsr-7k3qfa”.", "*DSR-7K3QFA*", "dsr-7k3qfa please", "show me DSR-7K3QFA, please!", "7k3 qfa", "DSR-7K3-QFA",
        "\u200bDSR-7K3QFA\ufeff", "ＤＳＲ－７Ｋ３ＱＦＡ", "#7K3QFA", "DSR-7K3QFA DSR-7k3qfa",
    ],
)  # fmt: skip
def test_the_id_of_a_request_is_understood_as_people_write_it(text: str) -> None:
    assert request_id(text) == "DSR-7K3QFA"


@pytest.mark.parametrize("text", ["DSR-71L00I", "dsr-7ILo0i", "7i1OO1", "DSR-711001"])
def test_letters_that_no_id_has_are_the_digits_they_look_like(text: str) -> None:
    assert request_id(text) == "DSR-711001"


@pytest.mark.parametrize("text", ["DSR-7K3QFA DSR-7K3QFB", "DSR-7K3QFA and dsr-7k3qfb", "7K3QFA, DSR-7K3QFB"])
def test_two_ids_are_none(text: str) -> None:
    assert not re.fullmatch(r"DSR-[0-9A-Z]{6}", request_id(text))


@pytest.mark.parametrize("text", ["", "nope", "DSR-1", "DSR-7K3QFAX", "7K3QFAX", "DSR-", "DSR-7K3QF!A"])
def test_what_is_no_id_is_not_made_one(text: str) -> None:
    assert not re.fullmatch(r"DSR-[0-9A-Z]{6}", request_id(text))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("DSR-7K3QFA a court case", "a court case"),
        ("dsr 7k3qfa: a court case – 2026", "a court case – 2026"),
        ("7K3QFA a court case", "a court case"),
        ("“DSR-7K3QFA”, a “court” case.", "a “court” case."),
        ("DSR-7K3QFA “court” case", "“court” case"),
        ("DSR-7K3QFA — as DSR-7K3QFB", "as DSR-7K3QFB"),
        ("DSR-7K3QFA", ""),
    ],
)
def test_what_follows_an_id_stays_as_it_was_typed(text: str, rest: str) -> None:
    assert split_id(text) == ("DSR-7K3QFA", rest)


@pytest.mark.parametrize("text", ["Remove–user", "remove‑user", "“REMOVE-USER”.", "remove—user!", "\u200bremove-user,"])
def test_a_command_is_bare_of_what_a_phone_makes_of_it(text: str) -> None:
    assert bare(text) == "remove-user"


@given(st.text())
def test_no_text_is_too_odd_to_look_for_an_id_in(text: str) -> None:
    assert request_id(text) == request_id(request_id(text))
