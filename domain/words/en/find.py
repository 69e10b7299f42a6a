"""Where a person is: what a look-up shows, and what one at filing showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.words.en.english import ENGLISH

TITLE, WHOM, FIND = "Find a person", "E-mail address or customer id", "Find"

NOT_FOUND = "Customer Insights shows nobody under this."

NOTHING_PROVED = "That proves nothing yet:"

DOUBTS: Mapping[str, str] = {
    "store": "the store that answers look-ups is being rebuilt.",
    "no_column": "no column of the customers is marked as e-mail address.",
    "no_index": "the column with the e-mail address is not in the search and filter index.",
    "too_many": "the search found more than I can read.",
    "segment": "a segment takes no look-up.",
    "nobody": "no customer id of the person is known, so segments and tables cannot be asked for them.",
    "no_sources": "Customer Insights does not say which sources the profile comes from.",
    "unread": "Customer Insights gave an answer, or a part of one, that I cannot read.",
}


def found(profiles: int) -> str:
    return "One customer profile" if profiles == 1 else f"{profiles} customer profiles"


def records(table: str, count: int) -> str:
    return f"table {table}, {ENGLISH.counted(count, 'record', 'records')}"


def respelt(count: int) -> str:
    return f"{found(count)} with other capital letters: counted as the same person."


def other_tags(count: int) -> str:
    return f"{found(count)} under the same address with another “+…”: not counted. Name that address too if it is the same person."


def dormant_segments(count: int) -> str:
    return f"{ENGLISH.counted(count, 'inactive segment', 'inactive segments')} may hold people who are in no profile any more."


NOT_IN_COPIES = "I also looked at the copies in Dataverse, and nobody is there under this."

COPIES_UNCLEAR = "Not all of Dataverse could be looked at, so copies there may hold the person:"

COPIES_UNASKED = "I looked in Customer Insights alone: no Dataverse with copies of its tables is configured here."


def copied(count: int) -> str:
    return f"copy in Dataverse, {ENGLISH.counted(count, 'record', 'records')}"


FOUND_NOW = "Customer Insights holds them in: {}."

FOUND_ELSEWHERE = (
    "It also holds them in sources that are not part of this request: {}. Correct the request to add them."
)

NOT_FOUND_NOW = "I looked, and Customer Insights shows nobody under: {}."

NOT_LOOKED = "I could not look them up just now. The check after the work will."

NO_DIRECTORY = "I could not look the person up in the directory just now."

USER_KNOWN = "The directory knows this person."


def unclear(names: Sequence[str]) -> str:
    more = [f"{len(names) - 10} more"] if len(names) > 10 else []
    listed = ENGLISH.all_of([*names[:10], *more])
    return f"Left out, although nobody could find out whether they hold the person: {listed}."


def not_in_directory(who: str) -> str:
    return f"I found nobody with the address {who} in the directory. Please check the spelling."


def several_in_directory(who: str) -> str:
    return f"More than one account in the directory has {who} as its address or sign-in name, so I cannot tell whose it is."


MAYBE_NO_ID = "It may be no customer id at all, such as a number of a source: please search by an e-mail address, too."

NEVER_FOUND = "Nobody was ever found under the id that was named, so nothing proves that they are gone."


def never_found(ids: Sequence[str]) -> str:
    """Of an erasure."""
    return (
        f"I never found anybody under {ENGLISH.all_of(ids)}. So I can prove nothing of them, nor tell whether a legal hold "
        "covers them. Please name the person in another way: by their e-mail address, or by their id in Customer Insights."
    )
