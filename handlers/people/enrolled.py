"""Whether enough people have a device for the codes that approvals take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from domain.people import Role
from domain.policy import Policy
from domain.request import Factor, Kind
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.codes import device_of


class Listed(Protocol):
    """The entries of a role, as they are written, and as they are compared."""

    def addresses(self, role: Role) -> Sequence[str]: ...
    def canonical(self, email: str) -> str: ...


def lacking(unit: Unit, roster: Listed, policy: Policy, words: Words) -> Iterator[str]:
    """A sentence for each number of approvers that nothing can pass with."""
    kinds = [kind for kind in Kind if policy.factor(kind) is Factor.CODE]
    entries = [roster.canonical(entry) for entry in roster.addresses(Role.APPROVER)]
    met = {person.id for person in unit.people.listed(entries).values()} if kinds else set[str]()
    have = sum(device_of(unit, person) is not None for person in met)
    for needed in sorted({policy.quorum(kind) for kind in kinds}):
        if have < needed:
            yield words.codes.lacking([kind for kind in kinds if policy.quorum(kind) == needed], have, needed)
