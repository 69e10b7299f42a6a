"""The judge of an erasure: *gone* takes evidence for every place, and there is no fourth word."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.erasure.looks import (
    PASSING,
    Aim,
    Control,
    How,
    Kind,
    Look,
    Verdict,
    Why,
    packed,
    passing,
    unpacked,
    unproved,
    verdict,
)

AIM = Aim(kind=Kind.TABLE, table="UnifiedActivity")
OTHER = Aim(kind=Kind.CUSTOMERS, table="Customer", column="EMail")
PROOF = Look(aim=AIM, how=How.FILTER, pages=1, control=Control.FOUND)
LOOKS = st.builds(
    Look,
    aim=st.sampled_from([AIM, OTHER]),
    how=st.sampled_from(How),
    pages=st.integers(0, 3),
    rows=st.integers(0, 3),
    understood=st.integers(0, 3),
    found=st.integers(0, 1),
    control=st.sampled_from(Control),
    why=st.none() | st.sampled_from(Why),
)


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (PROOF, Verdict.GONE),
        (replace(PROOF, control=Control.EMPTY), Verdict.GONE),
        (replace(PROOF, control=Control.NONE), Verdict.NO_CHECK),  # an empty answer without a control is no answer
        (replace(PROOF, rows=1), Verdict.NO_CHECK),  # a row that was not understood
        (replace(PROOF, why=Why.CUT), Verdict.NO_CHECK),
        (replace(PROOF, rows=1, understood=1, found=1), Verdict.STILL_THERE),
        (replace(PROOF, rows=2, found=1, why=Why.CUT, control=Control.NONE), Verdict.STILL_THERE),
    ],
)
def test_one_look(look: Look, said: Verdict) -> None:
    assert look.verdict is said
    assert verdict([AIM], [look]) is said
    assert set(Verdict) == {"gone", "still_there", "no_check"}


@given(st.lists(LOOKS, max_size=6))
def test_gone_is_said_only_where_every_aim_has_a_look_that_proves_it_and_nobody_was_found(looks: list[Look]) -> None:
    said = verdict([AIM, OTHER], looks)
    if said is Verdict.GONE:
        assert not any(look.found for look in looks)
        for aim in (AIM, OTHER):
            assert any(
                look.aim == aim
                and look.rows == look.understood
                and look.control is not Control.NONE
                and look.why is None
                for look in looks
            )
    assert (said is Verdict.STILL_THERE) == any(look.found for look in looks)


def test_without_anything_to_show_nothing_is_shown() -> None:
    assert verdict([], []) is Verdict.NO_CHECK
    assert verdict([], [PROOF]) is Verdict.NO_CHECK


def test_a_place_at_which_nobody_looked_is_named() -> None:
    (missing,) = unproved([AIM, OTHER], [PROOF])
    assert (missing.aim, missing.reason) == (OTHER, Why.SILENT)
    assert verdict([AIM, OTHER], [PROOF]) is Verdict.NO_CHECK


def test_what_only_widens_a_question_never_spoils_an_exact_answer() -> None:
    wide = replace(PROOF, how=How.SEARCH, rows=500, why=Why.CUT)
    assert verdict([AIM], [PROOF, wide]) is Verdict.GONE
    assert verdict([AIM], [PROOF, replace(wide, found=1)]) is Verdict.STILL_THERE


def test_where_one_way_of_asking_may_be_answered_later_it_is_waited_for_though_another_tells_nothing() -> None:
    blind, silent = Look(aim=AIM, why=Why.CAPITALS), Look(aim=AIM, why=Why.DOWN)
    assert unproved([AIM], [blind, silent]) == (silent,)
    assert unproved([AIM], [blind]) == (blind,)


def test_only_what_may_be_answered_later_is_waited_for() -> None:
    down, cut = replace(PROOF, why=Why.DOWN), replace(PROOF, why=Why.CUT)
    assert passing([down])
    assert not passing([down, cut])
    assert not passing([])
    assert {Why.DOWN, Why.BUILDING} == PASSING


@given(LOOKS)
def test_a_look_is_kept_and_read_again(look: Look) -> None:
    assert unpacked(json.loads(json.dumps(packed(look)))) == look


@pytest.mark.parametrize(
    "kept", [{}, {"aim": {"kind": "planet"}}, {**packed(PROOF), "control": "magic"}, {**packed(PROOF), "more": 1}]
)
def test_a_look_in_words_of_a_later_revision_proves_nothing(kept: dict[str, object]) -> None:
    assert unpacked(kept).verdict is Verdict.NO_CHECK


def test_of_the_person_and_of_the_control_nothing_is_kept() -> None:
    assert set(packed(replace(PROOF, label="Activities", column="CustomerId", found=1))) <= {
        "aim", "how", "column", "label", "pages", "rows", "understood", "found", "control", "why",
    }  # fmt: skip
