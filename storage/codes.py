"""Devices that show codes, their secrets sealed, and the wrong codes of people; one key is for them alone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from domain.codes import Device
from domain.event import EventKind
from storage import tables
from storage.humans import Humans
from storage.proofs import Proofs
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

_devices, _wrong, _people = tables.devices, tables.wrong_codes, tables.people
_GONE = {"sealed": None, "ended": 1}
_ADD = Statement(insert(_devices).inline())
_ALL = select(_devices).where(_devices.c.ended.is_(None))
_GET = Statement(_ALL.where(_devices.c.id == bindparam("device")))
_OF = Statement(
    _ALL.where(_devices.c.person_id == bindparam("person"), _devices.c.kept_at.is_not(None)).order_by(
        _devices.c.kept_at.desc()
    )
)
_ENDS = Statement(
    select(tables.events.c.at, tables.events.c.data).where(
        tables.ENDED, tables.events.c.kind.in_((EventKind.DEVICE_ENDED, EventKind.DEVICE_KEPT))
    )
)
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

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._proofs = Proofs(vault, b"devices")
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
        found = (self._read(row) for row in _OF(self._connection, person=person_id))
        return next((device for device in found if device and not self._has_ended(device)), None)

    def _has_ended(self, device: Device) -> bool:
        """Whether the log knows of its end, or that another took its place: its row may have been put back."""
        owner, kept_at = self._humans.one(device.person_id), device.kept_at
        later = (row.data for row in _ENDS(self._connection) if kept_at and row.at >= kept_at)
        return any(one.get("device") != device.id and self._humans.one(one["who"]) == owner for one in later)

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

    def use(self, device_id: str, interval: int) -> bool:
        """A code counts once: False where it, or a later one, was used before, by whichever replica."""
        return _USE(self._connection, device=device_id, interval=interval).count == 1

    def miss(self, device_id: str) -> None:
        """A wrong code was given to confirm it."""
        _MISS(self._connection, device=device_id)

    def alone(self, person_id: str) -> None:
        """From now on nobody else counts codes of this person until the unit ends."""
        _ALONE(self._connection, person=person_id)

    def wrong(self, person_id: str) -> tuple[int, datetime | None]:
        """How many wrong codes there were since the last right one, and when the last was."""
        row = _COUNT(self._connection, person=person_id).first()
        return (row[0], row[1]) if row else (0, None)

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


def _place(device_id: str) -> str:
    return f"devices.sealed of {device_id}"
