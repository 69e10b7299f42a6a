"""Who looked at a person."""

from __future__ import annotations

from collections.abc import Mapping

from domain.audit.stamps import StampFault
from domain.event import Event, EventKind
from domain.moment import Moment, Timed
from domain.words.en.english import ENGLISH

TITLE, ASK, OLDER = "Who looked", "Show", "Earlier"

NOBODY = "Nobody has looked at this person or searched for them through me."

EARLIER = "Earlier looks at the same person"

COMMAND_LINE = "Somebody at the machine that I run on"

HEAD_TITLE, HEAD_SEAL, HEAD_HASH, HEAD_KEY = "The log of who did what", "Newest seal", "Hash", "Signed by key"

HEAD_KEEP = "The command below tells whether a log goes as far as this, and is the same up to here."

HEAD_QUIET = "Nothing was added to it for a day."

_WHAT: Mapping[EventKind, str] = {
    EventKind.SUBJECT_LOOKED_UP: "searched for the person",
    EventKind.PERSON_LOOKED_UP: "looked whose the address is",
    EventKind.REQUEST_VIEWED: "looked at {} in full",
    EventKind.REQUEST_SHOWN: "was shown {} in full",
    EventKind.HOLDS_VIEWED: "saw the person in the list of legal holds",
    EventKind.LOOKS_ASKED: "asked who looked",
    EventKind.ACT_REFUSED: "tried “{verb}” on {}, and was turned away",
    EventKind.LOG_EXPORTED: "wrote the log of {} to a file",
    EventKind.PERSON_EXPORTED: "wrote what I keep of the person to a file",
    EventKind.CERTIFICATE_WRITTEN: "wrote the certificate of {} to a file",
}


def of(person: str) -> str:
    return f"Who looked at {person}"


def what(event: Event) -> str:
    told = _WHAT.get(event.kind, event.kind)
    return told.format(event.request or "everything", verb=event.data.get("verb", ""))


def unnamed(count: int) -> str:
    return (
        f"{ENGLISH.counted(count, 'search', 'searches')} of an earlier release, for people whom no request was about, "
        "cannot be told apart: they may have been for this person."
    )


def head(number: int, last: int, at: str | Moment) -> str:
    return Timed(f"No. {number}, with event {last}, made ", at)


_UNSTAMPED: Mapping[str, str] = {
    StampFault.UNREACHABLE: "It did not answer.",
    StampFault.REFUSED: "It refused. Check [audit] timestamp in dsrbot.toml.",
    StampFault.GARBLED: "Its answer is no time stamp. Check [audit] timestamp in dsrbot.toml.",
    StampFault.OTHER: "Its stamp is for something else.",
    StampFault.UNTRUSTED: "Nobody in the file of [audit] timestamp_ca vouches for its stamp.",
    StampFault.CLOCK: "Its clock and mine are more than a day apart. Check the clock of the machine that I run on.",
}


def unstamped(why: str) -> str:
    return (
        "The authority that puts time stamps on the log gave none today. "
        f"{_UNSTAMPED.get(why, why)} I ask again by myself, and all else goes on."
    )
