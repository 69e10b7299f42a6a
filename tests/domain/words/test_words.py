"""What people read: nothing is missing, nothing is left over, and every sentence is plain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.board import Board
from domain.chat import Standing
from domain.drawing.lines import SIGNS, is_settled, sign
from domain.erasure.plan import StepKind
from domain.insights import RefreshState
from domain.notes import Note, is_known
from domain.people import Role
from domain.request import OPEN, State, StepState
from domain.view import StepView
from domain.votes import Objection
from domain.words import en as words

# ---- nothing is missing


def test_every_state_of_a_request_has_a_name_of_its_own() -> None:
    assert set(words.requests.STATES) == set(State)
    assert len(set(words.requests.STATES.values())) == len(State)


def test_every_state_of_a_step_has_a_sign() -> None:
    assert set(SIGNS) == set(StepState)
    assert set(SIGNS.values()) == set("–⏳✓⚠")


def test_whoever_does_not_count_hears_why() -> None:
    assert set(words.rights.STANDING) == set(Standing) - {Standing.MEMBER}


def test_every_objection_has_a_sentence_that_no_other_has() -> None:
    assert set(words.requests.OBJECTIONS) == set(Objection)
    assert len(set(words.requests.OBJECTIONS.values())) == len(Objection)


def test_every_objection_says_that_nothing_was_changed() -> None:
    assert all("Nothing was changed." in sentence for sentence in words.requests.OBJECTIONS.values())


def test_every_state_of_a_source_has_its_words_and_an_unknown_one_says_so() -> None:
    assert set(words.refresh.REFRESHES) == set(RefreshState) - {RefreshState.UNKNOWN}
    assert "unknown" in words.refresh.UNKNOWN_STATE


def test_every_end_has_a_sentence_of_its_own() -> None:
    ends = [words.notices.ended("DSR-7K3QFA", state) for state in set(State) - OPEN | {State.NEEDS_ATTENTION}]
    assert len(set(ends)) == 6
    assert all("DSR-7K3QFA" in end and end.endswith(".") for end in ends)


# ---- the notes of steps


def test_every_note_that_a_step_can_have_has_its_words() -> None:
    assert set(words.steps.NOTES) == set(Note) - {Note.NONE}


def test_a_note_of_another_release_is_a_plain_word_and_never_done() -> None:
    other = Note("washed")
    assert (other, other.value, is_known(other), other in set(Note)) == ("washed", "washed", False, False)
    assert all(words.steps.note(other, part) == words.steps.UNKNOWN for part in StepKind)
    line = StepView("crm", "CRM", personal=False, state=StepState.DONE, note=other)
    assert (sign(line), is_settled(line)) == (SIGNS[StepState.FAILED], False)
    assert is_settled(replace(line, note=Note.NONE))


def test_a_note_that_asks_for_something_is_a_sentence() -> None:
    assert all(
        note.endswith(".") for note in words.steps.NOTES.values() if "press Retry" in note or "Press Retry" in note
    )


@pytest.mark.parametrize("note", ["timed_out", "skipped", "aborted", "gave_up", "system"])
def test_a_bad_end_says_what_to_do(note: str) -> None:
    assert "ress Retry" in words.steps.NOTES[note]


# ---- sentences with gaps


def test_a_missing_role_is_named_and_who_can_help() -> None:
    assert words.rights.needs_role({Role.ADMIN}, "“refresh”") == (
        "“refresh” takes the role admin, which you do not have. Please ask someone who has it."
    )
    assert "the role admin, approver or auditor," in words.rights.needs_role(
        {Role.AUDITOR, Role.ADMIN, Role.APPROVER}, "x"
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (words.refresh.sources_title(1), "1 data source"),
        (words.refresh.sources_title(2), "2 data sources"),
        (words.remove_user.users_title(1), "1 user with a role in Customer Insights"),
        (words.remove_user.users_title(0), "0 users with a role in Customer Insights"),
        (words.moments.day(date(2026, 3, 5)), "5 Mar 2026"),
        (words.requests.approved("DSR-1", 1, 2), "Your approval of DSR-1 counts: 1 of 2. It waits for 1 more."),
        (words.requests.approved("DSR-1", 2, 2), "Approved. DSR-1 starts now."),
        (words.requests.decided_by(["Ben", "Cleo"], "today"), "By Ben and Cleo, today."),
        (words.requests.decided_by([], "today"), ""),
        (words.remove_user.narrow(70, 60), "The first 60 of 70. Type “users” and part of a name to narrow it down."),
        (words.remove_user.narrow(60, 60), ""),
        (words.remove_user.no_users(""), words.remove_user.NO_USERS),
        (words.remove_user.no_users("berg"), "Nobody matches “berg”."),
        (words.rights.your_roles([]), "You have no role here. Ask an admin if you need one."),
        (words.rights.your_roles([Role.AUDITOR, Role.ADMIN]), "Your role: admin, auditor."),
        (words.refresh.unknown("we", ["Web", "WebEx"]), "I know no source called “we”. Did you mean “Web” or “WebEx”?"),
        (words.refresh.unknown("x", []), "I know no source called “x”. Type “sources” to see them."),
        (words.errors.unknown_verb("refesh", "refresh"), "I do not know the command “refesh”. Did you mean “refresh”?"),
        (words.errors.unknown_verb("x", None), "I do not know the command “x”. Type “help” to see what I can do."),
        (words.board.which("late"), "I can show the requests that are “open”, “overdue” or “mine”, but not “late”."),
        (words.board.title(Board.OPEN, 20), "Open requests"),
        (words.board.title(Board.OVERDUE, 21), "Overdue requests · 21, the longest overdue first"),
        (
            words.remove_user.no_assignment("a@b.de", []),
            "a@b.de has no role in Customer Insights, so there is nothing to remove.",
        ),
    ],
)  # fmt: skip
def test_a_sentence_with_gaps_reads_well_when_they_are_filled(sentence: str, expected: str) -> None:
    assert sentence == expected


def test_access_through_a_group_tells_that_the_group_must_change() -> None:
    assert words.remove_user.no_assignment("a@b.de", ["Sales"]).endswith("through Sales. Please change the group.")


def test_a_moment_is_shown_on_the_clock_of_the_company() -> None:
    summer_midnight = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert words.moments.moment(summer_midnight, ZoneInfo("Europe/Berlin")) == "2 Jul 2026, 00:30"


@pytest.mark.parametrize(
    "sentence",
    [
        words.errors.unknown_verb("x" * 5_000, None),
        words.errors.unknown_request("x" * 5_000),
        words.refresh.unknown("x" * 5_000, []),
        words.refresh.ambiguous("x" * 5_000),
        words.errors.bad_date("x" * 5_000),
        words.errors.not_an_address("x" * 5_000),
        words.remove_user.no_users("x" * 5_000),
        words.board.which("x" * 5_000),
    ],
)
def test_what_was_typed_is_repeated_only_in_part(sentence: str) -> None:
    assert len(sentence) < 250


def test_two_contradicting_dates_are_repeated_in_full() -> None:
    assert "“2026-11-02 or 2026-11-03”" in words.errors.bad_date("2026-11-02 or 2026-11-03")


def test_the_message_to_microsoft_names_every_source_and_nobody() -> None:
    message = words.refresh.microsoft_message("Contoso", [("CRM", "id-1", "j1", "E1"), ("Web", "id-2", "", "")])
    assert message.startswith("To: D365CI@microsoft.com\nSubject: ")
    assert "- CRM, id id-1, job j1, error E1\n- Web, id id-2, job none, error none" in message
    assert "Environment: Contoso" in message
