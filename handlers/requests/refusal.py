"""`refuse`: refusing a request to the person, with the three texts that the law asks for (GDPR Art. 12(4))."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping

from domain.card import Answer, Field, Form, Input, say
from domain.cell import event_cell
from domain.event import EventKind
from domain.filled import again
from domain.outcome import Code, Outcome
from domain.refusal import Text, problems
from domain.request import Change, Request, State
from domain.rights import CHANGE
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.closing import close
from handlers.requests.filling import asked, filled
from handlers.requests.letter_language import language_of
from handlers.requests.outcomes import about
from handlers.requests.refused import bar, barred
from handlers.requests.signer import Signer


async def refuse(deps: Deps, act: Act) -> Answer:
    """`refuse <request> <ground>`: the form with what was typed, or at once why there is nothing to refuse."""
    return await asked(deps, act, lambda unit, request: _ask(unit, request, deps, act, act.asked.ref.rest.strip()))


def _ask(unit: Unit, request: Request, deps: Deps, act: Act, ground: str) -> Answer:
    if why := bar(unit, request):
        return say(barred(unit, request, deps.policy, why, act.words))
    form = _form(unit, request, deps, act.words)
    texts = {field.name: field.value for field in form.fields} | {Text.GROUND: ground}
    return again(form, {Text.GROUND: (ground,)}, problems(texts, act.words)) if ground else form


def _form(unit: Unit, request: Request, deps: Deps, words: Words) -> Form:
    """What the person reads, is proposed in the language of letters."""
    said, letters = words.refusing, language_of(unit, deps, request)
    complaint = letters.letters.complaint(deps.policy.authority)
    fields = (
        Field(Text.GROUND, said.GROUND, Input.PARAGRAPH, hint=said.GROUND_HINT),
        Field(Text.COMPLAINT, said.COMPLAINT, Input.PARAGRAPH, hint=said.RIGHT_HINT, value=complaint),
        Field(Text.REMEDY, said.REMEDY, Input.PARAGRAPH, value=letters.refusing.OWN_REMEDY),
    )
    return Form("refuse", request.id, said.TITLE, said.REFUSE, fields, said.LETTER_TO_COME)


async def refused(deps: Deps, act: Act) -> Answer:
    """The filled-in texts; what runs is asked to stop. Where something is wrong, the form stays as it was filled in."""
    texts: dict[str, str] = {name: act.value(name) for name in Text}
    if bad := await deps.storage.read(lambda unit: _wrong(unit, deps, act, texts)):
        return bad
    return await about(
        deps, act, lambda case: _refuse(case, {**texts, "lang": language_of(case.unit, deps, case.request).tag})
    )


def _wrong(unit: Unit, deps: Deps, act: Act, texts: Mapping[str, str]) -> Form | None:
    """How long a text may be, the letter decides."""
    request = filled(unit, act)
    if not request:
        return None
    why = bar(unit, request)
    wrong = (
        {str(Text.GROUND): barred(unit, request, deps.policy, why, act.words)} if why else problems(texts, act.words)
    )
    typed = {name: (text,) for name, text in texts.items()}
    return again(_form(unit, request, deps, act.words), typed, wrong) if wrong else None


def _refuse(case: Case, texts: Mapping[str, str]) -> Outcome:
    """The person still waits: for the letter, which somebody sends and says so."""
    unit, request = case.unit, case.request
    if why := bar(unit, request):
        return Outcome(Code.NOT_REFUSED, case.id, why)
    signed = Signer.of(unit, case.person).signed
    cell = event_cell(case.id, EventKind.REQUEST_REFUSAL)
    sealed = unit.subjects.seal(request.subject_id, json.dumps({**texts, "signed": signed}), cell)
    case.event(EventKind.REQUEST_REFUSAL, {"texts": b64encode(sealed).decode()})
    if not request.open:
        case.save()  # the texts are in the log alone, and yet its cards show them
        return Outcome(Code.SETTLED_REFUSED, case.id)
    if request.state is State.IN_PROGRESS:
        case.change(cancel_asked_by=case.person)
    close(case, Change.REFUSE)
    return Outcome(Code.SETTLED_REFUSED, case.id)


COMMAND = Command(
    name="refuse",
    usage="refuse <request> [ground]",
    sentence="Refuses a request to the person, and writes the letter to them.",
    example="refuse DSR-7K3QFA legal claims",
    who=CHANGE,
    behind=Behind.READ,
    typed=refuse,
    files=frozenset(),
    submitted=refused,
)
