"""What the sentences say that earlier releases kept of a step: turned back into a result, as far as that is sure.

The words are theirs, so they stand here, whatever is said today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain.erasure.looks import unpacked, unproved
from domain.erasure.plan import StepKind, part_of
from domain.export.plan import stage_of
from domain.notes import Note
from domain.result import (
    AwaitsRun,
    ByMail,
    Closed,
    DoneByRun,
    Earlier,
    LeftOn,
    LookedAt,
    NotChecked,
    OnDay,
    OthersLeft,
    Result,
    RunMissed,
    Sent,
    StillIn,
    Typed,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})")
_ON_DAY = re.compile(r"on (\d{1,2} [A-Z][a-z]{2} \d{4}), says ([^:]*)(?:: (.+))?", re.DOTALL)
_LOOKED_AT = re.compile(
    r"asked (\d+) times at (\d+) places, each time with proof that the question finds whoever is there"
)
_CLOSED = re.compile(r"because “(.+?)”(?:; the look-up said: (.+))?", re.DOTALL)
_SOURCE = re.compile(r"source (.+?), table (.+)", re.DOTALL)
_MADE = re.compile(
    r"table (.+), which Customer Insights makes from the profiles: look there why it was not made anew", re.DOTALL
)
_SEGMENTS = re.compile(r"segment (.+)", re.DOTALL)
_BY_MAIL = re.compile(r"on \{at\}, from (.+?), under “(.*?)”(|, says .+|, in the registered mailbox: .+)", re.DOTALL)
_OTHERS_LEFT = re.compile(r"others who are missing from the list were removed, too: “(.+)”", re.DOTALL)
_IN_MAILBOX, _LINK, _NOBODY, _UNKNOWN = (
    ", in the registered mailbox: ",
    "a link in the mail",
    "nobody whom I can tell",
    "unknown",
)
_LEFT_ON = "is still active and could not be switched off again: deactivate it in Customer Insights"
_RUN_MISSED = "the scheduled refresh did not do it, so I start it myself"
_AWAITS = "waits for the scheduled refresh of {at}"
_DONE = {"done by the scheduled refresh of {at}": True, "done by the full refresh of {at}": False}


def day_of(text: str) -> date | None:
    """As cards write a day."""
    found = _DAY.fullmatch(text)
    if not found or found[2] not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def turned_back(key: str, note: Note, kept: Earlier, known: Mapping[str, str]) -> Result:
    """`known`: what else is kept of the step, in clear. The sentence itself where it is not sure what it says."""
    if stage_of(key):
        return _of_mail(kept) or kept
    part = part_of(key)
    if note in {Note.TICKED, Note.NOT_TOLD} and part in {StepKind.STATIC, StepKind.RECIPIENT}:
        return Typed(kept.text)
    read = _READ.get(part)
    return (read(kept, known) if read else None) or kept


def _on_day(kept: Earlier, _: Mapping[str, str]) -> Result | None:
    day = day_of(kept.text)
    return OnDay(day) if day else None


def _of_check(kept: Earlier, known: Mapping[str, str]) -> Result | None:
    if closed := _CLOSED.fullmatch(kept.text):
        before = Earlier(closed[2]) if closed[2] else None
        return Closed(closed[1], before and (_looked(before, known) or before))
    return _looked(kept, known)


def _looked(kept: Earlier, known: Mapping[str, str]) -> Result | None:
    if counted := _LOOKED_AT.fullmatch(kept.text):
        return LookedAt(int(counted[1]), int(counted[2]))
    return _still_in(kept.text) or _not_checked(known)


def _still_in(text: str) -> Result | None:
    """Names of sources, tables and segments may hold whatever stands between them: whoever asks compares."""
    tables: list[tuple[str, str]] = []
    made: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    for one in text.split("; "):
        if found := _SOURCE.fullmatch(one):
            tables.append(("" if found[1] == _UNKNOWN else found[1], found[2]))
        elif found := _MADE.fullmatch(one):
            made = tuple(found[1].split(", "))
        elif found := _SEGMENTS.fullmatch(one):
            segments = tuple(found[1].split(", "))
        else:
            return None
    return StillIn(tuple(tables), made, segments)


def _not_checked(known: Mapping[str, str]) -> Result | None:
    looks = [unpacked(one) for one in json.loads(known.get("looks") or "[]")]
    missing = unproved([look.aim for look in looks if look.reason], looks)
    return NotChecked(missing) if missing else None


def _of_process(kept: Earlier, _: Mapping[str, str]) -> Result | None:
    if kept.text == _RUN_MISSED:
        return RunMissed()
    if kept.at and kept.text == _AWAITS:
        return AwaitsRun(kept.at)
    return DoneByRun(kept.at, _DONE[kept.text]) if kept.at and kept.text in _DONE else None


def _of_segment(kept: Earlier, _: Mapping[str, str]) -> Result | None:
    return LeftOn() if kept.text == _LEFT_ON else None


def _of_user(kept: Earlier, _: Mapping[str, str]) -> Result | None:
    said = _OTHERS_LEFT.fullmatch(kept.text)
    return OthersLeft(said[1]) if said else None


def _of_mail(kept: Earlier) -> Result | None:
    if kept.at and kept.text == "on {at}":
        return Sent(kept.at)
    if said := _ON_DAY.fullmatch(kept.text):
        day = day_of(said[1])
        return OnDay(day, said[2], tuple(said[3].split(", ")) if said[3] else ()) if day else None
    found = _BY_MAIL.fullmatch(kept.text)
    return (
        _rests_on(kept.at, "" if found[1] == _NOBODY else found[1], found[2], found[3]) if found and kept.at else None
    )


def _rests_on(at: datetime, sender: str, subject: str, rest: str) -> Result | None:
    if rest.startswith(_IN_MAILBOX):
        names = rest.removeprefix(_IN_MAILBOX)
        return ByMail(at, sender, subject, files=() if names == _LINK else tuple(names.split(", ")))
    if not rest:
        return ByMail(at, sender, subject)
    by, colon, names = rest.removeprefix(", says ").partition(": ")
    told = rest.startswith(", says ") and by
    return ByMail(at, sender, subject, by, tuple(names.split(", ")) if colon else None) if told else None


_READ: Mapping[StepKind, Callable[[Earlier, Mapping[str, str]], Result | None]] = {
    StepKind.STATEMENT: _on_day,
    StepKind.ANSWER: _on_day,
    StepKind.RECIPIENT: _on_day,
    StepKind.CHECK: _of_check,
    StepKind.AGAIN: _of_check,
    StepKind.DOWNSTREAM: _of_process,
    StepKind.SEGMENT: _of_segment,
    StepKind.SOURCE: _of_user,
}
