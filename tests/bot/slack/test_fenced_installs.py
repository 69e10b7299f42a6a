"""A replica that was taken for dead installs nothing, spends no code and no token; another one goes on with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.slack.oauth_web import Exchange
from bot.slack.web import Web, new_session
from bot.slack.withdrawing import Withdrawing
from bot.slack.workspaces import Keeping, Workspaces
from storage.replicas import Leased
from storage.store import Store, open_store
from tests.bot.slack.conftest import SmallDesk, until
from tests.bot.slack.several import FABRIKAM, ORG, Telling, a_building, fabrikam
from tests.databases import MASTER_KEY
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET

LEASE, LONG = 0.6, 6.0  # seconds


def leased(url: str, lease: float) -> Leased:
    return Leased(url, lease, lambda: datetime.now(UTC))


@asynccontextmanager
async def two_replicas(url: str) -> AsyncIterator[tuple[Store, Store, Callable[[], Awaitable[None]]]]:
    """Their stores, and what makes the first one stand still until the other one has taken it for dead."""
    gone, living = leased(url, LEASE), leased(url, LONG)

    async def stands_still() -> None:
        assert gone._renewing
        gone._renewing.cancel()
        await until(lambda: living.living == 1, seconds=60)

    async with (
        open_store(url, MASTER_KEY, replica=gone) as one,
        open_store(url, MASTER_KEY, replica=living) as other,
    ):
        yield one, other, stands_still


async def test_who_was_taken_for_dead_spends_no_code_and_the_same_browser_installs_at_another(
    slack: FakeSlack, desk: SmallDesk, postgresql_url: str
) -> None:
    async with (
        two_replicas(postgresql_url) as (one, other, stands_still),
        a_building(slack, desk, one) as still,
        a_building(slack, desk, other) as at,
    ):
        there = fabrikam(slack)
        begun = await still.begins()
        query = f"code={slack.installs.consents(there)}&state={begun.state}"
        await stands_still()
        status, _ = await still.comes_back(query, begun.cookie)
        assert status in {500, 502}
        assert not slack.world.made("oauth.v2.access"), "the code is good still"
        assert await at.keys() == []
        assert (await at.comes_back(query, begun.cookie))[0] == 200
        assert await at.keys() == [FABRIKAM]
        assert "heard Typed" in (await at.types(there, "board")).text


async def test_who_was_taken_for_dead_gives_no_token_back(
    slack: FakeSlack, desk: SmallDesk, postgresql_url: str
) -> None:
    async with (
        two_replicas(postgresql_url) as (one, other, stands_still),
        a_building(slack, desk, other) as at,
        new_session() as session,
    ):
        assert (await at.installs(there := fabrikam(slack)))[0] == 200
        await stands_still()
        assert not await _withdrawing(slack, session, one)._all()
        assert not slack.installs.current(there).ended
        assert await at.keys() == [FABRIKAM]
        assert "heard Typed" in (await at.types(there, "board")).text


def _withdrawing(slack: FakeSlack, session: aiohttp.ClientSession, store: Store) -> Withdrawing:
    exchange = Exchange(Web(session, "", slack.api_url), CLIENT_ID, CLIENT_SECRET)
    later = datetime.now(UTC) + timedelta(minutes=1)
    return Withdrawing(Workspaces(Keeping(store, lambda: later, Telling()), (ORG,), exchange))
