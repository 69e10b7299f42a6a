"""The Dataverse of the sandbox: copies of tables of Customer Insights, which follow after a while, and their metadata.

As the documentation shows it (docs/reference/customer-insights.md §5). It is read, and takes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from aiohttp import web

from gateways.sandbox import entra, profiles
from gateways.sandbox.contoso_customers import Person, Record, people
from gateways.sandbox.responses import Refusal
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.tables import ALTERNATE_KEYS, CUSTOMER_COLUMNS, Row, related
from gateways.sandbox.world import World

API = "/api/data/v9.2"
_TEXT = r"'(?:[^']|'')*'"
_TEST = re.compile(rf"(\w+) eq ({_TEXT})(?: or |$)")
_PAGE, _SKIP = 5000, "$skiptoken"

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Kept:
    """A table: under which name its rows are, and its columns of text, without the prefix."""

    rows: str
    columns: tuple[str, ...]


TABLES: Mapping[str, Kept] = {
    "msdynci_customerprofile": Kept("msdynci_customerprofiles", (*CUSTOMER_COLUMNS, *ALTERNATE_KEYS)),
    "msdynci_alternatekey": Kept(
        "msdynci_alternatekeys", ("DataSourceName", "TableName", "AlternateValue", "CustomerId")
    ),
    "msdynci_unifiedactivity": Kept("msdynci_unifiedactivities", ("ActivityId", "CustomerId", "ActivityType")),
    "msdynci_customermeasure": Kept("msdynci_customermeasures", ("CustomerId", "Measures")),
    "msdynci_segmentmembership": Kept("msdynci_segmentmemberships", ("CustomerId", "Segments")),
}
OTHERS = {"account": "accounts", "contact": "contacts", "systemuser": "systemusers"}


@routes.get(API + "/EntityDefinitions")
async def definitions(request: web.Request) -> web.Response:
    entra.caller(request, entra.DATAVERSE)
    named = OTHERS | {name: table.rows for name, table in TABLES.items()}
    return _value([{"LogicalName": name, "EntitySetName": rows} for name, rows in named.items()])


@routes.get(API + "/EntityDefinitions(LogicalName='{name}')")
async def definition(request: web.Request) -> web.Response:
    entra.caller(request, entra.DATAVERSE)
    return web.json_response({"LogicalName": _table(request.match_info["name"])[0]})


@routes.get(API + "/EntityDefinitions(LogicalName='{name}')/Attributes")
async def attributes(request: web.Request) -> web.Response:
    entra.caller(request, entra.DATAVERSE)
    name, table = _table(request.match_info["name"])
    listed = [_attribute(f"{name}id", "Uniqueidentifier"), _attribute("createdon", "DateTime")]
    return _value([*listed, *(_attribute(_column(column), "String") for column in table.columns)])


@routes.get(API + "/EntityDefinitions(LogicalName='{name}')/Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata")
async def formats(request: web.Request) -> web.Response:
    entra.caller(request, entra.DATAVERSE)
    _, table = _table(request.match_info["name"])
    said = {column: "Email" if column == "EMail" else "Text" for column in table.columns}
    return _value([{"LogicalName": _column(name), "FormatName": {"Value": said[name]}} for name in said])


@routes.get(API + "/{rows}")
async def query(request: web.Request) -> web.Response:
    entra.caller(request, entra.DATAVERSE)
    name, table = _by_rows(request.match_info["rows"])
    rows = _rows(world_of(request), name, simulation(request).now())
    if "$filter" in request.query:
        rows = _filtered(table, rows, request.query["$filter"])
    return _paged(request, rows)


def _paged(request: web.Request, rows: list[Row]) -> web.Response:
    told: dict[str, object] = {"@odata.count": min(len(rows), _PAGE)} if "$count" in request.query else {}
    wished = re.search(r"odata\.maxpagesize=(\d+)", request.headers.get("Prefer", ""))
    size, skip = int(wished[1]) if wished else _PAGE, int(request.query.get(_SKIP, "0"))
    if skip + size < len(rows):
        told["@odata.nextLink"] = str(request.url.update_query({_SKIP: str(skip + size)}))
    return _value(rows[skip : skip + size], told)


def _value(rows: list[Row], told: Mapping[str, object] = {}) -> web.Response:
    return web.json_response({**told, "value": rows})


def _attribute(name: str, kind: str) -> Row:
    return {"LogicalName": name, "AttributeType": kind, "AttributeOf": None}


def _column(name: str) -> str:
    return f"msdynci_{name}".lower()


def _table(name: str) -> tuple[str, Kept]:
    if name not in TABLES:
        raise Refusal(404, "0x80060888", f"Could not find an entity with name {name}.")
    return name, TABLES[name]


def _by_rows(rows: str) -> tuple[str, Kept]:
    found = next(((name, table) for name, table in TABLES.items() if table.rows == rows), None)
    if found is None:
        raise Refusal(404, "0x80060888", f"Resource not found for the segment '{rows}'.")
    return found


def _filtered(table: Kept, rows: list[Row], text: str) -> list[Row]:
    """Capitals do not count there, as in the database below it."""
    tests = list(_TEST.finditer(text))
    known = {_column(column) for column in table.columns}
    if "".join(test[0] for test in tests) != text or not {test[1] for test in tests} <= known:
        raise Refusal(400, "0x80060888", "Only column eq 'text' or … is understood.")
    wanted = {(test[1], test[2][1:-1].replace("''", "'").casefold()) for test in tests}
    return [row for row in rows if any(str(row[column]).casefold() == value for column, value in wanted)]


def _rows(world: World, name: str, now: datetime) -> list[Row]:
    """Of everybody who is in the copies still, and of those whom this table keeps."""
    behind = now - timedelta(seconds=world.copied_after)
    erased = {record for record in world.erased_in_profiles if world.leaves_copies.get(record, behind) <= behind}
    kept = frozenset(address.casefold() for address in world.keeps.get(name, ()))
    return _copied(name, frozenset(erased), kept)


@lru_cache(maxsize=32)
def _copied(name: str, erased: frozenset[str], kept: frozenset[str]) -> list[Row]:
    """`kept`: addresses of those of whom nothing was erased."""
    held = [
        (one, one.records if one.email.casefold() in kept else profiles.kept_records(one, erased)) for one in people()
    ]
    return [
        {f"{name}id": f"{person.number:032x}", **{_column(key): value for key, value in row.items()}}
        for person, records in held
        if records
        for row in _of(name, person, records)
    ]


def _of(name: str, person: Person, records: tuple[Record, ...]) -> list[Row]:
    match name:
        case "msdynci_customerprofile":
            keys = {record.alternate_key: record.key for record in reversed(records)}
            shown = {"FullName": f"{person.first} {person.last}", "FirstName": person.first, "LastName": person.last,
                     "EMail": person.email, "Phone": person.phone, "City": person.city}  # fmt: skip
            return [{"CustomerId": person.customer_id, **shown, **{key: keys.get(key) for key in ALTERNATE_KEYS}}]
        case "msdynci_alternatekey":
            return [
                {"DataSourceName": one.source, "TableName": one.table, "AlternateValue": one.key,
                 "CustomerId": person.customer_id}
                for one in records
            ]  # fmt: skip
        case "msdynci_unifiedactivity":
            return related("UnifiedActivity", person, records)
        case "msdynci_customermeasure":
            return [{"CustomerId": person.customer_id, "Measures": "{}"}]
        case _:
            return [{"CustomerId": person.customer_id, "Segments": "[]"}]
