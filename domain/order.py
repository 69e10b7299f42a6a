"""What was ordered when a request was filed, kept where nobody can change it: what is decided on, and carried out.

The row of a request and its steps are for finding and showing. Whoever may write to the database may change them; what
they say counts only as far as it is the order's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.request import Kind, Request, Step, Verdict, Vote


@dataclass(frozen=True, order=True)
class Item:
    """One thing to do: the key and label of its step, and whose it is."""

    key: str
    label: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """`subjects`: ids of those whom it is about. `version`: votes are for one version alone."""

    kind: Kind
    environment: str
    requester: str
    quorum: int
    received_on: str
    subject: str
    subjects: tuple[str, ...]
    items: tuple[Item, ...]
    version: int = 1

    @staticmethod
    def of(request: Request, steps: Iterable[Step], subjects: Iterable[str]) -> Order:
        """As the request was just filed."""
        return Order(
            kind=request.kind,
            environment=request.environment,
            requester=request.requester_id,
            quorum=request.quorum,
            received_on=request.received_on.isoformat(),
            subject=request.subject_id,
            subjects=tuple(sorted(subjects)),
            items=tuple(sorted(Item(step.key, step.label, step.subject_id) for step in steps)),
        )

    @staticmethod
    def read(text: str) -> Order:
        """Raises: ValueError, KeyError or TypeError, where it is none."""
        told: dict[str, Any] = json.loads(text)
        items = tuple(Item(**item) for item in told.pop("items"))
        return Order(**{**told, "kind": Kind(told["kind"]), "subjects": tuple(told["subjects"]), "items": items})

    def text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def fits(self, request: Request, steps: Sequence[Step], subjects: Collection[str]) -> bool:
        """Whether the rows still say what was ordered. Work adds steps of its own, and changes none of these.

        Who asked is compared by whoever knows which of their ids are one human.
        """
        there = {step.key: Item(step.key, step.label, step.subject_id) for step in steps}
        return (
            (request.kind.asked_as, request.environment) == (self.kind.asked_as, self.environment)
            and request.quorum == self.quorum
            and (request.received_on.isoformat(), request.subject_id) == (self.received_on, self.subject)
            and set(self.subjects) == set(subjects)
            and all(there.get(item.key) == item for item in self.items)
        )

    def only(self, steps: Iterable[Step]) -> bool:
        """Whether there is nothing to do besides what was ordered."""
        return {step.key for step in steps} == {item.key for item in self.items}

    def names(self, key: str) -> bool:
        """Whether this thing was ordered."""
        return any(item.key == key for item in self.items)


def cast(vote: Vote, version: int) -> str:
    """What proves a vote: who said what of which version of which order, and when."""
    return json.dumps([vote.request_id, version, vote.person_id, vote.verdict, vote.at.isoformat()])


def decided(order: Order, requester: str, votes: Collection[Vote]) -> bool:
    """Whether these votes, all proved, reach what was ordered: enough distinct people, none of them who asked."""
    yes = {vote.person_id for vote in votes if vote.verdict is Verdict.APPROVE} - {requester}
    return len(yes) >= order.quorum and not any(vote.verdict is Verdict.DENY for vote in votes)
