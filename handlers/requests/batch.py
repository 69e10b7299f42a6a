"""Those whom a batch is about: each has a request of their own, which is decided and begun with the others."""

from __future__ import annotations

from collections.abc import Iterator

from domain.erasure.plan import StepKind, name_of, of
from handlers.requests.case import Case


def members(case: Case) -> Iterator[Case]:
    """In the order in which they were listed; of a request that is no batch there are none."""
    for step in of(case.steps, StepKind.MEMBER):
        member = Case.open(case.unit, name_of(step.key), case.policy, case.now, case.by)
        if member and member.request.batch == case.id:
            yield member
