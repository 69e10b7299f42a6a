"""Where the app is installed, and with which token the bot speaks there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.slack.names import OWN
from bot.slack.web import Fixed, Token


@dataclass(frozen=True)
class Installed:
    """`key`: the id of its workspace, or of its organisation where it is installed for all of that; empty: the own one.
    `teams`: the workspaces whose members count there; empty: the one that the token is of. `doubt`: called when Slack
    tells that the app may have been taken away; None: that is looked at anyway. `since`: when it was installed."""

    token: Token
    key: str = OWN
    teams: tuple[str, ...] = ()
    doubt: Callable[[], Awaitable[None]] | None = None
    since: datetime | None = None


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

    async def named(self, key: str) -> bool:
        """Whether the settings name this one beside the own one, installed or not. Raises: Busy."""

    @property
    def beside(self) -> frozenset[str]:
        """All that they name beside it."""

    async def close(self, patience: float) -> None:
        """`patience`: in seconds, for what is under way."""


class OneToken:
    """Satisfies `Tokens`: all that comes is of the one workspace, but for what was installed beside it before.

    `left_over`: the keys of what the database still has, from when SLACK_CLIENT_ID was set.
    """

    beside: frozenset[str] = frozenset()

    def __init__(self, token: str, teams: tuple[str, ...] = ()) -> None:
        self.own: Installed | None = Installed(Fixed(token), teams=teams)
        self.left_over: frozenset[str] = frozenset()
        self.own_team: Callable[[], Awaitable[str]] | None = None

    async def of(self, team: str, enterprise: str = "") -> Installed | None:
        """The numbers of people there mean others here."""
        for key in self.left_over & {team, enterprise}:
            if not self.own_team or key != await self.own_team():
                return None
        return self.own

    async def named(self, key: str) -> bool:
        return False

    async def close(self, patience: float) -> None:
        pass

    async def at(self, key: str) -> Installed | None:
        return self.own if key == OWN else None

    async def others(self) -> tuple[Installed, ...]:
        return ()
