"""Asking for the erasure of a person: what was found, and what is to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.en.english import ENGLISH

_NAMED = 10  # in one sentence

TITLE, WHOM = "Erase a person", "Whom?"

WHOM_HINT = "One person, by all that you know of: e-mail addresses or customer ids."

WHO_OR_FILE = "Somebody is named, and a file came as well: which of them is meant? I did nothing. Please send the one without the other."
BEGIN = "I look where Customer Insights holds the person, and show it to you before anything is filed."

ONCE_MORE = "Nothing is filed yet. This is what I found: please look at it, and send it."

HELD = "Every source that holds the person"

NOBODY = "An erasure may be owed all the same: tick the sources by hand, or close this."

NOT_LOOKED = (
    "I could not look the person up just now, so I know of no source that holds them. Tick the sources by hand, or try "
    "again later."
)

TICK_ONE = "Please tick at least one source."

REST, REST_TOO, REST_NOT = "And the sources that I could not ask?", "Refresh them too", "Only those that are ticked"

OWN = "This is your own address."

OF_STAFF = "Somebody with this address has a role here. What they may do in Customer Insights ends with “remove-user”."


def every(count: int) -> str:
    return f"All {count} sources"


def held_in(names: Sequence[str]) -> str:
    return f"Customer Insights holds the person in {_some(names)}."


def unasked(names: Sequence[str]) -> str:
    return f"Whether they are in {_some(names)}, I could not find out."


def unlisted(names: Sequence[str]) -> str:
    return f"It also names {_some(names)}, which I find in no list of sources: please look there by hand."


def open_already(refs: Sequence[str]) -> str:
    return f"Open already for this person: {_some(refs)}."


def copy_open(refs: Sequence[str]) -> str:
    return (
        f"A copy of data that this erases is asked for, too: {_some(refs)}. What is erased before that is answered will "
        "be missing from the copy."
    )


def _some(names: Sequence[str]) -> str:
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ENGLISH.all_of([*names[:_NAMED], *more])
