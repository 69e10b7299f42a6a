"""The fake Slack as a server on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
import math
import time
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.limits import Limits
from tests.fakes.slack.faults import Fault, Faults
from tests.fakes.slack.installs import Installs
from tests.fakes.slack.methods import METHODS, Error, told
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, Call, Given, World

Json = dict[str, Any]
RESPONSES = 5  # times that a response_url may be used


class FakeSlack:
    """`world` may be changed, `faults` added, `limits` set, at any time. `installs`: further workspaces."""

    def __init__(self) -> None:
        self.world, self.faults, self.sockets, self.limits = World(), Faults(), Sockets(), Limits()
        self.installs = Installs()
        self.url = ""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/commands/{rest:.+}", self._response)
        app.router.add_route("*", "/upload/v1/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/download/{name}", self._download)
        app.router.add_get("/link", self._link)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        app.router.add_get("/_calls", self._calls)
        app.router.add_get("/_messages", self._messages)
        app.router.add_put("/_faults", self._add_fault)
        app.router.add_post("/_delete", self._delete)
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, given = request.match_info["method"], await _arguments(request)
        fault = self.faults.take(method) or self._over(method, given)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind in {"throttle", "break", "refuse", "redirect", "answer"}:
            return self._failed(request, method, given, fault)
        world = self._whose(_token(request, given))
        answer = self._answer(request, method, given, fault)
        dropped = fault is not None and fault.kind == "drop"
        self._record(method, given, 0 if dropped else 200, answer.get("error", ""), request.method, world)
        if dropped:
            _hang_up(request)
        return web.json_response(answer, headers={"X-OAuth-Scopes": world.scopes})

    def _whose(self, token: str) -> World:
        """What nobody knows is recorded at the first one."""
        found = [one.world for one in self.installs.issued if one.token == token]
        return found[-1] if found and token != BOT_TOKEN else self.world

    def _over(self, method: str, given: Json) -> Fault | None:
        """What is too much is not taken. A limit of posts is one channel's, any other the app's."""
        wait = self.limits.take(method, str(given.get("channel", "")) if method == "chat.postMessage" else "")
        return Fault("throttle", seconds=math.ceil(wait)) if wait else None

    def _answer(self, request: web.Request, method: str, given: Json, fault: Fault | None) -> Json:
        token = _token(request, given)
        try:
            if fault and fault.kind == "error":
                raise Error(fault.code)
            if method == "oauth.v2.access":
                return {"ok": True, **self.installs.access(given, _client(request))}
            world = self._world(token, APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN)
            if method == "auth.revoke":
                return {"ok": True, **self.installs.revoke(token)}
            if method == "apps.connections.open":
                return {"ok": True, "url": f"{self.url.replace('http', 'ws')}/link?ticket={self.world.number()}"}
            if method not in METHODS:
                raise Error("unknown_method")
            answer = METHODS[method](world, given)
            if str(answer.get("upload_url", "")).startswith("/"):
                answer["upload_url"] = f"{self.url}{answer['upload_url']}"
            if isinstance(answer.get("file"), dict):
                answer["file"] = self._here(answer["file"])
            return {"ok": True, **answer}
        except Error as error:
            return {"ok": False, "error": str(error), **({"needed": error.needed} if error.needed else {})}
        except KeyError:
            return {"ok": False, "error": "invalid_arguments"}

    def _world(self, token: str, own: str) -> World:
        """Raises: Error."""
        if token != own:
            return self.installs.world_of(token)
        if self.world.revoked:
            raise Error(self.world.revoked)
        return self.world

    def _failed(self, request: web.Request, method: str, given: Json, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "throttle":
                self._record(method, given, 429, "ratelimited")
                headers = {"Retry-After": f"{fault.seconds:.0f}"}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case "break":
                self._record(method, given, 500, "")
                return web.Response(status=500, text="<html>Server error</html>", content_type="text/html")
            case "redirect":
                self._record(method, given, fault.status, "")
                return web.Response(status=fault.status, headers={"Location": f"{self.url}/elsewhere"})
            case "answer":
                self._record(method, given, fault.status, "")
                return web.Response(status=fault.status, text=fault.text, content_type=fault.kind_of)
            case _:
                self._record(method, given, 0, "")
                _hang_up(request)
                return web.Response()

    async def _response(self, request: web.Request) -> web.StreamResponse:
        given, fault = await _arguments(request), self.faults.take("response_url")
        if fault:
            return self._failed(request, "response_url", given, fault)
        used = self.world.responses[request.path] = self.world.responses.get(request.path, 0) + 1
        if used > RESPONSES:
            self._record("response_url", given, 404, "used_url")
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        replaces = given.get("replace_original") in {True, "true"}
        of = request.path.split("/")[3:-2]  # the message that was clicked, where there was one
        if replaces and not (len(of) == 2 and self._replaced(of, given)):
            self._record("response_url", given, 404, "message_not_found")
            return web.json_response({"ok": False, "error": "message_not_found"}, status=404)
        self._record("response_url", given, 200, "")
        if replaces:
            self.world.replaced[request.path] = time.time()
            return web.json_response({"ok": True})
        self.world.ephemeral.append({**given, "response_url": request.path})
        return web.json_response({"ok": True})

    def _replaced(self, of: list[str], given: Json) -> bool:
        """Whether the message that was clicked stands there still; then it is drawn anew."""
        try:
            METHODS["chat.update"](self.world, {**given, "channel": of[0], "ts": of[1]})
        except Error:
            return False
        return True

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """No token is asked for: whoever has the address may upload. What is not of the length that was said is not
        taken."""
        content, fault = await request.read(), self.faults.take("upload")
        given: Json = {"file": request.match_info["file"], "length": len(content)}
        if fault and fault.kind not in {"drop", "slow", "error"}:
            return self._failed(request, "upload", given, fault)
        worlds = [one.world for one in self.installs.issued if one.world.team == request.query.get("team")]
        upload = [self.world, *worlds][-1].uploads.get(given["file"])
        if request.method != "POST" or not upload or upload.content is not None or upload.length != len(content):
            self._record("upload", given, 400, "", request.method)
            return web.Response(status=400)
        upload.content = content
        self._record("upload", given, 0 if fault else 200, "")
        if fault:
            _hang_up(request)
        return web.Response(text=f"OK - {len(content)}")

    def give(
        self, content: bytes, name: str = "people.csv", user: str = "U0ADA", world: World | None = None, **more: Any
    ) -> Json:
        """Somebody uploads a file; as Slack tells of it."""
        world = world or self.world
        file = Given(f"F{world.number():08d}", name, content, user, **more)
        world.given[file.id] = file
        return self._here(told(world, file, partly=file.partly))

    def _here(self, file: Json) -> Json:
        places = {key: f"{self.url}{value}" for key, value in file.items() if str(value).startswith("/files-pri/")}
        return {**file, **places}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Whoever shows no token that may is sent to where people sign in."""
        number, fault = request.match_info["file"].partition("-")[2], self.faults.take("download")
        given: Json = {"file": number}
        if fault and fault.kind != "slow":
            return self._failed(request, "download", given, fault)
        world = self._whose(_token(request, {}))
        file = world.given.get(number)
        may = _token(request, {}) == (BOT_TOKEN if world is self.world else self.installs.current(world).token)
        may = may and "files:read" in world.scopes and request.match_info["file"].startswith(f"{world.team}-")
        status = 302 if not may else 200 if file and not file.deleted else 404
        self._record("download", given, status, "", request.method)
        if not may:
            return web.Response(status=302, headers={"Location": f"{self.url}/elsewhere"})
        if not file or file.deleted:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type="text/csv")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        """A ticket lets in once."""
        ticket = {"ticket": request.query.get("ticket", "")}
        if fault := self.faults.take("link"):
            return self._failed(request, "link", ticket, fault)
        if ticket in [call.arguments for call in self.world.made("link") if call.status == 101]:
            self._record("link", ticket, 403, "")
            return web.Response(status=403)
        self._record("link", ticket, 101, "")
        return await self.sockets.connect(request)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        """Where redirections lead. It answers as Slack would, so that nothing but its record tells who came."""
        self._record("elsewhere", await _arguments(request), 200, "", request.method)
        return web.json_response({"ok": True, "ts": "1.1", "user": {}, "url": self.url.replace("http", "ws") + "/link"})

    def _record(
        self, method: str, given: Json, status: int, error: str, verb: str = "POST", world: World | None = None
    ) -> None:
        (world or self.world).calls.append(Call(method, given, status, error, time.time(), verb))

    async def _calls(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(call) for call in self.world.calls])

    async def _messages(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(message) for message in self.world.messages.values()])

    async def _add_fault(self, request: web.Request) -> web.Response:
        self.faults.add(Fault(**await request.json()))
        return web.json_response({"ok": True})

    async def _delete(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.world.delete(given["channel"], given["ts"])
        return web.json_response({"ok": True})


def _token(request: web.Request, given: Json) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or str(given.get("token", ""))


def _client(request: web.Request) -> tuple[str, str]:
    """The id and the secret of an app."""
    try:
        name, _, secret = (
            b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode().partition(":")
        )
    except ValueError:
        return "", ""
    return name, secret


def _hang_up(request: web.Request) -> None:
    if request.transport:
        request.transport.close()


async def _arguments(request: web.Request) -> Json:
    """From a JSON body, a form, or the address, in the way of Slack's own API. Nested values of a form are JSON."""
    if request.content_type == "application/json":
        given = await request.json()
        return given if isinstance(given, dict) else {}
    fields = {**request.query, **(await request.post())}
    return {name: _value(value) for name, value in fields.items()}


def _value(text: Any) -> Any:
    if isinstance(text, str) and text[:1] in {"[", "{"}:
        return json.loads(text)
    return text


@asynccontextmanager
async def running_slack(port: int = 0) -> AsyncIterator[FakeSlack]:
    """Serve for as long as the block runs; port 0 takes any free one."""
    slack = FakeSlack()
    runner = web.AppRunner(slack.app(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await slack.sockets.cut()
        await runner.cleanup()
