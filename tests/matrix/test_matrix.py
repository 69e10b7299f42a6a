"""Every act × every role × every state × one's own or somebody else's request, through every door, as it is sent there.

The part of the day runs in `make test`, everything in `make matrix`, which also says how much that was.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest
import pytest_asyncio

from domain.chat import Standing
from domain.people import Role
from domain.request import Kind, State
from domain.rights import READERS, Way
from domain.words import en as words
from tests.bot.playground.visitor import visiting
from tests.daily import todays
from tests.faults.story import REF
from tests.matrix.cells import GUEST, GUESTS, OTHER, PEOPLE, VISITOR, Cell, Deed, Row, cells, deeds
from tests.matrix.company import Company, company_in
from tests.matrix.hands import PLACES, Hand, Playground, Slack, Teams, until
from tests.matrix.rows import SECRET, write_row, write_rows

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3_600)]

WHOLE = bool(os.environ.get("MATRIX"))
FORBIDDEN, ALLOWED = (1, 1) if WHOLE else (47, 8)  # one of so many cells is tried, another each day
BATCH = 200  # acts between two looks into the database
DOORS = ("slack", "teams", "playground")
REFUSALS = (
    "takes the role",
    words.rights.OWN_REQUEST,
    words.rights.NOT_FOR_YOU,
    words.rights.NOT_BY_WHO_ASKED,
    words.rights.NOT_YOUR_RELEASE,
    words.errors.STALE_BUTTON,
    words.rights.STANDING[Standing.GUEST],
    words.rights.NOT_FROM_OUTSIDE,
)
LOOKS = {
    "show": "request.viewed",
    "details": "request.viewed",
    "correct": "request.viewed",
    "file-anyway": "request.viewed",
    "find": "subject.looked-up",
    "users": "users.viewed",
    "requests": "requests.viewed",
    "holds": "holds.viewed",
    "report": "report.viewed",
    "report-csv": "report.viewed",
    "report-picture": "report.viewed",
    "report-picture-file": "report.viewed",
    "report-picture-dark": "report.viewed",
    "report-picture-dark-file": "report.viewed",
    "audit": "looks.asked",
    "sources": "sources.viewed",
    "remove-user": "subject.looked-up",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Company]:
    async with company_in(tmp_path_factory.mktemp("company"), sqlite_template) as company:
        yield company


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def people(company: Company) -> dict[str, str]:
    return await company.people()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def rows(company: Company, people: dict[str, str]) -> list[Row]:
    return await write_rows(company.bot.store, company.bot.deps.policy, people)


@pytest_asyncio.fixture(loop_scope="module", params=DOORS)
async def hand(request: pytest.FixtureRequest, company: Company) -> AsyncIterator[Hand]:
    if request.param == "playground":
        async with visiting(company.playground, longest=3_600) as visitor:
            yield Playground(company, visitor)
    else:
        yield Slack(company) if request.param == "slack" else Teams(company)


def there(hand: Hand, cell: Cell) -> bool:
    """The playground knows no guests."""
    return cell.who not in GUESTS or hand.surface != "playground"


async def test_what_the_table_forbids_has_no_effect_and_shows_nothing(
    company: Company, rows: list[Row], hand: Hand
) -> None:
    forbidden = [cell for cell in cells(rows) if not cell.allowed and there(hand, cell)]
    tried = todays(forbidden, FORBIDDEN)
    before, refused = company.kept(), company.events("act.refused")
    for number, cell in enumerate(tried, 1):
        said = await hand.does(cell, PLACES[number % len(PLACES)])
        assert any(refusal in said for refusal in REFUSALS), (cell, said)
        hidden = [SECRET, OTHER.title(), *([cell.row.id] if cell.row else [])]
        assert not [word for word in hidden if word in said], (cell, said)
        if number % BATCH == 0:
            assert company.kept() == before, tried[number - BATCH : number]
    assert company.kept() == before
    assert company.events("act.refused") == refused + len(tried)
    print(f"\n{hand.surface}: {len(tried)} of {len(forbidden)} forbidden acts tried; effects: 0, looks: 0")  # noqa: T201 - counted


async def test_a_button_that_no_record_lists_is_refused_to_whoever_presses_it(company: Company, hand: Hand) -> None:
    before, refused, verbs = company.kept(), company.events("act.refused"), ("launch", "hold", "find", "Approve")
    for who, verb in product(("amir", "nils"), verbs):
        said = await hand.does(Cell(who, Deed(Way.BUTTON, verb), None), "in their chat")
        assert words.errors.STALE_BUTTON in said, verb
    assert company.kept() == before
    assert company.events("act.refused") == refused + 2 * len(verbs)


async def test_whoever_may_is_let_through_and_each_look_is_on_record(
    company: Company, people: dict[str, str], rows: list[Row], hand: Hand
) -> None:
    tried = todays([cell for cell in _one_of_each(rows) if there(hand, cell)], ALLOWED)
    for cell in tried:
        fresh, look = await _fresh(company, people, cell), LOOKS.get(cell.deed.verb, "")
        seen = company.events(look)
        said = await hand.does(fresh, "in their chat")
        assert not [no for no in (*REFUSALS, words.errors.CANNOT_NOW) if no in said], (fresh, said)
        if look and cell.deed.way is not Way.FORM:
            assert company.events(look) > seen, (fresh, said)
    print(f"\n{hand.surface}: {len(tried)} allowed acts tried, each let through")  # noqa: T201 - counted


# Where an act has an answer of its own to give.
STATES = (State.NEEDS_ATTENTION, State.PENDING_APPROVAL, State.DENIED)


def _one_of_each(rows: list[Row]) -> list[Cell]:
    """What each person may do, once, on somebody else's request where they may."""
    found: dict[tuple[object, ...], Cell] = {}
    for cell in cells(rows):
        if cell.allowed and (cell.row is None or cell.row.state in STATES):
            key = cell.who, cell.deed, cell.row and cell.row.requester == cell.who
            found.setdefault(key, cell)
    return list(found.values())


async def _fresh(company: Company, people: dict[str, str], cell: Cell) -> Cell:
    if not cell.row:
        return cell
    row, deps = cell.row, company.bot.deps
    again = await write_row(company.bot.store, deps.policy, people, row.kind, row.state, row.requester)
    return Cell(cell.who, cell.deed, again)


async def test_the_board_shows_everybody_what_they_may_see_and_no_more(
    company: Company, people: dict[str, str], rows: list[Row], hand: Hand
) -> None:
    board = Deed(Way.COMMAND, "requests")
    for who, roles in PEOPLE.items():
        if who == GUEST or (who == VISITOR and hand.surface == "playground"):
            continue
        shown = set(REF.findall(await hand.does(Cell(who, board, None), "in their chat")))
        ticket = "OR (kind = 'export' AND run > 0)" if Role.TENANT_ADMIN in roles else ""
        seen = company.rows(f"SELECT id FROM requests WHERE requester_id = '{people[who]}' {ticket}")
        assert shown, who
        assert roles & READERS or shown <= {row.id for row in seen}, who


@pytest.mark.parametrize("who", ["nils", "gus", "tess"])
async def test_what_was_refused_is_not_shown_a_moment_later_either(
    who: str, tmp_path: Path, sqlite_template: Path
) -> None:
    """A click once became a card before it was refused, and two seconds later that card stood there in full."""
    async with company_in(tmp_path, sqlite_template) as company:
        people = await company.people()
        doors: tuple[Hand, ...] = (Slack(company), Teams(company))
        row = await write_row(company.bot.store, company.bot.deps.policy, people, Kind.ERASURE, State.DENIED, OTHER)
        pressed = [deed for deed in deeds() if deed.way is Way.BUTTON and deed.of_request and deed.fits(row)]
        for hand, deed, place in product(doors, pressed, PLACES):
            await hand.does(Cell(who, deed, row), place)
        await company.start()
        control = REF.search(await doors[0].does(Cell("ada", Deed(Way.COMMAND, "refresh"), None), ""))
        assert control
        world, others = company.slack.world, company.teams.world
        await until(lambda: any(control[0] in str(message.blocks) for message in world.shown("C0APPROVE")))
        await until(lambda: not company.rows("SELECT id FROM requests WHERE changed = 1"))
        told = [str(message.blocks) for message in world.messages.values() if control[0] not in str(message.blocks)]
        assert not [text for text in told if SECRET in text]
        assert not [message for message in others.messages if row.id in message.text]
        assert not company.rows(f"SELECT id FROM cards WHERE place <> 'C0APPROVE' AND request_id = '{row.id}'")
