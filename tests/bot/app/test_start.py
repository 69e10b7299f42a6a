"""How the bot starts on a database: alone, never silently on an empty one, and never with another key."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import URL

from storage.master_key import new_master_key
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, running_slack
from tests.postgresql import new_database
from tests.processes import ANY_PORT, Running, running

CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
"""
OPEN = "playground is open: "
READY = "DSR Bot is ready on port "
EMPTY = "Note: the database is new and empty: "


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as fake:
        yield fake


@asynccontextmanager
async def with_slack(folder: Path, slack: FakeSlack, **environ: str) -> AsyncIterator[Running]:
    (folder / "dsrbot.toml").write_text(CONFIG)
    joined = {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    async with running(folder, "run", "--sandbox", **joined, **environ) as bot:
        yield bot


async def test_a_second_bot_at_the_same_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "data").symlink_to(tmp_path / "data")
    async with running(tmp_path, "run") as first:
        await first.says(OPEN)
        for folder in (tmp_path, elsewhere):
            async with running(folder, "run") as second:
                assert await second.ends() == 1
                assert second.said == [
                    f"Error: Another dsrbot run (process {first.process.pid}) works on this database: "
                    "stop it first, or give this one a DATABASE_URL of its own."
                ]
        assert first.process.returncode is None


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_the_next_bot_starts_when_the_one_before_has_ended(tmp_path: Path, end: str) -> None:
    for _ in range(2):
        async with running(tmp_path, "run") as bot:
            await bot.says(OPEN)
            await getattr(bot, end)()


async def test_whoever_only_looks_does_so_beside_a_bot(tmp_path: Path) -> None:
    async with running(tmp_path, "run") as bot:
        await bot.says(OPEN)
        async with running(tmp_path, "certificate", "DSR-000000") as certificate:
            assert await certificate.ends() == 1
            assert certificate.said == ["Error: There is no completed erasure with this id."]
        async with running(tmp_path, "db", "upgrade") as upgrade:
            assert await upgrade.ends() == 0


async def test_a_company_is_told_of_an_empty_database_once_and_the_playground_never(
    tmp_path: Path, slack: FakeSlack
) -> None:
    for first in (True, False):
        async with with_slack(tmp_path, slack) as bot:
            await bot.says(READY)
            told = [line for line in bot.said if line.startswith(f"{EMPTY}{tmp_path}/data/dsrbot.sqlite3. ")]
            assert len(told) == first
    playground = tmp_path / "playground"
    playground.mkdir()
    async with running(playground, "run") as bot:
        await bot.says(OPEN)
        assert EMPTY not in "".join(bot.said)


async def test_a_company_is_told_of_an_empty_postgresql_too(
    tmp_path: Path, slack: FakeSlack, postgresql_server: URL
) -> None:
    with new_database(postgresql_server) as empty:
        url = empty.render_as_string(hide_password=False)
        async with with_slack(tmp_path, slack, DATABASE_URL=url, DSRBOT_MASTER_KEY=new_master_key()) as bot:
            await bot.says(READY)
            assert EMPTY in "".join(bot.said)
    assert not (tmp_path / "data/dsrbot.sqlite3").exists()


async def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    key = tmp_path / "data/dsrbot.key"
    async with running(tmp_path, "run") as bot:
        await bot.says(OPEN)
        assert f"Note: a master key is made in {key.relative_to(tmp_path)}. " in "".join(bot.said)
        await bot.stop()
    key.unlink()
    async with running(tmp_path, "run") as bot:
        assert await bot.ends() == 1
        assert bot.said == [
            "Error: The master key of this database is neither in DSRBOT_MASTER_KEY nor readable beside it: set it."
        ]
    assert not key.exists()


async def test_a_start_that_lacks_a_setting_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "dsrbot.toml").write_text(CONFIG)
    async with running(tmp_path, "run", SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN) as bot:
        assert await bot.ends() == 1
        assert bot.said[-1].startswith("Error: INSIGHTS_INSTANCE_ID is missing")
    assert not (tmp_path / "data").exists()


async def test_any_free_port_is_told(tmp_path: Path) -> None:
    async with running(tmp_path, "run", **ANY_PORT) as bot, aiohttp.ClientSession() as session:
        public = (await bot.says(OPEN)).partition(OPEN)[2]
        [state] = [found[1] for line in bot.said if (found := re.search(r"this machine alone: (\S+)", line))]
        for address in (public, state):
            async with session.get(address) as answer:
                assert answer.status == 200


@pytest.mark.parametrize("setting", ["PORT", "ADMIN_PORT", "SANDBOX_PORT"])
async def test_every_port_can_be_given_and_is_named_when_it_is_taken(tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with running(tmp_path, "run", **{setting: port}) as bot:
            assert await bot.ends() == 1
            assert bot.said[-1].startswith(f"Error: {setting} {port} cannot be used on 127.0.0.1: ")
    async with running(tmp_path, "run", **{setting: port}) as bot:
        await bot.says(OPEN)
        _, writer = await asyncio.open_connection("127.0.0.1", int(port))
        writer.close()


async def test_an_anchor_that_is_kept_nowhere_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "dsrbot.toml").write_text(f'{CONFIG}[audit]\nanchor = "gone/anchor"\n')
    async with running(tmp_path, "run") as bot:
        await bot.says(OPEN)
        assert [line for line in bot.said if line.startswith("Note: audit.anchor is in a folder that is not there")]
