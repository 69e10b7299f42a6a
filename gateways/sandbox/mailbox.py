"""The mailbox and the team behind it, as values. All datetimes are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

TEAM = "D365CI@microsoft.com"
Folder = Literal["inbox", "drafts", "sentitems", "junkemail"]


class Manner(StrEnum):
    """How the team answers from now on."""

    ANSWER = "answer"
    SILENCE = "silence"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"  # an out-of-office at once, the answer after it
    WRONG_THREAD = "wrong_thread"  # an answer that names no thread and no ticket
    LATE = "late"  # ten times as slow
    TWICE = "twice"
    FORGED = "forged"  # somebody in the team's name at once, the answer after it


@dataclass(frozen=True, kw_only=True)
class Item:
    """A message in somebody's mailbox, to be seen from `arrives` on. `fields` are its headers from the top down.

    `touched`: when it was last marked as read or unread. `properties`: extended ones, by their id in Graph.
    `report`: what it says, as a report, of each recipient (RFC 3464).
    """

    id: str
    owner: str
    folder: Folder
    arrives: datetime
    message_id: str
    sender: str
    conversation: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: bool = False
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    report: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    read: bool = False
    touched: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Steering:
    """`seconds`: how long an answer takes, None for as long as a refresh. `file`: the name of what brings the data.

    `filing`: seconds until what was sent stands in Sent Items. `owner`: whose mailbox the application may open, None
    for everybody's. `limit`: calls in ten minutes. `keeps_ids`: mails leave under the Message-ID of their draft.
    `broken`: Message-IDs of mails that Graph cannot show, nor any page that holds one.
    """

    behaviour: Manner = Manner.ANSWER
    seconds: float | None = None
    file: str = "export.json"
    filing: float = 0.2
    owner: str | None = "tess@contoso.com"
    limit: int = 10_000
    keeps_ids: bool = True
    broken: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Post:
    """`asked`: conversations in which the team waits for a confirmation; `answered`: in which it sent the data.

    `received`: what reached the team. `generation`: raised to make all delta tokens old.
    """

    steering: Steering = Steering()
    items: dict[str, Item] = field(default_factory=dict)
    received: list[Item] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    generation: int = 0
