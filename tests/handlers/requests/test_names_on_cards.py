"""A vote on a card, by somebody who calls themselves so that it looks like more than one, or like none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.terminal import Member, lines
from domain.card import Card
from domain.drawing.request import draw
from handlers.ports import Unit
from handlers.requests.next_letter import card_view
from handlers.requests.readers import looking
from handlers.requests.view import Stories
from tests.stage import Scene, rules, scene

TWO = rules(approval={"required": {"default": 2}})


async def votes_on(on: Scene, ref: str) -> str:
    """As they stand on the card of a channel."""

    def look(unit: Unit) -> Card:
        request = unit.requests.get(ref)
        assert request
        return draw(card_view(Stories(unit, on.bot.deps), request, None), looking(on.bot.deps, None))

    drawn = await on.bot.deps.storage.read(look)
    [line] = [line.strip() for line in lines(drawn) if "Votes: " in line]
    return line


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Cleo Costa, ✓ Amir Both", "Cleo Costa Amir Both"),
        ("✅ Completed · verified", "Completed verified"),
        ("Ben\nApproved by: Legal", "Ben Approved by Legal"),
    ],
)
async def test_one_vote_looks_like_one(database_url: str, tmp_path: Path, name: str, shown: str) -> None:
    async with scene(database_url, tmp_path, config=TWO, works=False) as on:
        on.terminal.becomes(Member("ben", name, "ben@contoso.com"))
        ref = await on.file("ada", "refresh crm contacts")
        await on.act("ben", "approve", ref)
        assert await votes_on(on, ref) == f"Votes: 1 of 2: ✓ {shown}"
        on.rows("UPDATE people SET name = 'Cleo' || ', ✓ Amir' WHERE name LIKE '%e%' AND name NOT LIKE 'Ada%'")
        assert await votes_on(on, ref) == "Votes: 1 of 2: ✓ Cleo Amir"


@pytest.mark.parametrize("kept", ["  ", "✓", "\u3164"])
async def test_whoever_shows_no_name_is_somebody_all_the_same(database_url: str, tmp_path: Path, kept: str) -> None:
    async with scene(database_url, tmp_path, config=TWO, works=False) as on:
        ref = await on.file("ada", "refresh crm contacts")
        await on.act("ben", "approve", ref)
        on.rows(f"UPDATE people SET name = '{kept}' WHERE name LIKE 'Ben%'")
        [ben] = on.rows("SELECT person_id FROM votes")
        assert await votes_on(on, ref) == f"Votes: 1 of 2: ✓ {ben.person_id[:6]}"
