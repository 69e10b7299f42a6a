"""Logs: one JSON line an event on stderr, or plain lines on a terminal. Everything passes `bot.app.log_filter`.

Of what libraries log, only who logs, where in their code, and the class of an exception are told: aiohttp writes
addresses, Bolt whole bodies.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TextIO

import structlog
from structlog.typing import Processor

from bot.app.log_filter import only_safe, tell_exception

_log = structlog.get_logger(__name__)


def configure(stream: TextIO | None = None, *, least: int = logging.INFO) -> None:
    """Send every log line of the process to `stream` (stderr by default), from the level `least` on.

    Libraries are heard from WARNING on, so aiohttp's access log, which holds addresses, is off.
    """
    stream = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_exception,
            only_safe,
            _renderer(stream),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    logging.root.handlers = [_Library(logging.WARNING)]
    logging.root.setLevel(logging.WARNING)


def tell_crashes() -> None:
    """Log what ends the process or a thread unforeseen, which Python would print with the text of the exception."""
    sys.excepthook = lambda _, error, __: _crash("the process ended unforeseen", error)
    threading.excepthook = lambda end: _crash("a thread ended unforeseen", end.exc_value)
    sys.unraisablehook = lambda end: _crash("something could not be cleaned up", end.exc_value)


def _renderer(stream: TextIO) -> Processor:
    return structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()


def _crash(what: str, error: BaseException | None) -> None:
    _log.critical(what, exc_info=error)


class _Library(logging.Handler):
    """Passes on that a library has something to say, without its words."""

    def emit(self, record: logging.LogRecord) -> None:
        where = f"{record.filename}:{record.lineno}"
        _log.log(record.levelno, "a library reports", logger=record.name, source=where, exc_info=record.exc_info)
