"""What the log says of its last cut: whatever began before what was cut off, and did not stand then, has ended, though
the event of its end is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.audit.lines import Cut, Seal, moment, statement
from domain.event import Event, EventKind
from storage import tables
from storage.ends import kept_since
from storage.signing import SigningKeys, fits
from storage.sql import Statement
from storage.vault import Vault

_events, _seals = tables.events, tables.seals
_ALL = select(_events).where(tables.CHECKS, _events.c.kind == EventKind.LOG_CUT)
_CUTS = Statement(_ALL)
_LATEST = Statement(_ALL.order_by(_events.c.at.desc(), _events.c.id.desc()).limit(1))
_NEWEST = Statement(select(tables.cuts).order_by(tables.cuts.c.after.desc()).limit(1))
_SEAL = Statement(select(_seals).where(_seals.c.number == bindparam("number")))
_BEHIND = Statement(
    select(_seals)
    .where(_seals.c.last >= bindparam("event"), _seals.c.at >= bindparam("since"), _seals.c.at < bindparam("until"))
    .order_by(_seals.c.number)
    .limit(1)
)
_APART = timedelta(days=1)  # of what was done at once with a cut; the log is kept for 30 days at least
_NEVER = datetime.max.replace(tzinfo=UTC)

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
    """None where there is none, or it is of an early release, which said nothing of what stood. The last is the one
    that cut off most: a clock that stood wrong, or a copy of an older one, does not make another the last. Where the
    log does not tell of it as we wrote it, nothing is known to stand.
    """
    newest = _NEWEST(connection).first()
    if not newest:
        return None
    found = max(_ours(connection, read, proves, newest.after), key=lambda one: _after(one[1]), default=None)
    if found and _after(found[1]) >= newest.after:
        seq, event = found
        return LastCut(_until(connection, vault, seq, event), frozenset(event.data["standing"].split()))
    if not _signed(connection, vault, newest, Cut):
        return LastCut(_NEVER, frozenset())
    return None if _is_early(connection, vault, read, newest) else LastCut(newest.at - _APART, frozenset())


def _ours(connection: Connection, read: Reads, proves: Proves, after: int) -> list[tuple[int | None, Event]]:
    """The latest alone, where it is of the newest cut; else all: a clock that was ahead at an earlier one makes that
    one the latest."""
    latest = _known(_LATEST(connection), read, proves)
    return latest if latest and _after(latest[0][1]) >= after else _known(_CUTS(connection), read, proves)


def _known(rows: Iterable[Any], read: Reads, proves: Proves) -> list[tuple[int | None, Event]]:
    told = [(row.seq, read(row)) for row in rows]
    return [(seq, event) for seq, event in told if "standing" in event.data and proves(event)]


def _is_early(connection: Connection, vault: Vault, read: Reads, cut: Any) -> bool:
    """Whether the log tells of this cut as an early release did: of neither what stood, nor a proof. None of what this
    release, or one after it, cut off is told so."""
    since = kept_since(connection, vault)
    told = (read(row).data for row in _CUTS(connection))
    early = (data.get("after") for data in told if not data.keys() & {"standing", "proof"})
    return since is not None and cut.at < since and str(cut.after) in early


def _after(event: Event) -> int:
    return int(event.data["after"])


def _until(connection: Connection, vault: Vault, seq: int | None, cut: Event) -> datetime:
    """Earlier releases did not say it: theirs is no later than the cut, unless its clock was ahead, as seals behind it
    tell; then no later than the first that it left."""
    if "until" in cut.data:
        return datetime.fromisoformat(cut.data["until"])
    late, first = cut.at - _APART, _SEAL(connection, number=int(cut.data["seal"]) + 1).first()
    if seq and first and _signed(connection, vault, first, Seal):
        left: datetime = first.at
        behind = _BEHIND(connection, event=seq, since=left, until=late).first()
        if behind and _signed(connection, vault, behind, Seal):
            return left
    return late


def _signed(connection: Connection, vault: Vault, row: Any, line: type[Cut | Seal]) -> bool:
    """By us."""
    told = {**row._asdict(), "at": moment(row.at)}
    signature = told.pop("signature")
    ours = SigningKeys(connection, vault, writes=False).owns(row.key)
    return ours and fits(row.key, signature, statement(line(**told)))
