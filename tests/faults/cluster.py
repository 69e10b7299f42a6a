"""Two servers of PostgreSQL: one that is worked on, and one beside it that has whatever was committed.

The first may stop as a machine does that loses its power, be full, or give its place to the other one.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from tests.house import until
from tests.postgresql import HASTE, SETTINGS, address_of, binaries_for, folder_for, wait_for
from tests.scratch import memory

_AGAIN = "wal_retrieve_retry_interval=200ms"  # until the one beside it asks the other again
_ROOM = """
CREATE SCHEMA weather;
CREATE FUNCTION weather.room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (pg_stat_file('{}', true)).size IS NOT NULL AND random() < 0.7 THEN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
  END IF;
  RETURN NULL;
END $$;
"""
_EACH = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')"
_WATCHED = "CREATE TRIGGER room BEFORE INSERT OR UPDATE ON {}.{} FOR EACH STATEMENT EXECUTE FUNCTION weather.room()"


class Server:
    """One process, on a socket in its folder; what it keeps is in a folder below, as that is copied whole."""

    def __init__(self, binaries: Path, home: Path, user: str | None) -> None:
        self._binaries, self.home, self.data, self._user = binaries, home, home / "data", user
        self._process: subprocess.Popen[bytes] | None = None
        self.url = make_url(f"postgresql+psycopg://postgres@/postgres?host={home}")

    def begin(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = (*SETTINGS, *HASTE, _AGAIN, f"unix_socket_directories={self.home}")
        options = [part for setting in settings for part in ("-c", setting)]
        with (self.home / "log").open("ab") as log:
            command = [self._binaries / "postgres", "-D", self.data, *options]
            self._process = subprocess.Popen(command, user=self._user, cwd=self.data, stdout=log, stderr=log)
        wait_for(self.url)

    def initialise(self) -> None:
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def copy(self, of: Server) -> None:
        """As one that follows it."""
        self._run("pg_basebackup", "-D", self.data, "-h", of.home, "-U", "postgres", "-R", "-c", "fast", "--no-sync")

    def end(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """At once, as without power; or as it should be."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(timeout=30)

    def say(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(address_of(self.url), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def _run(self, program: str, *options: str | Path) -> None:
        for made in (self.home, self.data):
            made.mkdir(mode=0o700)
            if self._user:
                shutil.chown(made, self._user)
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        command = [self._binaries / program, *options]
        subprocess.run(command, check=True, timeout=60, user=self._user, cwd=self.data, **quiet)


@dataclass
class Pair:
    """`first`: the one that is worked on. `beside`: the one that follows it, once it does."""

    first: Server
    folder: Path
    binaries: Path
    user: str | None
    beside: Server | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def full(self) -> Path:
        """While there is such a file, most of what is written finds no room."""
        return self.folder / "full"

    def watch(self, database: URL) -> None:
        with psycopg.connect(address_of(database), autocommit=True) as connection:
            connection.execute(_ROOM.format(self.full).encode())
            for schema, table in connection.execute(_EACH).fetchall():
                connection.execute(_WATCHED.format(schema, table).encode())

    async def crash(self, seconds: float, how: signal.Signals) -> None:
        """For so long there is none, and the same one comes back."""
        async with self._turn:
            await asyncio.to_thread(self.first.end, how)
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.first.begin)

    async def fail_over(self, moved: Callable[[Server], None]) -> None:
        """The first is gone for good, and whoever follows has all that anybody was told: `moved` to that one."""
        async with self._turn:
            assert self.beside
            await asyncio.to_thread(self.first.end)
            await asyncio.to_thread(self.beside.say, "SELECT pg_promote()")
            shutil.rmtree(self.first.home)
            self.first, self.beside = self.beside, None
            moved(self.first)
            await self.follow()

    async def follow(self) -> None:
        """From now on nothing is committed that another one has not, too."""
        self.beside = made = Server(self.binaries, self.folder / str(next(self._numbers)), self.user)
        await asyncio.to_thread(made.copy, self.first)
        await asyncio.to_thread(made.begin)
        await asyncio.to_thread(self.first.say, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        await asyncio.to_thread(self.first.say, "SELECT pg_reload_conf()")
        in_step = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        await until(lambda: asyncio.to_thread(self.first.say, in_step), "another one follows")

    def end(self) -> None:
        for one in (self.beside, self.first):
            if one:
                one.end()


@asynccontextmanager
async def pair() -> AsyncIterator[Pair]:
    """The test is skipped where no server of our own can run."""
    user = "nobody" if os.geteuid() == 0 else None
    with folder_for(memory()) as copies, folder_for(memory()) as folder:
        if user:
            shutil.chown(folder, user)
        binaries = binaries_for(copies, user)
        made = Pair(Server(binaries, folder / "0", user), folder, binaries, user)
        try:
            await asyncio.to_thread(made.first.initialise)
            await asyncio.to_thread(made.first.begin)
            yield made
        finally:
            await asyncio.to_thread(made.end)
