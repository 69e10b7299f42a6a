"""Whose seat an approval fills: one's own, where one is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.order import Order, counted
from domain.people import Capacity, Role
from domain.request import Vote
from domain.seats import helps
from handlers.deps import Act
from handlers.ports import Unit


def seat_of(unit: Unit, order: Order, votes: Iterable[Vote], act: Act) -> Capacity | None:
    """In which of their capacities this person fills a seat that these votes leave empty; None: in none."""
    [asked_by] = unit.people.now([order.requester])
    people = [vote.seat for vote in counted(asked_by, votes)]
    deciding = (one for one in act.acting if Role.APPROVER in one.roles)
    return next((one for one in deciding if helps(order.seats, people, one.circles)), None)


def seated(vote: Vote, seat: Capacity) -> Vote:
    """The vote, with whose seat it fills."""
    return replace(vote, circles=" ".join(sorted(seat.circles)), instead_of=seat.away, away_until=seat.until)
