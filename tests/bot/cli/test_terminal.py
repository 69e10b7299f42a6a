"""A card as lines: each part of it is told exactly when it is there."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.cli.terminal import lines
from domain.card import Answer, Button, Card, Fact, Field, Fold, Form, Item, say

PARTS: dict[str, tuple[object, list[str]]] = {
    "turn": ("It is Ben’s turn", ["  It is Ben’s turn"]),
    "facts": ((Fact("Asked by", "Ada"), Fact("Votes", "1 of 2")), ["  Asked by: Ada", "  Votes: 1 of 2"]),
    "items": ((Item("✓", "CRM", "refreshed"), Item("⏳", "Web")), ["  ✓ CRM – refreshed", "  ⏳ Web"]),
    "text": (("A sentence.", "Another one."), ["A sentence.", "Another one."]),
    "fold": (Fold("2 of 3 done", (Item("✓", "Loyalty"),)), ["  2 of 3 done:", "  ✓ Loyalty"]),
    "copy": ("To: Microsoft\nHello", ["  | To: Microsoft", "  | Hello"]),
    "buttons": ((Button("approve", "1", "Approve"), Button("deny", "1", "Deny")), ["  [Approve] [Deny]"]),
    "footer": ("DSR-7K3QFA · Contoso", ["  DSR-7K3QFA · Contoso"]),
}
WHY = Field("why", "Why?", error="Say why.")
SOME = [names for count in range(len(PARTS) + 1) for names in combinations(PARTS, count)]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({}, []),
        ({"title": "Refresh CRM"}, ["Refresh CRM"]),
        ({"status": "Completed"}, ["Completed"]),
        ({"title": "Refresh CRM", "status": "Completed"}, ["Refresh CRM · Completed"]),
    ],
)
def test_each_part_of_a_card_is_told_when_it_is_there_and_only_then(head: dict[str, str], told: list[str]) -> None:
    for names in SOME:
        card = Card(**head, **{name: PARTS[name][0] for name in names})
        assert lines(card) == [*told, *(line for name in names for line in PARTS[name][1])]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (say("One.", "Two."), ["One.", "Two."]),
        (Form("deny", "1", "Deny", "Send", ()), ["Deny", "  [Send]"]),
        (
            Form("deny", "1", "Deny", "Send", (WHY, Field("on", "When?")), about="DSR-1"),
            ["Deny", "DSR-1", "  Why? Say why.", "  When?", "  [Send]"],
        ),
    ],
)
def test_what_is_said_or_asked_is_told_whole(answer: Answer, told: list[str]) -> None:
    assert lines(answer) == told
