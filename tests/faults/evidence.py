"""What a storm has left, gathered from outside: what people did and saw, what each service received, and the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

_CALLS = "cannot go on without a person"


@dataclass(frozen=True)
class Filed:
    """As whoever asked knows it. `whom`: who is to be removed. `begun` and `heard`: between them it was filed.
    `pressed`: when each approver first pressed Approve."""

    kind: str
    whom: str
    begun: datetime
    heard: datetime
    pressed: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A request in the database. `voters`: who approved it."""

    kind: str
    state: str
    created: datetime
    decided: datetime | None
    closed: datetime | None
    expires: datetime
    voters: frozenset[str]


@dataclass(frozen=True)
class Letter:
    """One that Microsoft's team received. `at`: when."""

    ref: str
    confirms: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`works`: durable work that has not ended well. `deletions`: whose access was ended, when the service did it.
    `segments`: when one was deleted; `voted`: when somebody first said yes to that, as an erasure asks for it.
    `unseen`: (request, place) where nobody was told. `given_up`: notices that nobody can have got. `posts`: what was
    said, how often; `called`: how often a person was called to a request, which is said in the same words each time;
    `doubling`: how often something may be said once more. `stamps`: first and last instant of each
    column. `chain`: what is wrong with the log. `taken_over`: seconds, each; `undead`: who did not end."""

    began: datetime
    ended: datetime
    filed: Mapping[str, Filed]
    rows: Mapping[str, Row]
    works: Sequence[str]
    deletions: Sequence[tuple[str, datetime]]
    segments: Sequence[datetime]
    voted: datetime | None
    letters: Sequence[Letter]
    unseen: Sequence[tuple[str, str]]
    given_up: Sequence[str]
    posts: Counter[str]
    called: Counter[str]
    doubling: int
    stamps: Mapping[str, tuple[datetime, datetime]]
    chain: str
    lease: float
    taken_over: Sequence[float]
    undead: Sequence[str]

    @property
    def doubled(self) -> Counter[str]:
        """What was told once more, and how often."""
        return Counter({text: times for text, said in self.posts.items() if (times := said - self._due(text)) > 0})

    def _due(self, text: str) -> int:
        """How often it is to be said."""
        called = (times for ref, times in self.called.items() if ref in text and _CALLS in text)
        return max(1, *called, 1)
