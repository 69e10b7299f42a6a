"""`pause`: everything that deletes stops at once, in every replica, until another admin takes the brake off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.addresses import without_addresses
from domain.brake import MOST
from domain.card import Answer, Field, Form, Input
from domain.cell import brake_cell
from domain.filled import again
from domain.outcome import Code, Outcome
from domain.plain import one_line
from domain.reasons import may_be_of_one, may_end
from domain.rights import ADMINS
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.brake import ON, matter, tell
from handlers.requests.filling import refilled
from handlers.requests.gate import in_the_name_of
from handlers.requests.outcomes import once


async def pause(deps: Deps, act: Act) -> Answer:
    """`pause <reason>`; without a reason, a form that asks for it. What may be meant otherwise is asked back in it."""
    typed = act.ref.strip()
    if len(typed) > MOST or not (may_end(typed) or may_be_of_one(typed)):
        return await _pause(deps, act, typed)
    form = again(_form(act.words), {"reason": (typed,)}, {})
    return replace(form, text=act.words.brake.STOPS_ALL) if typed else form


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_form(act.words), act) or await _pause(deps, act, act.value("reason"))


def _form(words: Words) -> Form:
    said = words.brake
    fields = (Field("reason", said.REASON, Input.PARAGRAPH, hint=said.HINT, missing=said.NEEDS_REASON),)
    return Form("pause", "", said.TITLE, said.PAUSE, fields)


async def _pause(deps: Deps, act: Act, typed: str) -> Answer:
    """All admins read it, so no address stays in it."""
    reason = without_addresses(one_line(typed), deps.policy.own_domains)
    if len(reason) > MOST:
        return again(_form(act.words), {"reason": (typed,)}, {"reason": act.words.brake.too_long(len(reason), MOST)})
    return await once(deps, act, lambda unit, now: _put_on(unit, act, reason, now))


def _put_on(unit: Unit, act: Act, reason: str, now: datetime) -> Outcome:
    nobody = unit.subjects.anonymous(now)
    brake = unit.brakes.put_on(act.person.id, now, nobody, unit.subjects.seal(nobody, reason, brake_cell(nobody)))
    if not brake:
        there = unit.brakes.now()
        return Outcome(Code.BRAKE_THERE, None, str(there.id)) if there else Outcome(Code.BRAKE_NONE)
    who = (act.person.id, *in_the_name_of(act, ADMINS.roles))
    tell(unit, brake, ON, act.person.id, now, unit.people.marks(matter(str(brake.id)), who, act.traces(*who)))
    return Outcome(Code.BRAKE_ON)


COMMAND = Command(
    name="pause",
    usage="pause <reason>",
    sentence="Stops everything that deletes, at once, until another admin resumes it.",
    example="pause the wrong list was imported",
    who=ADMINS,
    behind=Behind.READ,
    typed=pause,
    files=frozenset(),
    submitted=submitted,
)
