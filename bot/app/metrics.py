"""Numbers for who watches the bot, in the text form of Prometheus: counts and ages alone, of nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from operator import itemgetter
from typing import Any

import structlog

from bot.app.bot import Bot
from bot.app.sealing import WELL
from common.faults import describe
from domain.board import LAST, Lane
from domain.law import last_day
from domain.policy import Policy
from domain.replica import Chore
from domain.request import Kind, State, StepState
from handlers.export.mailbox import unread_since
from handlers.requests.clock import midnight, runs
from storage.counts import AGES, OLDER
from storage.unit import Unit

log = structlog.get_logger(__name__)

TYPE = "text/plain; version=0.0.4"
_PATIENCE = 2.0  # seconds that each of several environments gets
_DAY = timedelta(days=1)
_NEAREST = 200  # rows in which the next legal date is looked for: the longest wait comes first

Labels = tuple[str, ...]
_LOST: Mapping[str, Mapping[Labels, float]] = {"dsrbot_counted": {(): 0.0}}  # all that is known of such an environment


@dataclass(frozen=True)
class Metric:
    """`labels`: its names of labels, and what each may be, where that is known; so that nothing is missing at zero."""

    says: str
    labels: Mapping[str, tuple[str, ...]]


def _plain(says: str) -> Metric:
    return Metric(says, {})


_KINDS, _AGES = tuple(Kind), (*AGES, OLDER)
METRICS: Mapping[str, Metric] = {
    "dsrbot_altered_requests": _plain("Open requests whose records somebody else changed."),
    "dsrbot_chores": _plain("Of what one replica does for all, how much this one does."),
    "dsrbot_clock_steady": _plain(
        "0 while the clock has leapt, so that nothing ends by it; 1 else. "
        "Told by the replica alone that tidies, once it has looked."
    ),
    "dsrbot_counted": _plain("1 where what is told here could be counted, 0 where the database did not answer."),
    "dsrbot_failing": _plain(
        "Requests and people for whom something that is done for all fails; the log says for which."
    ),
    "dsrbot_legal_date_seconds": _plain(
        "Seconds until the earliest legal date of whoever waits for an answer has passed; below 0: it has. "
        "Not there while nobody waits."
    ),
    "dsrbot_log_lag_seconds": _plain("For how long the oldest event that is not sealed yet has waited."),
    "dsrbot_log_sealed": _plain("1 while the audit log is sealed as it grows, 0 while it cannot be."),
    "dsrbot_log_unsealed": _plain("Events that are not sealed yet."),
    "dsrbot_mailbox_unread_seconds": _plain(
        "For how long looks into the registered mailbox have come to nothing; 0 while it is read, or none is."
    ),
    "dsrbot_notice_oldest_seconds": _plain("For how long the oldest notice that is not delivered yet has waited."),
    "dsrbot_notices_waiting": _plain("Notices that are not delivered yet."),
    "dsrbot_paused": _plain("1 while everything that deletes is paused."),
    "dsrbot_refreshes": Metric(
        "Refreshes of the last 24 hours that have ended, by how.", {"outcome": (StepState.DONE, StepState.FAILED)}
    ),
    "dsrbot_replicas": _plain("Processes that work on the database, as far as this one knows."),
    "dsrbot_requests_open": Metric(
        "Requests that have not ended, by kind and state.",
        {"kind": _KINDS, "state": (State.PENDING_APPROVAL, State.IN_PROGRESS, State.NEEDS_ATTENTION)},
    ),
    "dsrbot_requests_pending": Metric(
        "Requests that wait for a decision, by kind and by how old they are at most.", {"kind": _KINDS, "age": _AGES}
    ),
    "dsrbot_work_in_error": _plain(
        "Runs on record that ended in an error of the engine itself; their requests need attention, admins know."
    ),
    "dsrbot_work_stuck": _plain("Runs of this process in which something goes on failing, and is tried still."),
    "dsrbot_work_to_begin": _plain("Runs that were asked for and have not begun."),
}
"""In the order of their names."""


async def numbers(*bots: Bot) -> str:
    """Of all environments. Where there are several, each number says of which it is, and those of one that cannot be
    counted now are left out. Raises whatever the database raises: nothing can be counted."""
    if len(bots) == 1:
        return _written({"": await _of(bots[0])})
    told = await asyncio.gather(*map(_in_time, bots), return_exceptions=True)
    for bot, one in zip(bots, told, strict=True):
        if isinstance(one, BaseException):
            log.warning("an environment cannot be counted", environment=_name(bot), **describe(one))
    if all(isinstance(one, BaseException) for one in told):
        raise TimeoutError
    return _written(
        {_name(bot): _LOST if isinstance(one, BaseException) else one for bot, one in zip(bots, told, strict=True)}
    )


async def _in_time(bot: Bot) -> dict[str, dict[Labels, float]]:
    """One environment that does not answer keeps nobody from the numbers of the others."""
    async with asyncio.timeout(_PATIENCE):
        return await _of(bot)


def _name(bot: Bot) -> str:
    return bot.deps.policy.environment_name


def _written(found: Mapping[str, Mapping[str, Mapping[Labels, float]]]) -> str:
    there = {name: {where: each[name] for where, each in found.items() if name in each} for name in METRICS}
    return "".join(_lines(name, each) for name, each in there.items())


async def _of(bot: Bot) -> dict[str, dict[Labels, float]]:
    now, policy = bot.deps.clock(), bot.deps.policy
    found = await bot.store.read(lambda unit: _stored(unit, policy, now))
    found |= {"dsrbot_counted": {(): 1.0}}
    found["dsrbot_failing"] = {(): len(bot.deps.failing)}
    found |= {"dsrbot_chores": {(): bot.replica.chores}, "dsrbot_replicas": {(): bot.replica.living}}
    found["dsrbot_clock_steady"] = _steady(bot)
    found["dsrbot_log_sealed"] = {(): int(bot.sealer.state in WELL)}
    found["dsrbot_work_in_error"] = {(): bot.alarms.in_error}
    found["dsrbot_work_stuck"] = {(): bot.alarms.stuck}
    return found


def _steady(bot: Bot) -> dict[Labels, float]:
    """Nothing where nobody has looked, or another replica does."""
    state = bot.steady.state if bot.replica.holds(Chore.TIDY) else None
    return {} if state is None else {(): int(state)}


def _stored(unit: Unit, policy: Policy, now: datetime) -> dict[str, dict[Labels, float]]:
    notices, told_since = unit.counts.notices()
    unsealed, sealed_since = unit.counts.unsealed()
    unread = None if policy.mail.guided else unread_since(unit, policy.mail)
    left = _legal(unit, policy, now)
    return {
        "dsrbot_altered_requests": {(): unit.requests.altered()},
        "dsrbot_legal_date_seconds": {(): left} if left is not None else {},
        "dsrbot_log_lag_seconds": {(): _seconds(sealed_since, now)},
        "dsrbot_log_unsealed": {(): unsealed},
        "dsrbot_mailbox_unread_seconds": {(): _seconds(unread, now)},
        "dsrbot_notice_oldest_seconds": {(): _seconds(told_since, now)},
        "dsrbot_notices_waiting": {(): notices},
        "dsrbot_paused": {(): int(bool(unit.brakes.now()))},
        "dsrbot_refreshes": _floats({(state,): count for state, count in unit.counts.refreshes(now).items()}),
        "dsrbot_requests_open": _floats(unit.counts.open()),
        "dsrbot_requests_pending": _floats(unit.counts.pending(now)),
        "dsrbot_work_to_begin": {(): unit.counts.to_begin()},
    }


def _floats(counted: Mapping[Any, int]) -> dict[Labels, float]:
    return {labels: float(count) for labels, count in counted.items()}


def _seconds(since: datetime | None, now: datetime) -> float:
    """Clocks of two replicas may differ."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _legal(unit: Unit, policy: Policy, now: datetime) -> float | None:
    """Until the end of that day, in the company's own time zone."""
    by_law = Lane(until=LAST - _DAY, extended_until=LAST - _DAY)
    waiting = ((last_day(one, policy.where), one) for one in unit.requests.lane(by_law, _NEAREST))
    first = next((day for day, one in sorted(waiting, key=itemgetter(0)) if runs(unit, one)), None)
    return (midnight(first + _DAY, policy) - now).total_seconds() if first else None


def _lines(name: str, found: Mapping[str, Mapping[Labels, float]]) -> str:
    """`found`: by environment; empty, where there is one."""
    metric = METRICS[name]
    told = [f"# HELP {name} {metric.says}\n# TYPE {name} gauge\n"]
    for where, values in found.items():
        there = {**dict.fromkeys(product(*metric.labels.values()), 0.0), **values} if metric.labels else values
        told += [f"{name}{_named(metric, where, labels)} {value:.15g}\n" for labels, value in sorted(there.items())]
    return "".join(told)


def _named(metric: Metric, where: str, labels: Labels) -> str:
    """They are codes of ours, but for the name of the environment."""
    pairs = [("environment", where)] if where else []
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in [*pairs, *zip(metric.labels, labels, strict=True)])
    return f"{{{told}}}" if told else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
