"""What the bot says to Teams: the few calls of the Bot Connector that it takes, on one session, none blocking the loop.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from bot.door import Busy, Doubtful
from bot.teams.conversations import THREAD
from bot.teams.pace import Pace
from domain import trouble
from gateways.clouds import Cloud, serves
from gateways.http import Call, Caller, address
from gateways.limits import Limiter, RetryPolicy, Stopwatch
from gateways.tokens import TokenSource

RETRY_AFTER = 30.0  # seconds, when Teams says "later" and not when
A_SECOND = 30  # calls of the bot in one tenant
_PAGES = 50  # of five hundred people each
OTHER_CLOUD = "other_cloud"  # our own code
SETTLING = 3.0  # seconds after a 412: Teams was in the middle of something else with the conversation


Json = dict[str, Any]

log = structlog.get_logger(__name__)


class Refused(Exception):
    """Teams said no, and nothing was done. `code` is Teams' own word."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def new_session() -> aiohttp.ClientSession:
    """For everything that goes to Teams. It keeps no cookies, and leaves letters unescaped, which halves some cards."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), json_serialize=lambda body: json.dumps(body, ensure_ascii=False)
    )


class Connector:
    """Every method may raise: Refused, Busy (nothing was done), Doubtful (no clear answer).

    A post is repeated only where it is sure that nothing was done with it; an update may always be repeated.
    """

    def __init__(
        self,
        tokens: TokenSource,
        session: aiohttp.ClientSession,
        *,
        cloud: Cloud = Cloud.PUBLIC,
        patience: RetryPolicy | None = None,
        watch: Stopwatch | None = None,
    ) -> None:
        watch = watch or Stopwatch()
        self._tokens, self._cloud, self._pace = tokens, cloud, Pace(watch)
        limiter = Limiter(A_SECOND, 1.0, watch=watch)
        self._caller = Caller("Teams", session, self._credentials, limiter=limiter, patience=patience, watch=watch)

    async def send(self, service_url: str, conversation_id: str, activity: Json, *, targeted: bool = False) -> str:
        """The id of the new message, empty where Teams names none. `targeted`: only its recipient sees it."""
        url = address(service_url, f"{_conversation(conversation_id)}/activities", _only_one(targeted))
        answer = await self._paced(conversation_id, Call(method="POST", url=url, json=activity))
        return _message(answer.get("id"))

    async def update(
        self, service_url: str, conversation_id: str, message: str, activity: Json, *, targeted: bool = False
    ) -> None:
        path = f"{_conversation(conversation_id)}/activities/{quote(message, safe='')}"
        url = address(service_url, path, _only_one(targeted))
        await self._pace.drawing(conversation_id, message)
        await self._resting(conversation_id, Call(method="PUT", url=url, json=activity, safe=True))

    def turn(self, conversation_id: str, message: str, *, progress: bool) -> float:
        """Seconds until this message may be updated; 0: it is its turn. Nothing is sent, and nothing raised."""
        return self._pace.ask(conversation_id, message, progress=progress)

    async def begin_chat(self, service_url: str, wish: Json, pace: str) -> str:
        """The id of the chat; empty where Teams names none. `pace`: in whose turn."""
        return _text((await self._create(service_url, wish, pace)).get("id"))

    async def begin_thread(self, service_url: str, wish: Json, pace: str) -> str:
        """The id of the message that begins a thread in a channel; empty where Teams took it and names none."""
        answer = await self._create(service_url, wish, pace)
        thread = _text(answer.get("id"))
        return _message(answer.get("activityId")) or (_message(thread) if THREAD in thread else "")

    async def member(self, service_url: str, conversation_id: str, user_id: str) -> Json:
        """Somebody in a conversation, as Teams knows them."""
        path = f"{_conversation(conversation_id)}/members/{quote(user_id, safe='')}"
        return await self._call(Call(method="GET", url=address(service_url, path), safe=True))

    async def tenants_in(self, service_url: str, conversation_id: str) -> frozenset[str]:
        """Those of everybody in a channel or group, as far as Teams names them."""
        found, query = set[str](), {"pageSize": "500"}
        for _ in range(_PAGES):
            url = address(service_url, f"{_conversation(conversation_id)}/pagedmembers", query)
            page = await self._call(Call(method="GET", url=url, safe=True))
            members = page.get("members")
            found |= {_text(one.get("tenantId")) for one in members or () if isinstance(one, dict)}
            if not (more := _text(page.get("continuationToken"))):
                break
            query["continuationToken"] = more
        return frozenset(found - {""})

    async def signed_in(self) -> None:
        """Try the bot's own credentials. Raises: Refused, Doubtful."""
        try:
            await self._tokens.get()
        except trouble.Refused as refused:
            raise Refused(refused.status or 401, refused.code or "") from None
        except trouble.Trouble:
            raise Doubtful("sign-in") from None

    async def _create(self, service_url: str, wish: Json, pace: str) -> Json:
        return await self._paced(pace, Call(method="POST", url=address(service_url, "v3/conversations"), json=wish))

    async def _paced(self, conversation_id: str, call: Call) -> Json:
        await self._pace.turn(conversation_id)
        return await self._resting(conversation_id, call)

    async def _resting(self, conversation_id: str, call: Call) -> Json:
        """Where Teams asks for a rest, the conversation has it."""
        try:
            return await self._call(call)
        except Busy as busy:
            self._pace.rest(conversation_id, busy.retry_after)
            raise

    async def _call(self, call: Call) -> Json:
        """What is kept of a conversation may be from before the bot was moved to this cloud."""
        if not serves(self._cloud, str(call.url)):
            log.warning("a conversation is in another cloud than TEAMS_CLOUD says")
            raise Refused(403, OTHER_CLOUD)
        try:
            answer = await self._caller.call(call)
        except trouble.Throttled as throttled:
            raise Busy(throttled.retry_after) from None
        except trouble.Refused as refused:
            raise _fault(refused) from None
        except trouble.Unreachable as lost:
            raise (Doubtful(call.method) if lost.sent else Busy(RETRY_AFTER)) from None
        except trouble.Trouble:
            raise Doubtful(call.method) from None
        return answer.body if isinstance(answer.body, dict) else {}

    async def _credentials(self) -> AsyncGenerator[Mapping[str, str], None]:
        token = await self._token()
        yield {"Authorization": f"Bearer {token}"}
        yield {"Authorization": f"Bearer {await self._token(instead_of=token)}"}

    async def _token(self, *, instead_of: str | None = None) -> str:
        """Without one, nothing was sent."""
        try:
            return await self._tokens.get(instead_of=instead_of)
        except trouble.Unreachable as silent:
            raise trouble.Unreachable(str(silent), sent=False) from None


def _fault(refused: trouble.Refused) -> Exception:
    """What is wrong with our own credentials will be mended one day; until then nothing was done."""
    log.warning("Teams refused a call", status=refused.status, code=refused.code)
    if refused.status == 412:
        return Busy(SETTLING)
    if refused.status in {None, 401}:
        return Busy(RETRY_AFTER)
    return Refused(refused.status or 0, refused.code or f"http_{refused.status}")


def _conversation(conversation_id: str) -> str:
    return f"v3/conversations/{quote(conversation_id, safe='')}"


def _only_one(targeted: bool) -> Mapping[str, str] | None:
    return {"isTargetedActivity": "true"} if targeted else None


def _message(named: object) -> str:
    """The id of a message, which may stand behind that of its conversation."""
    before, found, message = _text(named).rpartition(THREAD)
    return message if found else before + message


def _text(named: object) -> str:
    return str(named) if isinstance(named, str | int) and not isinstance(named, bool) else ""
