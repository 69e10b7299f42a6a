"""Letters, which we send, and mails, which arrive (design §5). All datetimes are aware and in UTC."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.addresses import is_address
from domain.mail.headers import Headers, address_of, decoded, message_ids
from domain.trouble import Trouble

EXCHANGE_ONLINE = "exchange-online"  # names no server in Authentication-Results, against RFC 8601 §2.2
_MARK = re.compile(r"(?<![0-9a-z])DSR-[0-9a-z]{6}(?![0-9a-z])", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")
# Control characters, halves of surrogates, and marks that turn the direction of writing.
UNSAFE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
_LONGEST_SUBJECT = 200
_MOST_ANSWERED, _MOST_REFERENCES, _MOST_MARKS = 10, 50, 10


class Unsendable(ValueError):
    """A letter that no mail may be made of. The text names the part, and repeats nothing of it."""


class Doubtful(Trouble):
    """It may or may not have gone out, and trying again might send it twice: a person looks into the mailbox."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What we send, always to one address. `message_id`: see `message_id()`; `references`: oldest first.

    Raises:
        Unsendable: something in it could break out of its place in the mail (RFC 5322 §2.2).
    """

    message_id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    in_reply_to: str = ""
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not can_be_to(self.to):
            raise Unsendable("The letter is not to one plain address.")
        if not self.subject.isprintable() or len(self.subject) > _LONGEST_SUBJECT:
            raise Unsendable("The letter's subject is too long, or holds characters that no subject may hold.")
        if UNSAFE.search(self.text):
            raise Unsendable("The letter's text holds control characters.")
        ids = [self.message_id, *self.references, *([self.in_reply_to] if self.in_reply_to else [])]
        if not all(is_message_id(name) for name in ids):
            raise Unsendable("The letter names a mail by something that is no Message-ID.")


class Unsure(StrEnum):
    """Why what was read of a mail may not be all that it says, or not what somebody else reads in it."""

    LONG = "long_text"  # of its text, or of its many files, only the beginning was looked at
    LAYOUT = "hidden_text"  # its layout may hide something, or show it otherwise
    MORE = "more_text"  # it has texts besides the one that was read
    UNLIKE = "unlike_texts"  # its plain half and its formatted half say different things


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What arrived. `id` is the mailbox's own name for it, `received` the mailbox's time.

    `text` and `attachments` (names alone) are empty until the body was asked for: `text` is None until then.
    `returns`: the Message-ID of the mail that it sends back, where it is a report about one; `failed`: whom such a
    report names as not reached, None where it has no such part. `junk`: it lies in the folder for junk. `cut`: of its
    long head only the beginning was read, and the few fields that say whom it concerns.
    """

    id: str
    received: datetime
    headers: Headers = field(repr=False)
    text: str | None = field(default=None, repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)
    returns: str = ""
    failed: tuple[str, ...] | None = field(default=None, repr=False)
    junk: bool = False
    cut: bool = False
    unsure: Unsure | None = None

    @property
    def message_id(self) -> str:
        return next(iter(message_ids(self.headers.get("message-id"))), "")

    @property
    def refers_to(self) -> frozenset[str]:
        """Message-IDs of the mails before it, as far as it says.

        Anybody may write any number of them, so some are looked at: of what it answers the first, and of its references
        the last ones, since each program adds the mail that it answers at the end (RFC 5322 §3.6.4), and the first,
        where programs that cut the middle out leave the mail that began it all.
        """
        answers = [name for value in self.headers.all("in-reply-to") for name in message_ids(value)]
        before = [name for value in self.headers.all("references") for name in message_ids(value)]
        kept = (*answers[:_MOST_ANSWERED], *before[:1], *before[-_MOST_REFERENCES:], *message_ids(self.returns))
        return frozenset(kept)

    @property
    def sender(self) -> str:
        """The one address in From; empty where there is none, or more than one, or doubt."""
        values = self.headers.all("from")
        return address_of(values[0]) if len(values) == 1 else ""

    @property
    def subject(self) -> str:
        """Fit to be shown: decoded, without control characters."""
        return decoded(self.headers.get("subject"))

    @property
    def tickets(self) -> frozenset[str]:
        """Tickets whose marks stand in the subject; of many, the first ones."""
        return frozenset(mark.upper() for mark in _MARK.findall(self.subject)[:_MOST_MARKS])

    @property
    def second_key(self) -> str:
        """The same wherever this mail lies, and for no other one: a Message-ID alone may be used again."""
        named = [(name, self.headers.get(name)) for name in ("date", "from", "subject")]
        told = [("message-id", self.message_id), *named] if self.message_id else list(self.headers.fields)
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A mail that the mailbox holds and does not give. Whatever of it is known is for a person who looks for it."""

    id: str
    received: datetime | None = None
    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """What a look into the mailbox brings. `mails`: headers alone; the same one may come again.

    `cursor`: where the next look begins; it names nobody. `whole`: nothing that is there was left for the next look.
    """

    mails: tuple[Mail, ...] = ()
    cursor: str = ""
    unread: tuple[Unread, ...] = ()
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What is known of one ticket's mails. `letters`: Message-IDs that ours went under; `mails`: of genuine answers.

    `confirmed`: the request was confirmed, and now the data is waited for. `names`: what their mails may name, in small
    letters: the person's address, our environment.
    """

    ticket: str
    letters: tuple[str, ...]
    mails: tuple[str, ...] = ()
    confirmed: bool = False
    names: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Whom to believe. `team`: where letters go; `domains`: whose mail may count, each exactly as named; `known`: whose
    mail proves nothing, and is no stranger's either (learn.microsoft.com names them as genuine).

    `server`: the name that our own mail server writes into Authentication-Results, or EXCHANGE_ONLINE; without it
    nothing counts before a person has looked.
    """

    team: str = "D365CI@microsoft.com"
    domains: tuple[str, ...] = ("microsoft.com",)
    known: tuple[str, ...] = ("mail.support.microsoft.com", "microsoftsupport.com")
    server: str = ""


class Meaning(StrEnum):
    """What a mail means for its ticket. Only the first two count; every other one is shown to a person."""

    CONFIRMATION_ASKED = "confirmation_asked"
    DELIVERED = "delivered"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    STRANGER = "stranger"
    FORGED = "forged"
    UNCLEAR = "unclear"  # a person decides


@dataclass(frozen=True)
class Reading:
    """`reason`: a short code of ours, safe in logs and events."""

    meaning: Meaning
    reason: str


@dataclass(frozen=True, kw_only=True)
class StoredMail:
    """A mail that was taken note of. `key`: the mailbox's own name for it; `sealed`: under the key of `subject_id`."""

    id: int
    key: str
    request_id: str | None
    subject_id: str
    meaning: Meaning
    reason: str
    received_at: datetime
    sealed: bytes = field(repr=False)
    twin: str | None = None  # the same wherever the mail lies


class LetterFrom(StrEnum):
    """Who wrote a mail of a thread."""

    US = "us"
    THEM = "them"


@dataclass(frozen=True, kw_only=True)
class StoredLetter:
    """What a mail of a thread is found by. `name`: a keyed hash of its Message-ID; `noted_at`: since when it is."""

    name: str
    request_id: str
    sender: LetterFrom
    noted_at: datetime


def can_be_to(address: str) -> bool:
    """Whether a mail can name it as the one that it goes to."""
    return is_address(address) and address.isascii() and address.isprintable()


def message_id(ticket: str, purpose: str, domain: str) -> str:
    """The same for the same letter each time, so that one that was sent can be found: `<dsr-7k3qfa.request@…>`."""
    return f"<{ticket.lower()}.{purpose}@{domain.lower()}>"


def is_message_id(text: str) -> bool:
    """Whether it may stand in a header of ours. What others send is often none."""
    return bool(_MESSAGE_ID.fullmatch(text))


def mark(ticket: str) -> str:
    """What ties a mail to its ticket where a mail program dropped everything else."""
    return f"[{ticket}]"


def thread_of(mail: Mail, threads: Iterable[Thread]) -> Thread | None:
    """The one thread that it belongs to; None where it is none, or more than one."""
    found = threads_of(mail, threads)
    return found[0] if len(found) == 1 else None


def threads_of(mail: Mail, threads: Iterable[Thread]) -> list[Thread]:
    """Those it answers by Message-ID, else those whose mark it bears."""
    known = list(threads)
    answered = [thread for thread in known if mail.refers_to & {*thread.letters, *thread.mails}]
    return answered or [thread for thread in known if thread.ticket in mail.tickets]
