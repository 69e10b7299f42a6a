"""Calling others over HTTP: every call bounded in time and counted, repeated only where that does no harm."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from yarl import URL

from common.tracing import Span, span
from common.web import is_loopback
from domain.trouble import Refused, Throttled, Unreachable
from gateways.limits import Limiter, RetryPolicy, Stopwatch

_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters
_MAY_BE_UNHOLDABLE = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")

# Sets of headers to try in turn for as long as the answer is 401.
Credentials = Callable[[], AsyncGenerator[Mapping[str, str], None]]


@dataclass(frozen=True, kw_only=True)
class Call:
    """`safe`: sending it twice does no harm, so it may be repeated when nobody knows whether it arrived."""

    method: str
    url: URL
    json: object = None
    safe: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`body` is parsed JSON; None where there is none or it cannot be read. `raw`: as it came."""

    status: int
    headers: Mapping[str, str]
    body: object
    raw: bytes = field(default=b"", repr=False)

    @property
    def date(self) -> datetime | None:
        """When it was given by the clock of the service: aware, UTC, cut down to the second."""
        return _http_date(self.headers.get("Date", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where the service says so, in either form of RFC 9110 §10.2.3."""
        value = self.headers.get("Retry-After", "")
        if re.fullmatch(r"\d+", value):
            return float(value)
        until = _http_date(value)
        if until is None:
            return None
        return max(0.0, (until - (self.date or datetime.now(UTC))).total_seconds())

    @property
    def code(self) -> str | None:
        """The service's own word for an error, the narrowest first. Never its message, which may name a person."""
        found = self.body if isinstance(self.body, dict) else {}
        inner = found["error"] if isinstance(found.get("error"), dict) else {}
        within = [_told_within(part.get("message")) for part in (inner, found)]
        named = (*(part.get("subCode") for part in (*within, inner, found)), inner.get("code"), found.get("errorCode"))
        return next((code for code in named if isinstance(code, str) and _CODE.fullmatch(code)), None)


class Lost(Enum):
    """What is known of a call without a whole answer."""

    UNSENT = auto()  # there was nobody to send it to
    UNKNOWN = auto()


class Caller:
    """Calls one service, `service` being its name in sentences. No text it raises holds an address or a body."""

    def __init__(
        self,
        service: str,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        *,
        limiter: Limiter | None = None,
        patience: RetryPolicy | None = None,
        watch: Stopwatch | None = None,
        as_it_came: bool = False,
    ) -> None:
        """`as_it_came`: whoever reads the answers deals itself with what no text can hold."""
        self._service = service
        self._read = _parsed if as_it_came else _holdable_of
        self._session = session
        self._credentials = credentials
        self._limiter = limiter
        self._patience = patience or RetryPolicy()
        self._watch = watch or Stopwatch()

    async def call(self, call: Call) -> Answer:
        """A 2xx answer. Waiting for a turn of the limiter does not count as time of the call.

        Raises:
            Throttled: still 429 after all attempts, or the wait asked for is long.
            Refused: any other answer below 500.
            Unreachable: 5xx or no whole answer, after all attempts if the call is safe; or nobody to send it to.
        """
        attempt = 1
        while (pause := self._pause(call, answer := await self._authorised(call), attempt)) is not None:
            await self._watch.sleep(pause)
            attempt += 1
        return self._accepted(answer)

    def _pause(self, call: Call, answer: Answer | Lost, attempt: int) -> float | None:
        """Seconds until the next attempt, None for no other. What was answered with 429 was not done: repeat it."""
        if isinstance(answer, Lost):
            again, wished = call.safe or answer is Lost.UNSENT, None
        else:
            again = answer.status == 429 or (answer.status >= 500 and call.safe)
            wished = answer.retry_after
        return self._patience.pause(attempt, wished) if again else None

    async def _authorised(self, call: Call) -> Answer | Lost:
        """A 401 refuses the caller before anything is done, so the next credentials may follow even a POST."""
        answer: Answer | Lost = Lost.UNSENT
        async with aclosing(self._credentials()) as offers:
            async for headers in offers:
                answer = await self._send(call, headers)
                if isinstance(answer, Lost) or answer.status != 401:
                    break
        return answer

    async def _send(self, call: Call, headers: Mapping[str, str]) -> Answer | Lost:
        """One attempt."""
        if self._limiter:
            await self._limiter.turn()
        host = call.url.host or ""
        with span(f"{call.method} {host}", **{"http.request.method": call.method, "server.address": host}) as begun:
            return await self._sent(call, headers, begun)

    async def _sent(self, call: Call, headers: Mapping[str, str], begun: Span) -> Answer | Lost:
        try:
            async with self._session.request(
                call.method,
                call.url,
                json=call.json,
                headers={"Accept": "application/json", **headers},
                timeout=aiohttp.ClientTimeout(total=self._patience.seconds),
                allow_redirects=False,  # keys go to nobody but the service
                middlewares=(only_once,),
            ) as response:
                raw = await response.read()
                begun.says("http.response.status_code", response.status)
                return Answer(status=response.status, headers=response.headers, body=self._read(raw), raw=raw)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            begun.says("error.type", type(error).__name__)
            return Lost.UNSENT
        except (aiohttp.ClientError, TimeoutError) as error:
            begun.says("error.type", type(error).__name__)
            return Lost.UNKNOWN

    def _accepted(self, answer: Answer | Lost) -> Answer:
        if isinstance(answer, Lost):
            raise Unreachable(f"{self._service} did not answer.", sent=answer is not Lost.UNSENT)
        if answer.status == 429:
            wait = self._patience.longest_pause if answer.retry_after is None else answer.retry_after
            raise Throttled(f"{self._service} gets too many calls and asks to wait.", retry_after=wait)
        if answer.status >= 500:
            sentence = f"{self._service} is out of order ({answer.status})."
            raise Unreachable(sentence, status=answer.status, code=answer.code)
        if answer.status >= 300:
            sentence = f"{self._service} refused the call ({answer.status})."
            raise Refused(sentence, status=answer.status, code=answer.code)
        return answer


def address(base: str, path: str, query: Mapping[str, str] | None = None) -> URL:
    """Percent-encoded here, so that commas, quotes and dollar signs of OData stay and `+` never stands for a space."""
    tail = "?" + urlencode(query, safe="$,'()", quote_via=quote) if query else ""
    return URL(f"{base.rstrip('/')}/{path}".rstrip("/") + tail, encoded=True)


def check_address(name: str, url: str) -> None:
    """Secrets go over https. A sandbox on this machine may do without.

    Raises:
        ValueError: plain http to another machine, or no such address at all; the sentence holds `name` only.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError(f"The address of {name} must begin with https.")


async def only_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp repeats a GET, PUT or DELETE by itself when the connection broke; what is repeated is for us to say."""
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise  # nobody was there to send it to, which aiohttp does not try again
    except aiohttp.ClientConnectionError:
        raise aiohttp.ClientError from None


def _parsed(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _holdable_of(raw: bytes) -> object:
    found = _parsed(raw)
    return _holdable(found) if _MAY_BE_UNHOLDABLE.search(raw) else found


def _holdable(value: object) -> object:
    """Without what neither UTF-8 nor a database takes. Each is written out, so that two names stay two."""
    if isinstance(value, str):
        return _UNHOLDABLE.sub(lambda found: f"\ufffd{ord(found[0]):04x}", value)
    if isinstance(value, list):
        return [_holdable(one) for one in value]
    if isinstance(value, dict):
        return {_holdable(name): _holdable(one) for name, one in value.items()}
    return value


def _told_within(message: object) -> Mapping[str, object]:
    """Bot Service may put a second error, as JSON text, into the message of the first."""
    told = (
        _parsed(message.encode(errors="replace"))
        if isinstance(message, str) and message.lstrip().startswith("{")
        else None
    )
    return told if isinstance(told, dict) else {}


def _http_date(value: str) -> datetime | None:
    """Aware, UTC. Without a zone nobody knows what time is meant, least of all where the bot runs."""
    try:
        date = parsedate_to_datetime(value)
        return None if date.tzinfo is None else date.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
