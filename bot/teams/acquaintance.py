"""The conversations that the bot is in, as each activity tells of them: met, greeted once, shared, left."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.teams.adapter import Activity, ChannelAccount
from bot.teams.conversations import Conversation, Conversations
from bot.teams.message import drawn
from bot.teams.origin import conversation_of
from bot.teams.reply import Replies
from bot.teams.screen import Screen
from bot.teams.token_check import NotAdmitted
from common.tasks import Tasks
from domain.card import Button, Card, Style, say
from domain.words.language import Words
from domain.words.language.teams import TeamsWords
from domain.words.languages import spoken

log = structlog.get_logger(__name__)


class Acquaintance:
    """`watched` are the conversations that cards go to: who comes and goes there is looked at. `words`: for whoever's
    language is not known."""

    def __init__(
        self,
        conversations: Conversations,
        screen: Screen,
        replies: Replies,
        owned: Tasks,
        watched: frozenset[str],
        words: Words,
    ) -> None:
        self._conversations, self._screen, self._replies = conversations, screen, replies
        self._owned, self._watched, self._otherwise = owned, watched, words

    async def met(self, activity: Activity) -> Conversation | None:
        """The conversation, with what is known of it. Where that cannot be kept, the act itself still counts.

        Raises:
            NotAdmitted: it was met in another tenant, so that nobody can say whose it is.
        """
        found = conversation_of(activity)
        if not found:
            return None
        found = replace(found, shared=self._screen.told(activity) is True)
        try:
            return await self._remembered(activity, found)
        except NotAdmitted:
            raise
        except Exception:
            log.exception("a conversation could not be remembered")
            return found

    async def _remembered(self, activity: Activity, found: Conversation) -> Conversation:
        known = await self._conversations.get(found.id)
        if known and known.tenant != found.tenant:
            log.error("a conversation is said to be of another tenant than the one it was met in")
            raise NotAdmitted(401, "foreign")
        if _thrown_out(activity):
            await self._conversations.retire(found.id)
            return found
        if known:
            found = _with(found, known, self._screen.told(activity))
        if found.private and not found.object_id:  # nobody's: nothing will ever be said there
            return found
        if await self._conversations.put(found) and _installed(activity) and not found.shared:
            self._owned.spawn(self._greet(found), "a greeting could not be brought")
        if found.id in self._watched and activity.type == "conversationUpdate":
            self._owned.spawn(self._look(found.id), "it could not be looked at who reads a channel")
        return found

    async def _greet(self, where: Conversation) -> None:
        words = spoken(where.locale, self._otherwise).teams
        await self._replies.in_chat(where, drawn(_hello(words) if where.private else say(words.HELLO_ALL)))

    async def _look(self, conversation_id: str) -> None:
        await self._screen.look(conversation_id)


def _hello(words: TeamsWords) -> Card:
    """With the way to what waits for them: who they are, is asked when they press it."""
    return Card(text=(words.HELLO,), buttons=(Button("home", "", words.HOME, Style.PRIMARY),))


def _with(found: Conversation, known: Conversation, shared: bool | None) -> Conversation:
    """What an activity leaves open stays as it was known."""
    if not found.object_id:  # told by something other than the person
        found = replace(found, object_id=known.object_id, user_id=known.user_id)
    found = replace(found, locale=found.locale or known.locale)
    return replace(found, shared=known.shared if shared is None else shared)


def _installed(activity: Activity) -> bool:
    """Teams tells it in one way, or the other, or both."""
    if activity.type == "installationUpdate":
        return bool(activity.action == "add")
    return activity.type == "conversationUpdate" and _bot_in(activity, activity.members_added)


def _thrown_out(activity: Activity) -> bool:
    if activity.type == "installationUpdate":
        return bool(activity.action == "remove")
    return activity.type == "conversationUpdate" and _bot_in(activity, activity.members_removed)


def _bot_in(activity: Activity, people: list[ChannelAccount] | None) -> bool:
    bot = activity.recipient.id if activity.recipient else ""
    return bool(bot) and any(one.id == bot for one in people or ())
