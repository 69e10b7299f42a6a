"""The brake, as the work meets it and as it is told: what it stops goes on by itself when it is taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.brake import ITSELF, OUR_NAME, Behind, Brake, BrakeFacts, Paused
from domain.called import called
from domain.card import Card, Tone, say
from domain.cell import brake_cell
from domain.event import Event, EventKind
from domain.moment import joined
from domain.notes import Note
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.people import Role
from domain.request import Request, Step
from domain.target import Channel, Target
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.anew import ANEW
from handlers.requests.case import Case
from handlers.requests.gate import is_told
from handlers.requests.holders import holders

ON, OFF = "on", "off"


def matter(brake_id: str) -> str:
    """In which who put it on is known: by the id that the log tells, whatever the row says."""
    return f"brake/{brake_id}"


def brake_on(unit: Unit, request: Request) -> Brake | None:
    """Where it keeps the request from being carried out; a copy of what is kept may be given all the same, unless it is
    not known whether it was."""
    brake = unit.brakes.now()
    return brake if brake and (request.kind.deletes or brake.everything) else None


def paused(unit: Unit, request: Request, words: Words) -> Paused | None:
    """For the card of the request."""
    brake = brake_on(unit, request) if request.open else None
    return Paused(put_on_by(unit, brake.by, words), brake.by, brake.at) if brake else None


def stopped(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.note == Note.PAUSED]


def begin_anew(case: Case) -> None:
    """What the brake has stopped is as it was: what was decided about it stays decided."""
    for step in stopped(case.steps):
        case.put(replace(step, **{**ANEW, "note": case.facts(step, BrakeFacts).before}))


def nobody_else(unit: Unit, deps: Deps, by: str) -> bool:
    """Whether there is no admin but who put it on, and in whose name it was put on. What nobody can prove sets nobody
    aside."""
    put_on = [one for one in unit.events.braked() if unit.events.is_proved(one)]
    admins = holders(unit, deps)[Role.ADMIN]
    return all(admin.id and (unit.people.same(admin.id, [by]) or _did(unit, admin.id, put_on)) for admin in admins)


def _did(unit: Unit, admin: str, put_on: Iterable[Event]) -> bool:
    return any(is_told(unit, admin, matter(one.data.get("brake", "")), one) for one in put_on)


def tell(unit: Unit, brake: Brake, how: str, actor: str, now: datetime, known: Iterable[str] = ()) -> None:
    """All admins and the channel of those who decide, and the log. `known`: by which who put it on is known."""
    data = {"brake": str(brake.id), "as": how, "by": actor, "at": now.isoformat()}
    for target in (Target.role(Role.ADMIN), Target.channel(Channel.APPROVALS)):
        unit.notices.add(f"brake/{brake.id}/{how}/{target}", NoticeKind.BRAKE, target, now, data=data)
    kind = EventKind.BRAKE_OFF if how == OFF else EventKind.BRAKE_ON
    more = {"as": " ".join(sorted(known))} if known else {}
    if how == OFF:
        since = unit.events.since(unit.events.braked(), now) or min(brake.at, now)
        more = {"since": since.isoformat()}
    unit.events.add(kind, now, actor=actor or None, request=None, data={"brake": str(brake.id), **more})


def told(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card | None:
    """The notice. Why, no channel is told: what somebody wrote may be anything."""
    brake, by = unit.brakes.get(int(notice.data["brake"])), put_on_by(unit, notice.data["by"], words)
    if not brake:
        return None
    at = words.moments.at(datetime.fromisoformat(notice.data["at"]), deps.policy.timezone)
    if notice.data["as"] == ON and brake.everything:
        return Card(text=(words.brake.told_behind(at, why(unit, brake, words)),), tone=Tone.BAD)
    if notice.data["as"] == OFF:
        return Card(text=(words.brake.told_resumed(by, at, deps.policy.one_of),), tone=Tone.GOOD)
    reason = why(unit, brake, words) if notice.person_id else ""
    return Card(text=(words.brake.told_paused(by, at, reason, deps.policy.one_of),), tone=Tone.BAD)


def stop_everything(unit: Unit, behind: Behind, reason: str, now: datetime) -> None:
    """Until an admin goes on. `reason`: in the company's words. Said once, however often the bot is started."""
    brake = unit.brakes.now()
    if brake and brake.everything:
        return
    if brake:
        unit.brakes.take_off(brake, ITSELF, now)  # ours stops more
    data = {"seal": str(behind.number), "hash": behind.hash, "here": str(behind.here)}
    kept = {**data, "as": "cut" if behind.cut else "backup"}
    unit.events.add(EventKind.LOG_BEHIND, now, actor=None, request=None, data=kept)
    nobody = unit.subjects.anonymous(now)
    if made := unit.brakes.put_on(ITSELF, now, nobody, unit.subjects.seal(nobody, reason, brake_cell(nobody))):
        tell(unit, made, ON, ITSELF, now)


def on_board(unit: Unit, deps: Deps, words: Words) -> str:
    """What stands above a board once its lanes were read: what is paused, and what cannot be read. Often empty."""
    unread = len(unit.requests.unread)
    return joined(" · ", (_paused(unit, deps, words), words.board.unread(unread) if unread else ""))


def _paused(unit: Unit, deps: Deps, words: Words) -> str:
    brake = unit.brakes.now()
    at = brake and words.moments.at(brake.at, deps.policy.timezone)
    if brake and at and brake.everything:
        return words.brake.all_on_board(at)
    by = put_on_by(unit, brake.by, words) if brake else ""
    return words.brake.on_board(by, at, deps.policy.one_of) if at else ""


def also(unit: Unit, deps: Deps, request: Request, words: Words) -> tuple[str, ...]:
    """What is said besides to who files or approves it meanwhile."""
    brake, said = brake_on(unit, request), words.brake
    return ((said.nothing_done if brake.everything else said.nothing_deleted)(deps.policy.one_of),) if brake else ()


def _set(unit: Unit, deps: Deps, act: Act, _: str) -> Card:
    alone = nobody_else(unit, deps, act.person.id)
    said = act.words.brake
    told = said.paused_in(one) if (one := deps.policy.one_of) else said.PAUSED_NOW
    return say(told, *([said.NOBODY_ELSE] if alone else []))


def _there(unit: Unit, deps: Deps, act: Act, brake_id: str) -> Card:
    brake = unit.brakes.get(int(brake_id))
    assert brake, "no brake is deleted"
    at = act.words.moments.at(brake.at, deps.policy.timezone)
    by, reason = put_on_by(unit, brake.by, act.words), why(unit, brake, act.words)
    return say(act.words.brake.already(by, at, reason, deps.policy.one_of))


ANSWERS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.BRAKE_ON: _set,
    Code.BRAKE_THERE: _there,
    Code.BRAKE_OFF: lambda _, deps, act, count: say(act.words.brake.resumed_now(int(count), deps.policy.one_of)),
    Code.BRAKE_NONE: lambda _, deps, act, ___: say(act.words.brake.not_paused(deps.policy.one_of)),
    Code.BRAKE_OWN: lambda _, deps, act, ___: say(act.words.brake.not_yours(deps.policy.one_of)),
}


def why(unit: Unit, brake: Brake, words: Words) -> str:
    """In the words of who put it on."""
    return (
        unit.shown().subjects.unseal(brake.subject_id, brake.reason, brake_cell(brake.subject_id)) or words.people.LOST
    )


def put_on_by(unit: Unit, person_id: str, words: Words) -> str:
    """Who put it on, for people."""
    return OUR_NAME if person_id == ITSELF else called(unit.people.names([person_id]), person_id, words)
