"""Where the app of a chat platform is installed, and what the bot was given there to speak with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Ended(StrEnum):
    """Why there is no token (any more)."""

    TAKEN_AWAY = "taken-away"  # somebody there took the app away, or revoked its token
    LOST = "lost"  # the platform takes the refresh token no more


@dataclass(frozen=True, kw_only=True)
class Installation:
    """`key`: the platform's id of the workspace, or of the organisation where it is installed for all of that.

    `token`: good until `expires`, for ever where that is None; `refresh` gives the next one, once.
    """

    key: str
    name: str
    token: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires: datetime | None = None
    since: datetime | None = field(default=None, compare=False)  # when it was installed, the last time

    def good(self, until: datetime) -> bool:
        """Whether the token is, at this moment."""
        return self.expires is None or until < self.expires
