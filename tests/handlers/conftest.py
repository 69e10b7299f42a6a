from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.app.logs import configure
from tests.handlers.sums import summed
from tests.stage import Scene, scene

Open = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture(autouse=True)
def log() -> Iterator[StringIO]:
    """All that the bot logs, as its operators read it."""
    handlers, level, lines = logging.root.handlers, logging.root.level, StringIO()
    configure(lines)
    yield lines
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = handlers, level


@pytest.fixture
def opened(sqlite_url: str, tmp_path: Path) -> Open:
    """Opens a scene on SQLite, for tests that need one of their own kind (see `tests.stage.scene`)."""
    return partial(judged, sqlite_url, tmp_path)


@pytest.fixture
def opened_anywhere(database_url: str, tmp_path: Path) -> Open:
    """The same, once on SQLite and once on PostgreSQL."""
    return partial(judged, database_url, tmp_path)


@asynccontextmanager
async def judged(url: str, folder: Path, **how: Any) -> AsyncIterator[Scene]:
    """A scene at whose end, whatever was played, the board must be right."""
    async with scene(url, folder, **how) as on:
        yield on
        await on.nobody_fell_off_the_board()


@pytest.fixture
async def desk(opened: Open) -> AsyncIterator[Scene]:
    """Acts are answered and recorded; nothing is told, swept or worked off."""
    async with opened(works=False) as on:
        yield on


@pytest.fixture
async def on(opened: Open) -> AsyncIterator[Scene]:
    """The whole bot, on SQLite."""
    async with opened() as on:
        yield on


@pytest.fixture
async def anywhere(opened_anywhere: Open) -> AsyncIterator[Scene]:
    """The whole bot, once on SQLite and once on PostgreSQL."""
    async with opened_anywhere() as on:
        yield on


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The sums of the random worlds, and why some did not end with what is so."""
    found = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    told = [dict(r.user_properties) for r in found if r.when == "call" and "worlds" in dict(r.user_properties)]
    for line in summed(told):
        terminalreporter.line(line)
