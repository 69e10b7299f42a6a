"""What goes wrong before a mail is handed over has sent none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.trouble import Unreachable


@contextmanager
def nothing_sent() -> Iterator[None]:
    """Whatever does not answer in here, the mail did not go out by it."""
    try:
        yield
    except Unreachable as silence:
        silence.sent = False
        raise
