"""The list of all legal holds: who set them, when and why, whom they are about, masked, and what they stop."""

from __future__ import annotations

import pytest

from domain.card import Card
from domain.people import Role
from domain.words import en as words
from handlers.requests.holds import PAGE
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.requests.test_forged import _forged
from tests.handlers.requests.test_held_person import WHY, held
from tests.handlers.requests.test_hold import ASKED
from tests.stage import Scene, rules, said


async def listed(on: Scene, who: str = "ada", ref: str = "") -> Card:
    card = await (on.act(who, "holds", ref) if ref else on.typed(who, "holds"))
    assert isinstance(card, Card)
    return card


async def test_without_any_it_says_so(desk: Scene) -> None:
    assert said(await listed(desk)) == words.hold.NO_HOLDS


async def test_it_says_who_when_why_for_whom_and_what_stands_still(anywhere: Scene) -> None:
    await held(anywhere, ANNA)
    ref = await anywhere.file("amir", ASKED)
    await anywhere.typed("amir", f"hold {await anywhere.file('ada', f'refresh crm web for {ZOE}')} another case")
    card = await listed(anywhere, "olga")
    assert card.title == words.hold.listed(2)
    first, second = card.items
    assert (first.text, first.button) == ("a•••@contoso.com", None)
    assert first.note.startswith("set by Ada Admin, ")
    assert f"“{WHY}”" in first.note
    assert words.hold.row_stops([ref], 1) in first.note
    assert "set by Amir Both" in second.note
    assert "anna" not in said(card).casefold()


async def test_a_hold_on_nobody_of_whom_there_is_a_request_stops_none(desk: Scene) -> None:
    await held(desk, ANNA)
    assert "stops" not in (await listed(desk)).items[0].note


async def test_another_admin_releases_from_the_list_and_who_set_it_does_not(desk: Scene) -> None:
    await held(desk, ANNA)
    assert (await listed(desk)).items[0].button is None
    button = (await listed(desk, "amir")).items[0].button
    assert button
    assert button.confirm
    assert ANNA not in str(button)
    assert said(await desk.act("ada", button.verb, button.ref)) == words.rights.NOT_YOUR_RELEASE
    refusal = said(await desk.act("ben", button.verb, button.ref))
    assert refusal == words.rights.needs_role({Role.ADMIN}, "“release”")
    assert said(await desk.act("amir", button.verb, button.ref)) == words.hold.RELEASED_NOW
    assert said(await desk.act("amir", button.verb, button.ref)) == words.hold.NOT_HELD
    assert said(await listed(desk)) == words.hold.NO_HOLDS


async def test_whoever_is_made_another_one_by_the_row_has_no_button_to_be_turned_away_by(anywhere: Scene) -> None:
    """The log tells who set it; of several, the one that is asked for is another's."""
    await anywhere.typed("amir", "help")
    await held(anywhere, ANNA)
    amir = "(SELECT person_id FROM accounts WHERE account_id = 'amir')"
    await _forged(anywhere, [f"UPDATE subjects SET held_by = {amir} WHERE held_at IS NOT NULL"])
    assert [item.button for item in (await listed(anywhere)).items] == [None]
    await held(anywhere, ZOE, "amir")
    buttons = [item.button for item in (await listed(anywhere)).items]
    assert buttons[0] is None
    assert buttons[1]
    assert said(await anywhere.act("ada", buttons[1].verb, buttons[1].ref)) == words.hold.RELEASED_NOW


async def test_a_long_list_is_turned_page_by_page_and_none_is_lost(anywhere: Scene) -> None:
    for number in range(2 * PAGE + 1):
        await anywhere.act("ada", "hold", form={"who": f"c-{number}", "reason": f"case {number}"})
    card, notes = await listed(anywhere), list[str]()
    while True:
        notes += [item.note for item in card.items]
        onward = [button for button in card.buttons if button.label == words.board.NEXT]
        if not onward:
            break
        card = await listed(anywhere, "ada", onward[0].ref)
    assert len({note.partition("“")[2] for note in notes}) == len(notes) == 2 * PAGE + 1
    assert [button.label for button in card.buttons] == [words.hold.FIRST]
    assert len((await listed(anywhere, "ada", "gone")).items) == PAGE


@pytest.mark.parametrize("who", ["tess", "nils"])
async def test_it_takes_a_role(desk: Scene, who: str) -> None:
    await held(desk, ANNA)
    assert "takes the role" in said(await listed(desk, who))
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'holds.viewed'")


async def test_the_look_is_recorded_with_whom_it_showed(desk: Scene) -> None:
    await held(desk, ANNA)
    await listed(desk, "olga")
    [(data,)] = desk.rows("SELECT data FROM events WHERE kind = 'holds.viewed'")
    [(subject,)] = desk.rows("SELECT id FROM subjects WHERE held_at IS NOT NULL")
    assert subject in str(data)


async def test_it_says_that_nobody_could_release_one(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com"]})) as desk:
        await held(desk, ANNA)
        assert words.hold.STUCK in (await listed(desk)).items[0].note
