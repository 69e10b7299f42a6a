"""What came of a step, and what the step is about, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from domain.erasure.plan import StepKind, name_of, part_of
from domain.erasure.recipients import is_typed
from domain.export.plan import number_of, stage_of
from domain.moment import filled
from domain.remove_user.facts import Missed
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
from domain.words.language import Words


def drawn(result: Result | None, zone: tzinfo, words: Words) -> str:
    """With its instants as moments. Nothing where a later release has kept it: its note says the most."""
    match result:
        case Earlier(text, at):
            return filled(text, words.moments.at(at, zone) if at else None)
        case Sent(at):
            return filled(words.export.ON_MOMENT, words.moments.at(at, zone))
        case ByMail(at):
            return filled(_by_mail(result, words), words.moments.at(at, zone))
        case AwaitsRun(at):
            return filled(words.plan.WAITS_FOR_RUN, words.moments.at(at, zone))
        case DoneByRun(at, scheduled):
            return filled(words.plan.done_by_run(scheduled=scheduled), words.moments.at(at, zone))
        case Closed(because, before):
            return words.plan.closed_because(because, drawn(before, zone, words))
        case None:
            return ""
    return _timeless(result, words)


def _timeless(result: Result, words: Words) -> str:
    match result:
        case OnDay(day, by, files):
            told = words.export.on_day(day, by) if by else words.moments.day(day)
            return words.export.by_hand(told, files) if files else told
        case Typed(text):
            return text
        case LookedAt(looks, places, copies):
            return words.looks.looked_at(looks, places, copies or 0)
        case StillIn():
            return _still_in(result, words)
        case NotChecked(missing):
            return words.looks.not_checked(missing)
        case OthersLeft(because):
            return words.remove_user.others_left(because)
        case LeftOn():
            return words.plan.STILL_SWITCHED_ON
        case RunMissed():
            return words.plan.RUN_MISSED
    return ""


def _by_mail(result: ByMail, words: Words) -> str:
    told = words.mail.came_by(result.sender, result.subject)
    if not result.by:
        return told if result.files is None else words.export.delivered(told, result.files)
    told = words.export.says(told, result.by)
    return told if result.files is None else words.export.by_hand(told, result.files)


def _still_in(result: StillIn, words: Words) -> str:
    said = [words.plan.still_there(result.tables)] if result.tables else []
    said += [words.plan.still_in_tables(result.made)] if result.made else []
    said += [words.plan.still_in_segments(result.segments)] if result.segments else []
    said += [words.plan.still_in_copies(result.copies)] if result.copies else []
    said += [words.looks.COPIES_LATER] if result.unasked else []
    return "; ".join(said)


def name(key: str, label: str, words: Words) -> str:
    """What a step is about. `label`: as it is kept, where its key alone does not say it."""
    if stage := stage_of(key):
        return words.export.STAGES[stage].format(number_of(key))
    match part_of(key):
        case StepKind.CHECK:
            return words.plan.CHECK_NAMES.get(name_of(key), label)
        case StepKind.DOWNSTREAM:
            return words.plan.PROCESSES.get(name_of(key), name_of(key))
        case StepKind.AGAIN:
            return _day(label, words)
        case StepKind.RECIPIENT if is_typed(key):
            return words.plan.numbered(label)
    return label


def _day(text: str, words: Words) -> str:
    """An earlier release kept it as it was drawn."""
    try:
        return words.moments.day(date.fromisoformat(text))
    except ValueError:
        return text


def names_of_missed(missed: Iterable[Missed], words: Words) -> tuple[str, ...]:
    """Of those who are missing from the list of users, too."""
    return tuple(one.name or words.remove_user.object_id(one.id) for one in missed)
