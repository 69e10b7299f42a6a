"""What a card says first: its title, the word that decides, and how that feels at a glance."""

from __future__ import annotations

from domain.card import Tone
from domain.drawing.kinds import section
from domain.drawing.lines import is_doubtful
from domain.request import BEGUN, OPEN, State
from domain.view import RequestView
from domain.words.language import Words

_TONES = {
    State.PENDING_APPROVAL: Tone.WAITING,
    State.IN_PROGRESS: Tone.WAITING,
    State.NEEDS_ATTENTION: Tone.BAD,
    State.COMPLETED: Tone.GOOD,
    State.DENIED: Tone.BAD,
}


def title(story: RequestView, words: Words) -> str:
    """Short, and of one line: it is the first thing that a notification shows."""
    return section(story).title(story, words)


def status(story: RequestView, words: Words) -> str:
    """The verdict or the state."""
    request, plain, kind = story.request, words.requests.STATES[story.request.state], section(story)
    if story.unended:
        return words.card.CHANGED
    if story.held and request.state in OPEN:
        return words.card.ON_HOLD
    if story.paused and request.state in BEGUN:
        return words.brake.STATUS
    if word := kind.verdict(story, words):
        return word
    if request.state is State.PENDING_APPROVAL:
        return f"{plain} · {words.lists.progress(story.approvals, request.quorum)}"
    if word := kind.waits(story, words):
        return word
    counts = kind.counts and request.state is State.IN_PROGRESS
    return f"{plain} · {words.lists.progress(story.done, len(story.lines))}" if counts else plain


def tone(story: RequestView) -> Tone:
    """What waits for the next thing to be done is as it should be; what nobody verified is not."""
    state, kind = story.request.state, section(story)
    if story.unended:
        return Tone.BAD
    if state is State.NEEDS_ATTENTION and story.paused:
        return Tone.WAITING
    if state is State.NEEDS_ATTENTION and not kind.is_stuck(story):
        return Tone.WAITING
    if state is State.COMPLETED and (kind.is_unproved(story) or any(map(is_doubtful, story.lines))):
        return Tone.BAD
    return _TONES.get(state, Tone.NEUTRAL)
