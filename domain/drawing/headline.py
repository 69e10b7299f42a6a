"""What a card says first: its title, the word that decides, and how that feels at a glance."""

from __future__ import annotations

from domain import words
from domain.card import Tone
from domain.drawing.export import export_status, is_stuck
from domain.erasure.plan import Part, Verdict, part_of
from domain.request import OPEN, Kind, State, StepState
from domain.view import Line, Story
from domain.words import card as words_card

_TONES = {
    State.PENDING_APPROVAL: Tone.WAITING,
    State.IN_PROGRESS: Tone.WAITING,
    State.NEEDS_ATTENTION: Tone.BAD,
    State.COMPLETED: Tone.GOOD,
    State.DENIED: Tone.BAD,
}
_NOT_QUITE = frozenset({"closed", "not_told", "told_no"})  # settled, and yet not what was wanted


def title(story: Story) -> str:
    """Short, and of one line: it is the first thing that a notification shows."""
    request, subjects = story.request, story.named
    sources = [line.name for line in story.sources]
    match request.kind:
        case Kind.EXPORT:
            return words_card.export(subjects, story.holder, story.purpose)
        case Kind.REMOVE_USER:
            return words_card.remove([line.who or line.name for line in story.lines])
    return words_card.erase(subjects, sources) if story.erasure else words_card.refresh(sources)


def status(story: Story) -> str:
    """The verdict or the state."""
    request, plain = story.request, words.STATES[story.request.state]
    if story.held and request.state in OPEN:
        return words_card.ON_HOLD
    if word := _verdict(story):
        return word
    if request.state is State.PENDING_APPROVAL:
        return f"{plain} · {words.progress(story.approvals, request.quorum)}"
    if request.kind is Kind.EXPORT:
        return export_status(story) or plain
    return f"{plain} · {words.progress(story.done, len(story.lines))}" if request.state is State.IN_PROGRESS else plain


def tone(story: Story) -> Tone:
    """An export that waits for the next thing to be done is as it should be; what nobody verified is not."""
    request = story.request
    if request.kind is Kind.EXPORT and request.state is State.NEEDS_ATTENTION and not is_stuck(story):
        return Tone.WAITING
    if request.state is State.NEEDS_ATTENTION and _found_gone(story) and not story.failed:
        return Tone.WAITING
    if request.state is State.COMPLETED and (
        _later(story) or any(is_doubtful(line) or _is_open_check(line) for line in story.lines)
    ):
        return Tone.BAD
    return _TONES.get(request.state, Tone.NEUTRAL)


def sign(line: Line) -> str:
    """✓ only for what is done as it was wanted."""
    return words.SIGNS[StepState.FAILED] if is_doubtful(line) else words.SIGNS[line.state]


def is_settled(line: Line) -> bool:
    """Nobody has to look at it any more."""
    return line.state is StepState.DONE and not is_doubtful(line)


def is_doubtful(line: Line) -> bool:
    """Done, but without a proof, or not all of it."""
    return line.state is StepState.DONE and (line.note in _NOT_QUITE or bool(line.groups))


def _is_open_check(line: Line) -> bool:
    return part_of(line.key) is Part.CHECK and not is_settled(line)


def _verdict(story: Story) -> str:
    """The word that decides; empty while there is none. What was found outweighs all else."""
    state = story.request.state
    notes = [line.note for line in story.lines if part_of(line.key) is Part.CHECK]
    if state is State.NEEDS_ATTENTION:
        bad = next((v for v in (Verdict.STILL_THERE, Verdict.NO_CHECK) if v in notes), None)
        return words_card.VERDICTS[bad] if bad else words_card.GONE if _found_gone(story) else ""
    if state is not State.COMPLETED:
        return ""
    if later := _later(story):
        return words_card.LATER[later]
    if any(line.groups for line in story.lines):
        return words_card.ACCESS_REMAINS
    if not notes:
        return ""
    return words_card.VERDICTS[Verdict.GONE] if _found_gone(story) else words_card.NOT_VERIFIED


def _later(story: Story) -> Verdict | None:
    """What a look after the end brought to light that the verdict of the end did not know."""
    failed = (line for line in story.lines if part_of(line.key) is Part.AGAIN and line.state is StepState.FAILED)
    notes = [line.note for line in failed]
    return next((v for v in (Verdict.STILL_THERE, Verdict.NO_CHECK) if v in notes), None)


def _found_gone(story: Story) -> bool:
    """Every look-up that the plan has was made, and found nobody."""
    checks = [line for line in story.lines if part_of(line.key) is Part.CHECK]
    return bool(checks) and all(line.note == Verdict.GONE and line.state is StepState.DONE for line in checks)
