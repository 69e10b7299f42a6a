"""`refuse`: refusing a request to the person, with the three texts that the law asks for (GDPR Art. 12(4))."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain import words
from domain.card import Answer, Field, Form, Input, say
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
    return _refusal(act.request_id) if act.request_id else say(words.which_request("refuse"))


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
        return _refusal(act.request_id, words.NEEDS_ALL, texts)
    return await once(deps, act, lambda unit, now: _refuse(unit, act, texts, now))


def _refuse(unit: Unit, act: Act, texts: Mapping[str, str], now: datetime) -> Outcome:
    request = unit.requests.get(act.request_id)
    if not request:
        return Outcome("unknown", act.request_id)
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
