"""A device of one's own: its key is shown to its owner alone, and it counts when another human has confirmed it."""

from __future__ import annotations

import json
from io import StringIO
from itertools import count

import pytest

from bot.cli.terminal import Member, Terminal
from domain.card import Card, Form, Stays
from domain.codes import CONFIRM_WITHIN, MOST, SET_UP_WITHIN
from domain.people import Role
from domain.words import en as words
from handlers.requests.codes import device_of
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.requests.test_codes import CODES, error
from tests.stage import APPROVALS, Scene, rules, said

MARK = "mark.old@contoso.com"


def ids(on: Scene, *accounts: str) -> list[str]:
    return [on.rows(f"SELECT person_id FROM accounts WHERE account_id = '{one}'")[0].person_id for one in accounts]


async def lent(on: Scene, giver: str, taker: str) -> None:
    await on.typed(giver, f"delegate {taker}@contoso.com until {today(1)}")


async def needs(on: Scene, who: str = "ben") -> str:
    """What pressing Approve leads to."""
    ref = await on.file("ada", f"remove-user {MARK}")
    answer = await on.act(who, "approve", ref)
    await on.act("ada", "cancel", ref)
    return answer.title if isinstance(answer, Form) else said(answer)


async def test_a_device_counts_from_the_moment_that_somebody_else_has_confirmed_it(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        assert await needs(desk) == words.codes.NO_CODE
        form = await desk.act("cleo", "code-confirm", device)
        assert isinstance(form, Form)
        assert "Ben Bauer" in form.text
        assert said(await desk.act("cleo", "code-confirm", device, code=phones.next("ben"))) == words.codes.CONFIRMED
        assert await needs(desk) == words.codes.APPROVE_TITLE
        kinds = [row.kind for row in desk.rows("SELECT kind FROM events WHERE kind LIKE 'device.%' ORDER BY id")]
        assert kinds == ["device.begun", "device.proved", "device.kept"]


async def test_nobody_confirms_their_own_from_whichever_account(opened: Open) -> None:
    config = rules(approval={"confirm": "code"}, people={"also": {"ben@contoso.com": ["b.bauer@contoso.com"]}})
    async with opened(works=False, config=config) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        assert said(await desk.act("ben", "code-confirm", device)) == words.codes.NOT_YOUR_OWN
        answer = await desk.act("ben", "code-confirm", device, code=phones.next("ben"))
        assert isinstance(answer, Stays)
        assert said(answer) == words.codes.NOT_YOUR_OWN
        desk.bot.doors["elsewhere"] = Terminal([Member("b2", "Ben", "b.bauer@contoso.com")], surface="elsewhere")
        desk.terminal.surface = "elsewhere"
        assert said(await desk.act("b2", "code-confirm", device)) == words.codes.NOT_YOUR_OWN
        kept = await desk.bot.store.read(lambda unit: unit.codes.get(device))
        assert kept
        assert not kept.kept_at


async def test_nobody_has_their_own_confirmed_in_their_own_name(opened: Open) -> None:
    """Whoever acts for the owner alone is an approver by the owner's word alone."""
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        await desk.typed("ben", f"delegate nils@contoso.com until {today(1)}")
        assert said(await desk.act("nils", "code-confirm", device)) == words.codes.NOT_YOUR_OWN
        answer = await desk.act("nils", "code-confirm", device, code=phones.next("ben"))
        assert said(answer) == words.codes.NOT_YOUR_OWN
        await desk.typed("ben", f"delegate ada@contoso.com until {today(1)}")
        answer = await desk.act("ada", "code-confirm", device, code=phones.next("ben"))
        assert said(answer) == words.codes.TAKES_AN_APPROVER  # which an admin is not made by who asks them
        assert await needs(desk) == words.codes.NO_CODE
        await desk.typed("cleo", f"delegate nils@contoso.com until {today(1)}")
        answer = await desk.act("nils", "code-confirm", device, code=phones.next("ben"))
        assert said(answer) == words.codes.IN_YOUR_OWN_NAME  # an assent is lent to nobody
        answer = await desk.act("cleo", "code-confirm", device, code=phones.next("ben"))
        assert said(answer) == words.codes.CONFIRMED


async def test_whoever_lends_a_role_does_not_confirm_the_device_that_is_used_for_it(opened: Open) -> None:
    """Else a stolen account, and any colleague of the thief with a device, are an approver with a code."""
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await lent(desk, "ben", "nils")
        await phones.enrolled("nils", "ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        sentence = words.codes.by_giver("Ben Bauer")
        assert said(await desk.act("nils", "approve", ref)) == sentence
        assert sentence in said(await phones.approves("nils", ref))
        assert not await desk.votes(ref)


async def test_another_approver_confirms_it_instead(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await lent(desk, "ben", "nils")
        await phones.enrolled("nils", "ben")
        await phones.enrolled("nils", "cleo")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await phones.approves("nils", ref)
        [vote] = await desk.votes(ref)
        assert vote.instead_of == ids(desk, "ben")[0]


async def test_where_the_giver_is_the_only_approver_an_admin_confirms_it(opened: Open) -> None:
    alone = rules(approval={"confirm": "code"}, people={"approvers": ["ben@contoso.com"]})
    async with opened(works=False, config=alone) as desk:
        phones = Phones(desk)
        await lent(desk, "ben", "nils")
        await phones.enrolled("nils", "ada")
        ref = await desk.file("amir", f"remove-user {MARK}")
        await phones.approves("nils", ref)
        assert len(await desk.votes(ref)) == 1


async def test_what_an_approver_decides_in_their_own_name_takes_whichever_colleague_confirmed(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("cleo", "ben")
        await lent(desk, "ben", "cleo")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await phones.approves("cleo", ref)
        [vote] = await desk.votes(ref)
        assert vote.instead_of is None


async def test_who_turns_out_to_be_the_same_human_has_confirmed_nothing(opened: Open) -> None:
    """Two accounts whose addresses meet only later: the device counts no more."""
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben", "cleo")
        assert await needs(desk) == words.codes.APPROVE_TITLE
        desk.terminal.becomes(Member("cleo", "Cleo Costa", "ben@contoso.com"))
        await desk.typed("cleo", "help")
        ben, cleo = ids(desk, "ben", "cleo")
        assert await desk.bot.store.read(lambda unit: unit.people.same(ben, [cleo]))
        assert await desk.bot.store.read(lambda unit: device_of(unit, ben)) is None


@pytest.mark.parametrize("who", ["olga", "tess", "nils"])
async def test_confirming_takes_a_role(opened: Open, who: str) -> None:
    async with opened(works=False, config=CODES) as desk:
        device = await Phones(desk).proved("ben")
        refusal = words.rights.needs_role({Role.ADMIN, Role.APPROVER}, "“code”")
        assert said(await desk.act(who, "code-confirm", device)) == refusal


async def test_an_admin_confirms_only_where_there_is_no_other_approver(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        answer = await desk.act("ada", "code-confirm", device, code=phones.next("ben"))
        assert said(answer) == words.codes.TAKES_AN_APPROVER
    alone = rules(approval={"confirm": "code"}, people={"approvers": ["ben@contoso.com"]})
    async with opened(works=False, config=alone) as desk:
        desk.numbers = count(1000)
        await Phones(desk).enrolled("ben", "ada")


async def test_it_takes_an_approver_to_set_one_up(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        assert said(await desk.typed("ada", "code")) == words.rights.needs_role({Role.APPROVER}, "“code”")


async def test_the_key_is_shown_in_the_form_alone(opened: Open, log: StringIO) -> None:
    async with opened(config=CODES) as on:
        phones = Phones(on)
        form = await phones.begun("ben")
        secret = phones.secrets["ben"]
        answers = [await on.act("ben", "code", form.ref, code=phones.wrong("ben"))]
        assert error(answers[0]) == words.codes.OFF
        answers = [await on.act("ben", "code", form.ref, code=phones.next("ben"))]
        answers += [await on.act("ben", "code", form.ref, code=phones.next("ben"))]
        await on.settled()
        answers += [await on.act("cleo", "code-confirm", form.ref)]
        answers += [await on.act("cleo", "code-confirm", form.ref, code=phones.next("ben"))]
        await on.settled()
        screens = "\n".join(text for _, text in on.terminal.history)
        assert "Ben Bauer has set up a device" in screens
        tables = ("devices", "wrong_codes", "events", "notices", "deliveries")
        rows = [row for table in tables for row in on.rows(f"SELECT * FROM {table}")]
        for text in (screens, log.getvalue(), repr(rows), repr(answers), repr(form.ref), repr(form.fields)):
            assert secret not in text
            assert words.codes.set_up("", "", 10, another=False).split(":")[0] not in text


async def test_a_key_that_was_left_standing_is_worth_nothing(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        form = await phones.begun("ben")
        phones.clock.on(seconds=SET_UP_WITHIN.total_seconds())
        assert said(await desk.act("ben", "code", form.ref, code=phones.code("ben"))) == words.codes.OLD
        first = await phones.begun("ben")
        await phones.begun("ben")  # a second one, whose key is another
        assert said(await desk.act("ben", "code", first.ref, code=phones.code("ben"))) == words.codes.OLD


async def test_somebody_elses_form_is_nobodys(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        form = await phones.begun("ben")
        assert said(await desk.act("cleo", "code", form.ref, code=phones.code("ben"))) == words.codes.OLD
        for odd in ("", "x", "DSR-AAAAAA", "0" * 16):
            assert said(await desk.act("ben", "code", odd, code=phones.code("ben"))) == words.codes.OLD
            assert said(await desk.act("cleo", "code-confirm", odd)) == words.codes.SETTLED


async def test_what_nobody_confirmed_in_a_day_waits_no_more(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        phones.clock.on(seconds=CONFIRM_WITHIN.total_seconds())
        assert said(await desk.act("cleo", "code-confirm", device)) == words.codes.SETTLED


async def test_five_wrong_codes_end_what_waits(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        for left in range(MOST - 1, 0, -1):
            answer = await desk.act("cleo", "code-confirm", device, code=phones.wrong("ben"))
            assert error(answer) == words.codes.wrong(left)
        assert said(await desk.act("cleo", "code-confirm", device, code=phones.wrong("ben"))) == words.codes.VOID
        assert said(await desk.act("cleo", "code-confirm", device, code=phones.next("ben"))) == words.codes.SETTLED


async def test_the_old_device_counts_until_the_new_one_is_confirmed(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        old = Phones(desk)
        await old.enrolled("ben")
        new = Phones(desk, clock=old.clock)
        form = await new.begun("ben")
        assert "The device that you have now counts until then." in form.text
        await desk.act("ben", "code", form.ref, code=new.next("ben"))
        ref = await desk.file("ada", f"remove-user {MARK}")
        assert said(await old.approves("ben", ref)) == words.requests.approved(ref, 1, 1)
        await desk.act("cleo", "code-confirm", form.ref, code=new.next("ben"))
        ref = await desk.file("ada", "remove-user julia.stern@contoso.com")
        assert error(await old.approves("ben", ref)) == words.codes.wrong(MOST - 1)
        assert said(await new.approves("ben", ref)) == words.requests.approved(ref, 1, 1)
        assert len(desk.rows("SELECT 1 FROM devices WHERE sealed IS NOT NULL")) == 1


async def test_who_lost_it_ends_it_at_once(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        assert said(await desk.typed("ben", "code stop")) == words.codes.NONE_TO_END
        await phones.enrolled("ben")
        for doubtful in ("code stop: my phone was stolen", "code stop?", "code new", "code not now", "code ~stop~"):
            answer, before = await desk.typed("ben", doubtful), desk.rows("SELECT * FROM devices")
            assert isinstance(answer, Card), doubtful
            assert answer.copy == doubtful
            assert desk.rows("SELECT * FROM devices") == before, "neither ended nor begun"
        assert said(await desk.typed("ben", "code Stop!")) == words.codes.ENDED
        assert await needs(desk) == words.codes.NO_CODE


async def test_the_person_hears_of_it_on_every_door_and_admins_of_whom(opened: Open) -> None:
    async with opened(config=CODES) as on:
        other = Terminal([Member("b2", "Ben Bauer", "ben@contoso.com")], surface="elsewhere")
        on.bot.doors["elsewhere"] = other
        surface, on.terminal.surface = on.terminal.surface, "elsewhere"
        await on.typed("b2", "help")
        on.terminal.surface = surface
        phones = Phones(on)
        await phones.enrolled("ben")
        await on.settled()

        def there(text: str) -> bool:
            return any(text in said(card) for card in other.shown.values())

        assert there(words.codes.begun())
        assert there(words.codes.kept("Cleo Costa"))
        assert words.codes.kept("Cleo Costa") in on.read("@ben")
        assert words.codes.kept_of("Ben Bauer", "Cleo Costa") in on.read("@ada")
        assert "device" not in on.read(APPROVALS)


async def test_who_locked_themselves_out_and_all_admins_are_told(opened: Open) -> None:
    async with opened(config=CODES) as on:
        phones = Phones(on)
        await phones.enrolled("ben")
        ref = await on.file("ada", f"remove-user {MARK}")
        for _ in range(MOST):
            await phones.approves("ben", ref, phones.wrong("ben"))
        await on.settled()
        assert "Five wrong codes were given in your name" in on.read("@ben")
        for admin in ("@ada", "@amir"):
            assert "Five wrong codes were given in the name of Ben Bauer" in on.read(admin)


async def test_a_press_after_it_was_confirmed_hears_that_nothing_waits(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        await desk.act("cleo", "code-confirm", device, code=phones.next("ben"))
        assert said(await desk.act("amir", "code-confirm", device)) == words.codes.SETTLED
        assert said(await desk.act("amir", "code-confirm", device, code=phones.next("ben"))) == words.codes.SETTLED


async def test_the_log_says_who_and_which_and_no_key(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        await desk.act("cleo", "code-confirm", device, code=phones.next("ben"))
        [event] = desk.rows("SELECT data, actor_id FROM events WHERE kind = 'device.kept'")
        ben, cleo = ids(desk, "ben", "cleo")
        assert json.loads(event.data) == {"device": device, "who": ben}
        assert event.actor_id == cleo


async def test_whoever_acts_for_two_decides_for_the_one_who_has_not_confirmed_their_device(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        for giver in ("ben", "cleo"):
            await lent(desk, giver, "nils")
        await phones.enrolled("nils", "ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await phones.approves("nils", ref)
        [vote] = await desk.votes(ref)
        assert vote.instead_of == ids(desk, "cleo")[0]
