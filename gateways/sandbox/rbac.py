"""The API's calls about roles and who has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from gateways.sandbox.access import ROLES, caller_assignment, require
from gateways.sandbox.bodies import RoleBody
from gateways.sandbox.contoso_directory import INSTANCE_ID, OWNER_ID
from gateways.sandbox.responses import Refusal, body_in
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.world import Assignment, World

_RBAC = "/v1/instances/{instanceId}/rbac"

routes = web.RouteTableDef()


@routes.get(_RBAC + "/roles")
async def roles(request: web.Request) -> web.Response:
    return web.json_response([{"roleName": name, "description": text} for name, text in ROLES.items()])


@routes.get(_RBAC + "/myrole")
async def my_role(request: web.Request) -> web.Response:
    assignment = caller_assignment(request)
    assert assignment is not None, "admitted callers have a role"
    return web.json_response(_describe(assignment))


@routes.get(_RBAC + "/assignments")
async def assignments(request: web.Request) -> web.Response:
    return _listing(request)


@routes.put(_RBAC + "/principals/{principalId}/assignment")
async def assign(request: web.Request) -> web.Response:
    world = require(request, "Admin")
    wanted = await body_in(request, RoleBody, status=500)
    world.assignments[request.match_info["principalId"]] = Assignment(
        principal_id=request.match_info["principalId"], principal_type=wanted.principal_type, roles=wanted.roles
    )
    return _listing(request)


@routes.delete(_RBAC + "/principals/{principalId}/assignment")
async def remove(request: web.Request) -> web.Response:
    """Removing what is not there succeeds as well: the contract has no 404."""
    world = require(request, "Admin")
    assignment = world.assignments.get(request.match_info["principalId"])
    if assignment is not None and assignment.leaves is None:
        _check_removable(world, assignment)
        leaves = simulation(request).now() + timedelta(seconds=world.linger)
        world.assignments[assignment.principal_id] = replace(assignment, leaves=leaves)
    return web.Response()


def _check_removable(world: World, assignment: Assignment) -> None:
    if assignment.principal_id == OWNER_ID:
        raise Refusal(403, "UnableToRevokePermission", "The owner of the environment cannot be removed.")
    admins = [held for held in world.assignments.values() if "Admin" in held.roles and held.leaves is None]
    if admins == [assignment]:
        raise Refusal(403, "UnableToRevokePermission", "The last Admin cannot be removed.")


def _listing(request: web.Request) -> web.Response:
    now = simulation(request).now()
    listed = [held for held in world_of(request).assignments.values() if held.leaves is None or held.leaves > now]
    return web.json_response([_describe(held) for held in listed])


def _describe(assignment: Assignment) -> dict[str, object]:
    """`RoleAssignment` of the contract."""
    return {
        "principalId": assignment.principal_id,
        "principalType": assignment.principal_type,
        "roles": list(assignment.roles),
        "instanceId": INSTANCE_ID,
    }
