from __future__ import annotations

import re
from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pasted import seen, unlinked
from domain.refresh.names import ended, folded
from domain.refresh.typed import (
    OPTIONS,
    Ambiguous,
    BadDate,
    MissingValue,
    Nobody,
    Order,
    Unknown,
    Word,
    read_refresh,
    words,
)
from tests.domain.things import a_source

KNOWN = [
    a_source("CRM"),
    a_source("CRM Contacts"),
    a_source("Web Shop"),
    a_source("Loyalty, EU"),
    a_source("for"),
    a_source("all"),
    a_source("ref"),
    a_source("Data for Sales"),
    a_source("All Stores"),
    a_source("מועדון לקוחות"),
]


def read(text: str) -> Order:
    return read_refresh(text, KNOWN)


def names(order: Order) -> list[str]:
    return [source.name for source in order.sources]


# ---- which sources


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id-CRM", ["CRM"]),
        ("id-CRM, id-for", ["CRM", "for"]),
        ("crm", ["CRM"]),
        ("CRM contacts", ["CRM Contacts"]),  # the longest name, not CRM and something unknown
        ("crm crm contacts", ["CRM", "CRM Contacts"]),
        ("crm contacts crm", ["CRM Contacts", "CRM"]),
        ("web shop crm", ["Web Shop", "CRM"]),
        ("web   shop", ["Web Shop"]),
        ("crm, web shop", ["CRM", "Web Shop"]),
        ("crm,web shop,loyalty,eu", ["CRM", "Web Shop", "Loyalty, EU"]),
        ("id-CRM,id-for", ["CRM", "for"]),
        ("crm , web shop ,", ["CRM", "Web Shop"]),
        ("loyalty eu", ["Loyalty, EU"]),
        ("Loyalty, EU, crm", ["Loyalty, EU", "CRM"]),
        ('"web shop"', ["Web Shop"]),
        ('"CRM" "Web Shop"', ["CRM", "Web Shop"]),
        ('"CRM","Web Shop"', ["CRM", "Web Shop"]),
        ('"CRM", "Web Shop", crm contacts', ["CRM", "Web Shop", "CRM Contacts"]),
        ('crm,"Web Shop"', ["CRM", "Web Shop"]),
        ('"id-CRM"', ["CRM"]),
        ("“Web Shop” “CRM”", ["Web Shop", "CRM"]),  # as a Mac writes quotes
        ("„Web Shop“ „CRM“", ["Web Shop", "CRM"]),  # as a German one does
        ("crm crm", ["CRM"]),
        ("data for sales", ["Data for Sales"]),  # an option's word inside a name
        ("all stores", ["All Stores"]),
        ('"for"', ["for"]),
        ('"all"', ["all"]),
        ('"ref" "for"', ["ref", "for"]),
        ("מועדון לקוחות crm", ["מועדון לקוחות", "CRM"]),
        ("\u200fמועדון לקוחות\u200f", ["מועדון לקוחות"]),
    ],
)
def test_sources_are_named_by_id_in_quotes_or_by_the_longest_plain_name(text: str, found: list[str]) -> None:
    order = read(text)
    assert (names(order), order.problems) == (found, [])


@pytest.mark.parametrize("text", ["all", "ALL", "all for anna@contoso.com", "all ref CASE-77", "crm all"])
def test_all_means_every_source_of_today(text: str) -> None:
    order = read(text)
    assert order.everything
    assert order.sources == KNOWN
    assert not order.problems


def test_all_before_another_name_is_not_understood_as_everything() -> None:
    order = read_refresh("all crm", KNOWN[:2])
    assert (names(order), order.everything, order.problems) == (["CRM"], False, [Unknown("all", ())])


def test_equal_names_are_asked_back_with_both_sources() -> None:
    first, second = a_source("Web", "1"), a_source("web", "2")
    order = read_refresh("web", [first, second])
    assert order.problems == [Ambiguous("Web", (first, second))]
    assert not order.sources


def test_of_two_equal_names_the_id_picks_one() -> None:
    first, second = a_source("Web", "1"), a_source("Web", "2")
    assert read_refresh("2", [first, second]).sources == [second]


def test_an_unknown_name_comes_with_names_that_resemble_it() -> None:
    assert read("web shp").problems == [Unknown("web shp", ("Web Shop",))]


def test_a_name_that_resembles_nothing_comes_alone() -> None:
    assert read("xyzzy").problems == [Unknown("xyzzy", ())]


def test_after_ten_unknown_names_suggestions_stop() -> None:
    suggested = [bool(problem.nearest) for problem in read("web shp, " * 12).problems if isinstance(problem, Unknown)]
    assert suggested == [True] * 10 + [False] * 2


@pytest.mark.parametrize(
    ("text", "unknown", "found"),
    [
        ("foo bar crm", ["foo bar"], ["CRM"]),
        ("foo, bar, crm", ["foo", "bar"], ["CRM"]),
        ('foo "Web Shop" bar', ["foo", "bar"], ["Web Shop"]),
        ('"foo bar" crm', ["foo bar"], ["CRM"]),
        ("crm foo for anna@contoso.com", ["foo"], ["CRM"]),
        ('""', [""], []),
        ('"crm', ['"crm'], []),  # a quote that nobody closed
        ('crm "web shop', ['"web shop'], ["CRM"]),
        ("crm anna@contoso.com", ["anna@contoso.com"], ["CRM"]),  # an address without `for`
    ],
)
def test_what_is_unknown_is_named_and_the_rest_is_understood(text: str, unknown: list[str], found: list[str]) -> None:
    order = read(text)
    assert [problem.name for problem in order.problems if isinstance(problem, Unknown)] == unknown
    assert names(order) == found


@pytest.mark.parametrize("text", ["", "   ", "\n", ",", ", ,"])
def test_nothing_typed_is_an_empty_order(text: str) -> None:
    assert read(text) == Order()


def test_without_any_source_everything_is_unknown_but_all() -> None:
    assert read_refresh("crm", []).problems == [Unknown("crm", ())]
    assert read_refresh("all", []).everything


# ---- for, received, ref


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("for anna@contoso.com", ["anna@contoso.com"]),
        ("FOR anna@contoso.com", ["anna@contoso.com"]),
        ("for anna@contoso.com for ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("for anna@contoso.com ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("for anna@contoso.com, ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("for anna@contoso.com,ben@contoso.com", ["anna@contoso.com", "ben@contoso.com"]),
        ("for anna@contoso.com , ben@contoso.com;", ["anna@contoso.com", "ben@contoso.com"]),
        ("for 4711 for C-4712", ["4711", "C-4712"]),
        ("for <@U123>, <@U124>", ["<@U123>", "<@U124>"]),
        ('for "4711, 4712"', ["4711, 4712"]),  # in quotes it is one id
        ('for "for"', ["for"]),
        ("for \u202aanna@contoso.com\u202c", ["anna@contoso.com"]),
        ("for <mailto:anna@contoso.com?subject=Hi>.", ["anna@contoso.com"]),
        ("for „anna@contoso.com“, ‚ben@contoso.com‘", ["anna@contoso.com", "ben@contoso.com"]),
        ("for Anna Berg <anna@contoso.com> (ben@contoso.com)", ["anna@contoso.com", "ben@contoso.com"]),
        ("for Berg, Anna <anna@contoso.com>", ["anna@contoso.com"]),
        ("for anna@contoso.com <anna@contoso.com>", ["anna@contoso.com"]),
        ("for anna@contoso.com;ben@contoso.com.", ["anna@contoso.com", "ben@contoso.com"]),
        ("for ａｎｎａ＠ｃｏｎｔｏｓｏ．ｃｏｍ", ["anna@contoso.com"]),
        ('for <a href="mailto:anna@contoso.com">Anna Berg</a>', ["anna@contoso.com"]),
        ("For: *anna@contoso.com*", ["anna@contoso.com"]),
        ("for `4711`.", ["4711"]),
        ("for “47 12”.", ["47 12"]),
    ],
)
def test_for_takes_addresses_and_customer_ids(text: str, subjects: list[str]) -> None:
    order = read(f"crm {text}")
    assert (order.subjects, names(order), order.problems) == (subjects, ["CRM"], [])


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("for anna@contoso", "anna@contoso"),
        ("for anna @ contoso.com", "anna"),
        ("for anna (at) contoso.com", "anna"),
        ("for anna＠", "anna@"),
        ("for ben@contoso.com <anna@contoso.com>", "ben@contoso.com <anna@contoso.com>"),
        ("for [ben@contoso.com](mailto:anna@contoso.com)", "[ben@contoso.com](mailto:anna@contoso.com)"),
        ("for 4711, Anna <anna@contoso.com>", "4711, Anna <anna@contoso.com>"),
        ("for Anna CRM <anna@contoso.com>", "Anna"),  # where a source stands between, nothing is taken for a name
        ('for "anna@contoso"', "anna@contoso"),
        ("for 4711,4712", "4711,4712"),  # or a number with a comma in it
        ("for 4,711.50", "4,711.50"),
        ("for 1. anna@contoso.com", "1."),
        ("for 2026-11-03", "2026-11-03"),
    ],
)
def test_whoever_is_not_clear_is_asked_back(text: str, unclear: str) -> None:
    assert Nobody(unclear) in read(f"web shop {text}").problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("crm.", ["CRM"]),
        ("web shop!", ["Web Shop"]),
        ("“Web Shop”.", ["Web Shop"]),
        ("«Web Shop», ‚CRM‘", ["Web Shop", "CRM"]),
        ("'web shop'", ["Web Shop"]),
        ("id-CRM.", ["CRM"]),
        ("id–CRM", []),
        ("crm…", ["CRM"]),
    ],
)
def test_what_a_phone_puts_around_a_name_makes_no_other_name(text: str, found: list[str]) -> None:
    assert names(read(text)) == found


def test_dashes_and_apostrophes_of_a_name_are_those_of_the_keyboard() -> None:
    dashed, owned = a_source("CRM-EU"), a_source("Anna's List")
    for text, source in {"crm–eu": dashed, "crm‑eu": dashed, "CRM—EU": dashed, "anna’s list": owned}.items():
        assert read_refresh(text, [dashed, owned]).sources == [source]


@pytest.mark.parametrize("text", ["received 2026–11–02", "Received: 2026‑11‑02.", "received 2026−11−02!"])
def test_a_day_is_read_as_a_phone_writes_it(text: str) -> None:
    assert read(f"crm {text}").received == date(2026, 11, 2)


@pytest.mark.parametrize("text", ["all.", "All!", "“all” ", "all…"])
def test_all_is_understood_at_the_end_of_a_sentence(text: str) -> None:
    assert read(text).everything is not text.startswith("“")  # in quotes it is a name


def test_a_source_after_a_subject_is_still_a_source() -> None:
    order = read("for anna@contoso.com, crm")
    assert (order.subjects, names(order)) == (["anna@contoso.com"], ["CRM"])


def test_a_second_customer_id_without_its_own_for_is_asked_back_not_guessed() -> None:
    order = read("crm for 4711 4712")
    assert (order.subjects, order.problems) == (["4711"], [Unknown("4712", ())])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("received 2026-11-02", date(2026, 11, 2)),
        ("Received 2026-11-02,", date(2026, 11, 2)),
        ('received "2026-11-02"', date(2026, 11, 2)),
        ("received 2026-11-02 received 2026-11-02", date(2026, 11, 2)),
    ],
)
def test_received_takes_a_date(text: str, day: date) -> None:
    order = read(f"crm {text}")
    assert (order.received, order.problems) == (day, [])


@pytest.mark.parametrize("text", ["yesterday", "02.11.2026", "2026-02-30", "2026-13-01", "11/02/2026", "٢٠٢٦-١١-٠٢"])
def test_what_is_no_date_is_asked_back_and_not_guessed(text: str) -> None:
    order = read(f"crm received {text}")
    assert (order.received, order.problems) == (None, [BadDate(text)])


def test_two_different_days_of_receipt_are_asked_back() -> None:
    assert read("crm received 2026-11-02 received 2026-11-03").problems == [BadDate("2026-11-02 or 2026-11-03")]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("ref CASE-77", "CASE-77"),
        ("ref case 77, of Monday", "case 77, of Monday"),
        ("ref 77,78 and 79,for the board", "77,78 and 79,for the board"),
        ('ref "asked for by phone"', "asked for by phone"),
        ("ref CASE-77 received 2026-11-02", "CASE-77"),
        ("ref CASE-77 ref CASE-78", "CASE-77 CASE-78"),
        ("ref תיק 77", "תיק 77"),
    ],
)
def test_ref_takes_everything_up_to_the_next_option(text: str, reference: str) -> None:
    order = read(f"crm {text}")
    assert (order.reference, order.problems) == (reference, [])


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("value", ["", " ,", ' ""', " ref CASE-77"])
def test_an_option_without_a_value_is_asked_back(option: str, value: str) -> None:
    order = read(f"crm {option}{value}")
    assert order.problems[0] == MissingValue(option)
    assert not order.subjects
    assert order.received is None


@pytest.mark.parametrize("value", ['"', "<>", "()", "."])
def test_marks_without_a_word_name_nobody(value: str) -> None:
    assert read(f"crm for {value}").problems == [MissingValue("for")]


def test_options_may_stand_anywhere() -> None:
    order = read('for anna@contoso.com "Web Shop" received 2026-11-02 crm ref CASE-77 all day')
    assert (names(order), order.subjects) == (["Web Shop", "CRM"], ["anna@contoso.com"])
    assert (order.received, order.reference) == (date(2026, 11, 2), "CASE-77 all day")
    assert not order.problems


# ---- whatever comes


@pytest.mark.parametrize(
    "text",
    [
        "a " * 1_500,
        "x" * 40_000,
        "," * 40_000,
        ", " * 10_000 + "crm",
        '"a" ' * 2_000,
        '"' * 9_999,
        "“" * 20_000,
        "„ " * 2_000,
        "crm " * 2_000,
        "for a@b.c " * 1_000,
        "for a@" + "." * 20_000 + "@",
        "web shp, " * 1_000,
    ],
    ids=lambda text: f"{text[:8]!r}x{len(text)}",
)
def test_reading_takes_no_time_that_anyone_would_notice(text: str) -> None:
    known = [a_source(f"Web Shop of branch number {number}") for number in range(200)]
    began = process_time()
    read_refresh(text, known)
    assert process_time() - began < 1


PIECES = st.one_of(
    st.sampled_from(
        ["crm", "web", "shop", "CRM Contacts", '"web shop"', "“for”", "„all“", "id-ref", "לקוחות", "\u200f"]
    ),
    st.sampled_from(["all", "for", "received", "ref", ",", '"', "“", ";"]),
    st.sampled_from(["2026-11-02", "2026-02-30", "anna@contoso.com,", "4711", "<@U1>"]),
    st.text(max_size=8),
)
TEXTS = st.builds(
    lambda pieces, glue: glue.join(pieces), st.lists(PIECES, max_size=12), st.sampled_from([" ", ", ", ""])
)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_word_is_understood_or_stands_in_a_problem(text: str) -> None:
    order = read(text)
    kept = [text for source in order.sources for text in (source.name, source.id)]
    kept += [*order.subjects, order.reference, *(str(value) for value in vars(order).values() if value)]
    for problem in order.problems:
        kept += [str(value) for value in vars(problem).values()]
    accounted = folded(" ".join(kept))
    for word in words(text):
        if not word.is_(*OPTIONS, "all") and re.search(r"[^\W_]|@", word.text):  # marks alone say nothing
            assert all(ended(folded(piece)) in accounted for piece in re.split(r"[,;\s]", word.text)), word


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_what_was_understood_is_never_made_up(text: str) -> None:
    order, typed = read(text), folded(text)
    for source in order.sources:
        assert order.everything or folded(source.name) in typed.replace('"', "") or source.id in text
    assert all(folded(subject) in typed for subject in order.subjects)
    assert "" not in order.subjects


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_splitting_loses_nothing_but_blanks_quotes_and_invisible_marks(text: str) -> None:
    kept = "".join(word.text for word in words(text))
    dropped = r"[\s\"“”„«»'‘’‚]"
    assert re.sub(dropped, "", kept) == re.sub(dropped, "", unlinked(seen(text)))


def test_a_quoted_word_is_never_an_option() -> None:
    assert [word.is_("for") for word in words('for FOR "for" “for”')] == [True, True, False, False]
    assert words('"a b" c') == (Word("a b", quoted=True), Word("c"))
