"""What every command shares: settings are loaded, work is done, files are written; what a person can mend is told in a
sentence."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import click

from bot.cli.written import written
from bot.settings.all import Settings, load
from bot.settings.env_file import environment
from bot.settings.setting_errors import SettingsError
from storage.engines import UnusableDatabase
from storage.vault import WrongMasterKey

T = TypeVar("T")


@contextmanager
def told() -> Iterator[None]:
    """Raises: click.ClickException, with one sentence."""
    try:
        yield
    except (SettingsError, WrongMasterKey, UnusableDatabase) as mistake:
        raise click.ClickException(str(mistake)) from None


def settings(say: Callable[[str], None] = lambda _: None) -> Settings:
    """`say` hears which settings came from `.env`."""
    with told():
        found = environment(os.environ, Path.cwd())
        for line in found.told():
            say(line)
        read = load(found.environ, Path.cwd())
        return read.of(read.process.environment or "")


def done(work: Coroutine[None, None, T]) -> T:
    with told():
        return asyncio.run(work)


@contextmanager
def heard() -> Iterator[None]:
    """Around what goes to standard output, all of it by the end. Where nobody listens any more, click ends in silence.
    Raises: click.ClickException, where it cannot be written, as on a full disk."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        with suppress(OSError, ValueError):  # what is left is not tried again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.ClickException("standard output cannot be written.") from None


def put(text: str) -> None:
    """To standard output. Raises: click.ClickException."""
    with heard():
        click.echo(text, nl=False)


def write(file: Path, content: bytes, mode: int = 0o600) -> None:
    """All of it or nothing, for its owner alone where nothing else is said, and never readable by others in between.
    Raises: click.ClickException."""
    try:
        with written(file, mode) as there:
            there.write(content)
    except OSError:
        raise click.ClickException(f"{file} cannot be written: check the folder and its rights.") from None
