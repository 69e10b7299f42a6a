"""`person`: who is who, where an address moved to another account. Until somebody says it, both are strangers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog

from domain.addresses import folded
from domain.card import Answer, Button, Card, Field, Form, Item, Style, not_clear, say
from domain.chat import Account, Standing
from domain.event import EventKind
from domain.identifiers import named
from domain.notice import NoticeKind
from domain.people import Move, Whose
from domain.refs import number
from domain.rights import ADMINS
from domain.target import Target
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.enrolled import lacking
from handlers.people.identity import NotAMember, meet, stays
from handlers.people.mentions import addresses, not_one_address, whom
from handlers.ports import Unit
from handlers.requests.filling import refilled
from handlers.requests.gate import acts_for

log = structlog.get_logger(__name__)


async def person(deps: Deps, act: Act) -> Card:
    """The typed command; without an address, all that is open."""
    return (
        await _look_up(deps, act, act.ref)
        if act.ref.strip()
        else await deps.storage.read(lambda unit: _all(unit, act.words))
    )


async def move(deps: Deps, act: Act) -> Card:
    """The button of one move."""
    return await deps.storage.read(lambda unit: _card(unit.people.moves.get(number(act.ref)), act.words))


async def ask(deps: Deps, act: Act) -> Form:
    """For a place where others would read the address."""
    return _form(act.words)


def _form(words: Words) -> Form:
    return Form("person", "", words.people.WHO_IS_WHO, words.people.LOOK, (Field("who", words.people.ADDRESS),))


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    _, nobody = await whom(deps, act, named(act.value("who")).found)
    if bad := refilled(_form(act.words), act, {"who": not_one_address(act.value("who"), act.words) or nobody}):
        return bad
    return await _look_up(deps, act, act.value("who"))


async def _look_up(deps: Deps, act: Act, text: str) -> Card:
    if problem := not_one_address(text, act.words):
        return not_clear(problem)
    (email,) = await addresses(deps, act, named(text).found)
    now = deps.clock()

    def look(unit: Unit) -> Card:
        data = {"subject": unit.subjects.for_address(email, now)}
        unit.events.add(EventKind.PERSON_LOOKED_UP, now, actor=act.person.id, request=None, data=data)
        return _of(unit, email, act.words)

    return await deps.storage.write(look)


def _all(unit: Unit, words: Words) -> Card:
    moves = unit.people.moves.all()
    rows = (
        Item(
            "⚠",
            words.people.moved(move),
            "",
            Button("person", str(move.id), words.people.WHO_IS_WHO, about=words.people.between(move)),
        )
        for move in moves
    )
    return Card(title=words.people.MOVED_TITLE, items=tuple(rows)) if moves else say(words.people.NOTHING_MOVED)


def _of(unit: Unit, email: str, words: Words) -> Card:
    if moves := unit.people.moves.of(email):
        return _card(moves[0], words)
    owners = unit.people.of_address(email)
    names = unit.people.names(owners)
    accounts = [account for owner in owners for account in unit.people.accounts(owner)]
    return say(words.people.belongs_to(list(names.values()), accounts) if owners else words.people.NEVER_MET)


def _card(move: Move | None, words: Words) -> Card:
    if not move:
        return say(words.people.SETTLED_BEFORE)
    buttons = tuple(
        Button(
            f"person-{whose}",
            str(move.id),
            words.people.WHOSE[whose],
            confirm=words.people.confirm(move, whose),
            about=words.people.between(move),
        )
        for whose in Whose
    )
    return Card(title=words.people.WHO_IS_WHO, text=(words.people.moved(move), words.people.CHOOSE), buttons=buttons)


def moved_card(unit: Unit, move_id: int, words: Words) -> Card | None:
    """For the admins, as long as nobody has said who is who."""
    move = unit.people.moves.get(move_id)
    if not move:
        return None
    button = Button("person", str(move.id), words.people.WHO_IS_WHO, Style.PRIMARY, about=words.people.between(move))
    return Card(
        title=words.people.MOVED_TITLE, text=(words.people.moved(move), words.people.STRANGERS), buttons=(button,)
    )


async def same(deps: Deps, act: Act) -> Card:
    return await _say(deps, act, Whose.SAME)


async def new(deps: Deps, act: Act) -> Card:
    return await _say(deps, act, Whose.NEW)


async def old(deps: Deps, act: Act) -> Card:
    return await _say(deps, act, Whose.OLD)


async def _say(deps: Deps, act: Act, whose: Whose) -> Card:
    now, said = deps.clock(), act.words.people

    def settle(unit: Unit) -> str:
        move = unit.people.moves.get(number(act.ref))
        if not move:
            return said.SETTLED_BEFORE
        if acts_for(unit, act, ADMINS.roles, (move.owner.id, move.taker.id)):
            data = {"why": "own-move", "move": str(move.id)}
            unit.events.add(EventKind.ACT_REFUSED, now, actor=act.person.id, request=None, data=data)
            return said.NOT_YOUR_MOVE
        _settle(unit, move, whose, now, act.person.id)
        return said.SETTLED[whose]

    sentence = await deps.storage.write(settle)
    return say(sentence)


def _settle(unit: Unit, move: Move, whose: Whose, now: datetime, actor: str | None) -> None:
    unit.people.moves.settle(move.id, whose, now)
    data = {**move.told, "whose": whose}
    unit.events.add(EventKind.PERSON_SETTLED, now, actor=actor, request=None, data=data)
    for one in unit.people.now((move.owner.id, move.taker.id)):
        unit.notices.add(f"settled/{move.id}/{one}", NoticeKind.SETTLED, Target.person(one), now)


async def settle_as_configured(deps: Deps) -> None:
    """What the configuration says about addresses that moved, at the start."""
    now = deps.clock()

    def settle(unit: Unit) -> None:
        for email, to, whose in deps.roster.settled:
            for move in unit.people.moves.of(email):
                if folded(to) in move.account.entries:
                    _settle(unit, move, whose, now, None)

    if deps.roster.settled:
        await deps.storage.write(settle)


async def report(deps: Deps) -> tuple[str, ...]:
    """What is open at the start, who keeps their rights all the same, and for what too few people have a device."""
    text = list[str]()
    for move in await deps.storage.read(lambda unit: unit.people.moves.all()):
        log.warning("nobody has said whose an address is", move=move.id, owner=move.owner.id, taker=move.taker.id)
        text.append(deps.words.people.at_the_start(move))
        text += [deps.words.people.stays(one) for one in await _staying(deps, (move.owner.id, move.taker.id))]
    text += await deps.storage.read(lambda unit: list(lacking(unit, deps.roster, deps.policy, deps.words)))
    return tuple(dict.fromkeys(text))


async def _staying(deps: Deps, people: Iterable[str]) -> list[Account]:
    found = await deps.storage.read(lambda unit: [one for who in people for one in unit.people.accounts(who)])
    return [account for account in found if await _stays(deps, account)]


async def _stays(deps: Deps, account: Account) -> bool:
    profile = await deps.profile(account)
    if profile.standing is not Standing.MEMBER:
        return False
    try:
        return await stays(deps, await meet(deps, profile), deps.roster.roles_of(profile.email, profile.account))
    except NotAMember:
        return False


def named_by(unit: Unit, move: Move, emails: Iterable[str]) -> str | None:
    """Which of these addresses it is that moved."""
    return next((email for email in emails if move in unit.people.moves.of(email)), None)


COMMAND = Command(
    name="person",
    usage="person [e-mail]",
    sentence="Who is who, where an address moved to another account.",
    example="person ada@contoso.com",
    who=ADMINS,
    behind=Behind.READ,
    shows=True,
    typed=person,
    files=frozenset(),
    form=ask,
    submitted=submitted,
    buttons={
        "person": Served(ADMINS, do=move),
        "person-same": Served(ADMINS, do=same),  # and another one than the two, as `_say` asks
        "person-new": Served(ADMINS, do=new),
        "person-old": Served(ADMINS, do=old),
    },
)
