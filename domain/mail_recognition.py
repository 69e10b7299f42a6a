"""What a mail means for its ticket (design §5).

Who sent it is settled before what it says is looked at, and for everybody else the answer needs no body: only mails of
a proved sender in one of our own threads are read.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.mail import Mail, Meaning, Reading, Rules, Thread, threads_of
from domain.mail_automatic import automatic, says_absent
from domain.mail_files import clearly_data, data_files
from domain.mail_phrases import ASKING, ASKING_MORE, HANDING_OVER, NOT_ASKING, NOT_THE_DATA, OF_DATA
from domain.mail_text import new_text
from domain.mail_trust import distrust

NOT_READ = Reading(Meaning.UNCLEAR, "not_read")


def recognise(mail: Mail, thread: Thread | None, rules: Rules) -> Reading:
    """`thread`: what `thread_of` found. Without the body it is never more than NOT_READ for a mail that may count."""
    if verdict := automatic(mail) or distrust(mail, rules) or _misplaced(mail, thread):
        return verdict
    assert thread
    if mail.text is None:
        return NOT_READ
    text = new_text(mail.text)
    if says_absent(text):
        return Reading(Meaning.AUTO_REPLY, "out_of_office")
    return _delivery(text, mail) if thread.confirmed else _question(text, mail)


def wanted(mail: Mail, thread: Thread | None, rules: Rules) -> bool:
    """Whether the body is to be fetched: it is in our own thread, its sender is proved, and no machine wrote it."""
    return mail.text is None and recognise(mail, thread, rules) == NOT_READ


def concerns_us(mail: Mail, threads: Iterable[Thread], rules: Rules) -> bool:
    """Whether a person is to hear of it at all: it touches a ticket, or names the team as its sender.

    A copy of our own letter does not.
    """
    known = list(threads)
    if any(mail.message_id in thread.letters for thread in known):
        return False
    return bool(threads_of(mail, known)) or mail.sender == rules.team.casefold()


def _misplaced(mail: Mail, thread: Thread | None) -> Reading | None:
    if thread is None:
        return Reading(Meaning.UNCLEAR, "two_tickets" if len(mail.tickets) > 1 else "no_ticket")
    if mail.tickets - {thread.ticket}:
        return Reading(Meaning.UNCLEAR, "two_tickets")
    if not thread.letters:
        return Reading(Meaning.UNCLEAR, "nothing_sent")
    return None


def _question(text: str, mail: Mail) -> Reading:
    """Before the request is confirmed only one thing can come: the question whether it is."""
    if data_files(mail.attachments):
        return Reading(Meaning.UNCLEAR, "unexpected_files")
    if not text:
        return Reading(Meaning.UNCLEAR, "nothing_new")
    if not _asks(text):
        return Reading(Meaning.UNCLEAR, "no_question")
    if ASKING_MORE.search(text):
        return Reading(Meaning.UNCLEAR, "asks_more")
    return Reading(Meaning.CONFIRMATION_ASKED, "asked")


def _delivery(text: str, mail: Mail) -> Reading:
    files = data_files(mail.attachments)
    hands_over, asks = bool(HANDING_OVER.search(text)), _asks(text)
    if not text and not files:
        return Reading(Meaning.UNCLEAR, "nothing_new")
    if NOT_THE_DATA.search(text):
        return Reading(Meaning.UNCLEAR, "not_the_data")
    if files and ((hands_over and OF_DATA.search(text)) or (clearly_data(files) and not asks)):
        return Reading(Meaning.DELIVERED, "files")
    if not files and hands_over and OF_DATA.search(text) and "https://" in text and not asks:
        return Reading(Meaning.DELIVERED, "link")
    return Reading(Meaning.UNCLEAR, "asked_again" if asks else "no_data")


def _asks(text: str) -> bool:
    return bool(ASKING.search(NOT_ASKING.sub(" … ", text)))
