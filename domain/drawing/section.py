"""What the card of a request asks of its kind: one record a kind. The table of them is `domain.drawing.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Never

from domain.card import Button, Item
from domain.moment import Timed, joined
from domain.view import RequestView, StepView
from domain.words.language import Words


def _nothing(*_: object) -> str:
    return ""


def _none(*_: object) -> Sequence[Never]:
    return ()


def _yes(_: object) -> bool:
    return True


def _no(_: object) -> bool:
    return False


def beside(note: str, line: StepView) -> str:
    """The note in one row with all that came of the line."""
    if note.endswith(".") and line.detail and not isinstance(note, Timed):
        note = note[:-1]
    return joined("; ", (line.who if line.who != line.name else "", note, line.votes, line.detail))


@dataclass(frozen=True, kw_only=True)
class Section:
    """How the cards of one kind differ from each other kind's. What is not stated is nothing, or as of most."""

    title: Callable[[RequestView, Words], str]
    approve: Callable[[Words], str]  # what the dialog says before a vote
    final: bool  # what is approved cannot be undone
    retried: bool = True  # what failed is an admin's to begin anew
    counts: bool = True  # while it is worked on, the card says how many of its lines are done
    by_urgency: bool = True  # while it is open: what went wrong first; else as its lines come

    verdict: Callable[[RequestView, Words], str] = _nothing  # the word that decides, where something was found
    waits: Callable[[RequestView, Words], str] = _nothing  # for whom, where it goes on as it should
    is_stuck: Callable[[RequestView], bool] = _yes  # of one that needs attention: it is more than somebody's turn
    is_unproved: Callable[[RequestView], bool] = _no  # of one that is completed

    told: Callable[[str, StepView], str] = beside  # (note, line): the note, and what came of the line
    stays: Callable[[StepView], bool] = _no  # a line that is settled, and not folded before the end
    folded: Callable[[RequestView, Words], Sequence[Item]] = _none  # behind what is done
    advice: Callable[[RequestView, Words], str] = _nothing  # what to do now, before what is missing
    text: Callable[[RequestView, Words], Sequence[str]] = _none
    crossed: Callable[[Sequence[str], Words], str] = _nothing  # (ids, words): of what is open beside it, and it crosses
    copy: Callable[[RequestView, Words], str] = _nothing
    buttons: Callable[[RequestView, Words], Sequence[Button]] = _none  # between those of every kind
