"""The API's calls that look customers up."""

from __future__ import annotations

from itertools import groupby

from aiohttp import web

from gateways.sandbox import odata, profiles, tables
from gateways.sandbox.contoso_customers import Record
from gateways.sandbox.contoso_directory import INSTANCE_ID
from gateways.sandbox.responses import Refusal, number_in, stamp
from gateways.sandbox.simulation import world_of
from gateways.sandbox.world import State, World, node_key

_INSTANCE = "/v1/instances/{instanceId}"

routes = web.RouteTableDef()


@routes.get(_INSTANCE + "/data/{relativePath}")
async def query(request: web.Request) -> web.Response:
    world, name = world_of(request), request.match_info["relativePath"]
    table = tables.table(world, name)
    if table is None:
        raise Refusal(404, "NotFound", "There is no such table.")
    skip, top = number_in(request, "$skip", 0), number_in(request, "$top", len(table.rows))
    rows, next_skip = odata.run(table, request.query, skip, top)
    rows = odata.select(table, rows, request.query.get("$select"))
    if "$expand" in request.query:
        rows = _expanded(world, name, rows, request.query["$expand"])
    answer: dict[str, object] = {
        "@odata.context": str(request.url.with_path(f"{_root(request)}/data/$metadata").with_fragment(name)),
        "value": rows,
    }
    if next_skip is not None:
        answer["@odata.nextLink"] = str(request.url.update_query(_next_page(request, next_skip)))
    return web.json_response(answer)


@routes.get(_INSTANCE + "/profile/keyring")
async def key_ring(request: web.Request) -> web.Response:
    """From one key to all keys of the customer."""
    try:
        wanted = tuple(request.query[name] for name in ("dataSourceName", "entityName", "key"))
    except KeyError as missing:
        raise Refusal(400, "BadRequest", f"{missing} is missing.") from None
    for person, kept in profiles.unified(world_of(request)):
        if wanted in {(record.source, record.table, record.key) for record in kept}:
            ring = {"instanceId": INSTANCE_ID, "customerId": person.customer_id, "keyRing": _ring(kept)}
            return web.json_response(ring)
    raise Refusal(404, "NotFound", "No customer has this key.")


@routes.get(_INSTANCE + "/profilestore/stateinfo")
async def store_state(request: web.Request) -> web.Response:
    world = world_of(request)
    node = world.nodes[node_key("profileStore", None)]
    rows = len(profiles.unified(world))
    primary = {
        "currentState": "inBuild" if node.state is State.RUNNING else "queryable",
        "rowCount": rows,
        "size": rows * 700,
        "profileStoreHydrationStateInfo": {"full": "hydrated"},
    }
    return web.json_response(
        {
            "instanceId": INSTANCE_ID,
            "ingestionTime": stamp(node.last_success),
            "primaryInfo": primary,
            "secondaryInfo": {"currentState": "empty", "rowCount": None, "size": None},
        }
    )


def _root(request: web.Request) -> str:
    return f"/v1/instances/{request.match_info['instanceId']}"


def _next_page(request: web.Request, skip: int) -> dict[str, str]:
    page = {"$skip": str(skip)}
    if "$top" in request.query:
        page["$top"] = str(number_in(request, "$top", 0) - odata.MOST_ROWS)
    return page


def _ring(kept: tuple[Record, ...]) -> list[dict[str, object]]:
    ring: list[dict[str, object]] = []
    for (source, table), records in groupby(kept, key=lambda record: (record.source, record.table)):
        keys = [record.key for record in records]
        ring.append({"dataSourceName": source, "entityName": table, "preferredKey": keys[0], "keys": keys})
    return ring


def _expanded(world: World, name: str, rows: list[tables.Row], wanted: str) -> list[tables.Row]:
    names = [part.strip() for part in wanted.split(",")]
    if name != "Customer" or not set(names) <= set(tables.UNIFIED):
        raise Refusal(400, "BadRequest", "$expand: only Customer has UnifiedActivity and Customer_Measure.")
    whole = {person.customer_id: (person, kept) for person, kept in profiles.unified(world)}
    return [row | {name: tables.related(name, *whole[str(row["CustomerId"])]) for name in names} for row in rows]
