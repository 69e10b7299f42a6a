"""DBOS's own log, made fit for ours: its texts may hold exceptions, whose texts may name a person."""

from __future__ import annotations

import logging

import structlog

from common.faults import describe

_EXPECTED = (
    "The SQLite system database is for development",  # in WAL with full sync, tested by killing it
    "Asyncio task cancelled for workflow or step",  # a process that stops puts its work down
)
_log = structlog.get_logger(__name__)


class _Bridge(logging.Handler):
    """Passes on where a record was written and its words up to the first colon; what follows is often an exception."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith(_EXPECTED):
            return
        error = record.exc_info[1] if record.exc_info else None
        details = describe(error) if error else {}
        _log.log(record.levelno, text.partition(":")[0], source=f"{record.filename}:{record.lineno}", **details)


def install() -> None:
    """Before DBOS is made: it adds a handler of its own only where there is none."""
    logger = logging.getLogger("dbos")
    if not any(isinstance(handler, _Bridge) for handler in logger.handlers):
        logger.handlers = [_Bridge()]
        logger.propagate = False
