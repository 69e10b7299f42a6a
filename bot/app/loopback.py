"""What is served on this machine alone is served under this machine's own address: a page elsewhere may give it a name
of its own, and have a browser here call it (design §6).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NAMES = ("127.0.0.1", "localhost", "[::1]")


def addressed_here(request: web.Request) -> bool:
    """Whether Host is this server's own, and Origin, where a browser names one, the same."""
    transport = request.transport
    port = transport.get_extra_info("sockname")[1] if transport else 0
    ours = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
    host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
    return host in ours and origin in (None, f"http://{host}")


def check_address(request: web.Request) -> None:
    """Raises HTTPForbidden unless Host and Origin are this server's own."""
    if not addressed_here(request):
        raise web.HTTPForbidden(text="This is only served on this machine, under its own address.")


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """For a whole port: nothing is served under a foreign name."""
    check_address(request)
    return await handler(request)
