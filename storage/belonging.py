"""Whether the log beside a SQLite file is the log of this file.

SQLite writes whatever log lies there into the file. Where the bot was killed, its log stays; where a backup is then put
in the place of the file, that log would undo it or destroy it (sqlite.org/howtocorrupt.html, 1.4). So each start gives
the file a mark of its own, in its header (`PRAGMA user_version`), and notes it beside the file. A log is not written
into a file with another mark, and a log in which the header has another mark is written into none.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

_MARK_AT = 60  # bytes in the first page: sqlite.org/fileformat.html, 1.3
_LOG_HEADER, _FRAME_HEADER = 32, 24  # bytes: sqlite.org/fileformat.html, 4.1
_MOST = 2**31 - 1
_PADDED = 64  # bytes; what was there before is written over as a whole, at once
_OTHER = (
    "{log} is not the log of this database file, but of one that was in its place, as after a backup was put back "
    "while the bot had been killed. It would destroy what was put back, so nothing was done. Delete it, and {name}-shm "
    "beside it, and start again."
)
_UNKNOWN = (
    "{note} was changed or damaged, so nobody knows whether {log} is the log of this database file, and nothing was "
    "done. Delete {note} and start again. Where a backup was put in the place of the file since the bot ran last, "
    "delete {log} and {name}-shm first."
)


class StrangeLog(Exception):
    """The log is that of another state of the file, or may be; the text says what to do."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text.format(log=log_of(path), note=_note(path), name=path.name))


def check(path: Path) -> None:
    """Before SQLite opens the file.

    Raises:
        StrangeLog: it must not.
        OSError: something beside it cannot be read.
    """
    if _is_empty(log_of(path)) or not _note(path).exists():
        return
    with _turn(path, fcntl.LOCK_SH):
        noted, seen = _noted(path), set(_marks_in(log_of(path)))
        if noted and (_mark(path) not in noted or (seen and not seen & noted)):
            raise StrangeLog(path, _OTHER)


def mark(path: Path, connection: sqlite3.Connection, *, alone: bool) -> None:
    """A new one. Somebody who is not `alone` leaves the mark of whoever is at work. `connection`: on the file, between
    two transactions. Until the mark is in the file itself, the one before counts, too. Raises: StrangeLog, OSError."""
    with _turn(path, fcntl.LOCK_EX) as note:
        if not (alone or _is_empty(log_of(path))):
            return
        before, new = _noted(path) or {_mark(path)}, secrets.randbelow(_MOST) + 1
        _write(note, {*before, new})
        connection.execute(f"PRAGMA user_version={new}")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            connection.execute(f"PRAGMA user_version={new}")  # the log begins with it, too
            _write(note, {new})


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _is_empty(log: Path) -> bool:
    return not log.exists() or log.stat().st_size <= _LOG_HEADER


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.mark")


def _noted(path: Path) -> set[int]:
    """Nothing of a file that no start of this release has marked. Raises StrangeLog: it is no note of ours."""
    noted = _note(path).read_bytes() if _note(path).exists() else b""
    with suppress(ValueError):
        found = json.loads(noted or b"[]")
        if isinstance(found, list) and bool(found) == bool(noted) and all(type(one) is int for one in found):
            return set(found)
    raise StrangeLog(path, _UNKNOWN)


@contextmanager
def _turn(path: Path, lock: int) -> Iterator[int]:
    """Nobody sees the note and the file while somebody changes them."""
    handle = os.open(_note(path), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, lock)
        yield handle
    finally:
        os.close(handle)


def _write(note: int, marks: set[int]) -> None:
    """On the disk when this returns. A process that is killed meanwhile leaves what was there, or this."""
    length = max(_PADDED, os.fstat(note).st_size)
    os.pwrite(note, json.dumps(sorted(marks)).encode().ljust(length), 0)
    os.fsync(note)


def _mark(path: Path) -> int:
    """In the file itself, whatever its log says. By SQLite, for whoever closes the file otherwise loses the locks that
    SQLite has on it in this process."""
    with (
        suppress(sqlite3.DatabaseError),  # that it is none is said by whoever opens it
        closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as connection,
    ):
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    return 0


def _marks_in(log: Path) -> Iterator[int]:
    """In each first page of the file that stands there since the log was begun anew."""
    with log.open("rb") as opened:
        header = opened.read(_LOG_HEADER)
        page, salts = struct.unpack(">8xI4x", header[:16])[0], header[16:24]
        while len(frame := opened.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            start = opened.read(_MARK_AT + 4)
            if frame[:4] == b"\0\0\0\1" and len(start) == _MARK_AT + 4:
                yield struct.unpack(">i", start[_MARK_AT:])[0]
            opened.seek(page - len(start), os.SEEK_CUR)
