"""What the log says of its last cut: whatever began before what was cut off, and did not stand then, has ended, though
the event of its end is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.audit.lines import Seal, moment, statement
from domain.event import Event, EventKind
from storage import tables
from storage.signing import SigningKeys, fits
from storage.sql import Statement
from storage.vault import Vault

_events, _seals = tables.events, tables.seals
_ALL = select(_events).where(tables.CHECKS, _events.c.kind == EventKind.LOG_CUT)
_CUTS = Statement(_ALL)
_LATEST = Statement(_ALL.order_by(_events.c.at.desc(), _events.c.id.desc()).limit(1))
_WAS_CUT = Statement(select(tables.cuts.c.after).limit(1))
_NEWEST_SEAL = Statement(select(_seals.c.at).order_by(_seals.c.number.desc()).limit(1))
_SEAL = Statement(select(_seals).where(_seals.c.number == bindparam("number")))
_BEHIND = Statement(
    select(_seals)
    .where(_seals.c.last >= bindparam("event"), _seals.c.at >= bindparam("since"), _seals.c.at < bindparam("until"))
    .order_by(_seals.c.number)
    .limit(1)
)
_APART = timedelta(days=1)  # of what was done at once with a cut; the log is kept for 30 days at least
_SOON = timedelta(minutes=5)  # clocks differ by less, and an event is sealed in less

Reads = Callable[[Any], Event]
Proves = Callable[[Event], bool]


@dataclass(frozen=True)
class LastCut:
    """`until`: of when the newest is that was cut off; UTC. `standing`: marks of what had begun and not ended."""

    until: datetime
    standing: frozenset[str]

    def leaves(self, mark: str, since: datetime) -> bool:
        """Whether what began then may stand still: else the event of its end was cut off."""
        return since > self.until or mark in self.standing


def last_cut(connection: Connection, vault: Vault, read: Reads, proves: Proves) -> LastCut | None:
    """That we wrote; None where there is none, or it is of an early release, which said nothing of what stood. The last
    is the one that cut off most: a clock that stood wrong, or a copy of an older one, does not make another the last.
    """
    if not _WAS_CUT(connection).first():
        return None
    found = max(_ours(connection, read, proves), key=lambda one: _after(one[1]), default=None)
    if not found:
        return None
    seq, event = found
    return LastCut(_until(connection, vault, seq, event), frozenset(event.data["standing"].split()))


def _ours(connection: Connection, read: Reads, proves: Proves) -> list[tuple[int | None, Event]]:
    """The latest alone, where the log has come to its time; else all."""
    newest = _NEWEST_SEAL(connection).value()
    latest = _known(_LATEST(connection), read, proves)
    if latest and newest and latest[0][1].at <= newest + _SOON:
        return latest
    return _known(_CUTS(connection), read, proves)


def _known(rows: Iterable[Any], read: Reads, proves: Proves) -> list[tuple[int | None, Event]]:
    told = [(row.seq, read(row)) for row in rows]
    return [(seq, event) for seq, event in told if "standing" in event.data and proves(event)]


def _after(event: Event) -> int:
    return int(event.data["after"])


def _until(connection: Connection, vault: Vault, seq: int | None, cut: Event) -> datetime:
    """Earlier releases did not say it: theirs is no later than the cut, unless its clock was ahead, as seals behind it
    tell; then no later than the first that it left."""
    if "until" in cut.data:
        return datetime.fromisoformat(cut.data["until"])
    late, first = cut.at - _APART, _SEAL(connection, number=int(cut.data["seal"]) + 1).first()
    if seq and first and _signed(connection, vault, first):
        left: datetime = first.at
        behind = _BEHIND(connection, event=seq, since=left, until=late).first()
        if behind and _signed(connection, vault, behind):
            return left
    return late


def _signed(connection: Connection, vault: Vault, row: Any) -> bool:
    """By us."""
    told = {**row._asdict(), "at": moment(row.at)}
    signature = told.pop("signature")
    ours = SigningKeys(connection, vault, writes=False).owns(row.key)
    return ours and fits(row.key, signature, statement(Seal(**told)))
