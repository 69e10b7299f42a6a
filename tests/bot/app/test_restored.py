"""An older backup was restored, or the end of the log cut off: the bot starts, and deletes and mails nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.app.sealing import Anchor
from bot.app.web import paused
from bot.app.wiring import pause_all
from domain.brake import Behind
from domain.export.plan import Stage
from domain.request import State, StepState
from domain.words import en as words
from handlers.requests.work import is_all_paused
from tests.handlers.erasure.erasing import state
from tests.handlers.export import exporting
from tests.stage import APPROVALS, Scene, rules, said, scene

OLD = "remove-user mark.old@contoso.com"


@asynccontextmanager
async def opened(url: str, folder: Path, **more: Any) -> AsyncIterator[Scene]:
    """With an anchor on another disk."""
    config = rules(audit={"anchor": str(folder / "disk" / "anchor")})
    async with scene(url, folder, config=config, **more) as on:
        yield on


async def anchored(on: Scene, folder: Path) -> None:
    """Wait until the anchor knows all that happened."""
    anchor = Anchor(folder / "disk" / "anchor")

    async def look() -> bool:
        newest = await on.bot.store.read(lambda unit: not unit.log.waiting() and unit.log.newest())
        return bool(newest) and anchor.read() == newest[0]

    await on.wait_for(look)


@pytest.fixture
async def restored(sqlite_url: str, tmp_path: Path) -> str:
    """A database from before an approved removal was carried out; the request's id stands in the file `ref`."""
    (tmp_path / "disk").mkdir()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    async with opened(sqlite_url, tmp_path) as on:
        await on.typed("ada", "requests")
        await anchored(on, tmp_path)
    async with opened(sqlite_url, tmp_path, works=False) as desk:
        desk.numbers = count(100)
        (tmp_path / "ref").write_text(await desk.approved("ada", OLD))
    shutil.copyfile(file, tmp_path / "backup")
    async with opened(sqlite_url, tmp_path) as on:
        await state(on, (tmp_path / "ref").read_text(), State.COMPLETED)
        await anchored(on, tmp_path)
    shutil.copyfile(tmp_path / "backup", file)
    return sqlite_url


async def test_a_restored_backup_starts_paused_until_an_admin_goes_on(restored: str, tmp_path: Path) -> None:
    ref, disk = (tmp_path / "ref").read_text(), tmp_path / "disk" / "anchor"
    before = disk.read_text()
    async with opened(restored, tmp_path) as on:
        on.numbers = count(200)
        await state(on, ref, State.NEEDS_ATTENTION)
        assert not await on.calls("DELETE", "/assignment")
        assert await is_all_paused(on.bot.deps)
        assert await on.bot.store.read(paused) == "the log lacks its end"
        (event,) = on.rows("SELECT actor_id, data FROM events WHERE kind = 'log.behind'")
        assert '"as":"backup"' in event.data
        for place in ("@ada", "@amir"):
            await on.until(place, "It looks as if an older backup was restored")
        await on.until(APPROVALS, "paused everything that deletes or sends mails")
        assert "Everything that deletes or sends mails is paused" in said(await on.typed("ada", f"show {ref}"))
        assert disk.read_text() == before, "what is known from elsewhere stays until an admin goes on"
    async with opened(restored, tmp_path, works=False) as desk:
        assert len(desk.rows("SELECT id FROM brakes")) == 1, "a second start says it no second time"
        assert len(desk.rows("SELECT id FROM events WHERE kind = 'log.behind'")) == 1
    async with opened(restored, tmp_path) as on:
        on.numbers = count(300)
        assert said(await on.typed("ada", "resume")).startswith("Deletions go on.")
        await on.wait_for(lambda: on.calls("DELETE", "/assignment"))
        await anchored(on, tmp_path)
    async with opened(restored, tmp_path, works=False) as desk:
        assert not await desk.bot.store.read(lambda unit: unit.brakes.now()), "and then it is over"


async def test_events_that_were_deleted_are_told_apart_from_a_backup(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    async with opened(sqlite_url, tmp_path) as on:
        await on.typed("ada", "requests")
        await anchored(on, tmp_path)
        ref = await on.file("ada", OLD)
        await anchored(on, tmp_path)
    async with opened(sqlite_url, tmp_path, works=False) as desk:
        first = desk.rows("SELECT min(number), min(last) FROM seals")[0]
        for trigger in ("events_delete_guard", "seals_delete_guard"):
            desk.rows(f"DROP TRIGGER {trigger}")
        desk.rows(f"DELETE FROM seals WHERE number > {first[0]}")
        desk.rows(f"DELETE FROM events WHERE seq IS NULL OR seq > {first[1]}")
    async with opened(sqlite_url, tmp_path) as on:
        (event,) = on.rows("SELECT data FROM events WHERE kind = 'log.behind'")
        assert '"as":"cut"' in event.data
        await on.until("@ada", "somebody deleted entries of the log")
        assert words.brake.nothing_done("") in said(await on.act("ben", "approve", ref))


SAID = """INSERT INTO events (kind, at, data) SELECT 'log.behind', max(at), '{"hash":"' || :hash || '"}' FROM events"""


async def test_nobody_says_in_the_bots_place_that_the_log_lacked_its_end_before(restored: str, tmp_path: Path) -> None:
    """And was gone on with: whoever has the database writes such an event, and clears the row of the pause."""
    known = Anchor(tmp_path / "disk" / "anchor").read()
    assert known
    by_hand = create_engine(restored)
    with by_hand.begin() as connection:
        connection.execute(text(SAID), {"hash": known.hash})
    by_hand.dispose()  # while somebody has it open, its log is not that of the file that was in its place
    for number in (1, 2):
        async with opened(restored, tmp_path, works=number == 1) as on:
            on.numbers = count(200 * number)
            assert await is_all_paused(on.bot.deps)
            assert Anchor(tmp_path / "disk" / "anchor").read() == known
            assert not await on.calls("DELETE", "/assignment")
            on.rows("UPDATE brakes SET active = NULL")


async def test_a_pause_of_an_admin_in_the_backup_becomes_one_of_everything(restored: str, tmp_path: Path) -> None:
    anchor = tmp_path / "disk" / "anchor"
    known = anchor.read_text()
    anchor.unlink()
    async with opened(restored, tmp_path, works=False) as desk:
        desk.numbers = count(400)
        await desk.typed("ada", "pause the wrong list")
    anchor.write_text(known)
    async with opened(restored, tmp_path, works=False) as desk:
        rows = desk.rows("SELECT active FROM brakes ORDER BY id")
        assert [row.active for row in rows] == [None, 1]
        assert await is_all_paused(desk.bot.deps)


async def test_no_letter_goes_out_until_an_admin_goes_on(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path) as on:
        await exporting.team(on, "silence")
        ref = await exporting.approved(on)
        await exporting.turn(on, ref, Stage.REQUEST)
        await pause_all(on.bot.deps, Behind(7, "ab" * 32, "2026-11-29T08:30:00.000000Z", 3, cut=False))
        await exporting.acts(on, ref, Stage.REQUEST)
        reads = len(await on.calls("POST", "/messages"))
        await asyncio.sleep(1)
        assert len(await on.calls("POST", "/messages")) == reads
        assert (await exporting.stage(on, ref, Stage.REQUEST)).state is StepState.RUNNING
        assert words.brake.nothing_done("").split(",")[0] in said(await on.typed("tess", f"show {ref}"))
        await on.typed("amir", "resume")
        await exporting.comes_to(on, ref, Stage.REQUEST, StepState.DONE, "sent")
        assert len(await on.calls("POST", "/messages")) > reads
