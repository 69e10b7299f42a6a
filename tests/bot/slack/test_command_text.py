"""What was typed reaches the desk as the person saw it, and people as who they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.command_text import spoken
from bot.slack.text import escape


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("refresh crm", "refresh crm"),
        ("remove-user <@U123|ada>", "remove-user <@U123>"),
        ("remove-user <@U123>", "remove-user <@U123>"),
        ("for <mailto:anna@contoso.com|anna@contoso.com>", "for anna@contoso.com"),
        ("for <mailto:anna@contoso.com|Anna>", "for anna@contoso.com"),
        ("for <mailto:anna@contoso.com>", "for anna@contoso.com"),
        (  # it claims another than it leads to, so it stays what nobody takes for an address
            "for <mailto:anna@contoso.com|boss@contoso.com>",
            "for <mailto:anna@contoso.com|boss@contoso.com>",
        ),
        ("show <#C1|general>", "show #general"),
        ("show <#C1>", "show #C1"),
        ("see <http://contoso.com|contoso.com>", "see contoso.com"),
        ("see <https://contoso.com/x>", "see https://contoso.com/x"),
        ("see <https://evil.example|contoso.com>", "see https://evil.example"),
        ("<!here> and <!subteam^S1|@privacy> and <!subteam^S1>", "@here and @privacy and @subteam"),
        ('refresh "R&amp;D &lt;new&gt;"', 'refresh "R&D <new>"'),
        ("a &amp;lt; b", "a &lt; b"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_marks_become_words(sent: str, typed: str) -> None:
    assert spoken(sent) == typed


@given(st.text())
def test_plain_text_survives_slacks_escaping(text: str) -> None:
    assert spoken(escape(text)) == text
