"""Mails that came: what was read in them, and those that changed nothing."""

from __future__ import annotations

from collections.abc import Mapping

from domain.mail.message import Meaning
from domain.moment import Moment, Timed
from domain.words.en.export import ON_MOMENT

FROM, SUBJECT, CAME, NOBODY = "From", "Subject", "Came", "nobody whom I can tell"

MEANINGS: Mapping[Meaning, str] = {
    Meaning.CONFIRMATION_ASKED: "Microsoft’s team asks once more. This changes nothing.",
    Meaning.DELIVERED: "Microsoft’s team sent data once more. This changes nothing; it is in the mailbox.",
    Meaning.BOUNCE: "A mail came back undelivered. This changes nothing.",
    Meaning.AUTO_REPLY: "This is an automatic reply. It counts as no answer.",
    Meaning.STRANGER: "This is from a stranger. It counts as no answer, whatever it says. Please do not reply to it.",
    Meaning.FORGED: "This is not from whom it claims to be. It counts as no answer. Please do not reply to it.",
    Meaning.UNCLEAR: "I cannot tell what this means, so it counts as no answer before you have looked.",
}

REASONS: Mapping[str, str] = {
    "no_ticket": "It names no request of ours. If it belongs to one, press “It came” on the card of that request.",
    "two_tickets": "It names more than one request. Press “It came” on the card of the one that it belongs to.",
    "nothing_sent": "Nothing was sent for this request yet.",
    "unexpected_files": "It brings files although nothing was confirmed yet.",
    "nothing_new": "It only repeats what was written before.",
    "no_question": "It does not ask whether the request is ours.",
    "asks_more": "It asks for more than a confirmation.",
    "other_object": "It asks for a confirmation, but does not plainly say that it is of this request.",
    "more_said": "It says more than I understand.",
    "odd_files": "Its files may be something else than the data, or a part of it.",
    "of_another": "A file or a link in it names another person, request or environment.",
    "not_the_data": "It seems to bring something else than the data.",
    "asked_again": "It asks something although the request is confirmed.",
    "no_data": "It brings no data.",
    "not_read": "It could not be read.",
    "junk": "It lies in the folder for junk, so it counts only once you have looked.",
    "long_head": "Its head is too long to be read as a whole.",
    "long_text": "It is so long, or brings so many files, that I read only its beginning.",
    "hidden_text": "Its layout may hide words, or show others than the ones that I read.",
    "more_text": "It holds more text than the one that I read.",
    "unlike_texts": "Its plain text and its formatted text do not say the same.",
    "by_machine": "It is from Microsoft’s own address, but a machine seems to have sent it.",
    "known_elsewhere": "It is from an address that Microsoft uses, but that proves nothing here.",
    "other_recipient": "It does not say that our own mail to Microsoft’s team came back.",
    "unreadable": "It could not be read.",
    "not_checked": "Nobody checked who sent it.",
    "check_unreadable": "The check of its sender cannot be read.",
    "checked_elsewhere": "Its sender was checked by another server than ours.",
    "dmarc_undecided": "The check of its sender came to no result.",
}

UNREADABLE_MAIL = "I cannot read one of the mails in the registered mailbox, so I do not know whether it is about an export. Please look at it there. If it is an answer of Microsoft’s team, press “It came” on the card of its request."

UNREADABLE_TITLE, IN_JUNK = "A mail that I cannot read", "It lies in the folder for junk."

NOT_IT = "That was not it"

NOT_IT_NOW = "Taken back. The request waits for their mail again."

MAILBOX_AGAIN = "I can read the registered mailbox again."

IF_IT_IS_THEIRS = "If it is what we wait for, press “It came”."


def mailbox_unread(since: str | Moment) -> str:
    return Timed(
        "Since ",
        since,
        " I cannot read the registered mailbox. No reminder goes to Microsoft’s team meanwhile, because their answer may lie there. Whoever runs DSR Bot can try “dsrbot check”; until then please look into the mailbox yourself.",
    )


def came_by(sender: str, subject: str) -> str:
    """What a reading rests on."""
    return f"{ON_MOMENT}, from {sender or NOBODY}, under “{subject[:120]}”"


def they_wrote(text: str) -> str:
    return f"They wrote: “{text}”"


def rests_on(detail: str) -> str:
    return Timed("Their mail came ", detail, ".")


def title(ref: str) -> str:
    return f"A mail about {ref}" if ref else "A mail of Microsoft’s team"
