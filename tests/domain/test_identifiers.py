"""Whom a text names: everybody who is clear, and everybody else is asked back."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import folded, is_address, may_be_address
from domain.identifiers import Named, identifier, listed, named
from tests.domain.spellings import ADDRESSES, AROUND, WRITTEN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna@contoso.com, ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("anna@contoso.com;ben@contoso.com;", ["anna@contoso.com", "ben@contoso.com"]),
        ("anna@contoso.com\r\nben@contoso.com\n\n", ["anna@contoso.com", "ben@contoso.com"]),
        ("anna@contoso.com ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("Anna Berg <anna@contoso.com>", ["anna@contoso.com"]),
        ("Anna <anna@contoso.com>, Ben <ben@contoso.com>", ["anna@contoso.com", "ben@contoso.com"]),
        ("Berg, Anna <anna@contoso.com>; Huber, Ben <ben@contoso.com>", ["anna@contoso.com", "ben@contoso.com"]),
        ('"Berg, Anna" <anna@contoso.com>', ["anna@contoso.com"]),
        ("ben@contoso.com, Anna Berg <anna@contoso.com>", ["ben@contoso.com", "anna@contoso.com"]),
        ("anna@contoso.com (Anna Berg)", ["anna@contoso.com"]),
        ("Anna Berg [anna@contoso.com]", ["anna@contoso.com"]),
        ("anna@contoso.com <anna@contoso.com>", ["anna@contoso.com"]),
        ("<anna@contoso.com>,<ben@contoso.com>", ["anna@contoso.com", "ben@contoso.com"]),
        ("• anna@contoso.com\n• ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("- anna@contoso.com\n- ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("<@U123>, <@U124>", ["<@U123>", "<@U124>"]),
        ("4711; C-4712\n0F3A-11", ["4711", "C-4712", "0F3A-11"]),
        ("1. anna@contoso.com\n2. ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("1) Anna Berg <anna@contoso.com>\n\n2) Huber, Ben <ben@contoso.com>", ["anna@contoso.com", "ben@contoso.com"]),
        ("(1) anna@contoso.com; (2) C-4711", ["anna@contoso.com", "C-4711"]),
        ("1.\tanna@contoso.com", ["anna@contoso.com"]),
        (
            "● anna@contoso.com\n– ben@contoso.com\n* cem@contoso.com",
            ["anna@contoso.com", "ben@contoso.com", "cem@contoso.com"],
        ),
        ("1. 4711\n2. 4712", ["4711", "4712"]),
        ('anna@contoso.com\n"17"', ["anna@contoso.com", "17"]),  # in quotes it is an id
        ('"2026-11-03"', ["2026-11-03"]),
        ("{0F3A-11}.", ["0F3A-11"]),
        ('"47 11"', ["47 11"]),
        ("„4711“", ["4711"]),
        ("", []),
        (" , ; \n", []),
    ],
)
def test_everybody_who_is_clear_is_found(text: str, found: list[str]) -> None:
    assert named(text) == Named(tuple(found))


OURS = [
    "DSR-7K3QFA", "dsr-7k3qfa", "DSR_7K3QFA", "DSR7K3QFA", "DSR–7K3QFA", "DSR--7K3QFA.", "(DSR-7K3QFA)", "DSR-7K3QF",
    "DSR-7K3QFA1", "DSR-7K3QFA/DSR-7K3QFB", "request=DSR-7K3QFA", "no.DSR-7K3QFA", "DSR-7K3QFA.3", "ＤＳＲ-7K3QFA",
]  # fmt: skip


@pytest.mark.parametrize("text", OURS)
def test_a_request_of_ours_is_nobody(text: str) -> None:
    assert identifier(text) is None
    assert not named(text).found
    assert named(f"anna@contoso.com; {text}").unclear


@pytest.mark.parametrize("text", ["DSRX-4711", "MDSR-471100", "DSR4711", "7K3QFA", '"DSR-7K3QFA"'])
def test_what_only_looks_like_one_is_a_customers_id(text: str) -> None:
    assert identifier(text) == text.strip('"')


NO_IDS = [
    "+49 170 1234567", "+491701234567", "0170/1234567", "0170-1234567", "tel:+491701234567", "2026-11-03", "3.11.2026",
    "03/11/26", "2026/11/03", "2026-11-03T10:00:00Z", "11/2026", "10:30", "1e5", "1.23457E+12", "1,23457E+12",
    "4.711E+03", "4,711", "4.711", "19.90", "1.234.567", "-17", "1.", "2)", "(3)", "#4.", "3-Nov-2026", "2nd", "2x",
    "https://contoso.com/4711",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "anna",  # a word is rather a name than an id
        "anna@contoso",
        "anna @ contoso.com",
        "anna at contoso.com",
        "anna (at) contoso.com",
        "anna1(at)contoso.com",
        "anna1[at]contoso[dot]com",
        "anna1_at_contoso_com",
        "anna1 at contoso dot com",
        "anna1%40contoso.com",
        "anna1 ät contoso punkt de",
        "contoso.com",
        "anna1#contoso.com",
        "ben@contoso.com <anna@contoso.com>",
        "4711 <anna@contoso.com>",
        "4711, Anna <anna@contoso.com>",
        "anna@contoso.com/ben@contoso.com",
        "anna@contoso.com or ben@contoso.com",
        '"anna@contoso"',
        "“anna at contoso”",
        "[ben@contoso.com](mailto:anna@contoso.com)",
        "mailto:anna@contoso.com?cc=ben@contoso.com",
        "mailto:anna@contoso.com?cc=ben%40contoso.com",
        "@",
        "＠",
        "mailto:",
        "-anna@contoso.com",
        "=anna@contoso.com",
        "anna*@contoso.com",
        "x" * 201 + "1",
        "4711\x00",
        "4711, 4712",
        "4711 4712",
        "4,711",
        "1, anna@contoso.com",
        "17 anna@contoso.com",
        "anna@contoso.com 17",
        "anna@contoso.com, C-1001",
        "anna@contoso.com 2026-11-03",
        "2026-11-03 anna@contoso.com ben@contoso.com",
        "anna@contoso.com\n17",
        "1.\nanna@contoso.com\n2.\nben@contoso.com",
        "1\nanna@contoso.com",
        "1. anna@contoso.com\nben@contoso.com",
        "1. anna@contoso.com\n3. ben@contoso.com",
        "1. anna@contoso.com\n2) ben@contoso.com",
        "2. anna@contoso.com\n3. ben@contoso.com",
        "1. anna@contoso.com 2. ben@contoso.com",
        "a) anna@contoso.com",
        *NO_IDS,
        *(f"anna@contoso.com {text}" for text in NO_IDS),
    ],
)
def test_whoever_is_not_clear_is_asked_back_and_nothing_is_lost(text: str) -> None:
    found = named(text)
    assert found.unclear
    assert all(is_address(one) for one in found.found)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ADDRESSES), st.sampled_from(AROUND), st.sampled_from(AROUND), st.sampled_from(WRITTEN))
def test_whatever_stands_around_an_address_it_is_the_same_one_or_asked_back(
    address: str, inside: str, outside: str, written: str
) -> None:
    spelt = outside.format(inside.format(written.format(address)))
    found = named(spelt)
    assert found.unclear or {folded(one) for one in found.found} == {folded(address)}, spelt
    assert identifier(spelt) is None or folded(identifier(spelt) or "") == folded(address), spelt


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("address", ADDRESSES)
def test_one_wrapping_is_always_understood(address: str, around: str) -> None:
    assert named(around.format(address)) == Named((address,))


SIGNS = st.sampled_from(
    ["@", "＠", "﹫", "%40", "&#64;", " at ", "(at)", "[at]", "{at}", "_at_", " @ ", "-at-", "(ät)"]
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12), SIGNS, st.text(max_size=12), st.sampled_from(AROUND))
def test_what_looks_like_an_address_is_never_a_customers_id(before: str, sign: str, after: str, around: str) -> None:
    text = around.replace("{}", f"{before}{sign}{after}")
    for found in named(text).found:
        assert is_address(found) or not may_be_address(found), text
        assert is_address(found) or sign not in found, text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_comes_out_as_people_or_is_asked_back(text: str) -> None:
    found = named(text)
    assert "" not in (*found.found, *found.unclear)
    assert named(listed(found.found)) == Named(found.found)


@pytest.mark.parametrize("people", [["anna@contoso.com", "ben@contoso.com"], ["47 11", "a", "4711", "x, 1"], []])
def test_what_a_form_is_filled_with_is_read_as_it_was(people: list[str]) -> None:
    assert named(listed(people)) == Named(tuple(people))


@pytest.mark.parametrize(
    "text",
    ["a@" + "." * 20_000 + "@", "<" * 20_000, "<a@b.c " * 3_000, "Anna <a@b.cc>, " * 3_000, "*_" * 9_000 + "@",
     "mailto:" * 3_000 + "@", "[a](" * 5_000, "<a href=" * 3_000, "?a=" * 5_000 + "@", "(at) " * 4_000, "ﬁ" * 20_000,
     "a@" + "ä." * 9_000 + "de", "a&amp;" * 4_000, "'" * 20_000, "1" * 40_000, "a@b.cc " * 4_000],
    ids=lambda text: f"{text[:8]!r}x{len(text)}",
)  # fmt: skip
def test_reading_takes_no_time_that_anyone_would_notice(text: str) -> None:
    began = process_time()
    named(text)
    assert process_time() - began < 1


_LINES = st.lists(st.sampled_from([*ADDRESSES, "C-1001", "Anna Berg <anna@contoso.com>"]), min_size=1, max_size=6)


@given(
    _LINES, st.sampled_from(["{}. ", "{}) ", "({}) ", "{}: ", "{}.\t"]), st.sampled_from(["\n", "\r\n", "; ", "\n\n"])
)
def test_numbers_of_lines_are_nobody_and_change_nobody(lines: list[str], way: str, apart: str) -> None:
    counted = apart.join(way.format(n) + line for n, line in enumerate(lines, 1))
    assert named(counted) == named(apart.join(lines))


@given(_LINES, st.sampled_from(["{}. ", "{}) ", "{} ", "#{} ", "{}, "]), st.data())
def test_numbers_that_are_not_those_of_lines_are_never_people(lines: list[str], way: str, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, 999), min_size=len(lines), max_size=len(lines)))
    text = "\n".join(way.format(n) + line for n, line in zip(numbers, lines, strict=True))
    assert not [one for one in named(text).found if one.isdecimal()]
