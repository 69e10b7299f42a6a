"""Whom something is told: everybody with a role, one person, people who are named for it, or a channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.people import Role


class To(StrEnum):
    ROLE = "role"
    PERSON = "person"
    CHANNEL = "channel"
    LIST = "list"
    THREADS = "threads"  # below the cards of the request, in whatever channels they stand
    OTHER = "other"  # what another release kept, and this one does not know


class Channel(StrEnum):
    """What a channel is for."""

    APPROVALS = "approvals"
    FAILURES = "failures"
    ESCALATION = "escalation"
    AUDIT = "audit"  # the head of the log, each day


class List(StrEnum):
    """What people are named for one by one."""

    ESCALATION = "escalation"


@dataclass(frozen=True)
class Target:
    """`name`: of the role, the id of the person, or what the channel or the list is for.

    As text it stands in rows and keys.
    """

    to: To
    name: str

    def __str__(self) -> str:
        return self.name if self.to is To.OTHER else f"{self.to}:{self.name}"

    @staticmethod
    def role(role: Role) -> Target:
        return Target(To.ROLE, role.value)

    @staticmethod
    def person(person_id: str) -> Target:
        return Target(To.PERSON, person_id)

    @staticmethod
    def channel(channel: Channel) -> Target:
        return Target(To.CHANNEL, channel.value)

    @staticmethod
    def list(people: List) -> Target:
        return Target(To.LIST, people.value)

    @staticmethod
    def threads() -> Target:
        return Target(To.THREADS, "cards")

    @staticmethod
    def read(text: str) -> Target:
        """As it was kept."""
        head, _, name = text.partition(":")
        known = {
            To.ROLE: name in set(Role),
            To.PERSON: bool(name),
            To.CHANNEL: name in set(Channel),
            To.LIST: name in set(List),
            To.THREADS: bool(name),
        }
        to = next((to for to, fits in known.items() if to == head and fits), To.OTHER)
        return Target(to, text if to is To.OTHER else name)
