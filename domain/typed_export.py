"""Reading what a person typed after `export`: whose data, for what, since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.mail_letters import Holder, Purpose
from domain.typed import BadDate, MissingValue, Word, words

OPTIONS = ("as", "received", "ref")


@dataclass(frozen=True)
class Unclear:
    """What stands where something else should."""

    text: str


@dataclass
class ExportOrder:
    """Nothing is lost: what was not understood stands in `problems`. `received` is in the company's own time zone."""

    holder: Holder | None = None
    subject: str = ""
    purpose: Purpose = Purpose.ACCESS
    received: date | None = None
    reference: str = ""
    problems: list[Unclear | BadDate | MissingValue] = field(default_factory=list)


def read_export(text: str) -> ExportOrder:
    order, rest = ExportOrder(), list(words(text))
    _holder(rest, order)
    if rest and not rest[0].is_(*OPTIONS):
        order.subject = rest.pop(0).text.strip(",;")
    while rest:
        _option(rest, order)
    return order


def _holder(rest: list[Word], order: ExportOrder) -> None:
    word = rest[0].text.casefold() if rest else ""
    if word in set(Holder):
        rest.pop(0)
        order.holder = Holder(word)


def _option(rest: list[Word], order: ExportOrder) -> None:
    name = rest.pop(0)
    value = ""
    while rest and not rest[0].is_(*OPTIONS):
        value += f" {rest.pop(0).text}"
    if not name.is_(*OPTIONS):
        order.problems.append(Unclear(name.text))
    elif not value.strip(" ,;"):
        order.problems.append(MissingValue(name.text.casefold()))
    else:
        _set(name.text.casefold(), value.strip(), order)


def _set(name: str, value: str, order: ExportOrder) -> None:
    match name:
        case "ref":
            order.reference = value
        case "received":
            order.received = day(value.strip(","), order)
        case _ if value.casefold() in set(Purpose):
            order.purpose = Purpose(value.casefold())
        case _:
            order.problems.append(Unclear(value))


def day(text: str, order: ExportOrder) -> date | None:
    """A date as people write it here; else a problem of the order."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        order.problems.append(BadDate(text))
        return None
