"""A backup from before keys were destroyed: when it is opened with the list, it loses them before anything is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, update

from domain.cell import hold_cell
from domain.people import Met
from storage import tables
from storage.engines import UnusableDatabase
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.postgresql import new_database
from tests.storage.factories import NOW, a_step, an_account, file_request

ANNA, ZOE, BEN = "anna.mueller@contoso.com", "zoe@example.org", "ben@contoso.com"


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """The database as it is now, as another one."""
    if url.startswith("sqlite"):
        copy = folder / "copy.sqlite3"
        shutil.copyfile(url.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    original = make_url(url)
    with new_database(original.set(database="postgres"), template=original.database) as new:
        yield new.render_as_string(hide_password=False)


def filed(unit: Unit) -> tuple[str, str]:
    subjects = [unit.subjects.for_address(address, NOW) for address in (ANNA, ZOE)]
    for subject in subjects:
        request = file_request(
            unit, subject_id=subject, sealed=unit.subjects.seal(subject, "who", hold_cell(subject)), run=1
        )
        unit.subjects.link(request.id, subject)
        unit.steps.add([a_step(request)])
        unit.start(request)
    return subjects[0], subjects[1]


def known(store: Store) -> Callable[[Unit], list[bool]]:
    return lambda unit: [unit.subjects.known(address) is not None for address in (ANNA, ZOE)]


async def test_a_restored_copy_loses_them_before_anything_is_read(database_url: str, tmp_path: Path) -> None:
    kept = tmp_path / "disk" / "anchor.destroyed"
    kept.parent.mkdir()
    async with open_store(database_url, MASTER_KEY, destroyed=kept) as store:
        anna, _ = await store.write(filed)
    with copied(database_url, tmp_path) as backup:
        async with open_store(database_url, MASTER_KEY, destroyed=kept) as store:
            await store.write(lambda unit: unit.keys.destroy(unit.keys.circle([anna]), NOW))
            store.list.append([anna])
            assert await store.read(known(store)) == [False, True]
        async with open_store(backup, MASTER_KEY) as store:
            assert await store.read(known(store)) == [True, True], "without the list it has them all"
        async with open_store(backup, MASTER_KEY, destroyed=kept) as store:
            assert await store.read(known(store)) == [False, True]
            orphan = await store.read(lambda unit: unit.keys.orphans())
            request = await store.read(lambda unit: unit.requests.get(orphan[0]))
            assert request
            assert await store.read(lambda unit: unit.subjects.unseal(anna, request.sealed, hold_cell(anna))) is None
            events = await store.read(lambda unit: unit.events.of(request.id))
            assert [(event.kind, event.data["why"]) for event in events] == [("subject.destroyed", "listed")]
        async with open_store(backup, MASTER_KEY, destroyed=kept) as store:
            assert len(await store.read(lambda unit: unit.events.of(request.id))) == 1, "a second start does nothing"


@pytest.mark.parametrize("name", ["Ben Bauer", "(erased by nobody)", "(erased 0)", "(erased", "{pseudonym}"])
async def test_who_used_the_bot_and_was_erased_stays_so_in_a_restored_copy(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    """Whatever they call themselves: nobody is taken for erased by a name that they chose."""
    kept = tmp_path / "anchor.destroyed"
    async with open_store(sqlite_url, MASTER_KEY, destroyed=kept) as store:
        ben = (await store.write(lambda unit: unit.people.meet(an_account(), name, BEN, NOW))).person.id
        called = name.format(pseudonym=f"(erased {ben[:6]})")
        await store.write(lambda unit: unit.people.meet(an_account(), called, BEN, NOW))
        assert await store.read(lambda unit: unit.leaving.there([ben, "nobody"])) == [ben]
    with copied(sqlite_url, tmp_path) as backup:
        async with open_store(sqlite_url, MASTER_KEY, destroyed=kept) as store:
            assert await store.write(lambda unit: unit.leaving.erase([ben]))
            assert await store.read(lambda unit: unit.leaving.there([ben])) == []
            assert not await store.write(lambda unit: unit.leaving.erase([ben])), "once is enough"
            store.list.append([ben])
        async with open_store(backup, MASTER_KEY, destroyed=kept) as store:
            assert await store.read(lambda unit: unit.people.names([ben])) == {}
            assert await store.read(lambda unit: unit.people.of_address(BEN)) == []
            assert (await store.write(lambda unit: unit.people.meet(an_account(), "Ben", BEN, NOW))).person.id != ben


async def test_whom_an_earlier_release_erased_has_no_name_and_is_not_erased_again(store: Store) -> None:
    """It wrote a text in the place of the name."""
    ids = [(await store.write(meeting(name))).person.id for name in ("ben", "cleo")]
    await store.write(lambda unit: unit.leaving.erase(ids))
    await store.write(lambda unit: earlier(unit, ids[0]))
    assert await store.read(lambda unit: (unit.people.names(ids), unit.leaving.there(ids))) == ({}, [])


def meeting(name: str) -> Callable[[Unit], Met]:
    return lambda unit: unit.people.meet(an_account(name), name, None, NOW)


def earlier(unit: Unit, person: str) -> None:
    row = update(tables.people).where(tables.people.c.id == person)
    unit.connection.execute(row.values(name=f"(erased {person[:6]})"))


async def test_a_list_of_many_years_is_read_to_its_end(database_url: str, tmp_path: Path) -> None:
    kept = tmp_path / "anchor.destroyed"
    async with open_store(database_url, MASTER_KEY, destroyed=kept) as store:
        subjects = sorted(await store.write(filed))
        store.list.append([f"{number:05x}" for number in range(70_000)])
        store.list.append(subjects)
    async with open_store(database_url, MASTER_KEY, destroyed=kept) as store:
        assert await store.read(known(store)) == [False, False]
        assert await store.read(lambda unit: unit.keys.destroyed()) == subjects


async def test_a_list_that_cannot_be_read_stops_the_start(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    with pytest.raises(UnusableDatabase, match="list of destroyed keys"):
        async with open_store(sqlite_url, MASTER_KEY, destroyed=tmp_path / "a folder"):
            pass
