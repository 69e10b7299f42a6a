"""Steering over HTTP (design §10): how sources behave, which calls fail, what was called, starting anew.

Wrong input gets 400 with a sentence, a name that nothing answers to gets 404.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateways.sandbox import jobs, profiles, workflows
from gateways.sandbox.answers import Refusal
from gateways.sandbox.gate import STEERING
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.world import Behaviour, Outage, Source, World

routes = web.RouteTableDef()
_DAY = 86_400


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class SourceWish(_Wish):
    """`seconds` is how long a refresh takes (null: as the speed says). `provisioning` `refreshCredentials` makes
    refreshes fail until it is `active` again. `state` is shown for the node until the next refresh, whatever it is."""

    behaviour: Behaviour | None = Field(None, strict=False)
    seconds: float | None = Field(None, ge=0, le=_DAY)
    provisioning: str | None = Field(None, pattern="^(new|creating|active|refreshCredentials|updating|deactivated)$")
    state: str | None = Field(None, min_length=1)


class SpeedWish(_Wish):
    """`seconds`: how long a refresh takes. `linger`: how many seconds a removed assignment stays listed."""

    seconds: float | None = Field(None, ge=0, le=_DAY)
    linger: float | None = Field(None, ge=0, le=_DAY)


class FaultWish(_Wish):
    """The `next` calls whose path contains `path` get `status`; 0 breaks the connection. `after`: only once the work
    is done. `next` 0 ends it."""

    status: int
    next: int = Field(1, ge=0)
    path: str = "/v1/"
    retry_after: int | None = Field(None, ge=0)
    after: bool = False


WishT = TypeVar("WishT", bound=_Wish)


@routes.get(STEERING + "/datasources")
async def list_sources(request: web.Request) -> web.Response:
    fields = ("id", "name", "friendly_name", "behaviour", "seconds", "provisioning")
    sources = [asdict(source) for source in world_of(request).sources.values()]
    return web.json_response([{field: source[field] for field in fields} for source in sources])


@routes.put(STEERING + "/datasources/{source}")
async def steer_source(request: web.Request) -> web.Response:
    world = world_of(request)
    source, wish = _source(world, request.match_info["source"]), await _wish(request, SourceWish)
    changes = wish.model_dump(exclude_unset=True)
    if "state" in changes:
        changes["shown"] = changes.pop("state")
    world.sources[source.id] = replace(source, **{k: v for k, v in changes.items() if v is not None or k in _CLEARABLE})
    if wish.behaviour is not None:
        jobs.release(world, source.id, simulation(request).now())
    return web.json_response({})


_CLEARABLE = {"seconds", "shown"}


@routes.delete(STEERING + "/records/{source}")
async def delete_records(request: web.Request) -> web.Response:
    """Delete a customer in the original source, as somebody at Contoso would."""
    email = request.query.get("email", "").strip()
    if not email:
        raise Refusal(400, "BadRequest", "Say whom to delete: ?email=…")
    world = world_of(request)
    return web.json_response(
        {"deleted": profiles.delete_in_source(world, _source(world, request.match_info["source"]), email)}
    )


@routes.post(STEERING + "/scheduled-run")
async def run_schedule(request: web.Request) -> web.Response:
    """What the schedule does at night, now."""
    job = jobs.submit(world_of(request), "all", (), now=simulation(request).now(), scheduled=True, forced=False)
    return web.json_response(workflows.describe(job))


@routes.put(STEERING + "/speed")
async def set_speed(request: web.Request) -> web.Response:
    world, wish = world_of(request), await _wish(request, SpeedWish)
    world.seconds = world.seconds if wish.seconds is None else wish.seconds
    world.linger = world.linger if wish.linger is None else wish.linger
    return web.json_response({"seconds": world.seconds, "linger": world.linger})


@routes.put(STEERING + "/faults")
async def set_fault(request: web.Request) -> web.Response:
    world, wish = world_of(request), await _wish(request, FaultWish)
    if wish.status != 0 and not 400 <= wish.status <= 599:
        raise Refusal(400, "BadRequest", "status must be an error, 400 to 599, or 0 for no answer at all.")
    world.outage = Outage(**wish.model_dump()) if wish.next else None
    return web.json_response({})


@routes.get(STEERING + "/calls")
async def calls(request: web.Request) -> web.Response:
    return web.json_response(list(simulation(request).calls))


@routes.post(STEERING + "/reset")
async def reset(request: web.Request) -> web.Response:
    """A fresh world, and no calls."""
    simulation(request).reset()
    return web.json_response({})


async def _wish(request: web.Request, kind: type[WishT]) -> WishT:
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"])) or "The body"
        raise Refusal(400, "BadRequest", f"{where}: {first['msg']}.") from None


def _source(world: World, name: str) -> Source:
    """By id, unique name, or the name that people see, whatever the case."""
    if name in world.sources:
        return world.sources[name]
    wanted = name.casefold()
    found = [s for s in world.sources.values() if wanted in {s.name.casefold(), s.friendly_name.casefold()}]
    if not found:
        raise Refusal(404, "NotFound", f"There is no data source {name!r}.")
    if len(found) > 1:
        raise Refusal(400, "BadRequest", f"More than one data source is called {name!r}; give an id.")
    return found[0]
