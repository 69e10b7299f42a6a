"""The conversations that the bot has met: where to send what it says there. Kept by whoever implements the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.chat import Account

SURFACE = "teams"
THREAD = ";messageid="  # between the id of a channel and that of the first message of a thread in it


class Kind(StrEnum):
    """As Teams calls them in `conversation.conversationType`."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """`id` is without the thread (`;messageid=…`). Tenant and object id are in small letters.

    `shared`: with another company, so that nothing is said there but that.
    `object_id` (in Entra) and `user_id` (as Teams calls them, `29:…`) are of the person of a personal chat, and so is
    `locale`, the language that their Teams was set to when they were heard last.
    """

    id: str
    kind: Kind
    tenant: str
    service_url: str
    bot_id: str
    object_id: str = ""
    user_id: str = ""
    shared: bool = False
    locale: str = ""

    @property
    def private(self) -> bool:
        return self.kind is Kind.PERSONAL


class Conversations(Protocol):
    async def get(self, conversation_id: str) -> Conversation | None:
        """None for one that was never met, or is retired."""

    async def successor(self, conversation_id: str) -> Conversation | None:
        """The personal chat with the person of a retired one."""

    async def personal(self, tenant: str, object_id: str) -> Conversation | None:
        """The personal chat with this person, the newest if there were several; never a retired one."""

    async def service_url(self, tenant: str) -> str | None:
        """Of the conversation of this tenant that was put last."""

    async def put(self, conversation: Conversation) -> bool:
        """Remember it as it is now. Whether it was not in use until now: new, or retired, which it is no more."""

    async def retire(self, conversation_id: str) -> None:
        """The bot may not write there any more."""

    async def shown(self, ref: str, conversation_id: str, address: str, account: Account) -> None:
        """A request was shown to this person in their chat: it is drawn anew when nobody may read it any more."""


class InMemory:
    """For tests, and for a door that need not outlive its process. What was shown it forgets."""

    def __init__(self) -> None:
        self._met: dict[str, Conversation] = {}  # the newest last
        self._retired: set[str] = set()

    async def shown(self, ref: str, conversation_id: str, address: str, account: Account) -> None:
        return None

    async def get(self, conversation_id: str) -> Conversation | None:
        return None if conversation_id in self._retired else self._met.get(conversation_id)

    async def successor(self, conversation_id: str) -> Conversation | None:
        before = self._met.get(conversation_id)
        return await self.personal(before.tenant, before.object_id) if before and before.private else None

    async def personal(self, tenant: str, object_id: str) -> Conversation | None:
        theirs = (met for met in reversed(self._met.values()) if met.private and met.object_id == object_id)
        return next((met for met in theirs if met.tenant == tenant and met.id not in self._retired), None)

    async def service_url(self, tenant: str) -> str | None:
        return next((met.service_url for met in reversed(self._met.values()) if met.tenant == tenant), None)

    async def put(self, conversation: Conversation) -> bool:
        known = self._met.pop(conversation.id, None)
        new = not known or conversation.id in self._retired
        self._met[conversation.id] = conversation
        self._retired.discard(conversation.id)
        return new

    async def retire(self, conversation_id: str) -> None:
        self._retired.add(conversation_id)
