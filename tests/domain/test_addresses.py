from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import is_address, masked, without_addresses, without_names


@pytest.mark.parametrize(
    "text", ["anna@contoso.com", "a.b+c@mail.contoso.co.uk", "o'neil@x.de", "jörg@müller.de", "a" * 249 + "@x.de"]
)
def test_an_address_is_known_as_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@x",
        "@x.de",
        "anna@",
        "a@b@x.de",
        "a b@x.de",
        "a@x.de,b@x.de",
        "<a@x.de>",
        '"a"@x.de',
        "a@x.de ",
        "a" * 250 + "@x.de",
    ],
)
def test_what_is_not_one_address_is_not_taken_for_one(text: str) -> None:
    assert not is_address(text)


OWN = ("contoso.com", "contoso.de")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("anna@contoso.com", "a…@contoso.com"),
        ("Anna@CONTOSO.DE", "A…@contoso.de"),
        ("anna@gmail.com", "a…@…"),
        ("anna@sub.contoso.com", "a…@…"),
        ("anna@contoso.com.evil.example", "a…@…"),
        ("a@b@contoso.com", "a…@contoso.com"),
        ("customer-4711", "c…"),
        ("@contoso.com", "@…"),
        ("", "…"),
        ("אנה@contoso.com", "א…@contoso.com"),
    ],
)
def test_a_masked_name_shows_its_first_letter_and_one_of_our_domains(text: str, shown: str) -> None:
    assert masked(text, OWN) == shown


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.builds("{}@{}".format, st.text(), st.one_of(st.text(), st.sampled_from(OWN)))))
def test_masking_never_shows_more_than_that(text: str) -> None:
    assert masked(text, OWN) in {f"{text[:1]}{rest}" for rest in ("…", "…@…", "…@contoso.com", "…@contoso.de")}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CRM of anna@contoso.com", "CRM of a…@contoso.com"),
        ("  two  blanks stay ", "  two  blanks stay "),
        ("anna@gmail.com\tben@contoso.de\n", "a…@…\tb…@contoso.de\n"),
        ("<anna@gmail.com>", "<…@…"),
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
