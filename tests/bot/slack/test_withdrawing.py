"""A workspace that the settings name no more keeps no token here, and none that Slack takes; the log says so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.door import Closed
from bot.slack.oauth_web import Exchange
from bot.slack.web import Web, new_session
from bot.slack.withdrawing import Withdrawing
from bot.slack.workspaces import Keeping, Workspaces
from domain.card import say
from domain.chat import Account, Standing
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk, until
from tests.bot.slack.several import FABRIKAM, ORG, Telling, a_building, fabrikam, globex
from tests.fakes.slack import FakeSlack, World, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET

OTHERS = (ORG,)
SOON = timedelta(seconds=1)


async def sealed(store: Store, key: str = FABRIKAM) -> bytes | None:
    query = text("SELECT sealed FROM installations WHERE key = :key")
    return await store.read(lambda unit: unit.connection.execute(query, {"key": key}).scalar_one())


async def noted(store: Store) -> list[tuple[str, dict[str, str]]]:
    query = text("SELECT kind, data FROM events WHERE kind LIKE 'workspace.%' ORDER BY id")
    rows = await store.read(lambda unit: unit.connection.execute(query).all())
    return [(row.kind, row.data if isinstance(row.data, dict) else json.loads(row.data)) for row in rows]


async def installed(slack: FakeSlack, desk: SmallDesk, store: Store, world: World) -> None:
    async with a_building(slack, desk, store) as at:
        assert (await at.installs(world))[0] == 200


@asynccontextmanager
async def tried_often(slack: FakeSlack, store: Store, began: datetime) -> AsyncIterator[Telling]:
    """A process that began at this moment, and tries each moment."""
    async with new_session() as session:
        exchange = Exchange(Web(session, "", slack.api_url), CLIENT_ID, CLIENT_SECRET)
        workspaces = Workspaces(Keeping(store, lambda: began, telling := Telling()), OTHERS, exchange)
        task = asyncio.create_task(Withdrawing(workspaces, again=0.02).run())
        try:
            yield telling
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await workspaces.close(5)


@pytest.mark.parametrize("rotates", [True, False])
async def test_its_token_is_given_back_and_deleted_and_admins_hear_of_it(
    slack: FakeSlack, desk: SmallDesk, store: Store, rotates: bool
) -> None:
    slack.installs.rotates = rotates
    await installed(slack, desk, store, there := fabrikam(slack))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named") in at.telling.heard)
        assert slack.installs.current(there).ended, "revoked"
        assert await sealed(store) is None
        assert await noted(store) == [
            ("workspace.installed", {"workspace": FABRIKAM, "as": "new"}),
            ("workspace.withdrawn", {"workspace": FABRIKAM, "code": "revoked"}),
        ]


async def test_nothing_is_delivered_there_nor_taken_from_there_even_while_slack_does_not_take_it_back(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    await installed(slack, desk, store, there := fabrikam(slack))
    slack.faults.add(Fault("break", "auth.revoke", times=1_000))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        assert "not installed" in (await at.types(there, "board")).text
        await at.sends(there, payloads.user_changed({}))
        with pytest.raises(Closed):
            await at.door.post(f"{FABRIKAM}/C0FAIL", say("told"))
        with pytest.raises(Closed):
            await at.door.direct(Account("slack", FABRIKAM, f"{FABRIKAM}/U0ADA"))
        gone = await at.door.profile(Account("slack", FABRIKAM, f"{FABRIKAM}/U0ADA"))
        assert gone.standing is Standing.ABSENT
        assert await at.door.find("ava@fabrikam.com") is None
    assert desk.heard == []
    assert not there.messages


async def test_it_is_given_back_as_soon_as_slack_answers_and_kept_until_then(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    await installed(slack, desk, store, there := fabrikam(slack))
    slack.faults.add(Fault("break", "auth.revoke", times=3))
    async with tried_often(slack, store, datetime.now(UTC) + SOON) as telling:
        await until(lambda: (FABRIKAM, "not_named") in telling.heard, seconds=30)
    assert slack.installs.current(there).ended
    assert await sealed(store) is None


async def test_a_token_that_has_ended_is_renewed_first_so_that_what_gives_the_next_one_ends_too(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    await installed(slack, desk, store, there := fabrikam(slack))
    slack.installs.expire(there)
    async with tried_often(slack, store, datetime.now(UTC) + timedelta(days=1)) as telling:
        await until(lambda: (FABRIKAM, "not_named") in telling.heard)
    assert slack.installs.refreshes == 1
    assert all(one.ended and one.spent for one in slack.installs.issued)


async def test_where_slack_refuses_the_token_is_deleted_all_the_same_and_it_is_said_to_be_good_still(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    await installed(slack, desk, store, fabrikam(slack))
    slack.faults.add(Fault("error", "auth.revoke", code="org_login_required"))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named/org_login_required") in at.telling.heard)
    assert await sealed(store) is None
    assert (await noted(store))[-1][1]["code"] == "org_login_required"


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_one_that_slack_knows_no_more_is_deleted(
    slack: FakeSlack, desk: SmallDesk, store: Store, code: str
) -> None:
    await installed(slack, desk, store, there := fabrikam(slack))
    slack.installs.current(there).ended = code
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named") in at.telling.heard)
    assert await sealed(store) is None


async def test_what_is_kept_and_cannot_be_read_is_deleted(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    await installed(slack, desk, store, fabrikam(slack))
    await store.write(lambda unit: unit.connection.execute(text("UPDATE installations SET sealed = :b"), {"b": b"no"}))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named") in at.telling.heard)
    assert await sealed(store) is None
    assert (await noted(store))[-1] == ("workspace.withdrawn", {"workspace": FABRIKAM, "code": "unreadable"})


async def test_the_token_of_the_own_workspace_is_not_revoked_as_it_may_be_that_of_the_settings(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    """It was installed before SLACK_BOT_TOKEN was set."""
    own = slack.installs.workspace(slack.world.team, "Contoso")
    async with a_building(slack, desk, store, own=False, named=(slack.world.team, ORG)) as at:
        assert (await at.installs(own))[0] == 200
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (slack.world.team, "not_named") in at.telling.heard)
        assert await at.door.post("C0FAIL", say("told"))
    assert not slack.installs.current(own).ended
    assert await sealed(store, slack.world.team) is None
    assert (await noted(store))[-1][1]["code"] == "own"


async def test_what_came_after_a_process_began_is_not_its_to_take_away(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    """Another replica has newer settings, and lets it be installed."""
    await installed(slack, desk, store, there := fabrikam(slack))
    await installed(slack, desk, store, globex(slack))
    async with new_session() as session:
        exchange = Exchange(Web(session, "", slack.api_url), CLIENT_ID, CLIENT_SECRET)
        began = datetime.now(UTC) - timedelta(minutes=5)
        workspaces = Workspaces(Keeping(store, lambda: began, Telling()), OTHERS, exchange)
        await Withdrawing(workspaces).run()
    assert not slack.installs.current(there).ended
    assert await sealed(store)


async def test_those_that_are_named_keep_theirs(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    await installed(slack, desk, store, fabrikam(slack))
    await installed(slack, desk, store, there := globex(slack))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named") in at.telling.heard)
        assert await at.keys() == [ORG]
    assert not slack.installs.current(there).ended


async def test_named_again_it_is_installed_again(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    await installed(slack, desk, store, there := fabrikam(slack))
    async with a_building(slack, desk, store, named=OTHERS) as at:
        await until(lambda: (FABRIKAM, "not_named") in at.telling.heard)
    async with a_building(slack, desk, store) as at:
        assert "not installed" in (await at.types(there, "board")).text
        assert (await at.installs(there))[0] == 200
        assert (FABRIKAM, "") in at.telling.heard
        assert "heard Typed" in (await at.types(there, "board")).text
    assert (await noted(store))[-1] == ("workspace.installed", {"workspace": FABRIKAM, "as": "again"})


async def test_that_it_was_taken_away_stands_in_the_log_once_and_no_token_does(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    there = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        await at.installs(there)
        token = slack.installs.current(there)
        slack.installs.uninstall(there)
        for _ in range(2):
            await at.sends(there, {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}})
        await until(lambda: (FABRIKAM, "account_inactive") in at.telling.heard)
    assert await noted(store) == [
        ("workspace.installed", {"workspace": FABRIKAM, "as": "new"}),
        ("workspace.taken-away", {"workspace": FABRIKAM, "code": "account_inactive"}),
    ]
    every = await store.read(lambda unit: unit.connection.execute(text("SELECT * FROM events")).all())
    assert not [row for row in every if token.token in str(row) or (token.refresh and token.refresh in str(row))]
