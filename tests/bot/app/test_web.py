"""The routes that belong to no door: alive, ready, and what this is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.app.web import Counted, admin_app, public_app, serving, what_this_is
from bot.settings.setting_errors import SettingsError
from tests.stage import Scene, scene

Ask = Callable[[str], Awaitable[tuple[int, str]]]


@pytest.fixture
async def on(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(sqlite_url, tmp_path, works=False) as on:
        yield on


@pytest.fixture
async def ask(on: Scene) -> AsyncIterator[Ask]:
    app = public_app(on.bot)
    app.router.add_get("/", what_this_is)
    async with serving(app, "127.0.0.1", 0, "PORT") as address:

        async def ask(path: str) -> tuple[int, str]:
            async with on.session.get(address + path) as answer:
                return answer.status, await answer.text()

        yield ask


async def test_a_process_that_lives_says_so(ask: Ask) -> None:
    assert await ask("/healthz") == await ask("/livez") == (200, "alive\n")


async def test_whoever_comes_by_is_told_what_this_is_and_where_it_is_used(ask: Ask) -> None:
    status, text = await ask("/")
    assert (status, text.count("\n")) == (200, 1)
    assert all(word in text for word in ("DSR Bot", "/dsr help in Slack", "in Teams"))


async def test_it_is_not_ready_before_its_work_has_begun_and_says_so(ask: Ask) -> None:
    assert await ask("/readyz") == (503, '{"ready": false, "why": ["the work has not begun"]}')


async def test_it_says_when_a_part_of_the_work_has_ended(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path) as on, serving(public_app(on.bot), "127.0.0.1", 0, "PORT") as address:
        await on.wait_for(lambda: is_ready(on, address))
        on.bot.loops[0].cancel()
        await on.wait_for(lambda: not_ready(on, address))
        assert await why(on, address) == ["a part of the work has ended, and the log says why: start the bot anew"]


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("0001", ["the database is of an older release: dsrbot db upgrade, or the next start, renews it"]),
        ("9999", []),  # a newer release is at it, whose tables this one can live with
    ],
)
async def test_it_says_whether_the_tables_are_those_it_needs(
    sqlite_url: str, tmp_path: Path, version: str, told: list[str]
) -> None:
    async with scene(sqlite_url, tmp_path) as on:
        on.rows(f"UPDATE alembic_version SET version_num = '{version}'")
        async with serving(public_app(on.bot), "127.0.0.1", 0, "PORT") as address:
            assert await why(on, address) == told


async def why(on: Scene, address: str) -> list[str]:
    async with on.session.get(f"{address}/readyz") as answer:
        body = await answer.json()
        assert body["ready"] is not bool(body.get("why"))
        return list(body.get("why", []))


async def test_it_is_ready_while_it_works_and_not_when_the_database_is_gone(sqlite_url: str, tmp_path: Path) -> None:
    async with (
        scene(sqlite_url, tmp_path) as on,
        serving(admin_app(on.bot, {"slack": _connected}), "127.0.0.1", 0, "ADMIN_PORT") as address,
    ):
        async with on.session.get(f"{address}/readyz") as answer:
            told = {"ready": True, "doors": {"slack": "connected"}, "log": "sealed"}
            assert (answer.status, await answer.json()) == (200, told)
        async with on.session.get(f"{address}/metrics") as answer:
            numbers = await answer.text()
            assert "\ndsrbot_log_sealed 1\n" in numbers
            assert "\ndsrbot_failing 0\n" in numbers
        on.rows("ALTER TABLE requests RENAME TO elsewhere")
        with capture_logs():  # to draw each of the faults takes longer than to look
            await on.wait_for(lambda: not_ready(on, address))
        assert await why(on, address) == ["the database takes no writes: it may be gone, full, locked or read-only"]
        on.rows("ALTER TABLE elsewhere RENAME TO requests")


async def _connected() -> str:
    return "connected"


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Host": ""}])
async def test_no_page_of_elsewhere_reads_the_port_for_who_runs_the_bot(on: Scene, header: dict[str, str]) -> None:
    async with (
        serving(admin_app(on.bot, {}), "127.0.0.1", 0, "ADMIN_PORT") as address,
        on.session.get(f"{address}/readyz", headers=header) as answer,
    ):
        assert answer.status == 403
        assert "ready" not in await answer.text()


@pytest.mark.parametrize("host", ["203.0.113.7", "a..b", "x" * 70])
@pytest.mark.parametrize("setting", ["PORT", "ADMIN_PORT"])
async def test_a_host_that_is_none_of_this_machine_is_named_and_no_port(host: str, setting: str) -> None:
    told = f"^{setting.replace('PORT', 'HOST')} is no address of this machine"
    with pytest.raises(SettingsError, match=told):
        async with serving(web.Application(), host, 0, setting):
            pass


async def test_a_port_that_is_taken_is_named_in_one_sentence(on: Scene) -> None:
    async with serving(public_app(on.bot), "127.0.0.1", 0, "PORT") as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(SettingsError, match=f"ADMIN_PORT {port} cannot be used on 127.0.0.1"):
            async with serving(public_app(on.bot), "127.0.0.1", port, "ADMIN_PORT"):
                pass


async def test_it_is_not_ready_while_the_database_can_be_read_and_not_written(sqlite_url: str, tmp_path: Path) -> None:
    async with (
        scene(sqlite_url, tmp_path) as on,
        serving(public_app(on.bot), "127.0.0.1", 0, "PORT") as address,
    ):
        await on.wait_for(lambda: is_ready(on, address))
        with on.database.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")  # as a backup or an administrator may
            await on.wait_for(lambda: not_ready(on, address))
            other.exec_driver_sql("ROLLBACK")
        await on.wait_for(lambda: is_ready(on, address))


async def is_ready(on: Scene, address: str) -> bool:
    async with on.session.get(f"{address}/readyz") as answer:
        return answer.status == 200


async def not_ready(on: Scene, address: str) -> bool:
    return not await is_ready(on, address)


async def test_what_is_counted_is_counted_once_however_many_ask_and_not_waited_for_for_ever() -> None:
    begun, go = list[int](), asyncio.Event()

    async def count() -> str:
        begun.append(1)
        await go.wait()
        return "dsrbot_failing 0\n"

    counted, request = Counted(count, seconds=0.05, every=0.3), make_mocked_request("GET", "/metrics")
    answers = await asyncio.gather(*(counted.told(request) for _ in range(5)))
    assert [answer.status for answer in answers] == [503] * 5
    assert len(begun) == 1, "the slow database is asked once"
    go.set()
    assert (await counted.told(request)).text == "dsrbot_failing 0\n"
    await asyncio.sleep(0.3)
    assert (await counted.told(request)).status == 200
    assert len(begun) == 2, "a count is not for ever"
    await counted.end(web.Application())
