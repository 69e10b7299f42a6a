"""Looking for a database, and making none: for whoever only reads."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine

from storage import postgresql, sqlite
from storage.belonging import check
from storage.engines import NoDatabase, a_file, parse


def open_to_look(url: str, *, readers: int) -> Engine:
    """An engine that reads a database that is there. Makes none, and no folder for it.

    Raises:
        NoDatabase: there is none.
        UnusableDatabase: the address names none, or one that does not open.
    """
    see(url)
    parsed = parse(url)
    looking = sqlite.looking_engine if parsed.get_backend_name() == "sqlite" else postgresql.reading_engine
    return looking(parsed, readers)


def see(url: str) -> None:
    """Look whether there is a file, where the database is one.

    Raises:
        NoDatabase: there is none, and it could be made.
        UnusableDatabase: it does not open, or could not be made.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        with a_file():
            _see(sqlite.path_of(parsed))


def _see(path: Path) -> None:
    if path.exists():
        if not sqlite.is_open_to_us(path):
            raise PermissionError
        check(path)
        return
    folder = next(folder for folder in path.parents if folder.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError
    raise NoDatabase


def name_of(url: str) -> str:
    """Which database it is, for people: the file, or where PostgreSQL is; without a password."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        return str(sqlite.path_of(parsed))
    return f"{parsed.database or 'the default one'} on {parsed.host or 'this machine'}"
