"""What the company decided: how many must approve, how long things take, whose law counts. Times are durations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.request import Kind


@dataclass(frozen=True, kw_only=True)
class Policy:
    environment: str  # the id of the CI instance
    environment_name: str
    required: Mapping[str, int]  # by kind, and "default"
    remind_after: tuple[timedelta, ...]
    expires_after: timedelta
    poll_every: timedelta
    settle: timedelta  # how long a failed job may still recover by itself
    give_up_after: timedelta
    watch: timedelta  # zero: never
    country: str
    timezone: ZoneInfo
    own_domains: tuple[str, ...]
    gone_within: timedelta = timedelta(minutes=20)  # CI says 15 minutes until a change of rights is everywhere
    sandbox: bool = False
    recipients: tuple[str, ...] = ()  # who gets data from here, and must hear of an erasure (GDPR Art. 19)

    def quorum(self, kind: Kind) -> int:
        return self.required.get(kind, self.required.get("default", 1))
