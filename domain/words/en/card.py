"""What a card says first: what it is about and how it stands; and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.erasure.plan import Verdict
from domain.export.letters import Holder
from domain.moment import Moment, Timed
from domain.words.en.english import ENGLISH

SOMEBODY = "a person"  # whose key was destroyed


def whom(names: Sequence[str]) -> str:
    """`names`: everybody it is about, masked where others look on; nobody is no answer."""
    first, more = _short(names[0]) if names else SOMEBODY, len(names) - 1
    return f"{first} and {'one' if more == 1 else more} more" if more > 0 else first


def things(names: Sequence[str]) -> str:
    """Sources: one by its name, more by their number."""
    return _short(names[0]) if len(names) == 1 and names[0] else ENGLISH.counted(len(names), "source", "sources")


def _short(name: str) -> str:
    return f"{name[:50]}…" if len(name) > 50 else name


def erase(names: Sequence[str], sources: Sequence[str]) -> str:
    return f"Erase {whom(names)} from {things(sources)}"


def refresh(sources: Sequence[str]) -> str:
    return f"Refresh {things(sources)}"


def remove(names: Sequence[str]) -> str:
    return f"Remove {whom(names)}"


def export(names: Sequence[str], holder: str, purpose: str) -> str:
    whose = "a user’s" if holder == Holder.USER else "a customer’s"
    return f"Export {whose} data" + (f" ({purpose})" if purpose else "") + (f": {whom(names)}" if names else "")


def about(ref: str, title: str) -> str:
    """In a form, of which only the title of the dialog would be seen otherwise."""
    return f"{ref}: {title}"


ON_HOLD = "On legal hold"

GONE = "Gone, looked up twice"

VERDICTS: Mapping[Verdict, str] = {
    Verdict.GONE: f"Completed · {GONE.lower()}",
    Verdict.STILL_THERE: "Still there",
    Verdict.NO_CHECK: "Could not check",
}

LATER: Mapping[Verdict, str] = {  # of a look at what was completed already
    Verdict.STILL_THERE: "Found again · a later look found the person",
    Verdict.NO_CHECK: "Not verified again · a later look could not check",
}

NOT_VERIFIED = "Not verified · closed without a look-up"

ACCESS_REMAINS = "Completed · access remains through a group"

SCHEDULED_FAILED = "A scheduled refresh failed"


def held(name: str, at: Moment, reason: str) -> str:
    return Timed(f"Legal hold set by {name}, ", at, f": “{reason}”" if reason else ".")


def left(name: str, *, voted: bool) -> str:
    what = "so their approval counts no more" if voted else "and was asked"
    return f"{name} is no longer one of those who decide, {what}."


def folded(done: int, total: int) -> str:
    return f"{done} of {total} done"


SHOW_ALL = "Show all"

ASKED_BY, FOR, REFERENCE, RECEIVED, DUE = "Asked by", "For", "Reference", "Received", "Answer due"

VOTES, INSTEAD_OF, SANDBOX = "Votes", "Instead of", "sandbox"

ALTERED = "Part of what I keep of this is not what I had written. It stands here as erased, and I use none of it."

CHANGED = "Changed behind me"  # the state of what somebody else closed in the database
NOT_ENDED = (
    "My records say that this is over, but I did not end it: somebody changed them behind me. Nothing is proved by it. I "
    "open it again shortly, and tell the admins."
)

CLOCK_RUNS = "The person has not been answered yet, so the legal deadline still runs."

RETRY_IS_AN_ADMINS = "Retry is up to an admin, who finds the button in the channel, or under “show”."


def taken_over(ref: str) -> str:
    return f"{ref} was filed in its place: the answer to the person is due there."
