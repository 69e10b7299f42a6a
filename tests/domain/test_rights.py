"""One rule for who may see and do what, checked against the design by hand, role by role."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from domain.erasure.plan import HumanTask
from domain.people import Role
from domain.refs import Names, Ref
from domain.refused import refused
from domain.request import Kind, State
from domain.rights import NOBODY, Right, Way
from domain.rule import About, Refusal, Why, refusal, sees
from domain.words import en as words
from domain.words.en import EN
from handlers.commands import ACTS, COMMANDS, KNOWN
from tests.domain.things import a_request
from tests.matrix.by_hand import (
    AGAIN,
    ERASURES,
    EXPORTS,
    PARTS,
    SEES,
    SETTLE,
    STATED,
    files,
    forms_of,
    of_request,
    without_request,
)

ROLES = [frozenset(some) for some in chain.from_iterable(combinations(Role, n) for n in range(len(Role) + 1))]
OURS = frozenset(Role) - {Role.OUTSIDE_AUDITOR}
REF = Ref(request="DSR-7K3QFA", part="3")


def test_every_act_is_in_the_table_by_hand() -> None:
    acts = {(way, verb) for way, verbs in ACTS.items() for verb in verbs}
    assert acts == STATED.keys() | set(SETTLE)


def about(kind: Kind, state: State, human: HumanTask | None = None) -> About:
    """Filed by ada; the deletion was asked for by ina, the hold set by hanna."""
    run = 0 if state in {State.PENDING_APPROVAL, State.DENIED, State.EXPIRED} else 1
    request = replace(a_request(state, kind), run=run)
    return About.of(request, human, askers={"ina"}, holders={"hanna"})


def may(who: str, roles: Set[Role], person: str, at: About) -> bool:
    asked, held = person == "ina", person == "hanna"
    return of_request(
        who, roles, kind=at.kind, approved=at.approved, own=person == "ada", asked=asked, held=held
    )  # fmt: skip


def worlds() -> Iterator[tuple[Kind, State, str, frozenset[Role]]]:
    yield from product(Kind, State, ("ada", "ben", "ina", "hanna"), ROLES)


@pytest.mark.parametrize(("way", "verb"), STATED)
def test_an_act_is_for_those_of_the_table_and_nobody_else(way: Way, verb: str) -> None:
    names, who = ACTS[way][verb].who.names, STATED[way, verb]
    for kind, state, person, roles in worlds():
        if names in {Names.FREE, Names.ANEW}:
            asked, at, right = KNOWN.asked(way, verb), None, without_request(who, roles)
        else:
            asked, at = KNOWN.asked(way, verb, REF), about(kind, state)
            fits = (verb not in EXPORTS or kind is Kind.EXPORT) and (verb not in ERASURES or kind is Kind.ERASURE)
            right = fits and may(who, roles, person, at)
        assert (refusal(asked, at, person, roles) is None) is right, (verb, kind, state, person, roles)


@pytest.mark.parametrize(("way", "verb"), SETTLE)
@pytest.mark.parametrize("human", PARTS)
def test_a_part_of_a_plan_is_for_those_of_the_table_and_nobody_else(
    way: Way, verb: str, human: HumanTask | None
) -> None:
    for kind, state, person, roles in worlds():
        at = about(kind, state, human)
        right = may(PARTS[human], roles, person, at)
        assert (refusal(KNOWN.asked(way, verb, REF), at, person, roles) is None) is right, (
            human,
            kind,
            state,
            person,
            roles,
        )


@pytest.mark.parametrize(("kind", "old"), [*product(Kind, Kind)])
@pytest.mark.parametrize("why", ["correct", "anyway"])
def test_a_form_that_names_a_request_takes_the_right_to_that_one_too(kind: Kind, old: Kind, why: str) -> None:
    for form, state, person, roles in product(sorted(forms_of(kind)), State, ("ada", "ben"), ROLES):
        asked = KNOWN.asked(Way.FORM, form, Ref(request=REF.request, why=why))
        at = about(old, state)
        right = files(kind, roles) and form in forms_of(old) and may(AGAIN[why], roles, person, at)
        assert (refusal(asked, at, person, roles) is None) is right, (state, person, roles)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("verb", ["", "launch", "Approve", "settle "])
def test_what_is_not_stated_is_nobodys_even_with_every_role(way: Way, verb: str) -> None:
    for at in (None, about(Kind.REFRESH, State.PENDING_APPROVAL)):
        assert refusal(KNOWN.asked(way, verb, REF), at, "ada", frozenset(Role)) == Refusal(Why.ROLE, NOBODY)


def test_the_letter_of_the_law_is_no_right() -> None:
    """A right that was forgotten to be filled in lets nobody through."""
    assert Right() == NOBODY


@pytest.mark.parametrize(("way", "verb"), [*STATED, *SETTLE])
def test_of_a_request_that_there_is_a_stranger_hears_the_same_as_of_one_that_there_is_not(way: Way, verb: str) -> None:
    asked = KNOWN.asked(way, verb, REF)
    for kind, state, roles in product(Kind, State, ROLES):
        at = about(kind, state)
        if sees(at, "nils", roles) or (why := refusal(asked, None, "nils", roles)) is None:
            continue
        for human in HumanTask:
            assert refusal(asked, replace(at, human=human), "nils", roles) == why


def test_who_sees_a_request() -> None:
    for kind, state, person, roles in worlds():
        at = about(kind, state)
        assert sees(at, person, roles) is may(SEES, roles, person, at)


# ---- help, and what is said


def test_help_names_what_the_roles_are_for() -> None:
    """On requests of one's own, none may be needed, and none is named."""
    for roles in ROLES:
        helped = {command.name for command in COMMANDS if command.helps(roles)}
        stated = {verb: who.replace("o", "") for (way, verb), who in STATED.items() if way is Way.COMMAND}
        assert helped == {verb for verb, who in stated.items() if without_request(who, roles)}, roles


@pytest.mark.parametrize(("way", "verb"), [*STATED, *SETTLE])
def test_whoever_is_refused_hears_in_one_sentence_who_may(way: Way, verb: str) -> None:
    why = refusal(KNOWN.asked(way, verb, REF), None, "nils", frozenset())
    if why:
        told = refused(KNOWN.asked(way, verb, REF), why, EN)
        assert "takes the role" in told
        assert REF.request not in told
        ours = why.right.roles - {Role.OUTSIDE_AUDITOR}  # nobody is sent to who is from outside
        assert all(role in told for role in (*ours, *([Role.TENANT_ADMIN] if why.right.turn else [])))
        assert ("your own" in told) is why.right.own


def test_whoever_may_not_because_of_what_they_did_hears_that() -> None:
    everything, at = OURS, about(Kind.REFRESH, State.PENDING_APPROVAL, HumanTask.VOTE)
    for way, verb, person, told in (
        (Way.BUTTON, "approve", "ada", words.rights.OWN_REQUEST),
        (Way.FORM, "deny", "ada", words.rights.OWN_REQUEST),
        (Way.FORM, "settle", "ina", words.rights.NOT_FOR_YOU),
        (Way.COMMAND, "release", "hanna", words.rights.NOT_YOUR_RELEASE),
    ):
        why = refusal(KNOWN.asked(way, verb, REF), at, person, everything)
        assert why
        assert refused(KNOWN.asked(way, verb, REF), why, EN) == told


def test_who_asked_for_a_removal_hears_that_another_looks_after_it() -> None:
    at, asked = about(Kind.REMOVE_USER, State.NEEDS_ATTENTION, HumanTask.LEFT), KNOWN.asked(Way.FORM, "settle", REF)
    why = refusal(asked, at, "ada", OURS)
    assert why
    assert refused(asked, why, EN) == words.rights.NOT_BY_WHO_ASKED
