"""The life of a request: filed, decided, stopped, begun anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.moment import Moment, Timed
from domain.request import State
from domain.seats import ANY, Rule, is_plain
from domain.votes import Objection
from domain.words.en.english import ENGLISH

STATES: Mapping[State, str] = {
    State.PENDING_APPROVAL: "Waiting for approval",
    State.IN_PROGRESS: "In progress",
    State.NEEDS_ATTENTION: "Needs attention",
    State.COMPLETED: "Completed",
    State.DENIED: "Denied",
    State.EXPIRED: "Expired",
    State.CANCELLED: "Cancelled",
    State.REFUSED: "Refused",
}


def filed(ref: str, quorum: int, rule: Rule = ()) -> str:
    people = "one approver" if quorum == 1 else f"{quorum} approvers"
    if not is_plain(rule):
        people = ENGLISH.all_of([_of(circle, count) for circle, count in rule])
    return f"I have asked for approval: {ref}. It takes {people}. I will keep you up to date in our private chat."


def _of(circle: str, count: int) -> str:
    who = "other approver" if circle == ANY and count == 1 else "other approvers" if circle == ANY else f"of {circle}"
    return f"{'one' if count == 1 else count} {who}"


def twin(ref: str) -> str:
    return f"The same request is open already: {ref}. You can wait for it, or file another one."


def twin_of_others(ref: str) -> str:
    return f"The same request is open already: {ref}. Somebody else has filed it; an admin can say how it stands."


def corrected_before(ref: str, by: str) -> str:
    return f"{ref} was corrected already: {by} took its place. Please correct {by}, if it is not right yet. Nothing was filed."


def stopping(ref: str) -> str:
    return f"{ref} was being worked on, and was asked to stop. Its card shows what was done before."


def over_before(ref: str) -> str:
    return f"{ref} was completed before, so what it did is done, and this comes beside it."


def left_out(ref: str) -> str:
    return (
        f"{ref} was for somebody whom this one does not name. They still wait for an answer: {ref} stays on the board until "
        "they are answered, it is refused to them, or it is filed again for them."
    )


def still_waits(ref: str, since: str) -> str:
    return (
        f"Nobody has answered {ref} yet: this person has waited since {since}, and a new request does "
        f"not change that. To go on from that day, ask again by “correct {ref}”."
    )


FUTURE_DATE = "The day of receipt cannot lie in the future."

EARLY_DATE = "The day of receipt cannot lie before 25 May 2018, when the GDPR came to apply."

NOTHING_FILED = "Nothing was filed."

NOTHING_CHANGED = "Nothing was changed."

ADDRESS_IN_PUBLIC = "Please do not name people in a channel. Here is the form instead, which only you see."

OBJECTIONS: Mapping[Objection, str] = {
    Objection.VOTED_ALREADY: "You have voted on this already. One person has one vote. Nothing was changed.",
    Objection.DECIDED: "This was decided already. Nothing was changed.",
    Objection.DENIED: "This was denied already. Nothing was changed.",
    Objection.EXPIRED: "This has expired: nobody decided in time. The requester can ask again. Nothing was changed.",
    Objection.CANCELLED: "This was cancelled. Nothing was changed.",
    Objection.REFUSED: "This was refused to the subject. Nothing was changed.",
    Objection.IN_YOUR_NAME: "Somebody who acts for you has voted on this in your name. One person has one vote. Nothing was changed.",
    Objection.OF_BATCH: "This is decided with the others of its batch, on the card of the batch. Nothing was changed.",
    Objection.NO_SEAT: "Nobody of your circles is asked for here, or somebody of them has approved already. The card says who is missing. Nothing was changed.",
    Objection.ALTERED: "My records no longer say what was filed, so this cannot be approved, and the admins were told. Nothing was changed.",
    Objection.ONE_HUMAN: "An account or an address of yours has asked for this, or has voted on it. One person has one vote, and the admins were told. Nothing was changed.",
    Objection.UNCLEAR: "Whether somebody who voted before you still may, cannot be told just now. Please try again in a minute. Nothing was changed.",
    Objection.HELD: "A legal hold covers this person, so this cannot be approved now. Nothing was changed.",
}


def decided_by(names: Sequence[str], when: str | Moment) -> str:
    return Timed(f"By {ENGLISH.all_of(names)}, ", when, ".") if names else ""


def voted(name: str, reason: str) -> str:
    return f"{name}: “{reason}”"


def approved(ref: str, count: int, quorum: int, empty: Rule = ()) -> str:
    if count >= quorum:
        return f"Approved. {ref} starts now."
    more = f"{quorum - count} more" if is_plain(empty) else ENGLISH.all_of([_of(circle, n) for circle, n in empty])
    return f"Your approval of {ref} counts: {count} of {quorum}. It waits for {more}."


def approved_unclear(ref: str) -> str:
    return (
        f"Your approval of {ref} counts. Whether somebody who approved before you still may, cannot be told just now: I "
        "look again each minute, and it starts as soon as that is certain and nobody else is missing."
    )


def denied(ref: str) -> str:
    return f"Denied. {ref} will not be done, and the requester will hear your reason."


REASON_LABEL = "Why? The requester will read this."

DENY_TITLE = "Deny this request"

NEEDS_REASON = "Please give a reason, so that the requester knows what to do."

CANCEL_ASKED = "I asked Customer Insights to stop what is running. The card shows what could be stopped."


def cannot_cancel(ref: str, state: State) -> str:
    return f"{ref} is {STATES[state].lower()}, so there is nothing to cancel."


def cancelled(ref: str) -> str:
    return f"{ref} is cancelled."


def retried(ref: str) -> str:
    return f"{ref} is on its way again. What is done already stays done."


def cannot_retry(ref: str, state: State) -> str:
    if state is State.NEEDS_ATTENTION:
        return f"{ref} is not retried as a whole: its card says what is to be done, and who does it."
    return f"{ref} is {STATES[state].lower()}, so there is nothing to retry."
