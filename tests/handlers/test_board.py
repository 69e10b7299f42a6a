"""Looking without changing: the sources, the board, one request, the users of Customer Insights."""

from __future__ import annotations

import pytest

from domain import words
from domain.card import Card
from domain.insights import RefreshState
from domain.request import State
from tests.handlers.conftest import Open
from tests.stage import Scene, rules, said


async def board(on: Scene, who: str, asked: str = "") -> list[str]:
    """The ids on the board, in its order."""
    card = await on.typed(who, f"requests {asked}")
    assert isinstance(card, Card)
    return [item.text.split()[0] for item in card.items]


async def test_sources_show_how_each_is_doing_who_owns_it_and_a_button_for_admins(desk: Scene) -> None:
    card = await desk.typed("ada", "sources")
    assert isinstance(card, Card)
    shown = {item.text: item for item in card.items}
    assert card.title == words.sources_title(12)
    assert list(shown) == sorted(shown)
    assert shown["CRM Contacts"].sign == "✓"
    assert "Ines Roth" in shown["CRM Contacts"].note
    assert words.NEVER in shown["Event Registrations"].note
    assert all(item.button and item.button.verb == "refresh-source" for item in card.items)
    assert "@" not in said(card)
    seen = await desk.typed("olga", "sources")
    assert isinstance(seen, Card)
    assert not any(item.button for item in seen.items)


async def test_a_source_that_is_being_refreshed_has_an_hourglass(desk: Scene) -> None:
    await desk.steer("PUT", "/speed", {"seconds": 0})
    await desk.behave("CRM Web", "hang")
    await desk.start_job("CRM Web")
    card = await desk.typed("ada", "sources")
    assert isinstance(card, Card)
    [web] = [item for item in card.items if item.text == "CRM Web"]
    assert web.sign == "⏳"
    assert words.REFRESHES[RefreshState.UPDATING] in web.note


async def test_the_board_shows_readers_what_is_open_and_others_their_own(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com", "amir@contoso.com"]})) as desk:
        first, second = await desk.file("ada", "refresh crm contacts"), await desk.file("amir", "refresh crm web")
        denied = await desk.file("ada", "refresh survey answers")
        await desk.act("ben", "deny", denied, reason="not now")
        assert await board(desk, "olga") == [second, first]
        assert await board(desk, "ada", "mine") == [denied, first]
        assert await board(desk, "nils") == []
        assert said(await desk.typed("nils", "requests")) == words.NO_REQUESTS
        assert said(await desk.typed("ada", "requests yesterday")) == words.which_board("yesterday")


async def test_overdue_are_those_whose_answer_was_due(desk: Scene) -> None:
    late = await desk.file("ada", "refresh crm contacts received 2020-01-02")
    await desk.file("ada", "refresh crm web")
    assert await board(desk, "olga", "overdue") == [late]
    assert "was due" in said(await desk.typed("olga", "requests overdue"))


async def test_one_request_is_shown_to_its_requester_and_to_readers(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        for who in ("ada", "ben", "olga"):
            assert "anna@contoso.com" in said(await desk.typed(who, f"show {ref.lower()}"))
        assert said(await desk.typed("nils", f"show {ref}")) == words.NOT_YOURS
        assert said(await desk.act("nils", "details", ref)) == words.NOT_YOURS
        assert len(desk.rows("SELECT id FROM events WHERE kind = 'request.viewed'")) == 3


async def test_somebody_who_lost_the_role_still_sees_and_cancels_their_own(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
    without_ada = rules(people={"admins": ["amir@contoso.com"]})
    async with opened(works=False, config=without_ada) as desk:
        assert ref in said(await desk.typed("ada", f"show {ref}"))
        assert await board(desk, "ada") == [ref]
        assert said(await desk.typed("ada", f"cancel {ref}")) == words.cancelled(ref)
        assert (await desk.request(ref)).state is State.CANCELLED


@pytest.mark.parametrize("verb", ["show", "cancel", "correct"])
async def test_a_command_about_a_request_asks_which_one(desk: Scene, verb: str) -> None:
    assert said(await desk.typed("ada", verb)) == words.which_request(verb)
    assert said(await desk.typed("ada", f"{verb} DSR-NOSUCH")) == words.unknown_request("DSR-NOSUCH")


async def test_users_are_shown_by_name_and_narrowed_by_text(desk: Scene) -> None:
    everyone = await desk.typed("ada", "users")
    assert isinstance(everyone, Card)
    assert words.UNNAMED in said(everyone)  # one account is in the directory no more
    narrowed = await desk.typed("ada", "users MARK.OLD")
    assert isinstance(narrowed, Card)
    [mark] = narrowed.items
    assert (mark.text, "mark.old@contoso.com" in mark.note, "Viewer" in mark.note) == ("Mark Old", True, True)
    assert said(await desk.typed("ada", "users nobody at all")) == words.no_users("nobody at all")
