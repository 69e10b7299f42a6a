"""Slack's Web API: one session, a time limit on every call, and an answer that is either a fact or one of four faults.

Nothing that Slack answers is logged or put in an exception, but for its error code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
import structlog
from aiohttp import encode_basic_auth
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.door import Busy, Doubtful
from bot.slack.null_logger import QUIET
from common.web import is_loopback, origin

SECONDS = 10.0  # for a call, all attempts apart
UNREACHED = 5.0  # seconds until a call that found no server is made again
RETRY_AFTER = 30.0  # seconds, when Slack says "later" and not when
MENDING = 60.0  # seconds until somebody may have mended the bot's rights
# Slack no longer knows the bot's token; or knows it, and it lacks a right: docs.slack.dev/reference/methods/auth.test.
EXPIRED = "token_expired"
TOKEN = frozenset({"account_inactive", "invalid_auth", "not_authed", EXPIRED, "token_revoked"})
RIGHTS = frozenset({"ekm_access_denied", "missing_scope", "no_permission", "not_allowed_token_type"})
_REDIRECTS = range(300, 400)
_UNCLEAR = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
_CODE = re.compile(r"[A-Za-z0-9_.:,-]{1,80}")
_LATER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

log = structlog.get_logger(__name__)


class Redirected(aiohttp.ClientError):
    """Slack sends us elsewhere, where we do not go."""


class Token(Protocol):
    async def __call__(self, spent: str = "", why: str = "") -> str:
        """The one that is good now. `spent`: one that Slack takes no more, in whose place another is wanted, and its
        word for that. The same, where there is no other.

        Raises: Refused (there is none any more), Busy (there is none just now).
        """


class Fixed:
    """Satisfies `Token`: one that is never renewed."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def __call__(self, spent: str = "", why: str = "") -> str:
        return self._token


class Refused(Exception):
    """Slack said no, and nothing was done. `code` is Slack's own word; `ours`: it is about the bot's own rights."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.ours = code in TOKEN or code in RIGHTS


def new_session() -> aiohttp.ClientSession:
    """For everything that goes to Slack. It keeps no cookies, and follows nobody elsewhere."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    return aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), middlewares=(straight,))


async def straight(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Slack's own client would follow a redirection, with the token and all that is said."""
    answer = await handler(request)
    if answer.status in _REDIRECTS:
        answer.close()
        raise Redirected
    return answer


class Web:
    """Calls by name. `repeat` tells which calls may be made again when the connection broke: never a post."""

    def __init__(self, session: aiohttp.ClientSession, token: str | Token, api_url: str) -> None:
        self.session, self.api_url = session, api_url
        self.token = Fixed(token) if isinstance(token, str) else token
        self._lacking: dict[str, str] = {}
        self._refused: dict[str, str] = {}  # method → the code that the log knows of, until Slack grants it again
        again = [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()]
        self.once = AsyncWebClient(None, api_url, session=session, logger=QUIET, retry_handlers=[])
        self._again = AsyncWebClient(None, api_url, session=session, logger=QUIET, retry_handlers=again)
        if is_loopback(URL(api_url).host or ""):
            self.once.proxy = self._again.proxy = None  # a proxy of the environment leads elsewhere

    @property
    def proxy(self) -> str | None:
        """The way out, as Slack's client read it from the environment."""
        return self.once.proxy

    def ours(self, given: object, own: str) -> URL | None:
        """An address that came from outside, where it is one on Slack's `own` host or on that of SLACK_API_URL.

        The object that was checked is the one to be called, so that no two readings of one address can differ.
        """
        try:
            url = URL(given) if isinstance(given, str) else None
        except ValueError:
            return None
        if url is None or url.user or url.password:
            return None
        theirs = url.scheme == "https" and url.host == own and url.port == 443
        return url if theirs or origin(url) == origin(URL(self.api_url)) else None

    @property
    def lacking(self) -> frozenset[str]:
        """The rights that calls were refused for want of, until they are granted."""
        return frozenset(self._lacking.values())

    @property
    def revoked(self) -> bool:
        """Whether Slack did not know the token when it was last asked."""
        return not TOKEN.isdisjoint(self._refused.values())

    def lacks(self, method: str, right: str) -> None:
        """To be known of answers, too, that leave out what the bot has no right to."""
        self._lacking[method] = right

    async def call(self, method: str, arguments: Mapping[str, object], *, repeat: bool = False) -> dict[str, Any]:
        """What Slack answered.

        Raises:
            Refused: Slack said no.
            Busy: too many calls; nothing was done.
            Doubtful: no clear answer; for a call that changes something, it may have happened.
        """
        answer, _ = await self.called(method, arguments, repeat=repeat)
        return answer

    async def called(
        self, method: str, arguments: Mapping[str, object], *, repeat: bool = False
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        """The same, with the headers of the answer. Where the token is taken no more nothing was done, so the call is
        made once again where there is another."""
        token = await self.token()
        try:
            return await self._called(method, arguments, token, repeat=repeat)
        except Refused as refused:
            if refused.code not in TOKEN or (another := await self.token(token, refused.code)) == token:
                raise
        return await self._called(method, arguments, another, repeat=repeat)

    def with_token(self, token: str) -> Web:
        """The same for another token."""
        return Web(self.session, token, self.api_url)

    async def by_secret(self, method: str, arguments: Mapping[str, object], name: str, secret: str) -> dict[str, Any]:
        """As `call`, with the app's own name and secret in the place of a token."""
        answer, _ = await self._sent(method, arguments, encode_basic_auth(name, secret), repeat=False)
        return answer

    async def _called(
        self, method: str, arguments: Mapping[str, object], token: str, *, repeat: bool
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        return await self._sent(method, arguments, f"Bearer {token}", repeat=repeat)

    async def _sent(
        self, method: str, arguments: Mapping[str, object], given: str, *, repeat: bool
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        client = self._again if repeat else self.once
        try:
            answer = await client.api_call(method, headers={"Authorization": given}, **_packed(arguments))
        except SlackClientError as error:
            raise self._fault(method, getattr(error, "response", None)) from None
        except aiohttp.ClientConnectorError:
            raise Busy(UNREACHED) from None
        except Exception:  # what Slack's client trips over when an answer is none of Slack's
            raise Doubtful(method) from None
        if not isinstance(answer.data, dict) or answer.data.get("ok") is not True:
            raise Doubtful(method)
        self._granted(method)
        return answer.data, answer.headers

    def _granted(self, method: str) -> None:
        """A right, and with it the token."""
        self._lacking.pop(method, None)
        if self._refused:
            self._refused = {of: code for of, code in self._refused.items() if of != method and code not in TOKEN}

    def _fault(self, method: str, response: object) -> Exception:
        data = getattr(response, "data", None)
        fault = _fault(method, response, data if isinstance(data, dict) else {})
        if not isinstance(fault, Refused):
            return fault
        if not fault.ours or self._refused.get(method) != fault.code:
            log.warning("Slack refused a call", method=method, code=fault.code)
        if fault.ours:
            self._refused[method] = fault.code
        if fault.code in RIGHTS:
            self.lacks(method, _code(data.get("needed")) if isinstance(data, dict) and data.get("needed") else method)
        return fault


def _packed(arguments: Mapping[str, object]) -> dict[str, Any]:
    """Reading calls want a form, in the body and never in the address; what is nested goes as JSON."""
    if any(isinstance(value, list | dict) for value in arguments.values()):
        return {"json": dict(arguments)}
    return {"data": dict(arguments)}


def _fault(method: str, response: object, data: Mapping[str, Any]) -> Exception:
    """Raised from nothing: what Slack's client says holds the whole answer."""
    status = getattr(response, "status_code", 0)
    headers: Mapping[str, str] = getattr(response, "headers", {})
    code = _code(data.get("error") or "")
    if status == 429 or code in _LATER:
        return Busy(_seconds(headers.get("Retry-After")))
    if status >= 500 or not code or code in _UNCLEAR:
        return Doubtful(method)
    return Refused(code)


def _code(error: object) -> str:
    """Slack's word, where it is one: it stands in logs."""
    if isinstance(error, str) and _CODE.fullmatch(error):
        return error
    return "unnamed" if error else ""


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isascii() and header.isdigit() else RETRY_AFTER
