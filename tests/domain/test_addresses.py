from __future__ import annotations

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import (
    address,
    folded,
    is_address,
    masked,
    may_be_address,
    names_someone,
    once_folded,
    registered,
    without_addresses,
    without_names,
)


@pytest.mark.parametrize(
    "text",
    [
        "anna@contoso.com",
        "Anna@CONTOSO.com",
        "a.b+c@mail.contoso.co.uk",
        "o'neil@x.de",
        "_info@x.de",
        "+491234@sms.x.de",
        "a!#$%&'*+/=?^_`{|}~-b@x.de",  # all that RFC 5322 allows in an atom
        "jörg@müller.de",
        "jörg@xn--mller-kva.de",
        "用户@例え.jp",
        "анна@пример.рф",
        "anna@نامه\u200cای.com",  # a joiner that belongs there (RFC 5892)
        "a" * 64 + "@x.de",
        "a@" + ".".join(["b" * 59] * 4) + ".com",
    ],
)
def test_an_address_is_known_as_one(text: str) -> None:
    assert is_address(text)
    assert address(f" <{text}>. ") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "anna",
        "anna@x",
        "anna@localhost",
        "@x.de",
        "anna@",
        "a@b@x.de",
        "a b@x.de",
        "a@x.de,b@x.de",
        '"a"@x.de',
        ".a@x.de",
        "a.@x.de",
        "a..b@x.de",
        "anna@127.0.0.1",
        "anna@[127.0.0.1]",
        "anna@x..de",
        "anna@-x.de",
        "anna@x-.de",
        "anna@a_b.de",
        "anna@ab--cd.de",  # reserved by IDNA
        "anna@xn--a.de",
        "anna@contoso.c0m1-",
        "anna@x.123",
        "a" * 65 + "@x.de",
        "a@" + ".".join(["b" * 62] * 4) + ".com",
        "an\ufffdna@x.de",
        "an\x00na@x.de",
        "ﬁn@x.de",  # a letter that might be meant as two
        "𝐚nna@x.de",
        "ann🙂@x.de",
        "anna@x🙂.de",
        "*anna*@x.de",
        "anna'@x.de",
        "-anna@x.de",
        "mailto:x",
    ],
)
def test_what_is_not_one_address_is_not_taken_for_one(text: str) -> None:
    assert not is_address(text)
    assert address(text) is None


@pytest.mark.parametrize("text", ["<a@x.de>", "a@x.de ", "a@x.de.", "mailto:a@x.de", "ａ@x.de", "a\u200b@x.de"])
def test_an_address_with_something_around_it_is_read_and_is_none_by_itself(text: str) -> None:
    assert not is_address(text)
    assert address(text) == "a@x.de"


# Letters that case folding, compatibility or older rules of domain names would take for one another.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna@contoſo.com", "anna@contoso.com"),
        ("anna@straße.de", "anna@strasse.de"),
        ("anna@STRAẞE.de", "anna@strasse.de"),
        ("anna@\u212aontoso.com", "anna@kontoso.com"),
        ("\u212aai@contoso.com", "kai@contoso.com"),
        ("weiß@contoso.com", "weiss@contoso.com"),
        ("anna@βόλος.com", "anna@βόλοσ.com"),
        ("anna@ﬁrma.de", "anna@firma.de"),
        ("anna@\u212bngstrom.se", "anna@ångstrom.se"),
        ("ıpek@contoso.com", "ipek@contoso.com"),
        ("İpek@contoso.com", "ipek@contoso.com"),
        ("anna@contoso①.com", "anna@contoso1.com"),
        ("anna@ⓒontoso.com", "anna@contoso.com"),
        ("anna@نامه\u200cای.com", "anna@نامهای.com"),
        ("anna@соntoso.com", "anna@contoso.com"),  # Cyrillic letters
    ],
)
def test_domains_and_people_of_different_owners_stay_apart_or_are_asked_back(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert address(one) is None or folded(address(one) or "") != folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna@Contoso.COM", "anna@contoso.com"),
        ("JÖRG@MÜLLER.DE", "jörg@müller.de"),
        ("jörg@xn--mller-kva.de", "jörg@müller.de"),
        ("jörg@XN--MLLER-KVA.de", "jörg@müller.de"),
        ("jo\u0308rg@mu\u0308ller.de", "jörg@müller.de"),
        ("ａｎｎａ＠ｃｏｎｔｏｓｏ．ｃｏｍ", "anna@contoso.com"),
        ("anna@contoso。com", "anna@contoso.com"),
        ("an\u200dna@con\u200dtoso.com", "anna@contoso.com"),
        ("o’neil@x.de", "o'neil@x.de"),
        ("anna‑lena@x.de", "anna-lena@x.de"),
        (" <anna@contoso.com>. ", "anna@contoso.com"),
        ("Customer-4711 ", "customer-4711"),
    ],
)
def test_the_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_tag_after_a_plus_makes_another_address() -> None:
    assert folded("anna+news@contoso.com") != folded("anna@contoso.com")


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.emails(), st.text(max_size=40), st.builds("{}@{}.de".format, st.text(max_size=9), st.text(max_size=9)))
)
def test_reading_twice_and_folding_twice_change_nothing(text: str) -> None:
    found = address(text)
    assert found is None or (address(found) == found and folded(found) == folded(text))
    assert folded(folded(text)) == folded(text)
    assert not found or address(folded(text)) == folded(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_two_domains_of_the_registry_are_folded_into_one(one: str, other: str) -> None:
    for label in (one, other):
        try:
            wire = idna.encode(f"{label.lower()}.com")
        except UnicodeError:
            continue
        known = registered(f"{label}.com")
        assert known is None or idna.encode(known) == wire


SIGNLESS = st.sampled_from([sign for sign in map(chr, range(128)) if sign not in "@%&"])
WRITTEN = st.sampled_from(
    [
        "mailto:",
        "anna",
        "contoso.com",
        "<a href=",
        "</a>",
        ">",
        '"',
        "](",
        "[",
        ")",
        "|",
        "#64;",
        "40",
        "smtp: ",
        "(at)",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SIGNLESS | WRITTEN, max_size=40).map("".join))
def test_without_any_sign_of_one_nothing_is_an_address(text: str) -> None:
    assert address(text) is None


@pytest.mark.parametrize("text", ["a@b", "a＠b", "a﹫b", "a%40b", "a&#64;b", "a (at) b", "a[AT]b", "a_at_b", "at"])
def test_what_may_be_meant_as_an_address_is_seen(text: str) -> None:
    assert may_be_address(text)


@pytest.mark.parametrize("text", ["4711", "data", "chat-4711", "format", "c_attr", ""])
def test_what_only_holds_the_letters_is_not(text: str) -> None:
    assert not may_be_address(text)


@pytest.mark.parametrize("text", ["crm for anna@x.de", "crm anna＠x", "anna (at) x.de", "anna at x dot de"])
def test_an_address_inside_a_text_is_seen(text: str) -> None:
    assert names_someone(text)


@pytest.mark.parametrize("text", ["Data at rest", "crm web", "look at all"])
def test_a_word_inside_a_text_is_no_address(text: str) -> None:
    assert not names_someone(text)


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("anna@contoso.com", set()),
        ("Anna@Contoso.com", set()),
        ("weiß@x.de", {"weiss@x.de"}),
        ("jörg@müller.de", {"jörg@xn--mller-kva.de"}),
        ("anna@straße.de", {"anna@strasse.de", "anna@xn--strae-oqa.de"}),
        ("<anna@contoso.com>", {"<anna@contoso.com>"}),
        ("4711-A", set()),
    ],
)
def test_how_earlier_versions_folded_an_address_is_known(text: str, once: set[str]) -> None:
    assert once_folded(text) == once


OWN = ("contoso.com", "contoso.de")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("anna@contoso.com", "a•••@contoso.com"),
        ("Anna@CONTOSO.DE", "A•••@contoso.de"),
        ("anna@gmail.com", "a•••@•••"),
        ("anna@sub.contoso.com", "a•••@•••"),
        ("anna@contoso.com.evil.example", "a•••@•••"),
        ("a@b@contoso.com", "a•••@contoso.com"),
        ("customer-4711", "c•••"),
        ("@contoso.com", "@•••"),
        ("", "•••"),
        ("אנה@contoso.com", "א•••@contoso.com"),
    ],
)
def test_a_masked_name_shows_its_first_letter_and_one_of_our_domains(text: str, shown: str) -> None:
    assert masked(text, OWN) == shown


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.builds("{}@{}".format, st.text(), st.one_of(st.text(), st.sampled_from(OWN)))))
def test_masking_never_shows_more_than_that(text: str) -> None:
    domains = ("", "@•••", "@contoso.com", "@contoso.de")
    assert masked(text, OWN) in {f"{text[:1]}•••{domain}" for domain in domains}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CRM of anna@contoso.com", "CRM of a•••@contoso.com"),
        ("  two  blanks stay ", "  two  blanks stay "),
        ("anna@gmail.com\tben@contoso.de\n", "a•••@•••\tb•••@contoso.de\n"),
        ("<anna@gmail.com>", "<•••@•••"),
        ("of anna＠gmail.com", "of a•••"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_addresses_inside_a_text_are_masked_and_the_rest_stays(text: str, shown: str) -> None:
    assert without_addresses(text, OWN) == shown


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("recreated for anna.berg@contoso.com", "recreated for …"),
        ("looked for Anna Berg", "looked for … …"),
        ("looked for ANNA", "looked for …"),
        ("customer 4711-A is gone", "customer … is gone"),
        ("the Hannah newsletter", "the Hannah newsletter"),
    ],
)
def test_what_a_person_is_called_is_taken_out_of_a_text(text: str, left: str) -> None:
    assert without_names(text, ["anna.berg@contoso.com", "4711-A"]) == left


def test_without_a_person_a_text_stays() -> None:
    assert without_names("as it is", []) == "as it is"
