"""From the service's JSON about tables, profiles, key rings and segments to values.

A field may be missing, and its name in any case; a row that is not understood is counted, never left out in silence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.erasure.rows import Cell, addresses_in
from domain.erasure.rows import Row as Cells
from domain.erasure.whereabouts import Holding, Model, Segment, Store, StoreState, Whereabouts, akin, same
from gateways.beside import fails
from gateways.customer_insights.reading import Row, given, moment, text

_STATES = frozenset({"active", "inactive", "validating", "validated", "invalid", "validationerror"})
_STATUSES = frozenset(
    ["none", "queued", "running", "completedsuccess", "completedfailure", "cancelled", "interrupted", "notqualified"]
)
ID = "CustomerId"


def by_customer(rows: Iterable[Cells]) -> list[list[Cells]]:
    """What came of each, by whatever question; a row whose id is not understood is of nobody else."""
    found: dict[object, list[Cells]] = {}
    for row in rows:
        found.setdefault(row.one(ID) or id(row), []).append(row)
    return list(found.values())


def theirs(each: Iterable[Iterable[Cells]], mine: Callable[[Cells], bool]) -> list[Cells]:
    """Of each customer of whom a row is theirs, the one of those rows in which most stands."""
    fit = [[row for row in rows if mine(row)] for rows in each]
    return [max(rows, key=lambda row: sum(map(bool, row.cells.values()))) for rows in fit if rows]


def agree(each: Iterable[Sequence[Cells]], model: Model) -> bool:
    """Whether the rows of each customer say the same where addresses and the keys of sources stand. What one leaves
    out contradicts nothing: a search may show only what is indexed, or no nulls."""
    several = [rows for rows in each if len(rows) > 1]
    columns = [*(column.name for column in model.addresses), *(model.alternate_keys() if several else ())]
    return all(len(set(_cells(rows, column))) <= 1 for rows in several for column in columns)


def are_strangers(rows: Sequence[Cells], model: Model) -> bool:
    """Of rows of one customer in which the address that is sought does not stand: whether they surely have another, or
    none. Beside an address another may be left out, as a null is."""
    columns = [[*_cells(rows, column.name)] for column in model.addresses]
    cells = [cell for some in columns for cell in some]
    return None not in cells and (any(cells) or all(columns))


def _cells(rows: Iterable[Cells], column: str) -> Iterable[Cell | None]:
    """What stands in the column, in those rows that have it."""
    return (row.cell(column) for row in rows if column.casefold() in row.cells)


def relatives(each: Iterable[Iterable[Cells]], who: str, model: Model) -> int:
    """How many profiles have the same address with another plus-tag."""
    found = [[one for row in rows for cell in _addresses(row, model) for one in addresses_in(cell)] for rows in each]
    return sum(any(akin(address, who) for address in addresses) for addresses in found)


def _addresses(row: Cells, model: Model) -> Iterable[str]:
    return (text for column in model.addresses for text in row.cell(column.name) or ())


def key_ring(body: Row, whose: str, known: Model) -> tuple[tuple[Holding, ...], bool]:
    """Untyped in the contract: a list, or that list as JSON text; its tables go by either name. Besides: whether all of
    it was understood. `whose`: the customer's id; the ring of another is nothing of theirs. One that names nobody, as
    the contract allows, is theirs by whose key it was asked for."""
    said = [value for name, value in body.items() if name.casefold() == "customerid" and value is not None]
    owners, found = [one for one in said if isinstance(one, str) and one], given(body, "keyRing")
    if whose and not all(same(one, whose) for one in owners):
        return (), False
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            found = None
    named = [row for row in rows(found) if text(row, "dataSourceName")]
    clear = said == owners and isinstance(found, list) and len(named) == len(found) and not fails(body)
    return tuple(_holding(row, known) for row in named), clear


def _holding(row: Row, known: Model) -> Holding:
    name, keys = text(row, "dataSourceName"), given(row, "keys")
    return Holding(
        source_id=known.source_id(name),
        source_name=name,
        table=text(row, "entityName") or text(row, "tableName"),
        records=len(keys) if isinstance(keys, list) and keys else 1,
    )


def merged(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """One for each table."""
    count: Counter[Holding] = Counter()
    for holding in holdings:
        count[replace(holding, records=0)] += holding.records
    return tuple(replace(holding, records=records) for holding, records in count.items())


def with_others(found: Whereabouts, who: str, others: int) -> Whereabouts:
    respelt = sum(profile.email.strip() != who.strip() for profile in found.profiles)
    return replace(found, others=others, respelt=respelt)


def segment(row: Row, now: datetime) -> Segment | None:
    """`now`: by the service's own clock."""
    if not (name := text(row, "name")):
        return None
    status = given(row, "evaluationStatus")
    ran: Row = status if isinstance(status, dict) else {}
    state, word = text(row, "state").casefold(), text(ran, "jobStatus").casefold()
    when, evaluated = given(ran, "evaluationDate"), moment(ran, "evaluationDate", now)
    told, count = given(ran, "entityCount"), _count(ran, "entityCount")
    return Segment(
        name=name,
        label=text(row, "friendlyName") or name,
        active=state != "inactive",
        evaluated=evaluated,
        count=count,
        status=word,
        unclear=state not in _STATES
        or (status is not None and word not in _STATUSES)
        or (when is not None and not evaluated and not _never(when))
        or (told is not None and count is None),
    )


def _count(row: Row, name: str) -> int | None:
    """None where it says none that is understood."""
    count = given(row, name)
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None


def _never(when: object) -> bool:
    """How .NET writes that there is no date."""
    return isinstance(when, str) and (not when.strip() or when.startswith("0001-"))


def store(body: Row) -> StoreState:
    """Beside an error it is not known how it stands."""
    info = None if fails(body) else given(body, "primaryInfo")
    primary: Row = info if isinstance(info, dict) else {}
    return StoreState(store=Store(text(primary, "currentState")), count=_count(primary, "rowCount"))


def rows(value: object) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
