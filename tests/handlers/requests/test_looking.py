"""Looking without changing: the sources, the board, one request, the users of Customer Insights."""

from __future__ import annotations

import pytest

from domain.card import Card
from domain.insights import RefreshState
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.stage import Scene, rules, said


async def test_sources_show_how_each_is_doing_who_owns_it_and_a_button_for_admins(desk: Scene) -> None:
    card = await desk.typed("ada", "sources")
    assert isinstance(card, Card)
    shown = {item.text: item for item in card.items}
    assert card.title == words.refresh.sources_title(12)
    assert list(shown) == sorted(shown)
    assert shown["CRM Contacts"].sign == "✓"
    assert "Ines Roth" in shown["CRM Contacts"].note
    assert words.refresh.NEVER in shown["Event Registrations"].note
    assert all(item.button and item.button.verb == "refresh-source" for item in card.items)
    assert "@" not in said(card)
    seen = await desk.typed("olga", "sources")
    assert isinstance(seen, Card)
    assert not any(item.button for item in seen.items)


async def test_states_of_a_service_that_does_not_answer_are_not_shown_as_those_of_now(desk: Scene) -> None:
    said_so = words.refresh.silent_since("").rpartition(":")[2]
    assert said_so not in said(await desk.typed("ada", "sources"))
    desk.wire.down = True

    async def is_said() -> bool:
        return said_so in said(await desk.typed("ada", "sources"))

    await desk.wait_for(is_said)
    assert "✓ CRM Contacts" in said(await desk.typed("ada", "sources"))


async def test_a_source_that_is_being_refreshed_has_an_hourglass(desk: Scene) -> None:
    await desk.steer("PUT", "/speed", {"seconds": 0})
    await desk.behave("CRM Web", "hang")
    await desk.start_job("CRM Web")
    card = await desk.typed("ada", "sources")
    assert isinstance(card, Card)
    [web] = [item for item in card.items if item.text == "CRM Web"]
    assert web.sign == "⏳"
    assert words.refresh.REFRESHES[RefreshState.UPDATING] in web.note


async def test_one_request_is_shown_to_its_requester_and_to_readers(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        for who in ("ada", "ben", "olga"):
            assert "anna@contoso.com" in said(await desk.typed(who, f"show {ref.lower()}"))
        for known in (
            ref,
            "DSR-NOSUCH",
        ):  # of one that there is, a stranger hears no more than of one that there is not
            assert said(await desk.typed("nils", f"show {known}")) == said(await desk.act("nils", "details", known))
            assert "admin, approver, auditor" in said(await desk.typed("nils", f"show {known}"))
        assert len(desk.rows("SELECT id FROM events WHERE kind = 'request.viewed'")) == 3


async def test_a_card_for_one_look_says_of_which_moment_it_is_and_keeps_what_it_offers_true(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    looked = await desk.typed("ben", f"show {ref}")
    assert isinstance(looked, Card)
    assert words.moments.as_of("") in looked.footer
    await desk.act("cleo", "deny", ref, reason="not now")
    for button in looked.buttons:  # the look is old, and its buttons answer to what is so now
        assert words.requests.OBJECTIONS[Objection.DENIED] in said(await desk.act("ben", button.verb, button.ref))


async def test_retry_is_offered_to_an_admin_who_looks_and_to_nobody_else(on: Scene) -> None:
    await on.behave("CRM Web", "fail")
    ref = await on.approved("ada", "refresh crm web")
    await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
    assert words.moments.as_of("") not in on.read("@ada")  # what is drawn anew is always of now
    for who, offered in {"ada": True, "amir": True, "ben": False, "olga": False}.items():
        looked = await on.typed(who, f"show {ref}")
        assert isinstance(looked, Card)
        assert ("retry" in {button.verb for button in looked.buttons}) is offered, who


async def test_somebody_who_lost_the_role_still_sees_and_cancels_their_own(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
    without_ada = rules(people={"admins": ["amir@contoso.com"]})
    async with opened(works=False, config=without_ada) as desk:
        assert ref in said(await desk.typed("ada", f"show {ref}"))
        assert ref in said(await desk.typed("ada", "requests"))
        assert said(await desk.typed("ada", f"cancel {ref}")) == words.requests.cancelled(ref)
        assert (await desk.request(ref)).state is State.CANCELLED


@pytest.mark.parametrize("verb", ["show", "cancel", "correct"])
async def test_a_command_about_a_request_asks_which_one(desk: Scene, verb: str) -> None:
    assert said(await desk.typed("ada", verb)) == words.errors.which_request(verb)
    assert said(await desk.typed("ada", f"{verb} DSR-NOSUCH")) == words.errors.unknown_request("DSR-NOSUCH")


async def test_users_are_shown_by_name_and_narrowed_by_text(desk: Scene) -> None:
    everyone = await desk.typed("ada", "users")
    assert isinstance(everyone, Card)
    assert words.refresh.UNNAMED in said(everyone)  # one account is in the directory no more
    narrowed = await desk.typed("ada", "users MARK.OLD")
    assert isinstance(narrowed, Card)
    [mark] = narrowed.items
    assert (mark.text, "mark.old@contoso.com" in mark.note, "Viewer" in mark.note) == ("Mark Old", True, True)
    assert said(await desk.typed("ada", "users nobody at all")) == words.remove_user.no_users("nobody at all")
