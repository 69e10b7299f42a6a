"""What is opened and pressed in the Home tab is answered there: nothing else of Slack shows an answer beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from bot.delivery.homes import Homes
from bot.door import Busy, Closed, Doubtful, Gone, Odd
from bot.slack.home import COMMAND, HomeTab
from bot.slack.reply import Replies
from domain.card import Card, say
from domain.chat import Account, Clicked
from domain.words.languages import spoken


class AtHome:
    def __init__(self, homes: Homes, tab: HomeTab, replies: Replies) -> None:
        self._homes, self._tab, self._replies = homes, tab, replies

    async def opened(self, account: Account, draw: Callable[[], Awaitable[Card]]) -> None:
        """Raises: Busy, Closed, Doubtful, Odd."""
        await self._homes.opened(account, draw)

    async def answer(self, act: Clicked, card: Card) -> None:
        """A sentence stands above what is there by now; a card of its own goes to the messages of the app, as does
        everything where the tab cannot be shown."""
        short = card == say(*card.text)
        if not short and act.verb != COMMAND:
            await self._replies.whisper("", act.account, card)
        try:
            await self._shown(act, card, " ".join(card.text) if short else spoken(card.lang).home.ANSWERED)
        except (Busy, Closed, Doubtful, Gone, Odd):
            if short or act.verb == COMMAND:
                await self._replies.whisper("", act.account, card)

    async def _shown(self, act: Clicked, card: Card, said: str) -> None:
        if act.verb == COMMAND:
            await self._homes.opened(act.account, partial(_ready, card))
        else:
            await self._homes.opened(act.account, publish=partial(self._tab.publish, said=said))


async def _ready(card: Card) -> Card:
    return card
