"""The log of a bot that runs: sealed within a second, and compared with its anchor at each start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select
from structlog.testing import capture_logs

from bot.app.sealing import ELSEWHERE, SEALED, Anchor, ForkedLog, Sealer, check_anchor, follow, seal
from bot.settings.setting_errors import SettingsError
from domain.audit.lines import Seal, signed_line, statement
from domain.brake import Behind
from storage.store import Store
from storage.tables import keys
from storage.unit import Unit
from tests.domain.audit.conftest import NOW, events
from tests.stage import scene


async def test_what_a_running_bot_does_is_sealed_within_a_second(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path) as on:
        await on.file("ada", "refresh crm contacts")
        await on.wait(lambda: not on.rows("SELECT 1 FROM events WHERE seq IS NULL"))
        assert on.rows("SELECT 1 FROM seals")


async def test_the_sealer_is_woken_and_goes_on_after_a_fault(store: Store, tmp_path: Path) -> None:
    task = asyncio.create_task(Sealer(store, Anchor(tmp_path / "no folder" / "anchor"), lambda: NOW).run())
    try:
        for number in (1, 2):
            await store.write(events(1))
            await _sealed(store)
            newest = await store.read(lambda unit: unit.log.newest())
            assert newest
            assert newest[0].last == number
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_added_within_a_second_shares_a_seal(store: Store) -> None:
    task = asyncio.create_task(Sealer(store, Anchor(None), lambda: NOW).run())
    try:
        for _ in range(20):
            await store.write(events(1))
            await asyncio.sleep(0.01)
        await _sealed(store)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    newest = await store.read(lambda unit: unit.log.newest())
    assert newest
    assert newest[0].last == 20
    assert newest[0].number < 10


async def test_a_key_that_is_lost_is_logged_once_and_shown_and_the_log_goes_on_when_it_is_back(
    store: Store, tmp_path: Path
) -> None:
    """As somebody may take it away while the bot runs. That it is tried ever more seldom shows in the pauses."""
    sealer = Sealer(store, Anchor(None), lambda: NOW, every=0.001, longest=0.02)
    taken = await store.write(lambda unit: _take_key(unit))
    await store.write(events(1))
    with capture_logs() as lines:
        task = asyncio.create_task(sealer.run())
        try:
            await _until(lambda: sealer._pause >= 0.02)  # several tries
            since = f"not sealed since {NOW:%Y-%m-%dT%H:%M:%S}Z: The key that signs the log"
            assert sealer.state.startswith(since)
            await store.write(lambda unit: unit.connection.execute(insert(keys), taken))
            await _until(lambda: sealer.state == SEALED)
            assert not await store.read(lambda unit: unit.log.waiting())
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert [line["event"] for line in lines] == ["the log is not sealed", "the log is sealed again"]


async def test_who_does_not_seal_says_so(store: Store) -> None:
    mine = [False]
    sealer = Sealer(store, Anchor(None), lambda: NOW, every=0.001, turn=lambda: mine[0])
    task = asyncio.create_task(sealer.run())
    try:
        await _until(lambda: sealer.state == ELSEWHERE)
        mine[0] = True
        await store.write(events(1))
        await _until(lambda: sealer.state == SEALED)
        mine[0] = False
        await store.write(events(1))
        await _until(lambda: sealer.state == ELSEWHERE)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _take_key(unit: Unit) -> dict[str, object]:
    signing = keys.c.name.like("signing/%")
    (row,) = unit.connection.execute(select(keys).where(signing)).mappings().all()
    unit.connection.execute(delete(keys).where(signing))
    return dict(row)


async def _until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110 - nobody says when
            await asyncio.sleep(0.01)


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


async def test_the_anchor_of_each_machine_follows_what_another_one_seals(store: Store, tmp_path: Path) -> None:
    ours, theirs = Anchor(tmp_path / "ours"), Anchor(tmp_path / "theirs")
    for _ in range(2):
        await store.write(events(1))
        await seal(store, theirs, lambda: NOW)
        await follow(store, ours)
        assert ours.read() == theirs.read()


async def test_the_anchor_does_not_follow_a_log_that_lost_what_it_knows(store: Store, tmp_path: Path) -> None:
    """Its end was cut off elsewhere, and another replica went on from there."""
    anchor = Anchor(tmp_path / "anchor")
    await store.write(events(1))
    await seal(store, anchor, lambda: NOW)
    known = anchor.read()
    assert known
    other = replace(known, hash="ab" * 32)
    signer = await store.read(lambda unit: unit.log.keys.signer())
    (tmp_path / "anchor").write_text(signed_line(other, signer.sign(statement(other))))
    assert anchor.read() == other
    await store.write(events(1))
    await seal(store, Anchor(None), lambda: NOW)
    with pytest.raises(ForkedLog):
        await follow(store, anchor)
    assert anchor.read() == other


async def test_an_older_backup_and_another_database_are_told_apart(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    await store.write(events(1))
    await seal(store, anchor, lambda: NOW)
    known = anchor.read()
    assert known
    assert await check_anchor(store, anchor) is None
    signer = await store.read(lambda unit: unit.log.keys.signer())

    def told(other: Seal) -> None:
        (tmp_path / "anchor").write_text(signed_line(other, signer.sign(statement(other))))

    told(replace(known, number=7))
    assert await check_anchor(store, anchor) == Behind(7, known.hash, known.at, 1, cut=False)
    assert anchor.behind
    told(replace(known, hash="ab" * 32))
    with pytest.raises(SettingsError, match="seal 1 differs"):
        await check_anchor(store, anchor)
    (tmp_path / "anchor").write_text("nonsense")
    with pytest.raises(SettingsError, match="not the anchor of a log"):
        await check_anchor(store, anchor)


async def test_an_empty_database_is_not_taken_for_a_backup(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    made = Seal(number=3, first=1, last=9, hash="ab" * 32, at="2026-11-29T08:30:00.000000Z", key=(await public(store)))
    signer = await store.read(lambda unit: unit.log.keys.signer())
    (tmp_path / "anchor").write_text(signed_line(made, signer.sign(statement(made))))
    with pytest.raises(SettingsError, match="this database has none"):
        await check_anchor(store, anchor)


async def public(store: Store) -> str:
    return await store.read(lambda unit: unit.log.keys.public())


async def _sealed(store: Store) -> None:
    async with asyncio.timeout(5):
        while await store.read(lambda unit: unit.log.waiting()):  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.01)
