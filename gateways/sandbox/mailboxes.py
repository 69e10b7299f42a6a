"""Whose mailbox a call may look into, how often, and what can be seen there."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import get_args

from aiohttp import web

from gateways.sandbox import entra
from gateways.sandbox.contoso_directory import DIRECTORY, Entry
from gateways.sandbox.mailbox import Folder, Item
from gateways.sandbox.responses import Refusal
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.world import World

_WINDOW = timedelta(minutes=10)
RECENT = web.AppKey("recent calls of mailboxes", deque[datetime])


def admitted(request: web.Request) -> tuple[World, Entry]:
    """The world, and whose mailbox this is."""
    entra.caller(request, entra.GRAPH)
    world, wanted = world_of(request), request.match_info["user"].casefold()
    named = [e for e in DIRECTORY if e.mail and wanted in {e.id, e.mail.casefold(), (e.upn or "").casefold()}]
    if not named:
        raise Refusal(404, "ErrorInvalidUser", "The requested user is invalid.")
    if world.post.steering.owner not in {None, named[0].mail}:
        raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    _count(request, world.post.steering.limit)
    return world, named[0]


def _count(request: web.Request, limit: int) -> None:
    """Graph counts the calls of an application for each mailbox (documentation, throttling-limits.md)."""
    recent, now = request.app[RECENT], simulation(request).now()
    while recent and recent[0] <= now - _WINDOW:
        recent.popleft()
    if len(recent) >= limit:
        wait = (recent[0] + _WINDOW - now).total_seconds() if recent else _WINDOW.total_seconds()
        raise Refusal(429, "ApplicationThrottled", "Application is over its limit.", retry_after=int(wait) + 1)
    recent.append(now)


def seen(request: web.Request, owner: Entry) -> list[Item]:
    now = simulation(request).now()
    items = world_of(request).post.items.values()
    return [item for item in items if item.owner == owner.id and item.arrives <= now]


def item_in(request: web.Request) -> tuple[World, Item]:
    world, owner = admitted(request)
    found = [item for item in seen(request, owner) if item.id == request.match_info["message"]]
    if not found:
        raise Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    if found[0].message_id in world.post.steering.broken:
        raise Refusal(500, "ErrorInternalServerError", "An internal server error occurred. The operation failed.")
    return world, found[0]


def folder_in(request: web.Request) -> str:
    name = request.match_info["folder"].casefold()
    if name not in get_args(Folder):
        raise Refusal(404, "ErrorItemNotFound", "The specified folder could not be found in the store.")
    return name
