"""The cards and forms that people meet, one for each state and shape, made as the product makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.card import Answer, Button, Card, Confirm, Fact, Field, Form, Input, Item, Style, Tone, say
from domain.drawing.request import draw
from domain.erasure.plan import HumanTask, StepKind, key_of
from domain.export.plan import PLAN, Deed, Stage
from domain.export.plan import key_of as ticket_key
from domain.request import Kind, Request, State, StepState, Verdict
from domain.rule import Channel, Reader
from domain.view import Ballot, RequestView, StepView
from domain.words import en as words
from domain.words.en import EN
from handlers.refresh.command import form
from tests.domain.boards import board
from tests.domain.things import AUDITOR, CHANNEL, PRESSES, REQUESTER, TENANT_ADMIN, VOTER, a_request, a_source

NASTY = (
    "**bold** _x_ [click](https://evil.example) <at>all</at> `code` {{DATE(2026-01-01T00:00:00Z)}} # head\n- list\u202e"
)
WIDE = "漢字" * 4_000
ASK = Confirm("Refresh 3 sources?", words.buttons.APPROVE_REFRESH, words.buttons.APPROVE, words.buttons.KEEP)
APPROVE = Button("approve", "DSR-7K3QFA", words.buttons.APPROVE, Style.PRIMARY, ASK)
NAMES = ("CRM Contacts", "Webshop Orders", "Loyalty Members")
YES = (Ballot("Ben Osei", Verdict.APPROVE),)
NO = (Ballot("Ben Osei", Verdict.DENY, "Please name the person first."),)
WAIT, GO, DONE, FAIL = StepState.WAITING, StepState.RUNNING, StepState.DONE, StepState.FAILED


def _line(name: str, state: StepState, note: str = "", **more: object) -> StepView:
    return replace(StepView(f"id-{name}", name, personal=False, state=state, note=note), **more)


def _request(
    state: State,
    viewer: Reader | Channel,
    *lines: StepView,
    ballots: tuple[Ballot, ...] = (),
    who: str = "anna@contoso.com",
    kind: Kind = Kind.ERASURE,
) -> Card:
    request: Request = a_request(state, kind)
    story = RequestView(
        request=request,
        requester="Ada Brandt",
        subjects=(who,) if who else (),
        reference="CASE-77",
        lines=lines or tuple(_line(name, WAIT) for name in NAMES),
        ballots=ballots,
        due=date(2026, 12, 2),
        environment="Contoso",
        own_domains=("contoso.com",),
        presses=PRESSES,
        sandbox=True,
        holder="customer",
        purpose="access",
    )
    return draw(story, viewer)


def _erasure() -> Card:
    """A plan that waits for people."""
    plan = (
        _line("", DONE, "stated", key=key_of(StepKind.STATEMENT), detail="1 Nov 2026"),
        *(_line(name, DONE) for name in NAMES[:2]),
        _line(words.plan.PROCESSES["merge"], DONE, key=key_of(StepKind.DOWNSTREAM, "merge")),
        _line(
            "Winter campaign", WAIT, key=key_of(StepKind.SEGMENT, "winter"), human=HumanTask.DECIDE, ref="DSR-7K3QFA.4"
        ),
        _line("", WAIT, key=key_of(StepKind.RECIPIENTS), human=HumanTask.CONFIRM, ref="DSR-7K3QFA.5"),
    )
    return _request(State.NEEDS_ATTENTION, REQUESTER, *plan, ballots=YES)


def _export() -> Card:
    """A ticket whose question came, and which a tenant admin confirms."""
    done = {Stage.REQUEST: ("sent", "on 2 Nov 2026, 12:05"), Stage.QUESTION: ("asked", "on 3 Nov 2026, 09:14")}
    lines = [
        _line(
            words.export.STAGES[stage],
            DONE if stage in done else WAIT,
            *done.get(stage, ("", ""))[:1],
            key=ticket_key(stage),
            detail=done.get(stage, ("", ""))[1],
            human=Deed.SEND if stage is Stage.CONFIRMATION else None,
            ref=f"DSR-7K3QFA.{n}",
        )
        for n, stage in enumerate(PLAN)
    ]
    drawn = _request(State.NEEDS_ATTENTION, TENANT_ADMIN, *lines, ballots=YES, kind=Kind.EXPORT)
    return replace(
        drawn, copy=words.export.mail("D365CI@microsoft.com", "Re: Export [DSR-7K3QFA]", "Hello,\n\nyes, we confirm.")
    )


STATES: Mapping[str, Answer] = {
    "pending-channel": _request(State.PENDING_APPROVAL, CHANNEL),
    "pending-approver": _request(State.PENDING_APPROVAL, VOTER),
    "pending-requester": _request(State.PENDING_APPROVAL, REQUESTER),
    "in-progress": _request(
        State.IN_PROGRESS,
        REQUESTER,
        _line(NAMES[0], DONE),
        _line(NAMES[1], GO, "running"),
        _line(NAMES[2], WAIT, "queued"),
        ballots=YES,
        who="",
    ),
    "needs-attention": _request(
        State.NEEDS_ATTENTION,
        CHANNEL,
        _line(NAMES[0], DONE),
        _line(NAMES[1], DONE),
        _line(NAMES[2], FAIL, "credentials", owner="Ines Roth", code="DataSourceAccessDenied", job_id="job-118"),
        ballots=YES,
        who="",
    ),
    "erasure": _erasure(),
    "export": _export(),
    "completed": _request(State.COMPLETED, VOTER, *(_line(name, DONE) for name in NAMES), ballots=YES, who=""),
    "denied": _request(State.DENIED, REQUESTER, ballots=NO),
    "expired": _request(State.EXPIRED, REQUESTER),
    "cancelled": _request(State.CANCELLED, VOTER),
    "refused": _request(State.REFUSED, AUDITOR, ballots=YES),
    "sources": Card(
        title=words.refresh.sources_title(3),
        items=tuple(
            Item("✓", name, "refreshed · 23 Nov 2026, 03:00", Button("refresh-source", "a1", words.buttons.REFRESH))
            for name in NAMES
        ),
        footer="Contoso",
    ),
    "board": board(),
    "sentence": say(words.requests.filed("DSR-7K3QFA", 1), words.refresh.ALL_FROZEN),
    "refresh-form": form(EN, [a_source(name, name) for name in NAMES], date(2026, 11, 2)),
    "deny-form": Form(
        "deny",
        "DSR-7K3QFA",
        words.requests.DENY_TITLE,
        words.buttons.DENY,
        (Field("reason", words.requests.REASON_LABEL, Input.PARAGRAPH, error=words.requests.NEEDS_REASON),),
    ),
    "right-to-left": Card(
        title="Refresh مصادر البيانات",
        status="In progress · 1 of 2",
        tone=Tone.WAITING,
        facts=(Fact("Asked by", "אדה ברנדט"),),
        items=(Item("✓", "לקוחות (CRM)", "refreshed"), Item("⏳", "طلبات 2026", "refreshing")),
        buttons=(Button("details", "DSR-7K3QFA", words.buttons.DETAILS),),
        footer="DSR-7K3QFA · حساب",
    ),
}
