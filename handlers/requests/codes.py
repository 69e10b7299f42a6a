"""What an approval takes besides the press: asked for in a form, and counted where everybody counts it, so that neither
another replica nor a restart gives anybody one try more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.called import called
from domain.card import Answer, Card, Field, Form, Stays, say
from domain.codes import LOCKED, MOST, SAME_DELIVERY, Device, bare
from domain.event import EventKind
from domain.filled import again
from domain.notice import NoticeKind
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.request import Factor, Request
from domain.target import Target
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.filling import refilled

CODE, NUMBER = Factor.CODE.value, Factor.NUMBER.value  # the fields of forms


def device_of(unit: Unit, person: str) -> Device | None:
    """The one whose codes count. Who confirmed it must be another human, as far as is known today."""
    device = unit.codes.of(person)
    return device if device and not unit.people.same(person, [device.kept_by or person]) else None


def name_of(unit: Unit, person: str, words: Words) -> str:
    """Of whoever it is today."""
    [now] = unit.people.now([person])
    return called(unit.people.names([now]), now, words)


def locked_until(unit: Unit, person: str, now: datetime) -> datetime | None:
    count, last = unit.codes.wrong(person, now)
    return last + LOCKED if last and count >= MOST and now < last + LOCKED else None


def barred(unit: Unit, person: str, factor: Factor, now: datetime, away: Sequence[str] = ()) -> Outcome | None:
    """Why a form would be of no use. `away`: in whose name alone they act. Whoever lends a role to somebody, and
    confirms their device as well, would be two people in one."""
    if factor is not Factor.CODE:
        return None
    if until := locked_until(unit, person, now):
        return Outcome(Code.CODE_LOCKED, None, until.isoformat())
    device = device_of(unit, person)
    if not device:
        return Outcome(Code.CODE_NONE)
    return Outcome(Code.CODE_BY_GIVER, None, device.kept_by or "") if by_giver(unit, person, factor, away) else None


def by_giver(unit: Unit, person: str, factor: Factor | None, away: Sequence[str]) -> bool:
    """Whether codes would not count because those alone confirmed the device in whose name they act."""
    device = device_of(unit, person) if away and factor is Factor.CODE else None
    return device is not None and all(unit.people.same(giver, [device.kept_by or giver]) for giver in away)


def form(request: Request, factor: Factor, text: str, words: Words) -> Form:
    title = words.codes.NUMBER_TITLE if factor is Factor.NUMBER else words.codes.APPROVE_TITLE
    return Form("approve", request.id, title, words.buttons.APPROVE, (field_for(factor, words),), text)


def field_for(factor: Factor, words: Words, *, for_yes: bool = False) -> Field:
    """Where it is given. `for_yes`: only by who chooses *yes* in the same form."""
    said, needed = words.codes, not for_yes
    if factor is Factor.NUMBER:
        return Field(NUMBER, said.NUMBER, hint=said.NUMBER_FOR_YES if for_yes else said.NUMBER_HINT, required=needed)
    hint = said.CODE_FOR_YES if for_yes else said.CODE_HINT
    return Field(CODE, said.CODE, hint=hint, missing=said.NEEDS_CODE, required=needed)


def objection(
    unit: Unit, act: Act, factor: Factor, request: Request, now: datetime, away: Sequence[str] = ()
) -> Outcome | None:
    """Why what was typed does not do; a right code is used up by this. None: it does. `away`: as of `barred`."""
    if factor is Factor.NUMBER:
        right = act.value(NUMBER).upper() == request.id
        return None if right else Outcome(Code.NUMBER_WRONG)
    me = act.person.id
    unit.codes.alone(me)
    if why := barred(unit, me, factor, now, away):
        return why
    if not bare(act.value(CODE)):
        return Outcome(Code.CODE_MISSING)
    device = device_of(unit, me)
    interval = device.shows(act.value(CODE), now) if device else None
    if not device or interval is None:
        return _wrong(unit, act, request, now)
    if not use(unit, device, interval, me, now):
        return Outcome(Code.CODE_USED)
    unit.codes.forget_wrong(me)
    return None


def use(unit: Unit, device: Device, interval: int, by: str, now: datetime) -> bool:
    """Whether its code of this interval counts, which is so once. `by`: who gave it."""
    if not unit.codes.use(device.id, interval, now):
        return False
    data = {"device": device.id, "interval": str(interval), "who": device.person_id}
    unit.events.add(EventKind.CODE_USED, now, actor=by, request=None, data=data)
    return True


def _wrong(unit: Unit, act: Act, request: Request, now: datetime) -> Outcome:
    me, before = act.person.id, unit.codes.wrong(act.person.id, now)[0]
    if before >= MOST:  # of a lock that has ended
        unit.codes.forget_wrong(me)
    mark = unit.subjects.fingerprint(f"{act.delivery}\0{act.value(CODE)}")
    unit.codes.add_wrong(me, mark, now, since=now - SAME_DELIVERY)
    unit.events.add(EventKind.CODE_WRONG, now, actor=me, request=request.id, data={"mark": mark})
    count, _ = unit.codes.wrong(me, now)
    if count < MOST:
        return Outcome(Code.CODE_WRONG, None, str(MOST - count))
    unit.events.add(EventKind.CODE_LOCKED, now, actor=me, request=None)
    tell(unit, me, "locked", now, until=(now + LOCKED).isoformat())
    return Outcome(Code.CODE_LOCKED, None, (now + LOCKED).isoformat())


def tell(unit: Unit, person: str, how: str, now: datetime, *, admins: bool = True, **more: str) -> None:
    """The person, on every door that they have, so that they hear of what was done in their name; and all admins."""
    key, data = f"code/{person}/{how}/{now.isoformat()}", {"as": how, "who": person, **more}
    unit.notices.add(key, NoticeKind.CODE, Target.person(person), now, data=data)
    if admins:
        unit.notices.add(f"{key}/admins", NoticeKind.CODE_ADMINS, Target.role(Role.ADMIN), now, data=data)


def filled_in(shown: Form, act: Act) -> Form | None:
    """The form again, where something is missing; what cannot be a code is no try."""
    return refilled(shown, act, misread(shown, act))


def misread(shown: Form, act: Act) -> dict[str, str]:
    """What is wrong with a code that the form asks for, by its field."""
    asks = any(field.name == CODE for field in shown.fields)
    return {CODE: act.words.codes.NEEDS_CODE} if asks and not bare(act.value(CODE)) else {}


def at_field(answer: Card, shown: Form | None, values: Mapping[str, Sequence[str]] = {}) -> Answer:
    """What is wrong with what was typed stands at its field. `values`: what else was; the code, nobody needs again."""
    if shown and isinstance(answer, Stays) and answer.at:
        kept = {name: texts for name, texts in values.items() if name not in {CODE, NUMBER}}
        return again(shown, kept, {answer.at: " ".join(answer.text)})
    return answer


def _locked(_: Unit, deps: Deps, act: Act, until: str) -> Card:
    return say(act.words.codes.locked(act.words.moments.at(datetime.fromisoformat(until), deps.policy.timezone)))


def _saying(text: Callable[[Words], str]) -> Callable[[Unit, Deps, Act, str], Card]:
    return lambda _, __, act, ___: say(text(act.words))


ANSWERS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.CODE_WRONG: lambda _, __, act, left: say(act.words.codes.wrong(int(left))),
    Code.CODE_LOCKED: _locked,
    Code.CODE_USED: _saying(lambda words: words.codes.USED),
    Code.CODE_NONE: _saying(lambda words: words.codes.NO_CODE),
    Code.CODE_MISSING: _saying(lambda words: words.codes.NEEDS_CODE),
    Code.CODE_BY_GIVER: lambda unit, _, act, giver: say(act.words.codes.by_giver(name_of(unit, giver, act.words))),
    Code.CODE_OFF: _saying(lambda words: words.codes.OFF),
    Code.NUMBER_WRONG: _saying(lambda words: words.codes.NUMBER_WRONG),
    Code.DEVICE_OLD: _saying(lambda words: words.codes.OLD),
    Code.DEVICE_PROVED: _saying(lambda words: words.codes.PROVED),
    Code.DEVICE_KEPT: _saying(lambda words: words.codes.CONFIRMED),
    Code.DEVICE_OWN: _saying(lambda words: words.codes.NOT_YOUR_OWN),
    Code.DEVICE_LENT: _saying(lambda words: words.codes.IN_YOUR_OWN_NAME),
    Code.DEVICE_APPROVER: _saying(lambda words: words.codes.TAKES_AN_APPROVER),
    Code.DEVICE_VOID: _saying(lambda words: words.codes.VOID),
    Code.DEVICE_SETTLED: _saying(lambda words: words.codes.SETTLED),
    Code.DEVICE_ENDED: _saying(lambda words: words.codes.ENDED),
    Code.DEVICE_NONE: _saying(lambda words: words.codes.NONE_TO_END),
}
_CODES = (
    Code.CODE_WRONG,
    Code.CODE_LOCKED,
    Code.CODE_USED,
    Code.CODE_NONE,
    Code.CODE_OFF,
    Code.CODE_MISSING,
    Code.CODE_BY_GIVER,
)
FIELDS: Mapping[Code, str] = {Code.NUMBER_WRONG: NUMBER, **dict.fromkeys(_CODES, CODE)}
