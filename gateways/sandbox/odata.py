"""OData queries, as far as the documentation of Customer Insights shows them (odata-examples.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateways.sandbox.responses import Refusal
from gateways.sandbox.tables import Row, Table

MOST_ROWS = 100  # in one answer
_TEXT = r"'(?:[^']|'')*'"
_FILTER = re.compile(rf"\s*(\w+)\s+(?:eq\s+({_TEXT})|in\s*\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)\s*\))\s*")


def run(table: Table, query: Mapping[str, str], skip: int, top: int) -> tuple[list[Row], int | None]:
    """The rows asked for, and how many to skip for the next page, if there is one."""
    if "$expand" in query and ("$search" in query or "$select" in query):
        raise _bad("$expand", "it goes neither with $search nor with $select.")
    rows = table.rows
    if "$filter" in query:
        rows = _filtered(table, query["$filter"])
    if "$search" in query:
        rows = _searched(table, rows, query["$search"])
    if "$orderby" in query:
        rows = _ordered(table, rows, query["$orderby"])
    return _page(rows, skip, top)


def select(table: Table, rows: list[Row], wanted: str | None) -> list[Row]:
    if not wanted:
        return rows
    columns = [_column(table, "$select", name.strip()) for name in wanted.split(",")]
    return [{name: row[name] for name in columns} for row in rows]


def _filtered(table: Table, text: str) -> list[Row]:
    test = _FILTER.fullmatch(text)
    if test is None:
        raise _bad("$filter", "only column eq 'text' and column in ('text', …) are understood.")
    column = _column(table, "$filter", test[1])
    if table.filterable is None:
        raise _bad("$filter", "ingested tables cannot be filtered.")
    if column not in table.filterable:
        raise _bad("$filter", f"column {column} is not filterable.")
    wanted = {_alike(table, literal[1:-1].replace("''", "'")) for literal in re.findall(_TEXT, test[2] or test[3])}
    return [row for row in table.rows if _alike(table, row[column]) in wanted]


def _alike(table: Table, value: object) -> object:
    return value.casefold() if isinstance(value, str) and not table.capitals else value


def _searched(table: Table, rows: list[Row], text: str) -> list[Row]:
    """Rows with the term anywhere in a searchable column. None are searchable: nothing is found, and no error."""
    term = text.strip('"').casefold()
    terms = re.findall(r"\w+", term) if table.words else [term]
    found = {customer for customer, text in table.texts.items() if any(term in text for term in terms)}
    return [row for row in rows if row.get("CustomerId") in found]


def _ordered(table: Table, rows: list[Row], text: str) -> list[Row]:
    name, _, direction = text.partition(" ")
    column = _column(table, "$orderby", name)
    return sorted(rows, key=lambda row: str(row[column]), reverse=direction == "desc")


def _page(rows: list[Row], skip: int, top: int) -> tuple[list[Row], int | None]:
    page = rows[skip : skip + min(top, MOST_ROWS)]
    more = top > MOST_ROWS and skip + MOST_ROWS < len(rows)
    return page, skip + MOST_ROWS if more else None


def _column(table: Table, option: str, name: str) -> str:
    if name not in table.columns:
        raise _bad(option, f"there is no column {name}.")
    return name


def _bad(option: str, sentence: str) -> Refusal:
    return Refusal(400, "BadRequest", f"{option}: {sentence}")
