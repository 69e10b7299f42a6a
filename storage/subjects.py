"""Subjects: who a request is about, as a key and a look-up, and never as an address."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select, update
from sqlalchemy.sql.functions import count

from domain.cell import Altered, Cell
from domain.hold import Covered, Hold
from domain.remove_user.access import folded
from domain.request import OPEN, Conflict, Kind, Step
from storage import tables
from storage.among import Among
from storage.changes import Changes
from storage.sql import Statement, added, insert_new
from storage.vault import Vault, bind, decrypt, is_bound, mark_of, unbind
from storage.waiting import MARK, MARK_ALL

LOOKED_AT = timedelta(days=1)  # after they were made: no key is to be destroyed so soon
HIDES = "user:"  # what a key begins with that hides somebody
_LETTERS = 32  # hexadecimal, of it
_MARK_LETTERS = 24  # hexadecimal, of a look-up

_subjects = tables.subjects
_ADD = insert_new(_subjects)
_LINK = insert_new(tables.request_subjects)
_BY_LOOKUP = Statement(select(_subjects.c.id).where(_subjects.c.lookup == bindparam("hash")))
_EARLIER = Statement(
    select(_subjects.c.id).where(_subjects.c.lookup == bindparam("hash"), _subjects.c.earlier.is_not(None))
)
_KEY = Statement(select(_subjects.c.wrapped_key).where(_subjects.c.id == bindparam("subject")))
_KEYS = Statement(select(_subjects.c.id, _subjects.c.wrapped_key).where(Among(_subjects.c.id, "subjects")))
LIVING = select(_subjects.c.id, _subjects.c.wrapped_key).where(_subjects.c.wrapped_key.is_not(None))
_OF_REQUEST = Statement(
    select(_subjects)
    .join(tables.request_subjects, tables.request_subjects.c.subject_id == _subjects.c.id)
    .where(tables.request_subjects.c.request_id == bindparam("request"))
    .order_by(_subjects.c.id)
)
_HUMANS = (
    select(_subjects.c.human)
    .join(tables.request_subjects, tables.request_subjects.c.subject_id == _subjects.c.id)
    .where(tables.request_subjects.c.request_id == bindparam("request"))
)
OF_THE_SAME_HUMANS = (  # ids of the requests about the humans of one request, that one among them
    select(tables.request_subjects.c.request_id)
    .join(_subjects, _subjects.c.id == tables.request_subjects.c.subject_id)
    .where(_subjects.c.human.in_(_HUMANS))
)
SUBJECTS_OF_THE_SAME_HUMANS = select(_subjects.c.id).where(_subjects.c.human.in_(_HUMANS))
_TAKE = Statement(
    select(_subjects.c.id)
    .where(_subjects.c.human.in_(_HUMANS))
    .order_by(_subjects.c.id)
    .with_for_update(key_share=True)
)
_HELD = Statement(
    select(_subjects).where(_subjects.c.human.in_(_HUMANS), _subjects.c.held_at.is_not(None)).order_by(_subjects.c.id)
)
_human = select(_subjects.c.human).where(_subjects.c.id == bindparam("subject")).scalar_subquery()
_HELD_HUMAN = Statement(
    select(_subjects).where(_subjects.c.human == _human, _subjects.c.held_at.is_not(None)).order_by(_subjects.c.id)
)
_in_order = (
    select(_subjects)
    .where(_subjects.c.held_at.is_not(None))
    .order_by(_subjects.c.held_at, _subjects.c.id)
    .limit(bindparam("most"))
)
_ALL_HELD = Statement(_in_order)
_COUNT_HELD = Statement(select(count()).select_from(_subjects).where(_subjects.c.held_at.is_not(None)))
_HELD_AFTER = Statement(
    _in_order.where(
        or_(
            _subjects.c.held_at > bindparam("at"),
            and_(_subjects.c.held_at == bindparam("at"), _subjects.c.id > bindparam("subject")),
        )
    )
)
SUBJECTS_OF_HUMAN = select(_subjects.c.id).where(_subjects.c.human == _human)
ABOUT_HUMAN = (  # ids of the requests about the human that a subject is
    select(tables.request_subjects.c.request_id)
    .join(_subjects, _subjects.c.id == tables.request_subjects.c.subject_id)
    .where(_subjects.c.human == _human)
)
_OPEN_ABOUT = Statement(
    select(tables.requests.c.id)
    .where(tables.requests.c.id.in_(ABOUT_HUMAN), tables.requests.c.state.in_(OPEN))
    .order_by(tables.requests.c.id)
)
_mine, _other, _theirs = tables.requests.alias(), tables.requests.alias(), tables.request_subjects.alias()
_their = _subjects.alias()
CROSSED = Statement(
    select(_other.c.id)
    .distinct()
    .select_from(_mine)
    .join(tables.request_subjects, tables.request_subjects.c.request_id == _mine.c.id)
    .join(_subjects, _subjects.c.id == tables.request_subjects.c.subject_id)
    .join(_their, _their.c.human == _subjects.c.human)
    .join(_theirs, _theirs.c.subject_id == _their.c.id)
    .join(_other, _other.c.id == _theirs.c.request_id)
    .where(
        Among(_mine.c.id, "requests"),
        _other.c.state.in_(OPEN),
        or_(*(and_(_mine.c.kind == kind, _other.c.kind == kind.crosses) for kind in Kind if kind.crosses)),
    )
    .order_by(_other.c.id)
)
"""Open requests about the same humans as these, of the kind that these cross (`Kind.crosses`)."""
_COVERED = Statement(select(_subjects.c.id, _subjects.c.lookup).where(_subjects.c.human == _human))
_ONE = update(_subjects).where(_subjects.c.id == bindparam("subject"))
_HOLD = Statement(_ONE.where(_subjects.c.held_at.is_(None)))
_RELEASE = Statement(_ONE)
_TAKE_HUMAN = Statement(
    select(_subjects.c.id, _subjects.c.human, _subjects.c.held_at)
    .where(_subjects.c.human == _human)
    .order_by(_subjects.c.id)
    .with_for_update(key_share=True)
)


def _hold(row: Row[Any]) -> Hold:
    return Hold(subject_id=row.id, by=row.held_by, at=row.held_at, reason=row.hold_reason, named=row.held_as)


def _mark(lookup: bytes) -> str:
    return lookup.hex()[:_MARK_LETTERS]


class NoKey(Exception):
    """There is no such subject, or its key was destroyed: nothing can be sealed for it any more."""


class Subjects:
    def __init__(self, connection: Connection, vault: Vault, changes: Changes, *, shows: bool = False) -> None:
        self._connection, self._changes = connection, changes
        self._vault = vault
        self._shows = shows
        self._keys: dict[str, bytes | None] = {}

    def shown(self) -> Subjects:
        """For who only shows."""
        other = Subjects(self._connection, self._vault, self._changes, shows=True)
        other._keys = self._keys
        return other

    def forget(self, subject_ids: Iterable[str]) -> None:
        """Their keys are destroyed."""
        for subject_id in subject_ids:
            self._keys.pop(subject_id, None)
            self._vault.forget(subject_id)

    def anonymous(self, now: datetime) -> str:
        row = self._row(None, now)
        _ADD(self._connection, **row)
        return self._made(row)

    def known(self, address: str) -> str | None:
        found = self._by_lookup(self._vault.lookup("subject", address))
        return found or next(iter((*self._otherwise(address), *self._earlier(address))), None)

    def for_address(self, address: str, now: datetime) -> str:
        """One who was kept under another spelling by an earlier version is another subject and the same human, so that
        a legal hold covers too much rather than too little."""
        lookup = self._vault.lookup("subject", address)
        otherwise = self._otherwise(address)
        if found := self._by_lookup(lookup):
            if otherwise:  # kept by a replica of that version meanwhile
                self.unite((found, *otherwise))
            return found
        row = self._row(lookup, now)
        if not added(self._connection, _ADD, row):
            raise Conflict("subject")  # made elsewhere at the same moment: run again and find it
        if earlier := [*otherwise, *self._earlier(address)]:
            self.unite((str(row["id"]), *earlier))
        return self._made(row)

    def _made(self, row: Mapping[str, object]) -> str:
        """Whose key nobody else can have destroyed yet."""
        subject_id = str(row["id"])
        if key := self._vault.remembered(subject_id):
            self._keys[subject_id] = key
        return subject_id

    def link(self, request_id: str, subject_id: str) -> None:
        _LINK(self._connection, request_id=request_id, subject_id=subject_id)
        MARK(self._connection, request=request_id)
        for ref in self.crossed([request_id]):  # its cards name this one from now on
            self._changes.part(ref)

    def seal(self, subject_id: str, text: str, cell: Cell) -> bytes:
        """Raises NoKey when the subject's key is gone."""
        key = self._key(subject_id)
        if key is None:
            raise NoKey(subject_id)
        return bind(key, text.encode(), subject_id, cell)

    def unseal(self, subject_id: str, sealed: bytes | None, cell: Cell) -> str | None:
        """Raises Altered where it is not what was sealed there; who only shows reads nothing then."""
        try:
            key = None if sealed is None else self._key(subject_id)
            return None if key is None or sealed is None else self._opened(key, subject_id, sealed, cell)
        except InvalidTag:
            if self._shows:
                return None
            raise Altered(cell) from None

    def _opened(self, key: bytes, subject_id: str, sealed: bytes, cell: Cell) -> str:
        if not is_bound(sealed) and mark_of(subject_id, sealed, cell) in self._vault.unbound:
            return decrypt(key, sealed, subject_id).decode()
        return unbind(key, sealed, subject_id, cell).decode()

    def of(self, request_id: str) -> list[str]:
        return [row.id for row in _OF_REQUEST(self._connection, request=request_id)]

    def crossed(self, request_ids: Collection[str]) -> list[str]:
        return [row.id for row in CROSSED(self._connection, requests=request_ids)]

    def take(self, request_id: str) -> None:
        """Nobody else takes the humans that the request is about until the unit ends."""
        list(_TAKE(self._connection, request=request_id))

    def shared(self, request_id: str, subject_ids: Iterable[str]) -> bool:
        humans = select(_subjects.c.human).where(_subjects.c.id.in_(list(subject_ids)))
        of_them = _subjects.c.human.in_(_HUMANS.params(request=request_id))
        return bool(self._connection.scalar(select(exists(humans.where(of_them)))))

    def holds(self, request_id: str) -> list[Hold]:
        """Holds on the humans that the request is about, through whichever of their subjects they were set."""
        return [_hold(row) for row in _HELD(self._connection, request=request_id)]

    def held(self, subject_id: str) -> list[Hold]:
        """Holds on the human that the subject is."""
        return [_hold(row) for row in _HELD_HUMAN(self._connection, subject=subject_id)]

    def all_holds(self, limit: int, after: Hold | None = None) -> list[Hold]:
        """The oldest first, or those behind one of them."""
        if not after:
            return [_hold(row) for row in _ALL_HELD(self._connection, most=limit)]
        rows = _HELD_AFTER(self._connection, at=after.at, subject=after.subject_id, most=limit)
        return [_hold(row) for row in rows]

    def count_holds(self) -> int:
        return int(_COUNT_HELD(self._connection).value() or 0)

    def for_hold(self, subject_id: str, now: datetime) -> str:
        """Through whom one more hold on the same human is kept, as a subject has one at most: a new one, where this one
        has it. Nobody else takes the human until the unit ends."""
        taken = {row.id: row for row in _TAKE_HUMAN(self._connection, subject=subject_id)}
        if taken[subject_id].held_at is None:
            return subject_id
        row = {**self._row(None, now), "human": taken[subject_id].human}
        _ADD(self._connection, **row)
        return self._made(row)

    def hold(self, hold: Hold) -> bool:
        """False when the subject has one already, which stays as it is."""
        row = {"held_at": hold.at, "held_by": hold.by, "hold_reason": hold.reason, "held_as": hold.named}
        if new := _HOLD(self._connection, **row, subject=hold.subject_id).count == 1:
            self._changed(hold.subject_id)
        return new

    def covered(self, subject_id: str) -> Covered:
        """All that our rows know of the human that the subject is."""
        rows = list(_COVERED(self._connection, subject=subject_id))
        return Covered(frozenset(row.id for row in rows), frozenset(_mark(row.lookup) for row in rows if row.lookup))

    def named(self, texts: Iterable[str]) -> Covered:
        """Whoever is known by one of these addresses or ids, whatever our rows say."""
        hashes = (
            one
            for text in texts
            for one in (self._vault.lookup("subject", text), *self._vault.other_lookups("subject", text))
        )
        return Covered(marks=frozenset(map(_mark, hashes)))

    def release(self, subject_id: str) -> None:
        _RELEASE(self._connection, held_at=None, held_by=None, hold_reason=None, held_as=None, subject=subject_id)
        self._changed(subject_id)

    def unite(self, subject_ids: Iterable[str]) -> bool:
        """From now on these are one human, with all that were one with them; False when they were before."""
        chosen = _subjects.c.id.in_(list(subject_ids))
        humans = sorted(set(self._connection.scalars(select(_subjects.c.human).where(chosen))))
        if len(humans) > 1:
            theirs = select(_subjects.c.id).where(_subjects.c.human.in_(humans)).order_by(_subjects.c.id)
            self._connection.execute(theirs.with_for_update(key_share=True))  # what was made for a hold is seen then
            all_of_them = update(_subjects).where(_subjects.c.human.in_(humans))
            self._connection.execute(all_of_them.values(human=humans[0]))
            self._changed(humans[0])
            MARK_ALL(self._connection, one=humans[0])
        return len(humans) > 1

    def pseudonym(self, subject_id: str) -> str | None:
        """Keyed by the subject's own key, so that it dies with it; None once it has."""
        return self._derived(subject_id, "pseudonym", 20)

    def hidden(self, step: Step, who: str) -> str | None:
        told = json.dumps(["step", step.request_id, folded(who)])
        derived = self._derived(step.subject_id, told, _LETTERS)
        return derived and HIDES + derived

    def fingerprint(self, text: str) -> str:
        return self._vault.fingerprint(text)

    def _changed(self, subject_id: str) -> None:
        """A hold on somebody shows on each open request about them."""
        for row in _OPEN_ABOUT(self._connection, subject=subject_id):
            self._changes.part(row.id)

    def unopened(self) -> list[str]:
        rows = self._connection.execute(LIVING).all()
        return sorted(row.id for row in rows if not self._vault.opens(row.id, row.wrapped_key))

    def _row(self, lookup: bytes | None, now: datetime) -> dict[str, object]:
        subject_id = token_hex(8)
        wrapped = self._vault.new_key(subject_id)
        made = {"id": subject_id, "wrapped_key": wrapped, "lookup": lookup, "created_at": now, "human": subject_id}
        return {**made, "look_at": now + LOOKED_AT}

    def _otherwise(self, address: str) -> list[str]:
        """Subjects whom the release before knew by another spelling of this id."""
        hashes = self._vault.other_lookups("subject", address)
        return [found for one in hashes if (found := self._by_lookup(one))]

    def _earlier(self, address: str) -> list[str]:
        """Subjects that an earlier version may have kept under this address."""
        hashes = self._vault.earlier_lookups("subject", address)
        return [found for one in hashes if (found := _EARLIER(self._connection, hash=one).value())]

    def _by_lookup(self, lookup: bytes) -> str | None:
        found: str | None = _BY_LOOKUP(self._connection, hash=lookup).value()
        return found

    def _derived(self, subject_id: str, told: str, letters: int) -> str | None:
        key = self._key(subject_id)
        return hmac.digest(key, told.encode(), "sha256").hex()[:letters] if key else None

    def learn(self, subject_ids: Iterable[str]) -> None:
        """Their keys, in one look."""
        for row in _KEYS(self._connection, subjects=[one for one in subject_ids if one not in self._keys]):
            with suppress(InvalidTag):  # whoever opens something with it is told so
                self._keys[row.id] = row.wrapped_key and self._vault.unwrapped(row.id, row.wrapped_key)

    def _key(self, subject_id: str) -> bytes | None:
        """Looked for once in a unit, whatever is remembered: another process may have destroyed it."""
        if subject_id not in self._keys:
            wrapped: bytes | None = _KEY(self._connection, subject=subject_id).value()
            self._keys[subject_id] = wrapped and self._vault.unwrapped(subject_id, wrapped)
        return self._keys[subject_id]
