"""What the door needs to know of the bot's registration and of the tenant it stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gateways.clouds import CLOUDS, Cloud, Places

AppType = Literal["SingleTenant", "UserAssignedMSI"]  # Microsoft makes bots of many tenants no more


@dataclass(frozen=True)
class Certificate:
    """PEM texts: the private key, and the certificate with its chain."""

    private_key: str = field(repr=False)
    public_certificate: str


@dataclass(frozen=True, kw_only=True)
class TeamsSettings:
    """`tenants` are those whose members count; empty: the bot's own. `channels`: purpose → conversation id.

    `belongs`: conversation id → the tenants that it must be of one of, for what is posted there to be posted.
    `website`, `privacy` and `terms` are pages of the company's own; without them the package names `public_url`.
    `targeted`: answer in a channel with a message that one person sees, and offer slash commands. It takes clients
    that know them: learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages.
    `cloud`: whose Teams it is; the addresses are those of this cloud where none are given.
    `insecure_local`: verify no token, and listen to this machine alone. For the Agents Playground, never elsewhere.

    Raises:
        ValueError: something is missing; the sentence says what.
    """

    app_id: str
    app_type: AppType = "SingleTenant"
    secret: str | Certificate | None = field(default=None, repr=False)
    tenant_id: str | None = None
    tenants: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    belongs: Mapping[str, Collection[str]] = field(default_factory=dict)
    cloud: Cloud = Cloud.PUBLIC
    openid_metadata_url: str = ""
    login_url: str = ""
    service_url: str = ""
    public_url: str = "https://dsrbot.example.com"
    website: str = ""
    privacy: str = ""
    terms: str = ""
    targeted: bool = False
    insecure_local: bool = False

    def __post_init__(self) -> None:
        if not self.app_id and not self.insecure_local:
            raise ValueError("MicrosoftAppId is empty: without it anybody could pretend to be Teams")
        if not self.allowed:
            raise ValueError("platforms.teams_tenants is empty, and so is MicrosoftAppTenantId: set one of them")
        if not self.secret and self.app_type != "UserAssignedMSI" and not self.insecure_local:
            raise ValueError("MicrosoftAppPassword is missing: set it, or MicrosoftAppType=UserAssignedMSI")

    @property
    def at(self) -> Places:
        """Where everything is, in this cloud and by these settings."""
        at = CLOUDS[self.cloud]
        return replace(
            at,
            openid_metadata=self.openid_metadata_url or at.openid_metadata,
            login=self.login_url or at.login,
            service=self.service_url or at.service,
        )

    @property
    def allowed(self) -> tuple[str, ...]:
        """The tenants whose members count, in small letters; the first one is home."""
        named = self.tenants or ((self.tenant_id,) if self.tenant_id else ())
        return tuple(tenant.strip().casefold() for tenant in named)

    @property
    def home(self) -> str:
        own = (self.tenant_id or "").casefold()
        return own if own in self.allowed else self.allowed[0]

    @property
    def signs_in_at(self) -> str:
        """The tenant that gives the bot its own tokens."""
        return self.tenant_id or self.home

    @property
    def bot_id(self) -> str:
        """The bot as Teams calls it."""
        return f"28:{self.app_id}"
