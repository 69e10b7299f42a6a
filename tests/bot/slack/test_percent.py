"""The fast decoder says the same as the library's."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_plus

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.percent import unquote


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_encoded_comes_back(text: str) -> None:
    assert unquote(quote_plus(text)) == text


@given(st.text(alphabet="%+0123456789abcdefABCDEF=&x"))
def test_whatever_comes_is_read_as_the_library_reads_it(text: str) -> None:
    """Signs that are no UTF-8 are left standing instead of replaced; Slack sends none."""
    if "\ufffd" not in unquote_plus(text):
        assert unquote(text) == unquote_plus(text)
