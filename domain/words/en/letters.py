"""Letters to a person, and to those who hold their data as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.erasure.outliving import Left
from domain.letters import LetterKind, MailEnd, Wrong
from domain.words.en.english import ENGLISH
from domain.words.en.plan import OUTLIVES

_FOOT = "Our reference is $reference.\n\n$signed\n$controller\n"

TEMPLATES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: (
        "Hello,\n\non $received we received $asked. You will have our answer by $due at the latest. If we need more time, "
        f"we tell you before then, and why.\n\n{_FOOT}"
    ),
    LetterKind.ANSWER: (
        f"Hello,\n\non $received we received $asked.\n\n$done\n\n$left\n\nYour rights\n$rights\n\n{_FOOT}"
    ),
    LetterKind.EXTENSION: (
        "Hello,\n\nWe received your request on $received. We need more time to answer it, for this reason: $reason. "
        f"You will have our answer by $due at the latest (Article 12(3) of the GDPR).\n\nYour rights\n$rights\n\n{_FOOT}"
    ),
    LetterKind.REFUSAL: (
        "Hello,\n\non $received we received $asked. We do not do what it asks for. This is why:\n\n$ground\n\n"
        f"You can complain\n$complaint\n\nYou can go to court\n$remedy\n\n{_FOOT}"
    ),
    LetterKind.RECIPIENTS: (
        "Hello,\n\nyou received personal data from us of this person:\n\n$person\n\nThey asked us to erase it, and we "
        "are doing so. Please erase it as well, with all links to it and all copies, and tell us when you have. You need not "
        "where that is impossible or takes a disproportionate effort (Articles 17 and 19 of the GDPR). Please treat this letter "
        f"as confidential.\n\n{_FOOT}"
    ),
}

NAMES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Acknowledgement",
    LetterKind.ANSWER: "Answer",
    LetterKind.EXTENSION: "Extension",
    LetterKind.REFUSAL: "Refusal",
    LetterKind.RECIPIENTS: "Notice to recipients",
}

WRONG: Mapping[Wrong, str] = {
    Wrong.BROKEN: "has a dollar sign that begins no placeholder: write $$ for one that is read as it is",
    Wrong.UNKNOWN: "has placeholders that this letter does not take ({}): take them out",
    Wrong.MISSING: "lacks {}, which the GDPR asks for (Art. {}): put it in",
    Wrong.NAMELESS: "lacks {}, by which people find what it is about: put it in",
    Wrong.LONG: "is longer than 3,000 signs: shorten it",
    Wrong.EMPTY: "is empty: write it, or take the file away",
}

UNKNOWN = "I know no such letter. There are acknowledgement, answer, extension, refusal and recipients."

WHICH_ONE = "Please say which letter: “letter DSR-… answer”, for example."

WHICH = "Which letter? The ones that can be written now are below."

NONE: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Nobody waits for an answer to this request any more, so there is nothing to acknowledge.",
    LetterKind.ANSWER: "There is nothing to answer yet: it is not known what became of the request.",
    LetterKind.EXTENSION: "This request cannot be extended, and was not.",
    LetterKind.REFUSAL: "This request was not refused. “refuse” asks for the ground and the rights, and writes the letter.",
    LetterKind.RECIPIENTS: "There is nothing to tell recipients yet: no erasure of this request has begun.",
}

NOBODY = "This request is about no person who asked for something, so there is nobody to write to."

FORGOTTEN = "The key of this person was destroyed, so nobody knows any more whom to write to."

DOWNLOAD, SEND = "Download", "Send…"

SEND_TEXT = "The letter goes to the person from the registered mailbox, as you read it here. This cannot be undone."

SENDING = "The letter is on its way. I tell you here when it was sent."

NO_MAILBOX = "No mailbox is connected, so please send it yourself."

BY_HAND = (
    "This letter is yours to send: something has to go with it, or it goes to somebody whose address I do not know."
)

NO_ADDRESS = "This request names no single e-mail address, so please send the letter yourself."

EXTEND_FIRST = "Note the extension first, with “extend” and its reason: then the letter goes out as you wrote it there."

TOO_LATE = "The first date has passed, so this letter would come too late. Please talk to your data protection officer."

WHICH_LANGUAGE = "I write letters in {} alone. Please say “in” and one of them."

NOT_PROVED = "The person was asked who they are, and has not shown it yet, so I send them no answer."

SENT_ALREADY = "This letter was sent already, or may have been: look into the Sent folder of the mailbox."

CHANGED = "The letter would say something else by now, so nothing was sent. Please read it again."

MAILED: Mapping[MailEnd, str] = {
    MailEnd.SENT: "was sent from the mailbox. If it answers the person, please say on the card on which day.",
    MailEnd.DOUBT: "may or may not have gone out. Please look into the Sent folder of the mailbox; I do not send it again.",
    MailEnd.REFUSED: "was refused by the mailbox, so it was not sent. Please send it yourself, or ask who runs me.",
    MailEnd.DOWN: "was not sent: the mailbox did not answer for a long time. Please try again.",
    MailEnd.ALTERED: "was not sent: what I keep for it is not what I had written. The admins are told.",
    MailEnd.CHANGED: "was not sent: it would say something else by now, or may not go out any more. Please read it again.",
}

GONE = (
    "We have erased your personal data from our customer data platform. We looked for it afterwards, and it is no longer "
    "there."
)

CLOSED = (
    "We have carried out the erasure of your personal data from our customer data platform. A look by machine could not be "
    "completed, so one of us has looked into it."
)

DELIVERED = "You find a copy of your personal data with this letter."

ANY_AUTHORITY = (
    "a supervisory authority, in particular where you live, where you work, or where you think the law was broken"
)


def title(kind: LetterKind, ref: str) -> str:
    return f"{NAMES[kind]} · {ref}"


def lead(kind: LetterKind) -> str:
    return f"Letter: {NAMES[kind]}"


def about(kind: LetterKind, ref: str) -> str:
    return f"A letter about {ref}, to read and to send: {NAMES[kind].lower()}."


def send_title(kind: LetterKind, ref: str) -> str:
    return f"Send this: {NAMES[kind].lower()}, {ref}?"


def subject(received: date) -> str:
    """It says nothing of what was asked: subjects are shown in lists and on phones."""
    return f"Your request of {ENGLISH.long(received)}"


def mailed(ref: str, kind: LetterKind, end: MailEnd) -> str:
    return f"{ref}: the letter ({NAMES[kind].lower()}) {MAILED[end]}"


def sends(name: str) -> str:
    return f"{name} sends this letter already, and hears from me how it ended."


def complaint(authority: str) -> str:
    """`authority`: the company's own; empty: any."""
    return f"You have the right to lodge a complaint with {authority or ANY_AUTHORITY} (Article 77 of the GDPR)."


def day(when: date) -> str:
    return ENGLISH.long(when)


def outlives(left: Left) -> str:
    """What is erased by itself later; what somebody must end is not the person's business."""
    dated = [f"{OUTLIVES[what][:1].lower()}{OUTLIVES[what][1:]} until {day(until)}" for what, until in left if until]
    return f"By themselves, some technical copies end later: {ENGLISH.all_of(dated)}." if dated else ""
