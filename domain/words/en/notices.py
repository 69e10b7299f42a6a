"""Ends, reminders, and who could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.groups import MOST, Why
from domain.moment import Moment, Timed
from domain.request import State
from domain.words.en.moments import day
from domain.words.en.requests import STATES


def ended(ref: str, state: State) -> str:
    return {
        State.COMPLETED: f"{ref} is completed.",
        State.DENIED: f"{ref} was denied. You can ask again.",
        State.EXPIRED: f"{ref} has expired: nobody decided in time. You can ask again. If a person waits for an answer, the legal deadline still runs.",
        State.CANCELLED: f"{ref} was cancelled.",
        State.NEEDS_ATTENTION: f"{ref} needs attention: it cannot go on without a person. Its card says why.",
        State.REFUSED: f"{ref} was refused to the subject. The ground and the letter to them stand on its card.",
    }.get(state, f"{ref}: {STATES[state].lower()}.")


def found_again(old: str, new: str) -> str:
    return (
        f"Customer Insights holds the person of {old} again, although they had been found gone. I have filed {new}, "
        "which names the old request. It waits for approval, and for the day of the deletion in the original sources."
    )


def unproved_later(ref: str) -> str:
    return (
        f"{ref} was looked at once more, now that older copies have gone, and it could not be checked. Its card says why. "
        "Look for the person with “find”, and file it again if they are there."
    )


def altered(ref: str) -> str:
    return (
        f"{ref} is not what was filed, or not approved as it says: somebody changed my records behind me. I do nothing of "
        "it. Find out who can write to where they are kept, then cancel it and file it again."
    )


def put_back(ref: str) -> str:
    return (
        f"Somebody changed my records behind me, so that {ref} looked as if it were over, or was on no board. I have put it "
        "back to where it was, and do nothing that was not filed and approved. Find out who can write to where they are kept."
    )


def broke(ref: str) -> str:
    return f"The work on {ref} has ended in an error of mine. Its card says what is left to do. My log says more: show it to whoever runs me."


def stuck(ref: str) -> str:
    return f"Something in the work on {ref} fails again and again. I go on trying. My log says what it is: ask whoever runs me to look."


def vote_anew(ref: str) -> str:
    return f"{ref} waits for approval anew: from this release on every vote is proved, and the earlier ones were not."


def left(ref: str, name: str, *, voted: bool) -> str:
    if voted:
        return f"{name} is no longer one of those who decide, so their approval of {ref} counts no more. It needs another one."
    return f"{name} is no longer one of those who decide, and {ref} waited for them. It needs somebody else."


def reminder(ref: str) -> str:
    return f"{ref} still waits for a decision. Silence never counts as consent."


BELOW: Mapping[State, str] = {
    State.IN_PROGRESS: "{} is approved, and the work has begun.",
    State.COMPLETED: "{} is completed.",
    State.DENIED: "{} was denied.",
    State.EXPIRED: "{} has expired: nobody decided in time.",
    State.CANCELLED: "{} was cancelled.",
    State.NEEDS_ATTENTION: "{} cannot go on without a person. Its card says why.",
    State.REFUSED: "{} was refused to the person who asked.",
}


def below_vote(ref: str, name: str, count: int, quorum: int) -> str:
    """An approval that is not enough yet."""
    return f"{name} has approved {ref}: {count} of {quorum}."


def escalated(ref: str, since: str | Moment, until: str | Moment) -> str:
    return Timed(
        f"{ref} has waited for a decision since ", since, " in spite of reminders, and expires ", until,
        ". Please see to it that somebody decides.",
    )  # fmt: skip


DOORS: Mapping[str, str] = {"slack": "Slack", "teams": "Microsoft Teams"}


def door_broken(surface: str, mend: str) -> str:
    return (
        f"Something in {DOORS.get(surface, surface)} needs mending. {mend} "
        "What I cannot say there waits, and is said as soon as it works again."
    )


MEND_UNKNOWN = "What it is, “dsrbot check” says on the machine where I run."


def door_well(surface: str) -> str:
    return f"{DOORS.get(surface, surface)} works again."


_GROUPS: Mapping[str, str] = {
    Why.NO_ANSWER: "It did not answer for two minutes. I ask again by myself.",
    Why.NOT_YET: "I have not asked yet, and do so by myself.",
    Why.UNREADABLE: "I do not understand the answer. I ask again by myself.",
    Why.NOT_CONNECTED: "What keeps it is not connected. Connect it, or name people one by one under [people] in dsrbot.toml.",
    "throttled": "I may not ask so often just now. I ask again by myself.",
    Why.NOT_THERE: "There is no such group. Correct its id under [people] in dsrbot.toml, and start me again.",
    Why.OFF: "The group is disabled. Enable it, or name another one under [people] in dsrbot.toml.",
    Why.OTHERS: "The group belongs to others. Name one of your own under [people] in dsrbot.toml.",
    Why.TOO_MANY: f"It has more than {MOST} members. Name a smaller one under [people] in dsrbot.toml.",
    Why.HIDDEN: "I am not told who its members are. Grant my application Directory.Read.All, with admin consent.",
    "missing_scope": "My Slack app lacks the right usergroups:read. Give it the manifest anew and install it again.",
    "Authorization_RequestDenied": "My application lacks the right Directory.Read.All. Grant it, with admin consent.",
}


def group_unknown(group: str, why: str) -> str:
    mend = _GROUPS.get(why) or f"The answer was: {why}."
    return f"I cannot tell who is of the group {group}, so nobody has a role by it now. {mend}"


def group_known(group: str) -> str:
    return f"I can tell again who is of the group {group}: its members have their roles."


def unreachable_channel(ref: str) -> str:
    return f"I could not post {ref} to its channel: the approvers have it in person. Please check that I am in the channel."


def unreached(ref: str, who: str = "") -> str:
    """`who` could not be told in any chat; without a name, too few of those who decide were reached at all."""
    if who:
        return (
            f"I could not make sure that {who} heard of {ref}. Please tell them: “show {ref}”, typed to me, brings it."
        )
    return (
        f"I could not reach enough approvers to decide {ref}. Please ask them to open a chat with me (in Teams: Apps, "
        f"DSR Bot, Add) and to type “show {ref}” there."
    )


NO_LONGER_YOURS = "You no longer see this request."

NO_LONGER_HERE = "This request is no longer shown in this channel."


def near(ref: str, last_day: date) -> str:
    return f"{ref}: the answer to the person is due on {day(last_day)}, and they have none yet."


def overdue(ref: str, last_day: date) -> str:
    return f"{ref}: the answer to the person was due on {day(last_day)}, and they have none yet."


def closed(ref: str, status: str) -> str:
    """An end that is not all that was wanted."""
    return f"{ref} has ended: {status.lower()}."
