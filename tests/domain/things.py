"""Requests, steps, sources and jobs to play with. The clock of these tests starts at `NOON`."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.erasure.plan import HumanTask
from domain.insights import Job, Node, NodeState, RefreshState, Source
from domain.people import Role
from domain.request import Kind, Request, State, Step, StepState, Verdict, Vote
from domain.rights import Way
from domain.rule import Channel, Reader
from domain.view import RequestView, StepView
from domain.words.en import EN
from handlers.commands import ACTS

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ADMIN, APPROVER = frozenset({Role.ADMIN}), frozenset({Role.APPROVER})
# Who looks at a card: a channel, an admin who filed the request, an approver, an auditor, another admin.
CHANNEL = Channel(EN)
REQUESTER, VOTER = Reader("ada", ADMIN, EN), Reader("ben", APPROVER, EN)
AUDITOR, COLLEAGUE = Reader("olga", frozenset({Role.AUDITOR}), EN), Reader("amir", ADMIN, EN)
TENANT_ADMIN = Reader("tess", frozenset({Role.TENANT_ADMIN}), EN)
VIEWS: tuple[Reader | Channel, ...] = (CHANNEL, REQUESTER, VOTER, AUDITOR, COLLEAGUE)
PRESSES = ACTS[Way.BUTTON]
NOT_BEGUN = frozenset({State.PENDING_APPROVAL, State.DENIED, State.EXPIRED})


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_source(name: str, id: str = "") -> Source:
    return Source(id=id or f"id-{name}", name=name, kind="powerQuery", state=RefreshState.UPDATED)


def a_request(state: State = State.PENDING_APPROVAL, kind: Kind = Kind.ERASURE, *, quorum: int = 1) -> Request:
    return Request(
        id="DSR-7K3QFA",
        kind=kind,
        environment="instance",
        state=state,
        requester_id="ada",
        subject_id="subject",
        sealed=b"",
        quorum=quorum,
        created_at=NOON,
        received_on=date(2026, 11, 2),
        expires_at=at(72 * 60),
        due_at=None,
        surface="slack",
        place="C1",
        run=0 if state in NOT_BEGUN else 1,
    )


def a_vote(person_id: str, verdict: Verdict = Verdict.APPROVE) -> Vote:
    return Vote(request_id="DSR-7K3QFA", person_id=person_id, verdict=verdict, at=NOON)


def a_line(
    name: str = "CRM",
    state: StepState = StepState.WAITING,
    *,
    note: str = "",
    personal: bool = False,
    human: HumanTask | None = None,
    ref: str = "",
    askers: Set[str] = frozenset(),
) -> StepView:
    return StepView(
        key=f"id-{name}", name=name, personal=personal, state=state, note=note, human=human, ref=ref,
        askers=frozenset(askers),
    )  # fmt: skip


def a_story(request: Request | None = None, *lines: StepView) -> RequestView:
    """The erasure, from CRM, of anna@contoso.com, asked for by Ada and voted on by nobody."""
    return RequestView(
        request=request or a_request(),
        requester="Ada",
        subjects=("anna@contoso.com",),
        reference="CASE-77",
        lines=lines or (a_line(),),
        ballots=(),
        due=date(2026, 12, 2),
        environment="Contoso",
        own_domains=("contoso.com",),
        presses=PRESSES,
    )


def a_step(job_id: str | None = "ours", state: StepState = StepState.RUNNING) -> Step:
    """The refresh of CRM, wanted at noon."""
    return Step(
        request_id="DSR-7K3QFA", key="crm", position=0, subject_id="s", state=state, job_id=job_id, intent_at=NOON
    )


def a_job(
    id: str = "ours", state: NodeState = NodeState.RUNNING, *, began: float = 1, ended: float | None = None
) -> Job:
    """A job that covers CRM; `began` and `ended` are minutes after noon."""
    return Job(
        id=id,
        state=state,
        operation="ingestion",
        scheduled=False,
        submitted=at(began),
        ended=None if ended is None else at(ended),
        covers=("crm",),
        full=True,
    )


def a_node(state: NodeState, *jobs: str, succeeded: tuple[str, ...] = ()) -> Node:
    """The ingestion of CRM as the service shows it, with the jobs it names; a success was five minutes after noon."""
    success = at(5) if succeeded or state is NodeState.SUCCESSFUL else None
    return Node(
        operation="ingestion", identifier="crm", name="CRM", state=state, job_ids=jobs, success_job_ids=succeeded,
        last_success=success,
    )  # fmt: skip


def everything(job: Job) -> Job:
    """The same job, asked for as `all`."""
    return replace(job, operation="all", covers=())
