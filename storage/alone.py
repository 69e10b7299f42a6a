"""Whoever works on a SQLite database does so alone: a second process would take the work of the first one away."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage import sqlite
from storage.engines import UnusableDatabase, a_file, parse

_TAKEN = "Another dsrbot run{} works on this database: stop it first, or give this one a DATABASE_URL of its own."
_NO_LOCKS = "DATABASE_URL names a file where nothing can be locked: keep it on a disk of this machine."


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Hold the one place at the database while the block runs. It is free again when the process ends, however it ends.

    The lock is on a file beside the database, which stays: SQLite has locks of its own on the database itself.
    On PostgreSQL any number may work at once.

    Raises:
        UnusableDatabase: another process has the place, or there is no way to know.
    """
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    handle = _open(sqlite.path_of(parsed))
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _open(database: Path) -> int:
    with a_file():
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(database.with_name(f"{database.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UnusableDatabase(_TAKEN.format(_whose(handle))) from None
    except OSError:
        raise UnusableDatabase(_NO_LOCKS) from None
    written = os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    os.ftruncate(handle, written)  # what is left of a longer number is not ours


def _whose(handle: int) -> str:
    """For whoever has to find it. The number is written after the lock was taken, so it may be missing."""
    with suppress(OSError, ValueError):
        return f" (process {int(os.pread(handle, 20, 0))})"
    return ""
