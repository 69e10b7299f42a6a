"""The front of the log goes when its time to be kept has ended: at most once a day, whatever replicas there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.audit.lines import moment
from domain.event import EventKind
from handlers.requests.order import has_ended
from storage.last_cut import LastCut
from storage.store import Store
from storage.unit import Unit

_APART = timedelta(days=1)


async def cut_log(store: Store, keep: timedelta, clock: Callable[[], datetime]) -> int:
    """How many events were deleted. `keep`: for how long they are; zero: for ever. None while everything is paused, as
    after an older backup was restored, nor by a clock that leapt.

    Raises:
        storage.cutting.ForeignCut: the log was cut by somebody else.
        storage.vault.WrongMasterKey: the key that signs is missing.
    """
    count, now = 0, clock()
    if keep and not await store.read(lambda unit: unit.brakes.everything()):
        await store.write(lambda unit: _cut(unit, now - keep, now))
        while some := await store.write(lambda unit: unit.log.cuts.clear()):
            count += some
    return count


def _cut(unit: Unit, before: datetime, now: datetime) -> None:
    known = unit.log.cuts.newest()
    if (known and now - _APART < datetime.fromisoformat(known[0].at) <= now) or not unit.log.is_steady(now):
        return
    last = unit.events.last_cut  # also what stands goes by it: of the next one nothing is told yet
    if made := unit.log.cuts.make(before, now):
        told = {"after": str(made.after), "seal": str(made.seal), "until": moment(_until(unit, made.seal, last, now))}
        data = {**told, "standing": " ".join(sorted(_standing(unit)))}
        unit.events.add(EventKind.LOG_CUT, now, actor=None, request=None, data=data)
        _tell_again(unit, made.after, now)


def _tell_again(unit: Unit, after: int, now: datetime) -> None:
    """By what somebody may not act still, where that was cut off; and of the same two what was not. What was said comes
    first: it settles all that moved between them by then."""
    stood, left = unit.people.moves.standing(), unit.people.moves.standing(behind=after)
    cut = {(one.owner, one.taker) for one in stood if one not in left}
    again = [one for one in stood if (one.owner, one.taker) in cut]
    for event in [one.event for one in sorted(again, key=lambda one: one.whose is None)]:
        data = {name: value for name, value in event.data.items() if name != "proof"}
        unit.events.add(event.kind, now, actor=event.actor, request=None, data=data)


def _until(unit: Unit, number: int, last: LastCut | None, now: datetime) -> datetime:
    """Of when the newest is that was cut off, now or before; none is of a time to come."""
    until = unit.log.until(number, now)
    return max(until, min(last.until, now)) if last else until


def _standing(unit: Unit) -> list[str]:
    """What has not ended by now, as far as the log knows: of all else the end may be cut off. Of a request by its id
    alone, so that what cannot be read stands too, and keeps the log from no cut."""
    requests = [one for one in unit.requests.not_closed() if not has_ended(unit, one)]
    return [*unit.delegations.marks(), *unit.codes.marks(), *requests]
