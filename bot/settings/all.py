"""All settings, read once at start: the environment for secrets and addresses, `dsrbot.toml` for decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from bot.settings.channels import Channels
from bot.settings.config import Config, read
from bot.settings.contoso import CONTOSO
from bot.settings.doubts import doubts
from bot.settings.environment import Environ, Insights, Process, Slack, Teams
from bot.settings.environments import Elsewhere, check_apart, others, strays
from bot.settings.setting_errors import SettingsError
from bot.settings.setting_types import is_guid
from bot.settings.tenants import in_their_tenants, tenants_of
from bot.settings.workspaces import check_workspaces
from domain.groups import SLACK
from gateways.clouds import Cloud

__all__ = ["Settings", "SettingsError", "load"]

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_TEAMS = ("Microsoft", "TEAMS_INSECURE_LOCAL")
_CONNECTS = ("SLACK_", "INSIGHTS_", *_TEAMS)  # any of these switches the playground off
_ENTRA = ("ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the bot runs with. A party that is None is not connected."""

    process: Process
    slack: Slack | None
    teams: Teams | None
    insights: Insights | None
    config: Config
    playground_mode: bool  # nothing is connected at all: the playground and the embedded sandbox
    warnings: tuple[str, ...]  # what is allowed, and probably not meant
    others: tuple[Elsewhere, ...] = ()  # environments beside the first one
    environment: str = ""  # of `of`, where it is not the first
    beside: tuple[str, ...] = ()  # of `of`, the names of the others
    engine: SecretStr | None = None  # the database with the records of durable work, where that is not the own one

    @property
    def slack_configured(self) -> bool:
        return self.slack is not None

    @property
    def teams_configured(self) -> bool:
        return self.teams is not None

    @property
    def insights_configured(self) -> bool:
        return self.insights is not None

    @property
    def local(self) -> bool:
        """Nobody is checked, so that nobody but this machine may be served."""
        return self.playground_mode or bool(self.teams and self.teams.insecure_local)

    def joined_to_sandbox(self, environ: Environ) -> Settings:
        """The same, with a sandbox in the place of Customer Insights. `environ`: the variables that it prints."""
        return replace(self, insights=Insights.of(environ, Path()))

    @property
    def each(self) -> Mapping[str, Settings]:
        """Of each environment alone, by its name, the first one first. Where there is but one, it need not have one."""
        first, names = replace(self, others=()), (self.config.environment.name, *(one.name for one in self.others))
        found = {self.config.environment.name: first} | {
            one.name: replace(
                first,
                config=one.config,
                process=one.process,
                insights=one.insights,
                environment=one.name,
                engine=self.process.database_url,
            )
            for one in self.others
        }
        return {one: replace(alone, beside=tuple(n for n in names if n != one)) for one, alone in found.items()}

    def of(self, environment: str) -> Settings:
        """Of one environment alone; empty: as they are. Raises: SettingsError: there is none of this name."""
        if not environment:
            return self
        if environment not in self.each:
            named = ", ".join(filter(None, self.each)) or "none"
            raise SettingsError(f"DSRBOT_ENVIRONMENT names no environment of dsrbot.toml: there is {named}.")
        return self.each[environment]

    def clouds(self, *, sandbox: bool = False) -> Mapping[str, Cloud]:
        """By the setting that says so: in which of Microsoft's clouds each party is that is connected."""
        found = {"TEAMS_CLOUD": self.teams.cloud} if self.teams else {}
        return {**found, **(self.insights.clouds if self.insights and not sandbox else {})}

    def check_complete(self, *, sandbox: bool = False) -> None:
        """`sandbox`: it will stand in for Customer Insights.

        Raises:
            SettingsError: a bot that is not in playground mode lacks a side to work with, or has one too many.
        """
        if self.others and sandbox:
            raise SettingsError("[[environments]] are not played with a sandbox: take them out, or --sandbox away.")
        if self.insights and sandbox:
            raise SettingsError("INSIGHTS_URL and its kin are set: take them away to run with a sandbox.")
        if not self.insights and not sandbox:
            raise SettingsError(
                "INSIGHTS_INSTANCE_ID is missing: set the INSIGHTS_* and ENTRA_* settings, or use --sandbox."
            )
        if not self.slack and not self.teams and not self.playground_mode:
            raise SettingsError("SLACK_BOT_TOKEN is missing: connect Slack or Teams, so that people can reach the bot.")


def load(environ: Environ, cwd: Path) -> Settings:
    """Read and check everything. Relative paths start at `cwd`; an empty variable counts as unset.

    Raises:
        SettingsError: one sentence that names the setting and says what to do.
    """
    playground = not _any(environ, *_CONNECTS)
    process = Process.of(environ, cwd)
    if playground and process.host not in _THIS_MACHINE:
        raise SettingsError("HOST must be 127.0.0.1 for the playground: leave it out, or connect Slack or Teams.")
    config = _config(process, cwd, environ, playground)
    teams = Teams.of(environ, cwd, missing=_rest("Microsoft*")) if _any(environ, *_TEAMS) else None
    if teams and teams.insecure_local:
        _check_harmless(environ, process)
    insights = _insights(environ, cwd)
    _check_one_cloud(teams, insights)
    beside = () if playground else others(cwd / process.config, environ, cwd)
    if insights:
        check_apart(config, process, insights, beside)
    for one in beside:
        _with_its_groups(one.config, environ)
        _check_one_cloud(teams, one.insights)
    counting = tenants_of(teams, config, *(one.config for one in beside)) if teams else ()
    config = in_their_tenants(config, teams, insights, counting)
    beside = tuple(replace(one, config=in_their_tenants(one.config, teams, one.insights, counting)) for one in beside)
    slack = Slack.of(environ, cwd, missing=_rest("SLACK_*")) if _any(environ, "SLACK_") else None
    if slack:
        check_workspaces(slack, (config, *(one.config for one in beside)))
    return Settings(
        process=process,
        slack=slack,
        teams=teams,
        insights=insights,
        config=_with_its_groups(config, environ),
        playground_mode=playground,
        warnings=(
            *doubts(config),
            *_mail_doubts(process, config),
            *_tenant_doubts(teams, config),
            *strays(environ, beside),
            *(f"{one.name}: {doubt}" for one in beside for doubt in doubts(one.config)),
        ),
        others=beside,
    )


def _insights(environ: Environ, cwd: Path) -> Insights | None:
    if not _any(environ, "INSIGHTS_", *_ENTRA):
        return None
    return Insights.of(environ, cwd, missing=_rest("INSIGHTS_* and ENTRA_*"))


def _check_one_cloud(teams: Teams | None, insights: Insights | None) -> None:
    """Raises: SettingsError: nobody who writes in Teams would be found in the directory."""
    if teams and insights and teams.cloud is not insights.clouds["GRAPH_CLOUD"]:
        raise SettingsError(
            f"TEAMS_CLOUD is {teams.cloud}, and the directory is in {insights.clouds['GRAPH_CLOUD']}: people of Teams "
            "are looked up in it, so set ENTRA_CLOUD to the same."
        )


def _check_harmless(environ: Environ, process: Process) -> None:
    """Where anybody on this machine may act as anyone, there is nothing real to act on. Raises: SettingsError."""
    if _any(environ, "INSIGHTS_", *_ENTRA):
        raise SettingsError(
            "TEAMS_INSECURE_LOCAL checks nobody, so it runs with --sandbox only: take INSIGHTS_* and ENTRA_* away."
        )
    if process.host not in _THIS_MACHINE:
        raise SettingsError("HOST must be 127.0.0.1 with TEAMS_INSECURE_LOCAL, which checks nobody: leave HOST out.")


def _tenant_doubts(teams: Teams | None, config: Config) -> Iterator[str]:
    """Activities name the tenant by its id, never by a domain."""
    named = config.platforms.teams_tenants or ((teams.tenant_id,) if teams and teams.tenant_id else ())
    if teams and not all(map(is_guid, named)):
        setting = "platforms.teams_tenants" if config.platforms.teams_tenants else "MicrosoftAppTenantId"
        yield f"{setting} should be the id of your directory, not its name: nobody of another one is let in from Teams."


def _mail_doubts(process: Process, config: Config) -> Iterator[str]:
    if process.smtp_url and not config.mail.mailbox:
        yield "mail.mailbox is empty: SMTP_URL and IMAP_URL are not used, and people send the mails of an export."


def _any(environ: Environ, *prefixes: str) -> bool:
    return any(value and name.startswith(prefixes) for name, value in environ.items())


def _rest(names: str) -> str:
    return f"set it, or take the other {names} settings away"


def _config(process: Process, cwd: Path, environ: Environ, playground: bool) -> Config:
    path = cwd / process.config
    if environ.get("DSRBOT_CONFIG") or path.exists():
        config = read(path)
        return _with_playground_channels(config) if playground else config
    if playground:
        return CONTOSO
    raise SettingsError(
        f"{path.name} is missing in {cwd}: copy dsrbot.example.toml, or let DSRBOT_CONFIG name the file."
    )


def _with_its_groups(config: Config, environ: Environ) -> Config:
    """Raises: SettingsError: it names a group that nobody could be asked about."""
    if not _any(environ, "SLACK_") and any(entry.startswith(SLACK) for entry in config.people.groups):
        raise SettingsError(
            "people names a user group of Slack, which is not connected: set SLACK_BOT_TOKEN, or name its people "
            "one by one."
        )
    return config


def _with_playground_channels(config: Config) -> Config:
    """A file written for Slack or Teams names no channel of the playground."""
    made_up = CONTOSO.channels.ids()
    ids = {purpose: made_up.get(purpose, {}) | own for purpose, own in config.channels.ids().items()}
    return config.model_copy(update={"channels": Channels.model_validate(ids)})
