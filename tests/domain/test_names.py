from __future__ import annotations

import unicodedata

import pytest

from domain.names import Names, folded
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
