"""In which language letters about a request are: as somebody chose for it last, else that of the company's letters."""

from __future__ import annotations

from domain.event import EventKind
from domain.request import Request
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.deps import Deps
from handlers.ports import Unit

LANG = "lang"  # in the data of the event with which it was chosen


def language_of(unit: Unit, deps: Deps, request: Request) -> Words:
    drafts = (event for event in reversed(unit.events.of(request.id)) if event.kind is EventKind.LETTER_DRAFTED)
    return spoken(next(filter(None, (event.data.get(LANG, "") for event in drafts)), ""), deps.letters)
