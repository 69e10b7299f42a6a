"""What became of a downstream process in a job: read from the process, never from the job alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.insights import Job, Node, NodeState
from domain.notes import Note
from domain.request import StepState
from handlers.erasure.downstream import outcome

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)  # the intent
LATER, BEFORE = AT + timedelta(minutes=2), AT - timedelta(days=30)


def job(state: NodeState = NodeState.SUCCESSFUL, **changed: Any) -> Job:
    given = {"operation": "merge", "scheduled": False, "submitted": AT + timedelta(seconds=5), "ended": LATER}
    return Job(id="ours", state=state, **given | changed)


def node(state: NodeState = NodeState.SUCCESSFUL, *jobs: str, last: datetime | None = None, name: str = "") -> Node:
    return Node(operation="merge", identifier=name or None, name="merge", state=state, job_ids=jobs, last_success=last)


NOT_PROVED: dict[str, list[Node]] = {
    "there is no such process": [],
    "it failed, in another job": [node(NodeState.FAILED, "other")],
    "it failed, in another job, after an old success": [node(NodeState.FAILED, "other", last=BEFORE)],
    "it was skipped in another job": [node(NodeState.SKIPPED, "other")],
    "its success is old, and names no job": [node(last=BEFORE)],
    "its success is old, and of another job": [node(NodeState.SUCCESSFUL, "other", last=BEFORE)],
    "its success is as old as the intent": [node(last=AT)],
    "it tells no time, and names no job": [node()],
    "it tells no time, and names another": [node(NodeState.SUCCESSFUL, "other")],
    "it is deleted": [node(NodeState.DELETED)],
    "in a word nobody knows": [node(NodeState.UNKNOWN)],
    "it runs, in another job": [node(NodeState.RUNNING, "other")],
    "one of its parts has not": [node(last=LATER, name="a"), node(NodeState.SKIPPED, "other", last=BEFORE, name="b")],
}


@pytest.mark.parametrize("nodes", NOT_PROVED.values(), ids=NOT_PROVED)
def test_that_the_job_ended_well_is_no_sign_of_the_process(nodes: list[Node]) -> None:
    assert outcome(job(), nodes, AT).state is StepState.RUNNING
    late = outcome(job(), nodes, AT, late=True)
    assert (late.state, late.note) == (StepState.FAILED, Note.GAVE_UP)


PROVED: dict[str, list[Node]] = {
    "it names the job": [node(NodeState.SUCCESSFUL, "ours", last=LATER)],
    "it names the job, and tells no time": [node(NodeState.SUCCESSFUL, "ours")],
    "it succeeded since, and names no job": [node(last=LATER)],
    "it succeeded since, in a later job": [node(NodeState.SUCCESSFUL, "later", last=LATER)],
    "it succeeded since, and runs again": [node(NodeState.RUNNING, "later", last=LATER)],
    "all its parts did": [node(last=LATER, name="a"), node(NodeState.SUCCESSFUL, "later", last=LATER, name="b")],
}


@pytest.mark.parametrize("nodes", PROVED.values(), ids=PROVED)
def test_what_the_process_says_itself_is_believed(nodes: list[Node]) -> None:
    assert outcome(job(), nodes, AT).state is StepState.DONE
    assert outcome(job(), nodes, AT, late=True).state is StepState.DONE


def test_what_works_on_the_job_still_is_waited_for_however_late_it_is() -> None:
    assert outcome(job(), [node(NodeState.RUNNING, "ours")], AT, late=True).state is StepState.RUNNING


def test_the_ids_of_its_last_success_name_the_job_too() -> None:
    told = replace(node(NodeState.RUNNING, "later"), success_job_ids=("ours",))
    assert outcome(job(), [told], AT).state is StepState.DONE
    assert outcome(job(), [replace(told, last_success=BEFORE)], AT).state is StepState.RUNNING


def test_when_it_ended_is_told_by_the_process() -> None:
    assert outcome(job(), [node(last=LATER)], AT).ended == LATER
    assert outcome(job(), [node(NodeState.SUCCESSFUL, "ours")], AT).ended is None


@pytest.mark.parametrize("state", [NodeState.TIMED_OUT, NodeState.ABORTED, NodeState.SKIPPED, NodeState.FAILED])
def test_a_job_with_a_bad_end_that_no_process_names_failed(state: NodeState) -> None:
    assert outcome(job(state), [node(last=LATER)], AT).state is StepState.FAILED


BAD_ENDS = [NodeState.TIMED_OUT, NodeState.ABORTED, NodeState.SKIPPED, NodeState.FAILED, NodeState.UNKNOWN]


@pytest.mark.parametrize("state", BAD_ENDS)
def test_a_success_without_a_time_is_none_of_a_job_with_a_bad_end(state: NodeState) -> None:
    bare = node(NodeState.SUCCESSFUL, "ours")
    assert outcome(job(state), [bare], AT).state is StepState.FAILED
    assert outcome(job(state), [bare, node(NodeState.SUCCESSFUL, "ours", last=LATER)], AT).state is StepState.FAILED
    for told in ({"last_success": LATER}, {"ended": LATER}, {"success_job_ids": ("ours",)}):
        assert outcome(job(state), [replace(bare, **told)], AT).state is StepState.DONE


def test_without_an_intent_the_jobs_own_beginning_counts() -> None:
    assert outcome(job(), [node(last=AT)]).state is StepState.RUNNING
    assert outcome(job(submitted=None), [node(last=LATER)]).state is StepState.RUNNING
    assert outcome(job(), [node(last=LATER)]).state is StepState.DONE


def test_where_all_of_it_is_at_rest_there_is_nothing_to_be_done() -> None:
    """Inactive segments are always skipped; what they still hold is looked at by itself."""
    resting = [node(NodeState.SKIPPED, "other", last=BEFORE, name="a")]
    assert outcome(job(), resting, AT, {"a"}).state is StepState.DONE
    assert outcome(job(), [*resting, node(last=BEFORE, name="b")], AT, {"a"}).state is StepState.RUNNING
    assert outcome(job(), [*resting, node(last=LATER, name="b")], AT, {"a"}).state is StepState.DONE
    assert outcome(job(), [], AT, {"a"}).state is StepState.RUNNING
    assert outcome(job(NodeState.FAILED), resting, AT, {"a"}).state is StepState.FAILED
