"""A bot with all three doors open at once, and the people of `cells.PEOPLE` at each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import Engine, Row, create_engine, text

from bot.app.bot import Bot
from bot.app.composing import setup_of
from bot.app.wiring import open_bot
from bot.playground import Controls, Playground, PlaygroundPerson
from bot.settings.config import Config
from bot.settings.environment import Insights, Process
from bot.slack.door import SlackDoor
from bot.slack.settings import SlackSettings
from bot.teams.conversations import InMemory
from bot.teams.door import TeamsDoor
from domain.chat import Account
from domain.people import Role
from gateways.sandbox.server import running_sandbox
from gateways.serving import serving
from tests.bot.slack.shelf import Memory
from tests.bot.teams.conftest import Time
from tests.bot.teams.conftest import settings as teams_settings
from tests.databases import MASTER_KEY
from tests.fakes.slack import BOT_TOKEN, SECRET, FakeSlack, running_slack
from tests.fakes.slack.world import User as SlackUser
from tests.fakes.teams import FakeTeams, running_teams
from tests.fakes.teams.world import APPROVALS, FAILURES, Register, object_id
from tests.fakes.teams.world import User as TeamsUser
from tests.matrix.cells import GUESTS, OTHER, PEOPLE, VISITOR
from tests.stage import hasty

EVERYBODY = (*PEOPLE, OTHER)
MAILS = {who: f"{who}@auditors.example" if who == VISITOR else f"{who}@contoso.com" for who in EVERYBODY}
UPNS = MAILS | {VISITOR: f"{VISITOR}_auditors.example#EXT#@contoso.onmicrosoft.com"}
TEAMS = {
    who: TeamsUser(object_id(500 + n), f"{who.title()}", MAILS[who], UPNS[who], "Guest" if who in GUESTS else "Member")
    for n, who in enumerate(EVERYBODY)
}
SLACK = {
    who: SlackUser(f"U0{who.upper()}", who.title(), MAILS[who], flags={"is_restricted": who in GUESTS})
    for who in EVERYBODY
}
PATIENCE = 60.0  # seconds; nobody here hears “one moment”
CHANNELS = {
    "approvals": {"slack": "C0APPROVE", "teams": APPROVALS, "playground": "privacy-approvals"},
    "failures": {"slack": "C0FAIL", "teams": FAILURES, "playground": "refresh-failures"},
}


def _of(role: Role) -> list[str]:
    more = [OTHER] if role is Role.ADMIN else []
    return [f"{who}@contoso.com" for who in (*(who for who, roles in PEOPLE.items() if role in roles), *more)]


CONFIG = Config.model_validate(
    {
        "people": {
            "admins": _of(Role.ADMIN),
            "approvers": _of(Role.APPROVER),
            "tenant_admins": _of(Role.TENANT_ADMIN),
            "auditors": _of(Role.AUDITOR),
            "outside_auditors": {MAILS[VISITOR]: date(2999, 1, 1)},
        },
        "channels": CHANNELS,
        "refresh": {"poll_every": "0.2s", "watch": "0"},
        "mail": {"look_every": "1s"},
        "environment": {"name": "Contoso"},
    }
)


@dataclass(frozen=True)
class Company:
    """`url` takes what Slack and Teams send; the playground stands at an address of its own."""

    bot: Bot
    start: Callable[[], Awaitable[None]]
    slack: FakeSlack
    teams: FakeTeams
    url: str
    playground: str
    session: aiohttp.ClientSession
    source: str  # the id of one that there is
    engine: Engine

    def rows(self, query: str) -> list[Row[tuple[object, ...]]]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(query)))

    def kept(self) -> list[list[Row[tuple[object, ...]]]]:
        """All that an act can change, but the audit log."""
        return [
            self.rows("SELECT id, state, version, run, due_at, changed, cancel_asked_by FROM requests ORDER BY id"),
            self.rows("SELECT request_id, person_id, verdict FROM votes ORDER BY id"),
            self.rows("SELECT request_id, key, state, note, sealed FROM steps ORDER BY request_id, key"),
            self.rows("SELECT request_id, surface, place, address, drawn FROM cards ORDER BY id"),
            self.rows("SELECT key, kind, place FROM notices ORDER BY id"),
            self.rows("SELECT id, held_at, held_by FROM subjects ORDER BY id"),
            self.rows("SELECT key FROM deliveries ORDER BY key"),
        ]

    def events(self, kind: str) -> int:
        [found] = self.rows(f"SELECT count(*) AS n FROM events WHERE kind = '{kind}'")
        return int(str(found.n))

    async def people(self) -> dict[str, str]:
        """Everybody's id, by name, met at the first door."""
        accounts = {who: Account("slack", "T0CONTOSO", SLACK[who].id) for who in EVERYBODY}
        now = self.bot.deps.clock()

        def meet(unit) -> dict[str, str]:  # type: ignore[no-untyped-def]
            return {
                who: unit.people.meet(account, who.title(), MAILS[who], now).person.id
                for who, account in accounts.items()
            }

        return await self.bot.store.write(meet)


@asynccontextmanager
async def company_in(folder: Path, template: Path) -> AsyncIterator[Company]:
    """On a database of its own."""
    copyfile(template, folder / "dsrbot.sqlite3")
    async with a_company(f"sqlite:///{folder / 'dsrbot.sqlite3'}", folder) as company:
        yield company


@asynccontextmanager
async def a_company(url: str, folder: Path) -> AsyncIterator[Company]:
    """Its work has not begun: `start` begins it."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(running_sandbox(seconds=0.05))
        slack, teams = (
            await stack.enter_async_context(running_slack()),
            await stack.enter_async_context(running_teams()),
        )
        slack.world.users |= {user.id: user for user in SLACK.values()}
        teams.world.users += TEAMS.values()
        process = Process.of({"DATABASE_URL": url, "DSRBOT_MASTER_KEY": MASTER_KEY, **sandbox.environment}, folder)
        setup = setup_of(process, CONFIG, Insights.of(sandbox.environment, folder), sandbox=True)
        bot, start = await stack.enter_async_context(open_bot(hasty(setup, {})))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        address = await _chat(stack, bot, slack, teams)
        page = await _page(stack, bot)
        [source, *_] = await bot.deps.catalog.sources()
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        stack.callback(engine.dispose)
        yield Company(bot, start, slack, teams, address, page, session, source.id, engine)


async def _chat(stack: AsyncExitStack, bot: Bot, slack: FakeSlack, teams: FakeTeams) -> str:
    channels = {purpose: ids["slack"] for purpose, ids in CHANNELS.items()}
    given = SlackSettings(bot_token=BOT_TOKEN, signing_secret=SECRET, api_url=slack.api_url, channels=channels)
    one = await stack.enter_async_context(SlackDoor(given, bot.desk, patience=PATIENCE, shelf=Memory()))
    rooms = {purpose: ids["teams"] for purpose, ids in CHANNELS.items()}
    register, watch = Register(teams.world), Time().watch
    set_up = teams_settings(teams, channels=rooms)
    other = TeamsDoor(set_up, bot.desk, {set_up.home: register}, InMemory(), patience=PATIENCE, watch=watch)
    await stack.enter_async_context(other)
    bot.doors.update({one.surface: one, other.surface: other})
    app = web.Application()
    app.add_routes([*one.routes(), *other.routes()])
    return f"http://127.0.0.1:{await stack.enter_async_context(serving(app, '127.0.0.1', 0))}"


async def _page(stack: AsyncExitStack, bot: Bot) -> str:
    app = web.Application()
    people = [PlaygroundPerson(who, who.title(), f"{who}@contoso.com", "") for who in EVERYBODY if who not in GUESTS]
    door = Playground(bot.desk, _nothing_to_play_with(), people)
    door.mount(app)
    bot.doors[door.surface] = door
    return f"http://127.0.0.1:{await stack.enter_async_context(serving(app, '127.0.0.1', 0))}"


def _nothing_to_play_with() -> Controls:
    async def nothing(*_: object) -> Any:
        return ()

    return Controls(
        words=nothing,
        sources=nothing,
        steer=nothing,
        team=nothing,
        steer_team=nothing,
        delete=nothing,
        segments=nothing,
        recreate=nothing,
        tour=nothing,
        redraw=nothing,
        move_clock=lambda _: None,
    )
