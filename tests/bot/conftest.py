"""The command line, called in this process: quick, for commands that end by themselves."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from bot.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def dsrbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Called in the folder of this test."""
    monkeypatch.chdir(tmp_path)
    handlers, level = logging.root.handlers, logging.root.level
    for place, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, hook, getattr(place, hook))  # a run takes them, and they go back afterwards

    def run(*arguments: str, environ: Mapping[str, str] = {}) -> Result:
        return CliRunner().invoke(main, arguments, env={**environ}, catch_exceptions=True)

    yield run
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = handlers, level
