"""Acting for somebody who is away: for a period, in their own name only, one seat, and never on what they asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.card import Card
from domain.request import State, Verdict
from domain.votes import Objection
from domain.words import en as words
from handlers.requests.sweep import sweep
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.listed_holds import release_of
from tests.stage import APPROVALS, Scene, rules, said

UNTIL = today(10)
DAY = words.moments.day(UNTIL)
TWO = rules(approval={"required": 2})
REFRESH = "refresh crm contacts"


async def away(on: Scene, giver: str, taker: str, until: str = UNTIL.isoformat()) -> str:
    return said(await on.typed(giver, f"delegate {taker}@contoso.com until {until}"))


def objects(answer: str, why: Objection) -> bool:
    return answer.startswith(words.requests.OBJECTIONS[why])


async def test_whoever_acts_for_an_approver_decides_in_their_name(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", REFRESH)
        await desk.act("nils", "approve", ref)
        assert await desk.votes(ref) == []
        assert (await away(desk, "ben", "nils")).startswith(f"Nils Nobody acts for you until {DAY}, as approver")
        await desk.act("nils", "approve", ref)
        [vote] = await desk.votes(ref)
        assert (vote.verdict, vote.away_until) == (Verdict.APPROVE, UNTIL)
        assert (await desk.request(ref)).state is State.IN_PROGRESS
        assert f"✓ Nils Nobody (for Ben Bauer, away until {DAY})" in said(await desk.typed("ada", f"show {ref}"))


async def test_the_card_says_who_acts_for_whom_before_anybody_votes(opened: Open) -> None:
    async with opened() as on:
        ref = await on.file("ada", REFRESH)
        for who in ("ben", "cleo", "amir"):
            await on.typed(who, "help")
        await away(on, "ben", "nils")
        shown = f"Nils Nobody (for Ben Bauer, away until {DAY})"
        await on.until(APPROVALS, ref, shown)
        await on.until("@nils", ref, shown)  # a card of what waits already, and a word of what is asked of them
        await on.until("@nils", words.away.told_begun("Ben Bauer", UNTIL))


async def test_new_requests_reach_whoever_acts_for_an_approver(opened: Open) -> None:
    async with opened() as on:
        await away(on, "ben", "nils")
        ref = await on.file("ada", REFRESH)
        await on.until("@nils", ref, "Approve")


async def test_one_human_fills_one_seat_whoever_they_act_for(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        await away(desk, "ben", "cleo")
        ref = await desk.file("ada", REFRESH)
        await desk.act("cleo", "approve", ref)
        assert objects(said(await desk.act("cleo", "approve", ref)), Objection.VOTED_ALREADY)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        await desk.act("ben", "approve", ref)  # whose seat is free still: Cleo has voted in her own name
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_a_seat_is_filled_once_by_either_of_the_two(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        await away(desk, "ben", "nils")
        ref = await desk.file("ada", REFRESH)
        await desk.act("nils", "approve", ref)
        assert objects(said(await desk.act("ben", "approve", ref)), Objection.IN_YOUR_NAME)
        await away(desk, "ben", "olga")  # somebody else from now on, and still one seat
        assert objects(said(await desk.act("olga", "approve", ref)), Objection.NO_SEAT)
        assert len(await desk.votes(ref)) == 1


async def test_nobody_decides_in_the_name_of_who_asked(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "amir", "nils")
        ref = await desk.file("amir", REFRESH)
        for verb in ("approve", "deny"):
            await desk.act("nils", verb, ref)
        assert await desk.votes(ref) == []
        other = await desk.file("ada", "refresh crm web")
        await desk.act("nils", "approve", other)
        assert len(await desk.votes(other)) == 1


async def test_nobody_decides_on_what_was_asked_in_their_name(opened: Open) -> None:
    """Else one stolen account, and anybody's beside it, files and approves."""
    async with opened(works=False) as desk:
        await away(desk, "amir", "nils")
        ref = await desk.file("nils", REFRESH)
        await desk.act("amir", "approve", ref)
        await away(desk, "amir", "olga")
        await desk.act("olga", "approve", ref)
        assert await desk.votes(ref) == []
        await desk.act("cleo", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_what_an_admin_asks_in_their_own_name_is_nobody_elses(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "amir", "ada")
        ref = await desk.file("ada", REFRESH)
        await desk.act("amir", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_whoever_asks_decides_in_nobodys_name(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ben", "ada")
        ref = await desk.file("ada", REFRESH)
        await desk.act("ada", "approve", ref)
        assert await desk.votes(ref) == []


async def test_what_is_lent_is_lent_to_nobody_else(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ben", "nils")
        assert await away(desk, "nils", "olga") == words.away.NOTHING_OF_YOUR_OWN
        await away(desk, "cleo", "tess")
        assert (await away(desk, "tess", "olga")).startswith("Olga Auditor acts for you")  # with her own role alone
        ref = await desk.file("ada", REFRESH)
        await desk.act("olga", "approve", ref)
        assert await desk.votes(ref) == []


async def test_a_hold_is_not_released_in_the_name_of_who_set_it(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", f"{REFRESH} for anna@contoso.com")
        await desk.typed("ada", f"hold {ref} a court case")
        await away(desk, "ada", "nils")
        await desk.typed("nils", f"release {ref}")
        assert desk.rows("SELECT 1 FROM subjects WHERE held_by IS NOT NULL")
        await away(desk, "amir", "olga")
        await desk.typed("olga", f"release {ref}")
        assert not desk.rows("SELECT 1 FROM subjects WHERE held_by IS NOT NULL")


async def test_a_hold_on_a_person_is_not_released_in_the_name_of_who_set_it(opened: Open) -> None:
    async with opened(works=False) as desk:
        await desk.typed("ada", "hold anna@contoso.com a court case")
        await away(desk, "ada", "nils")
        [hold] = desk.rows("SELECT id FROM subjects WHERE held_by IS NOT NULL")
        listed = await desk.typed("nils", "holds")
        assert isinstance(listed, Card)
        assert [item.button for item in listed.items] == [None]
        refused = words.rights.NOT_YOUR_RELEASE
        assert said(await desk.typed("nils", "release anna@contoso.com")) == refused
        assert said(await desk.act("nils", "release", form={"who": "anna@contoso.com"})) == refused
        assert said(await desk.act("nils", "release-hold", hold.id)) == refused
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'act.refused'")) == 3
        await away(desk, "amir", "nils")  # in whose name they may
        theirs = await release_of(desk, "nils", hold.id)
        assert said(await desk.act("nils", "release-hold", theirs)) == words.hold.RELEASED_NOW


async def test_a_brake_is_not_taken_off_in_the_name_of_who_put_it_on(opened: Open) -> None:
    async with opened(works=False) as desk:
        await desk.typed("ada", "pause the wrong list")
        await away(desk, "ada", "nils")
        assert said(await desk.typed("nils", "resume")) == words.brake.not_yours("")
        await away(desk, "amir", "olga")
        assert said(await desk.typed("olga", "resume")).startswith("Deletions go on")


@pytest.mark.parametrize("through", ["a request", "the person"])
async def test_a_hold_is_not_released_by_those_in_whose_name_it_was_set(opened: Open, through: str) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("amir", f"{REFRESH} for anna@contoso.com")
        await away(desk, "ada", "nils")
        await desk.typed("nils", f"hold {ref if through == 'a request' else 'anna@contoso.com'} a court case")
        [delegation] = desk.rows("SELECT id FROM delegations")
        await desk.act("ada", "delegate-end", str(delegation.id))
        [hold] = desk.rows("SELECT id FROM subjects WHERE held_by IS NOT NULL")
        listed = await desk.typed("ada", "holds")
        assert isinstance(listed, Card)
        assert [item.button for item in listed.items] == [None]
        refused = words.rights.NOT_YOUR_RELEASE
        assert said(await desk.typed("ada", "release anna@contoso.com")) == refused
        assert said(await desk.act("ada", "release", form={"who": "anna@contoso.com"})) == refused
        assert said(await desk.act("ada", "release-hold", hold.id)) == refused
        await desk.typed("ada", f"release {ref}")
        assert desk.rows("SELECT 1 FROM subjects WHERE held_by IS NOT NULL")
        theirs = await release_of(desk, "amir", hold.id)
        assert said(await desk.act("amir", "release-hold", theirs)) == words.hold.RELEASED_NOW


async def test_a_hold_in_the_name_of_two_is_released_by_neither_and_says_so(opened: Open) -> None:
    async with opened(works=False) as desk:
        await desk.typed("olga", "help")
        await away(desk, "ada", "nils")
        await away(desk, "amir", "nils")
        assert words.hold.NOBODY_COULD_RELEASE in said(await desk.typed("nils", "hold anna@contoso.com a court case"))
        for who in ("ada", "amir", "nils"):
            assert said(await desk.typed(who, "release anna@contoso.com")) == words.rights.NOT_YOUR_RELEASE


async def test_what_an_admin_holds_in_their_own_name_is_nobody_elses(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ada", "amir")
        await desk.typed("amir", "hold anna@contoso.com a court case")
        assert said(await desk.typed("ada", "release anna@contoso.com")) == words.hold.RELEASED_NOW


async def test_a_brake_is_not_taken_off_by_those_in_whose_name_it_was_put_on(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ada", "nils")
        assert words.brake.NOBODY_ELSE not in said(await desk.typed("nils", "pause the wrong list"))
        [delegation] = desk.rows("SELECT id FROM delegations")
        await desk.act("ada", "delegate-end", str(delegation.id))
        assert said(await desk.typed("ada", "resume")) == words.brake.not_yours("")
        assert said(await desk.typed("amir", "resume")).startswith("Deletions go on")


async def test_the_only_admin_takes_off_a_brake_in_their_own_name(opened: Open) -> None:
    """As of one that they put on themselves: there is nobody else."""
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com"]})) as desk:
        await away(desk, "ada", "nils")
        assert words.brake.NOBODY_ELSE in said(await desk.typed("nils", "pause the wrong list"))
        assert said(await desk.typed("ada", "resume")).startswith("Deletions go on")


async def test_it_ends_by_its_giver_before_its_time(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ben", "nils")
        shown = await desk.typed("ben", "delegate")
        assert isinstance(shown, Card)
        [end] = shown.buttons
        assert said(await desk.act("nils", end.verb, end.ref)) == words.away.NOTHING_TO_END  # it is not theirs to end
        assert said(await desk.act("ben", end.verb, end.ref)) == words.away.ENDED
        assert said(await desk.act("ben", end.verb, end.ref)) == words.away.NOTHING_TO_END
        ref = await desk.file("ada", REFRESH)
        await desk.act("nils", "approve", ref)
        assert await desk.votes(ref) == []
        kinds = [row.kind for row in desk.rows("SELECT kind FROM events WHERE kind LIKE 'delegation.%' ORDER BY id")]
        assert kinds == ["delegation.begun", "delegation.ended"]


async def test_it_ends_by_itself_and_whoever_acted_hears_of_it(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        await away(desk, "ben", "nils", today().isoformat())
        desk.rows("UPDATE delegations SET until = '2020-01-01'")  # which nothing proves, so it does not stand either
        ref = await desk.file("ada", REFRESH)
        await desk.act("nils", "approve", ref)
        assert await desk.votes(ref) == []


async def test_what_is_over_is_ended_by_the_sweep(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ben", "nils", today().isoformat())
        ben, nils = await _ids(desk, "ben", "nils")
        before = datetime.now(UTC) - timedelta(days=3)

        def begun_long_ago(unit):  # type: ignore[no-untyped-def]
            for one in unit.delegations.begun():
                unit.delegations.end(one.id, before)
            unit.delegations.add(ben, nils, before.date(), before)

        await desk.bot.store.write(begun_long_ago)
        ref = await desk.file("ada", REFRESH)
        await desk.act("nils", "approve", ref)
        assert await desk.votes(ref) == []
        await sweep(desk.bot.deps, datetime.now(UTC))
        assert not desk.rows("SELECT 1 FROM delegations WHERE active = 1")
        assert desk.rows("SELECT 1 FROM events WHERE kind = 'delegation.ended'")


async def test_who_has_lost_their_role_lends_it_no_more(opened: Open) -> None:
    async with opened(works=False) as desk:
        await away(desk, "ben", "nils")
        ref = await desk.file("ada", REFRESH)
    without = rules(people={"approvers": ["cleo@contoso.com", "amir@contoso.com"]})
    async with opened(works=False, config=without) as later:
        await later.act("nils", "approve", ref, delivery="later")
        assert await later.votes(ref) == []


@pytest.mark.parametrize(
    "forged",
    ["taker = (SELECT person_id FROM accounts WHERE account_id = 'olga')", "until = '2031-01-01'", "mac = ''",
     "giver = (SELECT person_id FROM accounts WHERE account_id = 'cleo')"],
)  # fmt: skip
async def test_what_nothing_proves_makes_nobody_an_approver(opened_anywhere: Open, forged: str) -> None:
    async with opened_anywhere(works=False) as desk:
        for who in ("olga", "cleo"):
            await desk.typed(who, "help")
        await away(desk, "ben", "nils")
        desk.rows(f"UPDATE delegations SET {forged}")
        ref = await desk.file("ada", REFRESH)
        for who in ("nils", "olga"):
            await desk.act(who, "approve", ref)
        assert await desk.votes(ref) == []


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("delegate nils@contoso.com", words.away.HOW),
        ("delegate nils@contoso.com until tomorrow", words.away.NEEDS_DAY),
        ("delegate nils@contoso.com until 2020-01-01", words.away.PAST_DAY),
        (f"delegate ben@contoso.com until {UNTIL}", f"{words.away.NOT_YOURSELF} Nothing was changed."),
        (f"delegate gus@fabrikam.example until {UNTIL}", f"{words.away.NO_SUCH_MEMBER} Nothing was changed."),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_said_with_what_to_do(opened: Open, typed: str, answer: str) -> None:
    async with opened(works=False) as desk:
        assert said(await desk.typed("ben", typed)) == answer
        assert not desk.rows("SELECT 1 FROM delegations")


async def test_it_ends_within_ninety_days(opened: Open) -> None:
    async with opened(works=False) as desk:
        assert await away(desk, "ben", "nils", today(91).isoformat()) == words.away.too_long(today(90))
        assert not desk.rows("SELECT 1 FROM delegations")
        assert (await away(desk, "ben", "nils", today(90).isoformat())).startswith("Nils Nobody acts for you until")


async def test_an_address_in_public_is_not_repeated_and_the_form_is_offered(opened: Open) -> None:
    async with opened(works=False) as desk:
        answer = said(await desk.typed("ben", f"delegate nils@contoso.com until {UNTIL}", channel=APPROVALS))
        assert words.requests.ADDRESS_IN_PUBLIC not in answer or "nils" not in answer


async def test_the_form_does_the_same(opened: Open) -> None:
    async with opened(works=False) as desk:
        await desk.act("ben", "delegate", form={"to": "nils@contoso.com", "until": UNTIL.isoformat()})
        assert len(desk.rows("SELECT 1 FROM delegations WHERE active = 1")) == 1


async def _ids(on: Scene, *accounts: str) -> list[str]:
    rows = {row.account_id: row.person_id for row in on.rows("SELECT account_id, person_id FROM accounts")}
    return [rows[account] for account in accounts]
