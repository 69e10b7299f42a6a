"""What one line of a card says at a glance, whatever kind of request it belongs to."""

from __future__ import annotations

from domain.notes import Note, is_known
from domain.request import StepState
from domain.view import StepView

SIGNS = {
    StepState.WAITING: "–",
    StepState.RUNNING: "⏳",
    StepState.RETRYING: "⏳",
    StepState.DONE: "✓",
    StepState.FAILED: "⚠",
    StepState.CANCELLED: "–",
}
_NOT_QUITE = frozenset({Note.CLOSED, Note.NOT_TOLD, Note.TOLD_NO, Note.WARNED})  # settled, and yet not what was wanted


def sign(line: StepView) -> str:
    """✓ only for what is done as it was wanted."""
    return SIGNS[StepState.FAILED] if is_doubtful(line) else SIGNS[line.state]


def is_settled(line: StepView) -> bool:
    """Nobody has to look at it any more."""
    return line.state is StepState.DONE and not is_doubtful(line)


def is_doubtful(line: StepView) -> bool:
    """Done, but without a proof, or not all of it."""
    return line.state is StepState.DONE and (line.note in _NOT_QUITE or bool(line.groups) or not is_known(line.note))
