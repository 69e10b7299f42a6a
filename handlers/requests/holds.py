"""`holds`: every legal hold, page by page; whom it is about stands there masked, and the look is audited."""

from __future__ import annotations

from datetime import datetime

from domain.called import called
from domain.card import Button, Card, Confirm, Item, Style, say
from domain.event import EventKind
from domain.hold import Hold
from domain.moment import joined
from domain.people import Role
from domain.rights import ADMINS, READ
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import acts_for, against, turn_away
from handlers.requests.holding import SHOWN, admins, stopped, whom, why
from handlers.requests.unreleasable import stuck

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
    could = admins(unit, deps)
    rows = tuple(_row(unit, deps, act, hold, could) for hold in shown)
    return Card(title=said.hold.listed(unit.subjects.count_holds()), items=rows, buttons=tuple(buttons))


def _row(unit: Unit, deps: Deps, act: Act, hold: Hold, could: list[str]) -> Item:
    """`could`: the ids of those who release holds, unless they have set one on the same human."""
    said, refs = act.words.hold, stopped(unit, [hold.subject_id])
    together = unit.subjects.held(hold.subject_id)
    name = called(unit.people.names([hold.by]), hold.by, act.words)
    at = act.words.moments.at(hold.at, deps.policy.timezone)
    told = (
        said.set_by(name, at, why(unit, hold, act.words)),
        *_stops(refs, act.words),
        *([said.STUCK] if stuck(unit, could, together) else []),
    )
    mine = acts_for(unit, act, ADMINS.roles, [one.by for one in together])
    button = _release(hold, act.words) if Role.ADMIN in act.roles and not mine else None
    return Item("⚠", whom(unit, deps, hold, act.words), joined(" · ", told), button)


def _stops(refs: list[str], words: Words) -> tuple[str, ...]:
    return (words.hold.row_stops(refs[:SHOWN], len(refs)),) if refs else ()


def _release(hold: Hold, words: Words) -> Button:
    said = words.hold
    sure = Confirm(said.RELEASE_TITLE, said.RELEASE_SURE, said.RELEASE, words.buttons.KEEP, final=False)
    return Button("release-hold", hold.subject_id, said.RELEASE, Style.PLAIN, sure)


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
