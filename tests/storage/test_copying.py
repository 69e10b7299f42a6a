"""A SQLite installation goes to an empty PostgreSQL, and the bot goes on there; or nothing goes, and it says why."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy
from dbos._utils import INTERNAL_QUEUE_NAME
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import OperationalError

from bot.app.sealing import Anchor, seal
from bot.cli.subject import erase
from domain.request import State
from storage.alone import alone
from storage.carrying import NotCopied
from storage.copying import Copied, Unclear, copy
from storage.durable import Flow
from storage.engines import UnusableDatabase
from storage.master_key import new_master_key
from storage.moved import Moved, come_back
from storage.store import open_store
from storage.tables import metadata
from storage.vault import WrongMasterKey
from tests.bot.cli.test_subject import answered, denied, settings
from tests.databases import MASTER_KEY
from tests.domain.audit.conftest import events
from tests.handlers.erasure.batches import given
from tests.handlers.erasure.erasing import ANNA, ZOE, filed_for, state
from tests.postgresql import new_database
from tests.stage import Scene, said, scene
from tests.storage.lost import line_to
from tests.storage.test_durable import Diary, approve, working
from tests.storage.waiting import until


@pytest.fixture
def bare(postgresql_server: URL) -> Iterator[str]:
    """Nothing is in it, not one table."""
    with new_database(postgresql_server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def target(postgresql_url: str) -> str:
    """The tables are there, and nothing in them."""
    return postgresql_url


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            answer = connection.execute(sqlalchemy.text(query))
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        engine.dispose()


async def copied(source: str, target: str, key: str = MASTER_KEY, come: object = None) -> Copied:
    seen = come if callable(come) else (lambda *_: None)
    return await asyncio.to_thread(copy, source, target, key, None, seen)


async def fill(url: str, folder: Path) -> Mapping[str, str]:
    """Requests that wait, go on, have ended; a hold, a delegation, a list, somebody whose key is destroyed."""
    async with scene(url, folder) as on:
        await on.typed("amir", "delegate to cleo@contoso.com until 2099-01-01")
        ended = await filed_for(on, ZOE, "Webshop Orders")
        gone = await denied(on, f"refresh crm contacts for {ANNA}")
        await answered(on, gone)
        assert (await erase(settings(url, folder), ANNA)).whole
        await given(on, [ZOE])
        held = await on.file("ada", "refresh crm web for karin.held@example.org")
        await on.act("amir", "hold", held, {"reason": "Court"})
        await on.settled()
    async with scene(url, folder, works=False) as desk:
        desk.numbers = count(100)
        waits = await desk.file("ada", "remove-user mark.old@contoso.com")
        begins = await desk.approved("ada", "refresh crm contacts")
        await seal(desk.bot.store, Anchor(None), desk.bot.deps.clock)
    return {"ended": ended, "gone": gone, "held": held, "waits": waits, "begins": begins}


async def test_every_row_goes_over_the_log_holds_and_the_bot_works_on(
    sqlite_url: str, bare: str, tmp_path: Path
) -> None:
    refs, seen = await fill(sqlite_url, tmp_path), list[tuple[str, int, int]]()
    done = await copied(sqlite_url, bare, come=lambda *come: seen.append(come))
    assert sum(more for _, more, _ in seen) == seen[-1][2] == sum(done.rows.values())
    for table in metadata.sorted_tables:
        query = f"SELECT count(*) FROM {table.name}"
        assert rows(bare, query) == rows(sqlite_url, query) == [(done.rows[table.name],)], table.name
    filled = {name for name, count in done.rows.items() if count}
    assert filled >= {"requests", "votes", "steps", "events", "seals", "orders", "lists", "subjects", "workflow_status"}
    assert done.log.seals == done.rows["seals"]
    assert done.log.last == max(int(str(seq)) for (seq,) in rows(sqlite_url, "SELECT max(seq) FROM events"))
    async with scene(bare, tmp_path) as on:
        on.numbers = count(200)
        await state(on, refs["begins"], State.COMPLETED)
        before = await on.votes(refs["waits"])
        await on.act("ben", "approve", refs["waits"])
        assert len(await on.votes(refs["waits"])) == len(before) + 1
        assert "Court" in said(await on.typed("ada", f"show {refs['held']}"))
        assert ANNA not in said(await on.typed("ada", f"show {refs['gone']}"))
        assert ZOE in said(await on.typed("ada", f"show {refs['ended']}"))
        await on.settled()
        await on.wait(lambda: rows(bare, "SELECT count(*) FROM events WHERE seq IS NULL") == [(0,)])


async def test_moments_that_the_engine_keeps_with_fractions_go_over_whole(
    sqlite_url: str, bare: str, tmp_path: Path
) -> None:
    await fill(sqlite_url, tmp_path)
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE workflow_status SET created_at = 1796045964979.7524"))
    engine.dispose()
    await copied(sqlite_url, bare)
    assert set(rows(bare, "SELECT created_at FROM dbos.workflow_status")) == {(1796045964980,)}


async def test_a_step_that_was_done_here_is_remembered_there(sqlite_url: str, target: str, diary: Diary) -> None:
    go_on = asyncio.Event()

    async def look() -> None:
        await go_on.wait()
        diary.entries.append("looked")

    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("ask", diary.note("asked"))
        await flow.step("look", look)

    async with working(sqlite_url, work, diary) as store:
        request = await store.write(approve)
        await until(lambda: diary.entries == ["asked"])
    done = await copied(sqlite_url, target)
    assert done.under_way == 1
    found = rows(target, "SELECT workflow_uuid, status, queue_name FROM dbos.workflow_status")
    assert found == [(f"{request.id}/1", "ENQUEUED", INTERNAL_QUEUE_NAME)], "for whatever replica starts first"
    go_on.set()
    async with working(target, work, diary):
        await until(lambda: diary.entries == ["asked", "looked"])


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def small(sqlite_url: str) -> str:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await store.write(approve)
        await store.write(approve)
    return sqlite_url


async def test_rows_are_numbered_on_behind_those_that_came(small: str, target: str) -> None:
    async with open_store(small, MASTER_KEY) as store:
        await store.write(events(12))
    await copied(small, target)
    async with open_store(target, MASTER_KEY) as store:
        await store.write(events(3))
    assert rows(target, "SELECT count(*), count(DISTINCT id), max(id) FROM events") == [(15, 15, 15)]


async def test_no_bot_starts_on_what_was_copied_until_somebody_goes_back(small: str, target: str) -> None:
    await copied(small, target)
    with pytest.raises(Moved, match=r"was copied to dsrbot_test_\w+ on .* delete .*\.moved") as no:
        async with open_store(small, MASTER_KEY):
            pass
    with pytest.raises(Moved):
        await copied(small, target)
    os.unlink(str(no.value).rsplit("delete ", 1)[1].removesuffix("."))  # as it says
    async with open_store(small, MASTER_KEY) as store:
        assert len(await store.read(lambda unit: unit.starts.asked(9))) == 2


async def test_it_is_refused_beside_a_bot_that_runs(small: str, bare: str) -> None:
    with alone(small), pytest.raises(UnusableDatabase, match="Another dsrbot run"):
        await copied(small, bare)
    assert rows(bare, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


async def test_a_database_of_another_program_is_refused(small: str, bare: str) -> None:
    rows(bare, "CREATE TABLE orders_of_a_shop (id int)")
    with pytest.raises(NotCopied, match=r"already \(in the table “orders_of_a_shop”\), and nothing was copied"):
        await copied(small, bare)
    async with open_store(small, MASTER_KEY):
        pass


async def test_a_database_that_a_bot_was_started_on_is_refused(small: str, target: str) -> None:
    async with open_store(target, MASTER_KEY):
        pass
    with pytest.raises(NotCopied, match=r"already \(in the table “keys”\)"):
        await copied(small, target)


async def test_work_that_is_there_already_is_refused(small: str, target: str, diary: Diary) -> None:
    async with working(target, {}, diary) as store:
        await store.write(approve)
        await until(lambda: rows(target, "SELECT 1 FROM dbos.workflow_status"))
    for table in reversed(metadata.sorted_tables):
        rows(target, f"TRUNCATE {table.name} CASCADE")
    with pytest.raises(NotCopied, match=r"already \(in the table “dbos.workflow_status”\)"):
        await copied(small, target)


async def test_a_second_copy_to_the_same_place_is_refused(small: str, target: str) -> None:
    await copied(small, target)
    come_back(small)
    with pytest.raises(NotCopied, match="already"):
        await copied(small, target)


async def test_a_copy_that_was_interrupted_left_nothing_and_is_begun_again(small: str, target: str) -> None:
    def stop(name: str, more: int, total: int) -> None:
        if name == "requests":
            raise KeyboardInterrupt

    await asyncio.to_thread(_interrupted, small, target, stop)
    assert rows(target, "SELECT count(*) FROM keys") == [(0,)]
    assert (await copied(small, target)).rows["requests"] == 2


def _interrupted(source: str, target: str, come: Callable[[str, int, int], None]) -> None:
    with pytest.raises(KeyboardInterrupt):
        copy(source, target, MASTER_KEY, None, come)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a name that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="dsrbot-") as name:
        yield Path(name)


async def test_a_copy_whose_commit_was_not_answered_is_there_and_no_bot_starts_here(
    small: str, target: str, short: Path
) -> None:
    with line_to(target, short) as line:
        with pytest.raises(Unclear, match="and the copy is there: start the bot on"):
            await copied(small, line.url, come=lambda *_: setattr(line, "armed", True))
        assert line.lost.is_set()
    assert rows(target, "SELECT count(*) FROM requests") == [(2,)]
    with pytest.raises(Moved):
        async with open_store(small, MASTER_KEY):
            pass


async def test_a_copy_whose_commit_never_came_there_is_begun_again(small: str, target: str, short: Path) -> None:
    with line_to(target, short) as line:
        line.holds = True
        with pytest.raises(OperationalError):
            await copied(small, line.url, come=lambda *_: setattr(line, "armed", True))
    assert (await copied(small, target)).rows["requests"] == 2


async def test_while_it_cannot_be_seen_whether_a_copy_is_there_no_bot_starts_here(
    small: str, target: str, short: Path
) -> None:
    with line_to(target, short) as line:
        line.dead = True
        with pytest.raises(Unclear, match="whether it is there cannot be seen"):
            await copied(small, line.url, come=lambda *_: setattr(line, "armed", True))
    with pytest.raises(Moved):
        async with open_store(small, MASTER_KEY):
            pass


WRONG: Mapping[str, tuple[str, str]] = {
    "a text that no PostgreSQL keeps": (
        "UPDATE requests SET place = 'a' || char(0) || 'b'",
        "does not take what stands in the table “requests”",
    ),
    "a word for a number": ("UPDATE requests SET quorum = 'many'", "does not take what stands in the table “requests”"),
    "an event that was changed": (
        "DROP TRIGGER events_update_guard; UPDATE events SET data = '{}' WHERE seq = 2",
        "The audit log does not hold",
    ),
    "a table that nobody knows": ("CREATE TABLE notes (a); INSERT INTO notes VALUES (1)", "has no place for “notes”"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_cannot_go_over_as_it_stands_stops_all_of_it(
    small: str, target: str, tmp_path: Path, what: str
) -> None:
    statements, told = WRONG[what]
    async with scene(small, tmp_path, works=False) as desk:
        await sealed(desk)
    with closing(sqlite3.connect(small.removeprefix("sqlite:///"))) as database:
        database.executescript(statements)
    with pytest.raises(NotCopied, match=told):
        await copied(small, target)
    assert rows(target, "SELECT count(*) FROM keys") == [(0,)]
    async with open_store(small, MASTER_KEY):
        pass


async def sealed(desk: Scene) -> None:
    for _ in range(3):
        await denied(desk, f"refresh crm contacts for {ANNA}")
    await seal(desk.bot.store, Anchor(None), desk.bot.deps.clock)


async def test_another_master_key_copies_nothing(small: str, target: str) -> None:
    with pytest.raises(WrongMasterKey):
        await copied(small, target, new_master_key())
    assert rows(target, "SELECT count(*) FROM keys") == [(0,)]


@pytest.mark.parametrize(("one", "other"), [("target", "small"), ("small", "small"), ("target", "target")])
async def test_it_goes_from_a_file_to_postgresql_and_no_other_way(
    small: str, target: str, one: str, other: str
) -> None:
    named = {"small": small, "target": target}
    with pytest.raises(NotCopied, match="from a SQLite file to PostgreSQL"):
        await copied(named[one], named[other])
