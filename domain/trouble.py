"""What may go wrong with a call to Customer Insights, to Graph or to a mail server, and our word for it."""

from __future__ import annotations

from domain.notes import Note


class Trouble(Exception):
    """A call to the outside did not do what was asked. The text names no person and no address.

    `sent`: it may have taken effect all the same, as far as is known.
    """

    sent = True

    def __init__(self, sentence: str, *, status: int | None = None, code: str | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


class Refused(Trouble):
    """The service answered, and said no (4xx): repeating it unchanged will not help."""

    sent = False


class Throttled(Trouble):
    """Too many calls (429): nothing was done; try again after `retry_after` seconds."""

    sent = False

    def __init__(self, sentence: str, *, retry_after: float) -> None:
        super().__init__(sentence, status=429)
        self.retry_after = retry_after


class Unreachable(Trouble):
    """No answer, or a 5xx: whether a POST or DELETE took effect is not known. Not `sent`: it provably took none."""

    def __init__(self, sentence: str, *, status: int | None = None, code: str | None = None, sent: bool = True) -> None:
        super().__init__(sentence, status=status, code=code)
        self.sent = sent


class Unreadable(Unreachable):
    """An answer that is not understood: what it says, or whether anything was done, is not known."""


def because(trouble: Trouble) -> Note:
    """The code of our own words for an answer that no waiting mends; it is the note of the steps that it ends."""
    if isinstance(trouble, Unreadable):
        return Note.UNREADABLE
    if trouble.status == 404:
        return Note.NO_INSTANCE
    if trouble.status == 401:
        return Note.NO_KEYS
    return Note.NO_RIGHTS if trouble.status == 403 else Note.SAID_NO
