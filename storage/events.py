"""Audit events. They are written in the transaction of what they record; the sealer chains and signs them later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, insert, literal_column, or_, select, type_coerce
from sqlalchemy.sql.functions import count

from domain.audit.lines import canonical, told
from domain.audit.looks import LOOKS, SEARCHES, Look
from domain.ending import ENDS
from domain.event import Event, EventKind
from storage import tables
from storage.among import Among
from storage.columns import Subject
from storage.last_cut import LastCut, last_cut
from storage.proofs import Proofs
from storage.signing import newest
from storage.sql import Statement
from storage.subjects import ABOUT_HUMAN, OF_THE_SAME_HUMANS, SUBJECTS_OF_HUMAN, SUBJECTS_OF_THE_SAME_HUMANS
from storage.vault import Vault

_events, _subjects = tables.events, tables.subjects
_ADD = Statement(insert(_events).inline())
_ALL = select(_events.c.kind, _events.c.at, _events.c.actor_id, _events.c.request_id, _events.c.data)
_OF = Statement(_ALL.where(_events.c.request_id == bindparam("request")).order_by(_events.c.id))
_HOLD_KINDS = EventKind.SUBJECT_HELD, EventKind.SUBJECT_RELEASED
_BRAKE_KINDS = EventKind.BRAKE_ON, EventKind.BRAKE_OFF
_MOVE_KINDS = EventKind.PERSON_MOVED, EventKind.PERSON_SETTLED
_OF_HOLDS = and_(tables.STOPS, _events.c.kind.in_(_HOLD_KINDS))
_HOLDS = Statement(
    _ALL.where(_OF_HOLDS, or_(_events.c.request_id.in_(OF_THE_SAME_HUMANS), _events.c.request_id.is_(None))).order_by(
        _events.c.id
    )
)
_WITH_NUMBERS = select(_events.c.id, _events.c.seq, *_ALL.selected_columns)
_HOLD_LOG = Statement(_WITH_NUMBERS.where(_OF_HOLDS).order_by(_events.c.id))
_UNITED = Statement(_WITH_NUMBERS.where(tables.UNITED, Among(Subject(), "subjects")))
_ON_SUBJECTS = Statement(_WITH_NUMBERS.where(tables.STOPS, Among(Subject(), "subjects")))
FREEING = frozenset({EventKind.SUBJECT_RELEASED, EventKind.BRAKE_OFF})
_OF_FREEING = _WITH_NUMBERS.where(tables.STOPS, _events.c.kind.in_(FREEING))
_FREEING = Statement(_OF_FREEING)
_FREEING_UP_TO = Statement(_OF_FREEING.where(_events.c.id <= bindparam("last")))
_BRAKES = Statement(_WITH_NUMBERS.where(tables.STOPS, _events.c.kind.in_(_BRAKE_KINDS)).order_by(_events.c.id))
_MOVES = Statement(
    _ALL.where(
        tables.MOVES,
        _events.c.kind.in_(_MOVE_KINDS),
        or_(_events.c.seq.is_(None), _events.c.seq > bindparam("behind")),
    ).order_by(_events.c.id)
)
_TEXT = type_coerce(_events.c.data, Text)
_SUBJECTS_OF = Statement(SUBJECTS_OF_HUMAN)
_UNNAMED = Statement(
    select(count()).select_from(_events).where(_events.c.kind.in_(SEARCHES), _events.c.data == literal_column("'{}'"))
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
PROVED = (
    FREEING
    | ENDS
    | {
        EventKind.SUBJECT_HELD,
        EventKind.SUBJECT_UNITED,
        EventKind.BRAKE_ON,
        EventKind.EVENTS_PROVED,
        EventKind.ENDS_KEPT,
        EventKind.ERASURE_CHECKED,
        EventKind.LOG_CUT,
        EventKind.LOG_BEHIND,
        EventKind.LOG_STAMPED,
        EventKind.CODE_USED,
        EventKind.REQUEST_FILED,
        EventKind.PERSON_MOVED,
        EventKind.PERSON_SETTLED,
    }
)
_Numbered = tuple[int | None, Event]  # none where it is not sealed yet
_SUBJECTS = Statement(SUBJECTS_OF_THE_SAME_HUMANS)


class Events:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._vault = connection, vault
        self._proofs = Proofs(vault, b"events")
        self.added = False  # whether there is something to seal

    def add(
        self,
        kind: EventKind,
        at: datetime,
        *,
        actor: str | None,
        request: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.added = True
        if kind in PROVED:
            plain = Event(kind=kind, at=at, actor=actor, request=request, data=data or {})
            data = {**plain.data, "proof": self._proof(plain).hex()}
        _ADD(self._connection, kind=kind, at=at, actor_id=actor, request_id=request, data=data)

    def key(self) -> str:
        """The public key that signs them now, in hexadecimal; empty before the first start."""
        return newest(self._connection)

    def of(self, request_id: str) -> list[Event]:
        """Everything about the request, oldest first."""
        return [understood(*row) for row in _OF(self._connection, request=request_id)]

    def standing(self) -> dict[str, list[Event]]:
        """By which legal holds were set that were not released since, and what was found out since of whom each is on:
        by the id of its subject."""
        held = {
            one: [event for _, event in stops] for one, stops in self._standing(_HOLD_LOG(self._connection)).items()
        }
        for row in _UNITED(self._connection, subjects=list(held)) if held else ():
            found = understood(*row[2:])
            held[found.data["subject"]].append(found)
        return held

    def held_by(self, subject_ids: Iterable[str]) -> list[Event]:
        """By which legal holds on these subjects were set that were not released since, oldest first."""
        rows = _ON_SUBJECTS(self._connection, subjects=list(subject_ids))
        return [event for holds in self._standing(rows).values() for _, event in holds]

    def held_subjects(self) -> frozenset[str]:
        """On whom the log knows of a legal hold that was set and not released."""
        return frozenset(self._standing(_HOLD_LOG(self._connection)))

    def paused(self) -> bool:
        """Whether the log knows of a brake that was put on and not taken off."""
        return bool(self.braked())

    def braked(self) -> list[Event]:
        """By which the brake was put on that was not taken off since: one, unless somebody else wrote another."""
        return [event for _, event in self._brake()]

    def oldest_stop(self) -> int | None:
        """The number of the oldest event by which the log knows of a hold on somebody who can be read, or of a brake,
        that stands still."""
        held, brake = self._standing(_HOLD_LOG(self._connection)), self._brake()
        alive = select(_subjects.c.id).where(_subjects.c.id.in_(held), _subjects.c.wrapped_key.is_not(None))
        stops = [*brake, *(stop for one in self._connection.scalars(alive) for stop in held[one])]
        return min((number for number, _ in stops if number), default=None)

    def moves(self, behind: int = 0) -> list[Event]:
        """What we wrote of addresses that moved, and of whose they are, behind this number; oldest first."""
        rows = (understood(*row) for row in _MOVES(self._connection, behind=behind))
        return sorted((event for event in rows if self.is_proved(event)), key=lambda event: event.at)

    def _brake(self) -> list[_Numbered]:
        return self._standing(_BRAKES(self._connection)).get("", [])

    def _standing(self, rows: Iterable[Any]) -> dict[str, list[_Numbered]]:
        """The holds on each subject, or the brakes, that were not taken off. There is one of each, unless somebody else
        wrote another, which does not hide who set ours. What takes one off names since when it stood: written a second
        time, it ends nothing that came after."""
        found = dict[str, list[_Numbered]]()
        for number, event in self._proved(rows):
            about = event.data.get("subject", "") if event.kind in _HOLD_KINDS else ""
            if event.kind not in FREEING:
                found.setdefault(about, []).append((number, event))
            elif left := [one for one in found.pop(about, []) if not self._frees(event, one[1])]:
                found[about] = left
        return found

    def _frees(self, freeing: Event, stop: Event) -> bool:
        """Also what claims to have been set later than it was freed, and is not ours: it stands in front of that."""
        return stop.at <= _since(freeing) or (stop.at > freeing.at and not self.is_proved(stop))

    def since(self, stops: Iterable[Event], now: datetime) -> datetime | None:
        """Since when the newest of them stands. None of the future counts that we did not write: whoever named it
        would free, once more, what is set until then."""
        return max((one.at for one in stops if one.at <= now or self.is_proved(one)), default=None)

    def _proved(self, rows: Iterable[Any]) -> list[_Numbered]:
        """Oldest first, with their numbers. What frees something counts only where we wrote it."""
        known = [(row.id, row.seq, understood(*row[2:])) for row in sorted(rows, key=lambda row: row.id)]
        return [
            (seq, event) for row_id, seq, event in known if event.kind not in FREEING or self._is_ours(row_id, event)
        ]

    def _is_ours(self, row_id: int, event: Event) -> bool:
        """Earlier releases proved none: which events are theirs is known."""
        return self.is_proved(event) or mark_of_event(row_id, event) in self._vault.unproved_events

    def is_proved(self, event: Event) -> bool:
        """Whether we wrote it."""
        plain = {name: value for name, value in event.data.items() if name != "proof"}
        return event.data.get("proof") == self._proof(replace(event, data=plain)).hex()

    def began(self, events: Iterable[Event]) -> bool:
        """Whether these, of one request, tell of its filing, and not as of what was over when the front was cut."""
        filed = (event for event in events if event.kind is EventKind.REQUEST_FILED)
        return any(self.could_stand(one.request or "", one.at if self.is_proved(one) else _LONG_AGO) for one in filed)

    def could_stand(self, mark: str, since: datetime) -> bool:
        """Whether what began then may stand still, as far as what was cut off matters, and with it the event of its
        end: it stood at the last cut, which tells so by this mark, or it began behind what that cut off."""
        return not self.last_cut or self.last_cut.leaves(mark, since)

    @cached_property
    def last_cut(self) -> LastCut | None:
        """None where there is none."""
        return last_cut(self._connection, self._vault, _as_event, self.is_proved)

    def _proof(self, event: Event) -> bytes:
        return self._proofs.of(canonical(told(event)))

    def looks(self, subject_id: str, limit: int, before: int | None = None) -> list[Look]:
        """Looks at the human that the subject is, newest first; those in front of a place in the log.

        Read from the log itself, so that nothing beside it has to be trusted, and it need not be fast.
        """
        theirs = [row.id for row in _SUBJECTS_OF(self._connection, subject=subject_id)] or [subject_id]
        named = or_(*(_TEXT.contains(one, autoescape=True) for one in theirs))
        mine = or_(
            _events.c.request_id.in_(ABOUT_HUMAN.params(subject=subject_id)),
            and_(_events.c.request_id.is_(None), named),
        )
        found = select(_events.c.id, *_ALL.selected_columns).where(_events.c.kind.in_(LOOKS), mine)
        found = found.where(_events.c.id < before) if before is not None else found
        rows = self._connection.execute(found.order_by(_events.c.id.desc()).limit(limit))
        return [Look(row[0], understood(*row[1:])) for row in rows]

    def unnamed_looks(self) -> int:
        """How many searches do not say for whom."""
        return int(_UNNAMED(self._connection).value() or 0)

    def holds(self, request_id: str) -> list[Event]:
        """Legal holds on the people of the request, set and released through any request or none, oldest first."""
        theirs = {row.id for row in _SUBJECTS(self._connection, request=request_id)}
        found = [understood(*row) for row in _HOLDS(self._connection, request=request_id)]
        return [event for event in found if event.request or event.data.get("subject") in theirs]


def _since(event: Event) -> datetime:
    """Of what frees something; earlier releases said nothing of it, and ended what there was."""
    return datetime.fromisoformat(event.data["since"]) if "since" in event.data else event.at


def read(
    kind: EventKind, at: datetime, actor: str | None, request: str | None, data: Mapping[str, str] | None
) -> Event:
    """From the columns of its row."""
    return Event(kind=kind, at=at, actor=actor, request=request, data=data or {})


def understood(*row: Any) -> Event:
    """The same for whoever goes by it: we write words alone, so anything else says nothing."""
    event = read(*row)
    return replace(event, data={name: value for name, value in event.data.items() if isinstance(value, str)})


def _as_event(row: Any) -> Event:
    return understood(row.kind, row.at, row.actor_id, row.request_id, row.data)


def unproved(connection: Connection, last: int | None = None) -> frozenset[str]:
    """The marks of those events that free somebody and prove nothing; up to this row, where one is given."""
    rows = _FREEING(connection) if last is None else _FREEING_UP_TO(connection, last=last)
    found = ((row.id, understood(*row[2:])) for row in rows)
    return frozenset(mark_of_event(row_id, event) for row_id, event in found if "proof" not in event.data)


def mark_of_event(row_id: int, event: Event) -> str:
    """By which it is known again, in its row alone."""
    return hashlib.sha256(f"{row_id}\0{canonical(told(event))}".encode()).hexdigest()
