"""Bolt, slim: one listener for each kind of act. HTTP and Socket Mode enter by the same door, with a verified dict.

The listener's work is awaited in the request (`process_before_response`), because Bolt's other way looks for the
answer only every ten milliseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answers import Answers
from bot.slack.blocks import PREFIX
from bot.slack.home import OPENED
from bot.slack.null_logger import QUIET

COMMAND = "/dsr"
ANYWHERE, AT_MESSAGE = f"{PREFIX}choose", f"{PREFIX}choose-at-message"  # shortcuts
CHANGE, MESSAGE = "user_change", "message"
REGROUPED = ("subteam_members_changed", "subteam_updated")  # docs.slack.dev/reference/events
LEFT = ("app_uninstalled", "tokens_revoked")
OURS = re.compile(f"^{PREFIX}")

_ACTS = ("block_actions", "block_suggestion", "view_submission", "view_closed", "shortcut", "message_action")
_KINDS = frozenset({*_ACTS, "event_callback"})

Body = dict[str, Any]

log = structlog.get_logger(__name__)


class App:
    """`changed` hears the id and the address of a user who is no longer what they were; `regrouped`, that some user
    group is not; `left`, that the app may have been taken away. `unhandled` counts what nobody took."""

    def __init__(
        self,
        client: AsyncWebClient,
        answers: Answers,
        changed: Callable[[str, str], None],
        regrouped: Callable[[], None] = lambda: None,
        left: Callable[[], None] = lambda: None,
    ) -> None:
        self._answers, self._changed, self._regrouped, self._left = answers, changed, regrouped, left
        self.unhandled: Counter[str] = Counter()
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
        """Answer one verified request, by whichever way it came. The status is always 200."""
        if body.get("type") == "url_verification":
            return _answered({"challenge": str(body.get("challenge", ""))})
        try:
            return await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        except Exception as error:  # of a shape that not even Bolt expects
            return await self._fault(error, body)

    async def _command(self, body: Body) -> BoltResponse:
        return _answered(await self._answers.command(body))

    async def _action(self, body: Body) -> BoltResponse:
        await self._answers.click(body)
        return _answered(None)

    async def _shortcut(self, body: Body) -> BoltResponse:
        await self._answers.shortcut(body)
        return _answered(None)

    async def _view(self, body: Body) -> BoltResponse:
        return _answered(await self._answers.form(body))

    async def _seek(self, body: Body) -> BoltResponse:
        return _answered(await self._answers.seek(body))

    async def _message(self, body: Body) -> BoltResponse:
        self._answers.message(body)
        return _answered(None)

    async def _opened(self, body: Body) -> BoltResponse:
        self._answers.home(body)
        return _answered(None)

    async def _change(self, body: Body) -> BoltResponse:
        user = (body.get("event") or {}).get("user") or {}
        self._changed(str(user.get("id", "")), str((user.get("profile") or {}).get("email") or ""))
        return _answered(None)

    async def _regroup(self) -> BoltResponse:
        """Whoever is of which group is read anew; what the event says of it is not relied on."""
        self._regrouped()
        return _answered(None)

    async def _leave(self) -> BoltResponse:
        """Whether our token is still good is asked of Slack; what the event says of it is not relied on."""
        self._left()
        return _answered(None)

    async def _fault(self, error: Exception, body: Body) -> BoltResponse:
        """What no listener took, and what broke in one: an answer for the person, never Slack's warning triangle."""
        kind = _kind(body)
        self.unhandled[kind] += 1
        if isinstance(error, BoltUnhandledRequestError):
            log.warning("nobody took a request from Slack", kind=kind)
            return _answered(self._answers.excuse(body))
        log.error("a request from Slack failed", kind=kind, exc_info=error)
        return _answered(self._answers.excuse(body, broke=True))


def _kind(body: Body) -> str:
    """One of a few words, so that what is counted stays countable."""
    if "command" in body:
        return "command"
    kind = str(body.get("type", ""))
    return kind if kind in _KINDS else "other"


def _answered(body: Body | None) -> BoltResponse:
    return BoltResponse(status=200, body="" if body is None else body)


class _InMemory(AsyncAuthorize):
    """One workspace, one token: nothing to look up and nobody to ask."""

    def __init__(self, token: str | None) -> None:
        self._result = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    async def __call__(self, **_: Any) -> AuthorizeResult:
        return self._result


def _slim(client: AsyncWebClient) -> AsyncApp:
    """Without what the edge has done already, and what an app of one workspace does not need."""
    return AsyncApp(
        name="dsr",
        logger=QUIET,
        client=client,
        authorize=_InMemory(client.token),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
