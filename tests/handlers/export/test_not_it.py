"""“That was not it”: what a mail was taken for can be taken back, and the ticket stands as it did before."""

from __future__ import annotations

import pytest

from domain.card import Card, Form
from domain.export.plan import Stage
from domain.mail.message import Meaning
from domain.request import State, StepState
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import (
    acts,
    answer,
    approved,
    asking,
    comes_to,
    confirmed,
    delivered,
    heard,
    letters,
    place_of,
    received,
    sent,
    stage,
    state,
    team,
    turn,
)
from tests.stage import Scene, said

ASK = "Hello Tess,\n\nplease confirm that you want this export.\n\nKind regards\nThe Customer Insights team\n"


async def not_it(on: Scene, ref: str, which: Stage, who: str = "tess") -> str:
    return said(await on.act(who, "not-it", await place_of(on, ref, which)))


async def shown(on: Scene, ref: str) -> Card:
    found = await on.act("tess", "show", ref)
    assert isinstance(found, Card)
    return found


async def asked(on: Scene) -> str:
    ref = await asking(on)
    await answer(on, ref, ASK)
    await turn(on, ref, Stage.CONFIRMATION)
    return ref


async def test_before_confirm_the_card_says_by_which_mail_it_was_asked_and_what_was_written(on: Scene) -> None:
    ref = await asked(on)
    card = await shown(on, ref)
    told = "\n".join(card.text)
    assert f"from d365ci@microsoft.com, under “RE: Export of personal data from Customer Insights [{ref}]”" in told
    assert "They wrote: “Hello Tess, please confirm that you want this export.”" in told
    assert {button.label for button in card.buttons} >= {"Confirm", words.mail.NOT_IT}


async def test_a_question_that_was_none_is_taken_back_and_another_one_counts(on: Scene) -> None:
    ref = await asked(on)
    assert await not_it(on, ref, Stage.QUESTION) == words.mail.NOT_IT_NOW
    await comes_to(on, ref, Stage.QUESTION)
    await state(on, ref, State.IN_PROGRESS)
    told = str(await shown(on, ref))
    assert "They wrote" not in told
    assert "d365ci@microsoft.com" not in told
    [event] = on.rows("SELECT actor_id, data FROM events WHERE kind = 'export.not_it'")
    assert event.actor_id
    assert "mail:question" in str(event.data)
    await answer(on, ref, ASK, "<another@microsoft.com>")
    await turn(on, ref, Stage.CONFIRMATION)
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 2)
    assert (await letters(on))[-1]["in_reply_to"] == "<another@microsoft.com>"


async def test_data_that_was_none_is_taken_back(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await delivered(on, ref)
    delivery = await stage(on, ref, Stage.DELIVERY)
    assert "from d365ci@microsoft.com, under “RE: Export" in str(await shown(on, ref))
    assert await not_it(on, ref, Stage.DELIVERY) == words.mail.NOT_IT_NOW
    await comes_to(on, ref, Stage.DELIVERY)
    await state(on, ref, State.IN_PROGRESS)
    assert (await stage(on, ref, Stage.DELIVERY)).sealed != delivery.sealed
    assert await acts(on, ref, Stage.ANSWER, day=on.today) == words.errors.NOT_OPEN


@pytest.mark.parametrize("behaviour", ["bounce"])
async def test_a_bounce_that_was_none_is_taken_back(on: Scene, behaviour: str) -> None:
    await team(on, behaviour)
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION, note="bounced")
    assert "from postmaster@contoso.com" in str(await shown(on, ref))
    assert await not_it(on, ref, Stage.QUESTION) == words.mail.NOT_IT_NOW
    await comes_to(on, ref, Stage.QUESTION)
    await state(on, ref, State.IN_PROGRESS)


async def test_what_a_person_said_can_be_taken_back_too(on: Scene) -> None:
    ref = await asking(on)
    await acts(on, ref, Stage.QUESTION, day=on.today)
    await turn(on, ref, Stage.CONFIRMATION)
    assert await not_it(on, ref, Stage.QUESTION) == words.mail.NOT_IT_NOW
    await comes_to(on, ref, Stage.QUESTION)


async def test_a_letter_that_the_mail_had_proved_is_in_doubt_again(on: Scene) -> None:
    ref = await asking(on)
    on.rows(f"UPDATE steps SET state = 'failed', note = 'doubtful' WHERE request_id = '{ref}' AND key = 'mail:request'")
    await answer(on, ref, ASK)
    await turn(on, ref, Stage.CONFIRMATION)
    assert (await stage(on, ref, Stage.REQUEST)).state is StepState.DONE
    await not_it(on, ref, Stage.QUESTION)
    letter = await stage(on, ref, Stage.REQUEST)
    assert (letter.state, letter.note) == (StepState.FAILED, "doubtful")


async def test_what_something_has_followed_is_not_taken_back(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await confirmed(on, ref)
    assert await not_it(on, ref, Stage.QUESTION) == words.errors.NOT_OPEN
    await turn(on, ref, Stage.ANSWER)
    await acts(on, ref, Stage.ANSWER, day=on.today)
    await state(on, ref, State.COMPLETED)
    assert await not_it(on, ref, Stage.DELIVERY) == words.errors.NOT_OPEN
    assert not on.rows("SELECT id FROM events WHERE kind = 'export.not_it'")


@pytest.mark.parametrize("who", ["ada", "ben", "olga", "nils"])
async def test_nobody_but_a_tenant_admin_takes_anything_back(on: Scene, who: str) -> None:
    ref = await asked(on)
    await not_it(on, ref, Stage.QUESTION, who)
    await comes_to(on, ref, Stage.CONFIRMATION)
    assert not on.rows("SELECT id FROM events WHERE kind = 'export.not_it'")


async def test_two_who_take_it_back_at_once_do_it_once(opened_anywhere: Open) -> None:
    async with opened_anywhere() as on:
        ref = await asked(on)
        place = await place_of(on, ref, Stage.QUESTION)
        answers = [said(await on.act("tess", "not-it", place)) for _ in range(2)]
        assert answers == [words.mail.NOT_IT_NOW, words.errors.NOT_OPEN]
        assert len(on.rows("SELECT id FROM events WHERE kind = 'export.not_it'")) == 1


async def test_a_mail_that_a_person_chose_is_the_one_that_the_card_rests_on(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, "<first@microsoft.com>", authentication_results=None)
    await answer(on, ref, ASK, "<second@microsoft.com>", authentication_results=None, subject=f"Once more [{ref}]")
    await heard(on, Meaning.UNCLEAR)
    await on.until("@tess", "Once more")
    cards = [card for (place, _), card in on.terminal.shown.items() if place == "@tess"]
    first = next(card for card in cards if "RE: Export" in str(card.facts) and card.title == words.mail.title(ref))
    came = next(button for button in first.buttons if button.verb == "mail-came")
    form = await on.act("tess", "mail-came", came.ref)
    assert isinstance(form, Form)
    assert "under “RE: Export" in form.text
    await on.act("tess", "ticket", came.ref, day=on.today)
    await turn(on, ref, Stage.CONFIRMATION)
    assert "under “RE: Export" in "\n".join((await shown(on, ref)).text)
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 2)
    assert (await letters(on))[-1]["in_reply_to"] == "<first@microsoft.com>"
