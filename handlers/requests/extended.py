"""Whether the legal clock of a request may be extended still (GDPR Art. 12(3)), and why not."""

from __future__ import annotations

from datetime import date

from domain.law import extended_day, first_day
from domain.policy import Policy
from domain.request import Request
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.clock import runs
from handlers.requests.refused import refusal_event

NOBODY, OVER, ALREADY, PASSED, REFUSED = "nobody", "over", "already", "passed", "refused"


def bar(unit: Unit, request: Request, policy: Policy, day: date) -> str:
    """Why it cannot be extended, as a code; empty where it can: somebody waits for what they asked for, and the first
    date has not passed. Of a refusal they are told within the first month (Art. 12(4)), which nothing extends."""
    if not request.by_law or not unit.subjects.of(request.id):
        return NOBODY
    if request.extended_on:
        return ALREADY
    if not runs(unit, request):
        return OVER
    if refusal_event(unit, request):
        return REFUSED
    return PASSED if day > first_day(request, policy.where) else ""


def barred(request: Request, policy: Policy, why: str, words: Words) -> str:
    """The same as a sentence that says what to do."""
    said = words.extend
    if why == ALREADY and request.extended_on:
        return said.already(request.id, extended_day(request, policy.where), request.extended_on)
    if why == PASSED:
        return said.passed(request.id, first_day(request, policy.where))
    if why == REFUSED:
        return said.refused(request.id, first_day(request, policy.where))
    return said.ONCE_NOBODY if why == NOBODY else said.over(request.id)
