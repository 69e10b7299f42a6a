"""`holds`: every legal hold, page by page; whom it is about stands there masked, and the look is audited."""

from __future__ import annotations

from datetime import datetime

from domain.card import Button, Card, say
from domain.event import EventKind
from domain.hold import Hold
from domain.rights import READ
from domain.unread import Behind
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import against, turn_away
from handlers.requests.hold_rows import rows

PAGE = 10


async def holds(deps: Deps, act: Act) -> Card:
    """Typed, or from a button that turns the page and names the last one of the page before."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _looked(unit, deps, act, now))


def _looked(unit: Unit, deps: Deps, act: Act, now: datetime) -> Card:
    if why_not := against(unit, act):
        return turn_away(unit, act, why_not, now)
    after = next((hold for hold in unit.subjects.held(act.ref) if hold.subject_id == act.ref), None)
    found = unit.subjects.all_holds(PAGE + 1, after)
    shown = found[:PAGE]
    data = {"subjects": " ".join(hold.subject_id for hold in shown)}
    unit.events.add(EventKind.HOLDS_VIEWED, now, actor=act.person.id, request=None, data=data)
    return _card(unit, deps, act, shown, before=after is not None, after=len(found) > PAGE)


def _card(unit: Unit, deps: Deps, act: Act, shown: list[Hold], *, before: bool, after: bool) -> Card:
    said, buttons = act.words, list[Button]()
    if not shown:
        return say(said.hold.NO_HOLDS)
    if before:
        buttons.append(Button("holds", "", said.hold.FIRST))
    if after:
        buttons.append(Button("holds", shown[-1].subject_id, said.board.NEXT))
    items = rows(unit, deps, act, shown)
    return Card(title=said.hold.listed(unit.subjects.count_holds()), items=items, buttons=tuple(buttons))


COMMAND = Command(
    name="holds",
    usage="holds",
    sentence="All legal holds: who set them, when, why, and what they stop.",
    example="holds",
    who=READ,
    behind=Behind.ASIDE,
    typed=holds,
    files=frozenset(),
    buttons={"holds": Served(READ, do=holds)},  # turns the page
)
