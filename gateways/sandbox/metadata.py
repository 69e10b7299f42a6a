"""The API's calls about tables, their columns, and which of them can be searched and filtered."""

from __future__ import annotations

from aiohttp import web

from gateways.sandbox.access import require
from gateways.sandbox.bodies import SearchBody
from gateways.sandbox.contoso_customers import HOLDINGS
from gateways.sandbox.contoso_directory import INSTANCE_ID
from gateways.sandbox.responses import Refusal, body_in
from gateways.sandbox.simulation import world_of
from gateways.sandbox.tables import ALTERNATE_KEYS, CUSTOMER_COLUMNS, UNIFIED
from gateways.sandbox.world import Source, World

_MANAGE = "/v1/instances/{instanceId}/manage"
_KEY_COLUMNS = {source: column for source, _, column, *_ in HOLDINGS}
_UNIFIED_TYPES = {"UnifiedActivity": "unifiedActivity", "Customer_Measure": "profileKpi"}

routes = web.RouteTableDef()


@routes.get(_MANAGE + "/entities")
async def all_entities(request: web.Request) -> web.Response:
    quarantined = request.query.get("includeQuarantined", "false").lower() == "true"
    wanted = [e for e in _entities(world_of(request)) if quarantined or e["entityType"] != "corrupt"]
    return web.json_response({"instanceId": INSTANCE_ID, "entities": wanted})


@routes.get(_MANAGE + "/entities/{entityName}")
async def one_entity(request: web.Request) -> web.Response:
    for entity in _entities(world_of(request)):
        if request.match_info["entityName"] in {entity["name"], entity["qualifiedEntityName"]}:
            return web.json_response(entity)
    raise Refusal(404, "NotFound", "There is no such table.")


@routes.get(_MANAGE + "/search")
async def search_configuration(request: web.Request) -> web.Response:
    return web.json_response(_configuration(world_of(request)))


@routes.put(_MANAGE + "/search")
async def configure_search(request: web.Request) -> web.Response:
    world, wanted = require(request, "Admin"), await body_in(request, SearchBody)
    columns = [column for entity in wanted.entity_config for column in entity.attributes]
    if not {column.name for column in columns} <= set(CUSTOMER_COLUMNS):
        raise Refusal(400, "BadRequest", "Only columns of Customer can be indexed.")
    world.searchable = tuple(column.name for column in columns if column.properties.is_searchable)
    world.filterable = tuple(column.name for column in columns if column.properties.is_filterable)
    return web.json_response(_configuration(world))


def _configuration(world: World) -> dict[str, object]:
    """`InstanceSearchConfiguration` of the contract."""
    indexed = [name for name in CUSTOMER_COLUMNS if name in world.searchable or name in world.filterable]
    attributes = [{"name": name, "properties": _index(world, name)} for name in indexed]
    customer = {"qualifiedEntityName": "Customer", "attributes": attributes}
    return {"instanceId": INSTANCE_ID, "isSystemGenerated": False, "entityConfig": [customer]}


def _index(world: World, column: str) -> dict[str, bool]:
    return {
        "isSearchable": column in world.searchable,
        "isFilterable": column in world.filterable,
        "isFacetable": False,
        "isSortable": False,
    }


def _entities(world: World) -> list[dict[str, object]]:
    """`IEntityMetadata` of the contract, for all tables."""
    customer = [_attribute(name, meaning, _index(world, name)) for name, meaning in CUSTOMER_COLUMNS.items()]
    unified = [
        _entity("Customer", "profile", [*customer, *map(_attribute, ALTERNATE_KEYS)]),
        *(_entity(name, _UNIFIED_TYPES[name], [*map(_attribute, columns)]) for name, columns in UNIFIED.items()),
        *(_entity(segment, "segment", [_attribute("CustomerId")]) for segment in world.segments),
        *(_entity(name, kind, [_attribute("CustomerId")]) for name, kind in world.made.items()),
    ]
    return unified + [entity for source in world.sources.values() for entity in _ingested(source)]


def _ingested(source: Source) -> list[dict[str, object]]:
    """The tables of a source, and the one with the rows that could not be read, if there are such."""
    columns = [_attribute(_KEY_COLUMNS.get(source.name, "id")), _attribute("email")]
    origin = {"dataSourceName": source.name, "datasourceId": source.id}
    prefix = f"{source.id}_"
    corrupt = f"{source.tables[0]}_corrupt"
    unread = [_entity(corrupt, "corrupt", columns, prefix) | origin] if source.corrupt else []
    return [*(_entity(table, "unspecified", columns, prefix) | origin for table in source.tables), *unread]


def _entity(name: str, kind: str, attributes: list[dict[str, object]], prefix: str = "") -> dict[str, object]:
    return {
        "name": name,
        "qualifiedEntityName": prefix + name,
        "dataSourceName": None,
        "entityType": kind,
        "attributes": attributes,
    }


def _attribute(name: str, meaning: str | None = None, index: dict[str, bool] | None = None) -> dict[str, object]:
    attribute: dict[str, object] = {"name": name, "friendlyName": name, "dataType": "Edm.String"}
    if meaning:
        attribute["semanticType"] = meaning
    if index and any(index.values()):
        attribute["searchProperties"] = index
    return attribute
