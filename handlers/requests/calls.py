"""Who is called by name in a channel, because it is their turn and time runs out."""

from __future__ import annotations

from domain.card import Mention
from domain.drawing.turn import called
from domain.people import Person
from domain.view import RequestView, public
from handlers.ports import Unit

_MOST = 10


def calls(unit: Unit, story: RequestView, surface: str) -> tuple[Mention, ...]:
    """Each by their account on the surface, so that it tells them; by name alone where they have none there."""
    return tuple(_mention(unit, person, surface) for person in called(public(story))[:_MOST])


def _mention(unit: Unit, person: Person, surface: str) -> Mention:
    accounts = (account.id for account in unit.people.accounts(person.id) if account.surface == surface)
    return Mention(person.name, next(accounts, ""))
