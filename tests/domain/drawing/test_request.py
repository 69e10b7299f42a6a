from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings

from domain.card import Card, Item, Style, Tone, unfolded
from domain.drawing.request import draw
from domain.erasure.outliving import Outliving
from domain.erasure.plan import HumanTask
from domain.export.plan import Stage
from domain.export.plan import key_of as ticket_key
from domain.people import Person, Role
from domain.plain import one_line
from domain.refs import Ref
from domain.request import Kind, State, StepState, Verdict
from domain.rights import Way
from domain.rule import About, Channel, Reader, refusal
from domain.view import Ballot, Held, RequestView, StepView
from domain.words import en as words
from domain.words.en import EN
from handlers.commands import KNOWN
from tests.domain.strategies import SECRET, STORIES, texts
from tests.domain.things import (
    ADMIN,
    AUDITOR,
    CHANNEL,
    NOON,
    REQUESTER,
    VIEWS,
    VOTER,
    a_line,
    a_request,
    a_story,
)

# Which buttons stand on the card, by hand: for the views in `VIEWS`, in their order.
BUTTONS = """
pending_approval  approve,deny,details  correct,cancel  approve,deny  -  correct,cancel
in_progress       details               cancel          -             -  cancel
needs_attention   retry,details         retry,cancel    -             -  retry,cancel
completed         details               certificate     -             certificate  certificate
denied            details               correct         -             -  correct
expired           details               correct         -             -  correct
cancelled         details               -               -             -  -
refused           details               -               -             -  -
"""
CELLS = [
    (State(row.split()[0]), viewer, [verb for verb in cell.split(",") if verb != "-"])
    for row in BUTTONS.strip().splitlines()
    for viewer, cell in zip(VIEWS, row.split()[1:], strict=True)
]


def card(state: State, viewer: Reader | Channel = VOTER, *lines: StepView, kind: Kind = Kind.ERASURE) -> Card:
    return draw(a_story(a_request(state, kind), *lines), viewer)


def verbs(drawn: Card) -> list[str]:
    return [button.verb for button in drawn.buttons]


def facts(drawn: Card) -> dict[str, str]:
    return {fact.label: fact.value for fact in drawn.facts}


# ---- buttons


def test_the_table_of_buttons_knows_every_state() -> None:
    assert {state for state, _, _ in CELLS} == set(State)


@pytest.mark.parametrize(("state", "viewer", "expected"), CELLS)
@pytest.mark.parametrize("kind", [Kind.REFRESH, Kind.ERASURE, Kind.REMOVE_USER])  # of an export: test_export_card
def test_the_buttons_are_those_of_the_table(
    state: State, viewer: Reader | Channel, expected: list[str], kind: Kind
) -> None:
    of_all = [verb for verb in expected if verb != "certificate"]  # that is of an erasure alone
    assert verbs(card(state, viewer, kind=kind)) == (expected if kind is Kind.ERASURE else of_all)


@pytest.mark.parametrize("who", ["ada", "amir"])
@pytest.mark.parametrize("state", State)
def test_an_admin_finds_retry_on_every_card_that_waits_for_it(state: State, who: str) -> None:
    drawn = draw(a_story(a_request(state)), Reader(who, ADMIN, EN))
    assert ("retry" in verbs(drawn)) is (state is State.NEEDS_ATTENTION)
    assert words.card.RETRY_IS_AN_ADMINS not in drawn.text


@pytest.mark.parametrize("viewer", VIEWS)
def test_where_the_button_is_missing_the_card_says_whose_it_is(viewer: Reader | Channel) -> None:
    drawn = card(State.NEEDS_ATTENTION, viewer)
    assert (words.card.RETRY_IS_AN_ADMINS in drawn.text) is ("retry" not in verbs(drawn))


@pytest.mark.parametrize("viewer", VIEWS)
@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING_APPROVAL])
def test_once_it_is_decided_nobody_can_press_approve_or_deny(state: State, viewer: Reader | Channel) -> None:
    assert not {"approve", "deny"} & set(verbs(card(state, viewer)))


def test_who_has_asked_to_cancel_is_not_asked_to_cancel_again() -> None:
    asked = replace(a_request(State.IN_PROGRESS), cancel_asked_by="ada")
    assert verbs(draw(a_story(asked), REQUESTER)) == []


@settings(max_examples=15, deadline=None)
@given(STORIES)
def test_a_button_carries_a_verb_and_the_requests_id_and_nothing_else(story: RequestView) -> None:
    for viewer in VIEWS:
        assert {button.ref for button in draw(story, viewer).buttons} <= {story.request.id}


@pytest.mark.parametrize(("verb", "viewer"), [("approve", VOTER), ("cancel", REQUESTER)])
@pytest.mark.parametrize("kind", Kind)
def test_what_cannot_be_undone_asks_once_more(verb: str, viewer: Reader | Channel, kind: Kind) -> None:
    button = next(b for b in card(State.PENDING_APPROVAL, viewer, kind=kind).buttons if b.verb == verb)
    assert button.confirm
    assert button.confirm.yes == button.label
    assert button.confirm.no not in {button.confirm.yes, "Cancel"}  # "Cancel" would mean two things


@pytest.mark.parametrize("viewer", VIEWS)
@pytest.mark.parametrize("state", State)
def test_under_a_hold_no_card_offers_what_the_hold_makes_vain(state: State, viewer: Reader | Channel) -> None:
    """And all else as before; who is to release it stands in its place."""
    free = replace(a_story(a_request(state)), holders={Role.ADMIN: (Person("amir", "Amir Both"),)})
    held = replace(free, held=True, holds=(Held("Ada Admin", "ada", NOON),))
    offered = [verb for verb in verbs(draw(free, viewer)) if verb not in {"approve", "retry"}]
    drawn = draw(held, viewer)
    assert verbs(drawn) == offered
    assert words.card.RETRY_IS_AN_ADMINS not in drawn.text
    if held.request.open:
        assert drawn.turn.startswith("Waits for Amir Both to release the hold")
        assert [text for text in drawn.text if "set by Ada Admin" in text]
    assert verbs(draw(replace(held, held=False, holds=()), viewer)) == verbs(draw(free, viewer))


INVITES_TO_DELETE = {HumanTask.STATE, HumanTask.DECIDE, HumanTask.VOTE, HumanTask.TICK, HumanTask.TELL}
STOPPED = INVITES_TO_DELETE | {HumanTask.CLOSE}  # what must be kept is not called gone without a look


@pytest.mark.parametrize("human", HumanTask)
def test_under_a_hold_no_part_of_a_plan_is_offered_that_has_somebody_delete_data(human: HumanTask) -> None:
    """Nor is it said to be missing. What only records the past, and the answer to the person, go on."""
    reader = Reader("zed", frozenset(Role) - {Role.OUTSIDE_AUDITOR}, EN)
    line = replace(a_line("static:one"), human=human, ref="DSR-7K3QFA.3")
    free = a_story(a_request(State.NEEDS_ATTENTION), line, replace(line, key="static:two"))
    held = draw(replace(free, held=True), reader)
    offered = human not in STOPPED
    assert all(item.button for item in draw(free, reader).all_items)
    assert [bool(item.button) for item in held.all_items] == [offered] * 2
    assert any(words.plan.missing({human: 2}) in text for text in held.text) is offered
    assert "decide-all" not in verbs(held)


def test_approve_and_deny_look_different() -> None:
    approve, deny = card(State.PENDING_APPROVAL).buttons
    assert (approve.style, deny.style) == (Style.PRIMARY, Style.DANGER)


ROLES = [frozenset(some) for some in chain.from_iterable(combinations(Role, n) for n in range(len(Role) + 1))]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_every_button_on_a_personal_card_may_be_pressed_by_its_reader(state: State, kind: Kind) -> None:
    plan = [a_line(name=human, human=human, ref=f"DSR-7K3QFA.{n}", askers={"ina"}) for n, human in enumerate(HumanTask)]
    story = a_story(a_request(state, kind), *plan)
    for who, roles in product(("ada", "ben", "ina"), ROLES):
        drawn = draw(story, Reader(who, roles, EN))
        humans = {f"DSR-7K3QFA.{n}": human for n, human in enumerate(HumanTask)}
        for button in (*drawn.buttons, *(item.button for item in drawn.items if item.button)):
            about = About.of(story.request, humans.get(button.ref), askers={"ina"})
            assert not refusal(KNOWN.asked(Way.BUTTON, button.verb, Ref(request="DSR-7K3QFA")), about, who, roles), (
                button
            )


def test_who_has_voted_finds_no_button_to_vote_again() -> None:
    story = a_story(a_request(quorum=2))
    voted = replace(story, ballots=(Ballot("Ben", Verdict.APPROVE, person_id="ben"),))
    assert verbs(draw(story, VOTER)) == ["approve", "deny"]
    assert verbs(draw(voted, VOTER)) == []
    line = a_line(human=HumanTask.VOTE, ref="DSR-7K3QFA.1")
    waits = a_story(a_request(State.NEEDS_ATTENTION), line, replace(line, voters=frozenset({"ben"})))
    assert [bool(item.button) for item in draw(waits, VOTER).items] == [True, False]


# ---- who sees what


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_a_channel_never_sees_an_address_a_reason_a_fault_or_a_reference(story: RequestView) -> None:
    shown = texts(draw(story, CHANNEL))
    assert not [text for text in shown if SECRET in text.casefold()]


@settings(max_examples=15, deadline=None)
@given(STORIES)
def test_those_concerned_see_them_all(story: RequestView) -> None:
    for viewer in (REQUESTER, VOTER, AUDITOR):
        shown = _unspaced("\n".join(texts(draw(story, viewer))))
        told = [story.reference, *(line.name for line in story.lines), *(line.fault for line in story.failed)]
        told += [ballot.reason for ballot in story.ballots]
        assert all(_unspaced(text) in shown for text in told)


def _unspaced(text: str) -> str:
    return "".join(one_line(text).split())


FULL = replace(
    a_story(a_request(State.DENIED, quorum=2)),
    ballots=(Ballot("Ben", Verdict.APPROVE), Ballot("Cleo", Verdict.DENY, "Wrong person")),
)


def test_a_full_card_tells_everything_about_the_request() -> None:
    drawn = draw(FULL, REQUESTER)
    assert facts(drawn) == {
        "Asked by": "Ada",
        "For": "anna@contoso.com",
        "Reference": "CASE-77",
        "Received": "2 Nov 2026",
        "Answer due": "2 Dec 2026",
        "Votes": "1 of 2: ✓ Ben, ✕ Cleo",
    }
    assert drawn.text == ("Cleo: “Wrong person”", words.card.CLOCK_RUNS)
    assert drawn.footer == "DSR-7K3QFA · Contoso"


def test_a_channels_card_is_masked() -> None:
    drawn = draw(FULL, CHANNEL)
    assert facts(drawn)["For"] == "a•••@contoso.com"
    assert "Reference" not in facts(drawn)
    assert drawn.text == (words.card.CLOCK_RUNS,)


@pytest.mark.parametrize("viewer", VIEWS)
def test_voters_and_the_count_of_votes_stand_on_every_copy(viewer: Reader | Channel) -> None:
    voting = replace(a_story(a_request(quorum=2)), ballots=(Ballot("Ben", Verdict.APPROVE),))
    drawn = draw(voting, viewer)
    assert drawn.status == "Waiting for approval · 1 of 2"
    assert facts(drawn)["Votes"] == "1 of 2: ✓ Ben"


def test_before_the_first_vote_there_are_no_votes_to_show() -> None:
    assert "Votes" not in facts(card(State.PENDING_APPROVAL))


@pytest.mark.parametrize("viewer", VIEWS)
def test_every_copy_says_when_it_plays_in_the_sandbox(viewer: Reader | Channel) -> None:
    assert draw(replace(FULL, sandbox=True), viewer).footer == "DSR-7K3QFA · Contoso · sandbox"


def test_a_corrected_request_names_the_one_it_stands_for() -> None:
    again = a_story(replace(a_request(), replaces="DSR-000001"))
    assert facts(draw(again, VOTER))["Instead of"] == "DSR-000001"


# ---- how it goes


@pytest.mark.parametrize(
    ("state", "status", "tone"),
    [
        (State.PENDING_APPROVAL, "Waiting for approval · 0 of 1", Tone.WAITING),
        (State.IN_PROGRESS, "In progress · 1 of 3", Tone.WAITING),
        (State.NEEDS_ATTENTION, "Needs attention", Tone.BAD),
        (State.COMPLETED, "Completed", Tone.GOOD),
        (State.DENIED, "Denied", Tone.BAD),
        (State.EXPIRED, "Expired", Tone.NEUTRAL),
        (State.CANCELLED, "Cancelled", Tone.NEUTRAL),
        (State.REFUSED, "Refused", Tone.NEUTRAL),
    ],
)
def test_the_status_says_how_it_stands(state: State, status: str, tone: Tone) -> None:
    lines = (a_line("A", StepState.DONE), a_line("B", StepState.RUNNING), a_line("C", StepState.FAILED))
    drawn = card(state, AUDITOR, *lines)
    assert (drawn.status, drawn.tone) == (status, tone)


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        (StepState.WAITING, "–"),
        (StepState.RUNNING, "⏳"),
        (StepState.RETRYING, "⏳"),
        (StepState.DONE, "✓"),
        (StepState.FAILED, "⚠"),
        (StepState.CANCELLED, "–"),
    ],
)
def test_each_line_has_the_sign_of_its_state(state: StepState, sign: str) -> None:
    [line] = card(State.IN_PROGRESS, AUDITOR, a_line(state=state)).all_items
    assert line.sign == sign


def test_a_failed_line_says_why_whose_source_it_is_and_what_the_service_said() -> None:
    line = replace(a_line(state=StepState.FAILED, note="external"), owner="Bea", fault="No route to host")
    full, masked = (card(State.NEEDS_ATTENTION, v, line).items[0].note for v in (VOTER, CHANNEL))
    assert full == f"{words.steps.NOTES['external']} Owner: Bea. Customer Insights says: “No route to host”"
    assert masked == f"{words.steps.NOTES['external']} Owner: Bea."


def test_access_that_remains_through_a_group_is_told() -> None:
    line = replace(a_line("mark@contoso.com", StepState.DONE, note="gone", personal=True), groups=("Sales", "Berlin"))
    drawn = card(State.COMPLETED, AUDITOR, line, kind=Kind.REMOVE_USER)
    assert drawn.items[0].note == "gone; still has access through Sales and Berlin"
    assert drawn.items[0].sign == "⚠"
    assert (drawn.status, drawn.tone) == ("Completed · access remains through a group", Tone.BAD)
    assert drawn.text == (words.remove_user.FIFTEEN_MINUTES, words.remove_user.GROUPS_LEFT, words.remove_user.DATAVERSE)


def test_before_the_decision_no_line_has_a_note() -> None:
    assert card(State.PENDING_APPROVAL, AUDITOR, a_line(note="queued")).items[0].note == ""


def test_a_failure_comes_with_what_to_do_and_a_message_ready_to_send() -> None:
    lines = replace(a_line("CRM", StepState.FAILED), job_id="j1", code="E1"), a_line("Web", StepState.DONE)
    drawn = card(State.NEEDS_ATTENTION, CHANNEL, *lines)
    assert drawn.text == (words.refresh.WHAT_NEXT,)
    assert "- CRM, id id-CRM, job j1, error E1" in drawn.copy
    assert "Web" not in drawn.copy


@pytest.mark.parametrize("state", sorted(set(State) - {State.NEEDS_ATTENTION}))
def test_otherwise_there_is_nothing_to_send_to_microsoft(state: State) -> None:
    assert card(state, AUDITOR, a_line(state=StepState.FAILED)).copy == ""


def test_a_removal_that_needs_attention_is_nothing_for_microsofts_team() -> None:
    drawn = card(State.NEEDS_ATTENTION, AUDITOR, a_line(state=StepState.FAILED), kind=Kind.REMOVE_USER)
    assert (drawn.copy, drawn.text) == ("", (words.card.RETRY_IS_AN_ADMINS,))


@pytest.mark.parametrize("state", State)
def test_the_clock_runs_on_where_the_request_is_closed_and_the_subject_has_no_answer(state: State) -> None:
    unanswered = state in {State.DENIED, State.EXPIRED, State.CANCELLED, State.REFUSED}
    assert (words.card.CLOCK_RUNS in card(state).text) is unanswered


def test_without_a_subject_no_clock_runs() -> None:
    assert draw(replace(FULL, subjects=(), ballots=()), AUDITOR).text == ()


def test_a_removal_says_who_asked_and_nothing_of_a_deadline() -> None:
    assert facts(card(State.COMPLETED, kind=Kind.REMOVE_USER)) == {"Asked by": "Ada", "Reference": "CASE-77"}


# ---- what is done is folded away


def names(items: Iterable[Item]) -> list[str]:
    return [item.text for item in items]


LINES = a_line("A", StepState.DONE), a_line("B", StepState.RUNNING), a_line("C", StepState.FAILED), a_line("D")


def test_what_is_open_stands_before_what_is_done() -> None:
    drawn = card(State.NEEDS_ATTENTION, AUDITOR, *LINES)
    assert drawn.fold
    assert (names(drawn.items), names(drawn.fold.items)) == (["C", "B", "D"], ["A"])
    assert drawn.fold.label == "1 of 4 done"


def test_what_outlives_an_erasure_is_named_line_by_line_with_its_day_or_who_must_end_it() -> None:
    left = ((Outliving.SNAPSHOTS, date(2026, 12, 28)), (Outliving.JOURNEYS, None))
    drawn = draw(replace(a_story(a_request(State.COMPLETED), *LINES), left=left), AUDITOR)
    assert drawn.fold
    assert [(item.text, item.note) for item in drawn.fold.items[-2:]] == [
        ("Older snapshots inside Customer Insights", "may hold the data until 28 Dec 2026"),
        (
            "Customer Insights - Journeys",
            "may hold the data until whoever runs it files a request in msdynmkt_gdprrequest",
        ),
    ]


def test_before_the_decision_nothing_is_folded() -> None:
    stated = a_line("A", StepState.DONE), a_line("B")
    assert card(State.PENDING_APPROVAL, VOTER, *stated).fold is None


def test_where_the_data_is_stays_in_sight_until_the_person_has_it() -> None:
    data = replace(a_line("The data", StepState.DONE, note="delivered"), key=ticket_key(Stage.DELIVERY))
    assert names(card(State.NEEDS_ATTENTION, AUDITOR, data, kind=Kind.EXPORT).items) == ["The data"]
    assert names(card(State.COMPLETED, AUDITOR, data, kind=Kind.EXPORT).items) == []


@pytest.mark.parametrize("state", [State.DENIED, State.EXPIRED, State.CANCELLED, State.REFUSED])
def test_of_what_is_over_only_what_failed_is_left_to_look_at(state: State) -> None:
    assert names(card(state, AUDITOR, *LINES).items) == ["C"]


@pytest.mark.parametrize("viewer", VIEWS)
def test_where_nothing_unfolds_in_its_place_a_button_brings_the_whole(viewer: Reader | Channel) -> None:
    fold = card(State.IN_PROGRESS, viewer, *LINES).fold
    assert fold
    assert (fold.show.verb if fold.show else "") == ("" if viewer is CHANNEL else "show")  # a channel has Details


def test_who_asked_to_see_the_whole_sees_it_open() -> None:
    drawn = unfolded(card(State.NEEDS_ATTENTION, AUDITOR, *LINES))
    assert (names(drawn.items), drawn.fold) == (["C", "B", "D", "A"], None)


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_nothing_is_lost_in_the_fold(story: RequestView) -> None:
    for viewer in VIEWS:
        assert len(draw(story, viewer).all_items) == len(story.lines)


# ---- a notification shows the title and the state of things, and names no one where others look on


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_the_dialogs_of_a_channel_name_nobody(story: RequestView) -> None:
    asked = [button.confirm for button in draw(story, CHANNEL).buttons if button.confirm]
    assert not [text for text in texts(tuple(asked)) if SECRET in text.casefold()]


@pytest.mark.parametrize("verb", ["approve", "cancel"])
def test_a_dialog_names_what_it_is_about(verb: str) -> None:
    viewer = VOTER if verb == "approve" else REQUESTER
    drawn = card(State.PENDING_APPROVAL, viewer)
    [asked] = [button.confirm for button in drawn.buttons if button.verb == verb]
    assert asked
    assert drawn.title in asked.title
    assert "Erase anna@contoso.com from CRM" in asked.title


@pytest.mark.parametrize(
    ("kind", "subjects", "final"),
    [(Kind.ERASURE, ("anna@contoso.com",), True), (Kind.REFRESH, (), False), (Kind.REMOVE_USER, (), True),
     (Kind.EXPORT, ("anna@contoso.com",), False)],
)  # fmt: skip
def test_a_dialog_says_whether_it_can_be_undone(kind: Kind, subjects: tuple[str, ...], final: bool) -> None:
    story = replace(a_story(a_request(kind=kind)), subjects=subjects)
    [asked] = [button.confirm for button in draw(story, VOTER).buttons if button.verb == "approve"]
    assert asked
    assert asked.final is final
    assert ("cannot be undone" in asked.text) is final
