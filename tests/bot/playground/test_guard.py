"""Only a page of this very server gets through (design §6)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.playground import Playground
from bot.playground.guard import LARGEST_BODY, WITH_A_FILE
from tests.bot.playground.demo_desk import DemoDesk, Served, listening, served
from tests.bot.playground.visitor import TOKEN, Visitor, visiting

GETS = ("/", "/playground/app.js", "/playground/api/events", "/playground/api/complete", "/playground/api/sandbox")
POSTS = ("act", "steer", "clock")


async def _status(url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("path", GETS)
async def test_a_name_that_is_not_this_machine_is_refused(here: Served, path: str) -> None:
    port = here.url.rpartition(":")[2]
    assert await _status(here.url + path, Host=f"evil.example:{port}") == 403
    assert await _status(here.url + path, Host="127.0.0.1:1") == 403  # somebody else's port
    assert await _status(here.url + path, Host="127.0.0.1") == 403


@pytest.mark.parametrize("path", GETS)
async def test_a_page_from_elsewhere_is_refused(here: Served, path: str) -> None:
    for origin in ("http://evil.example", "null", here.url.replace("http:", "https:"), "http://localhost:1"):
        assert await _status(here.url + path, Origin=origin) == 403


@pytest.mark.parametrize("path", GETS)
async def test_the_page_itself_is_served_under_every_name_of_this_machine(here: Served, path: str) -> None:
    port = here.url.rpartition(":")[2]
    for name in ("127.0.0.1", "localhost", "[::1]"):
        assert await _status(here.url + path, Host=f"{name}:{port}", Origin=f"http://{name}:{port}") == 200


@pytest.mark.parametrize("path", POSTS)
async def test_every_post_takes_the_token_of_this_start(visitor: Visitor, here: Served, path: str) -> None:
    for token in ("", "wrong", visitor.first["token"] + "x"):
        assert (await visitor.post(path, {}, **{TOKEN: token}))[0] == 403
    assert not here.desk.heard


@pytest.mark.parametrize("path", POSTS)
async def test_a_post_from_elsewhere_is_refused_even_with_the_token(visitor: Visitor, path: str) -> None:
    assert (await visitor.post(path, {}, Origin="http://evil.example"))[0] == 403
    assert (await visitor.post(path, {}, Host="evil.example"))[0] == 403


async def test_each_start_has_a_token_of_its_own(visitor: Visitor) -> None:
    async with served() as other, visiting(other.url) as guest:
        assert (await guest.post("clock", {"seconds": None}))[0] == 200
        assert (await guest.post("clock", {"seconds": None}, **{TOKEN: visitor.first["token"]}))[0] == 403


ADA = {"who": "ada", "place": "dm:ada", "delivery": "delivery-1"}
NOT_AS_AGREED: list[object] = [
    [],
    None,
    "typed",
    {},
    {**ADA, "act": "unknown"},
    {**ADA, "act": "typed"},
    {**ADA, "act": "typed", "text": 7},
    {**ADA, "act": "typed", "text": "help", "more": 1},
    {**ADA, "act": "typed", "text": "help", "delivery": "<script>"},
    {**ADA, "act": "typed", "text": "x" * 4_001},
    {**ADA, "act": "clicked", "verb": "", "ref": "DSR-1"},
    {**ADA, "act": "submitted", "verb": "deny", "ref": "DSR-1", "values": 1},
    {**ADA, "act": "submitted", "verb": "deny", "ref": "DSR-1", "values": {"reason": "no list"}},
]


@pytest.mark.parametrize("body", NOT_AS_AGREED)
async def test_what_is_not_as_agreed_is_refused_and_not_repeated(visitor: Visitor, here: Served, body: object) -> None:
    status, said = await visitor.post("act", body)
    assert (status, said) == (400, "I do not understand this.")
    assert not here.desk.heard


async def test_no_json_is_refused(visitor: Visitor) -> None:
    url, headers = f"{visitor.url}/playground/api/act", {TOKEN: visitor.first["token"]}
    for nothing in (b"\xff{", b"", b"[" * 60_000, b'{"a":' * 12_000, b'"' * 60_000):
        async with visitor.session.post(url, data=nothing, headers=headers) as answer:
            assert answer.status == 400


@pytest.mark.parametrize(("path", "largest"), [("steer", LARGEST_BODY), ("act", WITH_A_FILE)])
async def test_a_body_without_end_is_refused(visitor: Visitor, here: Served, path: str, largest: int) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(largest // 1_000 + 2):
            yield b"x" * 1_000

    url, headers = f"{visitor.url}/playground/api/{path}", {TOKEN: visitor.first["token"]}
    async with visitor.session.post(url, data=endless(), headers=headers) as answer:
        assert answer.status == 413
    padded = json.dumps({"act": "typed"}) + " " * largest
    async with visitor.session.post(url, data=BytesIO(padded.encode()), headers=headers) as answer:
        assert answer.status == 413
    assert not here.desk.heard


async def test_where_the_playground_is_on_the_whole_app_is_kept_to_this_machine() -> None:
    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive")

    desk, app = DemoDesk(), web.Application()
    app.router.add_get("/healthz", alive)
    Playground(desk, desk.controls()).mount(app)
    async with listening(app) as url:
        assert await _status(f"{url}/healthz") == 200
        for path in ("/healthz", "/nowhere"):
            assert await _status(url + path, Host="evil.example") == 403
            assert await _status(url + path, Origin="http://evil.example") == 403
