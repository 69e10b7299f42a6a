"""Where the app is installed, and with which token the bot speaks there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.slack.names import OWN
from bot.slack.web import Fixed, Token


@dataclass(frozen=True)
class Installed:
    """`key`: the id of its workspace, or of its organisation where it is installed for all of that; empty: the own one.
    `teams`: the workspaces whose members count there; empty: the one that the token is of. `doubt`: called when Slack
    tells that the app may have been taken away; None: that is looked at anyway."""

    token: Token
    key: str = OWN
    teams: tuple[str, ...] = ()
    doubt: Callable[[], Awaitable[None]] | None = None


class Tokens(Protocol):
    """Everybody who speaks to Slack has the token from here. `own`: the installation of SLACK_BOT_TOKEN."""

    @property
    def own(self) -> Installed | None: ...

    async def of(self, team: str, enterprise: str = "") -> Installed | None:
        """What a request of this workspace (of this organisation) is served with; None: it is not installed there.

        Raises: Busy, where that is not known just now.
        """

    async def at(self, key: str) -> Installed | None:
        """By its key. Raises: Busy."""

    async def others(self) -> tuple[Installed, ...]:
        """All but the own one. Raises: Busy."""


class OneToken:
    """Satisfies `Tokens`: all that comes is of the one workspace."""

    def __init__(self, token: str, teams: tuple[str, ...] = ()) -> None:
        self.own: Installed | None = Installed(Fixed(token), teams=teams)

    async def of(self, team: str, enterprise: str = "") -> Installed | None:
        return self.own

    async def at(self, key: str) -> Installed | None:
        return self.own if key == OWN else None

    async def others(self) -> tuple[Installed, ...]:
        return ()
