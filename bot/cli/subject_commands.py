"""`dsrbot subject`: what the bot holds of one person, as a copy or erased."""

from __future__ import annotations

import sys
from logging import ERROR
from pathlib import Path

import click

from bot.app import logs
from bot.cli.calls import done, put, settings, write
from bot.settings.all import Settings


@click.group()
def subject() -> None:
    """What the bot itself holds of somebody: who asked, and who uses it."""


def _say_of_which(found: Settings) -> None:
    """Each of several environments holds its own, also where this one holds nothing."""
    if rest := found.beside or tuple(one.name for one in found.others):
        here, others = found.config.environment.name, ", ".join(rest)
        click.echo(f"This is about {here} alone. Ask of the others as well, by DSRBOT_ENVIRONMENT: {others}.", err=True)


@subject.command()
@click.argument("address")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; else standard output.")
def export(address: str, out: Path | None) -> None:
    """Write all that the bot holds of this e-mail address or customer's id as JSON. May be done while the bot runs."""
    from bot.cli.subject import export as copy_of

    logs.configure(least=ERROR)
    found = settings()
    _say_of_which(found)
    text = done(copy_of(found, address))
    write(out, f"{text}\n".encode()) if out else put(f"{text}\n")


@subject.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(address: str, yes: bool) -> None:
    """Erase what the bot holds of this e-mail address or customer's id, for good, and say what it must keep. Also while
    the bot runs."""
    from bot.cli.subject import erase as erased

    logs.configure(least=ERROR)
    found = settings()
    _say_of_which(found)
    if not yes:
        click.confirm("What is erased cannot be brought back. Go on?", abort=True)
    told = done(erased(found, address))
    for line in told.lines:
        click.echo(line)
    sys.exit(0 if told.whole else 1)
