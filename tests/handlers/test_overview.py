"""The board: what is open, what is overdue, what is mine; and nobody who waits for an answer falls off it."""

from __future__ import annotations

from datetime import date

import pytest

from domain import words
from domain.calendar import due
from domain.card import Card, Item
from handlers.overview import SHOWN
from tests.handlers.conftest import Open
from tests.stage import Scene, filed, rules, said

LONG_AGO = "received 2020-01-02"


async def items(on: Scene, who: str, asked: str = "") -> dict[str, Item]:
    """What stands on the board, by id and in its order."""
    card = await on.typed(who, f"requests {asked}")
    return {item.text.split()[0]: item for item in card.items} if isinstance(card, Card) else {}


async def board(on: Scene, who: str, asked: str = "") -> list[str]:
    return list(await items(on, who, asked))


async def test_the_board_shows_readers_what_is_open_and_others_their_own(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com", "amir@contoso.com"]})) as desk:
        first, second = await desk.file("ada", "refresh crm contacts"), await desk.file("amir", "refresh crm web")
        denied = await desk.file("ada", "refresh survey answers")
        await desk.act("ben", "deny", denied, reason="not now")
        assert await board(desk, "olga") == [second, first]
        assert await board(desk, "ada", "mine") == [denied, first]
        assert await board(desk, "nils") == []
        assert said(await desk.typed("nils", "requests")) == words.NO_REQUESTS["open"]
        assert said(await desk.typed("ada", "requests yesterday")) == words.which_board("yesterday")


async def test_overdue_are_those_whose_answer_was_due(desk: Scene) -> None:
    late = await desk.file("ada", "refresh crm contacts received 2020-01-02")
    await desk.file("ada", "refresh crm web")
    assert await board(desk, "olga", "overdue") == [late]
    assert "was due" in said(await desk.typed("olga", "requests overdue"))


async def test_a_removal_has_no_day_by_law_so_it_is_never_overdue(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    desk.rows("UPDATE requests SET received_on = '2020-01-02'")
    assert await board(desk, "olga", "overdue") == []
    assert (await items(desk, "olga"))[ref].note == words.STATES[(await desk.request(ref)).state]
    assert said(await desk.typed("olga", "requests overdue")) == words.NO_REQUESTS["overdue"]


async def test_what_is_overdue_is_marked_on_every_board(desk: Scene) -> None:
    late = await desk.file("ada", f"refresh crm contacts {LONG_AGO}")
    for asked in ("open", "overdue", "mine"):
        row = (await items(desk, "ada", asked))[late]
        assert row.sign == "⚠"
        assert words.answer_due(due(date(2020, 1, 2), "DE"), late=True) in row.note


async def test_the_longest_overdue_comes_first_however_many_are_open(opened: Open) -> None:
    async with opened(works=False) as desk:
        late = await desk.file("ada", f"refresh crm contacts {LONG_AGO}")
        newer = await desk.file("ada", "refresh crm web received 2020-03-02")
        columns = ", ".join(row.name for row in desk.rows("SELECT name FROM pragma_table_info('requests')"))
        others = columns.replace("id,", "id || ':' || value,", 1).replace("received_on", "'2999-01-01'")
        numbers = "WITH RECURSIVE n(value) AS (SELECT 1 UNION SELECT value + 1 FROM n WHERE value < 60) SELECT * FROM n"
        desk.rows(f"INSERT INTO requests ({columns}) SELECT {others} FROM requests, ({numbers})")
        assert await board(desk, "olga", "overdue") == [late, newer]
        everything = await desk.typed("olga", "requests")
        assert isinstance(everything, Card)
        assert len(everything.items) == SHOWN
        assert words.no_more_than(SHOWN) in everything.text


@pytest.mark.parametrize("end", ["deny", "cancel"])
async def test_a_person_who_waits_stays_on_the_board_until_it_is_filed_again(desk: Scene, end: str) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for anna.berg@contoso.com {LONG_AGO}")
    await desk.act(*{"deny": ("ben", "deny", ref, {"reason": "no"}), "cancel": ("ada", "cancel", ref)}[end])
    for asked in ("open", "overdue", "mine"):
        row = (await items(desk, "ada", asked))[ref]
        assert row.sign == "⚠"
        assert words.NO_ANSWER_YET in row.note
    values = {"sources": await desk.source_id("CRM Web"), "for": "anna.berg@contoso.com", "received": "2020-01-02"}
    again = filed(await desk.act("ada", "refresh", f"correct:{ref}", values))
    for asked in ("open", "overdue"):
        assert await board(desk, "ada", asked) == [again]
    assert (await items(desk, "ada", "mine"))[ref].note == words.STATES[(await desk.request(ref)).state]


async def test_what_was_closed_and_is_about_nobody_leaves_the_board(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts {LONG_AGO}")
    await desk.act("ben", "deny", ref, reason="no")
    assert await board(desk, "ada", "overdue") == await board(desk, "ada") == []
    assert await board(desk, "ada", "mine") == [ref]
