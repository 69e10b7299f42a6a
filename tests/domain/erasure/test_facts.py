"""What is kept of a step of an erasure is what earlier releases kept and read."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from domain.erasure.facts import AwaitedRun, Ballot, ErasureFacts
from domain.erasure.looks import Aim, Kind, Look
from domain.erasure.outliving import Outliving

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LOOK = Look(aim=Aim(kind=Kind.TABLE, table="Visits"), label="Visits", rows=3, understood=3)
WHOLE = ErasureFacts(
    by=("ada", "ben"), asked_by="ada", voters=("ben",), ballots=(Ballot("ben", "cleo", "privacy"),), looks=(LOOK,),
    deltas=False, left=((Outliving.COOKIES, date(2026, 11, 9)), (Outliving.JOURNEYS, None)), waits=NOON, again=2,
    tries=1, ids=("c 1",), spelt=("Zoe@contoso.com",), keys=(("Id", "7"),), tables=("Visits",),
    unseen=("zoe@contoso.com",), since=NOON, scheduled=AwaitedRun(NOON), ours=True,
)  # fmt: skip
ROW = {
    "by": "ada ben", "asked_by": "ada", "voters": "ben", "ballots": '[["ben", "cleo", "privacy"]]', "deltas": "",
    "left": '{"cookies": "2026-11-09", "journeys": ""}', "waits": NOON.isoformat(), "again": "2", "tries": "1",
    "ids": '["c 1"]', "spelt": '["Zoe@contoso.com"]', "keys": '[["Id", "7"]]', "tables": '["Visits"]',
    "unseen": '["zoe@contoso.com"]', "since": NOON.isoformat(), "scheduled": NOON.isoformat(), "ours": "1",
}  # fmt: skip


def test_a_row_holds_what_it_held() -> None:
    kept = WHOLE.kept
    [look] = json.loads(kept.pop("looks"))
    assert look["label"] == "Visits"
    assert kept == ROW
    assert ErasureFacts.read(WHOLE.kept) == WHOLE


def test_a_row_without_any_is_one_of_which_nothing_is_known() -> None:
    assert ErasureFacts.read({}) == ErasureFacts()
    assert ErasureFacts().deltas  # a source may be read in parts, until a look has shown that none is


@pytest.mark.parametrize(("row", "scheduled"), [
    ({}, None), ({"scheduled": ""}, AwaitedRun()), ({"scheduled": NOON.isoformat()}, AwaitedRun(NOON)),
])  # fmt: skip
def test_that_no_run_is_waited_for_is_not_the_same_as_undecided(
    row: dict[str, str], scheduled: AwaitedRun | None
) -> None:
    assert ErasureFacts.read(row).scheduled == scheduled
    assert ErasureFacts.read(row).kept == row


def test_a_look_that_a_later_release_kept_proves_nothing_and_stays() -> None:
    odd = [{"aim": {"kind": "dream"}, "label": "Visits", "how": "asleep"}]
    found = ErasureFacts.read({"looks": json.dumps(odd)})
    [look] = found.looks
    assert look.reason
    assert json.loads(replace(found, again=1).kept["looks"]) == odd


def test_what_outlives_it_by_a_later_release_stays() -> None:
    row = {"left": '{"holograms": ""}', "by": "ada"}
    assert ErasureFacts.read(row).left == ()
    assert ErasureFacts.read(row).kept == row


def test_what_an_earlier_revision_kept_of_profiles_is_read() -> None:
    found = ErasureFacts.read({"ids": "c-1 c-2", "unseen": "1"})
    assert (found.ids, found.unseen) == (("c-1", "c-2"), None)
    assert ErasureFacts.read(found.kept) == found


@pytest.mark.parametrize("name", [field.name for field in fields(ErasureFacts) if field.name != "rest"])
@pytest.mark.parametrize("odd", ['["a"]', "[1]", '{"a": 1}', "3", "null", '"a"', "[[1]]", "[", "\\"])
def test_a_fact_of_another_shape_breaks_nothing(name: str, odd: str) -> None:
    """Steps of other kinds keep facts of theirs by the same names."""
    assert isinstance(ErasureFacts.read({name: odd}), ErasureFacts)
