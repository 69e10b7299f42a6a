"""Where it is told, as `[channels]` says it."""

from __future__ import annotations

from bot.settings.setting_types import SlackChannel, Text
from bot.settings.table import Table


class Channel(Table):
    """One channel: its id on each surface where it exists."""

    slack: SlackChannel | None = None
    teams: Text | None = None
    playground: Text | None = None


class Channels(Table):
    """`audit`: where the head of the log is posted each day; none: nowhere."""

    approvals: Channel = Channel()
    failures: Channel = Channel()
    audit: Channel | None = None

    def ids(self) -> dict[str, dict[str, str]]:
        """Purpose → surface → channel id."""
        return self.model_dump(exclude_none=True)
