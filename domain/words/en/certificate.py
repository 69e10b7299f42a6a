"""The certificate of an erasure."""

from __future__ import annotations

from collections.abc import Mapping

from domain.notes import Note

TITLE = "Certificate of erasure"

PERSON, ENVIRONMENT = "Person (keyed pseudonym)", "Customer Insights environment"

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


def tried_again(run: str) -> str:
    return f"Tried again (run {run})"
