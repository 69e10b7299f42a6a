"""`home`: what waits for who asks, what they asked for, and what is overdue, with the button that does it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from domain.board import Board, Lane, lanes
from domain.card import Card, say
from domain.chat import Account, Standing
from domain.drawing.board_row import is_late
from domain.drawing.home import SHOWN, Part, deed, drawn
from domain.event import EventKind
from domain.people import Known, Role
from domain.refused import refused
from domain.request import Request, State
from domain.rights import BOARD, Way
from domain.rule import Reader, refusal
from domain.unread import Behind
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember
from handlers.ports import Unit
from handlers.requests.asker import may_see, seen_in
from handlers.requests.audit import note
from handlers.requests.brake import on_board
from handlers.requests.days import today
from handlers.requests.readers import Unclear
from handlers.requests.view import view_of

LOOKED = 200  # requests, those that wait longest: what is behind them is said to be there, and not looked through
_WORK = frozenset({Role.ADMIN, Role.APPROVER, Role.TENANT_ADMIN})


async def home(deps: Deps, act: Act) -> Card:
    """Typed, opened or asked for again. A look, as that at the board."""
    await note(deps, EventKind.REQUESTS_VIEWED, act.person, board="home")
    return await _drawn(deps, act.reader)


async def renewed(deps: Deps, account: Account) -> Card:
    """One that stands open, as it is now: drawn anew by itself, and no look of anybody's. Raises: Unclear."""
    known = await _known(deps, account)
    if isinstance(known, Standing):
        return say(deps.words.rights.STANDING[known])
    asked, words = deps.commands.asked(Way.COMMAND, COMMAND.name), deps.words_of(known.locale)
    if why := refusal(asked, None, known.person.id, known.roles):
        return say(refused(asked, why, words))
    return replace(await _drawn(deps, Reader(known.person.id, known.roles, words, known.traces)), lang=words.tag)


async def drawn_from(deps: Deps, account: Account) -> Hashable:
    """What one's home is drawn from, told by few questions: while it is the same, only the names and absences of others
    can have changed on it. Raises: Unclear."""
    known = await _known(deps, account)
    if isinstance(known, Standing):
        return known
    reader = Reader(known.person.id, known.roles, deps.words_of(known.locale), known.traces)
    return reader, reader.words.tag, today(deps), await deps.storage.read(lambda unit: _versions(unit, deps, reader))


def _versions(unit: Unit, deps: Deps, reader: Reader) -> Hashable:
    found = [
        (one.id, one.version) for board in Board for one in unit.requests.lane(_seen(deps, reader, board), LOOKED + 1)
    ]
    return tuple(found), on_board(unit, deps, reader.words)


async def _known(deps: Deps, account: Account) -> Known | Standing:
    """Or why they are nobody here. Raises: Unclear."""
    try:
        return await identify(deps, account)
    except NotAMember as stranger:
        if stranger.standing is Standing.UNKNOWN:
            raise Unclear from None
        return stranger.standing


async def _drawn(deps: Deps, reader: Reader) -> Card:
    return await deps.storage.read(lambda unit: _card(unit, deps, reader))


def _card(unit: Unit, deps: Deps, reader: Reader) -> Card:
    waiting = waits_for(unit, deps, reader)
    above = [story for story, _ in waiting.rows]
    mine = [story.request.id for story in above if story.request.requester_id == reader.person_id]
    asked = _beside(unit, deps, reader, _seen(deps, reader, Board.MINE), mine)
    overdue = late(unit, deps, reader, waiting, asked)
    return drawn(waiting, asked, overdue, reader.words, paused=on_board(unit, deps, reader.words))


def waits_for(unit: Unit, deps: Deps, reader: Reader) -> Part:
    """What this reader can do something about, if they can do more than ask."""
    if not reader.roles & _WORK:
        return Part()
    found = unit.requests.lane(_seen(deps, reader, Board.OPEN), LOOKED + 1)
    stories = (view_of(unit, one, deps, reader) for one in found[:LOOKED] if _may_wait_for(unit, one, reader))
    theirs = [(story, button) for story in stories if (button := deed(story, reader))]
    return Part(rows=theirs[:SHOWN], count=len(theirs), whole=len(found) <= LOOKED and not unit.requests.unread)


def late(unit: Unit, deps: Deps, reader: Reader, *above: Part) -> Part:
    """What is overdue, of what this reader sees and does not stand in an earlier part."""
    stories = [story for part in above for story, _ in part.rows]
    there = [story.request.id for story in stories if is_late(story)]
    return _beside(unit, deps, reader, _seen(deps, reader, Board.OVERDUE), there)


def _seen(deps: Deps, reader: Reader, board: Board) -> Lane:
    return lanes(board, reader.person_id, reader.roles, today(deps), deps.policy.where)[0]


def _may_wait_for(unit: Unit, request: Request, reader: Reader) -> bool:
    """Before anything else of it is read. What is to be approved waits for approvers, and never for who asked."""
    if not may_see(unit, request, reader):
        return False
    decides = Role.APPROVER in reader.roles and request.requester_id != reader.person_id
    return decides or request.state is not State.PENDING_APPROVAL


def _beside(unit: Unit, deps: Deps, reader: Reader, lane: Lane, above: Sequence[str]) -> Part:
    """The rest of a lane. `above`: ids of all of it that stand in an earlier part."""
    found = [one for one in seen_in(unit, lane, reader, SHOWN + len(above)) if one.id not in above][:SHOWN]
    rows = [(view_of(unit, one, deps, reader), None) for one in found]
    count = unit.requests.count(lane) - len(above)
    return Part(rows=rows, count=count, whole=not unit.requests.unread)


COMMAND = Command(
    name="home",
    usage="home",
    sentence="What waits for you, what you asked for and what is overdue.",
    example="home",
    who=BOARD,  # each sees what they may see
    behind=Behind.ASIDE,
    typed=home,
    files=frozenset(),
    buttons={"home": Served(BOARD, do=home)},  # as it is by now
)
