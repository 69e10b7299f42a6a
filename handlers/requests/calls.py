"""Who is called by name in a channel, because it is their turn and time runs out."""

from __future__ import annotations

from domain.card import Mention
from domain.drawing.turn import called
from domain.people import Person
from domain.view import RequestView, public
from handlers.ports import Unit

_MOST = 10


def calls(unit: Unit, story: RequestView, surface: str, place: str) -> tuple[Mention, ...]:
    """Each by their account there, so that it tells them; by name alone where they have none on the surface."""
    return tuple(_mention(unit, person, surface, place) for person in called(public(story))[:_MOST])


def _mention(unit: Unit, person: Person, surface: str, place: str) -> Mention:
    """Of several accounts, that of the workspace of the place: any other one is nobody there."""
    accounts = [account for account in unit.people.accounts(person.id) if account.surface == surface]
    first = sorted(accounts, key=lambda account: not account.is_where(place))[:1]
    return Mention(person.name, first[0].id if first else "")
