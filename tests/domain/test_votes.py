from __future__ import annotations

import pytest

from domain.request import State, Verdict
from domain.votes import Objection, approvals, objection
from tests.domain.things import a_request, a_vote


def test_the_vote_of_an_approver_on_a_pending_request_counts() -> None:
    assert objection(a_request(), "ben", []) is None


def test_the_votes_of_others_are_no_obstacle() -> None:
    assert objection(a_request(quorum=2), "ben", [a_vote("cleo")]) is None


@pytest.mark.parametrize("verdict", Verdict)
def test_a_second_vote_of_the_same_person_does_not_count(verdict: Verdict) -> None:
    assert objection(a_request(quorum=2), "ben", [a_vote("ben", verdict)]) is Objection.VOTED_ALREADY


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State.IN_PROGRESS, Objection.DECIDED),
        (State.NEEDS_ATTENTION, Objection.DECIDED),
        (State.COMPLETED, Objection.DECIDED),
        (State.DENIED, Objection.DENIED),
        (State.EXPIRED, Objection.EXPIRED),
        (State.CANCELLED, Objection.CANCELLED),
        (State.REFUSED, Objection.REFUSED),
    ],
)
def test_a_late_vote_hears_what_became_of_the_request(state: State, why: Objection) -> None:
    assert objection(a_request(state), "cleo", [a_vote("ben")]) is why


def test_on_a_decided_request_the_voter_hears_that_it_is_decided_not_that_they_voted() -> None:
    assert objection(a_request(State.IN_PROGRESS), "ben", [a_vote("ben")]) is Objection.DECIDED


def test_approvals_are_counted_without_denials() -> None:
    assert approvals([a_vote("ben"), a_vote("cleo", Verdict.DENY), a_vote("dan")]) == 2


def test_one_person_is_counted_once_however_often_they_approved() -> None:
    assert approvals([a_vote("ben"), a_vote("ben")]) == 1


def test_without_votes_nothing_is_approved() -> None:
    assert approvals([]) == 0
