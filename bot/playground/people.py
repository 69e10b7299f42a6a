"""Who stands in the playground, and which channels there are: Contoso, as everywhere where nothing is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PlaygroundPerson:
    """`title` says in a word or two what they do here; `first` are commands to begin with."""

    id: str
    name: str
    email: str
    title: str
    first: tuple[str, ...] = ("help",)


_READ = ("help", "sources", "requests")

# The first two fill the two personal panes until somebody else is chosen.
PEOPLE = (
    PlaygroundPerson(
        "ada",
        "Ada Admin",
        "ada@contoso.com",
        "Admin",
        ("help", "sources", 'refresh "CRM Contacts"', "remove-user mark.old@contoso.com"),
    ),
    PlaygroundPerson("ben", "Ben Bauer", "ben@contoso.com", "Approver", _READ),
    PlaygroundPerson("cleo", "Cleo Costa", "cleo@contoso.com", "Approver", _READ),
    PlaygroundPerson(
        "tess",
        "Tess Tanaka",
        "tess@contoso.com",
        "Tenant admin",
        ("help", "export"),
    ),
    PlaygroundPerson("olga", "Olga Olsen", "olga@contoso.com", "Auditor", _READ),
)
# Channel id → what it is for.
CHANNELS: Mapping[str, str] = {
    "privacy-approvals": "Requests that wait for a decision, and what became of them.",
    "refresh-failures": "Refreshes that failed for good, with what to do next.",
}
