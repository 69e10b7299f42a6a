"""Who can be called upon in a role, by the names that others see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.people import Person, Role
from handlers.deps import Deps
from handlers.ports import Unit

Holders = dict[Role, tuple[Person, ...]]


def holders(unit: Unit, deps: Deps) -> Holders:
    """Each human once. Who is listed and was never met has neither id nor name."""
    return on_roster(unit, deps.roster)


class Listed(Protocol):
    """Who has which role, as it is written; a group may stand there as such."""

    def canonical(self, email: str) -> str: ...
    def addresses(self, role: Role) -> Sequence[str]: ...


def on_roster(unit: Unit, roster: Listed) -> Holders:
    """The same, for who has nothing but the configuration."""
    listed = {role: [roster.canonical(entry) for entry in roster.addresses(role)] for role in Role}
    met = unit.people.listed({entry for entries in listed.values() for entry in entries})
    return {role: _each_once([met.get(entry) for entry in dict.fromkeys(entries)]) for role, entries in listed.items()}


def members(unit: Unit, deps: Deps, circle: str) -> tuple[Person, ...]:
    """The same, of a circle of approvers."""
    entries = [deps.roster.canonical(entry) for entry in deps.roster.circle(circle)]
    met = unit.people.listed(set(entries))
    return _each_once([met.get(entry) for entry in dict.fromkeys(entries)])


def _each_once(found: list[Person | None]) -> tuple[Person, ...]:
    known = dict.fromkeys(person for person in found if person)
    return (*known, *(Person("", "") for person in found if not person))
