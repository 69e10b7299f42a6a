"""What somebody writes into the table of events is signed only where a file of the log holds with it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.app.sealing import Anchor, Sealer
from domain.audit.head import head_of
from domain.audit.verify import verify
from domain.event import EventKind
from storage.signing import fits
from storage.store import Store
from tests.domain.audit.conftest import NOW, events, exported, sealed

INSERT = text("INSERT INTO events (kind, at, data) SELECT :kind, max(at), :data FROM events")
MADE_UP = f"1:2:{'ab' * 32}:{'cd' * 8}"
FOREIGN = {
    "a stamp of nothing": ("log.stamped", {}),
    "a stamp of a made-up head": ("log.stamped", {"head": MADE_UP, "answer": "MAA=", "proof": "ab" * 32}),
    "more than a line may hold": ("x", {"text": "a" * 1_000_000}),
    "the same when it is written": ("x", {"text": "ä" * 170_000}),
}


async def forged(store: Store, kind: str, data: object) -> None:
    row = {"kind": kind, "data": json.dumps(data, ensure_ascii=False)}
    await store.write(lambda unit: unit.connection.execute(INSERT, row))


async def holds(store: Store) -> tuple[int, int]:
    """How many events of a file are sealed, and how many not yet."""
    public = await store.read(lambda unit: unit.log.keys.public())
    found = verify(await exported(store), public, fits)
    return found.events, found.unsealed


@pytest.mark.parametrize(("kind", "data"), FOREIGN.values(), ids=FOREIGN)
async def test_what_no_file_would_hold_with_is_not_signed_and_keeps_nothing_else_back(
    store: Store, kind: str, data: object
) -> None:
    await sealed(store, 2)
    await forged(store, kind, data)
    await store.write(events(3))
    sealer = Sealer(store, Anchor(None), lambda: NOW)
    with capture_logs() as lines:
        for _ in range(2):
            await sealer._look()
    assert [line["event"] for line in lines] == [
        "entries that the bot did not write are not sealed: somebody else can write to the database"
    ]
    assert await holds(store) == (5, 0)
    assert await store.read(lambda unit: unit.counts.unsealed()[0]) == 1, "it shows in the numbers"


async def test_many_of_them_keep_nothing_back(store: Store) -> None:
    await sealed(store, 2)
    row = {"kind": "log.stamped", "data": "{}"}
    await store.write(lambda unit: unit.connection.execute(INSERT, [row] * 600))
    await store.write(events(3))
    assert await holds(store) == (2, 3)
    await store.write(lambda unit: unit.log.seal_some(NOW))
    assert await holds(store) == (5, 0)


async def test_a_stamp_of_ours_is_signed_and_a_copy_of_it_holds(store: Store) -> None:
    await sealed(store, 2)
    newest = await store.read(lambda unit: unit.log.newest())
    assert newest
    data = {"head": str(head_of(newest[0])), "answer": "MAA="}
    await store.write(lambda unit: unit.events.add(EventKind.LOG_STAMPED, NOW, actor=None, request=None, data=data))
    copy = text("INSERT INTO events (kind, at, data) SELECT kind, at, data FROM events WHERE kind = 'log.stamped'")
    await store.write(lambda unit: unit.connection.execute(copy))
    await store.write(lambda unit: unit.log.seal_some(NOW))
    assert await holds(store) == (4, 0)


async def test_the_longest_event_that_is_signed_holds(store: Store) -> None:
    await sealed(store, 1)
    await forged(store, "x", {"text": "a" * 998_000})
    await store.write(lambda unit: unit.log.seal_some(NOW))
    assert await holds(store) == (2, 0)
