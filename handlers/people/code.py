"""`code`: a device of one's own for the codes that approvals take. The key is shown once, in a form, to whoever asks;
another human confirms that it is theirs, by the code that the device shows then. A new device comes the same way."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from domain.card import Answer, Button, Card, Field, Form, Style, say
from domain.codes import CONFIRM_WITHIN, MOST, SET_UP_WITHIN, Device, in_fours, otpauth
from domain.event import EventKind
from domain.notice import Notice, NoticeKind
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.refresh.names import bare
from domain.rights import CONFIRM_CODE, OWN_CODE
from domain.target import Target
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.codes import CODE, at_field, device_of, filled_in, name_of, tell, use
from handlers.requests.days import today
from handlers.requests.gate import acts_for
from handlers.requests.holders import holders
from handlers.requests.outcomes import once

STOP = "stop"
_SECRET = 20  # bytes, as RFC 4226 recommends


async def code(deps: Deps, act: Act) -> Answer:
    """A new key each time: one that was shown before, and not proved yet, is worth nothing any more."""
    if bare(act.ref) == STOP:
        return await once(deps, act, lambda unit, now: _stop(unit, act, now))
    me, secret = act.person.id, base64.b32encode(secrets.token_bytes(_SECRET)).decode()
    device = Device(id=secrets.token_hex(8), person_id=me, set_up_by=me, secret=secret, begun_at=deps.clock())
    another = await deps.storage.write(lambda unit: _begin(unit, device))
    return _key_form(device, act, another=another)


def _begin(unit: Unit, device: Device) -> bool:
    """Whether there is one that counts already."""
    me, now = device.person_id, device.begun_at
    unit.codes.begin(device)
    unit.events.add(EventKind.DEVICE_BEGUN, now, actor=me, request=None, data={"device": device.id})
    tell(unit, me, "begun", now, admins=False)
    return device_of(unit, me) is not None


def _stop(unit: Unit, act: Act, now: datetime) -> Outcome:
    """A device that is lost or in other hands counts no more, at once."""
    me = act.person.id
    if not unit.codes.end(me):
        return Outcome(Code.DEVICE_NONE)
    unit.events.add(EventKind.DEVICE_ENDED, now, actor=me, request=None, data={"who": me})
    tell(unit, me, "stopped", now)
    return Outcome(Code.DEVICE_ENDED)


def _key_form(device: Device, act: Act, *, another: bool = False) -> Form:
    said, key, link = act.words.codes, in_fours(device.secret), otpauth(device.secret, act.person.name)
    text = said.set_up(key, link, SET_UP_WITHIN // timedelta(minutes=1), another=another)
    fields = (Field(CODE, said.FIRST_CODE, missing=said.NEEDS_CODE),)
    return Form("code", device.id, said.SET_UP_TITLE, said.SET_UP, fields, text)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The first code, which proves that the device has the key. From now on the key is shown to nobody."""
    now = deps.clock()
    device = await deps.storage.read(lambda unit: _begun(unit, act, now))
    shown = _key_form(device, act) if device else None
    if shown and (bad := filled_in(shown, act)):
        return bad
    return at_field(await once(deps, act, lambda unit, now: _prove(unit, deps, act, now)), shown)


def _begun(unit: Unit, act: Act, now: datetime) -> Device | None:
    device = unit.codes.get(act.asked.ref.rest)
    mine = device and unit.people.now([device.person_id]) == [act.person.id]
    return device if device and mine and not device.proved_at and now < device.begun_at + SET_UP_WITHIN else None


def _prove(unit: Unit, deps: Deps, act: Act, now: datetime) -> Outcome:
    device = _begun(unit, act, now)
    if not device:
        return Outcome(Code.DEVICE_OLD)
    interval = device.shows(act.value(CODE), now)
    if interval is None or not use(unit, device, interval, act.person.id, now):
        return Outcome(Code.CODE_OFF)
    unit.codes.prove(device.id, now)
    unit.events.add(EventKind.DEVICE_PROVED, now, actor=act.person.id, request=None, data={"device": device.id})
    data = {"device": device.id, "who": device.person_id}
    for role in (Role.APPROVER,) if _another(unit, deps, device) else (Role.APPROVER, Role.ADMIN):
        unit.notices.add(f"code/{device.id}/asked/{role}", NoticeKind.CODE_ASKED, Target.role(role), now, data=data)
    return Outcome(Code.DEVICE_PROVED)


def _another(unit: Unit, deps: Deps, device: Device) -> bool:
    """Whether there is an approver besides who set it up, and besides those in whose name its codes are to be given."""
    found, day = holders(unit, deps)[Role.APPROVER], today(deps)
    lent = [one.giver for one in unit.delegations.on(day) if unit.people.same(device.person_id, [one.taker])]
    return any(not one.id or not unit.people.same(one.id, [device.person_id, *lent]) for one in found)


# ---- somebody else confirms it


async def ask(deps: Deps, act: Act) -> Answer:
    """The button."""
    now = deps.clock()
    return await deps.storage.read(lambda unit: _asked(unit, act, now)) or say(act.words.codes.SETTLED)


def _asked(unit: Unit, act: Act, now: datetime) -> Answer | None:
    device = _waiting(unit, act.asked.ref.rest, now)
    if not device:
        return None
    if acts_for(unit, act, CONFIRM_CODE.roles, [device.person_id]):
        return say(act.words.codes.NOT_YOUR_OWN)
    return _confirm_form(device, name_of(unit, device.person_id, act.words), act.words)


def _confirm_form(device: Device, name: str, words: Words) -> Form:
    said = words.codes
    fields = (Field(CODE, said.confirm_code(name), missing=said.NEEDS_CODE),)
    return Form("code-confirm", device.id, said.CONFIRM_TITLE, said.CONFIRM, fields, said.confirm_text(name))


def _waiting(unit: Unit, device_id: str, now: datetime) -> Device | None:
    """For somebody who confirms it."""
    device = unit.codes.get(device_id)
    if not device or not device.proved_at or device.kept_at or now >= device.proved_at + CONFIRM_WITHIN:
        return None
    return device


async def confirmed(deps: Deps, act: Act) -> Answer:
    """The code that the person told them."""
    now = deps.clock()
    shown = await deps.storage.read(lambda unit: _asked(unit, act, now))
    form = shown if isinstance(shown, Form) else None
    if form and (bad := filled_in(form, act)):
        return bad
    return at_field(await once(deps, act, lambda unit, now: _confirm(unit, deps, act, now)), form)


def _confirm(unit: Unit, deps: Deps, act: Act, now: datetime) -> Outcome:
    device, me = _waiting(unit, act.asked.ref.rest, now), act.person.id
    if not device:
        return Outcome(Code.DEVICE_SETTLED)
    if why := _unfit(unit, deps, act, device):
        data = {"why": why, "device": device.id}
        unit.events.add(EventKind.ACT_REFUSED, now, actor=me, request=None, data=data)
        return Outcome(why)
    unit.codes.alone(device.person_id)
    interval = device.shows(act.value(CODE), now)
    if interval is None:
        return _missed(unit, device, me, now)
    if not use(unit, device, interval, me, now):
        return Outcome(Code.CODE_USED)
    unit.codes.keep(replace(device, kept_at=now, kept_by=me))
    data = {"device": device.id, "who": device.person_id}
    unit.events.add(EventKind.DEVICE_KEPT, now, actor=me, request=None, data=data)
    tell(unit, device.person_id, "kept", now, by=me)
    return Outcome(Code.DEVICE_KEPT)


def _unfit(unit: Unit, deps: Deps, act: Act, device: Device) -> Code | None:
    """Another human, in their own name; and one who decides, where there is one, for whoever files is not to make their
    own approvers."""
    if acts_for(unit, act, CONFIRM_CODE.roles, [device.person_id]):
        return Code.DEVICE_OWN
    own = act.acting[0].roles  # an assent is lent to nobody: one person would have given two
    if not own & CONFIRM_CODE.roles:
        return Code.DEVICE_LENT
    return Code.DEVICE_APPROVER if Role.APPROVER not in own and _another(unit, deps, device) else None


def _missed(unit: Unit, device: Device, me: str, now: datetime) -> Outcome:
    left = MOST - 1 - unit.codes.missed(device, now)
    unit.codes.miss(device.id)
    unit.events.add(EventKind.DEVICE_MISSED, now, actor=me, request=None, data={"device": device.id})
    if left > 0:
        return Outcome(Code.CODE_WRONG, None, str(left))
    unit.codes.void(device.id)
    unit.events.add(EventKind.DEVICE_VOID, now, actor=None, request=None, data={"device": device.id})
    tell(unit, device.person_id, "void", now, admins=False)
    return Outcome(Code.DEVICE_VOID)


def asked_card(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card | None:
    """For those who may confirm it, while it waits."""
    device = _waiting(unit, notice.data["device"], deps.clock())
    if not device or unit.people.same(notice.person_id or "", [device.person_id]):
        return None
    name = name_of(unit, device.person_id, words)
    button = Button("code-confirm", device.id, words.codes.ITS_THEIRS, Style.PRIMARY, about=name)
    return Card(text=(words.codes.asked(name), words.codes.confirm_text(name)), buttons=(button,))


COMMAND = Command(
    name="code",
    usage="code [stop]",
    sentence="Sets up a device of yours for the codes that approvals may take; “stop” ends it.",
    example="code",
    who=OWN_CODE,
    behind=Behind.REFUSED,
    takes=frozenset({STOP}),
    typed=code,
    files=frozenset(),
    submitted=submitted,
    buttons={"code-confirm": Served(CONFIRM_CODE, do=ask, sent=confirmed)},
)
