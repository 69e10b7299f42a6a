"""Real databases for tests: a SQLite file, and a PostgreSQL of our own or the one at TEST_DATABASE_URL.

Each is made and migrated once in a session; every test gets a copy of its own.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import URL

from storage.durable import Durable
from storage.master_key import new_master_key
from storage.migrate import upgrade
from storage.store import Store, open_store
from tests.postgresql import new_database, postgresql

MASTER_KEY = new_master_key()


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
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, MASTER_KEY) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[URL]:
    with new_database(postgresql_server) as url:
        prepare(url.render_as_string(hide_password=False))
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The test is skipped where none can run."""
    with postgresql() as server:
        yield server


def no_time(database: str) -> str:
    """What stands in a statement for a time that nobody can read. `database`: its kind, or its address."""
    return "'odd'" if database.startswith("sqlite") else "'infinity'"


def prepare(url: str) -> None:
    """Our tables and those of DBOS, made the way a first start makes them."""

    async def first_start() -> None:
        durable = Durable(url)
        await durable.start({}, _nothing_fails)
        await durable.stop()

    upgrade(url)
    with ThreadPoolExecutor(1) as aside:  # the loop of the tests stays as it is
        aside.submit(asyncio.run, first_start()).result()


async def _nothing_fails(request_id: str, why: str) -> None:
    raise AssertionError(request_id)
