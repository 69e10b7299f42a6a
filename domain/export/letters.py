"""The letters of an export, in the words of the tenant admin who sends them (`reference/customer-insights.md` §7).

No subject line holds anything personal: subjects are shown in lists, on phones, and in logs of mail servers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.addresses import is_address
from domain.mail.message import Letter, Rules, Thread, Unsendable, is_message_id, mark, message_id


class Holder(StrEnum):
    """Whose data it is: somebody in the company's data, or somebody who works with the product."""

    CUSTOMER = "customer"
    USER = "user"


class Purpose(StrEnum):
    """What the person asked for: a copy under Art. 15, or data to take elsewhere under Art. 20 GDPR."""

    ACCESS = "access"
    PORTABILITY = "portability"


@dataclass(frozen=True, kw_only=True)
class Export:
    """What to ask for. `instance`: the environment's id; `signed`: the name below the letter, fit to be shown.

    Raises:
        Unsendable: the address is none that a mail can name.
    """

    ticket: str
    subject: str  # an e-mail address
    holder: Holder
    purpose: Purpose
    instance: str
    signed: str

    def __post_init__(self) -> None:
        if not is_address(self.subject) or not self.subject.isprintable():
            raise Unsendable("The person's address is none that a mail can name.")


_WHOM = {Holder.CUSTOMER: "this customer in our data", Holder.USER: "this user of Customer Insights"}
_HOW = {
    Purpose.ACCESS: "The person asked for a copy of their data (Article 15 of the GDPR).",
    Purpose.PORTABILITY: (
        "The person asked for data to take elsewhere (Article 20 of the GDPR). Please send it in a structured,\n"
        "machine-readable format such as CSV, JSON or XML. A PDF would not do."
    ),
}


def request_letter(export: Export, rules: Rules, domain: str) -> Letter:
    """`domain`: the one of our own mailbox, for the Message-ID."""
    opening = "please export the personal data that Dynamics 365 Customer Insights - Data holds of"
    return Letter(
        message_id=message_id(export.ticket, "request", domain),
        to=rules.team,
        subject=_subject(export),
        text=_text(export, f"{opening}\n{_asked_for(export)}"),
    )


def reminder_letter(export: Export, rules: Rules, domain: str, thread: Thread, number: int, asked_on: date) -> Letter:
    """`number`: 1 for the first one, so that each is a letter of its own. `asked_on`: in the company's time zone."""
    opening = (
        f"on {asked_on.day} {asked_on:%B %Y} we asked you for an export, and the law gives us little time. It is for"
    )
    return Letter(
        message_id=message_id(export.ticket, f"reminder-{number}", domain),
        to=rules.team,
        subject=f"Re: {_subject(export)}",
        text=_text(export, f"{opening}\n{_asked_for(export)}"),
        in_reply_to=thread.letters[0],
        references=thread.letters,
    )


def confirmation_letter(export: Export, rules: Rules, domain: str, thread: Thread, asked: str) -> Letter:
    """Answers the mail that asked, in its thread, and goes to the configured address all the same.

    `asked`: its Message-ID; empty where a person told of it.
    """
    answered = (asked,) if is_message_id(asked) else ()
    middle = f"yes, we confirm our request {export.ticket}. Please send the data in answer to this mail."
    return Letter(
        message_id=message_id(export.ticket, "confirmation", domain),
        to=rules.team,
        subject=f"Re: {_subject(export)}",
        text=_text(export, middle),
        in_reply_to=(*thread.letters, *answered)[-1],
        references=(*thread.letters, *answered),
    )


def _subject(export: Export) -> str:
    return f"Export of personal data from Customer Insights {mark(export.ticket)}"


def _asked_for(export: Export) -> str:
    whom = f"{_WHOM[export.holder]}:\n\n    {export.subject}\n\n"
    return f"{whom}{_HOW[export.purpose]}\nOur environment is {export.instance}."


def _text(export: Export, middle: str) -> str:
    closing = f"Please leave {mark(export.ticket)} in the subject when you answer."
    return f"Hello,\n\n{middle}\n\n{closing}\n\nThank you\n{export.signed}\n"
