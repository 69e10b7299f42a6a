"""Posting and updating cards, with Slack's refusals in the words that every door uses."""

from __future__ import annotations

from typing import Any

import structlog

from bot.door import Busy, Closed, Doubtful, Gone, Odd
from bot.slack.blocks import bare, message
from bot.slack.web import MENDING, Refused, Web
from domain.card import Card

# Only these say that a message, or a place, is lost to us. Everything else that Slack refuses may pass, and codes that
# nobody has heard of are among it: docs.slack.dev/reference/methods/chat.update.
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})
CLOSED = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
_CLOSED_TO_POSTS = CLOSED | {
    "is_inactive",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "user_disabled",
}
_TOO_MUCH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})

log = structlog.get_logger(__name__)


class Posts:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def post(self, place: str, card: Card, thread: str = "") -> str:
        """The address of the message. `thread`: below this one. Raises: Gone, Closed, Busy, Doubtful, Odd."""
        quiet = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        below = {"thread_ts": thread} if thread else {}
        try:
            answer = await self._send("chat.postMessage", {"channel": place, **quiet, **below}, card, repeat=False)
        except Refused as refused:
            raise in_our_words(refused, closed=_CLOSED_TO_POSTS) from None
        if not answer.get("ts"):
            raise Doubtful("chat.postMessage")
        return str(answer["ts"])

    async def update(self, place: str, address: str, card: Card) -> None:
        """Raises: Gone, Closed, Busy, Doubtful, Odd."""
        try:
            await self._send("chat.update", {"channel": place, "ts": address}, card, repeat=True)
        except Refused as refused:
            raise in_our_words(refused, closed=CLOSED) from None

    async def _send(self, method: str, where: dict[str, Any], card: Card, *, repeat: bool) -> dict[str, Any]:
        try:
            return await self._web.call(method, {**where, **message(card)}, repeat=repeat)
        except Refused as refused:
            if refused.code not in _TOO_MUCH:
                raise
            log.error("a card did not fit, so it was sent without its details", code=refused.code)
            return await self._web.call(method, {**where, **bare(card)}, repeat=repeat)


def in_our_words(refused: Refused, closed: frozenset[str]) -> Exception:
    """`closed`: the codes that say that the place is not open to us."""
    if refused.code in _GONE:
        return Gone(refused.code)
    if refused.ours:
        return Busy(MENDING)
    return Closed(refused.code) if refused.code in closed else Odd(refused.code)
