from __future__ import annotations

import pytest

from domain.people import Role
from domain.request import State, Verdict
from domain.votes import Objection, approvals, objection
from tests.domain.things import ADMIN, APPROVER, a_request, a_vote


def test_the_vote_of_an_approver_on_a_pending_request_counts() -> None:
    assert objection(a_request(), "ben", APPROVER, []) is None


def test_the_votes_of_others_are_no_obstacle() -> None:
    assert objection(a_request(quorum=2), "ben", APPROVER, [a_vote("cleo")]) is None


@pytest.mark.parametrize("roles", [frozenset(), ADMIN, {Role.TENANT_ADMIN}, {Role.AUDITOR}, set(Role) - APPROVER])
def test_deciding_takes_the_role_approver_whatever_other_roles_there_are(roles: frozenset[Role]) -> None:
    assert objection(a_request(), "ben", roles, []) is Objection.NOT_AN_APPROVER


def test_nobody_decides_on_their_own_request_even_with_every_role() -> None:
    assert objection(a_request(), "ada", frozenset(Role), []) is Objection.OWN_REQUEST


@pytest.mark.parametrize("verdict", Verdict)
def test_a_second_vote_of_the_same_person_does_not_count(verdict: Verdict) -> None:
    assert objection(a_request(quorum=2), "ben", APPROVER, [a_vote("ben", verdict)]) is Objection.VOTED_ALREADY


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
    assert objection(a_request(state), "cleo", APPROVER, [a_vote("ben")]) is why


def test_on_a_decided_request_the_voter_hears_that_it_is_decided_not_that_they_voted() -> None:
    assert objection(a_request(State.IN_PROGRESS), "ben", APPROVER, [a_vote("ben")]) is Objection.DECIDED


@pytest.mark.parametrize("state", State)
def test_the_requester_hears_the_same_in_every_state(state: State) -> None:
    assert objection(a_request(state), "ada", APPROVER, []) is Objection.OWN_REQUEST


def test_approvals_are_counted_without_denials() -> None:
    assert approvals([a_vote("ben"), a_vote("cleo", Verdict.DENY), a_vote("dan")]) == 2


def test_one_person_is_counted_once_however_often_they_approved() -> None:
    assert approvals([a_vote("ben"), a_vote("ben")]) == 1


def test_without_votes_nothing_is_approved() -> None:
    assert approvals([]) == 0
