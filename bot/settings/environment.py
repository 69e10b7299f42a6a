"""Secrets and addresses, from the environment: one class a party, every variable by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.setting_errors import SettingsError, explain
from bot.settings.setting_types import Database, Guid, Imap, MasterKey, Origin, Port, Smtp, Text, Web
from gateways.clouds import CLOUDS, Cloud, foreign, keeps_copies, serves

Environ = Mapping[str, str]


class Variables(BaseSettings):
    """Read with `of`. A secret may stand in the file that `<NAME>_FILE` names. An empty variable counts as unset."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def of(cls, environ: Environ, cwd: Path, *, missing: str = "set it") -> Self:
        """Raises: SettingsError, which names the variable and, for a missing one, says what to do: `missing`."""
        try:
            return cls(**{"environ": environ, "cwd": cwd})
        except ValidationError as mistakes:
            raise SettingsError(explain(mistakes, cls, missing=missing)) from None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: object, **__: object
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (_Given(settings_cls, **init_settings()),)


class _Given(PydanticBaseSettingsSource):
    """The variables handed to `of`, and nothing of the process's own."""

    def __init__(self, settings_cls: type[BaseSettings], environ: Environ, cwd: Path) -> None:
        super().__init__(settings_cls)
        self._environ, self._cwd = environ, cwd

    def __call__(self) -> dict[str, Any]:
        found = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in found if value}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = field.alias or field_name
        value = self._environ.get(name, "").strip()
        file = self._environ.get(f"{name}_FILE", "").strip() if _secret(field) else ""
        if value and file:
            raise SettingsError(f"{name} and {name}_FILE are both set: keep one of them.")
        return (_whole(f"{name}_FILE", self._text(f"{name}_FILE", file)) if file else _whole(name, value)), name, False

    def _text(self, name: str, file: str) -> str:
        try:
            text = (self._cwd / file).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text:
            raise SettingsError(f"{name} names a file that is empty or cannot be read.")
        return text


def _whole(name: str, text: str) -> str:
    """As it was meant to be given: what programs that read no quotes hand on with them, and what was broken into lines,
    would be refused elsewhere as if it were wrong. Raises: SettingsError."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES:
        raise SettingsError(f"{name} stands in quotes, which count as a part of it there: take them away.")
    if len(text.splitlines()) > 1 and _PEM not in text:  # before which openssl writes what a .pfx says of the key
        raise SettingsError(
            f"{name} is broken into several lines: write it on one. Only a key or certificate in PEM, with its line "
            f"{_PEM}…, has several."
        )
    return text


_QUOTES, _PEM = "'\"", "-----BEGIN "
_PUBLIC = CLOUDS[Cloud.PUBLIC]


def _cloud(given: Mapping[str, Any], name: str, otherwise: Cloud = Cloud.PUBLIC) -> Cloud:
    """What is written there, if it is a cloud; what is none is refused by its field."""
    word = given.get(name)
    return Cloud(word) if word in set(Cloud) else otherwise


def _check_at_home(cloud: Cloud, setting: str, addresses: Mapping[str, str], *, published: bool = True) -> None:
    """`published`: Microsoft says where it is in each cloud.

    Raises: ValueError, where an address is known to be in another cloud, or a published one not known to be in this.
    """
    for name, url in addresses.items():
        if foreign(cloud, url):
            raise ValueError(f"{name} is an address of another cloud than {cloud}, as {setting} says: leave it out")
        if published and not serves(cloud, url):
            raise ValueError(f"{name} is not known to be an address of the cloud {cloud}: leave it out")


def _secret(field: FieldInfo) -> bool:
    """Also one that may be left out, and is checked when it is given."""
    return SecretStr in _parts(field.annotation)


def _parts(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        yield from _parts(part)


class Process(Variables):
    host: Text = Field(
        "127.0.0.1",
        alias="HOST",
        description="the address of this machine that it listens on; the playground takes no other than 127.0.0.1",
    )
    port: Port = Field(
        3978, alias="PORT", description="where Slack over HTTP, Teams and the playground reach it; 0: any free one"
    )
    admin_host: Text = Field(
        "127.0.0.1",
        alias="ADMIN_HOST",
        description="the address of this machine for who runs the bot; on another one than 127.0.0.1, see that nobody "
        "else reaches it",
    )
    admin_port: Port = Field(
        3979,
        alias="ADMIN_PORT",
        description="where `/livez`, `/readyz` and `/metrics` are, for who runs the bot; 0: any free one",
    )
    sandbox_port: Port = Field(
        0, alias="SANDBOX_PORT", description="of the stand-in that `run --sandbox` starts; 0: any free one"
    )
    environment: Text | None = Field(
        None,
        alias="DSRBOT_ENVIRONMENT",
        description="which environment of `dsrbot.toml` a command is about, but for `run`; without it the first",
    )
    config: Text = Field("dsrbot.toml", alias="DSRBOT_CONFIG", description="the file with the company's decisions")
    database_url: Database = Field(
        SecretStr("sqlite:///data/dsrbot.sqlite3"),
        alias="DATABASE_URL",
        description="a SQLite file, or PostgreSQL, where replicas run",
    )
    master_key: MasterKey | None = Field(
        None,
        alias="DSRBOT_MASTER_KEY",
        description="opens what is stored of people; with SQLite one is made beside the database where none is set",
    )
    master_key_previous: MasterKey | None = Field(
        None, alias="DSRBOT_MASTER_KEY_PREVIOUS", description="the key before it, while it is being changed"
    )
    smtp_url: Smtp | None = Field(
        None, alias="SMTP_URL", description="sends the mails of exports, where they do not go by Microsoft Graph"
    )
    imap_url: Imap | None = Field(None, alias="IMAP_URL", description="reads their answers")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.port == self.admin_port != 0:
            raise ValueError("PORT and ADMIN_PORT are the same: change one of them")
        if (self.smtp_url is None) != (self.imap_url is None):
            raise ValueError("SMTP_URL and IMAP_URL belong together: set both, or neither")
        if not self.master_key and not self.database_url.get_secret_value().startswith("sqlite"):
            raise ValueError("DSRBOT_MASTER_KEY is missing: with PostgreSQL set it; dsrbot key new makes one")
        return self


class Slack(Variables):
    """With an app token the bot connects by Socket Mode, otherwise Slack calls it over HTTP."""

    bot_token: SecretStr | None = Field(
        None, alias="SLACK_BOT_TOKEN", description="of the app as it is installed in the own workspace, `xoxb-…`"
    )
    client_id: Text | None = Field(
        None,
        alias="SLACK_CLIENT_ID",
        description="of the app: it may be installed in the workspaces of platforms.slack_teams, at `/slack/install`",
    )
    client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET", description="and its secret")
    signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="proves that Slack called, over HTTP"
    )
    app_token: SecretStr | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="for Socket Mode, `xapp-…`: nothing of yours must be reachable from outside",
    )
    api_url: Web = Field("https://slack.com/api", alias="SLACK_API_URL", description="where Slack is called")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if not self.bot_token and not self.client_id:
            raise ValueError("SLACK_BOT_TOKEN is missing: set it, or take the other SLACK_* settings away")
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or neither")
        if not self.app_token and not self.signing_secret:
            raise ValueError("SLACK_SIGNING_SECRET is missing: set it, or SLACK_APP_TOKEN for Socket Mode")
        return self


class Teams(Variables):
    """The names that Microsoft's own samples use. A certificate (two PEM texts) may stand in for the password.

    `insecure_local` verifies nobody and listens to this machine alone: for the Agents Playground, with a sandbox.
    """

    app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        "SingleTenant", alias="MicrosoftAppType", description="how the bot proves itself to Microsoft"
    )
    app_id: Guid | None = Field(None, alias="MicrosoftAppId", description="the app id of the Azure Bot")
    app_password: SecretStr | None = Field(None, alias="MicrosoftAppPassword", description="its client secret")
    private_key: SecretStr | None = Field(
        None,
        alias="MicrosoftAppPrivateKey",
        description="in the place of the password: the private key of a certificate, as PEM",
    )
    certificate: SecretStr | None = Field(
        None, alias="MicrosoftAppCertificate", description="and the certificate, as PEM"
    )
    tenant_id: Text | None = Field(
        None, alias="MicrosoftAppTenantId", description="the directory (tenant) id of the bot"
    )
    cloud: Cloud = Field(
        Cloud.PUBLIC,
        alias="TEAMS_CLOUD",
        description="whose Teams it is, where the next two addresses are; GCC is in the public one",
    )
    openid_metadata_url: Web = Field(
        _PUBLIC.openid_metadata,
        alias="TEAMS_OPENID_METADATA_URL",
        description="where the keys are published that sign what Teams sends",
    )
    login_url: Web = Field(_PUBLIC.login, alias="TEAMS_LOGIN_URL", description="where tokens for Teams come from")
    insecure_local: bool = Field(
        False,
        alias="TEAMS_INSECURE_LOCAL",
        description="verifies nobody and listens to this machine alone: for the Agents Playground, with `--sandbox`",
    )

    @model_validator(mode="before")
    @classmethod
    def _as_in_its_cloud(cls, given: dict[str, Any]) -> dict[str, Any]:
        at = CLOUDS[_cloud(given, "TEAMS_CLOUD")]
        return {"TEAMS_OPENID_METADATA_URL": at.openid_metadata, "TEAMS_LOGIN_URL": at.login} | given

    @model_validator(mode="after")
    def _can_prove_itself(self) -> Self:
        addresses = {"TEAMS_OPENID_METADATA_URL": self.openid_metadata_url, "TEAMS_LOGIN_URL": self.login_url}
        _check_at_home(self.cloud, "TEAMS_CLOUD", addresses)
        if self.insecure_local:
            return self
        if not self.app_id:
            raise ValueError("MicrosoftAppId is missing: set it, or take the other Microsoft* settings away")
        if bool(self.private_key) != bool(self.certificate):
            raise ValueError("MicrosoftAppPrivateKey and MicrosoftAppCertificate belong together: set both, or neither")
        if self.app_type != "UserAssignedMSI" and not self.app_password and not self.certificate:
            raise ValueError("MicrosoftAppPassword is missing: set it, or MicrosoftAppType=UserAssignedMSI")
        if not self.tenant_id:
            raise ValueError("MicrosoftAppTenantId is missing: set it to the directory (tenant) id of the bot")
        return self


class Insights(Variables):
    """Customer Insights, and the application in Entra that may call it and Graph.

    `subscription_key` holds the primary key, or `primary,secondary`.
    """

    instance_id: Text = Field(alias="INSIGHTS_INSTANCE_ID", description="the id of the Customer Insights environment")
    subscription_key: SecretStr = Field(
        alias="INSIGHTS_SUBSCRIPTION_KEY", description="the primary key, or `primary,secondary`"
    )
    cloud_of_insights: Cloud | None = Field(
        None, alias="INSIGHTS_CLOUD", description="whose Customer Insights it is; without it, as ENTRA_CLOUD"
    )
    url: Web = Field(
        _PUBLIC.insights,
        alias="INSIGHTS_URL",
        description="where Customer Insights is called; Microsoft names none outside of the public cloud",
    )
    scope: Text = Field(
        _PUBLIC.insights_scope, alias="INSIGHTS_SCOPE", description="what a token for it is asked for; likewise"
    )
    dataverse_url: Origin | None = Field(
        None,
        alias="DATAVERSE_URL",
        description="its organisation in Dataverse, where erasures then look too; it is only ever read",
    )
    tenant_id: Text = Field(
        alias="ENTRA_TENANT_ID",
        description="the directory of the app registration that calls Customer Insights and Graph",
    )
    client_id: Text = Field(alias="ENTRA_CLIENT_ID", description="its application id")
    client_secret: SecretStr = Field(alias="ENTRA_CLIENT_SECRET", description="its client secret")
    cloud: Cloud = Field(
        Cloud.PUBLIC, alias="ENTRA_CLOUD", description="whose directory it is, where the addresses here are"
    )
    authority: Web = Field(_PUBLIC.login, alias="ENTRA_AUTHORITY", description="where tokens for both come from")
    cloud_of_graph: Cloud | None = Field(
        None, alias="GRAPH_CLOUD", description="whose Microsoft Graph it is; without it, as ENTRA_CLOUD"
    )
    graph_url: Web = Field(_PUBLIC.graph, alias="GRAPH_URL", description="where Microsoft Graph is called")

    @property
    def clouds(self) -> Mapping[str, Cloud]:
        """By the setting that says so: where Entra, Graph and Customer Insights are."""
        named = {"GRAPH_CLOUD": self.cloud_of_graph, "INSIGHTS_CLOUD": self.cloud_of_insights}
        return {"ENTRA_CLOUD": self.cloud} | {name: cloud or self.cloud for name, cloud in named.items()}

    @model_validator(mode="before")
    @classmethod
    def _as_in_its_cloud(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What nobody has published stays missing, and is asked for."""
        home = _cloud(given, "ENTRA_CLOUD")
        insights = CLOUDS[_cloud(given, "INSIGHTS_CLOUD", home)]
        known = {
            "ENTRA_AUTHORITY": CLOUDS[home].login,
            "GRAPH_URL": CLOUDS[_cloud(given, "GRAPH_CLOUD", home)].graph,
            "INSIGHTS_URL": insights.insights,
            "INSIGHTS_SCOPE": insights.insights_scope,
        } | given
        for name in ("INSIGHTS_URL", "INSIGHTS_SCOPE"):
            if not known[name]:
                told = "Microsoft publishes none for this cloud, so set it as they told you"
                raise ValueError(f"{name} is missing: {told}")
        return known

    @model_validator(mode="after")
    def _in_clouds_that_fit(self) -> Self:
        """Each address is in its cloud, and where tokens come from they are good for the others."""
        clouds = self.clouds
        _check_at_home(self.cloud, "ENTRA_CLOUD", {"ENTRA_AUTHORITY": self.authority})
        _check_at_home(clouds["GRAPH_CLOUD"], "GRAPH_CLOUD", {"GRAPH_URL": self.graph_url})
        of_insights = {"INSIGHTS_URL": self.url, "INSIGHTS_SCOPE": self.scope}
        _check_at_home(clouds["INSIGHTS_CLOUD"], "INSIGHTS_CLOUD", of_insights, published=False)
        if self.dataverse_url and not keeps_copies(clouds["INSIGHTS_CLOUD"], self.dataverse_url):
            told = f"is not known to be an organisation of Dataverse in the cloud {clouds['INSIGHTS_CLOUD']}"
            raise ValueError(f"DATAVERSE_URL {told}: check it, or leave it out")
        for name, cloud in clouds.items():
            if CLOUDS[cloud].login != CLOUDS[self.cloud].login:
                raise ValueError(f"{name} and ENTRA_CLOUD differ: a token of one cloud is good for nothing in another")
        return self
