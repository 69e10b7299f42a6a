"""How it stands with each of a batch: nobody is gone but on the word of every look-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.batch import Stand, stand
from domain.erasure.plan import CHECKS, StepKind, found_gone, key_of
from domain.notes import Note
from domain.request import State, Step, StepState
from tests.domain.things import a_request, a_step

NOT_GONE = ("", Note.WARNED, Note.TOLD, "a word of another release")


def looked(*notes: str, state: StepState = StepState.DONE) -> list[Step]:
    return [
        replace(a_step(), key=key_of(StepKind.CHECK, name), state=state, note=note)
        for name, note in zip(CHECKS, notes, strict=False)
    ]


@pytest.mark.parametrize("state", [State.COMPLETED, State.NEEDS_ATTENTION])
def test_whoever_every_look_found_gone_is_gone(state: State) -> None:
    assert stand(a_request(state), looked(Note.GONE, Note.GONE), held=False) is Stand.GONE


@pytest.mark.parametrize("state", [State.COMPLETED, State.NEEDS_ATTENTION])
@pytest.mark.parametrize("note", NOT_GONE)
@pytest.mark.parametrize("first", [True, False])
def test_a_look_that_says_anything_else_is_no_look(state: State, note: str, first: bool) -> None:
    notes = (note, Note.GONE) if first else (Note.GONE, note)
    assert stand(a_request(state), looked(*notes), held=False) is Stand.NO_CHECK


@pytest.mark.parametrize(
    "steps",
    [
        [],
        looked(Note.GONE, Note.CLOSED),
        looked(Note.GONE, Note.GONE, state=StepState.WAITING),
        looked(Note.GONE, Note.GONE, state=StepState.CANCELLED),
        *([*looked(note), *looked(Note.GONE)] for note in NOT_GONE),
    ],
)
def test_of_no_look_and_of_one_that_was_not_made_it_is_not_known(steps: Sequence[Step]) -> None:
    assert not found_gone(steps)
