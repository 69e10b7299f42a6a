"""The word that decides stands first: what it is about, and how it stands, at a glance and in a notification."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.addresses import masked
from domain.card import Tone
from domain.drawing.headline import status, title, tone
from domain.drawing.lines import sign
from domain.erasure.plan import StepKind, Verdict, key_of
from domain.request import Kind, State, StepState
from domain.view import RequestView, StepView, public
from domain.words import en as words
from domain.words.en import EN
from tests.domain.things import a_line, a_request, a_story

CRM, WEB, LOYALTY = a_line("CRM"), a_line("Web"), a_line("Loyalty")
ANNA, BO, CHRIS = "anna@contoso.com", "bo@contoso.com", "chris@fabrikam.example"


def about(
    *subjects: str | None, kind: Kind = Kind.ERASURE, lines: tuple[StepView, ...] = (CRM, WEB, LOYALTY)
) -> RequestView:
    return replace(a_story(a_request(kind=kind), *lines), subjects=subjects, purpose="access")


def user(address: str, name: str = "") -> StepView:
    return replace(a_line(address, personal=True), who=name)


JULIA, TOM, UTE = user("julia@contoso.com", "Julia Stern"), user("tom@contoso.com", "Tom Ott"), user("ute@contoso.com")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (about(ANNA), "Erase anna@contoso.com from 3 sources"),
        (about(ANNA, lines=(CRM,)), "Erase anna@contoso.com from CRM"),
        (about(ANNA, BO), "Erase anna@contoso.com and one more from 3 sources"),
        (about(ANNA, BO, CHRIS), "Erase anna@contoso.com and 2 more from 3 sources"),
        (about("4711"), "Erase 4711 from 3 sources"),
        (about(None), "Erase a person from 3 sources"),
        (about(kind=Kind.REFRESH), "Refresh 3 sources"),
        (about(kind=Kind.REFRESH, lines=(WEB,)), "Refresh Web"),
        (about("julia@contoso.com", kind=Kind.REMOVE_USER, lines=(JULIA,)), "Remove Julia Stern"),
        (about("x", "y", kind=Kind.REMOVE_USER, lines=(JULIA, TOM)), "Remove Julia Stern and one more"),
        (about("x", "y", "z", kind=Kind.REMOVE_USER, lines=(UTE, TOM, JULIA)), "Remove ute@contoso.com and 2 more"),
        (about(ANNA, kind=Kind.EXPORT), "Export a customer’s data (access): anna@contoso.com"),
        (about(None, kind=Kind.EXPORT), "Export a customer’s data (access)"),
    ],
)
def test_the_title_names_the_thing(story: RequestView, expected: str) -> None:
    assert title(story, EN) == expected


def test_the_parts_of_a_plan_are_no_sources() -> None:
    plan = tuple(replace(a_line(part), key=key_of(part)) for part in StepKind if part is not StepKind.SOURCE)
    assert title(about(ANNA, lines=(CRM, *plan, WEB)), EN) == "Erase anna@contoso.com from 2 sources"


@pytest.mark.parametrize("kind", Kind)
def test_in_a_channel_nobody_is_named(kind: Kind) -> None:
    shown = title(public(about("julia@contoso.com", kind=kind, lines=(JULIA,))), EN)
    assert masked("julia@contoso.com", ("contoso.com",)) in shown
    assert "ulia" not in shown
    assert "Stern" not in shown


def test_whose_key_was_destroyed_is_nobody_in_a_channel_either() -> None:
    assert title(public(about(None)), EN) == "Erase a person from 3 sources"


@pytest.mark.parametrize("kind", Kind)
def test_a_name_however_long_leaves_room_for_what_is_to_be_done(kind: Kind) -> None:
    long = "x" * 3_000
    shown = title(about(long, kind=kind, lines=(user(long, long), user(long))), EN)
    assert len(shown) < 140


# ---- the verdict


def check(name: str, state: StepState, note: str) -> StepView:
    return replace(a_line("after", state, note=note), key=key_of(StepKind.CHECK, name))


_ENDS = {"gone": StepState.DONE, "closed": StepState.DONE, "": StepState.WAITING}


def checked(state: State, *notes: str, held: bool = False) -> RequestView:
    lines = [check(str(n), _ENDS.get(note, StepState.FAILED), note) for n, note in enumerate(notes)]
    return replace(a_story(a_request(state), CRM, *lines), held=held)


@pytest.mark.parametrize(
    ("story", "expected", "feels"),
    [
        (checked(State.COMPLETED, "gone", "gone"), "Completed · gone, looked up twice", Tone.GOOD),
        (checked(State.COMPLETED, "gone", "closed"), "Not verified · closed without a look-up", Tone.BAD),
        (checked(State.COMPLETED, "closed", "closed"), "Not verified · closed without a look-up", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "still_there"), "Still there", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "gone", "still_there"), "Still there", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "no_check"), "Could not check", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "no_check", "still_there"), "Still there", Tone.BAD),
        (checked(State.NEEDS_ATTENTION), "Needs attention", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "gone", ""), "Needs attention", Tone.BAD),
        (checked(State.NEEDS_ATTENTION, "gone", "gone"), "Gone, looked up twice", Tone.WAITING),
        (checked(State.COMPLETED), "Completed", Tone.GOOD),
        (checked(State.PENDING_APPROVAL, held=True), "On legal hold", Tone.WAITING),
        (checked(State.NEEDS_ATTENTION, "still_there", held=True), "On legal hold", Tone.BAD),
        (checked(State.CANCELLED, held=True), "Cancelled", Tone.NEUTRAL),
    ],
)
def test_the_verdict_stands_first(story: RequestView, expected: str, feels: Tone) -> None:
    assert (status(story, EN), tone(story)) == (expected, feels)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("note", ["closed", "still_there", "no_check"])
def test_what_nobody_verified_is_never_green_and_never_plainly_completed(state: State, note: str) -> None:
    for before in ((), ("gone",)):
        story = checked(state, *before, note)
        assert tone(story) is not Tone.GOOD
        assert status(story, EN) != words.requests.STATES[State.COMPLETED]
        assert sign(story.lines[-1]) != "✓"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("still_there", "Found again · a later look found the person"),
        ("no_check", "Not verified again · a later look could not check"),
    ],
)
def test_what_a_later_look_brought_to_light_takes_the_place_of_gone(note: str, expected: str) -> None:
    done = checked(State.COMPLETED, "gone", "gone")
    later = replace(check("1", StepState.FAILED, note), key=key_of(StepKind.AGAIN))
    story = replace(done, lines=(*done.lines, later))
    assert (status(story, EN), tone(story)) == (expected, Tone.BAD)
    waits = replace(later, state=StepState.WAITING)  # it is asked once more
    assert status(replace(done, lines=(*done.lines, waits)), EN) == "Completed · gone, looked up twice"


def test_gone_is_only_said_where_every_look_up_said_so() -> None:
    for notes in (("gone", "closed"), ("closed", "gone"), ("gone", "no_check")):
        assert Verdict.GONE not in status(checked(State.COMPLETED, *notes), EN)


@pytest.mark.parametrize("note", ["not_told", "told_no", "closed"])
def test_what_was_settled_otherwise_than_wanted_bears_no_tick(note: str) -> None:
    assert sign(a_line(state=StepState.DONE, note=note)) == "⚠"


def test_access_through_a_group_bears_no_tick() -> None:
    assert sign(replace(a_line(state=StepState.DONE, note="gone"), groups=("Sales",))) == "⚠"
