"""A SQLite database that was copied to PostgreSQL: two bots, one on each, would do everything twice.

A file beside it says so, as one beside it says who works on it. Whoever takes it away goes back to this database.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storage import sqlite
from storage.destroyed import keep_name
from storage.engines import UnusableDatabase, a_file, parse


class Moved(UnusableDatabase):
    """It was copied, and the copy counts."""

    def __init__(self, where: str, mark: Path) -> None:
        super().__init__(
            f"This database was copied to {where}, and that one counts: set DATABASE_URL to it. To work on this one "
            f"again, as it was then, stop every dsrbot run on the copy and delete {mark}."
        )


def stay(url: str) -> None:
    """Raises Moved, where it was copied."""
    mark = _mark(url)
    if mark and mark.exists():
        raise Moved(_where(mark), mark)


def leave(url: str, where: str, now: datetime) -> None:
    """Say that the copy counts from now on. Raises UnusableDatabase where that cannot be written."""
    if mark := _mark(url):
        with a_file():
            _keep(mark, f"{where} on {now:%Y-%m-%d}\n")


def come_back(url: str) -> None:
    """There is no copy after all."""
    if mark := _mark(url):
        mark.unlink(missing_ok=True)


def _keep(mark: Path, text: str) -> None:
    """On the disk when this returns, its name in the folder, too."""
    with mark.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    keep_name(mark.parent)


def _where(mark: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return mark.read_text(encoding="utf-8").strip() or "PostgreSQL"
    return "PostgreSQL"


def _mark(url: str) -> Path | None:
    """PostgreSQL is what is copied to."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    path = sqlite.path_of(parsed)
    return path.with_name(f"{path.name}.moved")
