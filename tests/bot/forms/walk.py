"""Every form of the product, as it is opened, and wrong values of each kind for each of its fields."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from secrets import token_hex

from domain.batch import Listed, PeopleList
from domain.batch import Row as PersonRow
from domain.card import Field, Form, Input
from domain.cell import list_cell
from domain.chat import Account, Clicked, Incoming, Place, Typed
from domain.codes import Device
from domain.erasure.plan import CHECKS, HumanTask, StepKind, of
from domain.event import EventKind
from domain.export.plan import DOUBTFUL, PLAN, Stage
from domain.notes import Note
from domain.order import Order
from domain.request import Factor, Kind, State, StepState
from handlers.requests.sealed import whom
from handlers.requests.steps import add, new
from tests.matrix.cells import OTHER, RECEIVED, SOON, Row
from tests.matrix.company import SLACK, Company
from tests.matrix.rows import write_row

Values = Mapping[str, str]
_numbers = count(1)


@dataclass(frozen=True)
class Walk:
    """`opened`: the command or the button that opens the form. `by`: who fills it in. `stage`: the one that is open."""

    verb: str
    opened: str
    by: str = "ada"
    kind: Kind | None = None
    state: State = State.NEEDS_ATTENTION
    human: HumanTask | None = None
    stage: Stage | None = None
    doubtful: bool = False
    factor: Factor | None = None

    def __str__(self) -> str:
        parts = (self.verb, self.human, self.stage, self.factor, (self.doubtful and "doubtful") or "")
        return "-".join(filter(None, parts))


_DECIDERS = {HumanTask.VOTE: "ben", HumanTask.CLOSE: "ben"}
FORMS = (
    Walk("choose", "choose"),
    Walk("refresh", "refresh"),
    Walk("erase", "erase"),
    Walk("erase", "erase anna.berg@contoso.com"),
    Walk("erase-many", "erase-many"),
    Walk("list-erase", "list-erase:"),
    Walk("tell-all", "tell-all:", kind=Kind.ERASURE),
    Walk("remove-user", "remove-user"),
    Walk("export", "export"),
    Walk("pause", "pause"),
    Walk("delegate", "delegate-form:"),
    Walk("code", "code", "ben"),
    Walk("code-confirm", "code-confirm:", "ben"),
    Walk("approve", "approve:", "ben", Kind.REMOVE_USER, State.PENDING_APPROVAL, factor=Factor.CODE),
    Walk("approve", "approve:", "ben", Kind.REMOVE_USER, State.PENDING_APPROVAL, factor=Factor.NUMBER),
    Walk("extend", "extend", kind=Kind.ERASURE, state=State.PENDING_APPROVAL),
    Walk("identity", "identity", kind=Kind.ERASURE, state=State.PENDING_APPROVAL),
    Walk("find", "find-form:"),
    Walk("person", "person-form:"),
    Walk("deny", "deny:", "ben", Kind.ERASURE, State.PENDING_APPROVAL),
    Walk("hold", "hold", kind=Kind.ERASURE, state=State.PENDING_APPROVAL),
    Walk("hold", "hold-form:"),
    Walk("release", "release-form:"),
    Walk("audit", "audit-form:", "olga"),
    Walk("refuse", "refuse", kind=Kind.ERASURE, state=State.PENDING_APPROVAL),
    *(
        Walk("settle", "settle:", _DECIDERS.get(human, "ada"), Kind.ERASURE, human=human)
        for human in HumanTask
        if human not in {HumanTask.ANSWER, HumanTask.LEFT}
    ),
    Walk("settle", "settle:", "ben", Kind.REMOVE_USER, human=HumanTask.LEFT),
    Walk("settle", "settle:", kind=Kind.ERASURE, state=State.DENIED, human=HumanTask.ANSWER),
    Walk("decide-all", "decide-all:", kind=Kind.ERASURE),
    *(
        Walk("ticket", "ticket:", "tess", Kind.EXPORT, State.IN_PROGRESS, stage=stage)
        for stage in (Stage.QUESTION, Stage.DELIVERY, Stage.ANSWER)
    ),
    Walk("ticket", "ticket:", "tess", Kind.EXPORT, State.IN_PROGRESS, stage=Stage.REQUEST, doubtful=True),
)
PEOPLE = {"for", "users", "who", "to"}  # fields that name people
LONG = "x" * 3_001
GOOD: Mapping[str, str] = {
    "for": "anna@contoso.com",
    "people": "anna@contoso.com",
    "users": "mark.old@contoso.com",
    "chosen": "",  # nobody by name: not every door looks names up
    "who": "anna@contoso.com",
    "to": "ben@contoso.com",
}


async def row_of(company: Company, people: dict[str, str], walk: Walk) -> Row | None:
    """A request in which this form is asked for."""
    if not walk.kind:
        return None
    store, policy = company.bot.store, company.bot.deps.policy
    row = await write_row(store, policy, people, walk.kind, walk.state, OTHER)
    if walk.stage:
        await store.write(lambda unit: _advance(unit, row.id, walk))
    if factor := walk.factor:
        await store.write(lambda unit: _take(unit, row.id, factor))
        await store.write(lambda unit: a_device(unit, people[walk.by], kept_by=people[OTHER]))
    if walk.verb == "tell-all":
        other = await write_row(store, policy, people, walk.kind, walk.state, OTHER)
        await store.write(lambda unit: _lead(unit, row.id, other.id))
    return row


def _lead(unit, request_id: str, other: str) -> None:  # type: ignore[no-untyped-def]
    """It is a batch, and the other one is gone, and of it."""
    member = unit.requests.save(replace(unit.requests.get(other), batch=request_id))
    add(unit, [new(member, StepKind.CHECK, name) for name in CHECKS])
    for step in of(unit.steps.of(other), StepKind.CHECK):
        unit.steps.save(replace(step, state=StepState.DONE, note=Note.GONE))
        looked = {"step": step.key, "note": Note.GONE}
        unit.events.add(EventKind.ERASURE_CHECKED, datetime.now(UTC), actor=None, request=other, data=looked)
    add(unit, [new(member, StepKind.ANSWER)])
    add(unit, [new(unit.requests.get(request_id), StepKind.MEMBER, other, other)])


def _a_list(unit, person: str) -> str:  # type: ignore[no-untyped-def]
    """Everybody on it was looked up."""
    now, name = datetime.now(UTC), token_hex(12)
    nobody, row = unit.subjects.anonymous(now), PersonRow(who="anna@contoso.com", looked=True, found=True)
    people = PeopleList(rows=(row,), received=now.date().isoformat())
    sealed = unit.subjects.seal(nobody, people.kept(), list_cell(name))
    unit.lists.add(Listed(id=name, person_id=person, subject_id=nobody, sealed=sealed, at=now, look_at=None))
    return name


def _take(unit, request_id: str, factor: Factor) -> None:  # type: ignore[no-untyped-def]
    """An approval of it takes this besides."""
    subjects = unit.subjects.of(request_id)
    steps = [replace(step, key=whom(unit, step)) for step in unit.steps.of(request_id)]
    unit.orders.add(request_id, Order.of(unit.requests.get(request_id), steps, subjects, factor=factor))


def a_device(unit, person: str, kept_by: str = "") -> str:  # type: ignore[no-untyped-def]
    """Its id; without somebody who has confirmed it, it waits for that."""
    now, secret = datetime.now(UTC), base64.b32encode(bytes(20)).decode()
    device = Device(id=token_hex(8), person_id=person, set_up_by=person, secret=secret, begun_at=now)
    unit.codes.begin(device)
    unit.codes.prove(device.id, now)
    if kept_by:
        unit.codes.keep(replace(device, kept_at=now, kept_by=kept_by))
    return device.id


def _advance(unit, request_id: str, walk: Walk) -> None:  # type: ignore[no-untyped-def]
    """Everything before this stage is done."""
    steps = unit.steps.of(request_id)
    for step, stage in zip(steps, PLAN, strict=True):
        if stage is walk.stage:
            if walk.doubtful:
                unit.steps.save(replace(step, state=StepState.FAILED, note=DOUBTFUL))
            return
        unit.steps.save(replace(step, state=StepState.DONE))


async def opened(company: Company, walk: Walk, row: Row | None) -> Form:
    """What the desk answers to whoever asks for it."""
    ref = _ref(walk, row)
    if walk.verb == "code-confirm":
        people = await company.people()
        ref = await company.bot.store.write(lambda unit: a_device(unit, people["amir"]))
    if walk.verb == "list-erase":
        people = await company.people()
        ref = await company.bot.store.write(lambda unit: _a_list(unit, people[walk.by]))
    verb, button, _ = walk.opened.partition(":")
    account = Account("slack", "T0CONTOSO", SLACK[walk.by].id)
    place, delivery = Place("slack", f"D{account.id[1:]}", private=True), f"opening-{next(_numbers)}"
    asked: Incoming = Typed(account=account, place=place, delivery=delivery, text=f"{verb} {ref}")
    if button:
        asked = Clicked(account=account, place=place, delivery=delivery, verb=verb, ref=ref)
    form = await company.bot.desk(asked)
    assert isinstance(form, Form), (walk, form)
    return form


def _ref(walk: Walk, row: Row | None) -> str:
    if not row:
        return ""
    if walk.human is HumanTask.ANSWER:
        return f"{row.id}.answer"
    if walk.human:
        return f"{row.id}.{row.parts[walk.human]}"
    return f"{row.id}.{PLAN.index(walk.stage)}" if walk.stage else row.id


def good(form: Form, source: str) -> dict[str, str]:
    """What can be sent."""
    return {field.name: _good(field, source) for field in form.fields}


def _good(field: Field, source: str) -> str:
    if field.name in GOOD:
        return GOOD[field.name]
    if field.name == "code":
        return "123456"
    if field.input is Input.SOME_OF:
        return source
    if field.input is Input.ONE_OF:
        return field.options[0].value
    if field.name == "until":
        return SOON
    if field.input is Input.FILE:
        return ""
    return RECEIVED.isoformat() if field.input is Input.DATE else "because & <so>"


def wrong(form: Form) -> Iterator[tuple[str, str]]:
    """Each field, and one wrong value. What says something of a file is asked where a form takes one alone."""
    for field in (one for one in form.fields if not one.of_file):
        if field.required:
            yield field.name, ""
        match field.input:
            case Input.DATE:
                yield from ((field.name, day) for day in ("2026-02-30", "2999-01-01", "soon"))
            case Input.LINE | Input.PARAGRAPH:
                yield field.name, LONG
                if field.required:
                    yield field.name, "\u200b\u2060 \u3164"
            case Input.FILE:
                pass  # its value says nothing
            case Input.SOME_OF if field.seeks:
                pass  # not every door looks names up
            case _:
                yield field.name, "no-such"
        if field.name in PEOPLE:
            yield from (
                (field.name, who) for who in ("berg", "anna@@contoso.com", "<@U0NOBODY>", "an\u200bna@conto so")
            )
        if field.name == "received":
            yield field.name, "2017-05-01"


def empty(form: Form) -> dict[str, str]:
    """All fields left empty, where only together they are too little."""
    return dict.fromkeys((field.name for field in form.fields), "")
