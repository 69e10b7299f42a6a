"""What is opened and pressed in the Home tab is answered there: nothing else of Slack shows an answer beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot.delivery.homes import Draw, Publish
from bot.door import Busy, Closed, Doubtful, Gone, Odd
from bot.slack.home import COMMAND, HomeTab
from bot.slack.reply import Replies
from domain.card import Card, say
from domain.chat import Account, Clicked
from domain.moment import joined
from domain.words.languages import spoken
from handlers.requests.readers import Unclear

log = structlog.get_logger(__name__)


class Opening(Protocol):
    """`bot.delivery.homes.Homes`."""

    async def opened(self, account: Account, draw: Draw | None = None, publish: Publish | None = None) -> None: ...


class AtHome:
    def __init__(self, homes: Opening, tab: HomeTab, replies: Replies) -> None:
        self._homes, self._tab, self._replies = homes, tab, replies

    async def opened(self, account: Account, draw: Draw) -> None:
        """Raises: Busy, Closed, Doubtful, Odd."""
        await self._homes.opened(account, draw)

    async def answer(self, act: Clicked, card: Card) -> None:
        """A sentence stands above what is there by now; a card of its own goes to the messages of the app, as does
        everything where the tab cannot be drawn or shown."""
        if act.verb == COMMAND:
            shown = await self._shows(act.account, draw=partial(_ready, card))
        else:
            shown = _is_short(card) and await self.says(act.account, _in_a_line(card))
        if not shown:
            await self._replies.whisper("", act.account, card)
        if act.verb != COMMAND and not _is_short(card):
            await self.says(act.account, spoken(card.lang).home.ANSWERED)

    async def moment(self, account: Account, said: str) -> None:
        """Before an answer that takes its time."""
        if not await self.says(account, said):
            await self._replies.whisper("", account, say(said))

    async def says(self, account: Account, said: str = "") -> bool:
        """Above what is there by now. False where it does not stand there."""
        return await self._shows(account, publish=partial(self._tab.publish, said=said))

    async def _shows(self, account: Account, draw: Draw | None = None, publish: Publish | None = None) -> bool:
        try:
            await self._homes.opened(account, draw, publish)
        except (Busy, Closed, Doubtful, Gone, Odd, Unclear) as why:
            log.warning("a home could not be shown", why=type(why).__name__)
        except Exception:
            log.exception("a home could not be drawn")
        else:
            return True
        return False


def _is_short(card: Card) -> bool:
    """Nothing but a few plain sentences, and perhaps of which environment they are."""
    return card == replace(say(*card.text), lang=card.lang, footer=card.footer)


def _in_a_line(card: Card) -> str:
    return joined(" · ", (" ".join(card.text), card.footer))


async def _ready(card: Card) -> Card:
    return card
