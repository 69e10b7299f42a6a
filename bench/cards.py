"""From a click to the last card: one approval a second, with the platforms' real limits in the fakes.

The platform's own time is what the cards of all clicks take at the pace that a platform allows, in the order of the
clicks, by a bot that takes no time itself; what is above that is ours. The card that was clicked costs no update.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles

from bench.clicks import CLICKED_IN_SLACK, Chat, Click, clicked, filed, in_slack, in_teams, orders, shown
from bench.parts import Size
from bench.table import Table
from bot.slack.pacer import UPDATE_BURST, UPDATES_A_SECOND, Bucket

CLICKS = {Size.WHOLE: 15, Size.QUICK: 6, Size.TINY: 2}
EVERY = 1.0  # seconds
PATIENCE = 150.0


async def measure(size: Size) -> Sequence[Table]:
    rows = []
    for name, opened, ideal in (("Slack", in_slack, in_the_pace_of_slack), ("Teams", in_teams, at_once)):
        async with opened() as on:
            clicks, cpu = await _approved(on, CLICKS[size])
        own = [max(0.0, click.last - least) for click, least in zip(clicks, ideal(clicks), strict=True)]
        whole, answered = [click.last for click in clicks], [click.answered for click in clicks]
        cells = [_span(seconds) for seconds in (answered, whole, own)]
        rows.append((name, str(len(clicks)), *cells, f"{cpu / len(clicks) * 1000:.0f} ms"))
    head = (
        "platform",
        "clicks",
        "answer, p50 / p95",
        "last card, p50 / p95",
        "over the platform's own time",
        "CPU a click",
    )
    return [Table("One approval a second, with the platforms' real limits: until the last card shows it.", head, rows)]


async def _approved(on: Chat, count: int) -> tuple[list[Click], float]:
    """The clicks, and the processor's time of all that they started."""
    known = await filed(on, count, orders(count))
    on.limit(on=True)
    before = on.at.cpu()
    clicks = [await shown(on, click, PATIENCE) for click in await clicked(on, known, EVERY)]
    return clicks, on.at.cpu() - before


def _span(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:,.0f} / {p95(seconds) * 1000:,.0f} ms"


def p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[18] if len(seconds) > 2 else max(seconds)


def at_once(clicks: Sequence[Click]) -> list[float]:
    """Seconds: Teams takes more than a card a second in each conversation."""
    return [0.0 for _ in clicks]


def in_the_pace_of_slack(clicks: Sequence[Click]) -> list[float]:
    """Seconds until the last card of each: so many updates a minute in all."""
    updates = Bucket(UPDATES_A_SECOND, UPDATE_BURST)
    return [_last(click, updates) for click in clicks]


def _last(click: Click, updates: Bucket) -> float:
    wait = 0.0
    for _ in click.cards.keys() - {CLICKED_IN_SLACK}:
        wait = updates.wait(click.at)
        updates.take(click.at)
    return wait
