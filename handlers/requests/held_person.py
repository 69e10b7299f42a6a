"""A legal hold on somebody of whom there is no request yet: set and released by their address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.addresses import masked
from domain.card import Answer, Card, Field, Form, Input
from domain.erasure.whereabouts import same
from domain.filled import again
from domain.identifiers import listed
from domain.insights import Principal
from domain.led import led_by
from domain.outcome import Code, Outcome
from domain.reasons import may_end
from domain.trouble import Trouble
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.people.lookup import look
from handlers.people.mentions import addresses, one_person
from handlers.people.same_person import unite
from handlers.ports import Unit
from handlers.requests.filling import refilled
from handlers.requests.holding import SET, put, stops, tell
from handlers.requests.outcomes import once


async def hold_person(deps: Deps, act: Act) -> Answer:
    """`hold <e-mail> <reason>`; what is no address is asked back, and so is what is missing, may name another, or may
    be meant to end a hold."""
    found = led_by(act.ref)
    if not found:
        return _asked_back(act)
    if not found.sure:
        asked = form(act.words, listed(found.people), found.rest)
        return again(asked, {}, {"who": act.words.hold.ONE_AT_A_TIME})
    [who] = found.people
    if may_end(found.rest):
        told = act.words.hold.sets(who) if found.rest else ""
        return replace(form(act.words, who, found.rest), text=told)
    return await _hold(deps, act, (await addresses(deps, act, [who]))[0], found.rest)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    who, problem = await one_person(deps, act)
    return refilled(form(act.words), act, {"who": problem}) or await _hold(deps, act, who, act.value("reason"))


def form(words: Words, who: str = "", reason: str = "") -> Form:
    said = words.hold
    fields = (
        Field("who", said.WHOM, hint=said.WHOM_HINT, value=who),
        Field("reason", said.REASON, Input.PARAGRAPH, value=reason, missing=said.NEEDS_REASON),
    )
    return Form("hold", "", said.TITLE, said.HOLD, fields)


def _asked_back(act: Act) -> Form:
    """Nothing that was typed is lost."""
    word, rest = (*act.ref.split(maxsplit=1), "", "")[:2]
    asked = form(act.words, word, rest)
    return again(asked, {}, {"who": act.words.errors.not_an_address(word)}) if word else asked


async def _hold(deps: Deps, act: Act, who: str, reason: str) -> Card:
    """First the hold, then whoever the same human is besides: what is asked for may not answer for long."""
    card = await once(deps, act, lambda unit, now: _put(unit, act, who, reason, now))
    subject = await deps.storage.read(lambda unit: _held(unit, who))
    if not subject:
        return card
    missed = await _join(deps, act, who)
    more = await deps.storage.read(lambda unit: stops(unit, [subject], act.words))
    named = act.words.hold.covers(masked(who, deps.policy.own_domains))
    return replace(card, text=(*card.text, named, *more, *missed))


def _held(unit: Unit, who: str) -> str | None:
    subject = unit.subjects.known(who)
    return subject if subject and unit.subjects.held(subject) else None


def _put(unit: Unit, act: Act, who: str, reason: str, now: datetime) -> Outcome:
    subject = unit.subjects.for_address(who, now)
    if not (holds := put(unit, act, subject, reason, who, None, now)):
        return Outcome(Code.PERSON_HELD_BEFORE)
    tell(unit, holds, SET, act.person.id, now)
    return Outcome(Code.PERSON_HELD, None, subject)


async def _join(deps: Deps, act: Act, who: str) -> list[str]:
    """All that the human is known by is held with them, and of two accounts with one address both are. What is to be
    said of what it may not cover."""
    seen = await look(deps, act, [who])
    users, missed = list[Principal](), [act.words.hold.NOT_LOOKED] if seen.failed else []
    try:
        users += await deps.directory.principals_by_email(who)
    except Trouble:
        missed = [act.words.hold.NOT_LOOKED]
    others = [user.email for user in users if user.email and not same(user.email, who)]
    now = deps.clock()
    await deps.storage.write(lambda unit: unite(unit, None, {who: [*seen.kin.get(who, ()), *others]}, now))
    several = act.words.hold.several_in_directory(masked(who, deps.policy.own_domains))
    return missed + ([several] if len(users) > 1 else [])
