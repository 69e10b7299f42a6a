"""Text in a file of SQLite that is no UTF-8, as somebody with the database may write it: it hides nothing else.

A connection that has met some reads from then on a mark in the place of what is none. Were that so from its beginning,
each row would take more than half as long again to fetch.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext

_TOLD = "Could not decode to UTF-8"  # by the driver, which has no code for it


class Undecoded(ValueError):
    """What was read holds text that is none; the same again can be read now."""

    def __init__(self) -> None:
        super().__init__("text that is no UTF-8")


def is_met(error: BaseException, connection: Any) -> bool:
    """Whether this is why it was raised; the driver's connection reads such text from then on."""
    met = isinstance(error, sqlite3.OperationalError) and str(error).startswith(_TOLD)
    if met:
        connection.text_factory = _marked
    return met


def tell_undecoded(engine: Engine) -> None:
    """As a value that is none, and not as an error of the database: on the way through SQLAlchemy."""

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> Undecoded | None:
        if not context.connection or not is_met(context.original_exception, _driver(context.connection)):
            return None
        return Undecoded()


def _driver(connection: Any) -> Any:
    return connection.connection.driver_connection


def _marked(raw: bytes) -> str:
    return raw.decode(errors="replace")
