"""The certificate of an erasure."""

from __future__ import annotations

from collections.abc import Mapping

from domain.notes import Note

TITLE, RECORD = "Certificate of erasure", "Record of erasure"

PERSON, ENVIRONMENT = "Person (keyed pseudonym)", "Customer Insights environment"

CONTROLLER, REFERENCE, TIMES = "Controller", "Reference", "Time zone of all times"

OMITTED = "What was left out, and why"

NOT_LOOKED = (
    "DSR Bot looks into Customer Insights alone: not into the original sources, the copies of recipients, backups, or "
    "files that were exported before."
)

VERIFY = "How to check it"

VERIFY_HOW: tuple[str, ...] = (
    "What is said here stands in the audit log, which is chained and signed. Whoever runs DSR Bot writes it out:",
    "dsrbot audit export --request {ref} --out log.jsonl",
    "Anybody checks it, on any machine, with the public key that the company keeps elsewhere:",
    "dsrbot audit verify log.jsonl --key log.pem",
    "The key that signed when this page was made: {key}",
)

ERASED = "the key of the pseudonym was destroyed"

DECISIONS, ACTS = "Asked and decided", "What was done"

TROUBLES = "Legal holds, failures and what was tried again"

LOOKS = "What was asked of Customer Insights, and what came"

LEFT = "What Customer Insights keeps for a while, or somebody must end"

AGAIN = "Found again: gone after the last step and after the settling time, and there when it was looked once more. {} is open for it since."

COLUMNS: tuple[str, ...] = ("What", "Result", "By", "When")

ASKED, VOTE, DONE, THE_BOT = "Request filed", "Vote", "done", "DSR Bot"

GONE = "Gone: looked up after the last step and again after the settling time, and not found."

UNVERIFIED = "Not verified by look-up: an approver closed the check, for the reason below."

FOOT = (
    "The pseudonym is made with a key of this person alone; once that key is destroyed, nobody can recompute it. "
    "Deletion in the original sources rests on the statement above."
)

REFRESHED = "refreshed"

RESULTS: Mapping[Note, str] = {
    Note.STATED: "stated: deleted on {}",
    Note.TOLD: "told on {}",
    Note.NOT_TOLD: "could not be told: {}",
    Note.TICKED: "ticked off: “{}”",
}

RIGHT, ERASURE = "Right", "Erasure (Article 17 GDPR), with notice to recipients (Article 19)"

TOLD = "Person told"

MADE = "Made {}."

SOURCES, DOWNSTREAM = "Source: {}", "Downstream: {}"

HELD, RELEASED, NOTHING = (
    "Legal hold set",
    "Legal hold released",
    "nothing was done",
)

WENT_ON, NO_DELETION = "the work went on", "an approver voted against its deletion"

MORE = "{} more"

LOG = "in the log of the request"

BEFORE = "Earlier request {}"


BUTTON = "Record as a file"

NONE_YET = "There is a record of an erasure that is completed, and this one is not yet."
EACH_OWN = "These are several people, and each has a record of their own: press “People” on the card to find them."


def about(title: str, ref: str) -> str:
    return f"{title} of {ref}. It names the person by a pseudonym alone."


def tried_again(run: str) -> str:
    return f"Tried again (run {run})"
