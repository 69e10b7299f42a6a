"""The Home tab: one person's own view of the app, which is put in the place of what stood there.

Source: docs.slack.dev/surfaces/app-home, docs.slack.dev/reference/methods/views.publish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack import limits as fit
from bot.slack.acts import SURFACE
from bot.slack.blocks import blocks
from bot.slack.posts import in_our_words
from bot.slack.text import paragraphs, plain
from bot.slack.web import Refused, Web
from domain.card import Card
from domain.chat import Account, Place, Typed

OPENED, COMMAND = "app_home_opened", "home"
_CLOSED = frozenset({"not_enabled", "user_not_found", "user_disabled", "not_visible"})

Body = Mapping[str, Any]


def opened(body: Body) -> Typed | None:
    """Who opened the tab asks for their home; None where they look at another tab of the app."""
    event = body.get("event") or {}
    if event.get("type") != OPENED or event.get("tab") != "home" or not event.get("user"):
        return None
    account = Account(SURFACE, body.get("team_id") or "", str(event["user"]))
    place = Place(SURFACE, str(event.get("channel") or ""), private=True)
    return Typed(account=account, place=place, delivery=body.get("event_id") or "", text=COMMAND)


def is_on_it(body: Body) -> bool:
    """Whether a button was pressed there."""
    return (body.get("view") or {}).get("type") == "home"


def view(card: Card, said: str = "") -> dict[str, Any]:
    """`said`: the answer to what was pressed, above the rest."""
    told = paragraphs(said, fit.TEXT)
    return {
        "type": "home",
        "blocks": [*([{"type": "section", "text": plain(told)}] if told else []), *blocks(card)],
    }


class HomeTab:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def publish(self, account: Account, card: Card, said: str = "") -> None:
        """Raises: Busy, Closed, Doubtful, Odd."""
        shown = {"user_id": account.id, "view": view(card, said)}
        try:
            await self._web.call("views.publish", shown, repeat=True)
        except Refused as refused:
            raise in_our_words(refused, closed=_CLOSED) from None
