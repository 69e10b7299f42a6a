"""A replica that was taken for dead installs nothing, spends no code and no token; another one goes on with it."""

from __future__ import annotations

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


async def stands_still(one: Leased, other: Leased) -> None:
    """Until the other one has taken it for dead."""
    assert one._renewing
    one._renewing.cancel()
    await until(lambda: other.living == 1, seconds=60)


async def test_who_was_taken_for_dead_spends_no_code_and_the_same_browser_installs_at_another(
    slack: FakeSlack, desk: SmallDesk, postgresql_url: str
) -> None:
    gone, living = leased(postgresql_url, LEASE), leased(postgresql_url, LONG)
    async with (
        open_store(postgresql_url, MASTER_KEY, replica=gone) as one,
        open_store(postgresql_url, MASTER_KEY, replica=living) as other,
        a_building(slack, desk, one) as still,
        a_building(slack, desk, other) as at,
    ):
        there = fabrikam(slack)
        begun = await still.begins()
        query = f"code={slack.installs.consents(there)}&state={begun.state}"
        await stands_still(gone, living)
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
    gone, living = leased(postgresql_url, LEASE), leased(postgresql_url, LONG)
    async with (
        open_store(postgresql_url, MASTER_KEY, replica=gone) as one,
        open_store(postgresql_url, MASTER_KEY, replica=living) as other,
        a_building(slack, desk, other) as at,
        new_session() as session,
    ):
        assert (await at.installs(there := fabrikam(slack)))[0] == 200
        await stands_still(gone, living)
        assert not await _withdrawing(slack, session, one)._all()
        assert not slack.installs.current(there).ended
        assert await at.keys() == [FABRIKAM]
        assert "heard Typed" in (await at.types(there, "board")).text


def _withdrawing(slack: FakeSlack, session: aiohttp.ClientSession, store: Store) -> Withdrawing:
    exchange = Exchange(Web(session, "", slack.api_url), CLIENT_ID, CLIENT_SECRET)
    later = datetime.now(UTC) + timedelta(minutes=1)
    return Withdrawing(Workspaces(Keeping(store, lambda: later, Telling()), (ORG,), exchange))
