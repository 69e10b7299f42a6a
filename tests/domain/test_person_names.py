"""What stands beside an address: a name is understood, and whatever may say something else is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identifiers import Named, named
from domain.person_names import is_name

ANNA = "anna.berg@contoso.com"
NAMES = [
    ("Anna Berg", ANNA),
    ("Anna", "anna@contoso.com"),
    ("anna", "anna@contoso.com"),
    ("anna berg", ANNA),
    ("anna von berg", "anna@contoso.com"),
    ("ANNA BERG", "info@contoso.com"),
    ("Anna Berg", "info@contoso.com"),
    ("Berg, Anna", "info@contoso.com"),
    ("Åkesson, Zoe", "zoe@contoso.com"),
    ("O'Neil, Pat", "info@contoso.com"),
    ("Dr. Anna-Lena von Berg", ANNA),
    ("Prof. Dr. med. Anna Berg", ANNA),
    ("Frau Anna Berg", ANNA),
    ("Frau Berg", ANNA),
    ("J. R. R. Tolkien", "j@contoso.com"),
    ("A. Berg", "info@contoso.com"),
    ("Juan de la Cruz", "info@contoso.com"),
    ("maria do nascimento", "maria@contoso.com"),
    ("Ludwig van Beethoven", "info@contoso.com"),
    ("Fatima al-Rashid", "fatima@contoso.com"),
    ("Mohamed", "mohamed@contoso.com"),
    ("Jörg Müller", "joerg.mueller@contoso.com"),
    ("müller", "mueller@contoso.com"),
    ("张伟", "info@contoso.com"),
    ("山田 太郎", "info@contoso.com"),
    ("Анна Петрова", "info@contoso.com"),
    ("анна", "info@contoso.com"),
    ("محمد علي", "info@contoso.com"),
    ("Αθηνά", "info@contoso.com"),
    ("anna.berg", ANNA),
]
REMARKS = [
    "not", "Not", "NOT", "not Ben", "nicht", "Nicht", "ausser", "außer", "ausgenommen", "all but",
    "everyone except", "Keep", "Keep:", "Do Not Erase", "on hold", "On Hold", "Legal Hold",
    "legal hold - do not erase", "withdrawn", "Withdrawn", "nicht löschen", "Nicht Löschen", "nicht loeschen",
    "nicht loschen", "gesperrt", "Gesperrt", "Widerspruch", "gekündigt", "Gekuendigt", "verstorben",
    "Mutter von Ben", "Frau von Ben", "Chef von", "colleague of", "Anna and Ben", "Anna und Ben", "Anna & Ben",
    "Anna / Ben", "Anna + Ben", "Anna, Ben, Cem", "Anna?", "≠", "!", "~", "✗", "x", "vip", "VIP", "Kunde",
    "Wichtiger Kunde", "Auftrag zurückgezogen", "see ticket", "Anna withdrawn", "Anna gekündigt",
    "anna bereits erledigt", "Aufbewahrung", "Bitte Warten", "Klage Anhängig", "evtl.", "ca.", "Zoe",
    "Vertrieb", "Team Blau", "Opt-out", "opt-in", "zoe.akesson at example.org", "zoe (at) example", "Ben 2",
    "Erasure Pending", "Retention Schedule", "nur anna", "ohne", "anna not", "berg nicht", "не", "кроме",
    "Не удалять", "请勿删除", "以外", "ليس", "sauf", "salvo", "tranne", "no", "nein",
]  # fmt: skip
EVERY_WAY = ["{1} <{0}>", "{1} ({0})", "{0} ({1})", "{1} [{0}]", "{0} [{1}]", "[{1}](mailto:{0})", "<mailto:{0}|{1}>"]


@pytest.mark.parametrize(("name", "address"), NAMES)
def test_a_name_beside_an_address_is_taken(name: str, address: str) -> None:
    assert is_name(name, address)
    for way in ("{1} <{0}>", '"{1}" <{0}>', *(() if "," in name else ("{0} ({1})", "{1} ({0})"))):
        assert named(way.format(address, name)) == Named((address,)), way


@pytest.mark.parametrize(
    "name",
    [
        "Anna Frau von Ben", "Anna, Frau von Ben", "Anna Berg Frau Meier", "Berg, Frau Meier", "Anna Mrs Ben",
        "Anna Berg, Herr Ben", "Frau Dr. von Ben", "Anna Berg, Frau Dr. von Ben", "Anna Berg Mr. Ben", "Herr zu Ben",
        "Herrn von Ben", "Anna, Herrn Ben", "*Frau von Ben Meier*", "•Frau von Ben Meier", "_Frau von Ben Meier_",
        "* Frau von Anna",
    ],
)  # fmt: skip
def test_a_lady_or_gentleman_behind_a_name_may_be_somebody_else(name: str) -> None:
    assert not is_name(name, ANNA)
    assert ANNA not in named(f"{name} <{ANNA}>").found


@pytest.mark.parametrize(
    "name",
    [
        "Berg, Frau Anna",
        "Berg, Frau",
        "Frau Dr. Anna Berg",
        "Dr. Frau Berg",
        "Ms. A. Berg",
        "• Frau Anna Berg",
        "* Frau Anna Berg",
        "“ Frau Anna Berg ”",
        "; Herrn Berg",
    ],
)
def test_a_form_of_address_before_their_names_is_theirs(name: str) -> None:
    assert is_name(name, ANNA)


@pytest.mark.parametrize("remark", REMARKS)
def test_whatever_may_be_a_remark_is_asked_back_with_the_address(remark: str) -> None:
    for way in EVERY_WAY[:5]:
        text = way.format(ANNA, remark)
        found = named(text)
        assert found.unclear, text
        assert ANNA not in found.found, text


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*REMARKS, "Anna", "Berg", "von", "anna"]), min_size=1, max_size=3),
    st.sampled_from(EVERY_WAY[:5]),
    st.sampled_from([str, str.upper, str.title, str.lower]),
)
def test_a_remark_among_the_words_of_a_name_is_never_dropped(words: list[str], way: str, written: type[str]) -> None:
    if any(word in REMARKS and word not in ("Zoe", "x") for word in words):
        assert ANNA not in named(way.format(ANNA, written(" ".join(words)))).found


@pytest.mark.parametrize("struck", ["~{}~", "~~{}~~", "<s>{}</s>", "<del>{}</del>", "<strike>{}</strike>"])
def test_an_address_that_is_struck_out_is_asked_back(struck: str) -> None:
    found = named(struck.format(ANNA))
    assert found.unclear
    assert not found.found


def test_a_remark_that_the_address_is_made_of_is_one_all_the_same() -> None:
    assert named("keep <keep@contoso.com>").unclear
    assert named("no.reply <no.reply@contoso.com>").unclear
