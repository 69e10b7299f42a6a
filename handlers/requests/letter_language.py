"""In which language letters about a request are: as somebody chose for it last, else that of the company's letters."""

from __future__ import annotations

from domain.event import EventKind
from domain.letters import LetterKind
from domain.request import Request
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.deps import Deps
from handlers.ports import Unit

LANG = "lang"  # in the data of the event with which it was chosen


# What has written a letter that stays as it is, also where another language is chosen afterwards.
_WROTE = {LetterKind.EXTENSION: EventKind.REQUEST_EXTENDED, LetterKind.REFUSAL: EventKind.REQUEST_REFUSAL}


def language_of(unit: Unit, deps: Deps, request: Request, kind: LetterKind | None = None) -> Words:
    """`kind`: of one letter about it; without, of what is written now."""
    events = unit.events.of(request.id)
    wrote = [n for n, event in enumerate(events) if kind and event.kind is _WROTE.get(kind)]
    before = reversed(events[: wrote[-1]] if wrote else events)
    drafts = (event.data.get(LANG, "") for event in before if event.kind is EventKind.LETTER_DRAFTED)
    return spoken(next(filter(None, drafts), ""), deps.letters)
