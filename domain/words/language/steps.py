"""What came of a step, or how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.erasure.plan import StepKind
from domain.moment import Moment
from domain.notes import Note


class StepsWords(Protocol):
    NOTES: Mapping[Note, str]
    UNKNOWN: str

    def happened(self, code: Note) -> str: ...
    def note(self, code: Note, part: StepKind) -> str: ...
    def owner_is(self, name: str) -> str: ...
    def service_says(self, fault: str) -> str: ...
    def silent_since(self, when: str | Moment) -> str: ...
