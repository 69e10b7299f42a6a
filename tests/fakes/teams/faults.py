"""Bad weather on demand: for a call, or for all of them, for so many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["answer", "drop", "refuse", "slow", "mute"]


@dataclass
class Fault:
    """`answer`: this status and code instead. `drop`: done, and no answer. `refuse`: not done, and no answer.

    `mute`: done, and answered with no more than `told`. `slow`: waits `seconds` first. `call` "*" is any. It may
    answer with `retry_after` (seconds) and a `location`.
    """

    kind: Kind
    call: str = "*"
    times: int = 1
    status: int = 500
    code: str = "ServiceError"
    retry_after: int | None = None
    seconds: float = 1.0
    location: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, call: str) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self._waiting:
            if fault.call in {"*", call} and fault.times > 0:
                fault.times -= 1
                return fault
        return None
