"""`delegate`: who acts for somebody who is away, until a day; by themselves, and for their own roles alone."""

from __future__ import annotations

import re
from datetime import date, datetime

from domain.card import Answer, Card, Field, Form, Input, not_clear
from domain.chat import Standing
from domain.delegation import MOST
from domain.filled import again
from domain.identifiers import named
from domain.notice import NoticeKind
from domain.outcome import Code, Outcome
from domain.people import Person, Role
from domain.refresh.typed import read_day
from domain.request import State
from domain.rights import Right
from domain.target import Target
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.capacities import own_of
from handlers.people.identity import NotAMember, member
from handlers.people.mentions import addresses, not_one_address, whom
from handlers.ports import Unit
from handlers.requests.away import BEGUN, ENDED, given_by, standing, tell
from handlers.requests.days import filled_in, today
from handlers.requests.filling import refilled
from handlers.requests.outcomes import once

_UNTIL = re.compile(r"\s*(.+?)\s+until\s+(\S+)\s*", re.IGNORECASE | re.DOTALL)
WITH_A_ROLE = Right(roles=frozenset(Role) - {Role.OUTSIDE_AUDITOR})


async def delegate(deps: Deps, act: Act) -> Answer:
    """`delegate <person> until <day>`; bare: what stands, with its end, or the form."""
    if not act.ref.strip():
        shown = await deps.storage.read(lambda unit: _shown(unit, deps, act))
        return shown or _form(act.words)
    typed = _UNTIL.fullmatch(act.ref)
    if not typed:
        return not_clear(act.words.away.HOW)
    return await _typed(deps, act, typed[1], typed[2])


async def _typed(deps: Deps, act: Act, who: str, until: str) -> Card:
    if problem := not_one_address(who, act.words) or _day_problem(_day(until), today(deps), act.words):
        return not_clear(problem)
    (email,) = await addresses(deps, act, named(who).found)
    taker = await _member(deps, email)
    if not taker:
        return not_clear(f"{act.words.away.NO_SUCH_MEMBER} {act.words.requests.NOTHING_CHANGED}")
    return await _delegate(deps, act, taker, read_day(until))


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _shown(unit: Unit, deps: Deps, act: Act) -> Card | None:
    mine = given_by(unit, deps, act.person.id)
    return standing(unit, mine, act.words) if mine else None


async def ask(_: Deps, act: Act) -> Form:
    """For a place where others would read the address."""
    return _form(act.words)


def _form(words: Words) -> Form:
    said = words.away
    fields = (
        Field("to", said.WHO, hint=said.WHO_HINT),
        Field("until", said.UNTIL, Input.DATE, hint=said.UNTIL_HINT, missing=said.NEEDS_DAY),
    )
    return Form("delegate", "", said.TITLE, said.DELEGATE, fields)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    found, nobody = await whom(deps, act, named(act.value("to")).found)
    until = filled_in(act, "until")
    bad = {
        "to": not_one_address(act.value("to"), act.words) or nobody,
        "until": _day_problem(until, today(deps), act.words),
    }
    if stays := refilled(_form(act.words), act, bad):
        return stays
    assert until
    taker = await _member(deps, found[0])
    if not taker:
        return again(_form(act.words), act.values, {"to": act.words.away.NO_SUCH_MEMBER})
    return await _delegate(deps, act, taker, until)


def _day_problem(until: date | None, day: date, words: Words) -> str:
    if not until:
        return words.away.NEEDS_DAY
    if until < day:
        return words.away.PAST_DAY
    return words.away.too_long(day + MOST) if until > day + MOST else ""


async def _delegate(deps: Deps, act: Act, taker: Person, until: date) -> Card:
    return await once(deps, act, lambda unit, now: _begin(unit, deps, act, taker, until, now))


async def _member(deps: Deps, email: str) -> Person | None:
    """A full member whom a chat knows by this address."""
    for account in await deps.find(email):
        profile = await deps.profile(account)
        if profile.standing is not Standing.MEMBER:
            continue
        try:
            return await member(deps, profile, own_of(deps, profile).roles)
        except NotAMember:
            continue
    return None


def _begin(unit: Unit, deps: Deps, act: Act, taker: Person, until: date, now: datetime) -> Outcome:
    """Another one that stands takes its end: at any time one person acts for them."""
    if not act.acting[0].roles:
        return Outcome(Code.AWAY_NOT_OWN)
    if unit.people.same(act.person.id, [taker.id]):
        return Outcome(Code.AWAY_SELF)
    for before in unit.delegations.begun():
        if before.giver == act.person.id and unit.delegations.end(before.id, now):
            tell(unit, before, ENDED, act.person.id, now)
    if not unit.delegations.add(act.person.id, taker.id, until, now):
        return Outcome(Code.AWAY_CHANGED)
    new = given_by(unit, deps, act.person.id)
    if not new:
        return Outcome(Code.AWAY_NOT_NOW)
    tell(unit, new, BEGUN, act.person.id, now)
    if Role.APPROVER in act.acting[0].roles:
        _show_what_waits(unit, taker, now)
    return Outcome(Code.AWAY_BEGUN, None, str(new.id))


def _show_what_waits(unit: Unit, taker: Person, now: datetime) -> None:
    """Cards of what waits for approval already."""
    for request in unit.requests.in_state(State.PENDING_APPROVAL):
        key, target = f"{request.id}/card/{Target.person(taker.id)}", Target.person(taker.id)
        unit.notices.add(key, NoticeKind.CARD, target, now, request=request.id)


async def end(deps: Deps, act: Act) -> Card:
    """The button: by whoever is away, before its time."""
    return await once(deps, act, lambda unit, now: _end(unit, act, now))


def _end(unit: Unit, act: Act, now: datetime) -> Outcome:
    mine = [one for one in unit.delegations.begun() if str(one.id) == act.ref and one.giver == act.person.id]
    if not mine or not unit.delegations.end(mine[0].id, now):
        return Outcome(Code.AWAY_NONE)
    tell(unit, mine[0], ENDED, act.person.id, now)
    return Outcome(Code.AWAY_ENDED)


COMMAND = Command(
    name="delegate",
    usage="delegate <e-mail> until <day>",
    sentence="Has somebody act for you while you are away.",
    example="delegate ben@contoso.com until 2027-01-05",
    who=WITH_A_ROLE,
    behind=Behind.READ,
    typed=delegate,
    files=frozenset(),
    form=ask,
    submitted=submitted,
    buttons={"delegate-end": Served(WITH_A_ROLE, do=end)},
)
