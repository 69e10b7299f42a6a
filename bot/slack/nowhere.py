"""Who acts where the app is not installed, or not any more, hears so; nothing of what came is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack import modal
from bot.slack.reply import Responses, sentence
from common.tasks import Tasks
from domain.card import say
from domain.words.language.slack import SlackWords

Json = dict[str, Any]


class Nowhere:
    """No token is here: what cannot be answered without one stays unanswered."""

    def __init__(self, responses: Responses, owned: Tasks, words: Callable[[], SlackWords]) -> None:
        self._responses, self._owned, self._words = responses, owned, words

    def refuse(self, body: Mapping[str, Any]) -> Json | None:
        return self._told(body, self._words().NOT_INSTALLED)

    def excuse(self, body: Mapping[str, Any]) -> Json | None:
        """Where it is not known just now whether it is installed."""
        return self._told(body, self._words().CANNOT_NOW)

    def _told(self, body: Mapping[str, Any], told: str) -> Json | None:
        match body:
            case {"command": _}:
                return sentence(told)
            case {"type": "view_submission"}:
                return {"response_action": "update", "view": modal.sorry(self._words(), told)}
            case {"type": "block_suggestion"}:
                return modal.found(())
            case {"type": "block_actions" | "message_action", "response_url": str(url)} if url:
                self._owned.spawn(self._respond(url, told), "an answer could not be brought")
        return None

    async def _respond(self, url: str, told: str) -> None:
        await self._responses.respond(url, say(told))
