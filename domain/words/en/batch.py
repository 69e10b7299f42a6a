"""Many people at once: the list that is asked for, what was found, and how it stands with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.batch import Stand, Why
from domain.words.en.card import things
from domain.words.en.english import ENGLISH

TITLE, LOOK, WHOM, MORE = "Erase many people", "Look them up", "Whom? One a line", "More people, one a line"
BEGIN = "Each by an e-mail address or a customer id. I look all of them up first; nothing is filed before you have seen what I found."
NOBODY = "I find nobody here that I can take: one e-mail address or customer id a line, please."
GO_ON, CORRECT, PEOPLE = "Go on…", "Correct the list…", "People"
CHOOSE_TITLE, CHOOSE = "Erase many people", "Ask for approval"
UNKNOWN, UNKNOWN_NOT, UNKNOWN_TOO = "And those whom I did not find?", "Leave them out", "Erase them too"
FORGOTTEN = "This list was asked for already, or is too old: I have forgotten it. Please give it once more."
LOST = "I can no longer read the list that you gave me. Nothing was asked for. Please give it once more."
NOBODY_LEFT = "Nobody is left on this list whom I could ask for."
RECEIVED = "Received from all of them on"
TELL_TITLE, TELL, TELL_SUBMIT = "They were told", "They were told…", "Note the answers"
TELL_NOBODY = "Nobody of this batch is gone and still to be told."
NOT_CORRECTED = (
    "A batch is not corrected as a whole. Cancel it, or cancel the request of one person alone, and ask anew."
)
STILL_FOR_OTHERS = (
    "A person on hold is left out and the others go on. What a source has lost already leaves Customer Insights with the "
    "next refresh of that source, whoever asks for it."
)

WHY: Mapping[Why, str] = {
    Why.NOT: "To be asked for",
    Why.UNREAD: "No address and no customer id",
    Why.TWICE: "Twice on the list",
    Why.HELD: "On legal hold: left out",
    Why.OPEN: "Asked for already: left out",
    Why.UNKNOWN: "Not in Customer Insights",
}

STANDS: Mapping[Stand, str] = {
    Stand.PENDING: "waits for the others",
    Stand.LOOKING: "being looked up",
    Stand.GONE: "gone",
    Stand.STILL_THERE: "still there",
    Stand.NO_CHECK: "could not check",
    Stand.CLOSED: "not verified by look-up",
    Stand.HELD: "on legal hold",
    Stand.APART: "waits for somebody",
    Stand.ENDED: "ended without an erasure",
}

TOLD, NOT_TOLD = "told", "to be told"


def people(count: int) -> str:
    return ENGLISH.counted(count, "person", "people")


def erase(count: int, sources: Sequence[str]) -> str:
    return f"Erase {people(count)} from {things(sources)}"


def looking(count: int, not_taken: int) -> str:
    lines = ENGLISH.counted(not_taken, "line", "lines")
    rest = f" I cannot take {lines}: what I bring names {'it' if not_taken == 1 else 'them'}." if not_taken else ""
    return f"I look for {people(count)}, and bring you what I found in private. It may take minutes.{rest}"


def too_many(count: int, most: int) -> str:
    return f"These are {people(count)}. I take {most} at once: please split the list."


def found(taken: int, held: int) -> str:
    return f"{people(taken)} to ask for; {held} of them found in Customer Insights."


def unlooked(count: int) -> str:
    return f"Customer Insights did not answer when I looked for {people(count)}."


def failed(count: int) -> str:
    return f"{unlooked(count)} They stay on the list."


def unsure(count: int) -> str:
    return f"Of {people(count)} I could not find out whether they are there. They stay on the list."


def found_in(names: Sequence[str]) -> str:
    return f"They are in {ENGLISH.all_of(list(names))}."


def unlisted(names: Sequence[str]) -> str:
    return f"Also in {ENGLISH.all_of(list(names))}, which no list of sources names: please look there by hand."


def tagged(count: int) -> str:
    return f"There are {ENGLISH.counted(count, 'profile', 'profiles')} under the same addresses with another plus-tag; they are left alone."


def staff(count: int) -> str:
    return f"{people(count)} of the list have a role here, or are yourself."


def left_out(why: Why, names: Sequence[str], count: int) -> str:
    return f"{WHY[why]} ({count}): {_some(names, count)}." if names else f"{WHY[why]} ({count})."


def _some(names: Sequence[str], count: int) -> str:
    more = [f"{count - len(names)} more"] if count > len(names) else []
    return ENGLISH.all_of([*names, *more])


def tally(counts: Mapping[Stand, int]) -> str:
    """How it stands with all of them."""
    said = [f"{counts[one]} {STANDS[one]}" for one in Stand if counts.get(one)]
    return f"Of {people(sum(counts.values()))}: {', '.join(said)}."


def status(gone: int, count: int) -> str:
    return f"{gone} of {count} gone"


def answered(told: int, gone: int) -> str:
    return f"{told} of {gone} who are gone were told."


def each(sources: Sequence[str]) -> str:
    each_own = "Each has a request, an answer and a certificate of their own."
    return (
        f"{each_own} What they have in common is done once for all: {things(sources)}, then all that is made of them."
    )


def page(first: int, last: int, count: int) -> str:
    return f"{first} to {last} of {count}"


def tell(count: int) -> str:
    return (
        f"This notes the answer to each of {people(count)} who {'is' if count == 1 else 'are'} gone. Tell them first."
    )


def told_now(count: int) -> str:
    return f"Noted for {people(count)}."
