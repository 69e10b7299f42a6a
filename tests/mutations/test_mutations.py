"""*Gone* is never said of somebody who is there, whatever Customer Insights answers; and nothing waits without a word.

`make mutations` runs them all; otherwise it is those of the day (`MUTATIONS=1` for each).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daily import todays
from tests.mutations.answers import ROUTES, Mutation, mutations, unknown_fields
from tests.mutations.worlds import HASTE, MOST_POSTS, End, filed_in, to_its_end
from tests.stage import Scene, scene

EACH = int(os.environ.get("MUTATIONS", "62"))  # one in so many
ALL = mutations()
THERE = todays([(mutation, world) for mutation in ALL for world in mutation.worlds], EACH)
GONE = todays([(m, "left" if "user" in m.worlds else "gone") for m in ALL if m.form_only], EACH)


def test_the_mutations_are_those_of_the_contract_and_more_than_enough() -> None:
    assert unknown_fields() == []
    assert len({mutation.id for mutation in ALL}) == len(ALL) >= 150
    assert {mutation.route.name for mutation in ALL} == {route.name for route in ROUTES}


@pytest.mark.mutations
@pytest.mark.parametrize(("mutation", "world"), THERE, ids=[f"{m.id} ({w})" for m, w in THERE])
async def test_who_is_there_is_never_gone(
    mutation: Mutation, world: str, sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    end = await _ends(mutation, world, sqlite_url, tmp_path)
    facts = {"mutation": mutation.id, "world": world, "wrong": end.gone, "silent": end.silent}
    for name, value in {**facts, "endless": end.posts > MOST_POSTS}.items():
        record_property(name, value)
    assert not end.gone, end.said
    assert not end.silent, end.said
    assert end.posts <= MOST_POSTS, end.said


@pytest.mark.mutations
@pytest.mark.parametrize(("mutation", "world"), GONE, ids=[f"{m.id} ({w})" for m, w in GONE])
async def test_who_is_gone_is_gone_or_a_person_is_asked(
    mutation: Mutation, world: str, sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    end = await _ends(mutation, world, sqlite_url, tmp_path)
    for name, value in {"mutation": mutation.id, "world": world, "asks": not end.gone, "silent": end.silent}.items():
        record_property(name, value)
    assert not end.silent, end.said


async def _ends(mutation: Mutation, world: str, url: str, folder: Path) -> End:
    async with scene(url, folder, **HASTE) as on:
        ref = await filed_in(on, world)
        _tie(on, mutation)
        return await to_its_end(on, ref, world)


def _tie(on: Scene, mutation: Mutation) -> None:
    method, part = mutation.route.method, mutation.route.part
    if mutation.status:
        on.wire.refuse(method, part, mutation.status, times=10**9)
    elif mutation.rewrite:
        on.wire.change(method, part, mutation.rewrite)
