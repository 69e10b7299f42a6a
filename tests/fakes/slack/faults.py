"""Bad weather on demand: for a method, or for all of them, for so many calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["throttle", "break", "drop", "refuse", "slow", "error", "redirect", "answer"]


@dataclass
class Fault:
    """`throttle`: 429. `break`: 500. `drop`: done, and no answer. `refuse`: not done, and no answer.

    `slow`: waits `seconds` first. `error`: `ok: false` with `code`. `redirect`: to a place that records who comes, with
    `status`. `answer`: `status` with `text` of type `kind_of`, and not done. `method` "*" is any.
    """

    kind: Kind
    method: str = "*"
    times: int = 1
    seconds: float = 1.0
    code: str = "fatal_error"
    status: int = 200
    text: str = ""
    kind_of: str = "application/json"


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self._waiting:
            if fault.method in {"*", method} and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def all_taken(self, method: str) -> bool:
        """Whether every call has come that was to meet one of these."""
        return not any(fault.method == method and fault.times > 0 for fault in self._waiting)
