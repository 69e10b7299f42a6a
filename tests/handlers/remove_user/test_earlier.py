"""What an earlier release left: the id of who is removed as the key of the step. It is hidden at the start, once."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.cell import Altered, step_cell
from domain.request import Kind, State, Step
from domain.words import en as words
from handlers.requests.sealed import keep_private, private, whom
from storage.engines import open_engines
from storage.master_key import decode
from storage.recorded import rename
from storage.scrubbing import is_owed
from storage.store import Store, open_store, prepare
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.handlers.conftest import Open
from tests.handlers.remove_user.test_nowhere_in_clear import ENDS, JULIA, ended, id_of, in_clear
from tests.handlers.remove_user.test_work import RITA
from tests.handlers.requests.test_destroying import everything
from tests.storage.factories import NOW, a_step, file_request
from tests.storage.test_secrecy import read_all

STEPS = len(ENDS) + 2
LONG = "cc000000-0000-4000-8000-00000000cafe"
GONE = ("DELETE", "/rbac/principals/")


def as_before(unit: Unit) -> int:
    """How many keys are the ids themselves now, here and in what the engine has on record."""
    rows = unit.connection.execute(text("SELECT id FROM requests WHERE kind = 'remove-user'"))
    steps = [step for row in rows for step in unit.steps.of(row.id)]
    for step in steps:
        old = replace(step, key=whom(unit, step))
        sealed = keep_private(unit, old, private(unit, step))
        unit.connection.execute(
            text("UPDATE steps SET key = :old, sealed = :sealed WHERE request_id = :ref AND key = :key"),
            {"old": old.key, "sealed": sealed, "ref": step.request_id, "key": step.key},
        )
        rename(unit.connection, step.request_id, step.key, old.key)
    return len(steps)


async def test_what_an_earlier_release_left_is_hidden_and_goes_on(
    opened_anywhere: Open, database_url: str, tmp_path: Path
) -> None:
    async with opened_anywhere() as old:
        ids = [await id_of(old, who) for who in (*ENDS, JULIA)]
        await ended(old)
        waits = await old.file("ada", f"remove-user {JULIA}")
        await old.settled()
    async with opened_anywhere() as old:
        old.numbers = count(1000)  # no act of the first scene again
        asked = old.wire.hold(*GONE)
        runs = await old.approved("ada", f"remove-user {RITA}")
        await old.wait(lambda: asked.met)
    async with open_store(database_url, MASTER_KEY) as store:
        assert await store.write(as_before) == STEPS
        assert in_clear(ids[2], json.dumps([tuple(map(str, row)) for row in await recorded(store)]).encode())
    for _ in range(2):  # the second start changes nothing
        async with open_store(database_url, MASTER_KEY) as store:
            assert await store.read(told) == [{"count": str(STEPS)}]
    async with opened_anywhere() as on:
        on.numbers = count(2000)
        kept = await everything(on, tmp_path)
        assert [in_clear(who, kept) for who in ids] == [[]] * len(ids)
        assert await on.whom(waits) == ids[-1:]
        await on.act("ben", "approve", waits)
        for ref in (runs, waits):
            await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        assert not on.rows("SELECT 1 FROM events WHERE kind = 'request.altered'")
        kept = await everything(on, tmp_path)
        assert [in_clear(who, kept) for who in ids] == [[]] * len(ids)


async def test_what_a_start_left_behind_that_ended_before_it_could_clean_up_goes_with_the_next(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Killed between the commit that hid the key and the end of what cleans up after it."""
    async with open_store(sqlite_url, MASTER_KEY) as store:
        step = await store.write(lambda unit: cleared(unit, LONG, principal=LONG))
    engines, killed = open_engines(sqlite_url, readers=1), tmp_path / "killed"
    prepare(engines, decode(MASTER_KEY), None, None)
    shutil.copytree(tmp_path, killed)
    engines.dispose()
    assert step.key.encode() in read_all(killed)
    for _ in range(2):  # the second one finds nothing to do
        async with open_store(f"sqlite:///{killed / 'dsrbot.sqlite3'}", MASTER_KEY) as store:
            assert await store.read(lambda unit: unit.steps.of(step.request_id)) != [step]
            assert step.key.encode() not in read_all(killed)
            assert not await store.read(lambda unit: is_owed(unit.connection))


def told(unit: Unit) -> list[object]:
    rows = unit.connection.execute(text("SELECT data FROM events WHERE kind = 'keys.hidden'"))
    return [json.loads(row.data) for row in rows]


async def recorded(store: Store) -> list[tuple[object, ...]]:
    def look(unit: Unit) -> list[tuple[object, ...]]:
        schema = "dbos." if unit.connection.dialect.name == "postgresql" else ""
        return [tuple(row) for row in unit.connection.execute(text(f"SELECT output FROM {schema}operation_outputs"))]

    return await store.read(look)


def cleared(unit: Unit, sealed_as: str, **facts: str) -> Step:
    """A step as an earlier release left it, sealed for this key."""
    request = file_request(unit, kind=Kind.REMOVE_USER)
    step = a_step(request, facts["principal"] if sealed_as == LONG else "cc000000-1", label="")
    step = replace(step, sealed=keep_private(unit, replace(step, key=sealed_as), facts))
    unit.steps.add([step])
    return step


@pytest.mark.parametrize(
    ("sealed_as", "principal"), [("cc000000-2", "cc000000-1"), ("cc000000-1", "cc000000-2")], ids=["moved", "changed"]
)
async def test_what_its_sealed_text_does_not_fit_is_not_believed(
    database_url: str, sealed_as: str, principal: str
) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        step = await store.write(lambda unit: cleared(unit, sealed_as, principal=principal))
    async with open_store(database_url, MASTER_KEY) as store:
        [kept] = await store.read(lambda unit: unit.steps.of(step.request_id))
        assert kept == step
        with pytest.raises(Altered):
            await store.read(lambda unit: whom(unit, kept))


async def test_whom_nobody_knows_any_more_is_named_by_nothing(database_url: str) -> None:
    """The key of the subject was destroyed before the upgrade."""
    async with open_store(database_url, MASTER_KEY) as store:
        step = await store.write(lambda unit: cleared(unit, "cc000000-1", principal="cc000000-1"))
        await store.write(lambda unit: unit.keys.destroy(unit.keys.exactly([step.subject_id]), NOW))
    async with open_store(database_url, MASTER_KEY) as store:
        [kept] = await store.read(lambda unit: unit.steps.of(step.request_id))
        assert kept.key.startswith("user:")
        assert (
            await store.read(lambda unit: unit.subjects.unseal(kept.subject_id, kept.sealed, step_cell(kept))) is None
        )
