"""Where cards are shown, what is still to be told, and what an act did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.kept import KeptWord
from domain.target import Target

ONCE = "once"  # in the data of notices to several roles: what whoever has more than one of them is told once
THREAD_OF = "thread"  # in the data of what is told below a card: its address
UNCONFIRMED = -1  # somebody pressed a button there, and nothing was drawn there yet: perhaps there is no such message


class NoticeKind(KeptWord):
    """What is told. Who hears it: `domain.rights.NEWS`; what it looks like: `handlers.requests.notices`."""

    CARD = "card"  # the card of a request
    ENDED = "ended"
    LATE = "late"
    REMINDER = "reminder"
    DIGEST = "digest"  # each morning, in the place of reminders
    ESCALATED = "escalated"  # nobody has decided for long
    THREAD = "thread"  # below its cards in channels: what became of it, which a card that changes tells nobody
    ALTERED = "altered"
    IN_ERROR = "in-error"  # its work has ended in an error, or goes on failing
    VOTE_ANEW = "vote-anew"
    CHANNEL_CLOSED = "channel-closed"
    UNREACHED = "unreached"

    # of an erasure
    VOTE = "vote"  # on the deletion of a segment
    FOUND_AGAIN = "found-again"
    UNPROVED = "unproved"
    LIST = "list"  # of people, as they were found

    # of what somebody asked for
    FILE = "file"  # it comes
    UNSENT = "unsent"  # it could not be sent
    LETTER = "letter"  # to be mailed
    MAILED = "mailed"  # how that ended

    # of an export
    TURN = "turn"
    MAIL = "mail"
    MAILBOX = "mailbox"

    # about no request
    SCHEDULED = "scheduled"  # a refresh by schedule that failed
    DOOR = "door"  # one that needs mending, or is well again
    BRAKE = "brake"
    HEAD = "head"  # of the log, each day
    UNSTAMPED = "unstamped"  # it, by the authority that is to
    DELEGATION = "delegation"  # somebody is asked to act for somebody else, or need not any more
    LEFT = "left"  # somebody may no longer decide on a request that waits
    GROUP = "group"  # one that gives roles cannot be read, or is known again
    HOLD = "hold"  # set or released
    MOVED = "moved"  # an address, to another account
    CODE = "code"  # to somebody, of what was done in their name with codes and devices
    CODE_ADMINS = "code-admins"
    CODE_ASKED = "code-asked"  # whose a device is
    SETTLED = "settled"  # whose it is


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One card on screen. `full` cards are personal; the others are masked."""

    id: int
    request_id: str
    surface: str
    place: str
    address: str
    full: bool
    person_id: str | None
    drawn: int  # the version it shows, or UNCONFIRMED


@dataclass(frozen=True, kw_only=True)
class Behind(Shown):
    """A card that shows an older version than its request has. `turned`: with which its state changed last, or a vote
    on it; 0 where nobody knows."""

    turned: int

    @property
    def urgent(self) -> bool:
        """Whether it lacks more than progress. What may be missing from one that was drawn at an unknown time, nobody
        knows."""
        return 0 < self.drawn < self.turned


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell. `kind` says what, `target` whom; once fanned out,
    `surface` and `place` say exactly where."""

    id: int
    key: str
    kind: NoticeKind
    target: Target
    request_id: str | None
    surface: str | None
    place: str | None
    person_id: str | None
    data: Mapping[str, str]
    attempts: int
    created_at: datetime
    doubts: int = 0  # attempts that may have arrived
