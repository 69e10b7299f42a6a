"""What must not run over something else unseen: an erasure and a copy of the same person's data (GDPR Art. 15, 17).

The law forbids neither of them, so it is said: at filing, on the cards, and to who asks for the other one.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.erasure.plan import StepKind, name_of, of
from domain.request import Request, Step
from handlers.ports import Unit


def crossed(unit: Unit, request: Request, steps: Sequence[Step]) -> list[str]:
    """Ids of the open requests about its people, or about those of a batch, that it crosses; once it is over, none."""
    if not request.open or not request.kind.crosses:
        return []
    return unit.subjects.crossed([request.id, *(name_of(step.key) for step in of(steps, StepKind.MEMBER))])
