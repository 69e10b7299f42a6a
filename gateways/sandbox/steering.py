"""Steering over HTTP (design §10): how sources behave, which calls fail, what was called, starting anew.

Wrong input gets 400 with a sentence; the name of a data source that there is not gets 404.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, replace

from aiohttp import web

from gateways.sandbox import jobs, profiles, workflows
from gateways.sandbox.contoso_directory import DIRECTORY
from gateways.sandbox.middleware import STEERING
from gateways.sandbox.responses import Refusal, body_in, stamp
from gateways.sandbox.seed import add_source
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.steering_bodies import (
    DataWish,
    FaultWish,
    GroupWish,
    NewSourceWish,
    OddWish,
    ScheduleWish,
    SegmentWish,
    SourceWish,
    SpeedWish,
)
from gateways.sandbox.world import Outage, Segment, Source, State, World, node_key

routes = web.RouteTableDef()


@routes.get(STEERING + "/datasources")
async def list_sources(request: web.Request) -> web.Response:
    return web.json_response([_describe(source) for source in world_of(request).sources.values()])


@routes.post(STEERING + "/datasources")
async def new_source(request: web.Request) -> web.Response:
    wish = await body_in(request, NewSourceWish)
    source = Source(
        id=str(uuid.uuid4()),
        name="".join(filter(str.isalnum, wish.friendly_name.title())),
        tables=("rows",),
        created=simulation(request).now(),
        **wish.model_dump(),
    )
    add_source(world_of(request), source)
    return web.json_response(_describe(source))


@routes.put(STEERING + "/datasources/{source}")
async def steer_source(request: web.Request) -> web.Response:
    wish = await body_in(request, SourceWish)
    world, source = _chosen(request)
    world.sources[source.id] = steered = replace(source, **wish.model_dump(exclude_unset=True))
    if "behaviour" in wish.model_fields_set:
        jobs.release(world, source.id, simulation(request).now())
    return web.json_response(_describe(steered))


@routes.delete(STEERING + "/datasources/{source}")
async def delete_source(request: web.Request) -> web.Response:
    world, source = _chosen(request)
    key = node_key("ingestion", source.id)
    del world.sources[source.id]
    world.nodes[key] = replace(world.nodes[key], state=State.DELETED)
    return web.json_response({})


@routes.get(STEERING + "/records")
async def originals(request: web.Request) -> web.Response:
    """Which original sources hold a customer now, whatever Customer Insights has read of them."""
    email, world = _whom(request), world_of(request)
    held = [one.friendly_name for one in world.sources.values() if profiles.in_source(world, one, email)]
    return web.json_response({"held": held})


@routes.delete(STEERING + "/records")
async def delete_everywhere(request: web.Request) -> web.Response:
    """Delete a customer in every original source; how many records that were, by the name of the source."""
    email, world, now = _whom(request), world_of(request), simulation(request).now()
    deleted = {one.friendly_name: profiles.delete_in_source(world, one, email, now) for one in world.sources.values()}
    return web.json_response({"deleted": {name: count for name, count in deleted.items() if count}})


@routes.delete(STEERING + "/records/{source}")
async def delete_records(request: web.Request) -> web.Response:
    """Delete a customer in the original source, as somebody at Contoso would."""
    deleted = profiles.delete_in_source(*_chosen(request), _whom(request), simulation(request).now())
    return web.json_response({"deleted": deleted})


def _whom(request: web.Request) -> str:
    email = request.query.get("email", "").strip()
    if not email:
        raise Refusal(400, "BadRequest", "Say whom: ?email=…")
    return email


@routes.post(STEERING + "/scheduled-run")
async def run_schedule(request: web.Request) -> web.Response:
    """What the schedule does at night, now."""
    job = jobs.submit(world_of(request), "all", (), now=simulation(request).now(), scheduled=True, forced=False)
    return web.json_response(workflows.describe(job))


@routes.put(STEERING + "/schedule")
async def set_schedule(request: web.Request) -> web.Response:
    wish, world = await body_in(request, ScheduleWish), world_of(request)
    asked = {"crons" if name == "cron" else name: value for name, value in wish.model_dump(exclude_unset=True).items()}
    world.plan = replace(world.plan, **asked, seen=simulation(request).now())
    return web.json_response(wish.model_dump())


@routes.put(STEERING + "/speed")
async def set_speed(request: web.Request) -> web.Response:
    wish, world = await body_in(request, SpeedWish), world_of(request)
    world.seconds = world.seconds if wish.seconds is None else wish.seconds
    world.linger = world.linger if wish.linger is None else wish.linger
    return web.json_response({"seconds": world.seconds, "linger": world.linger})


@routes.put(STEERING + "/data")
async def set_data(request: web.Request) -> web.Response:
    wish, world = await body_in(request, DataWish), world_of(request)
    for name, value in wish.model_dump(exclude_unset=True).items():
        setattr(world, name, value)
    return web.json_response({name: getattr(world, name) for name in DataWish.model_fields})


@routes.get(STEERING + "/segments")
async def list_segments(request: web.Request) -> web.Response:
    return web.json_response([_describe_segment(segment) for segment in world_of(request).segments.values()])


@routes.post(STEERING + "/segments/{segment}/recreate")
async def recreate_segment(request: web.Request) -> web.Response:
    """What a person does in Customer Insights about a static segment: from then on it holds who is a customer now."""
    world, segment = _chosen_segment(request)
    if not segment.static:
        raise Refusal(400, "BadRequest", "Only a static segment is recreated; the others are refreshed.")
    now, erased = simulation(request).now(), frozenset(world.erased_in_profiles)
    world.segments[segment.name] = anew = replace(segment, evaluated=now, erased=erased)
    return web.json_response(_describe_segment(anew))


@routes.put(STEERING + "/segments/{segment}")
async def steer_segment(request: web.Request) -> web.Response:
    wish, (world, segment) = await body_in(request, SegmentWish), _chosen_segment(request)
    world.segments[segment.name] = replace(segment, **wish.model_dump(exclude_unset=True))
    return web.json_response(wish.model_dump(mode="json", exclude_unset=True))


@routes.put(STEERING + "/groups/{group}")
async def set_members(request: web.Request) -> web.Response:
    """Who is of a group of the directory from now on: people and groups, by their ids."""
    wish, group = await body_in(request, GroupWish), request.match_info["group"]
    known = {entry.id: entry.kind for entry in DIRECTORY}
    if known.get(group) != "group" or not known.keys() >= {*wish.members}:
        raise Refusal(404, "NotFound", "There is no such group, or nobody with such an id.")
    world_of(request).members[group] = wish.members
    return web.json_response(wish.model_dump())


@routes.put(STEERING + "/oddities")
async def set_oddities(request: web.Request) -> web.Response:
    wish, world = await body_in(request, OddWish), world_of(request)
    world.oddities = replace(world.oddities, **wish.model_dump(exclude_unset=True))
    return web.json_response(asdict(world.oddities))


@routes.put(STEERING + "/faults")
async def set_fault(request: web.Request) -> web.Response:
    """One fault at a time: a new one takes the place of what was left of the last."""
    wish = await body_in(request, FaultWish)
    world_of(request).outage = Outage(**wish.model_dump()) if wish.next else None
    return web.json_response(wish.model_dump())


@routes.get(STEERING + "/calls")
async def calls(request: web.Request) -> web.Response:
    """Every call of a client since the start or the last reset; a call under way has no status yet."""
    return web.json_response(list(simulation(request).calls))


@routes.post(STEERING + "/reset")
async def reset(request: web.Request) -> web.Response:
    """A fresh world, and no calls."""
    simulation(request).reset()
    return web.json_response({})


def _chosen(request: web.Request) -> tuple[World, Source]:
    """The data source named in the path: by id, unique name, or the name that people see, whatever the case."""
    world, name = world_of(request), request.match_info["source"]
    wanted = name.casefold()
    found = [s for s in world.sources.values() if wanted in {s.id, s.name.casefold(), s.friendly_name.casefold()}]
    if not found:
        raise Refusal(404, "NotFound", f"There is no data source {name!r}.")
    if len(found) > 1:
        raise Refusal(400, "BadRequest", f"More than one data source is called {name!r}; give an id.")
    return world, found[0]


def _chosen_segment(request: web.Request) -> tuple[World, Segment]:
    world = world_of(request)
    segment = world.segments.get(request.match_info["segment"])
    if segment is None:
        raise Refusal(404, "NotFound", "There is no such segment.")
    return world, segment


def _describe_segment(segment: Segment) -> dict[str, object]:
    return {
        "name": segment.name,
        "friendly_name": segment.friendly_name,
        "static": segment.static,
        "active": segment.active,
        "evaluated": stamp(segment.evaluated),
    }


def _describe(source: Source) -> dict[str, object]:
    return {
        "id": source.id,
        "name": source.name,
        "friendly_name": source.friendly_name,
        "owner": source.owner,
        "behaviour": source.behaviour,
        "seconds": source.seconds,
        "provisioning": source.provisioning,
        "state": source.shown,
    }
