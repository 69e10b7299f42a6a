"""Work that the engine ended by itself, or that goes on failing: admins hear of it, and so does who asked."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from bot.app.alarms import Alarms
from bot.app.metrics import numbers
from domain.request import State
from domain.words import en as words
from handlers.requests.broken import STUCK, tell_in_error
from storage.durable import Durable, Run
from tests.handlers.erasure.erasing import state
from tests.stage import FAILURES, Scene, said, scene

ASKED = "refresh crm contacts"
HOUR = 3600.0


def engine(on: Scene) -> str:
    return "workflow_status" if on.database_url.startswith("sqlite") else "dbos.workflow_status"


async def half_done(url: str, folder: Path) -> str:
    """Work that goes on when the bot stops."""
    async with scene(url, folder, seconds=HOUR) as on:
        ref = await on.approved("ada", ASKED)
        await on.wait_for(lambda: on.calls("POST", "/jobs"))
    return ref


async def test_what_the_engine_ended_by_itself_needs_attention_and_everybody_hears(
    database_url: str, tmp_path: Path
) -> None:
    ref = await half_done(database_url, tmp_path)
    async with scene(database_url, tmp_path, works=False) as desk:
        desk.rows(f"UPDATE {engine(desk)} SET status = 'ERROR'")
    async with scene(database_url, tmp_path) as on:
        on.numbers = count(100)
        await state(on, ref, State.NEEDS_ATTENTION)
        await on.until(FAILURES, ref)
        assert "something went wrong on my side" in said(await on.typed("ada", f"show {ref}"))
        await on.until("@ada", words.notices.ended(ref, State.NEEDS_ATTENTION))
        for admin in ("@ada", "@amir"):
            await on.until(admin, words.notices.broke(ref))
        assert "\ndsrbot_work_in_error 1\n" in await numbers(on.bot)
        told = on.rows("SELECT key FROM notices WHERE kind = 'in-error'")
        await on.bot.alarms.look()
        await on.settled()
        assert len(on.rows("SELECT key FROM notices WHERE kind = 'in-error'")) == len(told), "once"
        await on.act("ada", "retry", ref)
        await state(on, ref, State.COMPLETED, run=2)


async def test_what_has_ended_by_then_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path) as on:
        ref = await on.approved("ada", ASKED)
        await state(on, ref, State.COMPLETED)
        on.rows(f"UPDATE {engine(on)} SET status = 'ERROR'")
        await on.bot.alarms.look()
        assert (await on.request(ref)).state is State.COMPLETED
        assert not on.rows("SELECT key FROM notices WHERE kind = 'in-error'")


async def test_what_goes_on_failing_is_told_to_admins_and_to_who_asked_once_a_run(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref, durable = await desk.approved("ada", ASKED), Durable(sqlite_url)
        durable.stuck.add(Run(ref, 1))
        durable.stuck.add(Run("DSR-GONE00", 1))
        alarms = Alarms(desk.bot.deps, durable)
        assert alarms.stuck == 2
        for _ in range(2):
            await tell_in_error(desk.bot.deps, ref, STUCK)
        rows = desk.rows("SELECT target FROM notices WHERE kind = 'in-error' ORDER BY target")
        assert len(rows) == 2
        assert any("admin" in row.target for row in rows)
