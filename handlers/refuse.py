"""`refuse`: refusing a request to the person, with the three texts that the law asks for (GDPR Art. 12(4))."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain import words
from domain.card import Answer, Field, Form, Input, say
from domain.names import request_id
from domain.notice import Outcome
from domain.request import Change, State
from handlers.answers import once
from handlers.closing import close
from handlers.deps import Act, Deps
from handlers.owed import owed
from handlers.ports import Unit
from handlers.told import answer


async def refuse(deps: Deps, act: Act) -> Answer:
    """The form for the texts."""
    ref = request_id(act.ref)
    if not ref:
        return say(words.which_request("refuse"))
    known = await deps.storage.read(lambda unit: unit.requests.get(ref))
    return _refusal(ref) if known else say(words.unknown_request(ref))


def _refusal(ref: str, error: str = "", values: Mapping[str, str] = {}) -> Form:
    labels = {"ground": words.REFUSE_GROUND, "complaint": words.REFUSE_COMPLAINT, "remedy": words.REFUSE_REMEDY}
    fields = tuple(
        Field(name, label, Input.PARAGRAPH, value=values.get(name, ""), error="" if values.get(name) else error)
        for name, label in labels.items()
    )
    return Form("refuse", ref, words.REFUSE_TITLE, words.REFUSE, fields)


async def refused(deps: Deps, act: Act) -> Answer:
    """The filled-in texts; what runs is asked to stop."""
    texts = {name: act.value(name) for name in ("ground", "complaint", "remedy")}
    if not all(texts.values()):
        return _refusal(act.ref, words.NEEDS_ALL, texts)
    return await once(deps, act, lambda unit, now: _refuse(unit, act, texts, now))


def _refuse(unit: Unit, act: Act, texts: Mapping[str, str], now: datetime) -> Outcome:
    request = unit.requests.get(request_id(act.ref))
    if not request:
        return Outcome("unknown", act.ref)
    waits = owed(unit, request, unit.steps.of(request.id))
    if not request.open and not waits:
        return Outcome(f"not-refused:{request.state}", request.id)
    sealed = unit.subjects.seal(request.subject_id, json.dumps(dict(texts)))
    data = {"texts": b64encode(sealed).decode()}
    unit.events.add("request.refusal", now, actor=act.person.id, request=request.id, data=data)
    if waits:
        answer(unit, request, "told_no", "", act.person.id, now)
        return Outcome("settled:refused", request.id)
    running = request.state is State.IN_PROGRESS
    stopped = replace(request, cancel_asked_by=act.person.id) if running else request
    close(unit, stopped, Change.REFUSE, now, actor=act.person.id)
    return Outcome("settled:refused", request.id)
