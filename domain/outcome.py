"""What an act did, as a code. Which answer is drawn from it: `handlers.requests.outcomes` and the kinds of requests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    FILED = "filed"
    TWIN = "twin"
    CORRECTED = "corrected"  # before, by somebody else
    APPROVED = "approved"
    DENIED = "denied"
    OBJECTION = "objection"
    CANCELLED = "cancelled"
    CANCELLING = "cancelling"
    NOT_CANCELLED = "not-cancelled"
    RETRIED = "retried"
    NOT_RETRIED = "not-retried"
    NOT_REFUSED = "not-refused"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    COUNTED = "counted"
    EARLY = "early"
    HOLD_SET = "hold:set"
    HOLD_RELEASED = "hold:released"
    HOLD_THERE = "hold:there"
    HOLD_NONE = "hold:none"
    HOLD_NOBODY = "hold:nobody"
    HOLD_WHICH = "hold-which"
    HOLD_ANOTHER = "hold-another"
    PERSON_HELD = "person-held"
    PERSON_HELD_BEFORE = "person-held-before"
    PERSON_RELEASED = "person-released"
    PERSON_NOT_HELD = "person-not-held"
    PERSON_NOT_YOURS = "person-not-yours"
    EXTENDED = "extended"
    NOT_EXTENDED = "not-extended"
    IDENTITY_ASKED = "identity:asked"
    IDENTITY_PROVED = "identity:proved"
    IDENTITY_BARRED = "identity-barred"
    WHY_LATER = "why-later"
    BRAKE_ON = "brake-on"
    BRAKE_OFF = "brake-off"
    BRAKE_THERE = "brake-there"
    BRAKE_NONE = "brake-none"
    BRAKE_OWN = "brake-own"
    AWAY_BEGUN = "away-begun"
    AWAY_ENDED = "away-ended"
    AWAY_NONE = "away-none"
    AWAY_CHANGED = "away-changed"
    AWAY_NOT_OWN = "away-not-own"
    AWAY_SELF = "away-self"
    AWAY_NOT_NOW = "away-not-now"
    NOT_WHILE_PAUSED = "not-while-paused"
    CODE_WRONG = "code-wrong"
    CODE_USED = "code-used"
    CODE_LOCKED = "code-locked"
    CODE_NONE = "code-none"
    CODE_OFF = "code-off"
    CODE_MISSING = "code-missing"
    CODE_BY_GIVER = "code-by-giver"
    NUMBER_WRONG = "number-wrong"
    DEVICE_OLD = "device-old"
    DEVICE_PROVED = "device-proved"
    DEVICE_KEPT = "device-kept"
    DEVICE_OWN = "device-own"
    DEVICE_LENT = "device-lent"
    DEVICE_APPROVER = "device-approver"
    DEVICE_VOID = "device-void"
    DEVICE_SETTLED = "device-settled"
    DEVICE_ENDED = "device-ended"
    DEVICE_NONE = "device-none"
    SETTLED_NOTED = "settled:noted"
    SETTLED_ASKED = "settled:asked"
    SETTLED_KEPT = "settled:kept"
    SETTLED_REFUSED = "settled:refused"
    SETTLED_WAITING = "settled:waiting"
    SETTLED_HELD = "settled:held"
    SETTLED_CLOSE_HELD = "settled:close-held"
    SETTLED_OTHERS_NOW = "settled:others-now"
    SETTLED_NOT_NAMED = "settled:not-named"
    SETTLED_NOT_OPEN = "settled:not-open"
    LIST_GONE = "list-gone"
    LIST_EMPTY = "list-empty"
    TOLD_ALL = "told-all"
    TICKET_NOTED = "ticket:noted"
    TICKET_SENDING = "ticket:sending"
    TICKET_NOT_IT = "ticket:not-it"
    TICKET_NOT_OPEN = "ticket:not-open"
    TICKET_OTHER_DOUBT = "ticket:other-doubt"
    OTHER = "other"  # what another release kept, and this one does not know

    @property
    def how(self) -> str:
        """What stands behind the colon, or all of it: as the log calls it."""
        return self.value.rpartition(":")[2]


# What has done something, or is to be asked besides.
DONE = frozenset(
    {
        Code.FILED,
        Code.TWIN,
        Code.APPROVED,
        Code.DENIED,
        Code.CANCELLED,
        Code.CANCELLING,
        Code.RETRIED,
        Code.COUNTED,
        Code.HOLD_SET,
        Code.HOLD_RELEASED,
        Code.PERSON_HELD,
        Code.PERSON_RELEASED,
        Code.HOLD_WHICH,  # each with its button
        Code.HOLD_ANOTHER,  # with its own
        Code.EXTENDED,
        Code.IDENTITY_ASKED,
        Code.IDENTITY_PROVED,
        Code.AWAY_BEGUN,
        Code.AWAY_ENDED,
        Code.BRAKE_ON,
        Code.BRAKE_OFF,
        Code.DEVICE_OLD,  # the form shows what is worth nothing any more
        Code.DEVICE_PROVED,
        Code.DEVICE_KEPT,
        Code.DEVICE_VOID,
        Code.DEVICE_SETTLED,
        Code.DEVICE_ENDED,
        Code.SETTLED_NOTED,
        Code.SETTLED_ASKED,
        Code.SETTLED_KEPT,
        Code.SETTLED_REFUSED,
        Code.TOLD_ALL,
        Code.TICKET_NOTED,
        Code.TICKET_SENDING,
        Code.TICKET_NOT_IT,
    }
)


@dataclass(frozen=True)
class Outcome:
    """Kept under the delivery key of the act, so that the same delivery gets the same answer. `detail`: what the answer
    says besides, as a code of its own or a number."""

    code: Code
    request_id: str | None = None
    detail: str = ""

    @property
    def done(self) -> bool:
        """Whether anything was done, or is to be asked besides. A form that brought nothing about stays open, and so
        does one of which nobody has stated what it brought about."""
        return self.code in DONE

    @property
    def text(self) -> str:
        """As it is kept."""
        return f"{self.code}:{self.detail}" if self.detail else self.code.value


def outcome_of(text: str, request_id: str | None) -> Outcome:
    """The one that was kept as this text."""
    head, _, rest = text.partition(":")
    code, detail = (text, "") if text in _ALL else (head, rest)
    return Outcome(Code(code) if code in _ALL else Code.OTHER, request_id, detail)


_ALL = frozenset(code.value for code in Code)
