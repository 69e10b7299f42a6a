"""The fake Teams as a server on 127.0.0.1: metadata and keys, Entra's tokens, and the connector."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from itertools import count
from typing import Any

from aiohttp import web

from tests.fakes.limits import Limits
from tests.fakes.teams.faults import Fault, Faults
from tests.fakes.teams.issuer import Issuer
from tests.fakes.teams.world import APP_ID, SECRET, TENANT, Call, Given, Message, Upload, World

Json = dict[str, Any]
Answer = tuple[int, Json]


class FakeTeams:
    """`world` may be looked at and changed, `faults` added, `limits` set, at any time."""

    def __init__(self) -> None:
        self.world, self.faults, self.issuer, self.limits = World(), Faults(), Issuer(), Limits()
        self.url = ""
        self.tokens: set[str] = set()  # those that are good
        self._numbers = count(1)

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that connect a bot to it."""
        return {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "TEAMS_OPENID_METADATA_URL": self.metadata_url,
            "TEAMS_LOGIN_URL": self.url,
        }

    def app(self) -> web.Application:
        app, connector = web.Application(client_max_size=2**22), "/{region}/v3/conversations"
        app.router.add_get("/v1/.well-known/openidconfiguration", self._handler("metadata", self._metadata))
        app.router.add_get("/v1/keys", self._handler("keys", self._keys))
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._handler("discovery", self._entra))
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._handler("token", self._token))
        app.router.add_post(connector, self._handler("create", self._create))
        app.router.add_post(connector + "/{id}/activities", self._handler("send", self._send))
        app.router.add_put(connector + "/{id}/activities/{message}", self._handler("update", self._update))
        app.router.add_get(connector + "/{id}/members/{user}", self._handler("member", self._member))
        app.router.add_get(connector + "/{id}/pagedmembers", self._handler("members", self._members))
        app.router.add_put("/personal/{file}", self._handler("upload", self._upload))
        app.router.add_get("/personal/download/{file}", self._download)
        app.router.add_route("*", "/elsewhere", self._handler("elsewhere", self._elsewhere))
        app.router.add_get("/_calls", self._calls)
        return app

    def _handler(
        self, name: str, answer: Callable[[web.Request, Json], Awaitable[Answer]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body, fault = await _body(request), self.faults.take(name) or self._over(name, request)
            if fault and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            if fault and fault.kind == "answer":
                status, told = fault.status, _error(fault.code)
            elif fault and fault.kind == "refuse":
                status, told = 0, {}
            else:
                status, told = await answer(request, body)
            status = 0 if fault and fault.kind == "drop" else status
            status, told = (202, dict(fault.told)) if fault and fault.kind == "mute" else (status, told)
            self._record(name, request, body, status)
            if not status and request.transport:
                request.transport.close()
            return web.json_response(told, status=status or 500, headers=_headers(fault))

        return handle

    def _over(self, name: str, request: web.Request) -> Fault | None:
        """What is too much for a conversation is not taken."""
        wait = self.limits.take(name, request.match_info.get("id", "").partition(";")[0])
        return Fault("answer", status=429, code="Throttled", retry_after=math.ceil(wait)) if wait else None

    def _record(self, name: str, request: web.Request, body: Json, status: int) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.world.calls.append(Call(name, request.path, dict(request.query), body, token, status))

    # ---- who signs, and who may come in

    async def _metadata(self, _: web.Request, __: Json) -> Answer:
        return 200, {"issuer": self.issuer.name, "jwks_uri": f"{self.url}/v1/keys"}

    async def _keys(self, _: web.Request, __: Json) -> Answer:
        return 200, self.issuer.shown()

    async def _entra(self, request: web.Request, _: Json) -> Answer:
        base = f"https://{request.host}/{request.match_info['tenant']}"
        return 200, {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        }

    async def _token(self, request: web.Request, form: Json) -> Answer:
        known = form.get("client_id") == APP_ID and form.get("client_secret") == SECRET
        if not known or form.get("scope") != f"{self.issuer.name}/.default":
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215"}
        token = f"out-{next(self._numbers)}"
        self.tokens.add(token)
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": token}

    # ---- the connector

    async def _send(self, request: web.Request, activity: Json) -> Answer:
        where = request.match_info["id"]
        if refusal := self._refused(request, where):
            return refusal
        only = activity["recipient"]["id"] if request.query.get("isTargetedActivity") == "true" else ""
        return 201, {"id": self._said(where, activity, only)}

    async def _update(self, request: web.Request, activity: Json) -> Answer:
        shown = self.world.find(request.match_info["message"])
        if refusal := self._refused(request, request.match_info["id"]):
            return refusal
        if not shown or not request.match_info["id"].startswith(shown.conversation):
            return 404, _error("ActivityNotFoundInConversation")
        if bool(shown.only_for) != (request.query.get("isTargetedActivity") == "true"):
            return 400, _error("BadSyntax")
        shown.activity, shown.versions = activity, shown.versions + 1
        shown.drawn.append(time.time())
        return 200, {"id": shown.id}

    async def _create(self, request: web.Request, wish: Json) -> Answer:
        if wish.get("isGroup"):
            channel = wish["channelData"]["channel"]["id"]
            if refusal := self._refused(request, channel):
                return refusal
            message = self._said(channel, wish["activity"])
            return 201, {"id": f"{channel};messageid={message}", "activityId": message}
        person = self.world.user(wish["members"][0]["id"], wish["tenantId"])
        if refusal := self._refused(request, person.chat if person else ""):
            return refusal
        if not person or not person.installed:
            return 403, _error("ForbiddenOperationException")
        return 201, {"id": person.chat}

    async def _member(self, request: web.Request, _: Json) -> Answer:
        person = self.world.user(request.match_info["user"])
        if refusal := self._refused(request, request.match_info["id"]):
            return refusal
        if not person:
            return 404, _error("MemberNotFoundInConversation")
        return 200, {"id": person.mri, "name": person.name, "aadObjectId": person.id, "email": person.mail}

    async def _members(self, request: web.Request, _: Json) -> Answer:
        """Two people a page."""
        where, start = request.match_info["id"], int(request.query.get("continuationToken", "0"))
        if refusal := self._refused(request, where):
            return refusal
        of = self.world.owners.get(where, TENANT)
        tenants = [one.tenant for one in self.world.users if one.tenant == of] + self.world.outsiders.get(where, [])
        page = [{"id": f"29:{number}", "tenantId": tenant} for number, tenant in enumerate(tenants)][start : start + 2]
        more = {"continuationToken": str(start + 2)} if start + 2 < len(tenants) else {}
        return 200, {"members": page, **more}

    def room_for(self, message: Message) -> Json:
        """Where the file that a message offers may be uploaded, as Teams tells it to the bot."""
        name = message.activity["attachments"][0]["name"]
        upload = Upload(self.world.number(), name)
        self.world.uploads[upload.id] = upload
        return {
            "contentUrl": f"{self.url}/personal/Documents/{name}",
            "name": name,
            "uploadUrl": f"{self.url}/personal/{upload.id}",
            "uniqueId": f"unique-{upload.id}",
            "fileType": name.rpartition(".")[2],
        }

    async def _upload(self, request: web.Request, body: Json) -> Answer:
        """As an upload session of OneDrive takes it: whole, with its range, once, from whoever knows the address."""
        upload, content = self.world.uploads.get(request.match_info["file"]), await request.read()
        if not upload or upload.content is not None:
            return 404, _error("itemNotFound")
        if request.headers.get("Content-Range") != f"bytes 0-{len(content) - 1}/{len(content)}" or not content:
            return 416, _error("invalidRange")
        upload.content = content
        return 201, {"id": upload.id, "name": upload.name, "size": len(content)}

    def give(self, content: bytes, name: str = "people.csv", url: str = "", media: str = "text/csv") -> Json:
        """Somebody attaches a file to a message in their own chat; as Teams tells the bot of it."""
        file = Given(self.world.number(), name, content, media)
        self.world.given[file.id] = file
        where = url or f"{self.url}/personal/download/{file.id}?tempauth=secret"
        return {
            "contentType": "application/vnd.microsoft.teams.file.download.info",
            "contentUrl": f"{self.url}/personal/Documents/{name}",
            "name": name,
            "content": {"downloadUrl": where, "uniqueId": file.id, "fileType": name.rpartition(".")[2]},
        }

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Whoever has the address is let in, for a while."""
        file, fault = self.world.given.get(request.match_info["file"]), self.faults.take("download")
        known = file and not file.over and request.query.get("tempauth") == "secret"
        status = fault.status if fault and fault.kind == "answer" else 200 if known else 401
        status = 0 if fault and fault.kind in {"drop", "refuse"} else status
        self._record("download", request, {}, status)
        if not status and request.transport:
            request.transport.close()
        if not file or status != 200:
            return web.Response(status=status or 500, headers=_headers(fault))
        return web.Response(body=file.content, content_type=file.media)

    def _refused(self, request: web.Request, where: str) -> Answer | None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, _error("Unauthorized")
        if where.partition(";")[0] in self.world.closed:
            return 403, _error("BotNotInConversationRoster")
        return None

    def _said(self, where: str, activity: Json, only_for: str = "") -> str:
        message = Message(where.partition(";")[0], self.world.number(), activity, only_for)
        self.world.messages.append(message)
        return message.id

    async def _elsewhere(self, _: web.Request, __: Json) -> Answer:
        """Where a redirect would lead."""
        return 200, {"id": "elsewhere"}

    async def _calls(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(call) for call in self.world.calls])


async def _body(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given = await request.json()
        return given if isinstance(given, dict) else {}
    if request.content_type == "application/octet-stream":
        return {}
    return {name: str(value) for name, value in (await request.post()).items()}


def _error(code: str) -> Json:
    return {"error": {"code": code, "message": "A sentence that names ada@contoso.com."}}


def _headers(fault: Fault | None) -> dict[str, str]:
    told = {"Retry-After": fault.retry_after, "Location": fault.location or None} if fault else {}
    return {name: str(value) for name, value in told.items() if value is not None}


@asynccontextmanager
async def running_teams(port: int = 0) -> AsyncIterator[FakeTeams]:
    """Serve for as long as the block runs; port 0 takes any free one."""
    teams = FakeTeams()
    runner = web.AppRunner(teams.app(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        teams.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield teams
    finally:
        await runner.cleanup()
