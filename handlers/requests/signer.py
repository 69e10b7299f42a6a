"""In whose name a letter goes out."""

from __future__ import annotations

from dataclasses import dataclass

from domain.export.facts import ExportFacts
from domain.mail.headers import visible
from domain.request import Step
from handlers.ports import Unit
from handlers.requests.sealed import facts

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Signer:
    """Their id, and the name below the letter, as it was when they read and pressed."""

    by: str
    signed: str

    @classmethod
    def of(cls, unit: Unit, person_id: str) -> Signer:
        return cls(person_id, visible(unit.people.names([person_id]).get(person_id, ""))[:_LONGEST_NAME].strip())

    @classmethod
    def at(cls, unit: Unit, step: Step) -> Signer:
        """Who had the letter of this step sent. Earlier versions kept no name."""
        kept = facts(unit, step, ExportFacts)
        return cls.of(unit, kept.by) if kept.signed is None else cls(kept.by, kept.signed)
