"""Codes of people's own devices."""

from __future__ import annotations

from collections.abc import Sequence

from domain.moment import Moment, Timed
from domain.request import Kind
from domain.words.en.english import ENGLISH

# ---- approving

APPROVE_TITLE, NUMBER_TITLE = "Approve with a code", "Approve by its number"

CODE = "The six digits that your device shows now"

CODE_HINT = "Each code counts once. Five wrong ones lock you for an hour."

CODE_FOR_YES = "Only for a yes. Each code counts once. Five wrong ones lock you for an hour."

NUMBER = "The number of the request"

NUMBER_HINT = "Please type it as it stands above."

NUMBER_FOR_YES = "Only for a yes. Please type it as it stands above."

NUMBER_WRONG = "This is not the number of the request. Nothing was changed."

NEEDS_CODE = "Please type the six digits that your device shows now."

NO_CODE = (
    "Approving this takes a code of a device of yours, and you have none yet. Please type “code” to set one up: it takes "
    "an authenticator app and a colleague who confirms it. Nothing was changed."
)

USED = "This code was used already. Please wait for the next one. Nothing was changed."


def by_giver(name: str) -> str:
    return (
        f"You act for {name} here, who confirmed your device as well: its codes do not count for that. Another approver "
        f"may decide, or you type “code” and have somebody else confirm your device: another approver, or an admin where "
        f"there is none. Nothing was changed."
    )


def about(ref: str) -> str:
    return f"This is about {ref}."


def wrong(left: int) -> str:
    return f"This is not the code. {_tries(left)} Nothing was changed."


def _tries(left: int) -> str:
    return "One try is left." if left == 1 else f"{left} tries are left."


def locked(until: Moment) -> str:
    return Timed(
        "There were five wrong codes, so you can approve with a code again from ", until, " on. Nothing was changed."
    )


# ---- a device

SET_UP_TITLE, SET_UP = "Set up your codes", "This is my code"

FIRST_CODE = "The six digits that it shows now"

OLD = "This key is too old, or another one was begun since. Please type “code” again."

OFF = "This is not what the key shows now. Is the clock of your device right? Nothing was changed."

PROVED = (
    "Your device shows the right code. Now somebody else must confirm that it is yours: they have a message from me with "
    "a button. Tell them, face to face or by a voice that they know, the code that it shows then. "
    "Until then nothing has changed."
)

CONFIRM_TITLE, CONFIRM = "Whose device is it?", "It is theirs"

CONFIRMED = "Their codes count from now on. They and all admins are told."

SETTLED = "Nothing waits for this any more."

NOT_YOUR_OWN = "Somebody else must confirm a device of yours. Nothing was changed."

IN_YOUR_OWN_NAME = (
    "Whoever confirms a device does so in their own name, not for somebody who is away. Nothing was changed."
)

TAKES_AN_APPROVER = "This takes another approver, as there is one. Nothing was changed."

VOID = "That was the fifth wrong code, so this device is worth nothing now. They must type “code” again, and are told."

ENDED = "No code of yours counts any more. Please type “code” to set up another device. All admins are told."

NONE_TO_END = "You have no device whose codes count. Nothing was changed."


def set_up(key: str, link: str, minutes: int, *, another: bool) -> str:
    before = "The device that you have now counts until then. " if another else ""
    return (
        f"Add this key to an authenticator app on a device of your own: {key} (time-based, six digits). "
        f"A password manager takes it as: {link} "
        f"Show it to nobody. It is good for {minutes} minutes. Then a colleague confirms that it is yours. {before}"
    )


def confirm_text(name: str) -> str:
    return (
        f"Confirm this only if {name} tells you the code now, face to face or by a voice that you know. A message is not "
        f"enough: whoever has their account could write it."
    )


def confirm_code(name: str) -> str:
    return f"The six digits that the device of {name} shows now"


# ---- what is told

ITS_THEIRS = "Confirm"


def asked(name: str) -> str:
    return f"{name} has set up a device for the codes that approvals take, and asks you to confirm that it is theirs."


def begun() -> str:
    return (
        "A device for codes is being set up in your name. If that is not you, somebody has your account: please tell an "
        "admin at once."
    )


def kept(by: str) -> str:
    return (
        f"Your new device counts from now on; {by} confirmed it. If that was not you, type “code stop” and tell an admin "
        f"at once."
    )


def void() -> str:
    return "Somebody gave five wrong codes for your new device, so it is worth nothing. Please type “code” again."


def stopped() -> str:
    return "No code of yours counts any more, as was asked in your name. Please type “code” to set up another device."


def locked_out(until: Moment) -> str:
    return Timed(
        "Five wrong codes were given in your name, so you can approve with a code again from ",
        until,
        " on. If that was not you, somebody has your account: please tell an admin at once.",
    )


def kept_of(name: str, by: str) -> str:
    return f"{name} has a new device for codes; {by} confirmed it."


def stopped_of(name: str) -> str:
    return f"No code of {name} counts any more, as they asked."


def locked_of(name: str, until: Moment) -> str:
    return Timed(
        f"Five wrong codes were given in the name of {name}, so they can approve with a code again from ",
        until,
        " on. Please ask them whether it was they.",
    )


def lacking(kinds: Sequence[Kind], have: int, needed: int) -> str:
    some = "nobody has" if not have else "one person has" if have == 1 else f"{have} people have"
    return (
        f"approval.confirm asks for a code for {ENGLISH.all_of(kinds)}, which takes {needed} approvers with a device, and "
        f"{some} one: approvers set theirs up by typing “code”."
    )
