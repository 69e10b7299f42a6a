"""`dsrbot subject`: what the bot holds of one person, as a copy or erased."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from logging import ERROR
from pathlib import Path
from typing import Any

import click


@click.group()
def subject() -> None:
    """What the bot itself holds of somebody: who asked, and who uses it."""


@subject.command()
@click.argument("address")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; else standard output.")
def export(address: str, out: Path | None) -> None:
    """Write all that the bot holds of this e-mail address as JSON. May be done while the bot runs."""
    from bot.cli.subject import export as copy_of

    text = _done(copy_of(_settings(), address))
    if not out:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError:
        raise click.ClickException(f"{out} cannot be written: check the folder and its rights.") from None


@subject.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(address: str, yes: bool) -> None:
    """Erase what the bot holds of this e-mail address, for good, and say what it must keep. Also while the bot runs."""
    from bot.cli.subject import erase as erased

    settings = _settings()
    if not yes:
        click.confirm("What is erased cannot be brought back. Go on?", abort=True)
    told = _done(erased(settings, address))
    for line in told.lines:
        click.echo(line)
    sys.exit(0 if told.whole else 1)


def _settings() -> Any:
    from bot.app import logs
    from bot.cli.main import TO_MEND
    from bot.settings.all import load

    logs.configure(least=ERROR)
    try:
        return load(os.environ, Path.cwd())
    except TO_MEND as mistake:
        raise click.ClickException(str(mistake)) from None


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    from bot.cli.main import TO_MEND

    try:
        return asyncio.run(work)
    except TO_MEND as mistake:
        raise click.ClickException(str(mistake)) from None
