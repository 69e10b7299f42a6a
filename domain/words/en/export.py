"""Exports: the form, the letters, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.export.letters import Holder, Purpose
from domain.export.plan import Deed, Stage
from domain.moment import PLACE
from domain.notes import Note
from domain.words.en.english import ENGLISH
from domain.words.en.moments import day
from domain.words.en.plan import ANSWER_SUBMIT

STAGES: Mapping[Stage, str] = {
    Stage.REQUEST: "The request to Microsoft’s team",
    Stage.QUESTION: "Their question whether it is ours",
    Stage.CONFIRMATION: "Our confirmation",
    Stage.DELIVERY: "The data",
    Stage.ANSWER: "The person was answered",
    Stage.REMINDER: "Reminder {}",
}

HOLDERS: Mapping[Holder, str] = {Holder.CUSTOMER: "A customer", Holder.USER: "A user of Customer Insights"}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.ACCESS: "A copy of their data (access, Art. 15)",
    Purpose.PORTABILITY: "Data to take elsewhere (portability, Art. 20)",
}

AS: Mapping[Purpose, str] = {
    Purpose.ACCESS: "It is filed as access (GDPR Art. 15).",
    Purpose.PORTABILITY: "It is filed as portability (GDPR Art. 20), so the mail asks for a machine-readable format.",
}

TITLE, WHOSE, WHO = "Export a person’s data", "Whose data?", "E-mail address of the person"

PURPOSE = "What did the person ask for?"

WHOSE_EXPORT = "Whose data? For example: export customer anna@contoso.com as access. It may also be a user."

GUIDED = "No mailbox is connected, so I write the mails and a tenant admin sends them."

DEEDS: Mapping[Deed, str] = {
    Deed.SEND: "Send…",
    Deed.SENT: "I have sent it…",
    Deed.RESOLVE: "Resolve…",
    Deed.CAME: "It came…",
    Deed.ANSWER: "The person was answered…",
}

SUBMITS_OF_MAIL: Mapping[Deed, str] = {
    Deed.SENT: "Note that it was sent",
    Deed.RESOLVE: "Note where it is",
    Deed.CAME: "Note that it came",
    Deed.ANSWER: ANSWER_SUBMIT,
}

WAITS_FOR_TEAM, WAITS_FOR_TENANT_ADMIN = "Waiting for Microsoft’s team", "Waiting for a tenant admin"

SEND_LABELS: Mapping[Stage, str] = {Stage.REQUEST: "Send the request", Stage.CONFIRMATION: "Confirm"}

SEND, REMIND = "Send", "Send a reminder"

REMINDER_READS = "The mail below goes out when you press “Send a reminder”, and not before."

SENDING_NOW = "The mail is on its way. The card shows when it was sent."

SENT_TITLE, SENT_DAY = "The mail was sent", "On which day?"

CAME_TITLE, CAME_DAY = "Their mail came", "On which day did it come?"

CAME_FILES, CAME_FILES_HINT = "What was attached?", "The names of the files, one per line. I keep no file."

RESOLVE_TITLE, RESOLVE_FIELD = "Did the mail go out?", "What does the Sent folder show?"
OTHER_DOUBT = "Not noted: the mail was tried again since. Look into the Sent folder once more, then press “Resolve”."

WENT_OUT, DID_NOT_GO_OUT = "It was sent", "It was not sent: send it now"

NEEDS_FILES = "Please name what was attached, or write “a link”."

_NEXT = {
    Deed.SEND: "Next: a tenant admin reads the mail on their card and presses “{}”.",
    Deed.SENT: "Next: a tenant admin sends the mail on their card by hand and presses “I have sent it”.",
    Deed.RESOLVE: "Next: a tenant admin looks into the Sent folder and presses “Resolve”.",
    Deed.CAME: "Next: Microsoft’s team answers. If their mail came another way, press “It came”.",
    Deed.ANSWER: "Next: a tenant admin gives the data to the person, and says so here. I never store or forward it.",
}

TURNS: Mapping[Stage, str] = {
    Stage.REQUEST: "The request to Microsoft’s team waits for you to send it.",
    Stage.QUESTION: "We wait for an answer of Microsoft’s team. Please look whether it came.",
    Stage.CONFIRMATION: "Microsoft’s team asks whether the request is ours. Please confirm.",
    Stage.DELIVERY: "We wait for the data from Microsoft’s team. Please look whether it came.",
    Stage.ANSWER: "The data was delivered to the mailbox. Please answer the person, and say so on the card.",
}

TURN_NOTES: Mapping[Note, str] = {
    Note.DOUBTFUL: "Nobody knows whether a mail went out. Please look into the Sent folder.",
    Note.UNREAD: "A mail came that I cannot read. It may be their answer, so I send no reminder. Please look into the mailbox.",
    Note.SILENT: "Microsoft’s team has not answered for a long time. Please look into it.",
    Note.BOUNCED: "A mail to Microsoft’s team came back undelivered. Please look into it.",
    Note.NOT_PORTABLE: "What came cannot be read by machines. Please ask for another format before you answer the person.",
    Note.MAIL_REFUSED: "A mail could not be sent. Its card says why.",
    Note.MAIL_DOWN: "A mail could not be sent. Its card says why.",
}

MAILED_ALREADY = "The request was mailed before this end, so an answer of Microsoft’s team may still come."


def unclear(text: str) -> str:
    return f"I do not understand “{text[:40]}” there. {WHOSE_EXPORT}"


def erasure_open(refs: Sequence[str]) -> str:
    return (
        f"An erasure of this person is open, too: {ENGLISH.all_of(list(refs))}. What it erases before the data comes will "
        "be missing from the copy."
    )


def next_deed(deed: Deed, stage: Stage) -> str:
    return _NEXT[deed].format(SEND_LABELS.get(stage, ""))


def turn(ref: str, sentence: str) -> str:
    return f"{ref}: {sentence}"


def late(ref: str, when: date) -> str:
    return f"{ref}: the answer to the person is due on {day(when)}, and the data is not there yet."


def mail(to: str, subject: str, text: str) -> str:
    return f"To: {to}\nSubject: {subject}\n\n{text}"


ON_MOMENT = f"on {PLACE}"


def on_day(when: date, name: str) -> str:
    return f"on {day(when)}, says {name}"


def delivered(told: str, files: Sequence[str]) -> str:
    """What came, never what stands in it. `told`: by which mail."""
    names = ", ".join(files) or "a link in the mail"
    return f"{told}, in the registered mailbox: {names[:300]}"


def says(told: str, name: str) -> str:
    return f"{told}, says {name}"


def by_hand(told: str, files: Sequence[str]) -> str:
    return f"{told}: {', '.join(files)[:300]}"
