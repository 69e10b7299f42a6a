"""A report as a picture, light or dark, brought into the private chat of who asked: beside its table and its CSV."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from domain.card import Answer, say
from domain.drawing.chart import chart
from domain.drawing.report import drawn
from domain.file import PNG, File
from domain.period import period_of
from domain.refs import Ref
from domain.rights import READ
from domain.rule import Reader
from domain.words.language import Words
from handlers.command import Buttons, Handler
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.days import today
from handlers.requests.paper import Paper
from handlers.requests.reporting import noted, report_on


async def _asked(give: Handler, deps: Deps, act: Act) -> Answer:
    """Of a time in which nothing was asked for there is no picture, but a sentence."""
    day = today(deps)
    period = period_of(act.ref, day)
    if not period:
        return say(act.words.errors.STALE_BUTTON)
    found = await noted(deps, act, period)
    return await give(deps, act) if found.asked else drawn(found, day, act.words)


def _bar(_: Unit, deps: Deps, ref: Ref, words: Words) -> str:
    return "" if period_of(ref.rest, today(deps)) else words.errors.STALE_BUTTON


async def _made(deps: Deps, ref: Ref, reader: Reader, *, dark: bool) -> File | None:
    """Raises: domain.file.Unmade."""
    day = today(deps)
    period = period_of(ref.rest, day)
    found = await report_on(deps, period) if period else None
    if not period or not found or not found.asked:
        return None
    seen = chart(found, day, reader.words)
    return File(
        name=f"report-{period}{'-dark' if dark else ''}.png",
        media=PNG,
        content=await deps.draw(seen, dark=dark),
        about=reader.words.report.about(period),
        verb=(DARK if dark else LIGHT).verb,
        ref=str(period),
        alt=seen.alt,
    )


def _paper(name: str, *, dark: bool) -> Paper:
    return Paper(
        name=name,
        right=READ,
        bar=_bar,
        made=partial(_made, dark=dark),
        called=lambda words: words.rights.command("report"),
    )


def _buttons(paper: Paper) -> Buttons:
    return {verb: replace(served, do=partial(_asked, served.do)) for verb, served in paper.buttons.items()}


LIGHT, DARK = _paper("report-picture", dark=False), _paper("report-picture-dark", dark=True)
PAPERS = (LIGHT, DARK)
BUTTONS: Buttons = {**_buttons(LIGHT), **_buttons(DARK)}
