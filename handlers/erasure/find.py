"""`find`: where Customer Insights holds a person, and which copies in Dataverse do. Sources and counts only, to the
admin alone; the look is audited.
"""

from __future__ import annotations

from time import monotonic

from domain.card import Answer, Button, Card, Field, Form, Item, not_clear
from domain.erasure.whereabouts import Holding, Whereabouts
from domain.identifiers import named
from domain.rights import ADMINS
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.erasure.copies_found import copies_of, told
from handlers.people.mentions import addresses, not_one, one_person
from handlers.people.noted_look import note_look
from handlers.people.whereabouts import whereabouts
from handlers.requests.filling import refilled

_WHENEVER = 0.0


async def find(deps: Deps, act: Act) -> Answer:
    """The typed command; without an address, the form."""
    return await _named(deps, act, act.ref) if act.ref.strip() else _form(act)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    who, problem = await one_person(deps, act)
    return refilled(_form(act), act, {"who": problem}) or await _find(deps, act, who)


async def _named(deps: Deps, act: Act, text: str) -> Answer:
    who = named(text)
    if problem := not_one(who, act.words):
        return not_clear(problem)
    return await _find(deps, act, (await addresses(deps, act, who.found))[0])


def _form(act: Act) -> Form:
    return Form("find", "", act.words.find.TITLE, act.words.find.FIND, (Field("who", act.words.find.WHOM),))


async def _find(deps: Deps, act: Act, who: str) -> Card:
    began = monotonic()
    await note_look(deps, act, who)
    seen, model = await whereabouts(deps, who, kept=True)
    copies = await copies_of(deps, who, seen, model)
    dormant = await _sleeping(deps, _WHENEVER) or await _sleeping(deps, began)  # none is told after asking anew
    names = {source.id: source.name for source in await deps.catalog.sources()}
    items = (
        *(_item(holding, names, act) for holding in seen.holdings),
        *(copies.items(act.words) if copies else ()),
    )
    title = act.words.find.found(len(seen.profiles)) if seen.found else ""
    footer = deps.policy.environment_name
    text = (*_text(who, seen, act), *_dormant(dormant, act), *told(copies, act.words))
    on = Button("erase-found", deps.lately.keep(who, act.person.id, deps.clock()), act.words.buttons.ERASE)
    return Card(title=title, items=items, text=text, buttons=(on,), footer=footer)


async def _sleeping(deps: Deps, newer: float) -> int:
    return sum(segment.dormant for segment in await deps.inventory.segments(newer))


def _item(holding: Holding, names: dict[str, str], act: Act) -> Item:
    name = names.get(holding.source_id or "", holding.source_name)
    return Item("✓", name, act.words.find.records(holding.table, holding.records))


def _text(who: str, seen: Whereabouts, act: Act) -> tuple[str, ...]:
    text = [] if seen.found else [act.words.find.NOT_FOUND]
    text += [] if seen.found or "@" in who else [act.words.find.MAYBE_NO_ID]
    text += [act.words.find.respelt(seen.respelt)] if seen.respelt else []
    text += [act.words.find.other_tags(seen.others)] if seen.others else []
    doubts = [act.words.find.DOUBTS[doubt] for doubt in seen.doubts]
    return (*text, *([act.words.find.NOTHING_PROVED] if doubts and not seen.found else []), *doubts)


def _dormant(count: int, act: Act) -> tuple[str, ...]:
    return (act.words.find.dormant_segments(count),) if count else ()


COMMAND = Command(
    name="find",
    usage="find <e-mail>",
    sentence="Where Customer Insights holds a person: sources and counts.",
    example="find anna@contoso.com",
    who=ADMINS,
    behind=Behind.READ,
    shows=True,
    typed=find,
    files=frozenset(),
    form=find,
    submitted=submitted,
)
