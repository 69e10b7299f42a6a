"""In whose name a letter goes out."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from domain.mail.headers import visible
from domain.request import Step
from handlers.ports import Unit
from handlers.requests.sealed import private

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Signer:
    """Their id, and the name below the letter, as it was when they read and pressed."""

    by: str
    signed: str

    @property
    def kept(self) -> dict[str, str]:
        """As it is sealed with the step."""
        return asdict(self)

    @classmethod
    def of(cls, unit: Unit, person_id: str) -> Signer:
        return cls(person_id, visible(unit.people.names([person_id]).get(person_id, ""))[:_LONGEST_NAME].strip())

    @classmethod
    def at(cls, unit: Unit, step: Step) -> Signer:
        """Who had the letter of this step sent. Earlier versions kept no name."""
        kept = private(unit, step)
        by = kept.get("by", "")
        return cls(by, kept["signed"]) if "signed" in kept else cls.of(unit, by)
