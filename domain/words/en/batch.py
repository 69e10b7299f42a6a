"""Many people at once: the list that is asked for, what was found, and how it stands with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.batch import Stand, Why
from domain.list_file import Unfit
from domain.upload import Unbrought
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
TELL_OTHERS = (
    "Others are to be told by now than this form said. How many there are now stands above: please tell them, too, "
    "and send it again."
)
NOT_CORRECTED = (
    "A batch is not corrected as a whole. Cancel it, or cancel the request of one person alone, and ask anew."
)
STILL_FOR_OTHERS = (
    "A person on hold is left out and the others go on. What a source has lost already leaves Customer Insights with the "
    "next refresh of that source, whoever asks for it."
)

WHY: Mapping[Why, str] = {
    Why.NOT: "To be asked for",
    Why.UNREAD: "Not understood in full, so left out",
    Why.TWICE: "Twice on the list",
    Why.HELD: "On legal hold: left out",
    Why.OPEN: "Asked for already: left out",
    Why.COPY: "A copy of their data is asked for and not given yet: left out",
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

FILE, COLUMN = "Or a CSV file", "Column of the file"
FILE_HINT = "Up to 1 MB. I keep nothing of it but the people, sealed."
COLUMN_HINT = "Only where addresses stand in several columns: its heading, or its letter."
ONE_FILE = "One file at a time, please."
DELETE_UPLOAD = "I have no right to delete the file that you sent. Please delete it yourself."
FILE_ANEW = "Send the file again, and behind “erase-many” the name of the column where it is needed."
FOR_MANY = "Many people go into a file that you send me, or into the form of “erase-many”."
CORRECT_FILE = "This list is too long for a form. Please correct your file and give it once more."
UNFIT: Mapping[Unfit, str] = {
    Unfit.EMPTY: "Nobody stands in this file.",
    Unfit.LARGE: "This file is larger than 1 MB. Please split it.",
    Unfit.WORKBOOK: "This is a workbook. Please save it as “CSV UTF-8” and give me that.",
    Unfit.BINARY: "This file is no text. Please save the list as “CSV UTF-8”.",
    Unfit.CHARACTERS: "Some people in this file are written in characters that I would have to guess. Please save it as “CSV UTF-8”.",
    Unfit.BROKEN: "A quotation mark in this file is not closed, or stands where none may. Please correct it.",
    Unfit.APART: "I cannot tell whether commas, semicolons or tabs stand between the columns. Please give me that one column alone.",
    Unfit.COLUMN: "I cannot tell in which column the people stand.",
    Unfit.DECIDES: "A column of this file may say who is meant, or what they ask for. Please leave only those who are to be erased in it, and take the column out.",
    Unfit.REMARK: "A line of this file names nobody, and may say something of those below. Please remove it, and those who are not meant.",
    Unfit.RAGGED: "The first line of this file has other columns than the rest. Please remove what stands above or behind the table.",
    Unfit.COLUMNS: "This file has too many columns. Please give me the one with the people alone.",
    Unfit.ROWS: "This file has too many lines. Please split it.",
}
UNBROUGHT: Mapping[Unbrought, str] = {
    Unbrought.GONE: "The file is not there any more. Please give it once more.",
    Unbrought.LARGE: "This file is larger than 1 MB. Please split it.",
    Unbrought.FOREIGN: "This file does not lie where I may fetch it. Please give it to me by itself.",
    Unbrought.SILENT: "I could not fetch the file just now. Please try again in a minute.",
    Unbrought.RIGHT: "I have no right to read files. Please paste the list, or ask whoever runs me for that right.",
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


def left_out(why: Why, names: Sequence[str], count: int, more: str = "") -> str:
    return f"{WHY[why]} ({count}): {_some(names, count, more)}." if names else f"{WHY[why]} ({count})."


def _some(names: Sequence[str], count: int, more: str) -> str:
    rest = [more or f"{count - len(names)} more"] if count > len(names) else []
    return ENGLISH.all_of([*names, *rest])


def row(number: int) -> str:
    return f"line {number}"


def rows(numbers: Sequence[int], more: int) -> str:
    rest = [f"{more} more"] if more else []
    return f"lines {ENGLISH.all_of([*map(str, numbers), *rest])}"


def columns(names: Sequence[str]) -> str:
    """What is said where nobody can tell which of these is meant."""
    some = [*names[:20], *([f"{len(names) - 20} more"] if len(names) > 20 else [])]
    return f"In which column do the people stand? The file has {ENGLISH.all_of(some)}."


def remark(line: str) -> str:
    return (
        f"“{line}” names nobody, and may say something of those below. Please remove it, and those who are not meant."
    )


def means(names: Sequence[str]) -> str:
    return f"It is {ENGLISH.all_of([f'“{name}”' for name in names[:20]])}." if names else ""


def read_of(column: str, headings: int) -> str:
    taken = f"I read the column “{column}” of the file" if column else "I read each line of the file"
    return f"{taken}, and took line {headings} for headings." if headings else f"{taken}, from its first line on."


def tally(counts: Mapping[Stand, int]) -> str:
    """How it stands with all of them."""
    said = [f"{counts[one]} {STANDS[one]}" for one in Stand if counts.get(one)]
    return f"Of {people(sum(counts.values()))}: {', '.join(said)}."


def status(gone: int, count: int) -> str:
    return f"{gone} of {count} gone"


def answered(told: int, gone: int) -> str:
    return f"{told} of {gone} who are gone were told."


def about(count: int) -> str:
    """Behind what is told of the answer to the person, where many of a batch wait for theirs."""
    return f"This is about {people(count)} of this batch."


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


def waits_since(who: str, ref: str, since: date) -> str:
    return f"{who} ({ref}, since {ENGLISH.short(since)})"


def still_wait(names: Sequence[str], count: int) -> str:
    return (
        f"Nobody has answered yet what {people(count)} asked for before: {_some(names, count, '')}. A new request does not "
        "change since when they wait. To go on from that day, ask again for each of them by “correct” and that request."
    )


def never_found(count: int) -> str:
    return (
        f"I never found anybody under {ENGLISH.counted(count, 'id', 'ids')}, so I can prove nothing of them, nor tell whether a "
        "legal hold covers them. Please name these people in another way: by their e-mail addresses."
    )
