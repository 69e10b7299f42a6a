"""Whom the legal holds of the log cover, whatever our rows say of who is whom.

Each hold, and whatever was found out later of whom it is on, names the subjects of that human, and holds marks of all
that they are known by, sealed under the key of the hold's own subject: they die with it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable

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
        """Ids of the subjects of the holds that stand on somebody of the request. `named`: whom it names, in clear."""
        standing = self._events.standing()
        return self._those(standing, self._of_request(request_id, named)) if standing else set()

    def of_human(self, subject_id: str, named: Iterable[str]) -> set[str]:
        """The same of holds on the human that the subject is."""
        standing = self._events.standing()
        theirs = self._subjects.covered(subject_id) | self._subjects.named(named)
        return self._those(standing, theirs) if standing else set()

    def _of_request(self, request_id: str, named: Iterable[str]) -> Covered:
        """Whom it names, who they are by our rows, and who they were found to be for this request."""
        found = self._subjects.named(named)
        for subject in self._subjects.of(request_id):
            found |= self._subjects.covered(subject)
        united = [event for event in self._events.of(request_id) if event.kind is EventKind.SUBJECT_UNITED]
        for event in united:
            found |= self._covered(event, _keeper(event)) or Covered()
        return found

    def _those(self, standing: dict[str, list[Event]], theirs: Covered) -> set[str]:
        self._subjects.learn(standing)
        return {one for one, told in standing.items() if any(self._meets(event, one, theirs) for event in told)}

    def _meets(self, event: Event, held: str, theirs: Covered) -> bool:
        """Where it cannot be read any more whom it covers, it may be anybody."""
        covered = self._covered(event, held)
        return covered is None or (covered | Covered(frozenset({held}))).meets(theirs)

    def _covered(self, event: Event, keeper: str) -> Covered | None:
        """Earlier releases told of no marks. `keeper`: under whose key those are sealed."""
        subjects = frozenset(event.data.get("subjects", "").split())
        if KNOWN not in event.data:
            return Covered(subjects)
        try:
            opened = self._subjects.unseal(keeper, event.sealed(KNOWN), _cell(event.kind, event.request))
        except Altered:
            return None
        return None if opened is None else Covered(subjects, frozenset(json.loads(opened)))


def _keeper(event: Event) -> str:
    return event.data.get("subject") or next(iter(event.data.get("subjects", "").split()), "")


def _cell(kind: EventKind, request: str | None) -> Cell:
    return event_cell(request or "", f"{kind} {KNOWN}")
