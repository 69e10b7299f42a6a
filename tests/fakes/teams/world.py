"""What the fake Teams remembers: people, conversations, messages, and every call it received.

Object ids, names and addresses are those of the sandbox's directory, so that the two fit together.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

TENANT = "22222222-3333-4444-8555-666666666666"
OTHER_TENANT = "99999999-3333-4444-8555-666666666666"
APP_ID = "33333333-4444-4555-8666-777777777777"
SECRET = "the-client-secret"
BOT = f"28:{APP_ID}"
APPROVALS, FAILURES, GROUP = "19:approvals@thread.tacv2", "19:failures@thread.tacv2", "19:group@thread.v2"

Json = dict[str, Any]


def object_id(number: int) -> str:
    return f"bbbbbbbb-0000-4000-8000-{number:012}"


@dataclass(frozen=True)
class User:
    """Somebody in the directory, and in Teams. `installed`: the bot may begin a personal chat."""

    id: str
    name: str
    mail: str | None
    upn: str
    user_type: str | None = "Member"
    enabled: bool = True
    installed: bool = True
    tenant: str = TENANT

    @property
    def mri(self) -> str:
        """As Teams calls them."""
        return f"29:{self._word}"

    @property
    def chat(self) -> str:
        return f"a:{self._word}"

    @property
    def _word(self) -> str:
        """Of the tenant as well, where that is another one."""
        first = self.name.split()[0].lower()
        return first if self.tenant == TENANT else f"{first}-{self.tenant[:8]}"


def _member(number: int, name: str, mail: str, **more: Any) -> User:
    return User(object_id(number), name, mail, **{"upn": mail, **more})


ADA = _member(101, "Ada Brandt", "ada@contoso.com")
BEN = _member(102, "Ben Osei", "ben@contoso.com")
CLEO = _member(103, "Cleo Martin", "cleo@contoso.com", installed=False)
MARK = _member(110, "Mark Old", "mark.old@contoso.com")
ANNA = _member(203, "Anna-Lena Vogt", "anna-lena.vogt@contoso.com", upn="avogt@contoso.com")
GUS = _member(
    201, "Gus Partner", "gus@fabrikam.example", upn="gus_fabrikam.example#EXT#@contoso.example", user_type="Guest"
)
DORA = _member(202, "Dora Disabled", "dora@contoso.com", enabled=False)
USERS = (ADA, BEN, CLEO, MARK, ANNA, GUS, DORA)

# Of another tenant: one who has the name and the object id of somebody here, and two more.
THEIR_ADA = User(ADA.id, ADA.name, "ada@fabrikam.com", "ada@fabrikam.com", tenant=OTHER_TENANT)
FRIDA = User(object_id(401), "Frida Falk", "frida@fabrikam.com", "frida@fabrikam.com", tenant=OTHER_TENANT)
FINN = User(object_id(402), "Finn Moor", "finn@fabrikam.com", "finn@fabrikam.com", tenant=OTHER_TENANT)
THEIRS = (THEIR_ADA, FRIDA, FINN)


@dataclass
class Message:
    """`versions` counts how often it was drawn. `only_for`: who alone sees it."""

    conversation: str
    id: str
    activity: Json
    only_for: str = ""
    versions: int = 1
    deleted: bool = False
    drawn: list[float] = field(default_factory=lambda: [time.time()])  # when, in seconds since 1970

    @property
    def card(self) -> Json:
        content: Json = self.activity["attachments"][0]["content"]
        return content

    @property
    def text(self) -> str:
        """Everything a person reads."""
        return "\n".join(texts(self.activity.get("text") or self.card))


def texts(part: object) -> Iterator[str]:
    """Everything a person reads in a card, in order; a line as one, buttons in brackets."""
    match part:
        case str(text):
            yield text
        case {"type": "Action.Execute" | "Action.Submit", "title": str(title)}:
            yield f"[{title}]"
        case {"type": "RichTextBlock", "inlines": list(inlines)}:
            yield "".join(one if isinstance(one, str) else one["text"] for one in inlines)
        case dict():
            for name in ("title", "label", "text", "items", "columns", "choices", "body", "actions", "card"):
                yield from texts(part.get(name) or [])
        case list():
            for one in part:
                yield from texts(one)


@dataclass
class Upload:
    """A place in somebody's OneDrive for one file; good once."""

    id: str
    name: str
    content: bytes | None = None


@dataclass
class Given:
    """A file that somebody sent: it lies in their OneDrive. `over`: its address is good no more."""

    id: str
    name: str
    content: bytes
    media: str = "text/csv"
    over: bool = False


@dataclass(frozen=True)
class Call:
    """`status` is what was answered, 0 when the connection was dropped; `at` in seconds since 1970."""

    call: str
    path: str
    query: Json
    body: Json
    token: str
    status: int
    at: float = field(default_factory=time.time)


class World:
    def __init__(self) -> None:
        self.users = [*USERS, *THEIRS]
        self.messages: list[Message] = []  # in order
        self.calls: list[Call] = []
        self.uploads: dict[str, Upload] = {}
        self.given: dict[str, Given] = {}
        self.closed: set[str] = set()  # conversations that threw the bot out
        self.owners: dict[str, str] = {}  # channel: the tenant that it is of, where that is another one
        self.outsiders: dict[str, list[str]] = {}  # conversation: tenants of people there who are not of the house
        self._numbers = count(1_700_000_000_000)

    def number(self) -> str:
        return str(next(self._numbers))

    def user(self, known_as: str, tenant: str = TENANT) -> User | None:
        """By object id in a tenant, or by Teams' own id."""
        found = (one for one in self.users if known_as == one.mri or (one.id, one.tenant) == (known_as, tenant))
        return next(found, None)

    def shown(self, conversation: str) -> list[Message]:
        """What stands in a conversation now, oldest first."""
        return [said for said in self.messages if said.conversation == conversation and not said.deleted]

    def find(self, message_id: str) -> Message | None:
        return next((said for said in self.messages if said.id == message_id and not said.deleted), None)

    def delete(self, message_id: str) -> None:
        for said in self.messages:
            said.deleted = said.deleted or said.id == message_id

    def made(self, *calls: str) -> list[Call]:
        """The calls of these kinds, in order."""
        return [call for call in self.calls if call.call in calls]


class Register:
    """The directory of a tenant as the door asks for it."""

    def __init__(self, world: World, tenant: str = TENANT) -> None:
        self._world, self._tenant = world, tenant
        self.asked = 0
        self.trouble: Exception | None = None
        self.hangs = False
        self.verified = frozenset({"contoso.com" if tenant == TENANT else "fabrikam.com"})

    async def user(self, object_id: str) -> User | None:
        await self._ask()
        return next((user for user in self._users if user.id == object_id), None)

    async def user_by_upn(self, upn: str) -> User | None:
        await self._ask()
        found = [user for user in self._users if upn == user.upn.casefold()]
        return found[0] if len(found) == 1 else None

    async def domains(self) -> frozenset[str]:
        await self._ask()
        return self.verified

    @property
    def _users(self) -> list[User]:
        return [user for user in self._world.users if user.tenant == self._tenant]

    async def _ask(self) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.trouble:
            raise self.trouble
