"""Devices that show codes, their secrets sealed, and the wrong codes of people; one key is for them alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from domain.codes import CONFIRM_WITHIN, LOCKED, MOST, Device
from domain.event import Event, EventKind
from storage import tables
from storage.events import Events, understood
from storage.humans import Humans
from storage.proofs import Proofs, mark_of_proof
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

_devices, _wrong, _people, _events = tables.devices, tables.wrong_codes, tables.people, tables.events
_GONE = {"sealed": None, "ended": 1}
_ADD = Statement(insert(_devices).inline())
_ALL = select(_devices).where(_devices.c.ended.is_(None))
_GET = Statement(_ALL.where(_devices.c.id == bindparam("device")))
_OF = Statement(
    _ALL.where(_devices.c.person_id == bindparam("person"), _devices.c.kept_at.is_not(None)).order_by(
        _devices.c.kept_at.desc()
    )
)
_STANDING = Statement(_ALL.where(_devices.c.kept_at.is_not(None)))
_LOGGED = select(_events.c.kind, _events.c.at, _events.c.actor_id, _events.c.request_id, _events.c.data).where(
    tables.CHECKS, _events.c.at >= bindparam("since")
)
_ENDS = Statement(_LOGGED.where(_events.c.kind.in_((EventKind.DEVICE_ENDED, EventKind.DEVICE_KEPT))))
_TRIED = (EventKind.CODE_WRONG, EventKind.CODE_LOCKED, EventKind.CODE_USED)
_TRIES = Statement(_LOGGED.where(_events.c.kind.in_(_TRIED)).order_by(_events.c.at.desc(), _events.c.id.desc()))
_USED = Statement(_LOGGED.where(_events.c.kind == EventKind.CODE_USED))
_MISSED = Statement(_LOGGED.where(_events.c.kind == EventKind.DEVICE_MISSED))
_MOMENT = timedelta(microseconds=1)
_GIVEN_WITHIN = timedelta(minutes=5)  # a code is taken for less, and clocks differ
_CHANGE = Statement(update(_devices).where(_devices.c.id == bindparam("device"), _devices.c.ended.is_(None)))
_END = update(_devices).where(_devices.c.person_id == bindparam("person"), _devices.c.ended.is_(None)).values(**_GONE)
_END_ALL = Statement(_END)
_END_OTHERS = Statement(_END.where(_devices.c.id != bindparam("device")))
_END_BEGUN = Statement(_END.where(_devices.c.kept_at.is_(None)))
_USE = Statement(
    update(_devices)
    .where(_devices.c.id == bindparam("device"), _devices.c.used < bindparam("interval"), _devices.c.ended.is_(None))
    .values(used=bindparam("interval"))
)
_MISS = Statement(update(_devices).where(_devices.c.id == bindparam("device")).values(wrong=_devices.c.wrong + 1))
_ADD_WRONG = Statement(insert(_wrong).inline())
_COUNT = Statement(
    select(func.count(), func.max(_wrong.c.at).label("last")).where(_wrong.c.person_id == bindparam("person"))
)
_AGAIN = Statement(
    select(_wrong.c.id).where(
        _wrong.c.person_id == bindparam("person"), _wrong.c.mark == bindparam("mark"), _wrong.c.at >= bindparam("since")
    )
)
_FORGET = Statement(delete(_wrong).where(_wrong.c.person_id == bindparam("person")))
_ALONE = Statement(update(_people).where(_people.c.id == bindparam("person")).values(seen_at=_people.c.seen_at))


class Codes:
    """In one transaction."""

    def __init__(self, connection: Connection, vault: Vault, events: Events) -> None:
        self._connection = connection
        self._proofs, self._events = Proofs(vault, b"devices"), events
        self._humans = Humans(connection)

    def begin(self, device: Device) -> None:
        """What the same person began before, and nobody has confirmed, ends."""
        _END_BEGUN(self._connection, person=device.person_id)
        told = json.dumps([device.set_up_by, device.secret]).encode()
        row = {"id": device.id, "person_id": device.person_id, "begun_at": device.begun_at, "used": 0, "wrong": 0}
        _ADD(self._connection, **row, sealed=encrypt(self._proofs.key, told, _place(device.id)))

    def get(self, device_id: str) -> Device | None:
        """None where it has ended, or is not what was kept."""
        return self._read(_GET(self._connection, device=device_id).first())

    def of(self, person_id: str) -> Device | None:
        """The one that counts: confirmed last, and proved to be."""
        return next((device for device, _ in self._standing(_OF(self._connection, person=person_id))), None)

    def marks(self) -> list[str]:
        """By which those are known, in the log, that count."""
        return [mark for _, mark in self._standing(_STANDING(self._connection))]

    def _standing(self, rows: Iterable[Any]) -> Iterator[tuple[Device, str]]:
        for row in rows:
            device, mark = self._read(row), mark_of_proof(row.mac)
            kept_at = device and device.kept_at
            if device and kept_at and self._events.could_stand(mark, kept_at) and not self._has_ended(device, kept_at):
                yield device, mark

    def _has_ended(self, device: Device, kept_at: datetime) -> bool:
        """Whether the log knows of its end, or that another took its place: its row may have been put back."""
        owner = self._humans.one(device.person_id)
        later = (row.data for row in _ENDS(self._connection, since=kept_at))
        return any(one.get("device") != device.id and self._is_of(owner, one.get("who")) for one in later)

    def _is_of(self, owner: str, who: object) -> bool:
        """What does not say whose it is may be anybody's."""
        return not isinstance(who, str) or self._humans.one(who) == owner

    def prove(self, device_id: str, now: datetime) -> None:
        _CHANGE(self._connection, device=device_id, proved_at=now)

    def keep(self, device: Device) -> None:
        """The person's other devices end."""
        _END_OTHERS(self._connection, person=device.person_id, device=device.id)
        mac = self._proofs.of(device.confirmed)
        _CHANGE(self._connection, device=device.id, kept_at=device.kept_at, kept_by=device.kept_by, mac=mac)

    def end(self, person_id: str) -> int:
        """All of theirs; how many there were."""
        return _END_ALL(self._connection, person=person_id).count

    def void(self, device_id: str) -> None:
        _CHANGE(self._connection, device=device_id, **_GONE)

    def use(self, device_id: str, interval: int, now: datetime) -> bool:
        """A code counts once: False where it, or a later one, was used before, by whichever replica. Whoever uses it
        writes so into the log, as the row may be changed."""
        logged = (understood(*row) for row in _USED(self._connection, since=now - _GIVEN_WITHIN))
        if any(event.data.get("device") == device_id and _interval(event) >= interval for event in logged):
            return False
        return _USE(self._connection, device=device_id, interval=interval).count == 1

    def missed(self, device: Device, now: datetime) -> int:
        """How many wrong codes were given to confirm it, by its row or by the log."""
        row = _GET(self._connection, device=device.id).first()
        logged = [one.data.get("device") for one in _MISSED(self._connection, since=now - CONFIRM_WITHIN)]
        return max(int(row.wrong) if row else MOST, logged.count(device.id))

    def miss(self, device_id: str) -> None:
        """A wrong code was given to confirm it."""
        _MISS(self._connection, device=device_id)

    def alone(self, person_id: str) -> None:
        """From now on nobody else counts codes of this person until the unit ends."""
        _ALONE(self._connection, person=person_id)

    def wrong(self, person_id: str, now: datetime) -> tuple[int, datetime | None]:
        """How many wrong codes there were since the last right one, and when the last was: by the rows, or by the log,
        whichever knows of more."""
        row = _COUNT(self._connection, person=person_id).first()
        counted = (row[0], row[1]) if row else (0, None)
        return max(counted, self._logged(person_id, now), key=lambda found: found[0])

    def _logged(self, person_id: str, now: datetime) -> tuple[int, datetime | None]:
        """Within the time of a lock; one that stands is as many as it took."""
        owner, marks, last = self._humans.one(person_id), set[str](), None
        for event in (understood(*row) for row in _TRIES(self._connection, since=now - LOCKED + _MOMENT)):
            if not event.actor or self._humans.one(event.actor) != owner:
                continue
            if event.kind is EventKind.CODE_USED and self._is_own(event, owner):
                break
            last = last or event.at
            if event.kind is EventKind.CODE_LOCKED:
                return MOST, event.at
            if event.kind is EventKind.CODE_WRONG:
                marks.add(event.data.get("mark", event.at.isoformat()))
        return len(marks), last

    def _is_own(self, used: Event, owner: str) -> bool:
        """Whether a right code of one's own was given, and not another's, whose device is confirmed by it."""
        return self._events.is_proved(used) and self._humans.one(used.data.get("who", "")) == owner

    def add_wrong(self, person_id: str, mark: str, now: datetime, *, since: datetime) -> None:
        """`mark`: the same for the same delivery, which counts once where it comes again; `since`: how far back."""
        if not _AGAIN(self._connection, person=person_id, mark=mark, since=since).first():
            _ADD_WRONG(self._connection, person_id=person_id, mark=mark, at=now)

    def forget_wrong(self, person_id: str) -> None:
        _FORGET(self._connection, person=person_id)

    def _read(self, row: Any) -> Device | None:
        if row is None or row.sealed is None:
            return None
        try:
            set_up_by, secret = json.loads(decrypt(self._proofs.key, row.sealed, _place(row.id)))
        except (InvalidTag, ValueError):
            return None
        names = ("id", "person_id", "begun_at", "proved_at", "kept_at", "kept_by", "wrong")
        device = Device(set_up_by=set_up_by, secret=secret, **{name: getattr(row, name) for name in names})
        return device if self._whole(device, row.mac) else None

    def _whole(self, device: Device, mac: bytes | None) -> bool:
        """Whose it was set up as, it is; and whoever is said to have confirmed it, has."""
        same = self._humans.one(device.set_up_by) == self._humans.one(device.person_id)
        return same and (device.kept_at is None or self._proofs.fits(device.confirmed, mac))


def _interval(event: Event) -> int:
    """None that there is, where somebody wrote something else."""
    told = event.data.get("interval", "")
    return int(told) if told.isascii() and told.isdecimal() else -1


def _place(device_id: str) -> str:
    return f"devices.sealed of {device_id}"
