"""A replica that may have been taken for dead calls nobody with what may change something."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.app.outside import client_session
from domain.replica import Fenced
from gateways.serving import serving


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nothing_is_sent_once_the_lease_may_have_run_out(method: str) -> None:
    came = list[str]()

    async def hear(request: web.Request) -> web.Response:
        came.append(request.method)
        return web.Response()

    def check() -> None:
        raise Fenced

    app = web.Application()
    app.router.add_route("*", "/", hear)
    async with serving(app, "127.0.0.1", 0) as port, client_session(check) as session:
        url = f"http://127.0.0.1:{port}/"
        with pytest.raises(Fenced):
            await session.request(method, url, json={})
        async with session.get(url) as answer:
            assert answer.status == 200
    assert came == ["GET"]
