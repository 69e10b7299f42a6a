"""Texts are bound to table, row and column; what earlier releases sealed is bound by the first start, once."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import create_engine, text

from domain.cell import (
    Altered,
    Cell,
    brake_cell,
    event_cell,
    fault_cell,
    hold_cell,
    mail_cell,
    request_cell,
    step_cell,
    vote_cell,
)
from domain.event import EventKind
from domain.hold import Hold
from domain.request import Request, State
from storage.binding import SEALED
from storage.columns import Bytes
from storage.store import Store, open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey, encrypt
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_mail, a_request, a_step, a_vote

Cells = dict[str, tuple[Cell, str]]
"""By what is sealed: its cell, and the text."""


def cells(ref: str, subject: str) -> Cells:
    request = a_request(subject, id=ref)
    step, mail, vote = a_step(request), a_mail(request, f"key of {ref}"), a_vote(request)
    two, second = a_step(request, "crm"), a_vote(request, "cleo")
    made = {
        "request": request_cell(request), "step": step_cell(step), "other step": step_cell(two),
        "fault": fault_cell(step), "other fault": fault_cell(two), "vote": vote_cell(vote),
        "other vote": vote_cell(second), "hold": hold_cell(subject), "mail": mail_cell(mail),
        "brake": brake_cell(subject), "refusal": event_cell(ref, EventKind.REQUEST_REFUSAL),
        "extension": event_cell(ref, EventKind.REQUEST_EXTENDED),
    }  # fmt: skip
    return {name: (cell, f"{name} of {ref}") for name, cell in made.items()}


async def test_no_text_is_read_in_another_cell(store: Store) -> None:
    """Of one subject, in two requests."""

    def move(unit: Unit) -> list[tuple[str, str]]:
        subject, other = unit.subjects.anonymous(NOW), unit.subjects.anonymous(NOW)
        there = {**cells("DSR-A", subject)}
        there |= {f"{name} elsewhere": cell for name, cell in cells("DSR-B", subject).items()}
        there |= {f"{name} of another": cell for name, cell in cells("DSR-C", other).items() if name == "hold"}
        unlike = {name: pair for name, pair in there.items() if name not in {"hold elsewhere", "brake elsewhere"}}
        sealed = {name: unit.subjects.seal(subject, told, cell) for name, (cell, told) in unlike.items()}
        for name, (cell, told) in unlike.items():
            assert unit.subjects.unseal(subject, sealed[name], cell) == told
        return [pair for pair in permutations(unlike, 2) if _read(unit, subject, sealed[pair[0]], unlike[pair[1]][0])]

    assert await store.write(move) == []


def _read(unit: Unit, subject: str, sealed: bytes, cell: Cell) -> bool:
    try:
        unit.subjects.unseal(subject, sealed, cell)
    except Altered:
        return unit.subjects.shown().unseal(subject, sealed, cell) is not None
    return True


async def test_every_column_of_sealed_texts_is_one_that_is_bound(store: Store) -> None:
    def texts(unit: Unit) -> set[tuple[str, str]]:
        binary = {
            (table.name, column.name)
            for table in SEALED[0].table.metadata.tables.values()
            for column in table.columns
            if isinstance(column.type, Bytes) and column.name not in {"lookup", "mac", "hash"}
        }
        return binary - {(one.table.name, one.name) for one in SEALED}

    keys = {("keys", "wrapped"), ("subjects", "wrapped_key")}  # bound to their names
    own = {
        ("orders", "sealed"),
        ("ends", "sealed"),
        ("devices", "sealed"),
        ("installations", "sealed"),
        ("lists", "sealed"),
        ("offers", "sealed"),
        ("subjects", "held_as"),
    }  # bound to their own rows from the first
    assert await store.read(texts) == own | keys


def of_before(unit: Unit, key: Callable[[str], bytes]) -> tuple[str, Cells]:
    """A request, and all that is sealed about it, as an earlier release left them."""
    subject = unit.subjects.anonymous(NOW)
    request = a_request(subject, id="DSR-OLD", state=State.DENIED)
    told = cells(request.id, subject)

    def old(name: str) -> bytes:
        return encrypt(key(subject), told[name][1].encode(), subject)

    unit.requests.add(replace(request, sealed=old("request")))
    unit.steps.add(a_step(request, name, sealed=old(one), fault=old(two)) for name, one, two in STEPS)
    for person, name in (("ben", "vote"), ("cleo", "other vote")):
        unit.votes.add(a_vote(request, person, reason=old(name)), b"")
    unit.subjects.hold(Hold(subject_id=subject, by="ada", at=NOW, reason=old("hold")))
    unit.mails.add(replace(a_mail(request, f"key of {request.id}"), sealed=old("mail")))
    unit.brakes.put_on("ada", NOW, subject, old("brake"))
    for kind, name in ((EventKind.REQUEST_REFUSAL, "refusal"), (EventKind.REQUEST_EXTENDED, "extension")):
        texts = {"texts": b64encode(old(name)).decode()}
        unit.events.add(kind, NOW, actor="ada", request=request.id, data=texts)
    return subject, told


STEPS = (("web", "step", "fault"), ("crm", "other step", "other fault"))
WHERE = {
    "request": "SELECT sealed FROM requests", "step": "SELECT sealed FROM steps WHERE key = 'web'",
    "other step": "SELECT sealed FROM steps WHERE key = 'crm'", "fault": "SELECT fault FROM steps WHERE key = 'web'",
    "other fault": "SELECT fault FROM steps WHERE key = 'crm'",
    "vote": "SELECT reason FROM votes WHERE person_id = 'ben'",
    "other vote": "SELECT reason FROM votes WHERE person_id = 'cleo'", "hold": "SELECT hold_reason FROM subjects",
    "mail": "SELECT sealed FROM mails", "brake": "SELECT reason FROM brakes",
}  # fmt: skip


def change(url: str, *statements: str) -> None:
    """As a database administrator may."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


async def test_what_earlier_releases_sealed_is_bound_by_the_first_start_and_read_nowhere_else(
    database_url: str,
) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        vault = store._vault  # its keys are in no other hands
        subject, told = await store.write(lambda unit: of_before(unit, lambda who: vault.remembered(who) or b""))
    before = await _sealed(database_url, told)
    assert all(before.values())
    change(database_url, "DELETE FROM keys WHERE name = 'bound'", "UPDATE votes SET cast_by = NULL")
    for _ in range(2):  # the second start changes nothing
        async with open_store(database_url, MASTER_KEY) as store:
            after = await store.read(lambda unit: _rows(unit, told))
            for name, sealed in after.items():
                cell, said = told[name]
                assert await store.read(lambda unit, s=sealed, c=cell: unit.subjects.unseal(subject, s, c)) == said
                for other in set(told) - {name}:
                    assert not await store.read(lambda unit, s=sealed, c=told[other][0]: _read(unit, subject, s, c))
            for name, sealed in before.items():  # what is put back
                if name in WHERE:
                    assert not await store.read(lambda unit, s=sealed, c=told[name][0]: _read(unit, subject, s, c))
            assert await store.read(lambda unit: len(_events(unit, EventKind.TEXTS_BOUND))) == 1


async def _sealed(url: str, told: Cells) -> dict[str, bytes]:
    async with open_store(url, MASTER_KEY) as store:
        return await store.read(lambda unit: _rows(unit, told))


def _rows(unit: Unit, told: Cells) -> dict[str, bytes]:
    found = {name: bytes(unit.connection.execute(text(where)).scalar_one()) for name, where in WHERE.items()}
    for kind, name in ((EventKind.REQUEST_REFUSAL, "refusal"), (EventKind.REQUEST_EXTENDED, "extension")):
        (data,) = _events(unit, kind)
        found[name] = b64decode(data["texts"])
    return found


def _events(unit: Unit, kind: EventKind) -> list[dict[str, str]]:
    rows = unit.connection.execute(text("SELECT data FROM events WHERE kind = :kind"), {"kind": kind})
    return [json.loads(row.data) for row in rows]


GONE, CHANGED = "has gone from the database, though there are such texts", "is not the one that was written"


@pytest.mark.parametrize(
    ("tampered", "why"),
    [
        ("DELETE FROM keys WHERE name = 'bound'", GONE),
        ("UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE name = 'lookup') WHERE name = 'bound'", CHANGED),
        ("DELETE FROM keys WHERE name IN ('bound', 'orders')", GONE),
    ],
)
async def test_the_mark_cannot_be_taken_back(database_url: str, tampered: str, why: str) -> None:
    """Not even where nothing was ordered, after which the texts of earlier releases would be believed again."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(filed)
    change(database_url, tampered)
    for _ in range(2):
        with pytest.raises(WrongMasterKey, match=why):
            async with open_store(database_url, MASTER_KEY):
                pass


def filed(unit: Unit) -> Request:
    subject = unit.subjects.anonymous(NOW)
    request = a_request(subject)
    request = replace(request, sealed=unit.subjects.seal(subject, "{}", request_cell(request)))
    unit.requests.add(request)
    return request


async def test_what_was_moved_before_the_upgrade_and_cannot_be_opened_is_left_and_never_read(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        request = await store.write(lambda unit: _add(unit, b"neither this nor that"))
    change(database_url, "DELETE FROM keys WHERE name = 'bound'")
    async with open_store(database_url, MASTER_KEY) as store:
        kept = await store.read(lambda unit: unit.requests.get(request.id))
        assert kept
        assert kept.sealed == b"neither this nor that"
        with pytest.raises(Altered):
            await store.read(lambda unit: unit.subjects.unseal(kept.subject_id, kept.sealed, request_cell(kept)))


def _add(unit: Unit, sealed: bytes) -> Request:
    request = a_request(unit.subjects.anonymous(NOW), sealed=sealed)
    unit.requests.add(request)
    return request
