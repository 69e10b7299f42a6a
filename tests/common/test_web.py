"""Whom an address speaks to, and how much is read of what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from common.web import at_most, origin

MOST = 100_000


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        left = int(request.query["size"])
        while left:
            piece = min(left, 30_000)
            await response.write(b"x" * piece)
            left -= piece
        return response

    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app, host="127.0.0.1") as running:
        yield running


@pytest.mark.parametrize("size", [0, 1, MOST - 1, MOST, MOST + 1, 10 * MOST])
async def test_of_a_body_that_is_too_long_one_byte_more_is_read_than_may_be(server: TestServer, size: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(server.make_url(f"/?size={size}")) as answer:
        assert await at_most(answer.content, MOST) == b"x" * min(size, MOST + 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x?y", "https://a.example:443/z", True),
        ("https://A.example/", "https://a.example/", True),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://b.a.example/", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(one: str, other: str, *, same: bool) -> None:
    assert (origin(URL(one)) == origin(URL(other))) is same
