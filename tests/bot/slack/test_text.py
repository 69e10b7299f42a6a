"""Text from outside does nothing but stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clean, escape, isolated, one_line, paragraphs, plain, strong

anything = st.text(alphabet=st.characters(codec=None), max_size=80)


@given(anything)
def test_clean_text_can_be_sent_and_is_clean(text: str) -> None:
    clean(text).encode()
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("special", ["<!channel>", "<@U1>", "<#C1>", "<https://evil.example|here>", "<mailto:a@b.de>"])
def test_what_slack_would_parse_is_broken_without_being_seen(special: str) -> None:
    assert special not in clean(special)
    assert clean(special).replace("\u2060", "") == special


@pytest.mark.parametrize("harmless", ["a < b", "x <y> z", "Tom & Jerry", "5 > 3", "my_source_name"])
def test_ordinary_text_stays_as_it_is(harmless: str) -> None:
    assert clean(harmless) == one_line(harmless, 100) == harmless


def test_a_line_is_one_line_and_paragraphs_are_several() -> None:
    assert one_line("  a\r\n b\t c ", 50) == "a b c"
    assert paragraphs("a\r\nb\rc\n", 50) == "a\nb\nc"


def test_right_to_left_text_is_isolated_and_other_text_is_not() -> None:
    assert isolated("שלום 5") == "\u2068שלום 5\u2069"
    assert isolated("Größe ✓ 😀") == "Größe ✓ 😀"


def test_an_isolated_text_is_whole_even_when_cut() -> None:
    assert one_line("ש" * 100, 20).startswith("\u2068")
    assert one_line("ש" * 100, 20).endswith("…\u2069")


def test_escaping_is_slacks_own() -> None:
    assert escape("<a> & &amp;") == "&lt;a&gt; &amp; &amp;amp;"


def test_a_text_object_is_never_empty() -> None:
    assert plain("")["text"] == "–"
    assert strong("", "")["text"] == "–"


@pytest.mark.parametrize(
    "risky", ["*x*", "_x_", "~x~", "`x`", ":tada:", "a & b", "<x>", "@here", "#x", "http://x", "www.x"]
)
def test_bold_is_only_for_what_holds_nothing_to_parse(risky: str) -> None:
    assert strong(risky, "")["type"] == strong("x", risky)["type"] == "plain_text"


def test_times_are_no_emoji() -> None:
    assert strong("CRM", "2 Nov, 10:03 · 11:04")["text"] == "*CRM*\n2 Nov, 10:03 · 11:04"
