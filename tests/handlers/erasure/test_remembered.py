"""What is kept of a person between the looks: an id is theirs whose profile bore it, and is kept as it is spelt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.erasure.facts import ErasureFacts
from domain.erasure.outliving import outlives
from domain.erasure.whereabouts import Customer
from handlers.erasure.remembered import kept, learnt, memory, outliving, remembered

ZOE, YAN = "zoe@contoso.com", "yan@contoso.com"
ZOES, YANS = Customer(id="c-1", email=ZOE), Customer(id="c-9", email=YAN)
TWO = [[ZOE, "c-9"], ["c-9", ZOE], [ZOE, YAN], [YAN, ZOE], [ZOE, YAN, "c-9"], [ZOE, "c-9", "c-9 "]]


def complete(known: ErasureFacts, subjects: list[str]) -> bool:
    return remembered(known).sought(subjects).complete


def planned(subjects: list[str], *profiles: Customer, ids: tuple[str, ...] = ()) -> ErasureFacts:
    """As the plan keeps it, where these profiles were found."""
    found = {name: tuple(one for one in profiles if name.strip() in {one.id, one.email}) for name in subjects}
    return memory(subjects, found, [*ids, *(one.id for one in profiles)], None)


# ---- whose id it is


@pytest.mark.parametrize("subjects", TWO)
def test_the_id_of_another_subject_does_not_stand_for_an_address_that_nobody_saw(subjects: list[str]) -> None:
    assert not complete(planned(subjects, YANS), subjects)
    assert not complete(planned(subjects, ids=("c-9",)), subjects)
    assert complete(planned(subjects, YANS, ZOES), subjects)


@pytest.mark.parametrize("subjects", TWO)
def test_a_look_that_finds_another_subject_alone_does_not_either(subjects: list[str]) -> None:
    known = planned(subjects, YANS)
    again = learnt(known, subjects, (YANS,))
    assert not complete(again, subjects)
    assert not complete(learnt(again, subjects, ()), subjects)
    assert complete(learnt(again, subjects, (ZOES,)), subjects)


def test_what_two_looks_have_shown_one_after_the_other_is_known_of_both() -> None:
    subjects = [ZOE, YAN]
    first = learnt(planned(subjects), subjects, (YANS,))
    assert not complete(first, subjects)
    assert complete(learnt(kept(first), subjects, (ZOES,)), subjects)


@pytest.mark.parametrize("subjects", [[ZOE], [ZOE, YAN]])
def test_a_profile_whose_id_is_not_understood_is_no_id(subjects: list[str]) -> None:
    nameless = Customer(id="", email=ZOE)
    known = memory(subjects, {ZOE: (nameless,), YAN: (YANS,)}, ["c-9"] if YAN in subjects else [], None)
    assert not complete(known, subjects)
    assert not complete(learnt(known, subjects, (nameless,)), subjects)


def test_of_one_subject_alone_an_id_is_theirs_from_wherever_it_is_known() -> None:
    assert complete(planned([ZOE], ids=("c-1",)), [ZOE])
    assert not complete(planned([ZOE]), [ZOE])
    assert complete(learnt(planned([ZOE]), [ZOE], (Customer(id="c-1", email="other@contoso.com"),)), [ZOE])


@pytest.mark.parametrize("written", [f"Zoe <{ZOE}>", ZOE.upper(), f" {ZOE}"])
def test_a_profile_bears_an_address_however_it_writes_it(written: str) -> None:
    subjects = [ZOE, "c-9"]
    known = planned(subjects, YANS)
    assert not complete(known, subjects)
    assert complete(learnt(known, subjects, (Customer(id="c-1", email=written),)), subjects)


# ---- an id that nobody was ever found under


@pytest.mark.parametrize("subjects", [["W-1003"], [ZOE, "W-1003"], ["W-1003", "c-9"], ["c-9", "W-1003", YAN]])
def test_an_id_that_no_look_found_proves_nothing_whoever_else_was_found(subjects: list[str]) -> None:
    for known in (planned(subjects), planned(subjects, ZOES, YANS), planned(subjects, ids=("c-1", "c-9"))):
        for looked in (known, learnt(known, subjects, (ZOES, YANS))):
            sought = remembered(looked).sought(subjects)
            assert (sought.complete, sought.strange) == (False, True)
            assert "W-1003" in sought.ids, "it is looked for all the same"


@pytest.mark.parametrize("named", ["c-9", "C-9", " c-9"])
def test_an_id_that_some_look_found_is_theirs(named: str) -> None:
    at_filing, at_the_plan = planned([named], ids=("c-9",)), memory([named], {named: (YANS,)}, ["c-9"], None)
    by_a_look = learnt(planned([named]), [named], (YANS,))
    for known in (at_filing, at_the_plan, by_a_look, kept(at_filing), ErasureFacts.read({"ids": "c-9"})):
        sought = remembered(known).sought([named])
        assert (sought.complete, sought.strange) == (True, False)


def test_of_an_address_that_nobody_was_found_under_no_id_is_strange() -> None:
    assert not remembered(planned([ZOE])).sought([ZOE]).strange


# ---- how ids are kept


@pytest.mark.parametrize("spelt", ["c 1", " c-1", "c-1\n", "c\u00a01", '["c-1"]', "17", "null", "c-1,c-2"])
def test_an_id_is_kept_as_the_service_spells_it(spelt: str) -> None:
    odd = Customer(id=spelt, email=ZOE)
    known = memory([ZOE], {ZOE: (odd,)}, [spelt, "c-2"], None)
    assert remembered(known).ids == (spelt, "c-2")
    again = learnt(kept(known), [ZOE], (Customer(id=f"{spelt} x", email=ZOE),))
    again = ErasureFacts.read(kept(again).kept)
    assert remembered(again).ids == (spelt, "c-2", f"{spelt} x")
    assert remembered(learnt(ErasureFacts(), [ZOE], (odd,))).ids == (spelt,)


# ---- what cannot be read


@pytest.mark.parametrize("name", ["spelt", "keys", "tables", "unseen", "since"])
def test_what_cannot_be_read_is_never_all_that_was_known(name: str) -> None:
    row = {**planned([ZOE], ZOES).kept, name: "of a later release"}
    known = ErasureFacts.read(row)
    assert not complete(known, [ZOE])
    assert not complete(learnt(known, [ZOE], (ZOES,)), [ZOE])
    assert not complete(ErasureFacts.read(kept(known).kept), [ZOE])
    assert kept(known).kept[name] == row[name], "who reads it again may understand it"


def test_what_outlives_an_erasure_and_cannot_be_read_is_all_that_may() -> None:
    looked = datetime(2026, 11, 2, 12, tzinfo=UTC)
    unread = ErasureFacts.read({"left": '{"a copy of a later release": ""}'})
    assert outliving(unread, looked) == outlives(looked.date(), incremental=True)
    some = outlives(looked.date(), incremental=False)
    assert outliving(ErasureFacts(left=some), looked) == some
    assert outliving(ErasureFacts(), looked) == ()


# ---- what earlier revisions kept


@pytest.mark.parametrize("ids", ["c-1 c-2", "17 c-2", "c-1", "17", ""])
def test_ids_that_an_earlier_revision_kept_are_read(ids: str) -> None:
    assert remembered(ErasureFacts.read({"ids": ids})).ids == tuple(ids.split())
    again = learnt(ErasureFacts.read({"ids": ids}), [ZOE], (Customer(id="c 3", email=ZOE),))
    assert remembered(again).ids == (*ids.split(), "c 3")


def test_that_somebody_was_not_seen_may_be_any_of_those_whom_an_earlier_revision_asked_about() -> None:
    before = ErasureFacts.read({"ids": "c-9", "unseen": "1", "since": "2026-11-01T00:00:00+00:00"})
    assert not complete(before, [ZOE, YAN])
    half = learnt(before, [ZOE, YAN], (YANS,))
    assert half.unseen == (ZOE,)
    assert half.since == before.since is not None
    assert complete(learnt(half, [ZOE, YAN], (ZOES,)), [ZOE, YAN])
    assert complete(learnt(before, [ZOE], ()), [ZOE])
