"""The vote on the deletion of a segment: the request's quorum of distinct approvers; one *no* ends it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.notice import NoticeKind
from domain.people import Role
from domain.request import Request, Step
from domain.target import Target
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.sealed import private


def voters(unit: Unit, step: Step) -> tuple[str, ...]:
    """Who has said yes so far, oldest first."""
    return tuple(unit.people.now(private(unit, step).get("voters", "").split()))


def enough(request: Request, yes: Sequence[str]) -> bool:
    return len(set(yes)) >= request.quorum


def ask_approvers(case: Case, step: Step) -> None:
    """A message of its own: a card that changes makes no sound. Once a version of the request."""
    case.notice(f"vote/{step.position}/{case.request.version}", NoticeKind.VOTE, Target.role(Role.APPROVER))
