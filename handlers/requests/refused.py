"""What was refused to a person, opened from the log, and why something cannot be refused."""

from __future__ import annotations

import json

from domain.called import called
from domain.cell import event_cell
from domain.event import Event, EventKind
from domain.letters import LetterKind, Part, filled
from domain.policy import Policy
from domain.refusal import Refusing, Text
from domain.request import UNANSWERED, Request
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.ports import Unit
from handlers.requests.letter_parts import common
from handlers.requests.owed import owed

NOBODY, ALREADY, REPLACED, ANSWERED, OVER = "nobody", "already", "replaced", "answered", "over"


def refusing(
    unit: Unit, request: Request, policy: Policy, words: Words, letters: Words | None = None
) -> Refusing | None:
    """None where it was not refused to the person. Where their key was destroyed, nobody knows the texts any more.

    `letters`: the words of the letter, where they are other ones than those of who reads about it; one that was kept
    with its language stays in it.
    """
    event = refusal_event(unit, request)
    if not event:
        return None
    opened = unit.subjects.unseal(
        request.subject_id, event.sealed("texts"), event_cell(request.id, EventKind.REQUEST_REFUSAL)
    )
    texts = json.loads(opened) if opened else dict.fromkeys(Text, words.people.LOST)
    by, said = event.actor or "", spoken(texts.get("lang", ""), letters or words)
    signed = texts.get("signed") or called(unit.people.names([by]), by, words)
    parts = {
        Part.GROUND: texts[Text.GROUND],
        Part.COMPLAINT: texts[Text.COMPLAINT],
        Part.REMEDY: texts[Text.REMEDY],
    }
    template = policy.letters.of(LetterKind.REFUSAL, said)
    written = filled(template, common(unit, request, policy, signed, said) | parts)
    return Refusing(
        **{name: texts[name] for name in Text},
        signed=signed,
        when=words.moments.at(event.at, policy.timezone),
        letter=written if opened else "",
        earlier="signed" not in texts,  # which is kept since it is asked
    )


def refusal_event(unit: Unit, request: Request) -> Event | None:
    """Only what ended without an answer was."""
    events = unit.events.of(request.id) if request.state in UNANSWERED else []
    return next((event for event in reversed(events) if event.kind is EventKind.REQUEST_REFUSAL), None)


def bar(unit: Unit, request: Request) -> str:
    """Why it cannot be refused, as a code; empty where it can: somebody asked, and waits for an answer."""
    if not request.by_law or not unit.subjects.of(request.id):
        return NOBODY
    if refusal_event(unit, request):
        return ALREADY
    if request.open or owed(unit, request, unit.steps.of(request.id)):
        return ""
    if request.state not in UNANSWERED:
        return OVER
    return REPLACED if unit.requests.replaced(request.id) else ANSWERED


def barred(unit: Unit, request: Request, policy: Policy, why: str, words: Words) -> str:
    """The same as a sentence."""
    said = words.refusing
    if why == ALREADY and (before := refusing(unit, request, policy, words)):
        return said.already(request.id, before.signed, before.when)
    if why == REPLACED:
        return said.replaced(request.id, unit.requests.replaced(request.id) or "")
    if why == OVER:
        return said.over(request.id, request.state)
    return said.NOBODY if why == NOBODY else said.answered(request.id)
