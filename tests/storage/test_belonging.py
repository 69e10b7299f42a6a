"""The log that a killed bot left beside a SQLite file, and a backup that was put in the place of the file."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from storage.belonging import log_of
from storage.engines import UnusableDatabase, durable_engine, open_engines
from storage.migrate import upgrade
from storage.replicas import Alone
from storage.store import Store, open_reader, open_store, was_used
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW

CUT = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(RESTART)').fetchall()"


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def bot(path: Path) -> AbstractAsyncContextManager[Store]:
    return open_store(url_of(path), MASTER_KEY, replica=Alone())


async def meet(store: Store, *emails: str) -> None:
    for email in emails:
        await store.write(lambda unit, email=email: unit.subjects.for_address(email, NOW))


async def known(path: Path, *emails: str) -> list[str]:
    async with bot(path) as store:
        return [one for one in emails if await store.read(lambda unit, one=one: unit.subjects.known(one))]


@asynccontextmanager
async def killed(path: Path, *emails: str, cut: bool = False) -> AsyncIterator[Path]:
    """What a bot leaves that met these people and was killed: its files, in a folder of their own."""
    left = path.parent / "left"
    left.mkdir()
    async with bot(path) as store:
        await meet(store, *emails)
        if cut:
            await asyncio.to_thread(subprocess.run, [sys.executable, "-c", CUT, str(path)], check=True)
            await meet(store, *(f"{number}@contoso.com" for number in range(30)))
        for one in path.parent.glob(f"{path.name}*"):
            shutil.copy(one, left)
    yield left / path.name


def files(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.glob(f"{path.name}*") if not one.name.endswith("-shm")}


def back_up(path: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes()}


def back_up_folder(path: Path) -> dict[str, bytes]:
    return files(path)


def put_back(path: Path, backup: dict[str, bytes]) -> None:
    for name, content in backup.items():
        (path.parent / name).write_bytes(content)


async def looks(path: Path) -> None:
    async with open_reader(url_of(path), MASTER_KEY):
        pass


async def starts(path: Path) -> None:
    async with bot(path):
        pass


async def changes(path: Path) -> None:
    async with open_store(url_of(path), MASTER_KEY):
        pass


async def upgrades(path: Path) -> None:
    upgrade(url_of(path))


async def works(path: Path) -> None:
    durable_engine(url_of(path)).dispose()


async def asks_for_a_key(path: Path) -> None:
    was_used(url_of(path))


@pytest.mark.parametrize("do", [looks, starts, changes, upgrades, works, asks_for_a_key])
@pytest.mark.parametrize("backup", [back_up, back_up_folder])
@pytest.mark.parametrize("cut", [False, True])
async def test_the_log_of_another_file_is_written_into_none(
    path: Path, do: Callable[[Path], Awaitable[None]], backup: Callable[[Path], dict[str, bytes]], cut: bool
) -> None:
    async with bot(path) as store:
        await meet(store, "anna@contoso.com")
    kept = backup(path)
    async with killed(path, "zoe@contoso.com", cut=cut) as left:
        put_back(left, kept)
        before = files(left)
        with pytest.raises(UnusableDatabase, match=r"is not the log of this database file.*Delete it, and .*-shm"):
            await do(left)
        assert files(left) == before
        for end in ("-wal", "-shm"):
            left.with_name(left.name + end).unlink(missing_ok=True)
        assert await known(left, "anna@contoso.com", "zoe@contoso.com") == ["anna@contoso.com"]


@pytest.mark.parametrize("cut", [False, True])
async def test_a_bot_that_was_killed_goes_on_where_it_was(path: Path, cut: bool) -> None:
    async with killed(path, "anna@contoso.com", cut=cut) as left:
        assert log_of(left).stat().st_size
        assert await known(left, "anna@contoso.com") == ["anna@contoso.com"]


async def test_a_file_that_is_copied_with_its_log_is_whole(path: Path, tmp_path: Path) -> None:
    async with killed(path, "anna@contoso.com") as left:
        elsewhere = tmp_path / "elsewhere" / left.name
        elsewhere.parent.mkdir()
        put_back(elsewhere, {name: content for name, content in files(left).items() if not name.endswith(".mark")})
        assert await known(elsewhere, "anna@contoso.com") == ["anna@contoso.com"]


async def test_an_earlier_release_that_was_killed_leaves_a_log_of_the_file(path: Path) -> None:
    """It leaves the mark as it is, and knows nothing of the note."""
    await starts(path)
    async with killed(path) as left:
        async with bot(left):
            pass
        with closing(sqlite3.connect(left)) as earlier:
            earlier.execute("CREATE TABLE theirs (a)")
            earlier.commit()
            log = log_of(left).read_bytes()
        log_of(left).write_bytes(log)
        assert await known(left) == []


@pytest.mark.parametrize("noted", [[0, 5], [5, 7]])
async def test_a_start_that_was_killed_while_it_marked_the_file_is_no_other_file(
    path: Path, noted: Sequence[int]
) -> None:
    async with killed(path, "anna@contoso.com") as left:
        marks = left.with_name(f"{left.name}.mark")
        was = marks.read_text().strip("[] ")
        marks.write_text(f"[{was}, {noted[0]}, {noted[1]}]")
        assert await known(left, "anna@contoso.com") == ["anna@contoso.com"]
        assert marks.read_text().strip() not in (f"[{was}]", "[]")


async def test_whoever_looks_at_an_older_state_keeps_no_bot_from_its_log(path: Path) -> None:
    await starts(path)
    async with bot(path) as store:
        await meet(store, "ben@contoso.com")
        with closing(sqlite3.connect(path)) as looking:
            looking.execute("BEGIN")
            looking.execute("SELECT * FROM keys").fetchall()
            await meet(store, "cleo@contoso.com")
            async with killed(path, "anna@contoso.com") as left:
                assert await known(left, "anna@contoso.com") == ["anna@contoso.com"]


@pytest.mark.parametrize("note", ["", None])
async def test_a_note_that_was_not_written_keeps_nobody_away(path: Path, note: str | None) -> None:
    async with killed(path, "anna@contoso.com") as left:
        marks = left.with_name(f"{left.name}.mark")
        if note is None:
            marks.unlink()
        else:
            marks.write_text(note)
        assert await known(left, "anna@contoso.com") == ["anna@contoso.com"]


GARBLED = {
    "nonsense": b"nonsense",
    "an object": b"{}",
    "nothing": b"null",
    "no mark": b"[]",
    "words": b'["1"]',
    "a part": b"[12",
    "two at once": b"[7]2, 9]",
    "truth": b"[true]",
    "half a number": b"[1.5]",
    "spaces": b"  ",
    "zeros": bytes(64),
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("do", [looks, starts])
@pytest.mark.parametrize("note", GARBLED.values(), ids=GARBLED)
async def test_whose_a_log_is_that_a_garbled_note_should_say_nobody_knows(
    path: Path, note: bytes, do: Callable[[Path], Awaitable[None]]
) -> None:
    """Nothing is done, and what to do is said."""
    async with killed(path, "anna@contoso.com") as left:
        marks = left.with_name(f"{left.name}.mark")
        marks.write_bytes(note)
        before = files(left)
        with pytest.raises(UnusableDatabase, match=r"\.mark was changed or damaged.*Delete .*\.mark and start again"):
            await do(left)
        assert files(left) == before
        marks.unlink()
        assert await known(left, "anna@contoso.com") == ["anna@contoso.com"]


async def test_nor_is_it_written_over_where_there_is_no_log(path: Path) -> None:
    await starts(path)
    path.with_name(f"{path.name}.mark").write_bytes(b"nonsense")
    with pytest.raises(UnusableDatabase, match="was changed or damaged"):
        await starts(path)


async def test_a_note_is_written_over_at_once_whatever_its_length(path: Path) -> None:
    """By a process that may be killed at any moment: no part of what was longer stays."""
    await starts(path)
    marks = path.with_name(f"{path.name}.mark")
    marks.write_text(str([*range(10**9, 10**9 + 40)]))
    length = len(marks.read_bytes())
    await starts(path)
    assert len(marks.read_bytes()) >= length
    assert len(json.loads(marks.read_text())) == 1


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


@pytest.mark.parametrize("do", [looks, starts, changes, upgrades])
async def test_a_damaged_file_is_said_to_be_one(path: Path, do: Callable[[Path], Awaitable[None]]) -> None:
    await starts(path)
    damage(path)
    with pytest.raises(UnusableDatabase, match="damaged"):
        await do(path)


def test_two_engines_on_a_file_without_a_note_make_none(path: Path) -> None:
    open_engines(url_of(path), readers=1).dispose()
    assert not path.with_name(f"{path.name}.mark").exists()
