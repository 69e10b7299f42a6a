"""Posting and updating cards, with Slack's refusals in the words that every door uses."""

from __future__ import annotations

from typing import Any

import structlog

from bot.door import Busy, Closed, Doubtful, Gone
from bot.slack.blocks import bare, message
from bot.slack.web import Refused, Web
from domain.card import Card

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "invalid_ts"})
_TOO_MUCH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})
_OUR_RIGHTS = frozenset(
    {"account_inactive", "invalid_auth", "missing_scope", "not_authed", "token_expired", "token_revoked"}
)
_MENDING = 60.0  # seconds until somebody may have mended the bot's rights

log = structlog.get_logger(__name__)


class Posts:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def post(self, place: str, card: Card) -> str:
        """The address of the message. Raises: Closed, Busy, Doubtful."""
        quiet = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        answer = await self._send("chat.postMessage", {"channel": place, **quiet}, card, repeat=False)
        if not answer.get("ts"):
            raise Doubtful("chat.postMessage")
        return str(answer["ts"])

    async def update(self, place: str, address: str, card: Card) -> None:
        """Raises: Gone, Closed, Busy, Doubtful."""
        await self._send("chat.update", {"channel": place, "ts": address}, card, repeat=True)

    async def _send(self, method: str, where: dict[str, Any], card: Card, *, repeat: bool) -> dict[str, Any]:
        try:
            try:
                return await self._web.call(method, {**where, **message(card)}, repeat=repeat)
            except Refused as refused:
                if refused.code not in _TOO_MUCH:
                    raise
                log.error("a card did not fit, so it was sent without its details", code=refused.code)
                return await self._web.call(method, {**where, **bare(card)}, repeat=repeat)
        except Refused as refused:
            raise _in_our_words(refused.code) from None


def _in_our_words(code: str) -> Exception:
    """Anything that is not about the message or our own rights is about the place."""
    if code in _GONE:
        return Gone(code)
    return Busy(_MENDING) if code in _OUR_RIGHTS else Closed(code)
