"""`dsrbot db`: the database brought up to date, and taken to another."""

from __future__ import annotations

from logging import ERROR

import click

from bot.app import logs
from bot.cli.calls import settings, told


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database up to date. Also done at every start."""
    from storage.migrate import upgrade as upgrade_database

    with told():
        upgrade_database(settings().process.database_url.get_secret_value())
    click.echo("The database is up to date.")


@db.command("copy")
@click.option("--from", "source", help="The SQLite file: sqlite:///… Else what DATABASE_URL names, or the usual one.")
@click.option("--to", "target", help="The new one: postgresql://… Else what DATABASE_URL names.")
def copy_to(source: str | None, target: str | None) -> None:
    """Take everything from SQLite to an empty PostgreSQL, with the work under way. Stop the bot before.

    An address with a password is better given as DATABASE_URL: others on this machine see the command line.
    """
    from bot.cli.db import copy
    from bot.cli.progress import of_rows

    logs.configure(least=ERROR)
    found = settings()
    with told(), of_rows("Copying") as come:
        lines = list(copy(found, source, target, come))
    for line in lines:
        click.echo(line)
