"""Time stamps on the head of the log, by RFC 3161: an authority states that it knew the head at that time.

Whoever writes the log anew gets new stamps only with a time of today.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.kept import KeptWord

_APART = timedelta(days=1)


class StampFault(KeptWord):
    """Why there is no time stamp."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    GARBLED = "garbled"  # the answer is none, or too large
    OTHER = "other"  # of something else, or of an earlier question
    UNTRUSTED = "untrusted"  # not signed by whom the configured certificates vouch for
    CLOCK = "clock"  # its time is not that of the log


class NoStamp(Exception):
    """The text is the fault alone."""

    def __init__(self, fault: StampFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


Stamped = Callable[[str, str], datetime]
"""(the authority's answer in base64, what is stamped): when, in UTC. Raises: NoStamp."""


def agree(stamped: datetime, told: datetime) -> bool:
    """Whether the clock of the authority and that of the log are no more than a day apart. Both are UTC."""
    return abs(stamped - told) <= _APART
