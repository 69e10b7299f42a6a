"""What a report counts: of the requests that the company received in a period, what became of them, and how fast.

Numbers alone: nobody is named, and a request whose keys were destroyed is counted as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from domain.calendar import due
from domain.erasure.plan import StepKind, part_of
from domain.law import EXTENDED
from domain.notes import Note
from domain.period import Period
from domain.request import OPEN, Kind, State

# Of steps that failed: what stopped us, and is no fault of the source.
_STOPPED = frozenset({Note.HELD, Note.ALTERED, Note.ELSEWHERE, Note.PAUSED})


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What a report needs of one request. Instants are UTC, days are where the company is.

    `somebody`: it is about a person; `waits`: it is open, or it ended and a person still waits for an answer.
    `answered_at`: when somebody noted here that the person was answered, `told_on`: the day that they stated for it;
    None where that is not known.
    """

    kind: Kind
    state: State
    created_at: datetime
    received_on: date
    run: int
    decided_at: datetime | None
    closed_at: datetime | None
    extended_on: date | None
    somebody: bool
    waits: bool
    answered_at: datetime | None
    told_on: date | None = None

    @property
    def by_law(self) -> bool:
        """Whether the law sets a date for the answer (GDPR Art. 12(3))."""
        return self.somebody and self.kind is not Kind.REMOVE_USER

    def answered_on(self, zone: tzinfo) -> date | None:
        """The day that was stated, which never lies behind that of the note; without one, the day of the note."""
        noted = self.answered_at and self.answered_at.astimezone(zone).date()
        return min(filter(None, (self.told_on, noted)), default=None)

    @property
    def to_approval(self) -> timedelta | None:
        """From filing; None where it was never approved."""
        return self.decided_at - self.created_at if self.run and self.decided_at else None

    @property
    def to_completion(self) -> timedelta | None:
        """From filing; None where it is not completed."""
        return self.closed_at - self.created_at if self.state is State.COMPLETED and self.closed_at else None


@dataclass(frozen=True)
class Share:
    """`met` of those whose time has come: they were answered, or are late. Who may still be in time is neither."""

    met: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded down, so that only all of them are 100; 0 of none."""
        return self.met * 100 // self.of if self.of else 0


@dataclass(frozen=True)
class Spread:
    """How long something took, `of` so many: the median, and what the slowest tenth took or more."""

    of: int
    median: timedelta = timedelta()
    slowest: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Report:
    """`ends`: how many ended how, by kind; of those that are open the end is None. `failures`: of refreshes, by the
    name of the source, the most first. `in_time`: by the date that binds, with extensions."""

    period: Period
    ends: Mapping[Kind, Mapping[State | None, int]]
    month: Share
    three_months: Share
    in_time: Share
    approval: Spread
    completion: Spread
    failures: Sequence[tuple[str, int]]
    extensions: int
    refusals: int

    @property
    def asked(self) -> int:
        """How many requests it is about."""
        return sum(sum(ends.values()) for ends in self.ends.values())


@dataclass(frozen=True)
class Clock:
    """What the legal clock is read by: the company's time zone, whose holidays count there, and its day of today."""

    zone: tzinfo
    where: str
    today: date


def report(period: Period, filed: Sequence[Filed], failures: Iterable[tuple[str, int]], clock: Clock) -> Report:
    ends: dict[Kind, Counter[State | None]] = {}
    for one in filed:
        ends.setdefault(one.kind, Counter())[None if one.state in OPEN else one.state] += 1
    by_law = [one for one in filed if one.by_law]
    return Report(
        period=period,
        ends={kind: ends[kind] for kind in Kind if kind in ends},
        month=_share(by_law, lambda _: 1, clock),
        three_months=_share(by_law, lambda _: EXTENDED, clock),
        in_time=_share(by_law, lambda one: EXTENDED if one.extended_on else 1, clock),
        approval=_spread(one.to_approval for one in filed),
        completion=_spread(one.to_completion for one in filed),
        failures=sorted(failures, key=lambda source: (-source[1], source[0])),
        extensions=sum(one.extended_on is not None for one in by_law),
        refusals=sum(one.state is State.REFUSED for one in by_law),
    )


def is_of_source(kind: Kind, step: str, note: str) -> bool:
    """Whether a step that failed was the refresh of a source, and it was the source that failed. `step`: its key."""
    refreshes = kind in {Kind.REFRESH, Kind.ERASURE}
    return refreshes and part_of(step) is StepKind.SOURCE and note not in _STOPPED


def _share(filed: Iterable[Filed], months: Callable[[Filed], int], clock: Clock) -> Share:
    met = [_met(one, due(one.received_on, clock.where, months(one)), clock) for one in filed]
    return Share(met.count(True), len(met) - met.count(None))


def _met(one: Filed, until: date, clock: Clock) -> bool | None:
    """None where that is open, or cannot be said: another request took its place, or it is not known when it was."""
    if answered := one.answered_on(clock.zone):
        return answered <= until
    return False if one.waits and until < clock.today else None


def _spread(times: Iterable[timedelta | None]) -> Spread:
    """The slowest tenth begins at the nearest rank: of fewer than ten, it is the slowest."""
    known = sorted(time for time in times if time is not None)
    if not known:
        return Spread(0)
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    return Spread(len(known), middle, known[-(len(known) // 10 or 1)])
