"""The question who a person is: on record with its days, both dates on the card, and the earlier one binds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.calendar import due
from domain.card import Card, Form, Stays
from domain.people import Role
from domain.request import State
from domain.words import en as words
from handlers.requests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_clock import DAY, swept, warned
from tests.handlers.requests.test_dates import fact
from tests.handlers.requests.test_extend import extended
from tests.stage import APPROVALS, Scene, said

ASKED = f"refresh crm contacts for {ANNA}"
HOW, PROOF = "an e-mail to the address that we have", "called back on the number that we have"


async def received(on: Scene, days_ago: int) -> tuple[str, date]:
    day = today(on.bot.deps) - days_ago * DAY
    return await on.file("ada", f"{ASKED} received {day}"), day


async def asked(on: Scene, ref: str, day: date, who: str = "ada") -> object:
    return await on.act(who, "identity", ref, {"question": HOW, "day": day.isoformat()})


async def proved(on: Scene, ref: str, day: date, who: str = "amir") -> object:
    return await on.act(who, "identity", ref, {"proof": PROOF, "day": day.isoformat()})


async def test_the_question_and_its_answer_are_noted_and_both_dates_shown(desk: Scene) -> None:
    (ref, day), now = await received(desk, 9), today(desk.bot.deps)
    form = await desk.typed("ada", f"identity {ref} {HOW}")
    assert isinstance(form, Form)
    assert (form.fields[0].name, form.fields[0].value) == ("question", HOW)
    hard = due(day, "DE")
    assert words.identity.asked(ref, hard) in said(await asked(desk, ref, day + 2 * DAY))
    plain, open_end = words.moments.day(hard), due(day, "DE", waited=now - day - 2 * DAY)
    assert await fact(desk, ref, words.card.DUE) == words.identity.both(plain, open_end, proved=False)
    form = await desk.typed("amir", f"identity {ref}")
    assert isinstance(form, Form)
    assert form.fields[0].name == "proof"
    assert words.identity.proved(ref, hard) in said(await proved(desk, ref, day + 5 * DAY))
    late = due(day, "DE", waited=3 * DAY)
    assert await fact(desk, ref, words.card.DUE) == words.identity.both(plain, late, proved=True)
    assert await fact(desk, ref, words.identity.FACT) == words.identity.days(day + 2 * DAY, day + 5 * DAY)


async def test_who_may_read_it_reads_how_and_by_whom_and_nobody_finds_it_in_clear(on: Scene) -> None:
    ref, day = await received(on, 5)
    await asked(on, ref, day + DAY)
    await proved(on, ref, day + 2 * DAY)
    shown = said(await on.typed("olga", f"show {ref}"))
    assert "Asked who they are, noted by Ada Admin" in shown
    assert "They showed who they are, noted by Amir Both" in shown
    assert HOW in shown
    assert PROOF in shown
    await on.settled()
    assert HOW not in on.read(APPROVALS)
    assert words.identity.days(day + DAY, day + 2 * DAY) in on.read(APPROVALS)
    for text in (HOW, PROOF):
        assert text not in str(on.rows("SELECT * FROM events")) + str(on.rows("SELECT * FROM requests"))


async def test_the_question_moves_nothing_that_binds(desk: Scene) -> None:
    """Not the board, not the warnings, not the days left, and not until when it may be extended."""
    ref, day = await received(desk, 40)
    await asked(desk, ref, day + DAY)
    assert ref in said(await desk.typed("ada", "requests overdue"))
    assert "days overdue" in said(await desk.typed("ada", f"show {ref}"))
    assert said(await desk.typed("ada", f"extend {ref} because")) == words.extend.passed(ref, due(day, "DE"))
    await swept(desk, timedelta(seconds=1))
    assert warned(desk, ref) == ["overdue"]


async def test_a_question_that_came_after_the_date_suspends_nothing(desk: Scene) -> None:
    ref, day = await received(desk, 50)
    await asked(desk, ref, today(desk.bot.deps))
    assert await fact(desk, ref, words.card.DUE) == words.moments.day(due(day, "DE"))
    assert "not answered yet" in await fact(desk, ref, words.identity.FACT)


async def test_with_an_extension_all_dates_are_shown(desk: Scene) -> None:
    (ref, day), now = await received(desk, 9), today(desk.bot.deps)
    await asked(desk, ref, day + DAY)
    await proved(desk, ref, day + 3 * DAY)
    await desk.act("ada", "extend", ref, extended(desk))
    both = words.extend.both(due(day, "DE", 3), due(day, "DE"), now)
    suspended = due(day, "DE", 3, 2 * DAY)
    assert await fact(desk, ref, words.card.DUE) == words.identity.both(both, suspended, proved=True)


async def test_once_each_and_the_second_hears_when_it_was(desk: Scene) -> None:
    ref, day = await received(desk, 5)
    await asked(desk, ref, day)
    stale = await asked(desk, ref, day, "amir")  # their form was open already
    assert isinstance(stale, Form)
    assert stale.fields[0].error == words.identity.MEANWHILE
    await proved(desk, ref, day)
    already = words.identity.already(ref, day, day)
    assert said(await desk.typed("ada", f"identity {ref}")) == already
    again = await proved(desk, ref, day)
    assert isinstance(again, Form)
    assert again.fields[0].error == already
    assert len(desk.rows("SELECT 1 FROM events WHERE kind LIKE 'identity.%'")) == 2


async def test_an_answer_that_nobody_asked_for_is_not_noted(desk: Scene) -> None:
    ref, day = await received(desk, 5)
    assert not isinstance(await proved(desk, ref, day), Stays)
    assert (await desk.request(ref)).proved_on is None


@pytest.mark.parametrize(
    ("ahead", "error"), [(1, words.errors.FUTURE_DAY), (-6, words.errors.BEFORE_RECEIPT)]
)  # fmt: skip
async def test_the_day_lies_between_receipt_and_today(desk: Scene, ahead: int, error: str) -> None:
    ref, _ = await received(desk, 5)
    form = await asked(desk, ref, today(desk.bot.deps) + ahead * DAY)
    assert isinstance(form, Form)
    assert (form.fields[1].error, form.fields[0].value) == (error, HOW)


async def test_nobody_answers_before_they_were_asked(desk: Scene) -> None:
    ref, day = await received(desk, 5)
    await asked(desk, ref, day + 3 * DAY)
    form = await proved(desk, ref, day + DAY)
    assert isinstance(form, Form)
    assert form.fields[1].error == words.identity.BEFORE_QUESTION


async def test_where_nobody_waits_there_is_nothing_to_note(desk: Scene) -> None:
    plain = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ada", f"identity {plain}")) == words.identity.NOBODY
    ref, _ = await received(desk, 5)
    await desk.act("ben", "deny", ref, reason="no")
    await desk.act("ada", "settle", f"{ref}.answer", {"day": today(desk.bot.deps).isoformat()})
    assert said(await desk.typed("ada", f"identity {ref}")) == words.identity.over(ref)
    assert said(await desk.typed("ada", "identity")) == words.errors.which_request("identity")
    assert said(await desk.typed("ben", f"identity {ref}")) == words.rights.needs_role({Role.ADMIN}, "“identity”")


async def test_the_same_delivery_hears_the_same_and_is_noted_once(desk: Scene) -> None:
    ref, day = await received(desk, 5)
    form = {"question": HOW, "day": day.isoformat()}
    first, second = [await desk.act("ada", "identity", ref, form, delivery="d-1") for _ in range(2)]
    assert isinstance(first, Card)
    assert said(first) == said(second)
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'identity.asked'")) == 1


async def test_a_correction_takes_on_extension_and_question_with_their_words(desk: Scene) -> None:
    (old, day), now = await received(desk, 9), today(desk.bot.deps)
    await asked(desk, old, day + DAY)
    await proved(desk, old, day + 2 * DAY)
    await desk.act("ada", "extend", old, extended(desk))
    answer = said(await correct(desk, "amir", old, ANNA, day))
    [new] = [row.id for row in desk.rows("SELECT id FROM requests WHERE replaces IS NOT NULL")]
    assert words.extend.carried(old, due(day, "DE", 3)) in answer
    request = await desk.request(new)
    assert (request.extended_on, request.questioned_on, request.proved_on) == (now, day + DAY, day + 2 * DAY)
    shown = said(await desk.typed("olga", f"show {new}"))
    assert "Extended by Ada Admin" in shown
    assert "They showed who they are, noted by Amir Both" in shown
    assert HOW in shown
    assert said(await desk.typed("ada", f"extend {new} x")) == words.extend.already(new, due(day, "DE", 3), now)


async def correct(on: Scene, who: str, old: str, whom: str, day: date) -> Card:
    values = {"sources": (await on.source_id("CRM Web"),), "for": whom, "received": day.isoformat()}
    answer = await on.act(who, "refresh", f"correct:{old}", values)
    assert isinstance(answer, Card)
    return answer


async def test_somebody_elses_request_takes_on_nothing(desk: Scene) -> None:
    old, day = await received(desk, 9)
    await asked(desk, old, day + DAY)
    await desk.act("ada", "extend", old, extended(desk))
    assert "was extended" not in said(await correct(desk, "ada", old, "zoe@contoso.com", day))
    both = said(await correct(desk, "ada", old, f"{ANNA} zoe@contoso.com", day))
    assert words.extend.not_for_others(old, due(day, "DE")) in both
    for row in desk.rows("SELECT extended_on, questioned_on FROM requests WHERE replaces IS NOT NULL"):
        assert tuple(row) == (None, None)


async def test_an_extension_does_not_outlive_a_receipt_that_turns_out_earlier(desk: Scene) -> None:
    old, day = await received(desk, 9)
    await desk.act("ada", "extend", old, extended(desk))
    earlier = day - 40 * DAY
    answer = said(await correct(desk, "ada", old, ANNA, earlier))
    assert words.extend.not_carried(old, due(earlier, "DE")) in answer
    [new] = [row.id for row in desk.rows("SELECT id FROM requests WHERE replaces IS NOT NULL")]
    assert (await desk.request(new)).extended_on is None
    assert (await desk.request(old)).state is State.CANCELLED


async def test_the_texts_of_an_extension_are_shown_again_and_nothing_is_left_once_the_key_is_gone(
    opened_anywhere: Open,
) -> None:
    async with opened_anywhere(works=False) as desk:
        ref, _ = await received(desk, 3)
        await desk.act("ada", "extend", ref, extended(desk))
        shown = said(await desk.typed("olga", f"show {ref}"))
        assert "Extended by Ada Admin" in shown
        assert "It takes longer: many systems hold the data." in shown
        desk.rows("UPDATE subjects SET wrapped_key = NULL")
    async with opened_anywhere(works=False) as desk:
        assert "many systems" not in said(await desk.typed("olga", f"show {ref}"))
