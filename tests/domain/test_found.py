"""What the look at filing showed is kept whole, and said to everybody in the same words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.drawing.request import draw
from domain.found import UNKNOWN, Found, Listed, found_again
from domain.request import State
from domain.words import en as words
from domain.words.en import EN
from tests.domain.things import CHANNEL, REQUESTER, VOTER, a_request, a_story

_NAMES = st.lists(st.text(max_size=10), max_size=3).map(tuple)
FOUND = st.builds(
    Found,
    sources=_NAMES,
    elsewhere=_NAMES,
    missing=_NAMES,
    failed=st.booleans(),
    unlooked=st.integers(0, 3),
    respelt=st.integers(0, 3),
    tagged=st.integers(0, 3),
    listed=st.none() | st.sampled_from(Listed),
)
ELSEWHERE = Found(sources=("CRM", "Web"), elsewhere=("Web",), missing=("bo@contoso.com",))


@given(FOUND)
def test_what_is_kept_is_read_again_as_it_was(found: Found) -> None:
    assert found_again(found.kept()) == found


def test_of_what_was_filed_before_nothing_is_said() -> None:
    assert found_again("") == UNKNOWN
    assert UNKNOWN.sentences(EN) == ()


def test_it_says_where_the_person_is_who_was_not_found_and_what_is_not_part_of_the_request() -> None:
    assert ELSEWHERE.sentences(EN) == (
        words.find.FOUND_NOW.format("CRM, Web"),
        words.find.NOT_FOUND_NOW.format("bo@contoso.com"),
        words.find.FOUND_ELSEWHERE.format("Web"),
    )
    unlisted = Found(listed=Listed.NO, missing=("bo@contoso.com",))
    assert unlisted.sentences(EN) == (words.find.not_in_directory("bo@contoso.com"),)
    assert Found(listed=Listed.UNASKED).sentences(EN) == (words.find.NO_DIRECTORY,)
    assert Found(failed=True).sentences(EN) == (words.find.NOT_LOOKED,)


def test_whoever_decides_reads_what_whoever_asked_was_told_and_a_channel_does_not() -> None:
    story = replace(a_story(), found=ELSEWHERE)
    for reader in (REQUESTER, VOTER):
        assert set(ELSEWHERE.sentences(EN)) <= set(draw(story, reader).text)
    assert not set(ELSEWHERE.sentences(EN)) & set(draw(story, CHANNEL).text)


def test_once_it_is_decided_the_plan_says_more() -> None:
    story = replace(a_story(a_request(State.IN_PROGRESS)), found=ELSEWHERE)
    assert not set(ELSEWHERE.sentences(EN)) & set(draw(story, VOTER).text)


def test_what_was_kept_before_the_whole_look_was_stays_on_the_card() -> None:
    assert found_again("", 2).others(EN) == (words.find.other_tags(2),)
    assert found_again("") == Found()
