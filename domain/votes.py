"""Who may decide, and when a decision is reached. One human, one vote; nobody approves their own request."""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import StrEnum

from domain.people import Role
from domain.request import Request, State, Verdict, Vote


class Objection(StrEnum):
    """Why a vote does not count. Nothing changes then."""

    NOT_AN_APPROVER = "not_an_approver"
    OWN_REQUEST = "own_request"
    VOTED_ALREADY = "voted_already"
    DECIDED = "decided"
    DENIED = "denied"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    HELD = "held"


_CLOSED = {
    State.DENIED: Objection.DENIED,
    State.EXPIRED: Objection.EXPIRED,
    State.CANCELLED: Objection.CANCELLED,
    State.REFUSED: Objection.REFUSED,
}


def objection(request: Request, person_id: str, roles: Set[Role], votes: Sequence[Vote]) -> Objection | None:
    """Why this person's vote cannot count now; None when it can."""
    if Role.APPROVER not in roles:
        return Objection.NOT_AN_APPROVER
    if person_id == request.requester_id:
        return Objection.OWN_REQUEST
    if request.state is not State.PENDING_APPROVAL:
        return _CLOSED.get(request.state, Objection.DECIDED)
    if any(vote.person_id == person_id for vote in votes):
        return Objection.VOTED_ALREADY
    return None


def approvals(votes: Sequence[Vote]) -> int:
    """How many people have approved."""
    return len({vote.person_id for vote in votes if vote.verdict is Verdict.APPROVE})
