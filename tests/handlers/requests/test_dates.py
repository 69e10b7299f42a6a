"""The dates of the law on a request: as its card, its answers and the board show them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.card import Card
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, rules, said

ASKED = f"refresh crm contacts for {ANNA}"


async def fact(on: Scene, ref: str, label: str) -> str:
    """On the card that an admin sees; empty where it has none."""
    card = await on.typed("ada", f"show {ref}")
    assert isinstance(card, Card)
    return next((fact.value for fact in card.facts if fact.label == label), "")


@pytest.mark.parametrize(("law", "due"), [({}, "2026-01-06"), ({"region": "BY"}, "2026-01-07")])
async def test_the_holidays_of_the_state_count_where_one_is_named(opened: Open, law: dict[str, str], due: str) -> None:
    async with opened(works=False, config=rules(law=law)) as desk:
        ref = await desk.file("ada", f"{ASKED} received 2025-12-06")
        assert await fact(desk, ref, words.card.DUE) == words.moments.day(date.fromisoformat(due))
        assert words.moments.day(date.fromisoformat(due)) in said(await desk.typed("ada", f"extend {ref} because"))
