"""An earlier release called an erasure a refresh: what it has filed, begun and shown goes on as an erasure."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import create_engine, text

from domain.request import Kind, State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import (
    ZOE,
    deleted,
    ended_well,
    filed_for,
    part,
    state,
)
from tests.stage import Scene, Values, filed, said

AS_BEFORE = (
    "UPDATE requests SET kind = 'refresh' WHERE kind = 'erasure'",
    "UPDATE alembic_version SET version_num = '0016'",
)


def as_an_earlier_release_left_it(url: str, *, migrated: bool) -> int:
    """How much of its work is called a refresh now. `migrated`: this release was at the tables before it came back."""
    work = "dbos.workflow_input" if url.startswith("postgresql") else "workflow_input"
    renamed = f"UPDATE {work} SET inputs = REPLACE(inputs, :now, :before) WHERE inputs LIKE '%' || :now || '%'"
    engine = create_engine(url)
    with engine.begin() as connection:
        for change in AS_BEFORE[: 1 if migrated else 2]:
            connection.execute(text(change))
        begun = connection.execute(text(renamed), {"now": '"erasure"', "before": '"refresh"'}).rowcount
    engine.dispose()
    return int(begun)


@pytest.mark.parametrize("migrated", [False, True], ids=["before the upgrade", "beside it"])
async def test_work_that_an_earlier_release_began_as_a_refresh_ends_as_an_erasure(
    opened_anywhere: Open, database_url: str, migrated: bool
) -> None:
    async with opened_anywhere(works=False) as old:
        ref = await filed_for(old, ZOE, "Webshop Orders")
        plain = filed(await old.act("ada", "refresh", "", {"sources": (await old.source_id("CRM Contacts"),)}))
        await old.act("ben", "approve", plain)
        assert ((await old.request(ref)).kind, (await old.request(plain)).kind) == (Kind.ERASURE, Kind.REFRESH)
    assert as_an_earlier_release_left_it(database_url, migrated=migrated) == 1
    async with opened_anywhere() as on:
        on.numbers = count(1000)  # of deliveries, of which none is one of before
        await deleted(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        await ended_well(on, ref)
        await state(on, plain, State.COMPLETED)
        assert ((await on.request(ref)).kind, (await on.request(plain)).kind) == (Kind.ERASURE, Kind.REFRESH)
        assert (await part(on, ref, "check:2")).note == "gone"


async def test_what_an_earlier_release_filed_is_found_as_a_duplicate_and_corrected_by_its_form(
    opened_anywhere: Open, database_url: str
) -> None:
    async with opened_anywhere(works=False) as old:
        values: Values = {"sources": (await old.source_id("Webshop Orders"),), "for": ZOE}
        ref = filed(await old.act("ada", "refresh", "", values))
    as_an_earlier_release_left_it(database_url, migrated=False)
    async with opened_anywhere(works=False) as on:
        on.numbers = count(1000)
        assert words.requests.twin(ref) in said(await on.act("ada", "refresh", "", values))
        form = await on.act("ada", "correct", ref)
        assert getattr(form, "verb", "") == "refresh"
        assert getattr(form, "ref", "") == f"correct:{ref}"
        new = filed(await on.act("ada", "refresh", f"correct:{ref}", {**values, "reference": "CASE-1"}))
        assert (await on.request(ref)).state is State.CANCELLED
        assert (await on.request(new)).replaces == ref
        assert f"Erase {ZOE}" in said(await on.typed("ada", f"show {ref}"))


async def test_a_correction_may_leave_out_for_whom_and_is_a_refresh_then(desk: Scene) -> None:
    values: Values = {"sources": (await desk.source_id("Webshop Orders"),), "for": ZOE}
    ref = filed(await desk.act("ada", "refresh", "", values))
    new = filed(await desk.act("ada", "refresh", f"correct:{ref}", {**values, "for": ""}))
    assert (await desk.request(new)).kind is Kind.REFRESH
    back = filed(await desk.act("ada", "refresh", f"correct:{new}", values))
    assert (await desk.request(back)).kind is Kind.ERASURE
