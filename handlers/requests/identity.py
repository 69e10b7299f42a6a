"""`identity`: that a person was asked who they are, on which day and how, and when they answered (GDPR Art. 12(6)).

What they showed is never kept. The legal date stays as it is: a second one is shown beside it (`domain.law`).
"""

from __future__ import annotations

from datetime import date

from domain.card import Answer, Field, Form, Input, say
from domain.event import EventKind
from domain.filled import again
from domain.outcome import Code, Outcome
from domain.request import Request
from domain.rights import CHANGE
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.case import Case, Changed
from handlers.requests.days import done_problem, filled_in, today
from handlers.requests.filling import asked, filled, fits, refilled
from handlers.requests.kept import sealed
from handlers.requests.outcomes import about
from handlers.requests.proving import MEANWHILE, bar, barred


async def identity(deps: Deps, act: Act) -> Answer:
    """`identity <request> [how]`: the form for the question or, once that was noted, for what the person answered."""
    return await asked(deps, act, lambda unit, request: _ask(unit, request, deps, act))


def _ask(unit: Unit, request: Request, deps: Deps, act: Act) -> Answer:
    if why := bar(unit, request):
        return say(barred(request, why, act.words))
    return _form(request, today(deps), act.words, act.asked.ref.rest.strip())


def _form(request: Request, day: date, words: Words, how: str = "") -> Form:
    """The names of its fields say which of the two it is."""
    said = words.identity
    name, label, hint, when, note = (
        ("proof", said.HOW_PROVED, said.PROOF_HINT, said.DAY_PROVED, said.PROOF)
        if request.questioned_on
        else ("question", said.HOW_ASKED, said.ASK_HINT, said.DAY_ASKED, said.ASK)
    )
    fields = (
        Field(name, label, Input.PARAGRAPH, hint=hint, value=how, missing=said.NEEDS_HOW),
        Field("day", when, Input.DATE, value=day.isoformat(), missing=said.NEEDS_DAY),
    )
    return Form("identity", request.id, said.TITLE, note, fields)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. Where something is wrong, it stays as it was filled in."""
    if bad := await deps.storage.read(lambda unit: _wrong(unit, deps, act)):
        return bad
    return await about(deps, act, lambda case: _note(case, act, filled_in(act, "day") or today(deps)))


def _wrong(unit: Unit, deps: Deps, act: Act) -> Form | None:
    request = filled(unit, act)
    if not request:
        return None
    form = _form(request, today(deps), act.words)
    if why := bar(unit, request) or ("" if fits(form, act) else MEANWHILE):
        return again(form, act.values, {form.fields[0].name: barred(request, why, act.words)})
    return refilled(form, act, {"day": _day_problem(request, filled_in(act, "day"), today(deps), act.words)})


def _day_problem(request: Request, day: date | None, now: date, words: Words) -> str:
    if not day:
        return words.identity.NEEDS_DAY
    early = words.identity.BEFORE_QUESTION if request.questioned_on and day < request.questioned_on else ""
    return done_problem(day, request, now, words) or early


def _note(case: Case, act: Act, day: date) -> Outcome:
    """Whether there is something to note is asked again: somebody else may have noted it since."""
    asks = "question" in act.values
    if why := bar(case.unit, case.request) or (MEANWHILE if asks is bool(case.request.questioned_on) else ""):
        return Outcome(Code.IDENTITY_BARRED, case.id, why)
    case.save(**(Changed(questioned_on=day) if asks else Changed(proved_on=day)))
    texts = {"how": act.value("question" if asks else "proof")}
    kind = EventKind.IDENTITY_ASKED if asks else EventKind.IDENTITY_PROVED
    case.event(kind, sealed(case.unit, case.request, kind, texts, on=day))
    return Outcome(Code.IDENTITY_ASKED if asks else Code.IDENTITY_PROVED, case.id)


COMMAND = Command(
    name="identity",
    usage="identity <request> [how]",
    sentence="Notes that a person was asked who they are, and how they answered.",
    example="identity DSR-7K3QFA called back on the number that we have",
    who=CHANGE,
    behind=Behind.READ,
    typed=identity,
    files=frozenset(),
    submitted=submitted,
)
