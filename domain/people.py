"""People who use the bot, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    APPROVER = "approver"
    TENANT_ADMIN = "tenant admin"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Person:
    """One human, however many accounts. `name` is what others see."""

    id: str
    name: str
