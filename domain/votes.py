"""Who may decide, and when a decision is reached. One human, one vote; nobody approves their own request."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.request import Request, State, Verdict, Vote


class Objection(StrEnum):
    """Why a vote does not count. Nothing changes then."""

    VOTED_ALREADY = "voted_already"
    DECIDED = "decided"
    DENIED = "denied"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    HELD = "held"
    ALTERED = "altered"
    ONE_HUMAN = "one_human"  # as who asked or has voted, though our rows say otherwise
    IN_YOUR_NAME = "in_your_name"  # by whoever acts for them
    OF_BATCH = "of_batch"  # it is decided with the others, by the batch
    UNCLEAR = "unclear"  # whether somebody who voted before still may
    NO_SEAT = "no_seat"  # nobody of theirs is asked, or somebody of theirs has approved already


_CLOSED = {
    State.DENIED: Objection.DENIED,
    State.EXPIRED: Objection.EXPIRED,
    State.CANCELLED: Objection.CANCELLED,
    State.REFUSED: Objection.REFUSED,
}


def objection(request: Request, person_id: str, votes: Sequence[Vote]) -> Objection | None:
    """Why the vote of an approver cannot count now; None when it can. Who is one, `domain.rights` says."""
    if request.state is not State.PENDING_APPROVAL:
        return _CLOSED.get(request.state, Objection.DECIDED)
    if request.batch:
        return Objection.OF_BATCH
    if any(vote.person_id == person_id for vote in votes):
        return Objection.VOTED_ALREADY
    return None


def approvals(votes: Sequence[Vote]) -> int:
    """How many people have approved."""
    return len({vote.person_id for vote in votes if vote.verdict is Verdict.APPROVE})
