"""Whose seat a vote fills: one's own, or that of somebody who is away and whose vote it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from domain.order import Order, counted
from domain.people import Capacity, Role
from domain.request import Vote
from domain.seats import circled, helps
from handlers.deps import Act
from handlers.ports import Unit
from handlers.requests import codes


def seat_of(unit: Unit, order: Order, votes: Iterable[Vote], act: Act, without: Iterable[str] = ()) -> Capacity | None:
    """In which of their capacities this person fills a seat that these votes leave empty; None: in none. `without`:
    who does not vote on it, besides who asked.

    Of several, the one that leaves the fewest seats of circles empty, as the others can be filled by anybody; first
    their own. One whose giver has confirmed the device of who acts, only where there is no other.
    """
    [asked_by] = unit.people.now([order.requester])
    there = counted(asked_by, votes, asker_marks=order.asker_marks)
    people = [vote.seat for vote in there]
    free = deciding(unit, act, [asked_by, *without, *(who for vote in there for who in (vote.person_id, vote.holder))])
    fits = [one for one in free if helps(order.seats, people, one.circles)]
    good = [one for one in fits if not codes.by_giver(unit, act.person.id, order.factor, away_of(one))]
    return min(good or fits, key=lambda one: circled(order.seats, [*people, one.circles]), default=None)


def deciding(unit: Unit, act: Act, without: Sequence[str]) -> list[Capacity]:
    """In which capacities they decide, but in the name of nobody among these, who asked or have decided themselves."""
    return [one for one in act.acting if Role.APPROVER in one.roles and not _among(unit, act, one, without)]


def _among(unit: Unit, act: Act, one: Capacity, people: Sequence[str]) -> bool:
    if not one.away:
        return unit.people.same(act.person.id, people)
    return unit.people.same(one.away, people) or unit.people.asked(act.request_id, one.away)


def seated(unit: Unit, act: Act, vote: Vote, seat: Capacity) -> Vote:
    """The vote, with whose seat it fills, and by which both are known."""
    vote = replace(vote, circles=" ".join(sorted(seat.circles)), instead_of=seat.away, away_until=seat.until)
    both = [vote.person_id, vote.holder]
    return replace(vote, marks=" ".join(sorted(unit.people.marks(vote.request_id, both, act.traces(*both)))))


def is_twice(vote: Vote, asker_marks: Iterable[str], votes: Iterable[Vote]) -> bool:
    """Whether who votes is known by what who asked is known by, or who has voted: one human, whatever our rows say."""
    return not vote.known_as.isdisjoint(chain(asker_marks, *(one.known_as for one in votes)))


def away_of(seat: Capacity | None) -> list[str]:
    """In whose name it is filled; nobody's but one's own: empty."""
    return [seat.away] if seat and seat.away else []
