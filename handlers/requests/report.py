"""`report`: what became of the requests that were received in a month, a quarter or a year. It names nobody."""

from __future__ import annotations

from domain.card import Card, not_clear, say
from domain.drawing.report import as_csv, drawn
from domain.period import period_of
from domain.rights import READ
from domain.unread import Behind
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.requests.days import today
from handlers.requests.report_picture import BUTTONS
from handlers.requests.reporting import noted


async def report(deps: Deps, act: Act) -> Card:
    """Typed; what is no period is asked back, with what to type."""
    day, said = today(deps), act.words.report
    period = period_of(act.ref, day)
    if not period:
        return not_clear(said.WHICH)
    if period.first > day:
        return not_clear(said.ahead(period))
    return drawn(await noted(deps, act, period), day, act.words)


async def report_csv(deps: Deps, act: Act) -> Card:
    """From the button of a report: the same, as it stands by now."""
    period = period_of(act.ref, today(deps))
    if not period:
        return say(act.words.errors.STALE_BUTTON)
    found = await noted(deps, act, period)
    so_far = period.end > today(deps)
    return Card(title=act.words.report.title(period, so_far=so_far), copy=as_csv(found, act.words))


COMMAND = Command(
    name="report",
    usage="report [month|quarter|year]",
    sentence="What was asked for in a time and what became of it, in numbers: ends, time limits, failures.",
    example="report 2026-Q1",
    who=READ,
    behind=Behind.READ,
    shows=True,
    typed=report,
    files=frozenset(),
    buttons={"report-csv": Served(READ, do=report_csv), **BUTTONS},
)
