"""Letters as Graph wants them, and the property of ours by which they are found again."""

from __future__ import annotations

from domain.mail.message import Letter

# An extended property, because Graph filters by it, and because mail systems may change a Message-ID on the way out.
_LETTER = "String {6d1f4a0e-3b57-4f0c-9c58-2a7be1c5d904} Name DsrBotLetter"


def message_of(letter: Letter) -> dict[str, object]:
    """Everything that a draft of a reply could have brought along is overwritten: its Reply-To, copies, quoted text."""
    return {
        "subject": letter.subject,
        "body": {"contentType": "text", "content": letter.text},
        "toRecipients": [{"emailAddress": {"address": letter.to}}],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
        "internetMessageId": letter.message_id,
        "singleValueExtendedProperties": [{"id": _LETTER, "value": letter.message_id}],
    }


def condition_for(letter: Letter) -> str:
    name, value = quoted(_LETTER), quoted(letter.message_id)
    return f"singleValueExtendedProperties/any(p: p/id eq {name} and p/value eq {value})"


def quoted(text: str) -> str:
    """A string literal of OData."""
    return "'" + text.replace("'", "''") + "'"
