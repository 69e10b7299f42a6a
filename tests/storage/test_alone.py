"""One process at a SQLite database: it is refused by whatever name the database is called, and let in after any end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.alone import alone
from storage.engines import UnusableDatabase

HOME = Path(__file__).parents[2]
_HOLD = """
import sys
from storage.alone import alone
with alone(sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the database, called in this folder."""
    command = [sys.executable, "-c", _HOLD, url]
    environ = os.environ | {"PYTHONPATH": str(HOME)}
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdin
    try:
        assert process.stdout.readline() == "mine\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def the_same(folder: Path) -> str:
    return "sqlite:///data/dsrbot.sqlite3"


def with_dots(folder: Path) -> str:
    return "sqlite:///data/../data/./dsrbot.sqlite3"


def in_full(folder: Path) -> str:
    return f"sqlite:///{folder}/data/dsrbot.sqlite3"


def by_driver(folder: Path) -> str:
    return "sqlite+pysqlite:///data/dsrbot.sqlite3?timeout=3"


def through_a_link_to_the_folder(folder: Path) -> str:
    (folder / "there").symlink_to(folder / "data")
    return "sqlite:///there/dsrbot.sqlite3"


def through_a_link_to_the_file(folder: Path) -> str:
    (folder / "data/dsrbot.sqlite3").touch()
    (folder / "link.sqlite3").symlink_to("data/dsrbot.sqlite3")
    return "sqlite:///link.sqlite3"


NAMES = [the_same, with_dots, in_full, by_driver, through_a_link_to_the_folder, through_a_link_to_the_file]


@pytest.mark.parametrize("named", NAMES)
def test_a_second_process_is_refused_by_whatever_name_it_calls_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: Callable[[Path], str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with another("sqlite:///data/dsrbot.sqlite3", tmp_path) as first:
        for url in (named(tmp_path), the_same(tmp_path)):  # to be refused once takes nothing away from the first
            with pytest.raises(UnusableDatabase, match=rf"\(process {first.pid}\) works on this database"):
                enter(url)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_place_is_free_when_its_process_has_ended_however_it_ended(tmp_path: Path, end: signal.Signals) -> None:
    url = in_full(tmp_path)
    with another(url, tmp_path) as first:
        first.send_signal(end)
        first.wait(10)
        enter(url)


@pytest.mark.parametrize("left", ["", "1\n", "no number\n", "4194304\n", "9" * 30])
def test_a_lock_file_that_was_left_behind_locks_nobody_out(tmp_path: Path, left: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/dsrbot.sqlite3.lock").write_text(left)
    with alone(in_full(tmp_path)):
        assert (tmp_path / "data/dsrbot.sqlite3.lock").read_text() == f"{os.getpid()}\n"


def test_another_database_in_the_same_folder_is_another_place(tmp_path: Path) -> None:
    with another(in_full(tmp_path), tmp_path):
        enter(f"sqlite:///{tmp_path}/data/other.sqlite3")


def test_what_is_beside_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    with alone(in_full(tmp_path)):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data/dsrbot.sqlite3.lock").stat().st_mode & 0o077 == 0


def test_where_no_lock_can_be_made_the_database_is_not_used() -> None:
    with pytest.raises(UnusableDatabase, match="cannot be opened"):
        enter("sqlite:////proc/none/x")


def test_on_postgresql_several_work_at_once() -> None:
    url = "postgresql+psycopg://bot@127.0.0.1/dsrbot"
    with alone(url), alone(url):
        pass


def enter(url: str) -> None:
    with alone(url):
        pass
