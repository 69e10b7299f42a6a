"""Nothing crosses over between two workspaces, tenants and environments, in one process and in three."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL

from storage.master_key import new_master_key
from tests.crossover.cells import Cell, cells
from tests.crossover.companies import ASKS, DECIDES, EMEA, EVERYBODY, OTHER, US, Companies, Who, companies
from tests.daily import todays
from tests.house import until
from tests.postgresql import new_database

EVERY = 1 if os.environ.get("CROSSOVER") else 23  # of which one is tried
AGAIN = 3
pytestmark = pytest.mark.timeout(1200 if EVERY == 1 else 240)


@pytest.fixture
def apart(postgresql_template: URL) -> Iterator[dict[str, str]]:
    """The settings of two databases of PostgreSQL."""
    with ExitStack() as made:
        urls = [made.enter_context(new_database(postgresql_template, postgresql_template.database)) for _ in (US, EMEA)]
        us, emea = (url.render_as_string(hide_password=False) for url in urls)
        keys = {"DSRBOT_MASTER_KEY": new_master_key(), "DSRBOT_MASTER_KEY__EMEA": new_master_key()}
        yield {"DATABASE_URL": us, "DATABASE_URL__EMEA": emea, **keys}


@pytest.fixture
async def in_one(tmp_path: Path) -> AsyncIterator[Companies]:
    databases = {US: f"sqlite:///{tmp_path}/0/data/dsrbot.sqlite3", EMEA: f"sqlite:///{tmp_path}/0/data/emea.sqlite3"}
    async with companies(tmp_path, databases, DATABASE_URL__EMEA="sqlite:///data/emea.sqlite3") as made:
        yield made


@pytest.fixture
async def in_three(tmp_path: Path, apart: dict[str, str]) -> AsyncIterator[Companies]:
    databases = {US: apart["DATABASE_URL"], EMEA: apart["DATABASE_URL__EMEA"]}
    async with companies(tmp_path, databases, many=3, **apart) as made:
        yield made


async def test_in_one_process_nothing_crosses_over(in_one: Companies) -> None:
    await _judged(in_one)


async def test_in_three_processes_nothing_crosses_over(in_three: Companies) -> None:
    await _judged(in_three)


async def _judged(at: Companies) -> None:
    """The tries of everybody, then what each is there for; and who is told of what, all the while."""
    victims = {name: [await at.files(one) for one in ASKS[name]] for name in (US, EMEA)}
    chosen = todays([*cells()], EVERY)
    theirs = [[cell for cell in chosen if cell.one == one] for one in EVERYBODY]
    await asyncio.gather(*(_all_tried(at, one, victims) for one in theirs))
    tried = Counter(cell.one.door for cell in chosen)
    for name, refs in victims.items():
        _untouched(at, name, refs)
    await _each_at_home(at, victims)
    for name, refs in victims.items():
        for ref in refs:
            assert at.found_in(name, ref)
            assert not at.found_in(OTHER[name], ref)
            assert not at.asked(OTHER[name], f"SELECT id FROM requests WHERE id = '{ref}'")
    told = ", ".join(f"{count} in {door}" for door, count in sorted(tried.items()))
    print(f"\n{len(at.houses)} process(es), 2 environments, 2 workspaces, 2 tenants: {told} tried, 0 crossed over")  # noqa: T201


async def _all_tried(at: Companies, theirs: list[Cell], victims: dict[str, list[str]]) -> None:
    """One after the other, as one person would; each on a request that came by Slack, or by Teams."""
    for number, cell in enumerate(theirs):
        refs = victims[OTHER[cell.one.here]]
        await _tried(at, cell, refs[number % len(refs)])


async def _tried(at: Companies, cell: Cell, ref: str) -> None:
    """They are told what they would be told of a request that there is not.

    More than once where the two differ: a busy machine may not know in time where somebody works, and asks them.
    """
    nothing = ref[:-1] + ("Z" if ref[-1] != "Z" else "Y")
    for _ in range(AGAIN):
        there, none = [await _told(at, cell, one) for one in (ref, nothing)]
        if there.replace(ref, "REF") == none.replace(nothing, "REF"):
            return
    raise AssertionError(f"{cell}\n{there}\n{none}")


async def _told(at: Companies, cell: Cell, ref: str) -> str:
    if cell.how == "types":
        return await at.types(cell.one, cell.text.format(ref), cell.where)
    return await at.presses(cell.one, cell.how, cell.text.format(ref), cell.where)


def _untouched(at: Companies, name: str, refs: list[str]) -> None:
    listed = ", ".join(f"'{ref}'" for ref in refs)
    states = at.asked(name, f"SELECT state FROM requests WHERE id IN ({listed})")
    assert [row[0] for row in states] == ["pending_approval"] * len(refs)
    assert not at.asked(name, f"SELECT request_id FROM votes WHERE request_id IN ({listed})")


async def _each_at_home(at: Companies, victims: dict[str, list[str]]) -> None:
    """Who may decide does so at their own door, and only their own Customer Insights is asked for anything."""
    for name, refs in victims.items():
        for ref, one in zip(refs, DECIDES[name], strict=True):
            before = await at.submitted(name), await at.submitted(OTHER[name])
            await at.approves(one, ref)
            await until(lambda name=name, ref=ref: _completed(at, name, ref), f"{ref} of {name} completes")
            assert await at.submitted(name) == before[0] + 1
            assert await at.submitted(OTHER[name]) == before[1]


def _completed(at: Companies, name: str, ref: str) -> bool:
    return [row[0] for row in at.asked(name, f"SELECT state FROM requests WHERE id = '{ref}'")] == ["completed"]


async def test_one_name_and_one_object_id_in_two_tenants_are_two_people(in_one: Companies) -> None:
    """Each has the role of their own tenant, and neither has that of the other."""
    ours, theirs = ASKS[US][1], DECIDES[EMEA][1]
    assert ours.who != theirs.who
    for one in (ours, theirs):
        await at_home(in_one, one)
    accounts = {name: in_one.asked(name, "SELECT tenant, account_id FROM accounts") for name in (US, EMEA)}
    shared = {row[1] for row in accounts[US]} & {row[1] for row in accounts[EMEA]}
    assert shared, "both were met"
    assert not {tuple(row) for row in accounts[US]} & {tuple(row) for row in accounts[EMEA]}


async def at_home(at: Companies, one: Who) -> None:
    said = await at.types(one, "help")
    assert one.here in said.splitlines()
    assert OTHER[one.here] not in said.splitlines()
