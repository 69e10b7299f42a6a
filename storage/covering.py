"""Whom the legal holds of the log cover, whatever our rows say of who is whom.

Each hold, and whatever was found out later of whom it is on, names the subjects of that human, and holds marks of all
that they are known by, sealed under the key of the hold's own subject: they die with it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress

from domain.cell import Altered, Cell, event_cell
from domain.event import Event, EventKind
from domain.hold import Covered
from storage.events import Events
from storage.subjects import Subjects

KNOWN = "known"  # what those who are covered are known by


class Covering:
    """In one transaction."""

    def __init__(self, events: Events, subjects: Subjects) -> None:
        self._events, self._subjects = events, subjects

    def facts(self, subject_id: str, covered: Covered, kind: EventKind, request: str | None) -> dict[str, str]:
        """For an event of this kind. Nobody is known by anything any more whose key was destroyed."""
        facts = {"subjects": " ".join(sorted(covered.subjects))}
        if self._subjects.pseudonym(subject_id) is None:
            return facts
        sealed = self._subjects.seal(subject_id, json.dumps(sorted(covered.marks)), _cell(kind, request))
        return {**facts, KNOWN: b64encode(sealed).decode()}

    def of(self, request_id: str, named: Iterable[str]) -> set[str]:
        """Ids of the subjects of the holds that stand on somebody of the request. `named`: whom it names, in clear;
        looked through only where a hold stands."""
        standing = self._events.standing()
        return self._those(standing, self._of_request(request_id, named)) if standing else set()

    def of_human(self, subject_id: str, named: Iterable[str]) -> set[str]:
        """The same of holds on the human that the subject is."""
        standing = self._events.standing()
        if not standing:
            return set()
        return self._those(standing, self._subjects.covered(subject_id) | self._subjects.named(named))

    def _of_request(self, request_id: str, named: Iterable[str]) -> Covered | None:
        """Whom it names, who they are by our rows, and who they were found to be for this request. None where that was
        altered: then it may be anybody."""
        found = self._subjects.named(named)
        for subject in self._subjects.of(request_id):
            found |= self._subjects.covered(subject)
        united = [event for event in self._events.of(request_id) if event.kind is EventKind.SUBJECT_UNITED]
        try:
            for event in united:
                found |= Covered(_subjects(event), self._marks(event, _keeper(event)) or frozenset())
        except Altered:
            return None
        return found

    def _those(self, standing: dict[str, list[Event]], theirs: Covered | None) -> set[str]:
        if theirs is None:
            return set(standing)
        self._subjects.learn(standing)
        return {one for one, told in standing.items() if any(self._meets(event, one, theirs) for event in told)}

    def _meets(self, event: Event, held: str, theirs: Covered) -> bool:
        """Where it cannot be read any more whom it covers, it may be anybody."""
        with suppress(Altered):
            marks = self._marks(event, held)
            return marks is None or Covered(_subjects(event) | {held}, marks).meets(theirs)
        return True

    def _marks(self, event: Event, keeper: str) -> frozenset[str] | None:
        """None where their key is gone; earlier releases told of none. `keeper`: under whose key they are sealed.
        Raises Altered."""
        if KNOWN not in event.data:
            return frozenset()
        opened = self._subjects.unseal(keeper, event.sealed(KNOWN), _cell(event.kind, event.request))
        return None if opened is None else frozenset(json.loads(opened))


def _subjects(event: Event) -> frozenset[str]:
    return frozenset(event.data.get("subjects", "").split())


def _keeper(event: Event) -> str:
    return event.data.get("subject") or next(iter(event.data.get("subjects", "").split()), "")


def _cell(kind: EventKind, request: str | None) -> Cell:
    return event_cell(request or "", f"{kind} {KNOWN}")
