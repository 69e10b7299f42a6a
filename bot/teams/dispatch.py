"""What Teams tells, by type and name: acts go to the desk, the rest is let pass.

The types: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from bot.teams.acquaintance import Acquaintance
from bot.teams.acts import sought, typed, used
from bot.teams.adapter import Activity, Reply
from bot.teams.answers import Answers, told
from bot.teams.body import CONSENT, SEARCH
from bot.teams.command_text import mentions_bot
from bot.teams.command_text import spoken as typed_text
from bot.teams.files import Files, once
from bot.teams.form import found
from bot.teams.origin import Origin, origin_of
from bot.teams.roster import Roster
from bot.teams.uploads import Uploads
from common.once import Once
from domain.chat import Clicked
from domain.words.language import Words
from domain.words.languages import spoken

HOLDING = 5.0  # seconds that a message is held; Teams waits for some fifteen


class Dispatch:
    def __init__(
        self,
        answers: Answers,
        memory: Acquaintance,
        roster: Roster,
        once: Once,
        files: Files,
        uploads: Uploads,
        words: Words,
    ) -> None:
        """`words`: for whoever's language is not known."""
        self._answers, self._memory, self._roster, self._once = answers, memory, roster, once
        self._files, self._uploads, self._otherwise = files, uploads, words

    async def __call__(self, activity: Activity) -> Reply | None:
        """The answer, for an invoke: 501 is the protocol's own word for a kind that the bot does not know."""
        where = origin_of(activity, await self._memory.met(activity))
        match activity.type, activity.name:
            case "message", _:
                await self._spoken(activity, where)
            case "invoke", "adaptiveCard/action":
                return Reply(200, await self._pressed(activity, where))
            case "invoke", name if name == CONSENT:
                return await self._consented(activity, where)
            case "invoke", name if name == SEARCH:
                return Reply(200, await self._sought(activity, where))
            case "invoke", name:
                return Reply(501 if name else 400)
        return None

    async def _spoken(self, activity: Activity, where: Origin | None) -> None:
        """What is not done in time goes on behind: Teams would bring it again."""
        if where and where.user_id != where.conversation.bot_id and (work := self._work(activity, where)):
            task, _ = self._once.begin(where.delivery, work)
            await asyncio.wait((task,), timeout=HOLDING)

    def _work(self, activity: Activity, where: Origin) -> Coroutine[Any, Any, None] | None:
        """In a channel only what was said to the bot is its business."""
        act = used(where, activity.value)
        if not act and not where.private and not mentions_bot(activity):
            return None
        if where.conversation.shared:
            return self._answers.refused(where)
        return self._answers.submitted(act, where) if act else self._typed(activity, where)

    async def _typed(self, activity: Activity, where: Origin) -> None:
        people = await self._roster.object_ids(where, activity)
        files = self._uploads(activity.attachments or (), where.conversation.service_url) if where.private else ()
        await self._answers.command(replace(typed(where, typed_text(activity, people)), files=files), where)

    async def _pressed(self, activity: Activity, where: Origin | None) -> dict[str, Any]:
        act = used(where, activity.value) if where else None
        if not act or not where:
            words = spoken(str(activity.locale or ""), self._otherwise).teams
            return told(words.NOT_MINE if where else words.NOBODY)
        if where.conversation.shared:
            return told(spoken(where.locale, self._otherwise).teams.SHARED)
        serve = self._answers.click(act, where) if isinstance(act, Clicked) else self._answers.form(act, where)
        task, _ = self._once.begin(where.delivery, serve)
        return await asyncio.shield(task)

    async def _sought(self, activity: Activity, where: Origin | None) -> dict[str, Any]:
        """Forms stand in personal chats, and names of people are shown nowhere else."""
        act = sought(where, activity.value) if where and where.conversation.private else None
        return await self._answers.seek(act) if act else found(())

    async def _consented(self, activity: Activity, where: Origin | None) -> Reply:
        """The upload goes on behind: Teams wants to be answered within seconds. No file was offered but in private."""
        if not where or not where.conversation.private:
            return Reply(400)
        self._once.begin(once(where, activity.value), self._files.answered(where, activity.value))
        return Reply(200)
