"""Who else got data of a person, as people type it."""

from __future__ import annotations

import pytest

from domain.erasure.recipients import is_typed, means_nobody, names_typed


def test_names_stand_apart_by_commas_semicolons_and_lines_and_each_counts_once() -> None:
    assert names_typed(" Ads  audience, Blau;blau\n\nZoe's mother (greta@x.example),,") == (
        "Ads audience",
        "Blau",
        "Zoe's mother (greta@x.example)",
    )


ENGLISH = ["none", "None.", "NONE", "nobody", "no one", "nobody else", "n/a", "na", "not applicable", "nil", "-", "–",
    "no recipients", "there are none", "(none)", "./.", "0", "?"]  # fmt: skip
GERMAN = ["keine", "Keiner", "keine weiteren", "niemand", "Niemand sonst", "entfällt", "keine Empfänger", "nein"]


@pytest.mark.parametrize("text", [*ENGLISH, *GERMAN])
def test_whoever_says_that_there_is_nobody_is_no_recipient(text: str) -> None:
    assert means_nobody(text)


@pytest.mark.parametrize(
    "text", ["Nonesuch GmbH", "Keiner & Söhne", "Nil Media", "NA Mailing", "Nobody Records", "3M", "1&1", "360", "24/7"]
)
def test_a_company_that_is_called_so_is_one(text: str) -> None:
    assert not means_nobody(text)


@pytest.mark.parametrize(
    ("key", "typed"), [("recipient:~0f", True), ("recipient:ads", False), ("recipients:", False), ("~0f", False)]
)
def test_a_key_says_whether_it_hides_a_recipient(key: str, typed: bool) -> None:
    assert is_typed(key) is typed
