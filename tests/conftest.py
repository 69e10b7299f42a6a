"""The fixtures that every room's tests may use, and what makes all tests quick."""

from __future__ import annotations

import gc
import os

import pytest

from tests.daily import DAY
from tests.databases import (
    database_url,
    empty_database,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    sqlite_template,
    sqlite_url,
    store,
)
from tests.logged import logged
from tests.programs import program
from tests.scratch import memory
from tests.shares import SHARE, Share, case_of, left_for_later

__all__ = [
    "database_url",
    "empty_database",
    "logged",
    "postgresql_server",
    "postgresql_template",
    "postgresql_url",
    "program",
    "sqlite_template",
    "sqlite_url",
    "store",
]


LEFT_OUT = {
    Share.CASES: "Of tests with many costly cases, those of the day",
    Share.DAY: "Of cases that cost much, those whose day it is",
}


def pytest_configure() -> None:
    gc.disable()  # while tests are loaded, nearly everything is made to stay
    if roomy := memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", roomy)  # where `tmp_path` is made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    later = left_for_later(map(case_of, items))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in later])
    items[:] = [item for item in items if item.nodeid not in later]


def pytest_collection_finish() -> None:
    gc.freeze()  # what is loaded need not be walked again and again
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.line(f"By chance, what falls to {DAY} was tried: TEST_DAY={DAY} tries it again (tests/daily.py).")
    if told := LEFT_OUT.get(SHARE):
        terminalreporter.line(f"{told}: make test-all runs all (tests/shares.py).")
