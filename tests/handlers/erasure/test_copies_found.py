"""`find` where Dataverse is a second place of looks: it is named, also where it tells nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.card import Card
from domain.words.en import EN, find
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE, deleted
from tests.handlers.erasure.test_copied import API
from tests.stage import Scene, said

GHOST = "ghost@contoso.com"


@pytest.fixture
async def on(opened: Open) -> AsyncIterator[Scene]:
    async with opened(works=False, dataverse=True) as on:
        yield on


async def test_who_is_in_copies_has_them_named_with_counts(on: Scene) -> None:
    answer = await on.typed("ada", f"find {ANNA}")
    assert isinstance(answer, Card)
    notes = {item.text: item.note for item in answer.items}
    assert notes["msdynci_customerprofile"] == find.copied(1)
    assert "msdynci_unifiedactivity" in notes
    assert "CRM Contacts" in notes
    assert find.COPIES_UNCLEAR not in answer.text
    assert find.COPIES_UNASKED not in answer.text


async def test_who_is_in_the_copies_alone_is_found_there(on: Scene) -> None:
    """As when a copy is late, or stays."""
    await on.steer("PUT", "/data", {"copied_after": 86_400})
    await deleted(on, ZOE, "Webshop Orders")
    await on.bot.deps.insights.people.run("all")
    answer = ""
    async with asyncio.timeout(60):
        while find.NOT_FOUND not in answer:
            answer = said(await on.typed("ada", f"find {ZOE}"))
            await asyncio.sleep(0.05)
    assert "msdynci_customerprofile" in answer
    assert find.copied(1) in answer
    assert find.NOT_IN_COPIES not in answer


async def test_by_a_customer_id_nobody_in_the_copies_is_said_as_such(on: Scene) -> None:
    answer = said(await on.typed("ada", "find C-999999"))
    assert find.NOT_FOUND in answer
    assert find.NOT_IN_COPIES in answer


async def test_without_any_id_the_tables_that_know_ids_alone_are_named_as_not_checked(on: Scene) -> None:
    answer = said(await on.typed("ada", f"find {GHOST}"))
    assert find.COPIES_UNCLEAR in answer
    assert "msdynci_unifiedactivity" in answer
    assert "msdynci_customerprofile" not in answer, "that one was asked by the address"


@pytest.mark.parametrize("status", [0, 400, 401, 403, 404, 429, 500, 503])
@pytest.mark.parametrize("who", [ANNA, GHOST])
async def test_a_dataverse_that_does_not_tell_is_never_taken_for_nobody(on: Scene, who: str, status: int) -> None:
    on.wire.refuse("GET", API, status, times=10_000)
    answer = said(await on.typed("ada", f"find {who}"))
    assert (find.found(1) in answer) == (who == ANNA), "what Customer Insights said is told all the same"
    assert find.COPIES_UNCLEAR in answer
    assert find.NOT_IN_COPIES not in answer
    assert ("Dataverse did not answer." in answer) == (status in {0, 429, 500, 503})


async def test_one_table_that_is_refused_is_named_beside_those_that_were_read(on: Scene) -> None:
    on.wire.refuse("GET", f"{API}/msdynci_unifiedactivities", 403, times=10_000)
    answer = said(await on.typed("ada", f"find {ANNA}"))
    assert find.COPIES_UNCLEAR in answer
    assert "msdynci_unifiedactivity" in answer
    assert find.copied(1) in answer


async def test_where_none_is_configured_it_is_said_that_nobody_looked_there(opened: Open) -> None:
    async with opened(works=False) as on:
        for who in (ANNA, GHOST):
            answer = said(await on.typed("ada", f"find {who}"))
            assert find.COPIES_UNASKED in answer
            assert find.NOT_IN_COPIES not in answer


def test_every_sentence_of_it_names_the_place() -> None:
    assert all("Dataverse" in text for text in (find.NOT_IN_COPIES, find.COPIES_UNCLEAR, find.COPIES_UNASKED))
    assert EN.find is find
