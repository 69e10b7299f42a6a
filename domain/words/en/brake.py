"""The brake on all deletions."""

from __future__ import annotations

from domain.moment import Moment, Timed

TITLE, PAUSE, REASON = "Pause all deletions", "Pause", "Why must all deletions stop?"

HINT = "Every admin reads it. Please name nobody."

NEEDS_REASON = "Please say why all deletions must stop: every admin is told."

STATUS = "Paused"

PAUSED_NOW = (
    "All deletions are paused. Nothing is deleted any more, in any request, until another admin types “resume”. "
    "What Customer Insights has begun already goes on there, and so do exports. All admins are told."
)

NOBODY_ELSE = (
    "There is no other admin, so you may resume them yourself. Please have another admin named under [people] in "
    "dsrbot.toml."
)

NOT_PAUSED = "Deletions are not paused. Nothing was changed."

NOT_YOURS = "You paused all deletions, so another admin must resume them. Nothing was changed."

NOTHING_DELETED = "All deletions are paused, so nothing of it is deleted until an admin types “resume”."

NOT_RETRIED = (
    "All deletions are paused, so nothing could be done. What was stopped goes on by itself when an admin types "
    "“resume”. Nothing was changed."
)

NOBODY_CAN_RESUME = "Nobody can resume deletions: it takes an admin"


def too_long(length: int, most: int) -> str:
    return f"The reason has {length} characters. Please say it in {most} at most."


def already(name: str, at: Moment, reason: str) -> str:
    return Timed(f"All deletions are paused already, by {name}, ", at, f": “{reason}”. Nothing was changed.")


def resumed_now(count: int) -> str:
    return f"Deletions go on. {_requests(count)} All admins are told."


def _requests(count: int) -> str:
    if not count:
        return "No request was stopped."
    return "One request was stopped; it goes on by itself." if count == 1 else f"{count} requests go on by themselves."


def told_paused(name: str, at: Moment, reason: str = "") -> str:
    because = f": “{reason}”" if reason else ""
    return Timed(
        f"{name} has paused all deletions, ", at, f"{because}. Nothing is deleted until another admin types “resume”."
    )


def told_resumed(name: str, at: Moment) -> str:
    return Timed(f"{name} has resumed deletions, ", at, ". What was stopped goes on by itself.")


def on_card(name: str, at: Moment) -> str:
    return Timed(f"{name} paused all deletions, ", at, ". Nothing of this is deleted until an admin types “resume”.")


def on_board(name: str, at: Moment) -> str:
    return Timed(f"All deletions are paused by {name} since ", at)


def stopped(ref: str) -> str:
    return f"{ref} is stopped, as all deletions are paused. It goes on by itself when an admin resumes them."


def waits_for(who: str) -> str:
    return f"Waits for {who} to resume deletions" if who else ""


def found_by_check(name: str, at: Moment, reason: str) -> str:
    return Timed("all deletions are paused since ", at, f", by {name}: “{reason}”. Another admin types “resume”.")
