"""Everything a bot is made of, read from the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.app.outside import Outside
from bot.app.roster import Listed
from bot.delivery.outbox import ODD
from domain.policy import Policy
from domain.words.language import Words
from domain.words.languages import DEFAULT
from gateways.timestamps import Authority
from storage.replicas import LEASE, Clock, utc_now


class People(Listed, Protocol):
    """Who has which role, as it is written in the configuration."""

    @property
    def groups(self) -> Sequence[str]:
        """All groups that are named."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Everything a bot is made of, read from the settings. `channels`: purpose → surface → channel id.

    `escalate_to`: people who are called when nobody decides, as they are written there.
    """

    environment: str = ""  # its name, where it is one of several, and not the first
    database_url: str
    master_key: str = field(repr=False)
    previous_master_key: str | None = field(default=None, repr=False)
    outside: Outside
    policy: Policy
    people: People
    channels: Mapping[str, Mapping[str, str]]
    circles: Mapping[str, Sequence[str]] = field(default_factory=dict)  # parts of the approvers
    escalate_to: Sequence[str] = ()
    words: Words = field(default=DEFAULT, repr=False)  # what channels read, and whoever's language is not known
    letters: Words = field(default=DEFAULT, repr=False)
    odd: int = ODD  # see Courier
    anchor: Path | None = None  # the file that keeps the newest seal of the log
    authority: Authority | None = None  # that stamps its head each day
    lease: float = LEASE  # of a replica, in seconds
    clock: Clock = utc_now  # of this machine
