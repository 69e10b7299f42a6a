"""What the fake Slack remembers: people, channels, messages, views, and every call it received."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

TEAM, TEAM_NAME, OTHER_TEAM = "T0CONTOSO", "Contoso", "T0FABRIKAM"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-fake", "xapp-fake", "the-signing-secret"
BOT_USER = "U0DSR"
SCOPES = (
    "commands,chat:write,im:write,files:write,files:read,im:history,"
    "users:read,users:read.email,channels:read,groups:read"
)
TRIGGER_SECONDS = 3.0

Json = dict[str, Any]


@dataclass
class User:
    id: str
    name: str
    email: str
    team: str = TEAM
    flags: Json = field(default_factory=dict)

    def shown(self) -> Json:
        """As `users.info` shows it."""
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.split()[0].lower(),
            "real_name": self.name,
            "deleted": False,
            "is_bot": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            "profile": {"real_name": self.name, "display_name": "", "email": self.email, "team": self.team},
            **self.flags,
        }


@dataclass
class Channel:
    id: str
    member: bool = True
    flags: Json = field(default_factory=dict)

    def shown(self) -> Json:
        return {"id": self.id, "is_archived": False, "is_member": self.member, "is_ext_shared": False, **self.flags}


@dataclass
class Group:
    """A user group. `disabled`: it is off; its members are remembered."""

    id: str
    users: list[str]
    disabled: bool = False
    team: str = TEAM
    flags: Json = field(default_factory=dict)

    def shown(self) -> Json:
        """As `usergroups.list` shows it."""
        return {
            "id": self.id,
            "team_id": self.team,
            "is_usergroup": True,
            "name": self.id,
            "handle": self.id.lower(),
            "is_external": False,
            "date_delete": int(time.time()) if self.disabled else 0,
            "user_count": len(self.users),
            **self.flags,
        }


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    versions: int = 1
    deleted: bool = False
    drawn: list[float] = field(default_factory=lambda: [time.time()])  # when, in seconds since 1970


@dataclass
class Upload:
    """A file on its way. `channel`: where it is shown; empty until that was asked for, and nobody sees it."""

    id: str
    name: str
    length: int
    alt: str
    content: bytes | None = None
    channel: str = ""
    title: str = ""
    comment: str = ""


@dataclass
class Given:
    """A file that somebody gave. `partly`: Slack tells of it by its number alone, as of one of another workspace."""

    id: str
    name: str
    content: bytes
    user: str
    size: int = -1  # that Slack tells; otherwise that of what is in it
    url: str = ""  # where it is said to lie; otherwise at the fake
    partly: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Call:
    """`status` is what was answered, 0 when the connection was dropped; `at` in seconds since 1970."""

    method: str
    arguments: Json
    status: int
    error: str
    at: float
    verb: str = "POST"


def _users() -> Iterator[User]:
    yield User("U0ADA", "Ada Admin", "ada@contoso.com")
    yield User("U0BEN", "Ben Bauer", "ben@contoso.com")
    yield User("U0CLEO", "Cleo Costa", "cleo@contoso.com")
    yield User("U0TESS", "Tess Tran", "tess@contoso.com")
    yield User("U0OLGA", "Olga Orlova", "olga@contoso.com")
    yield User("U0GUEST", "Gus Guest", "gus@agency.example", flags={"is_restricted": True})
    yield User("U0SINGLE", "Sia Single", "sia@agency.example", flags={"is_ultra_restricted": True})
    yield User("U0GONE", "Gil Gone", "gil@contoso.com", flags={"deleted": True})
    yield User("U0NEW", "Nia New", "nia@contoso.com", flags={"is_email_confirmed": False})
    yield User("U0STRANGER", "Sam Stranger", "sam@fabrikam.example", team=OTHER_TEAM)
    yield User(BOT_USER, "DSR Bot", "", flags={"is_bot": True})


def _channels() -> Iterator[Channel]:
    yield Channel("C0APPROVE")
    yield Channel("C0AUDIT")
    yield Channel("C0FAIL")
    yield Channel("C0ARCHIVE", flags={"is_archived": True})
    yield Channel("C0OUTSIDE", member=False)
    yield Channel("C0SHARED", flags={"is_ext_shared": True})
    yield Channel("C0ORG", flags={"is_org_shared": True, "shared_team_ids": [TEAM, "T0SISTER"]})


class World:
    """`scopes` are those of the bot's token. Times are real: a trigger is good for three seconds, once."""

    def __init__(self) -> None:
        self.team, self.name, self.enterprise = TEAM, TEAM_NAME, ""
        self.org = False  # the app is installed for all of the enterprise
        self.workspaces: list[str] = []  # of the enterprise, for which the app is approved
        self.closed: set[str] = set()  # of these, those that do not let it in
        self.users = {user.id: user for user in _users()}
        self.channels = {channel.id: channel for channel in _channels()}
        self.groups: dict[str, Group] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.ephemeral: list[Json] = []  # chat.postEphemeral and response_url, in order
        self.views: dict[str, Json] = {}
        self.uploads: dict[str, Upload] = {}
        self.largest = 2**30  # bytes of a file
        self.given: dict[str, Given] = {}
        self.bots_delete = False  # what others have uploaded
        self.homes: dict[str, Json] = {}  # the Home tab, by user
        self.calls: list[Call] = []
        self.scopes = SCOPES
        self.revoked = ""  # the code with which every call is refused
        self.spent: set[str] = set()  # triggers
        self.responses: dict[str, int] = {}  # response_url path → times used
        self.replaced: dict[str, float] = {}  # response_url path → when it drew the message anew
        self._numbers = count(1)

    def group(self, group_id: str, *users: str, disabled: bool = False) -> Group:
        """There is such a user group from now on, and the bot may read who is of it."""
        self.scopes = SCOPES + ",usergroups:read"
        self.groups[group_id] = Group(group_id, list(users), disabled)
        return self.groups[group_id]

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        return f"{int(time.time())}.{self.number():06d}"

    def shown(self, channel: str) -> list[Message]:
        """What stands in a channel now, oldest first."""
        return [m for (where, _), m in self.messages.items() if where == channel and not m.deleted]

    def files(self, channel: str) -> list[Upload]:
        """Those that are shown in a channel, oldest first."""
        return [upload for upload in self.uploads.values() if upload.channel == channel]

    def delete(self, channel: str, ts: str) -> None:
        self.messages[channel, ts].deleted = True

    def made(self, *methods: str) -> list[Call]:
        """The calls of these methods, in order."""
        return [call for call in self.calls if call.method in methods]
