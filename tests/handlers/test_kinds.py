"""The tables of kinds: each kind is in all of them, and no kind answers in the place of another."""

from __future__ import annotations

from collections import Counter

from domain.drawing.kinds import SECTIONS
from domain.request import Kind
from domain.rights import FILING
from handlers.commands import COMMANDS
from handlers.kinds import KINDS


def test_every_kind_is_in_every_table() -> None:
    assert set(KINDS) == set(SECTIONS) == set(FILING) == set(Kind)


def test_every_kind_is_filed_by_the_command_that_it_is_asked_as_and_an_erasure_by_its_short_name_too() -> None:
    files = [(command.name, kind) for command in COMMANDS for kind in command.files]
    assert sorted(files) == sorted([("erase", Kind.ERASURE), *((kind.asked_as, kind) for kind in Kind)])


def test_no_two_kinds_tell_the_same_notice_or_give_the_same_answer() -> None:
    told = [name for kind in KINDS.values() for name in (*kind.sentences, *kind.cards, *kind.answers)]
    assert [name for name, times in Counter(told).items() if times > 1] == []


def test_of_no_steps_nothing_is_done() -> None:
    assert not any(kind.complete([]) for kind in KINDS.values())
