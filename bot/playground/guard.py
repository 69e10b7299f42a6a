"""Who may talk to the playground: a page of this very server, with the token of this start (design §6)."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.app.loopback import Handler, check_address
from bot.playground.tongue import Tongue
from common.web import at_most
from domain.list_file import MOST_BYTES

LARGEST_BODY = 64 * 1024  # bytes
WITH_A_FILE = LARGEST_BODY + MOST_BYTES * 4 // 3 + 4  # as text
READ_WITHIN = 5.0  # seconds
TICKET = "X-Playground-Token"

Wish = TypeVar("Wish", bound=BaseModel)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """Stands before every handler of the playground."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        self.token = secrets.token_urlsafe(32)

    def reading(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            check_address(request)
            response = await handler(request)
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return guarded

    def acting(self, handler: Handler) -> Handler:
        async def with_token(request: web.Request) -> web.StreamResponse:
            if not hmac.compare_digest(request.headers.get(TICKET, "").encode(), self.token.encode()):
                raise web.HTTPForbidden(text=self._tongue.said.OLD_PAGE)
            return await handler(request)

        return self.reading(with_token)

    async def body(self, request: web.Request, kind: type[Wish], largest: int = LARGEST_BODY) -> Wish:
        """The JSON of a request. What is too large gets 413, what is not as agreed 400; neither is repeated."""
        try:
            async with asyncio.timeout(READ_WITHIN):
                return kind.model_validate_json(await _read(request, largest))
        except TimeoutError:
            raise web.HTTPRequestTimeout(text=self._tongue.said.TOO_SLOW) from None
        except ValidationError:
            raise web.HTTPBadRequest(text=self._tongue.said.NOT_UNDERSTOOD) from None


async def _read(request: web.Request, largest: int) -> bytes:
    read = await at_most(request.content, largest)
    if len(read) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, len(read))
    return read
