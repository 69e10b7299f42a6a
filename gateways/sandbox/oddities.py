"""Answers in other forms than the contract's, each of them told of by the service's pages or seen by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import format_datetime

from aiohttp import web
from yarl import URL

from gateways.sandbox.middleware import Handler
from gateways.sandbox.responses import Refusal
from gateways.sandbox.simulation import simulation
from gateways.sandbox.world import Oddities

Json = object
_PAGE = "oddPage"
_RESOURCES = ("/jobs", "/status", "/schedules", "/manage/datasources")


@web.middleware
async def oddly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only what clients of Customer Insights get; steering, Entra and Graph stay as they are."""
    stage = simulation(request)
    odd = stage.world.oddities
    if not request.path.startswith("/v1") or odd == Oddities():
        return await handler(request)
    _refuse(request, odd)
    response = await handler(request)
    if isinstance(response, web.Response) and response.status == 200:
        response = _bodiless(request, odd) or _rewritten(request, response, odd)
    response.headers["Date"] = format_datetime(stage.now(), usegmt=True)
    return response


def _refuse(request: web.Request, odd: Oddities) -> None:
    if odd.moved and "/instances/" in request.path:
        raise Refusal(404, "InstanceNotFound", "There is no such environment.")
    documented = "/manage/workflows/" in request.path or request.path.endswith("/datasources/v2")
    either = any(part in request.path for part in _RESOURCES)
    if either and odd.routes != "both" and documented is not (odd.routes == "documented"):
        raise Refusal(404, "NotFound", "Not found.")


def _bodiless(request: web.Request, odd: Oddities) -> web.Response | None:
    return web.Response(status=202) if odd.bodiless and request.method == "POST" else None


def _rewritten(request: web.Request, response: web.Response, odd: Oddities) -> web.Response:
    if not response.body or response.content_type != "application/json":
        return response
    body = _renamed(json.loads(response.text or "null"), lambda name: _name(name, odd), frozenset(odd.null))
    return web.json_response(_paged(request, body, odd))


def _name(name: str, odd: Oddities) -> str:
    name = odd.rename.get(name, name)
    return {"lower": name.lower(), "upper": name.upper()}.get(odd.case, name)


def _renamed(value: Json, rename: Callable[[str], str], null: frozenset[str]) -> Json:
    if isinstance(value, list):
        return [_renamed(item, rename, null) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {name: None if name in null else _renamed(inner, rename, null) for name, inner in value.items()}
    return {name if name.startswith("@") else rename(name): inner for name, inner in fields.items()}


def _paged(request: web.Request, body: Json, odd: Oddities) -> Json:
    """Lists in pages of `odd.page` rows, with the address of the next one."""
    if request.method != "GET":
        return body
    key = next((name for name in body if name.casefold() == "value"), "") if isinstance(body, dict) else ""
    rows = body if isinstance(body, list) else body.get(key) if isinstance(body, dict) else None
    if not isinstance(rows, list) or not (odd.wrap or odd.page):
        return body
    number = int(request.query.get(_PAGE, "0"))
    size = odd.page or max(len(rows), 1)
    page: dict[str, Json] = {"value": rows[number * size : (number + 1) * size]}
    if len(rows) > (number + 1) * size:
        page["@odata.nextLink"] = str(_next(request.url, number + 1))
    return page


def _next(url: URL, number: int) -> URL:
    return url.update_query({_PAGE: str(number)})
