"""The board: what is open, what is overdue, what is mine; and nobody who waits for an answer falls off it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cli.terminal import Member
from domain.board import PAGE, Board
from domain.card import Card, Item
from domain.event import EventKind
from domain.export.plan import Stage
from domain.request import State
from domain.words.de import DE
from domain.words.en import EN
from domain.words.en import board as words
from tests.databases import no_time
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import approved, turn
from tests.stage import Scene, filed, rules, said

LONG_AGO = "2020-01-02"
ANNA = "anna.berg@contoso.com"


async def items(on: Scene, who: str, asked: str = "") -> dict[str, Item]:
    """What stands on the board, by id and in its order."""
    card = await on.typed(who, f"requests {asked}")
    return {item.text.split()[0]: item for item in card.items} if isinstance(card, Card) else {}


async def board(on: Scene, who: str, asked: str = "") -> list[str]:
    return list(await items(on, who, asked))


async def pages(on: Scene, who: str, asked: str, label: str = words.NEXT) -> list[list[str]]:
    """Every page that is reached by pressing a button, the first one first."""
    card, found = await on.typed(who, f"requests {asked}"), list[list[str]]()
    while isinstance(card, Card):
        found.append([item.text.split()[0] for item in card.items])
        button = next((button for button in card.buttons if button.label == label), None)
        if not button:
            break
        card = await on.act(who, button.verb, button.ref)
    return found


def copies(on: Scene, ref: str, count: int, **values: str) -> None:
    """So many more requests like this one; `values` are SQL."""
    columns = [row.name for row in on.rows("SELECT name FROM pragma_table_info('requests')")]
    made = {**dict(zip(columns, columns, strict=True)), "id": "printf('DSR-%06d', value)", **values}
    numbers = f"WITH RECURSIVE n(value) AS (SELECT 1 UNION SELECT value + 1 FROM n WHERE value < {count})"
    chosen = f"SELECT {', '.join(made.values())} FROM requests, ({numbers} SELECT * FROM n) WHERE id = '{ref}'"
    on.rows(f"INSERT INTO requests ({', '.join(made)}) {chosen}")


async def test_the_board_shows_readers_what_is_open_and_others_their_own(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com", "amir@contoso.com"]})) as desk:
        first, second = await desk.file("ada", "refresh crm contacts"), await desk.file("amir", "refresh crm web")
        denied = await desk.file("ada", "refresh survey answers")
        await desk.act("ben", "deny", denied, reason="not now")
        assert await board(desk, "olga") == [first, second]
        assert await board(desk, "ada", "mine") == [first, denied]
        assert await board(desk, "nils") == []
        assert said(await desk.typed("nils", "requests")) == words.NOTHING[Board.OPEN]
        assert said(await desk.typed("ada", "requests yesterday")) == words.which("yesterday")


async def test_overdue_are_those_whose_answer_was_due(desk: Scene) -> None:
    late = await desk.received("ada", "CRM Contacts")
    await desk.file("ada", "refresh crm web")
    assert await board(desk, "olga", "overdue") == [late]
    assert "overdue" in (await items(desk, "olga", "overdue"))[late].note


async def test_a_removal_has_no_day_by_law_so_it_is_never_overdue_and_comes_last(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    new = await desk.file("ada", "refresh crm web")
    desk.rows(f"UPDATE requests SET received_on = '2020-01-02' WHERE id = '{ref}'")
    assert await board(desk, "olga", "overdue") == []
    assert await board(desk, "olga") == [new, ref]
    assert "overdue" not in (await items(desk, "olga"))[ref].note
    assert said(await desk.typed("olga", "requests overdue")) == words.NOTHING[Board.OVERDUE]


async def test_what_is_overdue_is_marked_on_every_board(desk: Scene) -> None:
    late = await desk.received("ada", "CRM Contacts")
    for asked in ("open", "overdue", "mine"):
        row = (await items(desk, "ada", asked))[late]
        assert row.sign == "⚠"
        assert "overdue" in row.note


@pytest.mark.parametrize("asked", ["open", "overdue", "mine"])
async def test_the_longest_overdue_comes_first_and_every_page_is_reached(opened: Open, asked: str) -> None:
    async with opened(works=False) as desk:
        newer = await desk.received("ada", "CRM Web", "2020-03-02")
        copies(desk, newer, 2 * PAGE + 3, received_on="date('2020-03-02', value || ' days')",
               waits_since="date('2020-03-02', value || ' days')")  # fmt: skip
        late = await desk.received("ada", "CRM Contacts")
        found = await pages(desk, "ada", asked)
        assert [len(page) for page in found] == [PAGE, PAGE, 5]
        assert found[0][:2] == [late, newer]
        every = [ref for page in found for ref in page]
        assert every == [late, newer, *(f"DSR-{number:06}" for number in range(1, 2 * PAGE + 4))]
        assert await back(desk, "ada", asked) == every


async def back(on: Scene, who: str, asked: str) -> list[str]:
    """From the last page to the first."""
    card = await on.typed(who, f"requests {asked}")
    assert isinstance(card, Card)
    while following := [button for button in card.buttons if button.label == words.NEXT]:
        card = await on.act(who, following[0].verb, following[0].ref)
        assert isinstance(card, Card)
    found = [item.text.split()[0] for item in card.items]
    while before := [button for button in card.buttons if button.label == words.BACK]:
        card = await on.act(who, before[0].verb, before[0].ref)
        assert isinstance(card, Card)
        found = [*(item.text.split()[0] for item in card.items), *found]
    return list(dict.fromkeys(found))


async def test_ones_own_that_have_ended_follow_page_by_page_newest_first(opened: Open) -> None:
    async with opened(works=False) as desk:
        open_ = await desk.file("ada", "refresh crm web")
        ended = await desk.file("ada", "refresh crm contacts")
        await desk.typed("ada", f"cancel {ended}")
        moment = "strftime('%Y-%m-%d %H:%M:%f000', '2020-01-01', value || ' hours')"  # as it is kept
        copies(desk, ended, 2 * PAGE, created_at=moment)
        older = [f"DSR-{number:06}" for number in range(2 * PAGE, 0, -1)]
        every = [ref for page in await pages(desk, "ada", "mine") for ref in page]
        assert every == [open_, ended, *older]
        assert await back(desk, "ada", "mine") == every


@pytest.mark.parametrize("asked", ["mine", "open", "overdue"])
async def test_what_somebody_made_theirs_takes_no_room_of_their_own(opened: Open, asked: str) -> None:
    """They do not see it, and every page of what they asked for is full."""
    async with opened(works=False) as desk:
        own = await desk.received("ada", "CRM Web")
        ids = "printf('DSR-A%05d', value)"
        copies(desk, own, 2 * PAGE, id=ids, created_at="datetime('2019-01-02')")
        proved = [f"DSR-B{number:05}" for number in range(PAGE + 1)]
        copies(desk, own, PAGE + 1, id="printf('DSR-B%05d', value - 1)")
        now, asker = datetime.now(UTC), (await desk.request(own)).requester_id
        for ref in proved:
            await desk.bot.store.write(
                lambda unit, ref=ref: unit.events.add(EventKind.REQUEST_FILED, now, actor=asker, request=ref)
            )
    async with opened(works=False, config=rules(people={"admins": ["amir@contoso.com"]})) as desk:
        found = await pages(desk, "ada", asked)
        every = [ref for page in found for ref in page]
        assert sorted(every) == sorted([own, *proved])
        assert [len(page) for page in found] == [PAGE, 2]
        assert await back(desk, "ada", asked) == every
        assert every[0] in said(await desk.typed("ada", "home"))


async def test_a_page_whose_request_has_left_the_board_meanwhile_goes_on_where_it_stood(opened: Open) -> None:
    async with opened(works=False) as desk:
        first = await desk.received("ada", "CRM Web")
        copies(desk, first, PAGE + 1)
        card = await desk.typed("olga", "requests")
        assert isinstance(card, Card)
        last = card.items[-1].text.split()[0]
        rest = [row.id for row in desk.rows(f"SELECT id FROM requests WHERE id > '{last}' ORDER BY id")]
        desk.rows(f"UPDATE requests SET state = 'completed', waits_since = NULL WHERE id = '{last}'")
        button = next(button for button in card.buttons if button.label == words.NEXT)
        shown = await desk.act("olga", button.verb, button.ref)
        assert isinstance(shown, Card)
        assert [item.text.split()[0] for item in shown.items] == rest


@pytest.mark.parametrize("ref", ["open after DSR-000000", "overdue newer DSR-000000", "open older {}"])
async def test_a_page_that_there_is_not_is_the_first_one(desk: Scene, ref: str) -> None:
    there = await desk.received("ada", "CRM Web")
    shown = await desk.act("olga", "requests", ref.format(there))
    assert isinstance(shown, Card)
    assert [item.text.split()[0] for item in shown.items] == [there]


async def test_whoever_turns_a_page_sees_what_they_may_see_and_no_more(opened: Open) -> None:
    async with opened(works=False) as desk:
        copies(desk, await desk.file("ada", "refresh crm web"), 2 * PAGE)
        card = await desk.typed("olga", "requests")
        assert isinstance(card, Card)
        [button] = card.buttons
        assert said(await desk.act("nils", button.verb, button.ref)) == words.NOTHING[Board.OPEN]
        assert len(desk.rows("SELECT id FROM events WHERE kind = 'requests.viewed'")) == 2


@pytest.mark.parametrize("end", ["deny", "cancel"])
async def test_a_person_who_waits_stays_on_the_board_until_it_is_filed_again(desk: Scene, end: str) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA} received {LONG_AGO}")
    await desk.act(*{"deny": ("ben", "deny", ref, {"reason": "no"}), "cancel": ("ada", "cancel", ref)}[end])
    for asked in ("open", "overdue", "mine"):
        row = (await items(desk, "ada", asked))[ref]
        assert row.sign == "⚠"
        assert words.NO_ANSWER_YET in row.note
        assert "overdue" in row.note
    values = {"sources": await desk.source_id("CRM Web"), "for": ANNA, "received": "2020-01-02"}
    again = filed(await desk.act("ada", "refresh", f"correct:{ref}", values))
    for asked in ("open", "overdue"):
        assert await board(desk, "ada", asked) == [again]
    mine = (await items(desk, "ada", "mine"))[ref]
    assert words.NO_ANSWER_YET not in mine.note
    assert "overdue" not in mine.note


async def test_what_was_closed_and_is_about_nobody_leaves_the_board(desk: Scene) -> None:
    ref = await desk.received("ada", "CRM Contacts")
    await desk.act("ben", "deny", ref, reason="no")
    assert await board(desk, "ada", "overdue") == await board(desk, "ada") == []
    assert await board(desk, "ada", "mine") == [ref]


async def test_a_row_says_what_for_whom_masked_who_asked_whose_turn_it_is_and_the_days_left(desk: Scene) -> None:
    refresh = await desk.file("ada", "refresh crm web")
    erasure = await desk.file("ada", f"refresh crm contacts for {ANNA} received {LONG_AGO}")
    removal = await desk.file("ada", "remove-user mark.old@contoso.com")
    await desk.typed("ben", "help")  # so that his name is known
    rows = await items(desk, "olga")
    assert "Refresh CRM Web" in rows[refresh].text
    assert "Erase a•••@contoso.com from CRM Contacts" in rows[erasure].text
    assert "Remove m•••@contoso.com" in rows[removal].text
    for row in rows.values():
        assert "asked by Ada Admin" in row.note
        assert "Ben Bauer" in row.note
        assert row.button
        assert row.button.verb == "show"
    assert "left" in rows[refresh].note
    assert "overdue" in rows[erasure].note
    assert "left" not in rows[removal].note
    shown = said(await desk.typed("olga", "requests"))
    assert ANNA not in shown
    assert "mark.old" not in shown


async def test_a_tenant_admin_sees_the_exports_that_wait_for_them_and_their_help_says_so(opened: Open) -> None:
    async with opened() as on:
        ref = await approved(on)
        other = await on.file("ada", "refresh crm web")
        unapproved = await on.file("ada", "export customer zoe.akesson@example.org")
        await turn(on, ref, Stage.REQUEST)
        row = (await items(on, "tess"))[ref]
        assert "Tess Tanaka" in row.note
        assert await board(on, "tess") == [ref]
        assert set(await board(on, "olga")) == {ref, other, unapproved}
        assert row.button
        assert ref in said(await on.act("tess", row.button.verb, row.button.ref))
        told = said(await on.typed("tess", "help"))
        assert words.YOURS_TO_SEND in told
        assert "show <request>" in told
        assert words.YOURS_TO_SEND not in said(await on.typed("nils", "help"))
        assert await board(on, "tess", "mine") == []
        await on.stopped(ref)
        assert await board(on, "tess") == []


async def test_the_button_of_a_row_is_answered_in_every_state(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await desk.act("ben", "deny", ref, reason="no")
    row = (await items(desk, "olga"))[ref]
    assert row.button
    assert (await desk.request(ref)).state is State.DENIED
    assert ref in said(await desk.act("olga", row.button.verb, row.button.ref))


async def test_who_was_erased_is_called_so_in_the_language_of_who_reads(desk: Scene) -> None:
    ref = await desk.file("amir", "refresh crm web")
    amir = (await desk.request(ref)).requester_id
    desk.rows(f"UPDATE people SET name = '' WHERE id = '{amir}'")
    desk.terminal.becomes(Member("ada", "Ada Admin", "ada@contoso.com", locale="de-DE"))
    shown = said(await desk.typed("ada", "requests open"))
    assert DE.people.erased(amir[:6]) in shown


# ---- what cannot be read

ODD = {
    "its state": "state = 'odd'",
    "its kind": "kind = 'odd'",
    "its time": "created_at = {}",
    "its day": "received_on = {}",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_a_request_that_cannot_be_read_hides_no_other_and_is_told_of(opened_anywhere: Open, odd: str) -> None:
    """As a newer release beside this one may write it, or somebody with the database."""
    async with opened_anywhere(works=False) as desk:
        refs = [await desk.file("ada", f"refresh {what}") for what in ("crm web", "survey answers", "webshop orders")]
        desk.rows(f"UPDATE requests SET {odd.format(no_time(desk.database_url))} WHERE id = '{refs[1]}'")
        for who, asked in (("ada", "open"), ("ada", "mine"), ("olga", "open")):
            card = await desk.typed(who, f"requests {asked}")
            assert refs[1] not in said(card)
            assert refs[0] in said(card)
            assert refs[2] in said(card)
            assert words.unread(1) in said(card)
        assert words.unread(1) in said(await desk.typed("ben", "home"))
        said_by = "state, kind, created_at, received_on"
        desk.rows(
            f"UPDATE requests SET ({said_by}) = (SELECT {said_by} FROM requests WHERE id = '{refs[0]}') "
            f"WHERE id = '{refs[1]}'"
        )
        assert refs[1] in said(await desk.typed("ada", "requests open"))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_whoever_asks_for_a_request_that_cannot_be_read_hears_so(opened_anywhere: Open, odd: str) -> None:
    async with opened_anywhere(works=False) as desk:
        ref, other = await desk.file("ada", "refresh crm web"), await desk.file("ada", "refresh survey answers")
        desk.rows(f"UPDATE requests SET {odd.format(no_time(desk.database_url))} WHERE id = '{ref}'")
        told = EN.errors.illegible(ref)
        for who, typed in (("ada", f"show {ref}"), ("ben", f"show {ref}"), ("ada", f"cancel {ref}")):
            assert said(await desk.typed(who, typed)) == told
        assert said(await desk.act("ben", "approve", ref)) == told
        assert said(await desk.act("ben", "deny", ref, {"reason": "because"})) == told
        assert not desk.rows("SELECT 1 FROM votes")
        row = "state, kind, created_at, received_on"
        desk.rows(f"UPDATE requests SET ({row}) = (SELECT {row} FROM requests WHERE id = '{other}') WHERE id = '{ref}'")
        assert ref in said(await desk.typed("ada", f"show {ref}"))


@pytest.mark.parametrize("column", ["state", "kind", "environment", "surface", "place", "created_at", "received_on"])
async def test_what_is_no_text_at_all_hides_no_other(opened: Open, column: str) -> None:
    """SQLite keeps any bytes as text."""
    async with opened(works=False) as desk:
        refs = [await desk.file("ada", f"refresh {what}") for what in ("crm web", "survey answers", "webshop orders")]
        desk.rows(f"UPDATE requests SET {column} = CAST(X'FF' AS TEXT) WHERE id = '{refs[1]}'")
        for asked in ("requests open", "requests mine", "home"):
            shown = said(await desk.typed("ada", asked))
            assert refs[0] in shown
            assert refs[2] in shown
            assert refs[1] in shown or words.unread(1) in shown
        row = "state, kind, environment, surface, place, created_at, received_on"
        desk.rows(f"UPDATE requests SET ({row}) = (SELECT {row} FROM requests WHERE id = '{refs[0]}')")


async def test_where_nothing_can_be_read_nobody_hears_that_there_is_nothing(opened: Open) -> None:
    async with opened(works=False) as desk:
        await desk.file("ada", "refresh crm contacts")
        desk.rows("UPDATE requests SET state = 'odd'")
        told = said(await desk.typed("ada", "requests"))
        assert words.unread(1) in told
        assert words.NOTHING[Board.OPEN] not in told
        desk.rows("DELETE FROM requests")


async def test_pages_are_full_beside_what_cannot_be_read(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        copies(desk, ref, PAGE + 5)
        desk.rows("UPDATE requests SET state = 'odd' WHERE id IN ('DSR-000002', 'DSR-000007', 'DSR-000009')")
        first, second = await pages(desk, "ada", "open")
        assert len(first) == PAGE
        assert len({*first, *second}) == PAGE + 3
        desk.rows("DELETE FROM requests WHERE state = 'odd'")
