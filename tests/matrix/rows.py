"""A request of every kind, in every state, of everybody: written as rows, with a plan that waits for people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import count, product

from domain.cell import of_request
from domain.erasure.plan import ASKED, HumanTask, StepKind, key_of
from domain.event import EventKind
from domain.export.plan import PLAN
from domain.export.plan import key_of as ticket_key
from domain.policy import Policy
from domain.remove_user.access import Doubt
from domain.request import OPEN, Kind, Request, State, Step, StepState
from domain.words import en as words
from handlers.requests.sealed import keep_private
from storage.store import Store
from storage.unit import Unit
from tests.matrix.cells import NOT_BEGUN, OTHER, PEOPLE, RECEIVED, Row

NOW = datetime.combine(RECEIVED, time(9), UTC)
LATER = datetime(2999, 1, 1, tzinfo=UTC)
APPROVALS = ("slack", "C0APPROVE")
CARD = "1762000000.{:06}"  # the address of a row's card in the channel
SECRET = "hushed"  # stands in every address, reference and label
_numbers = count(1)
_WAITS = StepState.WAITING
_PLAN = (
    (HumanTask.STATE, key_of(StepKind.STATEMENT), _WAITS, ""),
    (None, f"{SECRET}-source", StepState.DONE, ""),
    (HumanTask.DECIDE, key_of(StepKind.SEGMENT, "one"), _WAITS, ""),
    (HumanTask.VOTE, key_of(StepKind.SEGMENT, "two"), _WAITS, ASKED),
    (HumanTask.TICK, key_of(StepKind.STATIC, "three"), _WAITS, ""),
    (HumanTask.CLOSE, key_of(StepKind.CHECK, "1"), StepState.FAILED, "no_check"),
    (HumanTask.CONFIRM, key_of(StepKind.RECIPIENTS), _WAITS, ""),
    (HumanTask.TELL, key_of(StepKind.RECIPIENT, "four"), _WAITS, ""),
)


async def write_rows(store: Store, policy: Policy, people: dict[str, str], *kinds: Kind) -> list[Row]:
    """`people`: ids by name."""

    def write(unit: Unit) -> list[Row]:
        askers = (OTHER, *PEOPLE)
        return [_row(unit, policy, people, *cell) for cell in product(kinds or Kind, State, askers)]

    return await store.write(write)


async def write_row(store: Store, policy: Policy, people: dict[str, str], kind: Kind, state: State, who: str) -> Row:
    return await store.write(lambda unit: _row(unit, policy, people, kind, state, who))


def _row(unit: Unit, policy: Policy, people: dict[str, str], kind: Kind, state: State, who: str) -> Row:
    number = next(_numbers)
    address = f"{SECRET}.{number}@contoso.com"
    subject = unit.subjects.for_address(address, NOW)
    somebody = kind is not Kind.REFRESH  # a refresh for somebody is an erasure
    asked = {
        "subjects": [address] if somebody else [],
        "reference": f"{SECRET}-{number}",
        "holder": "customer",
        "purpose": "access",
    }
    ref = f"DSR-M{number:05}"
    request = Request(
        id=ref, kind=kind, environment=policy.environment, state=state, requester_id=people[who],
        subject_id=subject, sealed=unit.subjects.seal(subject, json.dumps(asked), of_request(ref)), quorum=2,
        created_at=NOW, received_on=RECEIVED, expires_at=LATER, due_at=None,
        surface="slack", place="C0GENERAL", run=0 if state in NOT_BEGUN else 1,
        closed_at=None if state in OPEN else NOW,
    )  # fmt: skip
    unit.requests.add(request)
    unit.events.add(EventKind.REQUEST_FILED, NOW, actor=request.requester_id, request=ref)  # else it is nobody's own
    if somebody:
        unit.subjects.link(request.id, subject)
    parts = _steps(unit, request, people[OTHER])
    unit.cards.add(request.id, *APPROVALS, CARD.format(number), full=False, person_id=None, drawn=request.version)
    return Row(request.id, kind, state, who, parts)


def _steps(unit: Unit, request: Request, asker: str) -> dict[HumanTask | None, int]:
    made: list[tuple[HumanTask | None, str, StepState, str, str]]
    match request.kind:
        case Kind.EXPORT:
            made = [(None, ticket_key(stage), _WAITS, "", words.export.STAGES[stage]) for stage in PLAN]
        case Kind.REFRESH:
            made = [(None, f"{SECRET}-source", _WAITS, "", f"{SECRET} source")]
        case Kind.REMOVE_USER:
            made = [
                (None, f"{SECRET}-principal", _WAITS, "", ""),
                (HumanTask.LEFT, f"{SECRET}-another", StepState.FAILED, Doubt.SHORT, ""),
            ]
        case _:
            made = [(human, key, state, note, f"{SECRET} {key}") for human, key, state, note in _PLAN]
    steps = [
        Step(
            request_id=request.id, key=key, position=n, subject_id=request.subject_id, label=label, state=state,
            note=note,
        )
        for n, (_, key, state, note, label) in enumerate(made)
    ]  # fmt: skip
    unit.steps.add(_kept(unit, request, step, asker) for step in steps)
    return {human: n for n, (human, *_) in reversed(list(enumerate(made)))}


def _kept(unit: Unit, request: Request, step: Step, asker: str) -> Step:
    private = {"asked_by": asker, "email": f"{SECRET}@contoso.com"}
    if request.kind.hides:
        private["principal"] = step.key
        step = replace(step, key=unit.subjects.hidden(step, step.key) or "")
    return replace(step, sealed=keep_private(unit, step, private))
