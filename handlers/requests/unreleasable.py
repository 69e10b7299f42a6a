"""Legal holds that nobody could release, as whoever is an admin has set them: said before it matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from domain.called import called
from domain.hold import Hold
from domain.people import Role
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.gate import is_told
from handlers.requests.holders import Listed, on_roster

_AT_ONCE = 200


def unreleasable(unit: Unit, people: Listed) -> list[Hold]:
    """Oldest first. Who is listed as an admin and was never met is somebody else than whoever has set one."""
    admins = on_roster(unit, people)[Role.ADMIN]
    if any(not admin.id for admin in admins):
        return []
    return [hold for hold in _all(unit) if stuck(unit, [admin.id for admin in admins], hold)]


def stuck(unit: Unit, admins: list[str], hold: Hold) -> bool:
    """Whether each of these has set it, or somebody in their name."""
    return all(admin and (unit.people.same(admin, [hold.by]) or _is_told(unit, admin, hold)) for admin in admins)


def _is_told(unit: Unit, admin: str, hold: Hold) -> bool:
    return any(is_told(unit, admin, hold.subject_id, one) for one in unit.events.held_by([hold.subject_id]))


def _all(unit: Unit) -> Iterator[Hold]:
    page = unit.subjects.all_holds(_AT_ONCE)
    while page:
        yield from page
        page = unit.subjects.all_holds(_AT_ONCE, page[-1])


def report(unit: Unit, people: Listed, zone: tzinfo, words: Words) -> str:
    """What whoever runs the bot reads; empty where each can be released."""
    found = unreleasable(unit, people)
    if not found:
        return ""
    name = called(unit.people.names([found[0].by]), found[0].by, words)
    return words.hold.unreleasable(name, words.moments.at(found[0].at, zone), len(found))
