"""One rule for who may see and do what, checked against the design by hand, role by role."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from domain import words
from domain.erasure import Human
from domain.people import Role
from domain.refs import Names, Ref
from domain.request import Kind, State
from domain.rights import ACTS, COMMANDS, NOBODY, About, Asked, Refusal, Right, Way, Why, helps, refusal, sees
from domain.words_rights import refused
from tests.domain.things import a_request

# Who may, by hand from design §2 and §4: a = admin, p = approver, t = tenant admin (on approved exports where a request
# is named), u = auditor, * everyone; o = the requester without a role; ! not the requester, ? nor who asked for it,
# # not who set the hold; + and the right to file such a request.
WHO = """
command  help *           sources apu       refresh a         remove-user a     export at         users a
command  find a           requests *        show aputo        cancel ao         correct ao+       hold a
command  release a#       refuse a
button   approve p!       deny p!           retry a           cancel ao         correct ao+       details aputo
button   show aputo       file-anyway aputo+  refresh-source a  refresh-form a  remove-user-form a  export-form at
button   find-form a      ticket t          mail-came t       remind t
form     refresh a        remove-user a     export at         find a            deny p!           hold a
form     refuse a         ticket t
"""
PARTS = dict.fromkeys(Human, "a") | {Human.VOTE: "p!?", Human.CLOSE: "p!?", None: "ap"}
LETTERS = {"a": Role.ADMIN, "p": Role.APPROVER, "t": Role.TENANT_ADMIN, "u": Role.AUDITOR}


def _stated() -> dict[tuple[Way, str], str]:
    rows = (line.split() for line in WHO.strip().splitlines())
    return {(Way(way), verb): who for way, *pairs in rows for verb, who in zip(pairs[::2], pairs[1::2], strict=True)}


STATED = _stated()
SETTLE = [(way, "settle") for way in (Way.BUTTON, Way.FORM)]
ROLES = [frozenset(some) for some in chain.from_iterable(combinations(Role, n) for n in range(len(Role) + 1))]
REF = Ref(request="DSR-7K3QFA", part="3")
EXPORTS = {"ticket", "mail-came", "remind"}


def test_every_act_is_in_the_table_by_hand() -> None:
    acts = {(way, verb) for way, verbs in ACTS.items() for verb in verbs}
    assert acts == STATED.keys() | set(SETTLE)


def about(kind: Kind, state: State, human: Human | None = None) -> About:
    """Filed by ada; the deletion was asked for by ina, the hold set by hanna."""
    run = 0 if state in {State.PENDING_APPROVAL, State.DENIED, State.EXPIRED} else 1
    request = replace(a_request(state, kind), run=run)
    return About.of(request, human, askers={"ina"}, holders={"hanna"})


def expected(who: str, roles: Set[Role], person: str, at: About | None, *, named: bool) -> bool:
    """The table, read in the plainest way there is."""
    if "*" in who:
        return True
    plain = {LETTERS[letter] for letter in who if letter in "apu"}
    if "t" in who and (not named or (at is not None and at.kind is Kind.EXPORT and at.approved)):
        plain |= {Role.TENANT_ADMIN}
    own = "o" in who and (not named or (at is not None and person == "ada"))
    apart = {"ada"} if "!" in who else set()
    apart |= ({"ina"} if "?" in who else set()) | ({"hanna"} if "#" in who else set())
    may = (own or bool(plain & roles)) and not (at is not None and person in apart)
    if "+" in who and at is not None:
        may = may and bool(roles & ({Role.ADMIN, Role.TENANT_ADMIN} if at.kind is Kind.EXPORT else {Role.ADMIN}))
    return may


def worlds() -> Iterator[tuple[Kind, State, str, frozenset[Role]]]:
    yield from product(Kind, State, ("ada", "ben", "ina", "hanna"), ROLES)


@pytest.mark.parametrize(("way", "verb"), STATED)
def test_an_act_is_for_those_of_the_table_and_nobody_else(way: Way, verb: str) -> None:
    stated = ACTS[way][verb]
    for kind, state, person, roles in worlds():
        named, who = stated.names is not Names.FREE and stated.names is not Names.ANEW, STATED[way, verb]
        at = about(kind, state) if named else None
        if verb in EXPORTS and kind is not Kind.EXPORT:
            who = ""
        if not named and who == "at":
            may = bool(roles & {Role.ADMIN, Role.TENANT_ADMIN})
        else:
            may = expected(who, roles, person, at, named=named)
        asked = Asked(way, verb, REF if named else Ref())
        assert (refusal(asked, at, person, roles) is None) is may, (verb, kind, state, person, roles)


@pytest.mark.parametrize(("way", "verb"), SETTLE)
@pytest.mark.parametrize("human", PARTS)
def test_a_part_of_a_plan_is_for_those_of_the_table_and_nobody_else(way: Way, verb: str, human: Human | None) -> None:
    for kind, state, person, roles in worlds():
        at = about(kind, state, human)
        may = expected(PARTS[human], roles, person, at, named=True)
        assert (refusal(Asked(way, verb, REF), at, person, roles) is None) is may, (human, kind, state, person, roles)


@pytest.mark.parametrize(("kind", "old"), [*product(Kind, Kind)])
@pytest.mark.parametrize("why", ["correct", "anyway"])
def test_a_form_that_names_a_request_takes_the_right_to_that_one_too(kind: Kind, old: Kind, why: str) -> None:
    asked = Asked(Way.FORM, kind, Ref(request=REF.request, why=why))
    for state, person, roles in product(State, ("ada", "ben"), ROLES):
        at = about(old, state)
        right = {"correct": STATED[Way.BUTTON, "correct"], "anyway": STATED[Way.BUTTON, "file-anyway"]}[why]
        files = bool(roles & ({Role.ADMIN, Role.TENANT_ADMIN} if kind is Kind.EXPORT else {Role.ADMIN}))
        may = files and kind is old and expected(right, roles, person, at, named=True)
        assert (refusal(asked, at, person, roles) is None) is may, (state, person, roles)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("verb", ["", "launch", "Approve", "settle "])
def test_what_is_not_stated_is_nobodys_even_with_every_role(way: Way, verb: str) -> None:
    for at in (None, about(Kind.REFRESH, State.PENDING_APPROVAL)):
        assert refusal(Asked(way, verb, REF), at, "ada", frozenset(Role)) == Refusal(Why.ROLE, NOBODY)


def test_the_letter_of_the_law_is_no_right() -> None:
    """A right that was forgotten to be filled in lets nobody through."""
    assert Right() == NOBODY


@pytest.mark.parametrize(("way", "verb"), [*STATED, *SETTLE])
def test_of_a_request_that_there_is_a_stranger_hears_the_same_as_of_one_that_there_is_not(way: Way, verb: str) -> None:
    asked = Asked(way, verb, REF)
    for kind, state, roles in product(Kind, State, ROLES):
        at = about(kind, state)
        if sees(at, "nils", roles) or (why := refusal(asked, None, "nils", roles)) is None:
            continue
        for human in Human:
            assert refusal(asked, replace(at, human=human), "nils", roles) == why


def test_who_sees_a_request() -> None:
    for kind, state, person, roles in worlds():
        at = about(kind, state)
        assert sees(at, person, roles) is expected("aputo", roles, person, at, named=True)


# ---- help, and what is said


def test_help_names_what_the_roles_are_for() -> None:
    everyone = {"help", "requests"}
    own = {role: {verb for verb in COMMANDS if helps(verb, {role})} for role in Role}
    assert {verb for verb in COMMANDS if helps(verb, set())} == everyone
    assert own[Role.TENANT_ADMIN] == everyone | {"export", "show"}
    assert own[Role.APPROVER] == own[Role.AUDITOR] == everyone | {"sources", "show"}
    assert own[Role.ADMIN] == set(COMMANDS)


@pytest.mark.parametrize(("way", "verb"), [*STATED, *SETTLE])
def test_whoever_is_refused_hears_in_one_sentence_who_may(way: Way, verb: str) -> None:
    why = refusal(Asked(way, verb, REF), None, "nils", frozenset())
    if why:
        told = refused(Asked(way, verb, REF), why)
        assert "takes the role" in told
        assert REF.request not in told
        assert all(role in told for role in (*why.right.roles, *([Role.TENANT_ADMIN] if why.right.turn else [])))
        assert ("your own" in told) is why.right.own


def test_whoever_may_not_because_of_what_they_did_hears_that() -> None:
    everything, at = frozenset(Role), about(Kind.REFRESH, State.PENDING_APPROVAL, Human.VOTE)
    for way, verb, person, told in (
        (Way.BUTTON, "approve", "ada", words.OWN_REQUEST),
        (Way.FORM, "deny", "ada", words.OWN_REQUEST),
        (Way.FORM, "settle", "ina", words.NOT_FOR_YOU),
        (Way.COMMAND, "release", "hanna", words.NOT_YOUR_RELEASE),
    ):
        why = refusal(Asked(way, verb, REF), at, person, everything)
        assert why
        assert refused(Asked(way, verb, REF), why) == told
