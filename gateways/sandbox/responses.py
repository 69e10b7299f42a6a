"""Answers in the shapes of the four doors: Customer Insights, Entra, Graph, and steering."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

BodyT = TypeVar("BodyT", bound=BaseModel)


class Refusal(Exception):
    """A call that gets an error for an answer."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def refuse(path: str, refusal: Refusal) -> web.Response:
    """The refusal in the shape that a caller of this path expects."""
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = _body(path, refusal)
    if body is None:
        return web.Response(status=refusal.status, headers=headers)
    return web.json_response(body, status=refusal.status, headers=headers)


def _body(path: str, refusal: Refusal) -> Mapping[str, object] | None:
    if path.startswith("/v1"):
        return _insights_body(path, refusal)
    if path.startswith(("/graph", "/api/data")):
        return {"error": {"code": refusal.code, "message": refusal.message}}
    if path.startswith("/entra"):
        return {"error": refusal.code, "error_description": refusal.message}
    return {"error": refusal.message}


def _insights_body(path: str, refusal: Refusal) -> Mapping[str, object] | None:
    """The contract's error for this path and status: gateway, OData, service, or no body at all."""
    if refusal.status in {401, 429}:
        return {"statusCode": refusal.status, "message": refusal.message}
    if "/data/" in path and refusal.status != 403:
        return {"errorCode": refusal.code, "message": refusal.message}
    metadata = "/manage/entities" in path or "/manage/search" in path
    bodiless_500 = metadata or any(part in path for part in ("/rbac/", "/manage/segments", "/profile/keyring"))
    if (refusal.status == 500 and bodiless_500) or (refusal.status == 503 and not metadata):
        return None
    return {
        "httpStatusCode": str(refusal.status),
        "exceptionCulprit": "system" if refusal.status >= 500 else "user",
        "resultSeverity": "error",
        "errorCode": refusal.code,
        "message": refusal.message,
    }


async def body_in(request: web.Request, kind: type[BodyT], status: int = 400) -> BodyT:
    """The JSON object that a call carries, checked; a wrong one is refused with `status`."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"])) or "The body"
        raise Refusal(status, "BadRequest", f"{where}: {first['msg']}.") from None


def number_in(request: web.Request, name: str, default: int) -> int:
    """A count in the query."""
    text = request.query.get(name, str(default))
    if not text.isdecimal():
        raise Refusal(400, "BadRequest", f"{name} is no number.")
    return int(text)


def stamp(moment: datetime | None) -> str | None:
    """A moment as the contract writes it (ISO 8601, UTC)."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
