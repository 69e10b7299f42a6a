"""Who may no longer see a request hears no more of it: cards in their chat are replaced, and news of it stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.cli.terminal import Member
from domain.chat import Standing
from domain.notice import THREAD_OF, NoticeKind
from domain.request import State
from domain.target import Channel, Target
from domain.words import en as words
from handlers.ports import Unit
from tests.stage import APPROVALS, Scene, rules, said, scene

Open = Callable[..., AbstractAsyncContextManager[Scene]]
ANNA = "anna@contoso.com"
WITHOUT = {  # what somebody may become, who was an approver
    "out of the list": Member("ben", "Ben Bauer", "ben.bauer@contoso.com"),
    "a guest": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.GUEST),
    "deactivated": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.DEACTIVATED),
    "without a confirmed address": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.UNCONFIRMED),
}


@pytest.fixture
def opened(sqlite_url: str, tmp_path: Path) -> Open:
    return partial(scene, sqlite_url, tmp_path)


@pytest.fixture
async def on(opened: Open) -> AsyncIterator[Scene]:
    async with opened() as on:
        yield on


def here(on: Scene, place: str) -> list[str]:
    return [said(card) for (where, _), card in on.terminal.shown.items() if where == place]


async def told(on: Scene, text: str = f"refresh crm contacts for {ANNA}") -> str:
    """A request whose cards stand with everybody."""
    ref = await on.file("ada", text)
    for place in ("@ada", "@ben", "@cleo", "@amir", APPROVALS):
        await on.until(place, ref)
    return ref


def cards_of(on: Scene, place: str) -> int:
    return int(on.rows(f"SELECT count(*) AS n FROM cards WHERE place = '{place}'")[0].n)


@pytest.mark.parametrize("how", WITHOUT)
async def test_the_card_of_who_lost_the_role_says_no_more_and_is_forgotten(on: Scene, how: str) -> None:
    ref = await told(on)
    on.terminal.becomes(WITHOUT[how])
    await on.act("cleo", "deny", ref, reason="not she")
    await on.until("@cleo", ref, words.requests.STATES[State.DENIED])
    await on.wait(lambda: here(on, "@ben") == [words.notices.NO_LONGER_YOURS])
    await on.wait(lambda: cards_of(on, "@ben") == 0)


async def test_what_is_on_its_way_to_who_lost_the_role_is_not_told(opened: Open) -> None:
    async with opened(works=False) as on:
        ref = await on.file("ada", f"refresh crm contacts for {ANNA}")
        on.terminal.becomes(WITHOUT["out of the list"])
    async with opened() as on:
        on.terminal.becomes(WITHOUT["out of the list"])
        await on.until("@cleo", ref)
        await on.wait(lambda: not on.rows("SELECT id FROM notices WHERE due_at IS NOT NULL"))
        assert here(on, "@ben") == []


async def test_while_nobody_can_tell_who_somebody_is_their_card_stays_and_is_drawn_later(on: Scene) -> None:
    ref = await told(on)
    before = here(on, "@ben")
    on.terminal.becomes(Member("ben", "Ben Bauer", "ben@contoso.com", Standing.UNKNOWN))
    await on.act("cleo", "deny", ref, reason="not she")
    await on.until("@cleo", ref, words.requests.STATES[State.DENIED])
    assert here(on, "@ben") == before
    on.terminal.becomes(Member("ben", "Ben Bauer", "ben@contoso.com"))
    await on.until("@ben", ref, words.requests.STATES[State.DENIED])


async def test_a_requester_who_is_no_admin_any_more_keeps_their_card_with_what_they_may_still_do(on: Scene) -> None:
    ref = await told(on)
    on.terminal.becomes(Member("ada", "Ada Admin", "ada.admin@contoso.com"))
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
    [card] = [card for (place, _), card in on.terminal.shown.items() if place == "@ada" and ref in card.footer]
    assert [button.verb for button in card.buttons] == ["cancel"]
    assert not [item.button for item in card.items if item.button]


# ---- the list itself is another after a start


@pytest.mark.parametrize("closed", [False, True])
async def test_after_a_start_without_the_role_every_card_of_theirs_is_replaced_at_once(
    opened: Open, closed: bool
) -> None:
    async with opened() as before:
        ref = await told(before)
        if closed:
            await before.act("cleo", "deny", ref, reason="not she")
            await before.until("@ben", ref, words.requests.STATES[State.DENIED])
    config = rules(people={"approvers": ["cleo@contoso.com"]})
    async with opened(config=config, screens=before.terminal) as on:
        await on.wait(lambda: here(on, "@ben") == [words.notices.NO_LONGER_YOURS])
        assert ref in "".join(here(on, "@cleo"))
        assert ref in "".join(here(on, "@ada"))
        assert ref in "".join(here(on, "@amir"))  # an admin


async def test_a_channel_that_is_none_of_the_companys_any_more_shows_no_more(opened: Open) -> None:
    async with opened() as before:
        ref = await told(before)
    async with opened(config=rules(channels={"approvals": {}}), screens=before.terminal) as on:
        await on.act("cleo", "deny", ref, reason="not she")
        await on.until("@cleo", ref, words.requests.STATES[State.DENIED])
        await on.wait(lambda: here(on, APPROVALS) == [words.notices.NO_LONGER_HERE])


@pytest.mark.parametrize("kind", [NoticeKind.THREAD, NoticeKind.CARD, NoticeKind.LATE, NoticeKind.ENDED])
async def test_what_was_still_to_be_told_in_a_channel_that_is_none_of_theirs_any_more_is_not_told_there(
    opened: Open, kind: NoticeKind
) -> None:
    async with opened() as before:
        ref = await told(before)
        [address] = before.terminal.addresses(APPROVALS, ref)
        await before.act("cleo", "deny", ref, reason="not she")
        await before.settled()
        there = here(before, APPROVALS)

    def waits(unit: Unit) -> None:
        unit.notices.add(
            "late", kind, Target.channel(Channel.APPROVALS), before.bot.deps.clock(), request=ref,
            surface=before.terminal.surface, place=APPROVALS,
            data={"as": State.DENIED.value, "state": State.DENIED.value, THREAD_OF: address},
        )  # fmt: skip

    async with opened(config=rules(channels={"approvals": {}}), screens=before.terminal) as on:
        await on.bot.deps.storage.write(waits)
        await on.wait(lambda: on.rows("SELECT id FROM notices WHERE key = 'late' AND given_up IS NOT NULL"))
        assert set(here(on, APPROVALS)) <= {*there, words.notices.NO_LONGER_HERE}


async def test_a_card_for_a_channel_that_is_none_of_theirs_any_more_goes_to_those_who_decide(opened: Open) -> None:
    async with opened() as before:
        before.terminal.busy[APPROVALS] = 1000
        ref = await before.file("ada", f"refresh crm contacts for {ANNA}")
        await before.until("@ben", ref)
    async with opened(config=rules(channels={"approvals": {}}), screens=before.terminal) as on:
        await on.until("@ada", words.notices.unreachable_channel(ref))
        assert not on.terminal.addresses(APPROVALS, ref)
