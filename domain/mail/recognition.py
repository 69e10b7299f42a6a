"""What a mail means for its ticket (design §5).

Who sent it is settled before what it says is looked at, and for everybody else the answer needs no body: only mails of
a proved sender in one of our own threads are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.mail.automatic import automatic, says_absent, says_machine
from domain.mail.claims import asks, hands_over
from domain.mail.files import data_files, odd_files
from domain.mail.message import Mail, Meaning, Reading, Rules, Thread, Unsure, threads_of
from domain.mail.naming import LINK, name_another
from domain.mail.objects import OF_A_REQUEST
from domain.mail.phrases import ASKING, ASKING_MORE, NOT_ASKING, NOT_THE_DATA
from domain.mail.text import MOST_TEXT, folded, new_text, sentences
from domain.mail.trust import KNOWN_ELSEWHERE, distrust, proved_forgery

NOT_READ = Reading(Meaning.UNCLEAR, "not_read")
_LINK = Reading(Meaning.DELIVERED, "link")
_TURNING = re.compile("[\u202b\u202d\u202e\u2067]")  # from here on, letters or words are shown from right to left
# Why a mail is taken for a machine's, where a person may have written it all the same.
_PERHAPS = frozenset({"auto_submitted", "bulk", "marked", "no_return_path"})


def recognise(mail: Mail, thread: Thread | None, rules: Rules) -> Reading:
    """`thread`: what `thread_of` found. Without the body it is never more than NOT_READ for a mail that may count."""
    if by_machine := automatic(mail):
        return proved_forgery(mail, rules) or _of_a_machine(by_machine, mail, thread, rules)
    if verdict := distrust(mail, rules) or _misplaced(mail, thread):
        return verdict
    assert thread
    if mail.cut:
        return Reading(Meaning.UNCLEAR, "long_head")
    if mail.text is None:
        return NOT_READ
    reading = _said(mail, thread, rules)
    counts = reading.meaning in {Meaning.CONFIRMATION_ASKED, Meaning.DELIVERED}
    doubt = _doubt(mail, mail.text) if counts else None
    return Reading(Meaning.UNCLEAR, doubt) if doubt else reading


def _doubt(mail: Mail, text: str) -> str | None:
    """Why a mail does not count by itself, whatever it says."""
    if len(text) > MOST_TEXT:
        return Unsure.LONG.value
    unsure = mail.unsure or (Unsure.LAYOUT if _TURNING.search(text) else None)
    return unsure.value if unsure else "junk" if mail.junk else None


def _of_a_machine(by_machine: Reading, mail: Mail, thread: Thread | None, rules: Rules) -> Reading:
    """The team's own answers may be sent by a machine: a person is asked, as for any that is not clear."""
    perhaps = by_machine.meaning is Meaning.AUTO_REPLY and by_machine.reason in _PERHAPS
    if perhaps and not (distrust(mail, rules) or _misplaced(mail, thread)):
        return Reading(Meaning.AUTO_REPLY, "by_machine")
    return by_machine


def _said(mail: Mail, thread: Thread, rules: Rules) -> Reading:
    text = new_text(mail.text or "")
    if says_absent(text):
        return Reading(Meaning.AUTO_REPLY, "out_of_office")
    if says_machine(text):
        return Reading(Meaning.AUTO_REPLY, "by_machine")
    named = frozenset({rules.team.casefold(), mail.sender, thread.ticket.casefold()}) | thread.names
    return _delivery(mail, named) if thread.confirmed else _question(mail, named)


def wanted(mail: Mail, thread: Thread | None, rules: Rules) -> bool:
    """Whether the body is to be fetched: it is in our own thread, its sender is proved, and no machine wrote it."""
    return mail.text is None and recognise(mail, thread, rules) == NOT_READ


def concerns_us(mail: Mail, threads: Iterable[Thread], rules: Rules) -> bool:
    """Whether a person is to hear of it at all: it touches a ticket, names the team as its sender, or comes from others
    of theirs, under a subject that may be ours: they open cases, and write of them in new threads.

    A copy of our own letter does not, and neither does what was rightly taken for junk.
    """
    known = list(threads)
    if any(mail.message_id in thread.letters for thread in known):
        return False
    if threads_of(mail, known):
        return True
    if mail.sender == rules.team.casefold():
        return not (mail.junk and proved_forgery(mail, rules))
    return bool(OF_A_REQUEST.search(folded(mail.subject))) and _may_be_theirs(mail, rules)


def _may_be_theirs(mail: Mail, rules: Rules) -> bool:
    doubt = distrust(mail, rules)
    return doubt is None or doubt == KNOWN_ELSEWHERE


def _misplaced(mail: Mail, thread: Thread | None) -> Reading | None:
    if thread is None:
        return Reading(Meaning.UNCLEAR, "two_tickets" if len(mail.tickets) > 1 else "no_ticket")
    if mail.tickets - {thread.ticket}:
        return Reading(Meaning.UNCLEAR, "two_tickets")
    if not thread.letters:
        return Reading(Meaning.UNCLEAR, "nothing_sent")
    return None


def _question(mail: Mail, named: frozenset[str]) -> Reading:
    """Before the request is confirmed only one thing can come: the question whether it is."""
    text = new_text(mail.text or "")
    if data_files(mail.attachments):
        return Reading(Meaning.UNCLEAR, "unexpected_files")
    if not text:
        return Reading(Meaning.UNCLEAR, "nothing_new")
    if not _asks(text):
        return Reading(Meaning.UNCLEAR, "no_question")
    if ASKING_MORE.search(text):
        return Reading(Meaning.UNCLEAR, "asks_more")
    doubt = asks(sentences(mail.text or ""), named)
    return Reading(Meaning.UNCLEAR, doubt) if doubt else Reading(Meaning.CONFIRMATION_ASKED, "asked")


def _delivery(mail: Mail, named: frozenset[str]) -> Reading:
    """A sentence has to hand the data over: what files are named proves nothing, as nobody opens them."""
    text, files = new_text(mail.text or ""), data_files(mail.attachments)
    if not text and not files:
        return Reading(Meaning.UNCLEAR, "nothing_new")
    if NOT_THE_DATA.search(text):
        return Reading(Meaning.UNCLEAR, "not_the_data")
    if name_another((*files, *(link[0] for link in LINK.finditer(text))), named):
        return Reading(Meaning.UNCLEAR, "of_another")
    asked = _asks(text)
    doubt = hands_over(sentences(mail.text or ""), named, files=bool(files))
    if not files:
        return Reading(Meaning.UNCLEAR, doubt or "asked_again") if doubt or asked else _LINK
    if doubt or odd_files(files):
        return Reading(Meaning.UNCLEAR, "asked_again" if asked else doubt or "odd_files")
    return Reading(Meaning.DELIVERED, "files")


def _asks(text: str) -> bool:
    return bool(ASKING.search(NOT_ASKING.sub(" … ", text)))
