"""A web server that nobody can hold up: not by never ending, not by what is packed, not by coming in crowds."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from gateways.serving import serving

WITHIN = 0.3  # seconds in which a request must arrive here
SLOWLY = 0.02  # seconds between two bytes
LIMIT = 20.0  # seconds after which a test gives up waiting

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


async def _reads(request: web.Request) -> web.Response:
    return web.Response(text=f"{len(await request.read())}\n")


async def _typed(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.content_type}\n")


async def _works_long(request: web.Request) -> web.Response:
    await request.read()
    await asyncio.sleep(3 * WITHIN)
    return web.Response(text="done\n")


async def _breaks(_: web.Request) -> web.Response:
    raise RuntimeError


async def _streams(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"a")
    return response


@asynccontextmanager
async def server(**limits: float) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/stream", _streams)
    app.router.add_get("/broken", _breaks)
    app.router.add_post("/read", _reads)
    app.router.add_post("/typed", _typed)
    app.router.add_post("/ignore", _alive)
    app.router.add_post("/long", _works_long)
    async with serving(app, "127.0.0.1", 0, **{"within": WITHIN, **limits}) as port:
        yield port


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with server() as port:
        yield port


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Pair]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def said(port: int, *pieces: bytes) -> bytes:
    """Everything that the server answers to this, until it hangs up."""
    async with connected(port) as (reader, writer), asyncio.timeout(LIMIT):
        for piece in pieces:
            writer.write(piece)
        with _hung_up():
            return await reader.read()
        return b""


class _hung_up:
    """A connection that is cut is an answer too."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, OSError)


async def dripping(port: int, begin: bytes, drop: bytes) -> float:
    """Send one drop after the other until the server hangs up; the seconds that took."""
    async with connected(port) as (reader, writer), asyncio.timeout(LIMIT):
        started = time.monotonic()
        writer.write(begin)
        over = asyncio.create_task(_end(reader))
        while not (await asyncio.wait((over,), timeout=SLOWLY))[0]:
            with _hung_up():
                writer.write(drop)
        return time.monotonic() - started


async def _end(reader: asyncio.StreamReader) -> None:
    with _hung_up():
        await reader.read()


NEVER_ENDING = {
    "a silence": (b"", b""),
    "a line": (b"GET /", b"a"),
    "a head": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n"),
    "a field": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", b"b"),
    "a body": (b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", b"a"),
    "a body in pieces": (b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "a body that nobody reads": (b"POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", b"a"),
    "a body for nobody": (b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", b"a"),
    "a second head": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"X"),
    "line breaks": (b"\r\n", b"\r\n"),
}


@pytest.mark.parametrize("what", NEVER_ENDING)
async def test_what_never_ends_is_ended(port: int, what: str) -> None:
    assert await dripping(port, *NEVER_ENDING[what]) < LIMIT


async def test_a_crowd_that_never_ends_keeps_nobody_waiting() -> None:
    async with server(within=2.0) as port:  # as the test itself is slow beside its crowd on a busy machine
        crowd = [asyncio.create_task(dripping(port, *NEVER_ENDING[what])) for what in NEVER_ENDING for _ in range(8)]
        while not all(task.done() for task in crowd):
            assert await said(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert max(task.result() for task in crowd) < LIMIT


async def test_a_request_in_slow_pieces_comes_through_when_it_is_in_time(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(LIMIT):
        for piece in (b"POST /read HT", b"TP/1.1\r\nHost: x\r\nContent-Le", b"ngth: 4\r\n\r\n", b"ab", b"cd"):
            writer.write(piece)
            await asyncio.sleep(SLOWLY)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")


async def test_a_handler_may_take_its_time_once_the_request_is_there(port: int) -> None:
    answer = await said(port, b"POST /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na")
    assert answer.endswith(b"done\n")


async def test_many_requests_on_one_connection_each_have_their_own_time(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(LIMIT):
        for _ in range(4):
            await asyncio.sleep(WITHIN / 2)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200")


async def test_a_connection_at_rest_is_kept(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(LIMIT):
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"alive\n")
            await asyncio.sleep(2 * WITHIN)


async def test_of_too_many_connections_the_oldest_at_rest_makes_room() -> None:
    async with server(most=3, within=LIMIT) as port, connected(port) as (first, _), connected(port), connected(port):
        assert await said(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(LIMIT):
            await _end(first)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "GZIP", "gzip, identity", "x"])
@pytest.mark.parametrize("path", ["/read", "/ignore", "/nowhere"])
async def test_no_body_is_unpacked(port: int, path: str, coding: str) -> None:
    body = gzip.compress(bytes(2**20))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n"
    answer = await said(port, f"{head}Connection: close\r\n\r\n".encode() + body)
    assert answer.startswith(b"HTTP/1.1 415")


async def test_a_body_that_says_it_is_not_packed_is_read(port: int) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Encoding: Identity\r\nContent-Length: 2\r\nConnection: close\r\n"
    assert (await said(port, head + b"\r\nab")).endswith(b"2\n")


@pytest.mark.parametrize("atom", [";", '"', 'a="', "a=b;", ';a="', "a*0=x;", "x"])
async def test_an_odd_content_type_costs_nothing(port: int, atom: str) -> None:
    kind = f"application/json; {atom * 7_900}"[:8_000]
    head = f"POST /typed HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    begun = time.thread_time()
    assert (await said(port, head.encode())).startswith(b"HTTP/1.1 415")
    assert time.thread_time() - begun < 0.1


async def test_a_body_in_more_pieces_than_anybody_sends_is_refused_before_they_are_looked_at(port: int) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert (await said(port, head, b"1\r\na\r\n" * 1_000, b"0\r\n\r\n")).endswith(b"1000\n")
    assert await said(port, head, b"1\r\na\r\n" * 3_000, b"0\r\n\r\n") == b""


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"PUT /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n",
        b"what is this\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_nobody_is_told_which_version_runs_here(port: int, request_: bytes) -> None:
    answer = (await said(port, request_)).lower()
    assert answer.startswith(b"http/1.")
    assert not any(name in answer for name in (b"aiohttp", b"python", b"/3."))


async def test_what_is_no_http_is_not_repeated_and_not_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    answer = await said(port, b"GET / HTTP/1.1\r\nanna@contoso.com\r\n\r\n")
    assert answer.startswith(b"HTTP/1.0 400")
    assert b"anna" not in answer
    assert not caplog.records
