"""What a step is again before it is done once more."""

from __future__ import annotations

from typing import Any

from domain.notes import Note
from domain.request import StepState

ANEW: dict[str, Any] = {
    "state": StepState.WAITING,
    "note": Note.NONE,
    "adopted": False,
    **dict.fromkeys(("fault", "job_id", "intent_at", "failed_at", "silent_since", "settled_at", "told_on")),
}
