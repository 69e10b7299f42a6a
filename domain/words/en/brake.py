"""The brake on all deletions."""

from __future__ import annotations

from domain.moment import Moment, Timed

TITLE, PAUSE, REASON = "Pause all deletions", "Pause", "Why must all deletions stop?"

HINT = "Every admin reads it. Please name nobody."

NEEDS_REASON = "Please say why all deletions must stop: every admin is told."

STATUS = "Paused"

STOPS_ALL = (
    "Nothing is paused yet: this stops every deletion, until another admin types “resume”. To stop one request, type “cancel” or "
    "“hold” and its id; “resume” ends a pause."
)

PAUSED_NOW = (
    "All deletions are paused. Nothing is deleted any more, in any request, until another admin types “resume”. "
    "What Customer Insights has begun already goes on there, and so do exports. All admins are told."
)

NOBODY_ELSE = (
    "There is no other admin, so you may resume them yourself. Please have another admin named under [people] in "
    "dsrbot.toml."
)

NOBODY_CAN_RESUME = "Nobody can resume deletions: it takes an admin"


def paused_in(environment: str) -> str:
    """Where the bot works in several: the others go on."""
    return (
        f"All deletions in {environment} are paused; this stops no other environment. Nothing is deleted there any more, in any "
        "request, until another admin types “resume” there. What Customer Insights has begun already goes on, and so do "
        f"exports. All admins of {environment} are told."
    )


def not_paused(where: str) -> str:
    return f"Deletions{_in(where)} are not paused. Nothing was changed."


def not_yours(where: str) -> str:
    return (
        f"You paused all deletions{_in(where)}, or somebody did in your name, so another admin must resume them. "
        "Nothing was changed."
    )


def nothing_deleted(where: str) -> str:
    return (
        f"All deletions{_in(where)} are paused, so nothing of it is deleted until an admin types “resume{_in(where)}”."
    )


def nothing_done(where: str) -> str:
    return (
        f"Everything{_in(where)} that deletes or sends mails is paused, as the log lacks its end. "
        f"It goes on when an admin types “resume{_in(where)}”."
    )


def not_retried(where: str) -> str:
    return (
        f"All deletions{_in(where)} are paused, so nothing could be done. What was stopped goes on by itself when an admin "
        f"types “resume{_in(where)}”. Nothing was changed."
    )


def _in(where: str) -> str:
    """`where`: the name of the environment where there are several, which go on."""
    return f" in {where}" if where else ""


def too_long(length: int, most: int) -> str:
    return f"The reason has {length} characters. Please say it in {most} at most."


def already(name: str, at: Moment, reason: str, where: str) -> str:
    return Timed(
        f"All deletions{_in(where)} are paused already, by {name}, ", at, f": “{reason}”. Nothing was changed."
    )


def resumed_now(count: int, where: str) -> str:
    of = f" of {where}" if where else ""
    return f"Deletions{_in(where)} go on. {_requests(count)} All admins{of} are told."


def _requests(count: int) -> str:
    if not count:
        return "No request was stopped."
    return "One request was stopped; it goes on by itself." if count == 1 else f"{count} requests go on by themselves."


def told_paused(name: str, at: Moment, reason: str, where: str) -> str:
    because = f": “{reason}”" if reason else ""
    return Timed(
        f"{name} has paused all deletions{_in(where)}, ",
        at,
        f"{because}. Nothing{_in(where)} is deleted until another admin types “resume{_in(where)}”.",
    )


def told_resumed(name: str, at: Moment, where: str) -> str:
    return Timed(f"{name} has resumed deletions{_in(where)}, ", at, ". What was stopped goes on by itself.")


def on_card(name: str, at: Moment) -> str:
    return Timed(f"{name} paused all deletions, ", at, ". Nothing of this is deleted until an admin types “resume”.")


def on_board(name: str, at: Moment, where: str) -> str:
    return Timed(f"All deletions{_in(where)} are paused by {name} since ", at)


def stopped(ref: str) -> str:
    return f"{ref} is stopped, as all deletions are paused. It goes on by itself when an admin resumes them."


def waits_for(who: str) -> str:
    return f"Waits for {who} to resume deletions" if who else ""


def found_by_check(name: str, at: Moment, reason: str) -> str:
    return Timed("all deletions are paused since ", at, f", by {name}: “{reason}”. Another admin types “resume”.")


def behind(number: int, here: int, at: str, *, cut: bool) -> str:
    """Why everything is paused at a start. `at`: when the newest entry was made that is known from elsewhere."""
    lacks = f"The log ends with entry {here}, though entry {number} of {at[:10]} is known from elsewhere."
    if cut:
        return (
            f"{lacks} Other records are newer than its end, so somebody deleted entries of the log: find out who, before "
            "anything goes on."
        )
    return (
        f"{lacks} It looks as if an older backup was restored: what was done since is forgotten, and could be done "
        "twice. If nobody restored one, somebody deleted records: find out who, before anything goes on."
    )


def told_behind(at: Moment, reason: str) -> str:
    return Timed(
        "I have paused everything that deletes or sends mails, ", at,
        f". {reason} Look through what is open, cancel what was done already, and type “resume” to go on.",
    )  # fmt: skip


def all_on_card(at: Moment) -> str:
    return Timed(
        "Everything that deletes or sends mails is paused since ",
        at,
        ", as the log lacks its end. An admin types “resume”.",
    )


def all_on_board(at: Moment) -> str:
    return Timed("Everything that deletes or sends mails is paused, as the log lacks its end, since ", at)
