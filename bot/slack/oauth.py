"""Installing the app in further workspaces: Bolt's own flow, with states, installations and pages of ours.

Whoever reaches the port may begin; only those whom the settings name get anything. What is not theirs is given back.
"""

from __future__ import annotations

import hmac
import html
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Installation as Found
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.door import Busy, Doubtful
from bot.slack.endpoint import INSTALL, REDIRECT
from bot.slack.null_logger import QUIET
from bot.slack.oauth_web import METHOD, Exchange, Given
from bot.slack.pacer import Bucket
from bot.slack.web import Refused
from bot.slack.workspaces import Workspaces
from common.faults import describe
from domain.installation import Installation
from domain.words.language.slack import SlackWords

STATE_SECONDS = 600
A_SECOND, BURST = 0.5, 20  # who came back from Slack, for everybody together: each costs a row and a call
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address of the page has Slack's code in it
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger(__name__)


class NotAllowed(BoltError):
    """The settings name neither this workspace nor its organisation."""


class Already(BoltError):
    """It is the workspace of SLACK_BOT_TOKEN."""


class TooLittle(BoltError):
    """Somebody took rights out of what is asked for."""


class TooMany(BoltError):
    """Just now."""


class States(AsyncOAuthStateStore):
    """Proved by our own key, so that beginning costs no row; each counts once, for ten minutes.

    So many a second, of those that are good: what is not costs nothing, and keeps nobody out.
    """

    def __init__(self, workspaces: Workspaces, seconds: Callable[[], float]) -> None:
        self._all, self._bucket, self._seconds = workspaces, Bucket(A_SECOND, BURST), seconds

    async def async_issue(self, *_: object, **__: object) -> str:
        until = self._all.clock() + timedelta(seconds=STATE_SECONDS)
        begun = f"{until.timestamp():.0f}.{secrets.token_hex(16)}"
        return f"{begun}.{await self._sign(begun)}"

    async def async_consume(self, state: str) -> bool:
        begun, _, sign = state.rpartition(".")
        seconds = begun.partition(".")[0]
        if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):
            return False
        if not hmac.compare_digest((await self._sign(begun)).encode(), sign.encode("utf-8", "replace")):
            return False
        if self._bucket.wait(at := self._seconds()) > 0:
            raise TooMany
        self._bucket.take(at)
        now, until = self._all.clock(), datetime.fromtimestamp(int(seconds), UTC)
        return now < until and await self._all.storage.write(
            lambda unit: unit.installations.use(begun, now, until=until)
        )

    async def _sign(self, begun: str) -> str:
        return await self._all.storage.read(lambda unit: unit.installations.sign(begun))


class Kept(AsyncInstallationStore):
    """What Bolt's flow hands over. All else asks `Workspaces` itself."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._all = workspaces

    async def async_save(self, installation: Found) -> None:
        org = bool(installation.is_enterprise_install)
        key = (installation.enterprise_id if org else installation.team_id) or ""
        name = (installation.enterprise_name if org else installation.team_name) or ""
        expires = installation.bot_token_expires_at
        await self._all.keep(
            Installation(
                key=key,
                name=name,
                token=installation.bot_token or "",
                refresh=installation.bot_refresh_token or "",
                expires=datetime.fromtimestamp(expires, UTC) if expires else None,
            )
        )


class Flow(AsyncOAuthFlow):
    """Bolt's, which looks at nothing of what Slack answers: here it is looked at before any of it is kept."""

    def __init__(
        self, workspaces: Workspaces, exchange: Exchange, settings: AsyncOAuthSettings, page: Callable[[str], str]
    ) -> None:
        super().__init__(client=AsyncWebClient(), logger=QUIET, settings=settings)
        self._all, self._exchange, self._page_with = workspaces, exchange, page
        self._wanted = frozenset(settings.scopes or ())

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Nothing of the address that was asked for becomes part of it, as it would by Bolt."""
        return self.settings.authorize_url_generator.generate(state)

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return self._page_with(url)

    async def run_installation(self, code: str) -> Found | None:
        """Raises: NotAllowed, Already, Busy, Doubtful."""
        await self._all.check_own()  # before the code is used: what came for it could neither be kept nor given back
        try:
            given = await self._exchange.code(code)
        except Refused as refused:
            log.warning("Slack does not take the code of an installation", code=refused.code)
            return None
        if not given.key:
            raise Doubtful(METHOD)  # it may be anybody's, and our own
        if await self._all.is_own(given.key):
            raise Already
        if given.key not in self._all.allowed:
            await self._give_back(given)
            raise NotAllowed
        if lacking := set(self._wanted) - given.scopes:
            log.warning("a workspace gave fewer rights than were asked for", lacking=sorted(lacking))
            raise TooLittle
        await self._check(given)
        return Found(
            user_id="",
            is_enterprise_install=given.org,
            enterprise_id=given.key if given.org else None,
            enterprise_name=given.name,
            team_id=None if given.org else given.key,
            team_name=given.name,
            bot_token=given.token,
            bot_refresh_token=given.refresh or None,
            bot_token_expires_at=int(self._ends(given.good_for)) if given.good_for else None,
        )

    def _ends(self, good_for: timedelta) -> float:
        return (self._all.clock() + good_for).timestamp()

    async def _check(self, given: Given) -> None:
        """That the token is of whom Slack says it is. Raises: Doubtful, Busy."""
        try:
            me = await self._exchange.whose(given.token)
        except Refused:
            raise Doubtful("auth.test") from None
        if me.get("enterprise_id" if given.org else "team_id") != given.key:
            raise Doubtful("auth.test")

    async def _give_back(self, given: Given) -> None:
        log.warning("a workspace that is not named installed the app, and its token was given back")
        try:
            await self._exchange.revoke(given.token)
        except (Refused, Busy, Doubtful):
            log.warning("the token of a workspace that is not named could not be given back; it was not kept")


class Install:
    """The two pages. `seconds`: a clock for how often they are visited."""

    def __init__(
        self,
        workspaces: Workspaces,
        exchange: Exchange,
        scopes: Sequence[str],
        client: tuple[str, str],
        authorize_url: str,
        words: Callable[[], SlackWords],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client`: the id and the secret of the app."""
        self._words = words
        settings = AsyncOAuthSettings(
            client_id=client[0],
            client_secret=client[1],
            scopes=scopes,
            user_scopes=[],
            authorization_url=authorize_url,
            install_page_rendering_enabled=True,
            callback_options=AsyncCallbackOptions(self._installed, self._failed),
            installation_store=Kept(workspaces),
            state_store=States(workspaces, seconds),
            state_cookie_name="dsr-slack-install",
            state_expiration_seconds=STATE_SECONDS,
            logger=QUIET,
        )
        settings.authorize_url_generator = AuthorizeUrlGenerator(
            client_id=client[0], scopes=scopes, authorization_url=authorize_url
        )  # leads back to where the app says at Slack, whatever the environment says
        self._flow = Flow(workspaces, exchange, settings, self._page)

    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get(INSTALL, self._answered(self._flow.handle_installation)),
            web.get(REDIRECT, self._answered(self._flow.handle_callback)),
        ]

    def _answered(
        self, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            cookies: dict[str, str | Sequence[str]] = {"cookie": request.headers.getall("Cookie", [])}
            try:
                found = await handle(AsyncBoltRequest(body="", query=request.query_string, headers=cookies))
            except TooMany:
                return self._response(429, self._words().INSTALL_LATER)
            except TooLittle:
                return self._response(403, self._words().INSTALL_TOO_LITTLE)
            except Already:
                return self._response(409, self._words().INSTALL_OWN)
            except NotAllowed:
                return self._response(403, self._words().INSTALL_NOT_NAMED)
            except (Busy, Doubtful):
                return self._response(502, self._words().INSTALL_NO_ANSWER)
            except Exception as fault:
                log.error("an installation failed", **describe(fault))
                return self._response(500, self._words().INSTALL_NO_ANSWER)
            return _plainly(found)

        return answer

    def _page(self, url: str) -> str:
        words = self._words()
        button = f'<p><a href="{html.escape(url)}" rel="noreferrer">{html.escape(words.INSTALL_ADD)}</a></p>'
        return _html(words.INSTALL_ABOUT, button)

    async def _installed(self, args: AsyncSuccessArgs) -> BoltResponse:
        found = args.installation
        name = (found.enterprise_name if found.is_enterprise_install else found.team_name) or ""
        return BoltResponse(status=200, body=_html(self._words().installed(name)))

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        words = self._words()
        log.warning("an installation was not carried through", reason=_reason(args.reason))
        match args.reason:
            case "invalid_browser" | "invalid_state" | "missing_code":
                return BoltResponse(status=400, body=_html(words.INSTALL_AGAIN))
            case "invalid_code":
                return BoltResponse(status=400, body=_html(words.INSTALL_REFUSED))
            case _:
                return BoltResponse(status=200, body=_html(words.INSTALL_CANCELLED))

    def _response(self, status: int, told: str) -> web.Response:
        return web.Response(status=status, text=_html(told), content_type="text/html", headers=_HEADERS)


_REASONS = frozenset({"invalid_browser", "invalid_state", "missing_code", "invalid_code", "access_denied"})


def _reason(given: str) -> str:
    """It stands in the address, and in the log: one of a few words."""
    return given if given in _REASONS else "other"


def _plainly(found: BoltResponse) -> web.Response:
    answer = web.Response(status=found.status, text=found.body, content_type="text/html", headers=_HEADERS)
    for cookie in found.headers.get("set-cookie", []):
        answer.headers.add("Set-Cookie", f"{cookie}; SameSite=Lax")
    return answer


def _html(told: str, more: str = "") -> str:
    said = html.escape(told)
    return f'<!doctype html><html><head><meta charset="utf-8"><title>DSR Bot</title></head><p>{said}</p>{more}</html>\n'
