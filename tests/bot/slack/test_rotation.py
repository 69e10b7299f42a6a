"""Tokens that end after twelve hours: one process for all gets the next pair, and what goes wrong is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import create_engine, text

from bot.door import Busy
from bot.slack.installations import Installed
from bot.slack.oauth_web import Exchange
from bot.slack.web import Refused, Web, new_session
from bot.slack.workspaces import BEFORE, Keeping, Workspaces
from domain.installation import Ended, Installation
from storage.engines import parse
from storage.replicas import replica_at
from storage.store import Store, open_store
from tests.bot.slack.conftest import until
from tests.bot.slack.several import FABRIKAM, Telling, fabrikam
from tests.databases import MASTER_KEY
from tests.fakes.slack import FakeSlack, World
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET

T = TypeVar("T")
NEARLY = timedelta(hours=12) - BEFORE + timedelta(minutes=1)
POST = {"channel": "C0FAIL", "text": "told"}


@dataclass
class Replica:
    """A process: it has the tokens from the database, and a clock. `id`: of its lease."""

    id: str
    store: Store
    workspaces: Workspaces
    telling: Telling
    installed: Installed
    web: Web

    async def posts(self) -> None:
        await self.web.call("chat.postMessage", POST)


@dataclass
class Office:
    slack: FakeSlack
    world: World
    replicas: list[Replica]
    url: str  # of their database
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    @property
    def first(self) -> Replica:
        return self.replicas[0]

    async def kept(self) -> Installation | None:
        return await self.first.store.read(lambda unit: unit.installations.get(FABRIKAM))

    async def ended(self) -> Ended | None:
        return await self.first.store.read(lambda unit: unit.installations.ended(FABRIKAM))


@pytest.fixture
async def office(slack: FakeSlack, database_url: str) -> AsyncIterator[Office]:
    """Two replicas on PostgreSQL; on SQLite, where there is one, it is asked twice."""
    world = fabrikam(slack)
    office = Office(slack, world, [], database_url)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(new_session())
        for _ in range(1 if database_url.startswith("sqlite") else 2):
            lease = replica_at(database_url)
            store = await stack.enter_async_context(open_store(database_url, MASTER_KEY, replica=lease))
            exchange = Exchange(Web(session, "", slack.api_url), CLIENT_ID, CLIENT_SECRET)
            keeping = Keeping(store, lambda: datetime.now(UTC) + office.ahead[0], telling := Telling())
            workspaces = Workspaces(keeping, (FABRIKAM,), exchange)
            if not office.replicas:
                issued = slack.installs.install(world)
                expires = datetime.now(UTC) + timedelta(hours=12)
                await workspaces.keep(
                    Installation(
                        key=FABRIKAM, name="Fabrikam", token=issued.token, refresh=issued.refresh, expires=expires
                    )
                )
                telling.heard.clear()
            installed = await workspaces.at(FABRIKAM)
            assert installed
            web = Web(session, installed.token, slack.api_url)
            office.replicas.append(Replica(lease.id, store, workspaces, telling, installed, web))
        yield office
        for replica in office.replicas:
            await replica.workspaces.close(5)


def refreshes(office: Office) -> int:
    return len([call for call in office.slack.world.made("oauth.v2.access") if call.arguments.get("refresh_token")])


async def test_a_token_that_is_good_for_long_is_left_alone(office: Office) -> None:
    await office.first.posts()
    assert refreshes(office) == 0


async def test_many_who_need_it_at_once_in_two_replicas_renew_it_once(office: Office) -> None:
    office.ahead[0] = NEARLY
    before = await office.kept()
    await asyncio.gather(*(replica.posts() for replica in office.replicas for _ in range(12)))
    after = await office.kept()
    assert (refreshes(office), office.slack.installs.refreshes) == (1, 1)
    assert before
    assert after
    assert before.token != after.token == office.slack.installs.current(office.world).token
    assert len(office.world.made("chat.postMessage")) == 12 * len(office.replicas)
    assert all(set(replica.telling.heard) <= {(FABRIKAM, "")} for replica in office.replicas)


async def test_a_token_that_slack_says_has_expired_is_renewed_and_what_was_to_be_done_is_done_once(
    office: Office,
) -> None:
    """Whatever our clock says."""
    office.slack.installs.expire(office.world)
    await asyncio.gather(*(replica.posts() for replica in office.replicas for _ in range(5)))
    assert refreshes(office) == 1
    assert len(office.world.shown("C0FAIL")) == 5 * len(office.replicas)


async def test_a_replica_that_slept_finds_what_another_renewed(office: Office) -> None:
    office.ahead[0] = NEARLY
    for replica in office.replicas:
        await replica.posts()
    office.ahead[0] = NEARLY + timedelta(seconds=5)
    for replica in reversed(office.replicas):
        await replica.posts()
    assert refreshes(office) == 1


async def test_what_one_replica_has_installed_another_knows_at_once_though_it_has_just_looked(office: Office) -> None:
    kept = await office.kept()
    assert kept
    last = office.replicas[-1]
    await office.first.store.write(lambda unit: unit.installations.end(FABRIKAM, datetime.now(UTC), token=kept.token))
    for replica in office.replicas:
        assert replica.installed.doubt
        await replica.installed.doubt()
    assert await last.workspaces.at(FABRIKAM) is None
    await office.first.workspaces.keep(kept)
    assert await last.workspaces.at(FABRIKAM)


@pytest.mark.parametrize("fault", ["break", "refuse", "throttle"])
async def test_where_slack_does_not_answer_the_last_token_goes_on_and_it_is_not_asked_at_every_call(
    office: Office, fault: str
) -> None:
    office.slack.faults.add(Fault(fault, "oauth.v2.access", times=99))
    office.ahead[0] = NEARLY
    for _ in range(5):
        await office.first.posts()
    assert refreshes(office) == 1
    assert office.first.telling.heard == []


async def test_an_answer_that_was_lost_spends_the_refresh_token_and_admins_are_told(office: Office) -> None:
    """So it is, too, where a process ends between Slack's answer and our commit. The last token is used to its end."""
    office.slack.faults.add(Fault("drop", "oauth.v2.access"))
    office.ahead[0] = NEARLY
    await office.first.posts()
    assert await office.ended() is None
    replica = office.replicas[-1] if len(office.replicas) > 1 else office.first
    replica.workspaces._tokens[FABRIKAM].forget()  # another process, or a minute later
    await replica.posts()
    assert await office.ended() is Ended.LOST
    lost = text("SELECT count(*) FROM events WHERE kind = 'workspace.lost'")
    assert await replica.store.read(lambda unit: unit.connection.execute(lost).scalar_one()) == 1
    assert replica.telling.heard == [(FABRIKAM, "invalid_refresh_token")]
    await replica.posts()
    assert refreshes(office) == 2, "a spent refresh token is shown to Slack no third time"
    office.ahead[0] = timedelta(hours=13)
    with pytest.raises(Refused, match="token_expired"):
        await replica.posts()
    assert refreshes(office) == 2


async def test_what_was_lost_is_well_again_when_it_is_installed_anew(office: Office) -> None:
    office.slack.installs.current(office.world).spent = True
    office.ahead[0] = NEARLY
    await office.first.posts()
    assert await office.ended() is Ended.LOST
    issued = office.slack.installs.install(office.world)
    expires = datetime.now(UTC) + office.ahead[0] + timedelta(hours=12)
    await office.first.workspaces.keep(
        Installation(key=FABRIKAM, name="Fabrikam", token=issued.token, refresh=issued.refresh, expires=expires)
    )
    await office.first.posts()
    assert await office.ended() is None
    assert office.first.telling.heard == [(FABRIKAM, "invalid_refresh_token"), (FABRIKAM, "")]


async def test_a_wrong_secret_of_the_app_is_told_and_nothing_is_given_up(office: Office) -> None:
    office.slack.faults.add(Fault("error", "oauth.v2.access", code="bad_client_secret"))
    office.ahead[0] = NEARLY
    await office.first.posts()
    assert office.first.telling.heard == [(FABRIKAM, "bad_client_secret")]
    assert await office.ended() is None
    office.first.workspaces._tokens[FABRIKAM].forget()
    await office.first.posts()
    assert office.slack.installs.refreshes == 1
    assert office.first.telling.heard[-1] == (FABRIKAM, ""), "it is well again, and that is told, too"


async def test_who_gives_up_waiting_does_not_lose_the_next_token(office: Office) -> None:
    """As at a stop, or where a look has a time limit."""
    office.slack.faults.add(Fault("slow", "oauth.v2.access", seconds=0.5))
    office.ahead[0] = NEARLY
    asking = asyncio.create_task(office.first.posts())
    await until(lambda: office.slack.faults.all_taken("oauth.v2.access"))
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await office.first.workspaces.close(5)
    kept = await office.kept()
    assert kept
    assert kept.token == office.slack.installs.current(office.world).token
    assert await office.ended() is None


async def test_an_answer_about_a_token_of_before_does_no_harm_to_what_was_installed_anew(office: Office) -> None:
    office.slack.installs.current(office.world).spent = True
    office.slack.faults.add(Fault("slow", "oauth.v2.access", seconds=0.5))
    office.ahead[0] = NEARLY
    asking = asyncio.create_task(office.first.posts())
    await until(lambda: office.slack.faults.all_taken("oauth.v2.access"))
    issued = office.slack.installs.install(office.world)
    expires = datetime.now(UTC) + office.ahead[0] + timedelta(hours=12)
    anew = Installation(key=FABRIKAM, name="x", token=issued.token, refresh=issued.refresh, expires=expires)
    await office.first.workspaces.keep(anew)  # it waits for its turn
    await asking
    assert await office.kept() == anew
    assert await office.ended() is None
    await office.first.posts()


@pytest.mark.parametrize("code", ["invalid_auth", "org_login_required", "ekm_access_denied", "access_denied"])
async def test_a_refusal_that_may_pass_ends_nothing_and_is_told(office: Office, code: str) -> None:
    before = await office.kept()
    office.slack.faults.add(Fault("error", "chat.postMessage", code=code))
    office.slack.faults.add(Fault("error", "auth.test", code=code))
    with pytest.raises(Refused, match=code):
        await office.first.posts()
    assert await office.kept() == before
    assert refreshes(office) == 0
    await office.first.posts()
    if code == "invalid_auth":
        assert office.first.telling.heard == [(FABRIKAM, code)]


async def test_what_is_lost_and_ended_is_nowhere_and_stops_nobody(office: Office) -> None:
    office.slack.installs.current(office.world).spent = True
    office.ahead[0] = timedelta(hours=13)
    with pytest.raises(Refused):
        await office.first.posts()
    assert await office.first.workspaces.at(FABRIKAM) is None
    assert await office.first.workspaces.others() == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"ok": true}',
        '{"ok": true, "access_token": ""}',
        '{"ok": true, "access_token": "x", "expires_in": "soon"}',
        '{"ok": true, "access_token": "x", "refresh_token": "y", "expires_in": -5}',
        "[]",
        "<html>",
    ],
)
async def test_an_answer_that_is_none_is_not_kept(office: Office, text: str) -> None:
    before = await office.kept()
    office.slack.faults.add(Fault("answer", "oauth.v2.access", text=text))
    office.ahead[0] = NEARLY
    await office.first.posts()
    assert await office.kept() == before


async def test_without_any_good_token_it_is_tried_again_later(office: Office) -> None:
    office.slack.faults.add(Fault("break", "oauth.v2.access", times=99))
    office.ahead[0] = timedelta(hours=13)
    with pytest.raises(Busy):
        await office.first.posts()
    assert not office.world.made("chat.postMessage")


async def test_an_app_that_does_not_rotate_has_one_token_for_ever(slack: FakeSlack, office: Office) -> None:
    slack.installs.rotates = False
    issued = slack.installs.install(office.world)
    await office.first.workspaces.keep(Installation(key=FABRIKAM, name="Fabrikam", token=issued.token))
    office.ahead[0] = timedelta(days=4000)
    await office.first.posts()
    assert refreshes(office) == 0


@pytest.mark.parametrize("meanwhile", ["nothing", "another tried", "installed anew"])
async def test_who_is_taken_for_dead_while_slack_answers_keeps_the_next_pair_all_the_same(
    office: Office, meanwhile: str
) -> None:
    """Nobody else can have it; but what was installed anew counts more."""
    if len(office.replicas) < 2:
        pytest.skip("one process alone is taken for dead by nobody")
    dead, other = office.replicas
    office.slack.faults.add(Fault("slow", "oauth.v2.access", seconds=1))
    office.ahead[0] = NEARLY
    asking = asyncio.create_task(dead.posts())
    await until(lambda: office.slack.faults.all_taken("oauth.v2.access"))
    _take_for_dead(office, dead)
    office.replicas.reverse()  # who is asked from now on
    before = await office.kept()
    assert before
    if meanwhile == "another tried":
        now = datetime.now(UTC)
        await other.store.write(lambda unit: unit.installations.lose(FABRIKAM, now, token=before.token))
    if meanwhile == "installed anew":
        await other.workspaces.keep(replace(before, token="xoxe-anew", refresh="xoxe-r-anew"))
    await asyncio.gather(asking, return_exceptions=True)
    await dead.workspaces.close(5)
    kept = await office.kept()
    assert kept
    wanted = "xoxe-anew" if meanwhile == "installed anew" else office.slack.installs.current(office.world).token
    assert kept.token == wanted != before.token
    assert await office.ended() is None


def _take_for_dead(office: Office, replica: Replica) -> None:
    """As another one does it."""
    engine = create_engine(parse(office.url))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM replicas WHERE id = :id"), {"id": replica.id})
    engine.dispose()


class Moody:
    """The database of a replica that cannot write for a while, from the moment that Slack was asked."""

    def __init__(self, office: Office, store: Store, times: int) -> None:
        self._office, self._store, self.times = office, store, times
        self.gone, self.exclusive = False, store.exclusive

    async def read(self, unit: Callable[[Any], T]) -> T:
        if self.gone:
            raise OSError("nobody is there")
        return await self._store.read(unit)

    async def write(self, unit: Callable[[Any], T]) -> T:
        if refreshes(self._office) and self.times:
            self.times -= 1
            raise OSError("the disk is full")
        return await self._store.write(unit)

    async def save(self, unit: Callable[[Any], T]) -> T:
        return await self.write(unit)


async def test_a_new_pair_is_kept_as_soon_as_the_database_takes_it(office: Office) -> None:
    one = office.first
    office.ahead[0], one.workspaces.storage = NEARLY, Moody(office, one.store, times=2)
    await one.posts()
    kept = await office.kept()
    assert kept
    assert kept.token == office.slack.installs.current(office.world).token
    assert refreshes(office) == 1


async def test_where_the_database_does_not_say_it_is_tried_again_later(office: Office) -> None:
    one = office.first
    one.workspaces.storage = moody = Moody(office, one.store, times=0)
    moody.gone = True
    one.workspaces._tokens[FABRIKAM].forget()
    with pytest.raises(Busy):
        await one.posts()
    with pytest.raises(Busy):
        await one.workspaces.of(FABRIKAM)
