"""The conversations that the bot has met, kept in the database: they outlive the process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog

from bot.teams.conversations import SURFACE, Conversation, Kind
from domain.chat import Account
from domain.people import Person

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Rows(Protocol):
    """`storage.conversations.Conversations`."""

    def get(self, conversation_id: str) -> Mapping[str, Any] | None: ...
    def successor(self, conversation_id: str) -> Mapping[str, Any] | None: ...
    def personal(self, tenant: str, object_id: str) -> Mapping[str, Any] | None: ...
    def service_url(self, tenant: str) -> str | None: ...
    def put(self, row: Mapping[str, Any], now: datetime) -> bool: ...
    def retire(self, conversation_id: str) -> None: ...


class People(Protocol):
    """`storage.people.People`."""

    def of_account(self, account: Account) -> Person | None: ...


class Told(Protocol):
    """`storage.told.Told`."""

    def add(self, request_id: str, surface: str, place: str, address: str, person_id: str) -> None: ...


class Requests(Protocol):
    """`storage.requests.Requests`."""

    def get(self, request_id: str) -> object | None: ...


class Unit(Protocol):
    @property
    def requests(self) -> Requests: ...
    @property
    def conversations(self) -> Rows: ...
    @property
    def people(self) -> People: ...
    @property
    def told(self) -> Told: ...


class Storage(Protocol):
    async def write(self, unit: Callable[[Unit], T]) -> T: ...
    async def read(self, unit: Callable[[Unit], T]) -> T: ...


class Kept:
    """Satisfies `Conversations`. What is put again unchanged costs no transaction."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime], others: Sequence[Storage] = ()) -> None:
        """`others`: of environments beside the first one, which have requests of their own."""
        self._storage, self._clock, self._all = storage, clock, (storage, *others)
        self._known: dict[str, Conversation] = {}

    async def get(self, conversation_id: str) -> Conversation | None:
        """As it stands now: another replica may have heard that it is shared, or that the bot is there no more."""
        row = await self._storage.read(lambda unit: unit.conversations.get(conversation_id))
        if not row:
            self._known.pop(conversation_id, None)
            return None
        self._known[conversation_id] = found = conversation(row)
        return found

    async def successor(self, conversation_id: str) -> Conversation | None:
        row = await self._storage.read(lambda unit: unit.conversations.successor(conversation_id))
        return conversation(row) if row else None

    async def personal(self, tenant: str, object_id: str) -> Conversation | None:
        row = await self._storage.read(lambda unit: unit.conversations.personal(tenant, object_id))
        return conversation(row) if row else None

    async def shown(self, ref: str, conversation_id: str, address: str, account: Account) -> None:
        """A fault costs nobody their answer."""

        def note(unit: Unit) -> None:
            if person := unit.people.of_account(account):
                unit.told.add(ref, SURFACE, conversation_id, address, person.id)

        try:
            for storage in self._all:
                if len(self._all) == 1 or await storage.read(lambda unit: unit.requests.get(ref) is not None):
                    await storage.write(note)
        except Exception:
            log.exception("what was shown in a chat could not be noted", request=ref)

    async def service_url(self, tenant: str) -> str | None:
        return await self._storage.read(lambda unit: unit.conversations.service_url(tenant))

    async def put(self, conversation: Conversation) -> bool:
        if self._known.get(conversation.id) == conversation:
            return False
        now = self._clock()
        new = await self._storage.write(lambda unit: unit.conversations.put(asdict(conversation), now))
        self._known[conversation.id] = conversation
        return new

    async def retire(self, conversation_id: str) -> None:
        self._known.pop(conversation_id, None)
        await self._storage.write(lambda unit: unit.conversations.retire(conversation_id))


def conversation(row: Mapping[str, Any]) -> Conversation:
    return Conversation(**{**row, "kind": Kind(row["kind"])})
