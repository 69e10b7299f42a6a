"""Erasures that look into Dataverse as well: *gone* takes it too, and nothing there holds back anything else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.erasure.looks import Kind, Look, Verdict, unpacked
from domain.request import State
from domain.words.en import EN
from handlers.requests.sealed import private
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, checked, deleted, filed_for, part, people_do_their_part, state
from tests.stage import Scene, rules, said

WAITS = State.NEEDS_ATTENTION
API = "/api/data/v9.2"


@pytest.fixture
async def on(opened: Open) -> AsyncIterator[Scene]:
    async with opened(dataverse=True) as on:
        yield on


@pytest.fixture
async def hasty(opened: Open) -> AsyncIterator[Scene]:
    """It soon gives up waiting for what may pass."""
    async with opened(dataverse=True, config=rules(refresh={"give_up_after": "1s"})) as on:
        yield on


async def to_the_look(on: Scene) -> str:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    return ref


async def noted(on: Scene, ref: str, note: str) -> str:
    """Wait until the first look ends so, and what the card says then."""
    query = f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND key = 'check:1' AND note = '{note}'"
    query += " AND state = 'failed'"
    async with asyncio.timeout(60):
        while not on.rows(query) or (await on.request(ref)).state is not WAITS:
            if (await on.request(ref)).state is WAITS:
                await people_do_their_part(on, ref)
            await asyncio.sleep(0.05)
    return said(await on.typed("ada", f"show {ref}"))


async def looks(on: Scene, ref: str, key: str = "check:1") -> list[Look]:
    """Those into Dataverse."""
    step = await part(on, ref, key)
    kept = await on.bot.deps.storage.read(lambda unit: private(unit, step))
    return [look for one in json.loads(kept["looks"]) if (look := unpacked(one)).aim.kind is Kind.DATAVERSE]


async def asked_of_dataverse(on: Scene) -> list[dict[str, Any]]:
    return [call for call in await on.steer("GET", "/calls") if call["path"].startswith("/api/data")]


# ---- gone


async def test_gone_takes_every_copy_in_dataverse_and_the_record_says_so(on: Scene) -> None:
    ref = await to_the_look(on)
    await checked(on, ref)
    seen = await looks(on, ref, "check:2")
    assert {look.verdict for look in seen} == {Verdict.GONE}
    assert {look.label for look in seen} == {
        "", "msdynci_customerprofile", "msdynci_alternatekey", "msdynci_unifiedactivity", "msdynci_customermeasure",
        "msdynci_enrichment", "msdynci_prediction", "msdynci_segmentmembership",
    }  # fmt: skip
    lines = {EN.looks.asked(look): EN.looks.came(look) for look in seen}
    assert lines["Dataverse, table msdynci_customerprofile by msdynci_email"].startswith("not there: 0 entries")
    assert lines["Dataverse"] == "has customers of this environment"
    places = len({look.aim for look in seen})
    assert f", {places} of them in Dataverse, " in said(await on.typed("ada", f"show {ref}"))
    assert lines["Dataverse, table msdynci_prediction, every entry"] == "there is no such table"
    assert {call["method"] for call in await asked_of_dataverse(on)} == {"GET"}


async def test_where_it_is_not_set_nobody_asks_there(opened: Open) -> None:
    async with opened() as on:
        ref = await to_the_look(on)
        await checked(on, ref)
        assert await looks(on, ref) == []
        assert await asked_of_dataverse(on) == []


async def test_what_was_looked_at_does_not_outlive_the_erasure(on: Scene) -> None:
    ref = await to_the_look(on)
    await checked(on, ref)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "Customer Insights - Journeys" in shown
    assert "Copies of tables in Dataverse" not in shown


# ---- still there


async def test_a_copy_that_is_late_is_waited_for(on: Scene) -> None:
    await on.steer("PUT", "/data", {"keeps": {"msdynci_unifiedactivity": [ZOE]}})
    ref = await to_the_look(on)
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE note = 'copied'"))
    assert EN.steps.NOTES["copied"] in said(await on.typed("ada", f"show {ref}"))
    await on.steer("PUT", "/data", {"keeps": {}})
    await checked(on, ref)


async def test_a_copy_that_follows_by_itself_is_waited_for(on: Scene) -> None:
    await on.steer("PUT", "/data", {"copied_after": 86_400})
    ref = await to_the_look(on)
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE note = 'copied'"))
    await on.steer("PUT", "/data", {"copied_after": 0})
    await checked(on, ref)


@pytest.mark.parametrize(
    "table",
    ["msdynci_customerprofile", "msdynci_alternatekey", "msdynci_customermeasure", "msdynci_segmentmembership"],
)
async def test_a_copy_that_stays_is_named_and_a_person_is_asked(hasty: Scene, table: str) -> None:
    on = hasty
    await on.steer("PUT", "/data", {"keeps": {table: [ZOE]}})
    shown = await noted(on, ref := await to_the_look(on), "still_there")
    assert EN.plan.still_in_copies([table]) in shown
    await on.steer("PUT", "/data", {"keeps": {}})
    await on.act("ada", "retry", ref)
    await checked(on, ref)


async def test_who_is_still_in_customer_insights_is_told_at_once(on: Scene) -> None:
    """Its copies are not even asked about, and that is said."""
    await on.steer("PUT", "/data", {"keeps": {"UnifiedActivity": [ZOE], "msdynci_unifiedactivity": [ZOE]}})
    shown = await noted(on, await to_the_look(on), "still_there")
    assert EN.looks.COPIES_LATER in shown
    assert await asked_of_dataverse(on) == []


# ---- could not be checked


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_no_is_said_at_once_with_its_reason(on: Scene, status: int) -> None:
    on.wire.refuse("GET", API, status, times=10_000)
    shown = await noted(on, await to_the_look(on), "no_check")
    assert "Dataverse" in shown


@pytest.mark.parametrize("status", [0, 429, 500, 503])
async def test_no_answer_is_waited_for(on: Scene, status: int) -> None:
    silence = on.wire.refuse("GET", API, status, times=6)
    ref = await to_the_look(on)
    await checked(on, ref)
    assert silence.met == 6


async def test_no_answer_for_long_is_said_and_holds_back_nothing_else(hasty: Scene) -> None:
    on = hasty
    on.wire.refuse("GET", API, 503, times=10_000)
    ref = await to_the_look(on)
    shown = await noted(on, ref, "no_check")
    assert EN.looks.DATAVERSE_DOWN in shown
    assert [look.reason for look in await looks(on, ref)] == ["down"]
