"""What a database leaves behind of what was deleted from it, cleaned up beside a bot that runs.

SQLite zeroes what it frees (`secure_delete`), yet copies stay in the write-ahead log until that is cut, and in pages
whose rows were moved. So the log is cut, the files are searched, and where something is found, the whole file is
written anew. What that costs follows from its size; whoever writes meanwhile waits for it.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select

from storage import tables
from storage.engines import Engines
from storage.sql import Statement, added, insert_new
from storage.sqlite import driver, path_of

_TRIES, _PAUSE = 50, 0.1  # seconds: whoever reads an older state keeps the log from being cut for a moment
_PIECE = 16  # bytes of a wrapped key that are as good as all of it
_SEARCH = Path(__file__).with_name("searched.py")
_OWED = "scrub"
_cursors = tables.cursors
_OWE = insert_new(_cursors)
_IS_OWED = Statement(select(_cursors.c.name).where(_cursors.c.name == _OWED))


def owe(connection: Connection) -> None:
    """In the transaction that leaves something behind: whoever opens the database next cleans up, if we do not."""
    added(connection, _OWE, {"name": _OWED, "value": ""})


def is_owed(connection: Connection) -> bool:
    return _IS_OWED(connection).value() is not None


def scrub_owed(engines: Engines) -> bool:
    """All of it, as it is not known what; False where something is left, so that it stays owed."""
    if not scrub(engines, ()):
        return False
    with engines.write.begin() as connection:
        connection.execute(delete(_cursors).where(_cursors.c.name == _OWED))
    return True


def scrub(engines: Engines, secrets: Sequence[bytes]) -> bool:
    """Whether none of these stands in the files any more. Of none, it is not known which: then all is written anew.

    On PostgreSQL, no query reaches them any more; the rest is the server's (docs/retention.md).
    """
    if not engines.sqlite:
        return _vacuumed(engines.write)
    path = path_of(engines.write.url)
    with driver(engines.write) as connection:
        if secrets and _cut(connection) and not _left(path, secrets):
            return True
        connection.execute("VACUUM")
        return _cut(connection) and not _left(path, secrets)


def _cut(connection: sqlite3.Connection) -> bool:
    for _ in range(_TRIES):
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return True
        time.sleep(_PAUSE)
    return False


def _left(path: Path, secrets: Sequence[bytes]) -> bool:
    """By a process of its own: whoever closes the file here loses the locks that SQLite has on it."""
    pieces = [secret[at : at + _PIECE] for secret in secrets for at in range(0, len(secret) - _PIECE + 1, _PIECE)]
    if not pieces:
        return False
    told = "\n".join(piece.hex() for piece in pieces)
    files = [str(path), str(path.with_name(f"{path.name}-wal"))]
    search = [sys.executable, "-I", str(_SEARCH), *files]
    found = subprocess.run(search, input=told, text=True, env={}, check=False)  # noqa: S603 - it is ours
    return found.returncode != 0


def _vacuumed(engine: Engine) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE) subjects, steps")  # its statistics keep some of the values
    return True
