"""A report as a card whose lines are its table, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from domain.card import Button, Card, Item, say
from domain.report import Report, Share, Spread
from domain.words.language import Words

NAMED, _LISTED = 8, 30  # that a card names; that its CSV does, so that every door shows the whole of it
_NAME = 60  # signs of one in the CSV
_HOUR = 3600
_FORMULA = ("=", "+", "-", "@")


def drawn(found: Report, today: date, words: Words) -> Card:
    """`today`: in the company's own time zone."""
    said, so_far = words.report, found.period.end > today
    if not found.asked:
        return say(said.nothing(found.period, so_far=so_far))
    return Card(
        title=said.title(found.period, so_far=so_far),
        status=said.asked(found.asked),
        items=tuple(Item(sign, what, value) for sign, what, value in lines(found, words)),
        text=(said.NOTE,),
        buttons=tuple(Button(verb, str(found.period), label) for verb, label in _forms(words).items()),
    )


def _forms(words: Words) -> Mapping[str, str]:
    """The buttons that give it in another form, and how each is called."""
    said = words.report
    return {"report-picture": said.AS_PICTURE, "report-picture-dark": said.AS_DARK_PICTURE, "report-csv": said.CSV}


def lines(found: Report, words: Words) -> Iterator[tuple[str, str, str]]:
    said = words.report
    for kind, ends in found.ends.items():
        yield "–", said.KINDS[kind], said.ends(ends)
    for name, share in shares(found, words):
        yield "⚠" if share is found.in_time and share.met < share.of else "–", name, said.share(share)
    for name, spread in spreads(found, words):
        yield "–", name, said.spread(spread)
    yield from _failures(found, words)
    yield "–", said.EXTENSIONS, str(found.extensions)
    yield "–", said.REFUSALS, str(found.refusals)


def _failures(found: Report, words: Words) -> Iterator[tuple[str, str, str]]:
    said, shown = words.report, found.failures[:NAMED]
    if not shown:
        yield "–", said.FAILURES, said.NO_FAILURES
    for source, count in shown:
        yield "⚠", source, said.failed(count)
    if left := found.failures[NAMED:]:
        yield "⚠", said.FAILURES, said.more_failures(len(left), _sum(left))


def shares(found: Report, words: Words) -> tuple[tuple[str, Share], ...]:
    said = words.report
    return (said.MONTH, found.month), (said.THREE_MONTHS, found.three_months), (said.IN_TIME, found.in_time)


def spreads(found: Report, words: Words) -> tuple[tuple[str, Spread], ...]:
    return (words.report.APPROVAL, found.approval), (words.report.COMPLETION, found.completion)


def _sum(failures: Sequence[tuple[str, int]]) -> int:
    return sum(count for _, count in failures)


def as_csv(found: Report, words: Words) -> str:
    """How long something took is in hours."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(words.report.COLUMNS)
    writer.writerows([*map(_harmless, row)] for row in _rows(found, words))
    return out.getvalue()


def _rows(found: Report, words: Words) -> Iterator[tuple[str, str, object, object]]:
    said = words.report
    for kind, ends in found.ends.items():
        for state, count in ends.items():
            yield said.KINDS[kind], said.end(state), count, sum(ends.values())
    for name, share in shares(found, words):
        yield name, "", share.met, share.of
    for name, spread in spreads(found, words):
        for which, time in ((said.MEDIAN, spread.median), (said.SLOWEST, spread.slowest)):
            yield name, which, round(time.total_seconds() / _HOUR, 1) if spread.of else "", spread.of
    for source, count in found.failures[:_LISTED]:
        yield said.FAILURES, source[:_NAME], count, ""
    if left := found.failures[_LISTED:]:
        yield said.FAILURES, said.more_failures(len(left), _sum(left)), _sum(left), ""
    yield said.EXTENSIONS, "", found.extensions, ""
    yield said.REFUSALS, "", found.refusals, ""


def _harmless(value: object) -> object:
    """A name that others wrote is no formula to a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(_FORMULA) else value
