"""Whether enough people have a device for the codes that approvals take."""

from __future__ import annotations

from collections.abc import Iterator

from domain.people import Role
from domain.policy import Policy
from domain.request import Factor, Kind
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.codes import device_of
from handlers.requests.holders import Listed, on_roster


def lacking(unit: Unit, roster: Listed, policy: Policy, words: Words) -> Iterator[str]:
    """A sentence for each number of approvers that nothing can pass with."""
    kinds = [kind for kind in Kind if policy.factor(kind) is Factor.CODE]
    approvers = on_roster(unit, roster)[Role.APPROVER] if kinds else ()
    have = sum(device_of(unit, one.id) is not None for one in approvers if one.id)
    for needed in sorted({policy.quorum(kind) for kind in kinds}):
        if have < needed:
            yield words.codes.lacking([kind for kind in kinds if policy.quorum(kind) == needed], have, needed)
