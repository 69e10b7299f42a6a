"""A click on a message that the bot does not know: it becomes a card for who may see the request, and nobody else."""

from __future__ import annotations

import pytest

from domain.card import Answer
from domain.chat import Clicked, Place
from domain.rights import Way
from handlers.commands import ACTS
from tests.stage import APPROVALS, FAILURES, Scene, said

UNKNOWN = "4711"
# Only these; a reminder or an answer must not turn into a card.
ON_A_CARD = {
    *("approve", "deny", "retry", "details", "cancel", "correct", "remind", "settle", "decide-all", "ticket"),
    *("certificate", "letter-next", "people", "tell-all"),
}
ELSEWHERE = "town-square"  # a channel that nobody configured


async def click(desk: Scene, who: str, verb: str, ref: str, place: str, address: str = UNKNOWN) -> Answer:
    where = Place(desk.terminal.surface, place, private=place.startswith("@"))
    return await desk.bot.desk(
        Clicked(account=desk.terminal.account(who), place=where, verb=verb, ref=ref, address=address)
    )


def cards(desk: Scene) -> list[tuple[str, bool, bool]]:
    """Where cards stand, whether in full, and whether they are somebody's own."""
    return [
        (row.place, bool(row.full), bool(row.person_id))
        for row in desk.rows("SELECT place, full, person_id FROM cards ORDER BY id")
    ]


@pytest.mark.parametrize("verb", sorted(ON_A_CARD))
@pytest.mark.parametrize("place", ["@nils", APPROVALS, ELSEWHERE])
async def test_a_click_that_is_refused_is_not_adopted(desk: Scene, verb: str, place: str) -> None:
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    before = desk.kept()
    named = f"{ref}.0" if verb in {"settle", "ticket"} else ref
    assert ref not in said(await click(desk, "nils", verb, named, place))
    assert cards(desk) == []
    assert desk.kept() == before


async def test_in_ones_own_chat_it_becomes_a_card_in_full(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    await click(desk, "olga", "details", ref, "@olga")
    assert cards(desk) == [("@olga", True, True)]


@pytest.mark.parametrize("channel", [APPROVALS, FAILURES])
async def test_in_a_channel_of_the_company_it_becomes_a_masked_card(desk: Scene, channel: str) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    await click(desk, "olga", "details", ref, channel)
    assert cards(desk) == [(channel, False, False)]


async def test_in_any_other_channel_the_click_is_answered_and_nothing_becomes_a_card(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert ref in said(await click(desk, "olga", "details", ref, ELSEWHERE))
    assert cards(desk) == []


async def test_a_click_about_a_request_that_does_not_exist_is_not_adopted(desk: Scene) -> None:
    await click(desk, "amir", "details", "DSR-NOSUCH", "@amir")
    assert cards(desk) == []


async def test_a_message_that_shows_one_request_does_not_come_to_show_another(desk: Scene) -> None:
    first, second = await desk.file("ada", "refresh crm contacts"), await desk.file("ada", "refresh crm web")
    await click(desk, "olga", "details", first, "@olga")
    await click(desk, "olga", "details", second, "@olga")
    assert [row.request_id for row in desk.rows("SELECT request_id FROM cards")] == [first]


def test_these_buttons_and_no_others_stand_on_a_card() -> None:
    assert {verb for verb, button in ACTS[Way.BUTTON].items() if button.on_card} == ON_A_CARD
