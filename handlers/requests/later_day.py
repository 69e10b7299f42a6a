"""A correction that says a later day of receipt than the request that it corrects: with a reason, and not at once.

The first day counts on until the correction is approved, and that day with it: the order that is voted on names both.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import chain

from domain.card import Answer, Field, Form, Input, Stays
from domain.event import EventKind
from domain.filled import again
from domain.receipt import WHY, Later
from domain.request import Request
from domain.words.language import Words
from handlers.deps import Act
from handlers.people.same_person import Kin
from handlers.ports import Unit
from handlers.requests.case import Case


def since(unit: Unit, old: Request, names: Collection[str], kin: Kin) -> date | None:
    """From which day one of these waits by a request whose clock runs; None where nobody of them does."""
    known = {unit.subjects.known(name) for name in chain(names, *kin.values())}
    return old.received_on if unit.subjects.shared(old.id, [one for one in known if one]) else None


def with_why(form: Form, words: Words, why: str = "") -> Form:
    """The form with the field for the reason, below the day."""
    said = words.clock
    field = Field(WHY, said.WHY_LATER, Input.PARAGRAPH, required=False, hint=said.WHY_LATER_HINT, value=why)
    at = next(n for n, one in enumerate(form.fields, 1) if one.name == "received")
    return replace(form, fields=(*form.fields[:at], field, *form.fields[at:]))


def as_sent(form: Form, act: Act) -> Form:
    """With that field where it was sent with it."""
    return with_why(form, act.words) if WHY in act.values else form


def asking_why(answer: Answer, form: Form, act: Act) -> Answer:
    """What a filled-in form is answered, or the form again, where it lacks the reason. `form`: without that field."""
    if isinstance(answer, Form) and WHY in act.values:
        return with_why(answer, act.words, act.value(WHY))
    if not isinstance(answer, Stays) or answer.at != WHY:
        return answer
    return again(with_why(form, act.words), act.values, {WHY: " ".join(answer.text)})


def note_later(case: Case, later: Later | None) -> None:
    """That somebody asks for it; why is kept sealed, with what was asked for."""
    if later:
        case.event(EventKind.RECEIPT_ASKED, _days(later.first, later.day))


def take_later(case: Case) -> None:
    """It was approved with the request; written with what is saved next."""
    order = case.unit.orders.of(case.id)
    if order and order.first_day:
        day = date.fromisoformat(order.received_on)
        data = _days(case.request.received_on, day)
        case.change(received_on=day)
        case.unit.events.add(EventKind.RECEIPT_APPROVED, case.now, actor=None, request=case.id, data=data)


def moved(unit: Unit, request: Request) -> bool:
    """Whether its clock counts from a later day than at first."""
    order = unit.orders.of(request.id)
    return bool(order and order.first_day and order.first_day != request.received_on.isoformat())


def _days(first: date, day: date) -> dict[str, str]:
    return {"first": first.isoformat(), "day": day.isoformat()}
