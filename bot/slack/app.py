"""What Slack brings, to whoever answers it. Acts over HTTP are known at first sight; the rest goes to Bolt, as does
Socket Mode. Each comes as a verified dict, and both ways lead to the same few methods.

Bolt is slim here, and a listener's work is awaited in the request (`process_before_response`), because its other way
looks for the answer only every ten milliseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import PREFIX
from bot.slack.first_sight import COMMAND, Act, act_of
from bot.slack.home import OPENED
from bot.slack.inside import Inside
from bot.slack.nowhere import Nowhere
from bot.slack.null_logger import QUIET

ANYWHERE, AT_MESSAGE = f"{PREFIX}choose", f"{PREFIX}choose-at-message"  # shortcuts
CHANGE, MESSAGE = "user_change", "message"
REGROUPED = ("subteam_members_changed", "subteam_updated")  # docs.slack.dev/reference/events
LEFT = ("app_uninstalled", "tokens_revoked")
OURS = re.compile(f"^{PREFIX}")

_ACTS = ("block_actions", "block_suggestion", "view_submission", "view_closed", "shortcut", "message_action")
_KINDS = frozenset({*_ACTS, "event_callback"})

Body = dict[str, Any]

log = structlog.get_logger(__name__)


class NotInstalled(Exception):
    """Where a request comes from, there is no app of ours (any more)."""


class App:
    """`of`: the installation that a request is for. `unhandled` counts what nobody took."""

    def __init__(
        self, client: AsyncWebClient, of: Callable[[Body], Awaitable[Inside | None]], nowhere: Nowhere
    ) -> None:
        self._of, self._nowhere = of, nowhere
        self.unhandled: Counter[str] = Counter()
        self._acts = {
            Act.COMMAND: self._command,
            Act.CLICK: self._action,
            Act.SHORTCUT: self._shortcut,
            Act.FORM: self._view,
            Act.SEEKING: self._seek,
        }
        self._bolt = _slim(client)
        self._bolt.command(COMMAND)(self._command)
        self._bolt.action(OURS)(self._action)
        self._bolt.shortcut(OURS)(self._shortcut)
        self._bolt.view(OURS)(self._view)
        self._bolt.options(OURS)(self._seek)
        self._bolt.event(CHANGE)(self._change)
        for event in REGROUPED:
            self._bolt.event(event)(self._regroup)
        for event in LEFT:
            self._bolt.event(event)(self._leave)
        self._bolt.event(MESSAGE)(self._message)
        self._bolt.event(OPENED)(self._opened)
        self._bolt.error(self._fault)

    async def serve(self, body: Body) -> BoltResponse:
        """Answer one verified request. The status is always 200."""
        act = act_of(body)
        if not act:
            return await self.by_bolt(body)
        try:
            return await self._acts[act](body)
        except Exception as error:
            return await self._fault(error, body)

    async def by_bolt(self, body: Body) -> BoltResponse:
        """The same, with nothing known at first sight."""
        if body.get("type") == "url_verification":
            return _answered({"challenge": str(body.get("challenge", ""))})
        try:
            return await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        except Exception as error:  # of a shape that not even Bolt expects
            return await self._fault(error, body)

    async def _inside(self, body: Body) -> Inside:
        """Raises: NotInstalled, Busy."""
        found = await self._of(body)
        if not found:
            raise NotInstalled
        return found

    async def _command(self, body: Body) -> BoltResponse:
        return _answered(await (await self._inside(body)).answers.command(body))

    async def _action(self, body: Body) -> BoltResponse:
        await (await self._inside(body)).answers.click(body)
        return _answered(None)

    async def _shortcut(self, body: Body) -> BoltResponse:
        await (await self._inside(body)).answers.shortcut(body)
        return _answered(None)

    async def _view(self, body: Body) -> BoltResponse:
        return _answered(await (await self._inside(body)).answers.form(body))

    async def _seek(self, body: Body) -> BoltResponse:
        return _answered(await (await self._inside(body)).answers.seek(body))

    async def _message(self, body: Body) -> BoltResponse:
        (await self._inside(body)).answers.message(body)
        return _answered(None)

    async def _opened(self, body: Body) -> BoltResponse:
        (await self._inside(body)).answers.home(body)
        return _answered(None)

    async def _change(self, body: Body) -> BoltResponse:
        """Whoever it was is looked at anew."""
        user = (body.get("event") or {}).get("user") or {}
        email = str((user.get("profile") or {}).get("email") or "")
        (await self._inside(body)).people.changed(str(user.get("id", "")), email)
        return _answered(None)

    async def _regroup(self, body: Body) -> BoltResponse:
        """Whoever is of which group is read anew; what the event says of it is not relied on."""
        (await self._inside(body)).regrouped()
        return _answered(None)

    async def _leave(self, body: Body) -> BoltResponse:
        """What the event says is not relied on."""
        (await self._inside(body)).doubt()
        return _answered(None)

    async def _fault(self, error: Exception, body: Body) -> BoltResponse:
        """What no listener took, and what broke in one: an answer for the person, never Slack's warning triangle."""
        kind = _kind(body)
        self.unhandled[kind] += 1
        inside = await self._known(body)
        if isinstance(error, NotInstalled) or (not inside and isinstance(error, BoltUnhandledRequestError)):
            log.warning("a request came from where the app is not installed", kind=kind)
            return _answered(self._nowhere.refuse(body))
        if isinstance(error, BoltUnhandledRequestError) and inside:
            log.warning("nobody took a request from Slack", kind=kind)
            return _answered(inside.answers.excuse(body))
        log.error("a request from Slack failed", kind=kind, exc_info=error)
        return _answered(inside.answers.excuse(body, broke=True) if inside else self._nowhere.excuse(body))

    async def _known(self, body: Body) -> Inside | None:
        try:
            return await self._of(body)
        except Exception:  # of no known shape, or nobody knows just now
            return None


def _kind(body: Body) -> str:
    """One of a few words, so that what is counted stays countable."""
    if "command" in body:
        return "command"
    kind = str(body.get("type", ""))
    return kind if kind in _KINDS else "other"


def _answered(body: Body | None) -> BoltResponse:
    return BoltResponse(status=200, body="" if body is None else body)


class _InMemory(AsyncAuthorize):
    """Whoever speaks to Slack has the token from elsewhere (`bot.slack.installations`): nobody to ask here."""

    def __init__(self) -> None:
        self._result = AuthorizeResult(enterprise_id=None, team_id=None, bot_token="")

    async def __call__(self, **_: Any) -> AuthorizeResult:
        return self._result


def _slim(client: AsyncWebClient) -> AsyncApp:
    """Without what the edge has done already, and what this app does not need."""
    return AsyncApp(
        name="dsr",
        logger=QUIET,
        client=client,
        authorize=_InMemory(),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
