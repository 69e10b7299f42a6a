"""Microsoft's own renderer draws every card, reads no data as Markdown, and checks a form before it sends it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.teams.acts import used
from bot.teams.message import drawn
from domain.card import Answer, Card, Form
from domain.chat import Submitted
from domain.words import en as words
from tests.bot.teams.cards import NASTY, STATES
from tests.bot.teams.renderer import PICTURES, Easel, easel
from tests.bot.teams.test_acts import origin
from tests.bot.teams.test_adaptive import EXTREMES
from tests.programs import Ask

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def here(program: Ask) -> AsyncIterator[Easel]:
    async with easel(program) as one:
        yield one


@pytest.mark.parametrize("answer", STATES.values(), ids=STATES)
async def test_every_state_is_drawn_without_a_complaint(here: Easel, answer: Answer) -> None:
    picture = await here.draw(drawn(answer, "mark").element)
    assert picture.faults == []
    buttons = [answer.submit] if isinstance(answer, Form) else [button.label for button in answer.buttons]
    shown = answer.title if isinstance(answer, Form) or answer.title else answer.text[0]
    assert [said for said in (shown, *buttons) if said not in picture.text] == []


async def test_there_is_a_card_of_every_state() -> None:
    shown = {answer.status.partition(" · ")[0] for answer in STATES.values() if isinstance(answer, Card)}
    assert shown >= set(words.requests.STATES.values())


async def test_every_state_has_its_picture_in_the_documentation() -> None:
    assert {picture.stem for picture in PICTURES.glob("*.png")} == {*STATES, "pending-asking"}


@pytest.mark.parametrize("card", EXTREMES.values(), ids=EXTREMES)
async def test_an_extreme_card_is_drawn_without_a_complaint(here: Easel, card: Card) -> None:
    assert (await here.draw(drawn(card).element)).faults == []


async def test_nothing_of_what_people_wrote_is_read_as_markdown(here: Easel) -> None:
    picture = await here.draw(drawn(EXTREMES["nasty"]).element)
    assert picture.parsed == []
    assert picture.text.count("[click](https://evil.example)") == 6
    titled = await here.draw(drawn(Card(title="CRM Contacts", text=(NASTY,))).element)
    assert titled.parsed == ["CRM Contacts"]


async def test_a_button_that_asks_first_does_nothing_yet(here: Easel) -> None:
    await here.draw(drawn(STATES["pending-approver"]).element)
    await here.press("Approve")
    assert await here.done() == []
    assert "Erase anna@contoso.com from 3 sources?" in (await here.look()).text
    await here.press("Approve")
    assert await here.done() == [{"verb": "approve", "ref": "DSR-7K3QFA"}]


async def test_a_form_is_sent_once_what_must_be_filled_in_is(here: Easel) -> None:
    await here.draw(drawn(STATES["refresh-form"], "mark").element)
    await here.press("Ask for approval")
    assert await here.done() == []
    assert "Please choose." in (await here.look()).text
    await here.page.get_by_label("CRM Contacts").check()
    await here.page.get_by_label("Loyalty Members").check()
    await here.page.get_by_label("Your reference").fill("CASE-77")
    await here.press("Ask for approval")
    act = used(origin(), (await here.done())[0])
    assert isinstance(act, Submitted)
    assert act.values == {
        "sources": ("CRM Contacts", "Loyalty Members"),
        "for": (),
        "received": ("2026-11-02",),
        "deleted": (),
        "reference": ("CASE-77",),
    }
