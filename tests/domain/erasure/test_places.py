"""A list of tables that leaves out what is known to be there is not whole, so that it proves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.erasure.places import early_runs, is_short, segment_places, successes
from domain.erasure.whereabouts import MadeTable, Model, Segment, SourceTable
from domain.insights import Job, Node, NodeState
from tests.domain.things import a_step

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
CRM = SourceTable(source_id="crm", source_name="Crm", name="contacts", qualified="crm_contacts")
WHOLE = Model(columns=(), tables=(CRM,), segments=("vip",))
REFRESHED = Node(
    operation="ingestion", identifier="CRM", name="CRM", state=NodeState.SUCCESSFUL, job_ids=(), success_job_ids=(),
    ended=NOON, last_success=NOON, fault=None,
)  # fmt: skip
VIP = Segment(name="VIP", label="VIP", active=True, evaluated=NOON)


def test_a_list_with_a_table_for_each_is_whole_whatever_the_case() -> None:
    assert not is_short(WHOLE, [VIP], [REFRESHED])


@pytest.mark.parametrize("missing", ["source", "segment", "both"])
def test_a_list_without_a_source_that_was_refreshed_or_a_segment_that_was_worked_out_is_short(missing: str) -> None:
    model = replace(
        WHOLE, tables=() if missing != "segment" else (CRM,), segments=("vip",) if missing == "source" else ()
    )
    assert is_short(model, [VIP], [REFRESHED])


def test_a_source_that_never_brought_anything_and_a_segment_that_never_ran_need_no_table() -> None:
    never = replace(REFRESHED, identifier="new", last_success=None)
    deleted = replace(REFRESHED, identifier="old", state=NodeState.DELETED)
    resting = replace(VIP, name="old", active=False)
    idea = replace(VIP, name="idea", evaluated=None)
    assert not is_short(WHOLE, [VIP, resting, idea], [REFRESHED, never, deleted])


def test_tables_that_do_not_say_whose_they_are_may_be_those_of_as_many_sources() -> None:
    nameless = replace(WHOLE, tables=(replace(CRM, source_id=None),))
    other = replace(REFRESHED, identifier="shop")
    assert not is_short(nameless, [VIP], [REFRESHED])
    assert is_short(nameless, [VIP], [REFRESHED, other])


def test_a_segment_whose_table_is_told_under_another_kind_is_there() -> None:
    model = replace(WHOLE, segments=(), made=(MadeTable(name="vip"),))
    assert not is_short(model, [VIP], [REFRESHED])


# ---- several processes of one name

LATER, SEG = NOON + timedelta(hours=1), replace(REFRESHED, operation="segmentation", identifier="VIP")


@pytest.mark.parametrize(
    ("moments", "success"),
    [((LATER,), LATER), ((LATER, NOON), NOON), ((LATER, None), None), ((None,), None), ((LATER, LATER), LATER)],
)
@pytest.mark.parametrize("other", ["VIP", "vip"])
def test_of_several_processes_of_one_segment_the_earliest_success_counts(
    moments: tuple[datetime | None, ...], success: datetime | None, other: str
) -> None:
    nodes = [replace(SEG, identifier=name, last_success=m) for name, m in zip(["VIP", other], moments, strict=False)]
    for some in (nodes, nodes[::-1]):
        assert successes(some)["VIP"] == success
        vip = next(place for place in segment_places([VIP], WHOLE, some, []) if place.name == "VIP")
        assert (vip.success, vip.reached) == (success, any(moments))


@pytest.mark.parametrize("moment", [None, NOON])
@pytest.mark.parametrize("other", ["VIP", "vip"])
def test_a_deleted_process_says_nothing_of_the_segment_while_one_of_that_name_is_there(
    moment: datetime | None, other: str
) -> None:
    gone = replace(SEG, identifier=other, state=NodeState.DELETED, last_success=moment)
    for some in ([gone, replace(SEG, last_success=LATER)], [replace(SEG, last_success=LATER), gone]):
        assert successes(some) == {"VIP": LATER, other: LATER}
    assert successes([gone, gone])[other] == moment


def test_a_segment_whose_process_bears_another_name_has_no_success() -> None:
    assert successes([replace(SEG, identifier="vip"), REFRESHED]) == {"vip": NOON}


@pytest.mark.parametrize("states", [("deleted", "successful"), ("successful", "deleted"), ("running", "deleted")])
def test_a_segment_is_looked_at_while_one_of_its_processes_is_there(states: tuple[str, ...]) -> None:
    nodes = [replace(SEG, identifier="new", state=NodeState(state)) for state in states]
    assert "new" in {place.name for place in segment_places([], WHOLE, nodes, [])}
    gone = [replace(SEG, identifier="new", state=NodeState.DELETED)] * 2
    assert "new" not in {place.name for place in segment_places([], WHOLE, gone, [])}


# ---- runs that began too early


def worked_out(*jobs: str) -> Node:
    return replace(REFRESHED, operation="segmentation", identifier="vip", success_job_ids=jobs)


def run(minutes: float | None, operation: str = "segmentation", name: str = "ours") -> Job:
    """`minutes`: after noon, when the profiles were ready."""
    submitted = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Job(
        id=name, state=NodeState.SUCCESSFUL, operation=operation, scheduled=True, submitted=submitted,
        ended=NOON + timedelta(hours=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("job", "early"),
    [
        (run(-1), True),  # it ended after the profiles were ready, and began before
        (run(0), False),
        (run(1), False),
        (run(None), False),  # then its end tells
        (run(-1, name="another"), False),
        (run(-1, "all"), False),  # it makes the profiles itself, and began after the sources were to be refreshed
        (run(-11, "all"), True),
    ],
)
def test_a_run_that_began_before_what_it_rests_on_was_done_is_too_early(job: Job, early: bool) -> None:
    source = replace(a_step(), intent_at=NOON - timedelta(minutes=10))
    assert early_runs([worked_out("ours")], [job], NOON, [source]) == ({"vip"} if early else set())


@pytest.mark.parametrize("other", ["vip", "VIP"])
def test_of_several_processes_of_one_segment_one_that_ran_too_early_is_enough(other: str) -> None:
    nodes = [worked_out("next"), replace(worked_out("ours"), identifier=other)]
    for some in (nodes, nodes[::-1]):
        assert "vip" in early_runs(some, [run(-1), run(1, name="next")], NOON, [])


@pytest.mark.parametrize("other", ["vip", "VIP"])
def test_the_early_run_of_a_deleted_process_says_nothing_while_one_of_that_name_is_there(other: str) -> None:
    gone = replace(worked_out("ours"), identifier=other, state=NodeState.DELETED)
    for some in ([gone, worked_out("next")], [worked_out("next"), gone]):
        assert not early_runs(some, [run(-1), run(1, name="next")], NOON, [])
    assert early_runs([gone], [run(-1)], NOON, []) == {other}


def test_a_run_that_is_not_understood_is_too_early_and_one_in_time_is_enough() -> None:
    assert early_runs([replace(worked_out(), success_job_ids=None)], [run(1)], NOON, []) == {"vip"}
    assert not early_runs([worked_out("ours", "next")], [run(-1), run(1, name="next")], NOON, [])
    assert not early_runs([worked_out()], [run(-1)], NOON, [])


@pytest.mark.parametrize(
    ("ended", "latest", "early"),
    [
        (-1, "ours", False),  # over before the profiles were ready: what was worked out since, another run did
        (1, "ours", True),
        (None, "ours", True),
        (-1, "under way", True),  # it may be what ends between two answers
        (-1, "", True),  # it is not understood what the process did last
    ],
)
def test_a_run_that_was_over_by_then_says_nothing_of_a_segment_that_was_made_anew_by_hand(
    ended: float | None, latest: str, early: bool
) -> None:
    ours = replace(run(-5), ended=None if ended is None else NOON + timedelta(minutes=ended))
    under_way = replace(run(-2, name="under way"), state=NodeState.RUNNING, ended=None)
    node = replace(worked_out("ours"), job_ids=(latest,) if latest else None)
    assert early_runs([node], [ours, under_way], NOON, []) == ({"vip"} if early else set())


@pytest.mark.parametrize("when", ["ended", "last_success"])
def test_a_process_that_worked_later_than_the_only_run_that_it_names_was_over_is_not_believed(when: str) -> None:
    ours = replace(run(-5), ended=NOON - timedelta(minutes=1))
    before = replace(worked_out("ours"), job_ids=("ours",), ended=None, last_success=None)
    later = replace(before, **{when: NOON + timedelta(minutes=1)})
    assert not early_runs([before], [ours], NOON, [])
    assert early_runs([later], [ours], NOON, []) == {"vip"}


@pytest.mark.parametrize(("latest", "early"), [(("ours",), True), (("next",), False), (None, True), ((), False)])
def test_where_no_run_is_named_that_succeeded_the_latest_one_tells(latest: tuple[str, ...] | None, early: bool) -> None:
    node = replace(worked_out(), job_ids=latest)
    assert early_runs([node], [run(-1), run(1, name="next")], NOON, []) == ({"vip"} if early else set())
