"""What people settle of an erasure: the forms, and what is said then."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.en.lists import progress

FUTURE_DELETION = "The day of the deletion cannot lie in the future."

STATE_IT = (
    "Please state on the card when the record was deleted in the original sources. Until then nothing is refreshed."
)

STATE_TITLE, STATE_TEXT = "Deleted at the source", "I cannot check this: your statement stands in the log."

STATE_DAY = "On which day was the record deleted there?"

STATE_HINT = "Leave it empty to state it later."

DECIDE_TITLE, DECIDE_FIELD, DECIDE_RUN, DECIDE_DELETE = (
    "An inactive segment",
    "What shall happen?",
    "Activate and run",
    "Delete",
)

DECIDE_TEXT = (
    "No refresh reaches “{}”, and it may still hold the person. To activate and run it works out its members anew, and "
    "puts it to rest again. To delete it cannot be undone, and takes the vote of an approver."
)

DECIDE_KEEP, DECIDE_ALL_TITLE = "Keep it waiting", "Inactive segments"

WAITING_NOW = "Nothing was decided: they all keep waiting. Please choose for at least one, or close this."


def decide_all(number: int) -> str:
    return f"Decide all {number}…"


def decide_all_text(left: int) -> str:
    """`left`: how many have no place in this form."""
    more = f" {left} more come after these: press the button again then." if left else ""
    return (
        "No refresh reaches these segments, and they may still hold the person. To activate and run one works out its "
        "members anew, and puts it to rest again. To delete one cannot be undone, and takes the vote of an approver."
        + more
    )


VOTE_TITLE, VOTE_FIELD, VOTE_YES, VOTE_NO = "Delete a segment", "Delete it?", "Yes, delete it", "No, keep it"

VOTE_TEXT = "The segment “{}” is deleted with everything in it. This cannot be undone."

TICK_TITLE, TICK_FIELD = "Segment, maybe static", "What was done?"

TICK_TEXT = "Customer Insights does not say whether “{}” is static. Look at it there: recreate it, or make it dynamic."

CLOSE_TITLE, CLOSE_FIELD = (
    "Close without look-up",
    "Why is it enough? It will be called not verified by look-up",
)

CONFIRM_TITLE, CONFIRM_FIELD = "Recipients", "Others who got data of the person, separated by commas"

CONFIRM_TEXT = "On the list: {}. You confirm that, with those you add, it is complete."

NOBODY = "nobody"

NAMES_NOBODY = "Please name recipients here, or leave the field empty if there is nobody else."

TELL_TITLE, TELL_DAY, TELL_WHY = "A recipient", "Told on", "Or: why it is impossible, or out of all proportion"

TELL_TEXT = "“{}” must hear of the erasure (GDPR Art. 19)."

TELL_EITHER = "Please give the day, or the reason."

ANSWER_TITLE, ANSWER_DAY = "Answer to the person", "The person was told on"

DONE_NOW, ASKED_NOW, KEPT_NOW = (
    "Noted.",
    "I have asked the approvers to vote on it.",
    "The segment is kept. Please decide anew.",
)


def vote_counted(count: int, quorum: int) -> str:
    return f"Your vote counts: {progress(count, quorum)}. It waits for {quorum - count} more."


def vote_wanted(ref: str) -> str:
    return f"{ref} waits for a vote: a segment is to be deleted."


def votes_so_far(count: int, quorum: int, names: Sequence[str]) -> str:
    return f"{progress(count, quorum)}" + (f": ✓ {', ✓ '.join(names)}" if names else "")
