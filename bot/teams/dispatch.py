"""What Teams tells, by type and name: acts go to the desk, the rest is remembered or let pass.

The types: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import structlog

from bot.teams.acts import typed, used
from bot.teams.adapter import Activity, Reply
from bot.teams.answers import Answers, told
from bot.teams.conversations import Conversation, Conversations
from bot.teams.once import Once
from bot.teams.origin import Origin, conversation_of, origin_of
from bot.teams.roster import Roster
from bot.teams.spoken import mentions_bot, spoken
from domain import words_teams as words
from domain.chat import Clicked

HOLDING = 5.0  # seconds that a message is held; Teams waits for some fifteen

log = structlog.get_logger(__name__)


class Dispatch:
    def __init__(self, answers: Answers, conversations: Conversations, roster: Roster, once: Once) -> None:
        self._answers, self._conversations, self._roster, self._once = answers, conversations, roster, once

    async def __call__(self, activity: Activity) -> Reply | None:
        """The answer, for an invoke: 501 is the protocol's own word for a kind that the bot does not know."""
        await self._remember(activity)
        match activity.type, activity.name:
            case "message", _:
                await self._spoken(activity)
            case "invoke", "adaptiveCard/action":
                return Reply(200, await self._pressed(activity))
            case "invoke", name:
                return Reply(501 if name else 400)
        return None

    async def _spoken(self, activity: Activity) -> None:
        """What is not done in time goes on behind: Teams would bring it again."""
        where = origin_of(activity)
        if where and where.user_id != where.conversation.bot_id and (work := self._work(activity, where)):
            task = self._once.begin(where.delivery, work)
            await asyncio.wait((task,), timeout=HOLDING)

    def _work(self, activity: Activity, where: Origin) -> Coroutine[Any, Any, None] | None:
        """In a channel only what was said to the bot is its business."""
        if act := used(where, activity.value):
            return self._answers.submitted(act, where)
        return self._typed(activity, where) if where.private or mentions_bot(activity) else None

    async def _typed(self, activity: Activity, where: Origin) -> None:
        people = await self._roster.object_ids(where, activity)
        await self._answers.command(typed(where, spoken(activity, people)), where)

    async def _pressed(self, activity: Activity) -> dict[str, Any]:
        where = origin_of(activity)
        act = used(where, activity.value) if where else None
        if not act or not where:
            return told(words.NOT_MINE)
        serve = self._answers.click(act, where) if isinstance(act, Clicked) else self._answers.form(act, where)
        return await asyncio.shield(self._once.begin(where.delivery, serve))

    async def _remember(self, activity: Activity) -> None:
        """Every activity tells the address to write to. Where that cannot be kept, the act itself still counts."""
        try:
            met = conversation_of(activity)
            if met and _thrown_out(activity):
                await self._conversations.retire(met.id)
            elif met:
                await self._keep(met)
        except Exception:
            log.exception("a conversation could not be remembered")

    async def _keep(self, met: Conversation) -> None:
        known = await self._conversations.get(met.id)
        if known and not met.object_id:  # told by something other than the person
            met = replace(met, object_id=known.object_id, user_id=known.user_id)
        if known != met:
            await self._conversations.put(met)


def _thrown_out(activity: Activity) -> bool:
    if activity.type == "installationUpdate":
        return bool(activity.action == "remove")
    bot = activity.recipient.id if activity.recipient else None
    return activity.type == "conversationUpdate" and any(gone.id == bot for gone in activity.members_removed or ())
