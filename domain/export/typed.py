"""Reading what a person typed after `export`: whose data, for what, since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from domain.export.letters import Holder, Purpose
from domain.identifiers import named
from domain.refresh.names import bare
from domain.refresh.typed import BadDate, MissingValue, Nobody, Word, in_passing, joined, read_day, words

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
    problems: list[Unclear | BadDate | MissingValue | Nobody] = field(default_factory=list)


def read_export(text: str) -> ExportOrder:
    order, rest = ExportOrder(), list(words(text))
    _holder(rest, order)
    said = list(takewhile(lambda word: not word.is_(*OPTIONS), rest))
    del rest[: len(said)]
    beyond = said[1:] if named(joined(said)).unclear and said and named(said[0].text).found else []
    name(joined(said[: len(said) - len(beyond)]), order)
    order.problems += [Unclear(joined(beyond))] if beyond else []
    while rest:
        _option(rest, order)
    return order


def name(text: str, order: ExportOrder) -> None:
    """Whose data it is: one person, no more."""
    meant = named(text)
    order.problems += map(Nobody, meant.unclear)
    order.problems += [Unclear(other) for other in meant.found[1:]]
    order.subject = "".join(meant.found[:1])


def _holder(rest: list[Word], order: ExportOrder) -> None:
    word = bare(rest[0].text) if rest else ""
    if word in set(Holder):
        rest.pop(0)
        order.holder = Holder(word)


def _option(rest: list[Word], order: ExportOrder) -> None:
    option = bare(rest.pop(0).text)
    said = [*takewhile(lambda word: not word.is_(*OPTIONS), rest)]
    del rest[: len(said)]
    order.problems += [Unclear(word.text) for word in said if option == "ref" and in_passing(word)][:1]
    value = "".join(f" {word.text}" for word in said)
    if not value.strip(" ,;"):
        order.problems.append(MissingValue(option))
    else:
        _set(option, value.strip(), order)


def _set(option: str, value: str, order: ExportOrder) -> None:
    match option:
        case "ref":
            order.reference = value
        case "received":
            order.received = day(value.strip(","), order)
        case _ if bare(value) in set(Purpose):
            order.purpose = Purpose(bare(value))
        case _:
            order.problems.append(Unclear(value))


def day(text: str, order: ExportOrder) -> date | None:
    """A date as people write it here; else a problem of the order."""
    try:
        return read_day(text)
    except ValueError:
        order.problems.append(BadDate(text))
        return None
