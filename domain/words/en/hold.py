"""Legal holds."""

from __future__ import annotations

from collections.abc import Sequence

from domain.moment import Moment, Timed
from domain.words.en.english import ENGLISH

ON_HOLD = "A legal hold covers this person. The request is filed and its clock runs, but nothing is done before the hold is released."

HELD_NOW = (
    "The legal hold is set. It covers this person in every request, now and later, until another admin releases it."
)

RELEASED_NOW = "The legal hold is released. What waited for it goes on."

GOES_ON = "What waited for it goes on."

WHICH_OF_THEM = (
    "More than one legal hold stands here. Each is released by itself, by another admin than who set it, and nothing goes "
    "on before the last one is. Which one ends?"
)

ANOTHER = (
    "This may be another legal hold than the one that you read. Please read it, and press its button if it is the one that "
    "ends. Nothing was changed."
)

HELD_ALREADY = "You have set a legal hold on this person for this reason already. Nothing was changed."

NOT_HELD = "No legal hold covers this person. Nothing was changed."

NO_SUBJECT = "This request is about no person, so there is nothing to hold."

TITLE, HOLD, REASON = "Set a legal hold", "Set the hold", "Why must the data be kept?"

WHOM, WHOM_HINT = "Whose data must be kept?", "The e-mail address of one person, or their customer id."

RELEASE_TITLE, RELEASE, RELEASE_WHOM = "Release a legal hold", "Release", "Whose hold ends?"

WHICH_HOLD = "Whose hold? For example: release DSR-7K3QFA, or release anna@contoso.com. Nothing was changed."

ONE_AT_A_TIME = (
    "A hold is set on one person at a time, and this may name another. Leave the one here whom you mean, and check the "
    "reason: whoever is named there is not held. Nothing was changed."
)

STOPS_NOTHING = "No open request is stopped by it just now."

NOT_LOOKED = (
    "I could not look the person up just now, so I know only what you named. Please set the hold once more later, for the same reason: what "
    "else the same person is known by is then covered as well."
)

NO_HOLDS = "There is no legal hold."

FIRST = "To the first"

STUCK = "nobody could release it: name another admin under [people] in dsrbot.toml"

RELEASE_SURE = "What waited for this hold goes on at once, and what is deleted then cannot be brought back."

NEEDS_REASON = "Please say why the data must be kept: the law asks for it."

PART_HELD = "A legal hold covers this person, so nothing more is deleted until it is released. Nothing was changed."

CLOSE_HELD = (
    "A legal hold covers this person, so their data must stay, and nobody can say that it is gone: what could not be "
    "looked up is closed only after the release. Nothing was changed."
)

NOBODY_COULD_RELEASE = (
    "Nobody could release it: who set a hold may not, and there is no other admin. Please have another admin named "
    "under [people] in dsrbot.toml."
)


def beside(count: int) -> str:
    others = ENGLISH.counted(count, "legal hold stands", "legal holds stand")
    return f"{others} beside it: each is released by itself, and nothing goes on before the last one is."


def still(count: int) -> str:
    others = ENGLISH.counted(count, "legal hold still stands", "legal holds still stand")
    return f"This legal hold is released. {others} there, so what waits goes on waiting:"


def still_told(count: int) -> str:
    others = ENGLISH.counted(count, "legal hold still stands", "legal holds still stand")
    return f"{others} there, so what waits goes on waiting."


def sets(what: str) -> str:
    """`what`: a request or a person, as typed."""
    return f"No hold is set yet. This sets one, which has no end of its own: another admin ends it. To end one, type “release {what}”."


def covers(who: str) -> str:
    return f"You named {who}, and nobody else."


def several_in_directory(who: str) -> str:
    return (
        f"More than one account in the directory has {who} as its address or sign-in name. The hold covers the addresses of "
        "two of them: please set one on any other by its own address."
    )


def unreleasable(name: str, at: Moment, count: int) -> str:
    more = f", and {count - 1} more" if count > 1 else ""
    return Timed(
        f"Nobody could release the legal hold that {name} set, ",
        at,
        f"{more}: who set a hold may not, and there is no other admin. Name another one in people.admins.",
    )


def stops(refs: Sequence[str], count: int) -> str:
    return f"It stops {_some(refs, count)}."


def listed(count: int) -> str:
    return ENGLISH.counted(count, "legal hold", "legal holds")


def set_by(name: str, at: Moment, reason: str) -> str:
    return Timed(f"set by {name}, ", at, f": “{reason}”")


def row_stops(refs: Sequence[str], count: int) -> str:
    return f"stops {_some(refs, count)}"


def told_set(name: str, at: Moment, people: Sequence[str], count: int, reason: str) -> str:
    because = f": “{reason}”" if reason else ""
    return Timed(f"{name} has set a legal hold on {_some(people, count)}, ", at, f"{because}.")


def told_released(name: str, at: Moment, people: Sequence[str], count: int, rest: str) -> str:
    return Timed(f"{name} has released the legal hold on {_some(people, count)}, ", at, f". {rest}")


def _some(listed: Sequence[str], count: int) -> str:
    more = [f"{count - len(listed)} more"] if count > len(listed) else []
    return ENGLISH.all_of([*listed, *more])
