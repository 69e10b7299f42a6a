"""What approving takes besides the press: a time-based code (RFC 6238), or the number of the request, typed.

A code comes from a device that is proved to be the person's, so that a chat account alone approves nothing. A number
stops a slip, and no thief.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from pyotp import TOTP

from domain.request import Factor

DIGITS, SECONDS = 6, 30  # of a code, and how long a device shows it; what every authenticator app takes
MOST = 5  # wrong codes
LOCKED = timedelta(hours=1)
SET_UP_WITHIN = timedelta(minutes=10)  # a key that somebody left standing in a chat is worth nothing afterwards
CONFIRM_WITHIN = timedelta(days=1)
SAME_DELIVERY = timedelta(minutes=2)  # in which a platform may bring the same wrong code again
ISSUER = "DSR Bot"


def meets(asked: Factor | None, given: Factor | None) -> bool:
    """Whether a vote with `given` counts where `asked` is asked for."""
    return asked is None or given is Factor.CODE or given is asked


@dataclass(frozen=True, kw_only=True)
class Device:
    """What shows codes. `person_id`: whose it is today; `set_up_by`: the same person as they were then.

    `secret`: base32, as authenticator apps take it; never shown again once the person has proved that they have it.
    `kept_by`: who has confirmed that it is the person's.
    """

    id: str
    person_id: str
    set_up_by: str
    secret: str = field(repr=False)
    begun_at: datetime
    proved_at: datetime | None = None
    kept_at: datetime | None = None
    kept_by: str | None = None
    wrong: int = 0  # codes that were tried to confirm it

    @property
    def confirmed(self) -> str:
        """What proves who has confirmed it, and when."""
        return json.dumps([self.id, self.set_up_by, self.kept_by, self.kept_at and self.kept_at.isoformat()])

    def shows(self, typed: str, now: datetime) -> int | None:
        """The number of the interval in which it shows this code, the one before and the one after among them."""
        code, shown, at = bare(typed), TOTP(self.secret, digits=DIGITS, interval=SECONDS), int(now.timestamp())
        steps = (at // SECONDS + ahead for ahead in (0, -1, 1))
        return next((step for step in steps if hmac.compare_digest(shown.generate_otp(step), code)), None)


def bare(typed: str) -> str:
    """Apps show codes in two halves. What is no code at all stays something that no device shows."""
    digits = "".join(typed.split())
    return digits if digits.isascii() and digits.isdecimal() and len(digits) == DIGITS else ""


def in_fours(secret: str) -> str:
    """As it is read and typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def otpauth(secret: str, name: str) -> str:
    """As password managers take it, with all that they need to know."""
    label, issuer = quote(f"{ISSUER}:{name}", safe=""), quote(ISSUER)
    return f"otpauth://totp/{label}?secret={secret}&issuer={issuer}&digits={DIGITS}&period={SECONDS}"
