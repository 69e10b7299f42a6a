"""What people call themselves, among names and lines of ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chat import Account, Profile, Standing
from domain.people import Person
from domain.shown_name import shown_name


@pytest.mark.parametrize(
    "name",
    [
        "Ada Admin",
        "ben",
        "Dr. O'Brien-Müller (Legal)",
        "D’Arcy",
        "Zoë Ångström",
        "山田 太郎",
        "محمد علي",
        "नेहा शर्मा",
        "Nguyễn Văn Ánh",
        "Ben 2",
        "Ada & Co",
    ],
)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert shown_name(name) == name


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Cleo Costa, ✓ Amir Both", "Cleo Costa Amir Both"),
        ("Cleo Costa、✔︎ Amir Both", "Cleo Costa Amir Both"),
        ("Costa, Cleo", "Costa Cleo"),
        ("Ben\nApproved by: Legal", "Ben Approved by Legal"),
        ("Ben\u2028✅ Completed · verified", "Ben Completed verified"),
        ("✅ Completed · verified", "Completed verified"),
        ("⚠ Ben ⏳ ✕ × √", "Ben"),
        ("<!channel> *x* `y` ~z~", "channel x y z"),
        ("\u202eneB\u2066\u200f", "neB"),
        ("B\u200be\u00adn\ufeff\u2060", "Ben"),
        ("Ben 🏖️👍🏽🇩🇪", "Ben"),
        ("Ben – 2 of 2: ", "Ben - 2 of 2"),
        ("Jose\u0301", "José"),
        ("Z" + "\u0301" * 40 + "oe", "Ź" + "\u0301" * 3 + "oe"),
        ("  Ada \t  Admin ", "Ada Admin"),
        ("Ada (ada@contoso.com) Admin", "Ada Admin"),
        ("ジョン・スミス", "ジョン スミス"),
        ("A" * 500, "A" * 59 + "…"),
        ("Ben ①②③ ² ½", "Ben"),
    ],
)
def test_what_is_of_no_name_is_left_out(told: str, shown: str) -> None:
    assert shown_name(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "",
        "  ",
        ".",
        "✓",
        "\u3164",
        "\u115f\u1160",
        "\u200b",
        "\u2800",
        "\u0301\u0301",
        "a@contoso.com",
        "\U000e0041",
        "(-)",
    ],
)
def test_where_nothing_is_seen_the_next_counts(told: str) -> None:
    assert shown_name(told) == ""
    assert shown_name(told, "", "Ben Boss", "ben") == "Ben Boss"


@given(st.text(max_size=200))
def test_whatever_is_told_cannot_pass_for_a_line_of_ours(told: str) -> None:
    name = shown_name(told)
    assert len(name) <= 60
    assert name == name.strip()
    assert not name or any(sign.isalnum() for sign in name)
    assert name.isprintable()
    kinds = {unicodedata.category(sign)[0] for sign in name if sign not in "´…"}
    assert kinds <= set("LMNPZ")
    assert not set(name) & set(",;:·•✓✕✅⚠|*<>@`")
    assert shown_name(name.rstrip("…")) == name.rstrip("…").rstrip()


def test_whoever_comes_in_by_a_door_and_whoever_was_kept_has_such_a_name() -> None:
    assert Profile(Account("slack", "", "U1"), "✓ Ben,", None, Standing.MEMBER).name == "Ben"
    assert Person("1", "✓ Ben,").name == "Ben"
