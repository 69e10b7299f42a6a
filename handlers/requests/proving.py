"""Whether there is anything to note of the question who a person is, and why not."""

from __future__ import annotations

from domain.request import Request
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.clock import runs

NOBODY, OVER, ALREADY, MEANWHILE = "nobody", "over", "already", "meanwhile"


def bar(unit: Unit, request: Request) -> str:
    """As a code; empty where there is: somebody waits, and has not answered yet."""
    if not request.by_law or not unit.subjects.of(request.id):
        return NOBODY
    if request.proved_on:
        return ALREADY
    return "" if runs(unit, request) else OVER


def barred(request: Request, why: str, words: Words) -> str:
    """The same as a sentence that says what to do."""
    said = words.identity
    if why == ALREADY and request.questioned_on and request.proved_on:
        return said.already(request.id, request.questioned_on, request.proved_on)
    return {NOBODY: said.NOBODY, MEANWHILE: said.MEANWHILE}.get(why) or said.over(request.id)
