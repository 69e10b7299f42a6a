from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from domain.request import StepState, Verdict
from domain.view import Ballot, RequestView, StepView, public
from tests.domain.strategies import SECRET, STORIES, texts
from tests.domain.things import a_line, a_story

DONE, FAILED = a_line("CRM", StepState.DONE), a_line("Web", StepState.FAILED)
VOTED = replace(
    a_story(None, DONE, FAILED, DONE),
    ballots=(
        Ballot("Ben", Verdict.APPROVE),
        Ballot("Cleo", Verdict.DENY, "Wrong person"),
        Ballot("Dan", Verdict.APPROVE),
    ),
)


def test_a_story_counts_approvals_and_finished_lines() -> None:
    assert (VOTED.approvals, VOTED.done, VOTED.failed) == (2, 2, (FAILED,))


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_nothing_that_is_kept_from_a_channel_is_left_in_the_public_story(story: RequestView) -> None:
    assert not [text for text in texts(public(story)) if SECRET in text.casefold()]


@settings(max_examples=15, deadline=None)
@given(STORIES)
def test_the_public_story_is_still_the_same_story(story: RequestView) -> None:
    seen = public(story)
    assert (seen.request, seen.due, seen.approvals, seen.done) == (
        story.request,
        story.due,
        story.approvals,
        story.done,
    )
    assert [line.state for line in seen.lines] == [line.state for line in story.lines]


@settings(max_examples=15, deadline=None)
@given(STORIES)
def test_what_is_public_already_is_not_changed_again(story: RequestView) -> None:
    without_people = replace(
        public(story), subjects=(), lines=tuple(replace(x, personal=False) for x in public(story).lines)
    )
    assert public(without_people) == without_people


def test_names_without_an_address_stay_as_they_are() -> None:
    line = StepView(
        "crm", "CRM", personal=False, state=StepState.FAILED, code="Denied", owner="Bea Berg", groups=("Sales",)
    )
    seen = public(replace(VOTED, lines=(line,)))
    assert seen.lines == (line,)
    assert (seen.requester, [ballot.name for ballot in seen.ballots]) == ("Ada", ["Ben", "Cleo", "Dan"])


def test_people_are_masked_and_free_text_is_gone() -> None:
    person = StepView(
        "p1", "mark.old@contoso.com", personal=True, state=StepState.FAILED, fault="mark.old is the owner"
    )
    seen = public(replace(VOTED, lines=(person,)))
    assert (seen.subjects, seen.reference) == (("a•••@contoso.com",), "")
    assert (seen.lines[0].name, seen.lines[0].fault) == ("m•••@contoso.com", "")
    assert [ballot.reason for ballot in seen.ballots] == ["", "", ""]
