"""Two spellings of one id are one id; what else differs, if only by a zero or a sign, is another one."""

from __future__ import annotations

import unicodedata
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import folded
from domain.erasure.whereabouts import same
from domain.identifiers import Named, identifier, named
from domain.ids import guid, id_spellings, once_spelt, one_spelling

DIGITS = "2cd7e38867e43ac19c3dd44af443813b"
APART = str(UUID(DIGITS))
AROUND = ["{}", "{{{}}}", "({})", "[{}]", "urn:uuid:{}", "URN:UUID:{}", "uuid:{}", " {} ", "\u200b{}\ufeff", "\u00a0{}"]
SPELT = [around.format(bare) for around in AROUND for bare in (DIGITS, APART, DIGITS.upper(), APART.upper())]


@pytest.mark.parametrize("spelt", SPELT)
def test_a_guid_is_its_digits_however_it_is_written(spelt: str) -> None:
    assert same(spelt, DIGITS)
    assert one_spelling(spelt) == DIGITS
    assert {DIGITS, APART, DIGITS.upper(), APART.upper()} <= {*id_spellings(spelt)}


@pytest.mark.parametrize("spelt", [*SPELT, "f" * 32, "0" * 31 + "1"])
def test_a_guid_is_named_by_whatever_of_these_was_typed(spelt: str) -> None:
    for text in (spelt, f'"{spelt.strip()}"', f"{spelt}; 4712"):
        found = named(text)
        assert not found.unclear
        assert one_spelling(found.found[0]) == one_spelling(spelt)


@pytest.mark.parametrize(("one", "other"), [
    ("4711", "04711"), ("0", "00"), ("4711", "4711-"), ("4711", "47-11"), ("W-1003", "W1003"), ("#4711", "4711"),
    ("+49170", "49170"), ("a/b", "ab"), (DIGITS, DIGITS[:-1]), (DIGITS, DIGITS + "0"), (DIGITS, "0" + DIGITS[1:]),
    ("Muller 7", "Müller 7"), ("straße 1", "strasse 1"), ("a b", "ab"), ("ﬁ1", "fi1"),
])  # fmt: skip
def test_what_is_not_the_same_stays_apart(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("text", ["Müller 7", "Ångström-1", "가1"])
def test_letters_are_the_same_composed_or_not_and_padded_by_what_nobody_sees(text: str) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    for one, other in product(forms, [*forms, f" {text}\u200b", text.upper(), text.replace(" ", "\u00a0")]):
        assert same(one, other)
    assert {*forms} <= {*id_spellings(text)}


@given(st.uuids(), st.sampled_from(AROUND), st.sampled_from(AROUND), st.booleans(), st.booleans())
def test_whatever_the_release_before_kept_of_a_guid_is_found_by_each_spelling(
    it: UUID, then: str, now: str, hyphens: bool, capitals: bool
) -> None:
    typed = then.format(str(it) if hyphens else it.hex)
    once = folded(typed.upper() if capitals else typed)
    if then in {"[{}]", "\u200b{}\ufeff"}:  # which no command took
        return
    assert once in {one_spelling(now.format(it)), *once_spelt(now.format(it))}


@pytest.mark.parametrize("text", ["4711", "W-1003", "c-1", "anna@contoso.com", "ANNA@contoso.com", "jörg@müller.de"])
def test_of_whatever_was_spelt_as_now_nothing_else_is_looked_up(text: str) -> None:
    assert once_spelt(text) == frozenset()


@given(st.text(max_size=40))
def test_one_spelling_is_its_own(text: str) -> None:
    once = one_spelling(text)
    assert one_spelling(once) == once
    assert guid(once) in {None, once}


@pytest.mark.parametrize("text", ["#4711", "+491701", "tel:+491701", "id:4711", "=4711", "٤٧١١", '"٤٧١١"', '"ﬁ1"'])
def test_what_may_be_the_sign_of_an_id_or_stand_around_it_is_asked_back(text: str) -> None:
    assert identifier(text) is None
    assert named(text) == Named(unclear=(text,))


def test_in_quotes_an_id_may_begin_with_any_sign() -> None:
    assert identifier('"#4711"') == "#4711"
