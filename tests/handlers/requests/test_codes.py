"""Approving with a code: without it nothing counts, each counts once, and wrong ones are counted for everybody."""

from __future__ import annotations

from itertools import count

from domain.card import Answer, Card, Form
from domain.codes import LOCKED, MOST
from domain.request import Factor, State
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.stage import rules, said

MARK, JULIA = "mark.old@contoso.com", "julia.stern@contoso.com"
CODES = rules(approval={"confirm": {"remove-user": "code", "refresh": "number"}})
TWO = rules(approval={"confirm": {"remove-user": "code"}, "required": 2})


def error(answer: Answer) -> str:
    """What is said at the field of a form that stays."""
    assert isinstance(answer, Form), answer
    return answer.fields[0].error


async def test_approving_asks_for_a_code_and_the_vote_says_that_there_was_one(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        form = await desk.act("ben", "approve", ref)
        assert isinstance(form, Form)
        assert (form.title, form.fields[0].label) == (words.codes.APPROVE_TITLE, words.codes.CODE)
        assert ref in form.about
        assert not await desk.votes(ref)
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)
        assert (await desk.request(ref)).state is State.IN_PROGRESS
        assert [vote.factor for vote in await desk.votes(ref)] == [Factor.CODE]
        [event] = desk.rows(f"SELECT data FROM events WHERE kind = 'vote.approve' AND request_id = '{ref}'")
        assert '"factor":"code"' in event.data


async def test_a_wrong_code_stays_at_its_field_and_the_fifth_locks_for_an_hour(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        for left in range(MOST - 1, 0, -1):
            assert error(await phones.approves("ben", ref, phones.wrong("ben"))) == words.codes.wrong(left)
        assert error(await phones.approves("ben", ref, phones.wrong("ben"))).startswith("There were five wrong codes")
        assert said(await phones.approves("ben", ref)).startswith("There were five wrong codes")  # the right one
        assert said(await desk.act("ben", "approve", ref)).startswith("There were five wrong codes")
        assert not await desk.votes(ref)
        told = desk.rows("SELECT target FROM notices WHERE data LIKE '%locked%'")
        assert {row.target.partition(":")[0] for row in told} == {"person", "role"}
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'code.locked'")) == 1
        phones.clock.on(seconds=LOCKED.total_seconds())
        assert error(await phones.approves("ben", ref, phones.wrong("ben"))) == words.codes.wrong(MOST - 1)
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)


async def test_who_is_locked_denies_all_the_same(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        for _ in range(MOST):
            await phones.approves("ben", ref, phones.wrong("ben"))
        await desk.act("ben", "deny", ref, reason="not now")
        assert (await desk.request(ref)).state is State.DENIED


async def test_a_code_counts_once_also_in_another_process(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        one, two = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        code = phones.next("ben")
        assert said(await phones.approves("ben", one, code)) == words.requests.approved(one, 1, 1)
        assert error(await phones.approves("ben", two, code)) == words.codes.USED
    async with opened_anywhere(works=False, config=CODES) as after:
        after.numbers = count(1000)
        phones.hand_over(after)
        assert error(await phones.approves("ben", two, code)) == words.codes.USED
        assert error(await phones.approves("ben", two, phones.code("ben", -1))) == words.codes.USED  # an earlier one
        assert said(await phones.approves("ben", two)) == words.requests.approved(two, 1, 1)


async def test_the_clock_of_a_device_may_be_off_by_one_code(opened: Open) -> None:
    sources = ("crm contacts", "crm web", "survey answers", "call centre log", "store receipts")
    async with opened(works=False, config=rules(approval={"confirm": "code"})) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        for ahead, source in zip((-2, -1, 0, 1, 2), sources, strict=True):
            ref = await desk.file("ada", f"refresh {source}")
            phones.clock.on(minutes=5)
            code = phones.code("ben", ahead)
            await phones.approves("ben", ref, f"{code[:3]} {code[3:]}")
            assert bool(await desk.votes(ref)) is (abs(ahead) < 2)


async def test_what_is_no_code_is_asked_again_and_is_no_try(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        for typed in ("", " ", "12345", "1234567", "abcdef", "１２３４５６", "٠١٢٣٤٥", "-12345", "0x1234"):
            assert error(await desk.act("ben", "approve", ref, form={"code": typed})) == words.codes.NEEDS_CODE
        assert error(await desk.act("ben", "approve", ref, form={"other": "x"})) == words.codes.NEEDS_CODE
        assert not await desk.votes(ref)
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)


async def test_the_same_wrong_code_of_one_delivery_counts_once(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        wrong = {"code": phones.wrong("ben")}
        for _ in range(MOST):
            answer = await desk.act("ben", "approve", ref, wrong, delivery="mark-1")
            assert error(answer) == words.codes.wrong(MOST - 1)


async def test_wrong_codes_count_on_whichever_request_they_are_given(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        refs = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        for n in range(MOST):
            await phones.approves("ben", refs[n % 2], phones.wrong("ben"))
        assert said(await desk.act("ben", "approve", refs[0])).startswith("There were five wrong codes")


async def test_a_right_code_forgets_the_wrong_ones(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        one, two = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        for _ in range(MOST - 1):
            await phones.approves("ben", one, phones.wrong("ben"))
        await phones.approves("ben", one)
        assert error(await phones.approves("ben", two, phones.wrong("ben"))) == words.codes.wrong(MOST - 1)


async def test_who_has_no_device_hears_how_to_come_by_one(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        assert said(await desk.act("ben", "approve", ref)) == words.codes.NO_CODE
        assert said(await desk.act("ben", "approve", ref, code="123456")) == words.codes.NO_CODE
        assert not await desk.votes(ref)


async def test_somebody_elses_code_is_a_wrong_one(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        await phones.enrolled("cleo", "ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 2)
        assert error(await phones.approves("cleo", ref, phones.next("ben"))) == words.codes.wrong(MOST - 1)
        assert said(await phones.approves("cleo", ref)) == words.requests.approved(ref, 2, 2)


async def test_a_code_is_not_used_up_where_the_vote_would_not_count(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        one, two = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        await phones.approves("ben", one)
        code = phones.next("ben")
        again = said(await phones.approves("ben", one, code))
        assert again.startswith(words.requests.OBJECTIONS[Objection.VOTED_ALREADY])
        assert said(await phones.approves("ben", two, code)) == words.requests.approved(two, 1, 2)


async def test_what_was_filed_under_a_code_takes_one_whatever_is_configured_later(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
    async with opened(works=False) as after:
        after.numbers = count(1000)
        phones = Phones(after)
        assert said(await after.act("ben", "approve", ref)) == words.codes.NO_CODE
        await phones.enrolled("ben")
        assert isinstance(await after.act("ben", "approve", ref), Form)
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)


async def test_what_was_filed_without_takes_none_later(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
    async with opened(works=False, config=CODES) as after:
        after.numbers = count(1000)
        assert said(await after.act("ben", "approve", ref)) == words.requests.approved(ref, 1, 1)


async def test_a_number_stops_a_slip(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        one, two = [await desk.file("ada", f"refresh {source}") for source in ("crm contacts", "crm web")]
        form = await desk.act("ben", "approve", one)
        assert isinstance(form, Form)
        assert form.fields[0].label == words.codes.NUMBER
        assert error(await desk.act("ben", "approve", one, number=two)) == words.codes.NUMBER_WRONG
        assert said(await desk.act("ben", "approve", one, number=one.lower())) == words.requests.approved(one, 1, 1)
        assert [vote.factor for vote in await desk.votes(one)] == [Factor.NUMBER]


async def test_the_card_keeps_its_button_and_asks_nothing_twice(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        card = await desk.typed("ben", f"show {ref}")
        assert isinstance(card, Card)
        [button] = [button for button in card.buttons if button.verb == "approve"]
        assert button.confirm is None


async def test_work_begins_and_ends_by_votes_with_codes(opened_anywhere: Open) -> None:
    async with opened_anywhere(config=TWO) as on:
        phones = Phones(on)
        await phones.enrolled("ben")
        await phones.enrolled("cleo", "ben")
        ref = await on.file("ada", f"remove-user {MARK}")
        for who in ("ben", "cleo"):
            await phones.approves(who, ref)
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        assert await on.calls("DELETE", "/assignment")
