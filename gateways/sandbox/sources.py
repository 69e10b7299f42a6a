"""The API's calls about the environment and its data sources."""

from __future__ import annotations

from aiohttp import web

from gateways.sandbox.contoso_directory import INSTANCE_ID, OWNER_ID
from gateways.sandbox.jobs import source_node
from gateways.sandbox.responses import Refusal, stamp
from gateways.sandbox.simulation import world_of
from gateways.sandbox.workflows import SCHEDULE_ID
from gateways.sandbox.world import Source, State, World, node_key

_INSTANCE = "/v1/instances/{instanceId}"
# Node state to `refreshState` of the data source; where nothing stands, the last success decides.
_REFRESH_STATES = {
    State.RUNNING: "updating",
    State.FAILED: "updateFailed",
    State.TIMED_OUT: "updateFailed",
    State.ABORTED: "updateCancelled",
}

_PARTS = {"entityName": "rows", "detectChangesAttributeName": "changed", "incrementalPeriods": 1}

routes = web.RouteTableDef()


@routes.get("/v1/instances")
async def instances(request: web.Request) -> web.Response:
    contoso = {
        "instanceId": INSTANCE_ID,
        "name": "Contoso Production",
        "instanceType": "production",
        "expiryTimeUtc": None,
        "scaleUnitId": "sandbox-unit-01",
        "azureRegion": "westeurope",
    }
    return web.json_response([contoso])


@routes.get(_INSTANCE)
async def instance(request: web.Request) -> web.Response:
    sources = world_of(request).sources.values()
    return web.json_response(
        {
            "instanceId": INSTANCE_ID,
            "name": "Contoso Production",
            "instanceType": "production",
            "provisioningState": "active",
            "isB2B": False,
            "isB2C": True,
            "region": "westeurope",
            "isRefreshCredentialRequired": any(s.provisioning == "refreshCredentials" for s in sources),
            "cdsOrgInfo": {
                "friendlyName": "Contoso",
                "url": "https://contoso-example.crm4.dynamics.com",
                "state": "Ready",
                "location": "europe",
            },
            "refreshSchedule": {
                "isActive": True,
                "timezoneId": "UTC",
                "cronSchedules": ["0 0 2 * * *"],
                "scheduleId": SCHEDULE_ID,
                "instanceId": INSTANCE_ID,
            },
            "createdBy": OWNER_ID,
        }
    )


@routes.get(_INSTANCE + "/manage/datasources")
@routes.get(_INSTANCE + "/manage/datasources/v2")
async def list_sources(request: web.Request) -> web.Response:
    world = world_of(request)
    return web.json_response([{"dataSourceMetadata": describe(world, s)} for s in world.sources.values()])


@routes.get(_INSTANCE + "/manage/datasources/{dataSourceId}")
async def one_source(request: web.Request) -> web.Response:
    world = world_of(request)
    source = world.sources.get(request.match_info["dataSourceId"])
    if source is None:  # the contract has no 404 here
        raise Refusal(500, "DataSourceNotFound", "There is no such data source.")
    answer: dict[str, object] = {"dataSourceMetadata": describe(world, source)}
    if request.query.get("includeModel", "true").lower() == "true":
        answer["model"] = {"name": source.name, "entities": [{"name": table} for table in source.tables]}
    return web.json_response(answer)


def describe(world: World, source: Source) -> dict[str, object]:
    """`DataSourceMetadata` of the contract."""
    return {
        "kind": source.kind,
        "isActive": True,
        "entityNames": list(source.tables),
        "entitiesCount": len(source.tables),
        "dataSourceId": source.id,
        "name": source.name,
        "friendlyName": source.friendly_name,
        "provisioningState": source.provisioning,
        "lastRefresh": stamp(source_node(world, source.id).last_success),
        "refreshState": _refresh_state(world, source),
        "incrementalRefreshProperties": [_PARTS] if source.incremental else None,
        "createdBy": source.owner,
        "createdUtc": stamp(source.created),
        "instanceId": INSTANCE_ID,
    }


def _refresh_state(world: World, source: Source) -> str:
    node = world.nodes[node_key("ingestion", source.id)]
    if source.shown == State.NEEDS_UPDATE or (node.last_success is None and node.state not in _REFRESH_STATES):
        return "notUpdated"
    retrying = node.state is State.FAILED and node.ended is None
    return "updating" if retrying else _REFRESH_STATES.get(node.state, "updated")
