"""The API's calls about segments. Nothing in the contract tells a static segment from a dynamic one."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from gateways.sandbox import profiles
from gateways.sandbox.access import require
from gateways.sandbox.contoso_directory import INSTANCE_ID
from gateways.sandbox.responses import Refusal, number_in, stamp
from gateways.sandbox.simulation import world_of
from gateways.sandbox.world import Segment, State, World, node_key

_SEGMENTS = "/v1/instances/{instanceId}/manage/segments"

routes = web.RouteTableDef()


@routes.get(_SEGMENTS)
async def list_segments(request: web.Request) -> web.Response:
    world = world_of(request)
    most = number_in(request, "numberOfSegments", len(world.segments))
    return web.json_response([_describe(world, segment) for segment in list(world.segments.values())[:most]])


@routes.put(_SEGMENTS + "/{segmentName}/activate")
async def activate(request: web.Request) -> web.Response:
    return _set_active(request, True)


@routes.put(_SEGMENTS + "/{segmentName}/deactivate")
async def deactivate(request: web.Request) -> web.Response:
    return _set_active(request, False)


@routes.delete(_SEGMENTS + "/{segmentName}")
async def delete(request: web.Request) -> web.Response:
    world, segment = require(request, "Contributor"), _segment(request, missing=400)
    del world.segments[segment.name]
    key = node_key("segmentation", segment.name)
    if key in world.nodes:
        world.nodes[key] = replace(world.nodes[key], state=State.DELETED)
    return web.json_response({"statusCode": 200})


def _set_active(request: web.Request, active: bool) -> web.Response:
    world, segment = require(request, "Contributor"), _segment(request, missing=404)
    world.segments[segment.name] = replace(segment, active=active)
    return web.json_response(True)


def _segment(request: web.Request, missing: int) -> Segment:
    segment = world_of(request).segments.get(request.match_info["segmentName"])
    if segment is None:  # deleting has no 404 in the contract
        raise Refusal(missing, "SegmentNotFound", "There is no such segment.")
    return segment


def _describe(world: World, segment: Segment) -> dict[str, object]:
    """`SegmentMetadata` of the contract."""
    node = world.nodes.get(node_key("segmentation", segment.name))
    running = node is not None and node.state is State.RUNNING
    done = "CompletedSuccess" if segment.evaluated else "None"
    return {
        "kind": "default",
        "name": segment.name,
        "friendlyName": segment.friendly_name,
        "state": "active" if segment.active else "inactive",
        "evaluationStatus": {
            "jobStatus": "Running" if running else done,
            "evaluationDate": stamp(segment.evaluated),
            "entityCount": len(profiles.members(segment)),
            "lastSuccessfulRunId": None,
        },
        "instanceId": INSTANCE_ID,
    }
