"""Who may call the Customer Insights API: the subscription key, the token, and the caller's role."""

from __future__ import annotations

from aiohttp import web

from gateways.sandbox import entra
from gateways.sandbox.contoso_directory import DIRECTORY, INSTANCE_ID
from gateways.sandbox.middleware import Handler
from gateways.sandbox.responses import Refusal
from gateways.sandbox.simulation import world_of
from gateways.sandbox.world import Assignment, World

PRIMARY_KEY, SECONDARY_KEY = "sandbox-primary-key", "sandbox-secondary-key"
KEYS = {  # which of them still work, since one or both were regenerated
    "both": {PRIMARY_KEY, SECONDARY_KEY},
    "primary": {PRIMARY_KEY},
    "secondary": {SECONDARY_KEY},
    "none": set[str](),
}
# What each role is good for, weakest first (documentation, user-roles.md).
ROLES = {
    "Viewer": "Reads unified data and insights.",
    "Contributor": "Works with data and insights, refreshes them.",
    "Admin": "Does everything, users and settings included.",
}


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only callers with a key, a token for this API, and a role in the environment."""
    if request.path.startswith("/v1"):
        key = request.headers.get("Ocp-Apim-Subscription-Key") or request.query.get("subscription-key")
        if key not in KEYS[world_of(request).oddities.keys]:
            raise Refusal(401, "Unauthorized", "Access denied: the subscription key is missing or not valid.")
        entra.caller(request, entra.INSIGHTS)
        if request.match_info.get("instanceId", INSTANCE_ID) != INSTANCE_ID or not caller_assignment(request):
            raise Refusal(403, "Forbidden", "The caller has no role in this environment.")
    return await handler(request)


def caller_assignment(request: web.Request) -> Assignment | None:
    """The role of the application that calls; removed roles end at once, even while they are still listed."""
    app_id = entra.caller(request, entra.INSIGHTS)
    principal = next(entry.id for entry in DIRECTORY if entry.app_id == app_id)
    assignment = world_of(request).assignments.get(principal)
    return assignment if assignment and assignment.leaves is None else None


def require(request: web.Request, role: str) -> World:
    """The world as it is now, for a caller with this role or a stronger one."""
    strength = list(ROLES)
    assignment = caller_assignment(request)
    held = assignment.roles if assignment else ()
    if max((strength.index(name) for name in held), default=-1) < strength.index(role):
        raise Refusal(403, "Forbidden", f"This takes the role {role}.")
    return world_of(request)
