"""`audit who`: who looked at a person, or searched for them. Asked by auditors alone, and itself a look on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.addresses import masked
from domain.audit.looks import PAGE, Look
from domain.called import called
from domain.card import Answer, Button, Card, Field, Form, Item, say
from domain.event import EventKind
from domain.filled import again
from domain.identifiers import named
from domain.moment import Timed, joined
from domain.refresh.names import bare
from domain.refs import number
from domain.rights import AUDIT
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.mentions import addresses, not_one, one_person
from handlers.ports import Unit
from handlers.requests.filling import refilled
from handlers.requests.gate import against, turn_away


async def audit(deps: Deps, act: Act) -> Answer:
    """`audit who <e-mail>`; what is none of it is asked back."""
    word, rest = (*act.ref.split(maxsplit=1), "", "")[:2]
    text = rest if bare(word) == "who" else act.ref
    who = named(text)
    if problem := not_one(who, act.words):
        form = _form(act.words, text)
        return again(form, {}, {"who": problem}) if text.strip() else form
    return await _told(deps, act, "", None, (await addresses(deps, act, who.found))[0])


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    who, problem = await one_person(deps, act)
    return refilled(_form(act.words), act, {"who": problem}) or await _told(deps, act, "", None, who)


async def page(deps: Deps, act: Act) -> Card:
    """The button that goes on to what is older. One that says nothing of where does not say that nobody looked."""
    subject, _, last = act.ref.partition(" ")
    before = number(last)
    return await _told(deps, act, subject, before, "") if before else say(act.words.errors.STALE_BUTTON)


async def ask(_: Deps, act: Act) -> Form:
    """For a place where others would read the address."""
    return _form(act.words)


def _form(words: Words, text: str = "") -> Form:
    said = words.audit
    return Form("audit", "", said.TITLE, said.ASK, (Field("who", words.find.WHOM, value=text.strip()),))


async def _told(deps: Deps, act: Act, subject: str, before: int | None, who: str) -> Card:
    """`who`: as they were named; on a later page, the subject alone is known."""
    now = deps.clock()

    def look(unit: Unit) -> Card:
        if why := against(unit, act):
            return turn_away(unit, act, why, now)
        about = unit.subjects.for_address(who, now) if who else subject
        found = unit.events.looks(about, PAGE + 1, before)
        unit.events.add(EventKind.LOOKS_ASKED, now, actor=act.person.id, request=None, data={"subject": about})
        return _card(unit, deps, act, about, found, who)

    return await deps.storage.write(look)


def _card(unit: Unit, deps: Deps, act: Act, about: str, found: list[Look], who: str) -> Card:
    said, shown = act.words.audit, found[:PAGE]
    names = unit.people.names({look.event.actor for look in shown if look.event.actor})
    rows = tuple(_row(look, names, deps, act.words) for look in shown)
    more = f"{about} {shown[-1].id}" if len(found) > PAGE else ""
    buttons = (Button("audit-who", more, said.OLDER),) if more else ()
    unnamed = unit.events.unnamed_looks()
    text = (*([] if shown else [said.NOBODY]), *([said.unnamed(unnamed)] if unnamed else []))
    title = said.of(masked(who, deps.policy.own_domains)) if who else said.EARLIER
    return Card(title=title, text=text, items=rows, buttons=buttons)


def _row(look: Look, names: Mapping[str, str], deps: Deps, words: Words) -> Item:
    event, said = look.event, words.audit
    name = called(names, event.actor, words) if event.actor else said.COMMAND_LINE
    return Item("–", name, joined(" · ", (_at(event.at, deps, words), said.what(event))))


def _at(at: datetime, deps: Deps, words: Words) -> str:
    return Timed(words.moments.at(at, deps.policy.timezone))


COMMAND = Command(
    name="audit",
    usage="audit who <e-mail>",
    sentence="Who looked at a person, or searched for them.",
    example="audit who anna@contoso.com",
    who=AUDIT,
    behind=Behind.READ,
    shows=True,
    typed=audit,
    files=frozenset(),
    form=ask,
    submitted=submitted,
    buttons={"audit-who": Served(AUDIT, do=page)},
)
