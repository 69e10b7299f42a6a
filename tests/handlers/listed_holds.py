"""The list of legal holds, as whoever may release one presses on it."""

from __future__ import annotations

from domain.card import Card
from tests.stage import Scene


async def release_of(desk: Scene, who: str, subject: str) -> str:
    """What the button beside the hold that is kept there carries."""
    card = await desk.typed(who, "holds")
    assert isinstance(card, Card)
    return next(item.button.ref for item in card.items if item.button and item.button.ref.startswith(subject))
