"""The lines of an exported audit log, and the bytes that are hashed and signed. docs/audit-log.md says it for others.

A line is one JSON object, written in one way only: keys in order, no spaces, nothing beyond ASCII. So its bytes follow
from what it says, and a line that is written otherwise was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.event import Event

VERSION = 1
NOTHING = "0" * 64
"""The hash before the first event."""

LONGEST = 999_000  # characters of an event; a line of a file is no longer than a million
RECENT = 10_000  # seals that a time stamp may be behind the one that it stamps

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


@dataclass(frozen=True, kw_only=True)
class Start:
    """Behind which event the file begins, what the chain had come to there, and whether it is about one request."""

    after: int
    hash: str
    request: str = ""
    version: int = VERSION


@dataclass(frozen=True, kw_only=True)
class KeyChange:
    """From the seal `first` on, `public` signs instead of `previous`. Both have signed this."""

    public: str
    previous: str
    first: int
    at: str


@dataclass(frozen=True, kw_only=True)
class Seal:
    """Signed: that the chain came to `hash` with the event `last`. It covers the events from `first` on."""

    number: int
    first: int
    last: int
    hash: str
    at: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Signed: that events up to `after` were deleted when their time to be kept had ended."""

    after: int
    hash: str
    seal: int
    at: str
    key: str


@dataclass(frozen=True, kw_only=True)
class End:
    """Signed: how far the log went when the file was written. `rest`: the SHA-256 of the lines not sealed yet."""

    after: int
    last: int
    seal: int
    hash: str
    unsealed: int
    rest: str
    at: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Extract:
    """Signed: that the file's events, whose SHA-256 is `lines`, are all of one request up to the event `last`."""

    request: str
    events: int
    lines: str
    last: int
    seal: int
    hash: str
    at: str
    key: str


Signed = Seal | Cut | End | Extract
NAMES: Mapping[type[Start | KeyChange | Signed], str] = {
    Start: "start", KeyChange: "key", Seal: "seal", Cut: "cut", End: "end", Extract: "extract",
}  # fmt: skip


def canonical(value: object) -> str:
    """The one way to write it."""
    return _encode(value)


def moment(at: datetime) -> str:
    """In UTC, to the microsecond."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"


def told(event: Event) -> dict[str, object]:
    """What is chained of an event, but for its number."""
    return {
        "actor": event.actor, "at": moment(event.at), "data": dict(event.data), "kind": event.kind,
        "request": event.request,
    }  # fmt: skip


def chained(event: Event, number: int) -> str:
    """What is hashed of an event."""
    return canonical({**told(event), "seq": number})


def link(previous: str, event: str) -> str:
    """The hash of an event as it is chained, in hexadecimal."""
    return hashlib.sha256((previous + event).encode("ascii")).hexdigest()


def event_line(event: str, hash_: str) -> str:
    return f'{{"event":{event},"hash":"{hash_}"}}'


def unsealed_line(event: Event) -> str:
    return canonical({"unsealed": told(event)})


def statement(value: Start | KeyChange | Signed) -> str:
    """What is signed, and the line of what is not."""
    return canonical({NAMES[type(value)]: asdict(value)})


def signed_line(value: KeyChange | Signed, signature: str, **more: str) -> str:
    """`more`: the signature of the new key, of a change of keys."""
    return canonical({NAMES[type(value)]: asdict(value), "signature": signature, **more})


class Digest:
    """The SHA-256 of lines, each with its newline."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._told = hashlib.sha256()
        for line in lines:
            self.take(line)

    def take(self, line: str) -> None:
        self._told.update(line.encode("ascii") + b"\n")

    def text(self) -> str:
        """In hexadecimal."""
        return self._told.hexdigest()
