"""What went otherwise on the way to the end of an erasure, from the log: holds, failures, and what was tried again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from domain.called import called
from domain.drawing.certificate import Entry
from domain.drawing.results import name
from domain.erasure.plan import StepKind, part_of
from domain.event import Event, EventKind
from domain.notes import Note
from domain.request import Request, Step
from domain.words.language import Words
from handlers.ports import Unit

_MOST = 14  # rows; the page must stay one that is read
_ROW = tuple[str, str, str | None, datetime]  # what, result, actor, when


def troubles(unit: Unit, request: Request, steps: Sequence[Step], zone: tzinfo, words: Words) -> list[Entry]:
    """Oldest first; the same thing again and again is one row."""
    shown = {step.key: _name(step, words) for step in steps}
    found = sorted(
        [*_holds(unit, request, words), *_failures(unit.events.of(request.id), shown, words)], key=lambda row: row[3]
    )
    names = unit.people.names({actor for _, _, actor, _ in found if actor})
    acts = []
    for (what, result, actor), group in groupby(found, key=lambda row: row[:3]):
        same = list(group)
        acts.append(
            Entry(
                what,
                words.lists.times(result, len(same)),
                called(names, actor, words) if actor else "",
                words.moments.at(same[-1][3], zone).plain,
            )
        )
    more = Entry(words.certificate.MORE.format(len(acts) - _MOST), words.certificate.LOG, "", "")
    return acts if len(acts) <= _MOST else [*acts[:_MOST], more]


def _name(step: Step, words: Words) -> str:
    part = part_of(step.key)
    return step.label if part is StepKind.SOURCE else words.plan.PARTS[part].format(name(step.key, step.label, words))


def _holds(unit: Unit, request: Request, words: Words) -> Iterable[_ROW]:
    """While the request lived, and one that was set before and still there when it was filed."""
    open_since: dict[str, Event] = {}
    for event in unit.events.holds(request.id):
        if event.at >= request.created_at:
            before = open_since.pop(event.data.get("subject", ""), None)
            yield from [_hold(before, words)] if before else []
            yield _hold(event, words)
        elif event.kind is EventKind.SUBJECT_HELD:
            open_since[event.data.get("subject", "")] = event
        else:
            open_since.pop(event.data.get("subject", ""), None)
    yield from (_hold(event, words) for event in open_since.values())


def _hold(event: Event, words: Words) -> _ROW:
    held = event.kind is EventKind.SUBJECT_HELD
    what = words.certificate.HELD if held else words.certificate.RELEASED
    return what, words.certificate.NOTHING if held else words.certificate.WENT_ON, event.actor, event.at


def _failures(events: Iterable[Event], shown: dict[str, str], words: Words) -> Iterable[_ROW]:
    """A run that only followed an answer is no new try."""
    for event in events:
        what = shown.get(event.data.get("step", ""), "")
        match event.kind:
            case EventKind.STEP_FAILED | EventKind.ERASURE_CHECKED if event.data.get("note") != Note.GONE:
                yield what, words.steps.happened(Note(event.data.get("note", ""))), None, event.at
            case EventKind.ERASURE_VOTE if event.data.get("as") == "kept":
                yield what, words.certificate.NO_DELETION, event.actor, event.at
            case EventKind.REQUEST_RETRIED if event.data.get("as") == "anew":
                yield words.certificate.tried_again(event.data.get("run", "")), "", event.actor, event.at
