"""The command line. Every command has `--help`; the exit code is 0 only for success."""

from __future__ import annotations

import os
import sys
from collections.abc import Coroutine, Sequence
from logging import ERROR, WARNING
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.app import logs
from bot.cli.audit_commands import audit
from bot.cli.calls import done, put, settings, told, write
from bot.cli.db_commands import db
from bot.cli.init import init
from bot.cli.option_types import ADDRESS, PORT, SECONDS
from bot.cli.subject_commands import subject
from bot.settings.env_file import environment

if TYPE_CHECKING:
    from bot.settings.config import Config

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """GDPR requests for Dynamics 365 Customer Insights, from Slack and Teams."""


def _until_stopped(work: Coroutine[None, None, T]) -> T | None:
    try:
        return done(work)
    except KeyboardInterrupt:
        return None


@main.command()
@click.option("--sandbox", is_flag=True, help="Use the stand-in for Customer Insights and Graph; every card says so.")
def run(sandbox: bool) -> None:
    """Run the bot: every door that is configured; with nothing configured, the playground and the sandbox."""
    from bot.app.run import run as run_bot

    logs.configure()
    logs.tell_crashes()
    _until_stopped(run_bot(settings(click.echo), sandbox=sandbox, say=click.echo))


@main.command()
def demo() -> None:
    """Tell the whole story in the terminal, against a fresh sandbox; exit code 1 if any step goes wrong."""
    from bot.cli.demo import tell

    logs.configure(least=WARNING)
    sys.exit(0 if _until_stopped(tell(click.echo)) else 1)


@main.command()
@click.option("--port", type=PORT, default=8100, show_default=True, help="Port on 127.0.0.1; 0 takes any free one.")
@click.option("--seconds", type=SECONDS, default=2.0, show_default=True, help="How long a refresh takes.")
@click.option("--state", type=click.Path(path_type=Path), help="A file to keep its state in over restarts.")
@click.option("--odd", is_flag=True, help="Sources with odd names, and answers in other forms than the contract's.")
def sandbox(port: int, seconds: float, state: Path | None, odd: bool) -> None:
    """Run only the stand-in for Customer Insights, Entra and Graph; print the settings that connect to it."""
    from gateways.sandbox.server import serve

    logs.configure()
    try:
        _until_stopped(serve(port, state_path=state, odd=odd, seconds=seconds))
    except OSError:
        raise click.ClickException(f"Port {port} cannot be used on 127.0.0.1: take another with --port.") from None


@main.command()
@click.option("--sandbox", is_flag=True, help="As in `dsrbot run --sandbox`: the rest is real.")
def check(sandbox: bool) -> None:
    """Try every outside party; say in one line each what works, and how to mend what does not."""
    from bot.app.run import check as check_all

    logs.configure(least=ERROR)
    sys.exit(0 if done(check_all(settings(click.echo), sandbox=sandbox, say=click.echo)) else 1)


@main.command()
@click.argument("request")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the page; else to standard output.")
def certificate(request: str, out: Path | None) -> None:
    """Write the certificate of completion of one erasure, as a page that prints."""
    from bot.cli.certificate import page

    logs.configure(least=ERROR)
    found = done(page(settings(), request))
    if not found:
        raise click.ClickException("There is no completed erasure with this id.")
    write(out, found.encode()) if out else put(found)


@main.group()
def key() -> None:
    """Keys."""


@key.command("new")
def new_key() -> None:
    """Print a new master key, for DSRBOT_MASTER_KEY."""
    from storage.master_key import new_master_key

    put(f"{new_master_key()}\n")


@key.command("public")
def public_key() -> None:
    """Print the public key that verifies the log."""
    from bot.cli.audit import public

    logs.configure(least=ERROR)
    put(done(public(settings())))


@key.command("rotate")
def rotate_key() -> None:
    """Sign the log with a new key from now on; the old one hands over to it. May be done while the bot runs."""
    from bot.cli.audit import rotate

    logs.configure(least=ERROR)
    put(done(rotate(settings())))


main.add_command(init)


main.add_command(audit)


main.add_command(subject)


main.add_command(db)


@main.group()
def manifest() -> None:
    """What to give to Slack and to Teams."""


@manifest.command()
@click.option("--url", type=ADDRESS, help="The bot's public address: https://bot.example.com")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def teams(url: str | None, file: Path) -> None:
    """Write the Teams app package, a zip, for the bot whose id is in MicrosoftAppId.

    Its version follows its content. Write it over the last one, so that a changed package has a higher one.
    """
    from bot.app.doors import teams_settings
    from bot.teams.manifest import teams_package
    from bot.teams.versions import version

    found = settings()
    if not found.teams or not found.teams.app_id:
        raise click.ClickException("MicrosoftAppId is missing: set it to the id of your bot's registration.")
    if not url:
        raise click.ClickException("--url is missing, so nothing was written: add --url https://bot.example.com.")
    made = teams_settings(found.teams, found.config, public_url=url)
    number = version(made, file.parent)
    write(file, teams_package(made, number), 0o644)
    click.echo(f"Written: {file}, version {number}. Upload it in Teams under Apps, Manage your apps.")
    if missing := [name for name in ("website", "privacy", "terms") if not getattr(found.config.teams, name)]:
        names = ", ".join(f"teams.{name}" for name in missing)
        click.echo(f"Note: {names} in dsrbot.toml: not set, so the package names {url} for that.")


@manifest.command()
@click.option(
    "--url", type=ADDRESS, help="The bot's public address, for HTTP instead of Socket Mode: https://bot.example.com"
)
@click.option(
    "--rotate", is_flag=True, help="Tokens end after twelve hours, and are renewed. Slack never takes this back."
)
def slack(url: str | None, rotate: bool) -> None:
    """Print the Slack app manifest.

    It asks for the right to read user groups where dsrbot.toml names one. Where SLACK_CLIENT_ID is set, it says where
    Slack leads whoever installs the app, and whether organisations may.
    """
    from bot.slack.manifest import Installs, slack_manifest

    with told():
        environ = environment(os.environ, Path.cwd()).environ
    several = bool(environ.get("SLACK_CLIENT_ID"))
    if rotate and (not several or environ.get("SLACK_BOT_TOKEN") or environ.get("SLACK_BOT_TOKEN_FILE")):
        raise click.ClickException(
            "--rotate ends every token after twelve hours, that of SLACK_BOT_TOKEN as well: set SLACK_CLIENT_ID and "
            "SLACK_CLIENT_SECRET, take SLACK_BOT_TOKEN away, and install the app at /slack/install."
        )
    if several and not url:
        raise click.ClickException("--url is missing: Slack leads back there whoever installs the app.")
    installs = Installs(several, several and _names_organisations(), rotate)
    put(slack_manifest(url, groups=_names_user_groups(), installs=installs))


def _names_user_groups() -> bool:
    from domain.groups import SLACK

    return any(entry.startswith(SLACK) for one in _configs() for entry in one.people.groups)


def _names_organisations() -> bool:
    return any(team.startswith("E") for one in _configs() for team in one.platforms.slack_teams)


def _configs() -> Sequence[Config]:
    """Of every environment; none where there is no file."""
    from bot.settings.environments import configs

    with told():
        named, usual = environment(os.environ, Path.cwd()).environ.get("DSRBOT_CONFIG"), Path("dsrbot.toml")
        if not named and not usual.exists():
            return ()
        return configs(Path(named) if named else usual)
