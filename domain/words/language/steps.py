"""What came of a step, or how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.erasure.plan import StepKind
from domain.moment import Moment


class StepsWords(Protocol):
    NOTES: Mapping[str, str]

    def note(self, code: str, part: StepKind) -> str: ...
    def owner_is(self, name: str) -> str: ...
    def service_says(self, fault: str) -> str: ...
    def silent_since(self, when: str | Moment) -> str: ...
