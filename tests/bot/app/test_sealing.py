"""The log of a bot that runs: sealed within a second, and compared with its anchor at each start."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.sealing import Anchor, check_anchor, seal, sealing
from bot.settings.setting_errors import SettingsError
from domain.audit.lines import signed_line, statement
from storage.store import Store
from tests.domain.audit.conftest import NOW, events
from tests.stage import scene


async def test_what_a_running_bot_does_is_sealed_within_a_second(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path) as on:
        await on.file("ada", "refresh crm contacts")
        await on.wait(lambda: not on.rows("SELECT 1 FROM events WHERE seq IS NULL"))
        assert on.rows("SELECT 1 FROM seals")


async def test_the_sealer_is_woken_and_goes_on_after_a_fault(store: Store, tmp_path: Path) -> None:
    task = asyncio.create_task(sealing(store, Anchor(tmp_path / "no folder" / "anchor"), lambda: NOW))
    try:
        for number in (1, 2):
            await store.write(events(1))
            async with asyncio.timeout(5):
                while await store.read(lambda unit: unit.log.waiting()):  # noqa: ASYNC110 - the database has no event
                    await asyncio.sleep(0.01)
            newest = await store.read(lambda unit: unit.log.newest())
            assert newest
            assert newest[0].last == number
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_log_without_its_end_does_not_start(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    await check_anchor(store, anchor)  # there is none yet
    await store.write(events(1))
    await seal(store, anchor, lambda: NOW)
    await check_anchor(store, anchor)
    newest = await store.read(lambda unit: unit.log.newest())
    assert newest
    await store.write(events(1))
    await seal(store, anchor, lambda: NOW)
    await anchor.keep(*newest)  # an anchor that is behind is none the worse
    await check_anchor(store, anchor)


async def test_an_older_backup_and_another_database_are_told_apart(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    await store.write(events(1))
    await seal(store, anchor, lambda: NOW)
    known = anchor.read()
    assert known
    signer = await store.read(lambda unit: unit.log.keys.signer())
    for other, why in ((replace(known, number=7), "lacks its end"), (replace(known, hash="ab" * 32), "seal 1 differs")):
        (tmp_path / "anchor").write_text(signed_line(other, signer.sign(statement(other))))
        with pytest.raises(SettingsError, match=why):
            await check_anchor(store, anchor)
    (tmp_path / "anchor").write_text("nonsense")
    with pytest.raises(SettingsError, match="not the anchor of a log"):
        await check_anchor(store, anchor)
