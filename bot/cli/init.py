"""`dsrbot init`: asks what the bot needs to know, writes it down, and says what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.cli.calls import told, write
from bot.cli.init_answers import ask, read
from bot.cli.init_files import CONFIG, KEY, config_text, dropped, env_text, variables
from bot.cli.init_question import Answers
from bot.settings.all import load
from bot.settings.env_file import NAME, environment, from_file

_MODES = {NAME: 0o600, CONFIG: 0o644}


@click.command()
@click.option(
    "--answers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file that answers everything, for scripts: nothing is asked.",
)
@click.option("--overwrite", is_flag=True, help="With --answers: write over what is there.")
def init(file: Path | None, overwrite: bool) -> None:
    """Ask what the bot needs, and write `dsrbot.toml` and `.env` here."""
    folder = Path.cwd()
    there = [name for name in (CONFIG, NAME) if (folder / name).exists()]
    if there and file and not overwrite:
        raise click.ClickException(f"{' and '.join(there)} are here already: add --overwrite to write over them.")
    with told():
        from_file(folder / NAME)  # before anybody types what would be lost
    answers = read(file) if file else ask()
    with told():
        values, gone = variables(answers, folder), dropped(answers, folder)
    made = {NAME: env_text(values), CONFIG: config_text(answers)}
    _check(made)
    if there and not file:
        goes = f" These go, as your answers are without them: {', '.join(gone)}." if gone else ""
        click.confirm(f"Write over {' and '.join(there)}? What else stands in {NAME} stays.{goes}", abort=True)
    for name, text in made.items():
        write(folder / name, text.encode(), _MODES[name])
    went = [f"Taken out of {NAME}, as your answers are without it: {', '.join(gone)}."] if gone else []
    click.echo("\n".join([f"Written: {CONFIG}, and {NAME} for you alone.", *went, *_next(answers, KEY in values)]))


def _check(made: dict[str, str]) -> None:
    """That a start takes it, before anything is written here. Raises: click.ClickException."""
    with TemporaryDirectory() as draft, told():
        for name, text in made.items():
            write(Path(draft, name), text.encode())
        load(environment({}, Path(draft)).environ, Path(draft))


def _next(answers: Answers, key: bool) -> Iterator[str]:
    """What to do now, in this order."""
    how = "" if answers["insights"] == "now" else " --sandbox"
    if key:
        yield "Keep a copy of DSRBOT_MASTER_KEY in a safe place: without it nobody opens the data."
    yield f"1. dsrbot check{how}: what works, and how to mend what does not."
    yield f"2. dsrbot run{how}"
    if not any(answers.get(f"channels.approvals.{chat}") for chat in ("slack", "teams")):
        yield f"3. Invite the bot to its channels, type help there, and write the ids into {CONFIG} under [channels]."
    if how:
        yield "Later, with INSIGHTS_* and ENTRA_* in .env, the same without --sandbox works on the real data."
