"""The status table of Customer Insights, row by row, as it reads for one source of one request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.insights import Fault, Job, Node, NodeState
from domain.refresh.verdict import adoptable, busy, counts, covers, judge, judge_all, serving, unclear, why
from domain.request import SETTLED, Step, StepState
from tests.domain.things import NOON, a_job, a_node, a_step, at, everything

SETTLE = timedelta(minutes=15)
S = NodeState
FAILED, GONE_WRONG = a_node(S.FAILED, "ours"), a_job(state=S.FAILED, ended=5)


def seen(node: Node | None, *jobs: Job, step: Step | None = None, minute: float = 10) -> Step:
    """The step as judged at that minute after noon."""
    return judge(step or a_step(), node, jobs, at(minute), SETTLE)


def verdict(step: Step) -> tuple[StepState, str]:
    return step.state, step.note


# ---- which job counts


@pytest.mark.parametrize(
    ("job", "does"),
    [
        (a_job(began=1), True),
        (a_job(began=1 / 60), True),  # one second: the grain of the service's clock
        (a_job(began=0), False),  # the same second: it may have been submitted first
        (a_job(began=-1), False),  # before the intent: it may have read the source before the deletion
        (replace(a_job(), submitted=None), False),
        (replace(a_job(), covers=("web",)), False),
        (replace(a_job(), covers=("web", "crm")), True),
        (everything(a_job()), True),
        (everything(a_job(began=-1)), False),
        (replace(a_job(), scheduled=True), True),  # whoever started it
        (replace(a_job(), full=False), False),  # an incremental one does not see what was deleted
        (replace(everything(a_job()), full=False, scheduled=True), False),
    ],
)
def test_a_job_counts_when_it_covers_the_source_and_was_submitted_after_the_intent(job: Job, does: bool) -> None:
    assert counts(job, a_step()) is does


def test_without_an_intent_no_job_counts() -> None:
    assert not counts(a_job(), replace(a_step(), intent_at=None))


def test_a_job_for_everything_covers_every_source() -> None:
    assert covers(everything(a_job()), "whatever")
    assert not covers(a_job(), "whatever")


def test_the_newest_job_that_counts_is_adopted() -> None:
    old, new = a_job("old", began=1), a_job("new", began=2)
    assert adoptable(a_step(None), [old, new, old]) == new


@pytest.mark.parametrize(
    ("state", "ended", "fit"),
    [
        (S.QUEUED, None, True),
        (S.RUNNING, None, True),
        (S.FAILED, None, True),  # still retrying by itself
        (S.SUCCESSFUL, 5, True),
        (S.FAILED, 5, False),
        (S.TIMED_OUT, 5, False),
        (S.ABORTED, 5, False),
        (S.SKIPPED, 5, False),
        (S.DELETED, 5, False),
        (S.UNKNOWN, None, False),
        (S.UNKNOWN, 5, False),
        (S.NEEDS_UPDATE, None, False),
    ],
)
def test_a_job_that_came_to_a_bad_or_unknown_end_is_not_adopted(
    state: NodeState, ended: float | None, fit: bool
) -> None:
    assert bool(adoptable(a_step(None), [a_job(state=state, ended=ended)])) is fit


def test_a_job_from_before_the_intent_is_waited_out_and_not_adopted() -> None:
    early = a_job("early", began=-1)
    assert busy(a_step(None), [early])
    assert adoptable(a_step(None), [early]) is None


@pytest.mark.parametrize(
    "job",
    [
        a_job(began=1),  # it counts, so it need not be waited out
        a_job(state=S.SUCCESSFUL, began=-5, ended=-1),
        a_job(state=S.FAILED, began=-5, ended=-1),
        replace(a_job(began=-1), covers=("web",)),
    ],
)
def test_only_an_earlier_running_job_on_the_same_source_makes_it_busy(job: Job) -> None:
    assert not busy(a_step(None), [job])


@pytest.mark.parametrize("operation", ["ingestion", "all"])
def test_a_run_that_does_not_say_what_it_reads_counts_for_nothing_and_is_waited_out(operation: str) -> None:
    job = replace(a_job(), operation=operation, covers=None)
    assert (counts(job, a_step()), adoptable(a_step(None), [job])) == (False, None)
    assert busy(a_step(None), [job])
    assert unclear(a_step(None), [job])
    assert not busy(a_step(None), [replace(job, operation="segmentation")])


@pytest.mark.parametrize(
    "unsaid",
    [
        {"covers": ()},  # an ingestion that names none is of all
        {"operation": ""},
        {"operation": "", "covers": ()},
        {"operation": "none", "covers": None},
        {"operation": "dataIngestion", "covers": ()},
        {"operation": "dataIngestion", "covers": None},
        {"state": S.UNKNOWN},
        {"state": S.NEEDS_UPDATE},
        {"full": False, "submitted": at(1)},  # later than the intent, but it does not count
        {"state": S.UNKNOWN, "submitted": at(1)},  # it may be ours
    ],
)
def test_an_earlier_run_that_is_not_understood_is_waited_out(unsaid: dict[str, Any]) -> None:
    job = replace(a_job(began=-1), **unsaid)
    assert busy(a_step(None), [job])
    assert adoptable(a_step(None), [job]) is None
    assert not busy(a_step(None), [replace(job, ended=at(2))])


def test_a_run_of_a_kind_that_nobody_knows_is_waited_out_downstream_too() -> None:
    job = replace(a_job(), operation="segmenting", covers=())
    assert (job.may_run("segmentation"), job.runs("segmentation"), job.clear) == (True, False, False)
    assert not replace(job, operation="merge").may_run("segmentation")


@pytest.mark.parametrize("known", [True, False])
def test_an_incremental_run_serves_nothing_downstream(known: bool) -> None:
    job = replace(a_job("new"), full=False, submitted=at(1) if known else None)
    assert serving(a_step(None), [job], {"new"}) is None


def test_a_run_of_another_kind_reads_no_source_whatever_it_names() -> None:
    assert not covers(replace(a_job(), operation="segmentation"), "crm")
    assert not covers(replace(a_job(), operation="all", covers=("web",)), "crm")


def test_what_was_not_there_before_serves_only_where_it_is_not_said_when_it_was_submitted() -> None:
    early, untold = a_job("new", began=-1), replace(a_job("new"), submitted=None)
    assert serving(a_step(None), [early], {"new"}) is None
    assert serving(a_step(None), [untold], {"new"}) == untold
    assert serving(a_step(None), [untold], set()) is None


# ---- the status table


TABLE = (
    (S.SUCCESSFUL, a_job(state=S.SUCCESSFUL, ended=5), StepState.DONE, ""),
    (S.RUNNING, a_job(), StepState.RUNNING, "running"),
    (S.QUEUED, a_job(state=S.QUEUED), StepState.RUNNING, "queued"),
    (S.NEEDS_UPDATE, a_job(), StepState.RUNNING, "queued"),
    (S.FAILED, a_job(), StepState.RETRYING, "retrying"),
    (S.FAILED, a_job(state=S.FAILED, ended=5), StepState.RETRYING, "retrying"),  # ended, but not settled yet
    (S.TIMED_OUT, a_job(), StepState.FAILED, "timed_out"),
    (S.TIMED_OUT, a_job(state=S.TIMED_OUT, ended=5), StepState.FAILED, "timed_out"),
    (S.ABORTED, a_job(state=S.ABORTED, ended=5), StepState.FAILED, "aborted"),
    (S.SKIPPED, a_job(state=S.SUCCESSFUL, ended=5), StepState.FAILED, "skipped"),
    (S.DELETED, a_job(state=S.SUCCESSFUL, ended=5), StepState.FAILED, "deleted"),
    (S.UNKNOWN, a_job(state=S.SUCCESSFUL, ended=5), StepState.RUNNING, "unclear"),
)


@pytest.mark.parametrize(("node", "job", "state", "note"), TABLE)
def test_each_row_of_the_table(node: NodeState, job: Job, state: StepState, note: str) -> None:
    step = seen(a_node(node, "ours"), job)
    assert verdict(step) == (state, note)
    assert step.settled_at == (at(10) if state in SETTLED else None)


def test_the_table_is_walked_in_full() -> None:
    assert {row[0] for row in TABLE} == set(NodeState)


@pytest.mark.parametrize("state", sorted(set(NodeState) - {S.SUCCESSFUL}))
def test_no_other_state_is_ever_a_success(state: NodeState) -> None:
    for job in (a_job(), a_job(state=S.SUCCESSFUL, ended=5), a_job(state=S.UNKNOWN)):
        assert seen(a_node(state, "ours"), job, minute=10_000).state is not StepState.DONE


def test_a_state_that_the_service_adds_one_day_is_unknown() -> None:
    assert S("hibernating") is S.UNKNOWN


def test_a_source_that_the_service_does_not_mention_stays_as_it_is() -> None:
    assert seen(None, a_job(state=S.SUCCESSFUL, ended=5)) == a_step()


def test_a_step_without_a_job_stays_as_it_is_whatever_the_source_says() -> None:
    waiting = a_step(None, StepState.WAITING)
    assert seen(a_node(S.SUCCESSFUL, "other"), a_job("other", S.SUCCESSFUL, ended=5), step=waiting) == waiting


# ---- success


def test_a_job_reported_failed_is_a_success_where_the_source_itself_was_refreshed() -> None:
    step = seen(a_node(S.SUCCESSFUL, "ours"), a_job(state=S.FAILED, ended=5), minute=60)
    assert verdict(step) == (StepState.DONE, "")


@pytest.mark.parametrize("state", [S.RUNNING, S.FAILED, S.QUEUED, S.TIMED_OUT])
def test_our_success_stays_one_when_another_run_follows(state: NodeState) -> None:
    step = seen(a_node(state, "next", succeeded=("ours",)))
    assert (verdict(step), step.job_id) == ((StepState.DONE, ""), "ours")


@pytest.mark.parametrize(("minute", "state"), [(-60, StepState.RUNNING), (0, StepState.RUNNING), (5, StepState.DONE)])
def test_a_success_that_is_no_newer_than_the_intent_is_none(minute: float, state: StepState) -> None:
    assert seen(replace(a_node(S.SUCCESSFUL, "ours"), last_success=at(minute)), a_job()).state is state


def test_the_success_of_somebody_elses_job_from_before_the_intent_is_not_ours() -> None:
    early = a_job("early", S.SUCCESSFUL, began=-5, ended=5)
    assert verdict(seen(a_node(S.SUCCESSFUL, "early", succeeded=("early",)), early, a_job())) == (
        StepState.RUNNING,
        "queued",
    )


UNTOLD = replace(a_node(S.SUCCESSFUL, "ours"), last_success=None)


@pytest.mark.parametrize(
    "job",
    [
        None,
        a_job(),
        a_job(state=S.FAILED, ended=5),
        a_job(state=S.UNKNOWN, ended=5),
        a_job("another", S.SUCCESSFUL, began=-5, ended=5),
    ],
)
def test_a_success_that_does_not_say_when_is_none_while_nothing_says_that_our_job_succeeded(job: Job | None) -> None:
    for minute in (10, 10_000):
        assert verdict(seen(UNTOLD, *[job] if job else [], minute=minute)) == (StepState.RUNNING, "unclear")


def test_of_two_rows_of_our_job_each_must_say_that_it_succeeded() -> None:
    rows = [a_job(state=S.SUCCESSFUL, ended=5), a_job()]
    for jobs in (rows, reversed(rows)):
        assert seen(UNTOLD, *jobs).state is StepState.RUNNING


@pytest.mark.parametrize("state", [S.ABORTED, S.TIMED_OUT, S.SKIPPED])
def test_a_success_that_does_not_say_when_is_none_where_our_job_came_to_a_bad_end(state: NodeState) -> None:
    assert seen(UNTOLD, a_job(state=state, ended=5)).state is StepState.FAILED


def test_a_success_that_does_not_say_when_is_ours_where_our_job_is_known_to_have_succeeded() -> None:
    assert verdict(seen(UNTOLD, a_job(state=S.SUCCESSFUL, ended=5))) == (StepState.DONE, "")
    assert verdict(seen(replace(UNTOLD, success_job_ids=("ours",)))) == (StepState.DONE, "")
    later = replace(UNTOLD, job_ids=("later",))
    assert seen(later, GONE_WRONG, a_job("later", began=6)).state is not StepState.DONE
    step = seen(later, GONE_WRONG, a_job("later", S.SUCCESSFUL, began=6, ended=9))
    assert (verdict(step), step.job_id) == ((StepState.DONE, ""), "later")


@pytest.mark.parametrize(
    "job", [None, a_job(), a_job(state=S.FAILED, ended=5), a_job("another", S.SUCCESSFUL, began=-5, ended=5)]
)
def test_a_success_that_does_not_say_when_is_ours_where_it_ended_after_the_intent(job: Job | None) -> None:
    """Whatever is said of the job: other work of it may have failed, and the list of jobs may be short."""
    ended = replace(UNTOLD, ended=at(5))
    assert verdict(seen(ended, *[job] if job else [])) == (StepState.DONE, "")
    assert verdict(seen(replace(ended, job_ids=("later",)), a_job("later", began=2))) == (StepState.DONE, "")


@pytest.mark.parametrize("ended", [-1, 0, 11])
def test_an_end_before_the_intent_or_one_that_is_planned_says_nothing_of_our_job(ended: float) -> None:
    node = replace(UNTOLD, ended=at(ended))
    assert verdict(seen(node, a_job())) == (StepState.RUNNING, "unclear")
    assert seen(node, a_job(state=S.SUCCESSFUL, ended=5)).state is StepState.DONE


@pytest.mark.parametrize("node", [a_node(S.RUNNING, "ours"), a_node(S.UNKNOWN, "ours"), replace(UNTOLD, job_ids=())])
def test_an_end_after_the_intent_is_no_success_where_the_source_does_not_call_it_one_of_ours(node: Node) -> None:
    assert seen(replace(node, ended=at(5)), a_job()).state is StepState.RUNNING


def test_a_success_that_was_before_the_intent_is_none_whenever_it_ended() -> None:
    assert seen(replace(UNTOLD, last_success=at(-5), ended=at(5)), a_job()).state is StepState.RUNNING


# ---- several processes that bear the id of one source

GOOD = a_node(S.SUCCESSFUL, "ours")
SPOILT = replace(FAILED, fault=Fault(code="Denied", message="", culprit="user"))
WARNED = replace(GOOD, fault=Fault(code="Rows", message="", culprit="user", warning=True))


@pytest.mark.parametrize(
    ("worse", "better", "state", "note"),
    [
        (SPOILT, GOOD, StepState.FAILED, "user"),
        (SPOILT, a_node(S.RUNNING, "ours"), StepState.FAILED, "user"),
        (a_node(S.SKIPPED, "ours"), GOOD, StepState.FAILED, "skipped"),
        (a_node(S.UNKNOWN, "ours"), GOOD, StepState.RUNNING, "unclear"),
        (a_node(S.UNKNOWN, "ours"), a_node(S.RUNNING, "ours"), StepState.RUNNING, "unclear"),
        (UNTOLD, GOOD, StepState.RUNNING, "unclear"),
        (a_node(S.RUNNING, "ours"), GOOD, StepState.RUNNING, "running"),
        (a_node(S.SUCCESSFUL, "yesterday"), GOOD, StepState.RUNNING, "queued"),
        (WARNED, GOOD, StepState.DONE, "warned"),
        (GOOD, GOOD, StepState.DONE, ""),
    ],
)
def test_of_several_processes_of_one_source_the_worst_decides(
    worse: Node, better: Node, state: StepState, note: str
) -> None:
    job = GONE_WRONG if state is StepState.FAILED else a_job()
    for nodes in ([worse, better], [better, worse], [better, worse, better]):
        step, node = judge_all(a_step(), nodes, [job], at(60), SETTLE)
        assert (verdict(step), node) == ((state, note), worse)


OLD = replace(a_node(S.SUCCESSFUL, "old"), last_success=at(-60), ended=at(-60))
OUT_OF_DATE = [
    OLD,
    replace(OLD, ended=None),
    replace(OLD, last_success=None),
    replace(OLD, job_ids=()),
    *(replace(OLD, state=state) for state in (S.FAILED, S.SKIPPED, S.DELETED)),
]


@pytest.mark.parametrize("old", OUT_OF_DATE)
@pytest.mark.parametrize(
    ("node", "state"),
    [(GOOD, StepState.DONE), (a_node(S.RUNNING, "ours"), StepState.RUNNING), (SPOILT, StepState.FAILED)],
)
def test_a_process_that_ended_before_the_intent_decides_nothing_beside_one_that_names_our_job(
    old: Node, node: Node, state: StepState
) -> None:
    job = GONE_WRONG if state is StepState.FAILED else a_job()
    for nodes in ([old, node], [node, old], [old, node, old]):
        step, which = judge_all(a_step(), nodes, [job], at(60), SETTLE)
        assert (step.state, which) == (state, node)


@pytest.mark.parametrize(
    "node",
    [
        replace(OLD, job_ids=None),  # it may name ours
        replace(OLD, success_job_ids=None),
        replace(OLD, job_ids=("old", "ours")),
        replace(OLD, last_success=None, ended=None),
        replace(OLD, ended=at(5)),
        replace(OLD, ended=at(0.01)),
        *(replace(OLD, state=state) for state in (S.RUNNING, S.QUEUED, S.NEEDS_UPDATE, S.UNKNOWN)),
    ],
)
def test_a_process_that_may_still_come_to_our_job_is_waited_for(node: Node) -> None:
    for nodes in ([node, GOOD], [GOOD, node]):
        assert judge_all(a_step(), nodes, [a_job()], at(60), SETTLE)[0].state is StepState.RUNNING


def test_where_no_process_names_our_job_the_old_ones_are_all_there_is() -> None:
    assert verdict(judge_all(a_step(), [OLD, OLD], [a_job()], at(60), SETTLE)[0]) == (StepState.RUNNING, "queued")


def test_of_a_source_without_any_process_nothing_is_known() -> None:
    assert judge_all(a_step(), [], [a_job(state=S.SUCCESSFUL, ended=5)], at(60), SETTLE) == (a_step(), None)


# ---- failed: retrying, or for good


@pytest.mark.parametrize(
    ("minute", "state"),
    [(5, StepState.RETRYING), (19.9, StepState.RETRYING), (20, StepState.FAILED), (60, StepState.FAILED)],
)
def test_a_failure_is_for_good_once_the_settling_time_after_the_end_of_its_job_has_passed(
    minute: float, state: StepState
) -> None:
    assert seen(FAILED, GONE_WRONG, minute=minute).state is state


def test_while_its_job_runs_a_failure_is_never_for_good() -> None:
    assert verdict(seen(FAILED, a_job(state=S.FAILED), minute=600)) == (StepState.RETRYING, "retrying")


def test_while_a_later_job_runs_a_failure_is_never_for_good() -> None:
    assert seen(FAILED, GONE_WRONG, a_job("later", began=8), minute=600).state is StepState.RETRYING


def test_a_job_from_before_the_intent_keeps_no_failure_alive() -> None:
    assert seen(FAILED, GONE_WRONG, a_job("early", began=-8), minute=600).state is StepState.FAILED


def test_until_the_list_of_jobs_was_read_a_failure_is_never_for_good() -> None:
    assert seen(FAILED, minute=600).state is StepState.RETRYING


def test_the_settling_time_begins_when_the_failure_is_first_seen_where_nobody_says_when_it_ended() -> None:
    timeless = a_job(state=S.SUCCESSFUL)
    first = seen(FAILED, timeless, minute=10)
    assert (first.state, first.failed_at) == (StepState.RETRYING, at(10))
    assert seen(FAILED, timeless, step=first, minute=24).state is StepState.RETRYING
    assert seen(FAILED, timeless, step=first, minute=25).state is StepState.FAILED


@pytest.mark.parametrize("state", [S.UNKNOWN, S.NEEDS_UPDATE])
def test_while_nobody_knows_that_its_job_is_over_a_failure_is_never_for_good(state: NodeState) -> None:
    assert seen(FAILED, a_job(state=state), minute=600).state is StepState.RETRYING


def test_a_second_try_that_fails_gets_a_settling_time_of_its_own() -> None:
    step = seen(FAILED, GONE_WRONG, minute=10)
    step = seen(a_node(S.RUNNING, "ours"), GONE_WRONG, a_job("later", began=12), step=step, minute=15)
    assert (verdict(step), step.failed_at) == ((StepState.RUNNING, "running"), None)
    later = a_job("later", S.FAILED, began=12, ended=30)
    assert seen(FAILED, GONE_WRONG, later, step=step, minute=40).state is StepState.RETRYING
    assert seen(FAILED, GONE_WRONG, later, step=step, minute=45).state is StepState.FAILED


def test_a_failure_that_recovers_is_done() -> None:
    step = seen(FAILED, GONE_WRONG, minute=10)
    done = seen(a_node(S.SUCCESSFUL, "ours"), step=step, minute=12)
    assert (verdict(done), done.failed_at, done.settled_at) == ((StepState.DONE, ""), None, at(12))


def test_a_time_out_is_for_good_at_once_even_while_the_source_says_failed() -> None:
    assert verdict(seen(FAILED, a_job(state=S.TIMED_OUT, ended=9))) == (StepState.FAILED, "timed_out")


# ---- another job takes over


@pytest.mark.parametrize("state", [S.SUCCESSFUL, S.RUNNING])
def test_the_success_of_a_later_job_that_counts_is_ours_too(state: NodeState) -> None:
    later = a_job("later", S.SUCCESSFUL, began=6, ended=9)
    node = a_node(state, "later" if state is S.SUCCESSFUL else "third", succeeded=("later",))
    step = seen(node, GONE_WRONG, later)
    assert (verdict(step), step.job_id) == ((StepState.DONE, ""), "later")


@pytest.mark.parametrize("state", [S.ABORTED, S.TIMED_OUT, S.FAILED])
def test_a_later_success_heals_whatever_became_of_our_job(state: NodeState) -> None:
    later = a_job("later", S.SUCCESSFUL, began=6, ended=9)
    assert seen(a_node(S.SUCCESSFUL, "later"), a_job(state=state, ended=5), later).state is StepState.DONE


def test_while_a_later_job_works_on_the_source_ours_waits_for_its_turn() -> None:
    step = seen(a_node(S.RUNNING, "later"), a_job(state=S.QUEUED), a_job("later", began=2))
    assert verdict(step) == (StepState.RUNNING, "queued")


def test_after_our_job_failed_a_later_one_at_work_means_that_it_is_tried_again() -> None:
    step = seen(a_node(S.RUNNING, "later"), GONE_WRONG, a_job("later", began=6), minute=600)
    assert verdict(step) == (StepState.RETRYING, "retrying")


def test_when_the_later_job_failed_as_well_it_is_for_good_after_the_settling_time() -> None:
    node = replace(a_node(S.FAILED, "later"), fault=Fault(code="Denied", message="", culprit="external"))
    later = a_job("later", S.FAILED, began=6, ended=30)
    assert verdict(seen(node, GONE_WRONG, later, minute=44)) == (StepState.RETRYING, "retrying")
    assert verdict(seen(node, GONE_WRONG, later, minute=45)) == (StepState.FAILED, "external")


@pytest.mark.parametrize(
    ("state", "note"), [(S.ABORTED, "aborted"), (S.TIMED_OUT, "timed_out"), (S.SKIPPED, "skipped")]
)
def test_a_job_that_ended_without_touching_the_source_ends_the_step(state: NodeState, note: str) -> None:
    step = seen(a_node(S.SUCCESSFUL, "yesterday"), a_job(state=state, ended=5))
    assert verdict(step) == (StepState.FAILED, note)


def test_a_job_that_the_source_does_not_show_yet_waits_for_its_turn() -> None:
    assert verdict(seen(a_node(S.SUCCESSFUL, "yesterday"), a_job())) == (StepState.RUNNING, "queued")


# ---- why it failed


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (None, "system"),
        (Fault(code="DataSourceCredentialsExpired", message="", culprit="user"), "credentials"),
        (Fault(code="OAuthTokenRefused", message="", culprit="external"), "credentials"),
        (Fault(code="DataSourceAccessDenied", message="", culprit="user"), "user"),
        (Fault(code="StorageUnavailable", message="", culprit="external"), "external"),
        (Fault(code="Crash", message="", culprit="system"), "system"),
        (Fault(code="Crash", message="", culprit="martians"), "system"),
        (Fault(code="", message="", culprit=""), "system"),
        (Fault(code="CachedDataNotAvailable", message="", culprit="system"), "expired"),
        (Fault(code="IngestedData_Expired", message="", culprit="system"), "expired"),
        (Fault(code="Failed", message="Unable to complete the operation.", culprit="system"), "expired"),
        (Fault(code="DataverseSolutionDependency", message="", culprit="user"), "dependency"),
        (Fault(code="RemoveTableDependencies", message="", culprit="user"), "dependency"),
        # what only resembles one of them
        (Fault(code="SasLinkExpired", message="", culprit="external"), "external"),
        (Fault(code="DataverseThrottled", message="", culprit="external"), "external"),
        (Fault(code="UpstreamDependencyFailed", message="", culprit="system"), "system"),
    ],
)
def test_the_reason_is_told_in_words_of_our_own(fault: Fault | None, code: str) -> None:
    assert why(fault) == code
    assert seen(replace(FAILED, fault=fault), GONE_WRONG, minute=60).note == code


def test_the_intent_is_never_moved() -> None:
    for state in NodeState:
        assert seen(a_node(state, "ours"), GONE_WRONG, minute=60).intent_at == NOON
