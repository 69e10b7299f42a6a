"""A source that the list shows in a way that is not understood: nothing is done to all as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.card import Form
from domain.request import State
from domain.words import en as words
from tests.stage import FAILURES, Scene, filed, said

SAID = words.refresh.unread_sources(1)


def without_id(value: object) -> Callable[[list[Any]], list[Any]]:
    def rewrite(rows: list[Any]) -> list[Any]:
        first, *rest = rows
        inner = first.get("dataSourceMetadata")
        fields = {**(inner or first), "dataSourceId": value}
        return [{**first, "dataSourceMetadata": fields} if inner else fields, *rest]

    return rewrite


async def oddly_listed(on: Scene, value: object) -> int:
    """How many are understood still."""
    on.wire.change("GET", "/manage/datasources", without_id(value))
    return len(await on.bot.deps.catalog.sources(fresh=0))


@pytest.mark.parametrize("value", [None, 4711, ""])
async def test_all_is_refused_while_a_source_is_not_understood(on: Scene, value: object) -> None:
    there = await oddly_listed(on, value)
    listed = said(await on.typed("ada", "sources"))
    assert words.refresh.sources_title(there) in listed
    assert SAID in listed
    answer = said(await on.typed("ada", "refresh all"))
    assert SAID in answer
    assert words.requests.NOTHING_FILED in answer
    form = await on.typed("ada", "refresh")
    assert isinstance(form, Form)
    assert SAID in {field.hint for field in form.fields}
    last = (await on.bot.deps.catalog.sources())[-1]
    assert filed(await on.typed("ada", f'refresh "{last.name}"'))


async def test_where_all_are_understood_nothing_is_said_of_that(on: Scene) -> None:
    assert SAID not in said(await on.typed("ada", "sources"))
    assert filed(await on.typed("ada", "refresh all"))


async def test_a_source_is_not_called_gone_where_another_is_not_understood(on: Scene) -> None:
    gone = await on.source_id("CRM Web")
    ref = await on.file("ada", "refresh crm web")
    await on.steer("DELETE", f"/datasources/{gone}")
    on.wire.change("GET", "/manage/datasources", without_id(4711))
    await on.act("ben", "approve", ref)
    await on.until(FAILURES, ref, words.requests.STATES[State.NEEDS_ATTENTION])
    assert [step.note for step in await on.steps(ref)] == ["refused"]
