"""What somebody types in a field that looks it up is asked of the desk, and answered at once or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack import modal
from domain.card import Card, Choices, Field, Form, Input, Option, say
from domain.chat import Account, Place, Sought, Submitted
from tests.bot.slack.conftest import Office, SmallDesk, an_office, both_ways, until
from tests.bot.slack.judges import judge_view
from tests.fakes.slack import FakeSlack, payloads

by = both_ways

FIELDS = (Field("users", "Who"), Field("chosen", "Or by name", Input.SOME_OF, required=False, seeks=True))
FORM = Form("remove-user", "", "Remove users", "Ask", FIELDS)
JULIA = Option("julia.stern@contoso.com", "Julia Stern · julia.stern@contoso.com")


async def opened(office: Office) -> dict[str, Any]:
    office.desk.answers = [FORM]
    await office.sender.types("remove-user", channel="C0FAIL")
    [view] = office.slack.world.views.values()
    office.desk.heard.clear()
    return view


async def typed(office: Office, view: dict[str, Any], text: str = "Jul") -> Any:
    answered = await office.sender.send(payloads.suggestion(view, "chosen", text))
    assert answered.status == 200
    return answered.body


def test_a_field_that_looks_up_what_is_typed_waits_for_three_letters() -> None:
    view = modal.view(FORM, "C0FAIL")
    judge_view(view)
    _, element = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert (element["type"], element["min_query_length"]) == ("multi_external_select", 3)


async def test_what_is_typed_is_asked_of_the_desk_and_what_it_finds_is_offered(office: Office) -> None:
    view = await opened(office)
    office.desk.answers = [Choices(options=(JULIA,))]
    answer = await typed(office, view)
    assert answer == {
        "options": [{"text": {"type": "plain_text", "text": JULIA.label, "emoji": False}, "value": JULIA.value}]
    }
    [heard] = office.desk.heard
    assert heard == Sought(
        account=Account("slack", "T0CONTOSO", "U0ADA"), place=Place("slack", "C0FAIL"), verb="remove-user", text="Jul"
    )


@pytest.mark.parametrize("answer", [say("This takes the role admin."), Card(title="x"), RuntimeError("broken"), FORM])
async def test_who_may_not_is_offered_nothing(office: Office, answer: Any) -> None:
    view = await opened(office)
    office.desk.answers = [answer]
    assert await typed(office, view) == {"options": []}
    assert not office.whispered


async def test_no_more_than_a_hundred_are_offered(office: Office) -> None:
    view = await opened(office)
    office.desk.answers = [Choices(options=tuple(Option(f"{n}@contoso.com", f"{n}") for n in range(150)))]
    assert len((await typed(office, view))["options"]) == 100


async def test_what_is_not_known_in_time_is_nothing(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk, patience=0.05) as office:
        desk.open.set()
        view = await opened(office)
        desk.open.clear()
        assert await typed(office, view) == {"options": []}
        desk.open.set()


async def test_a_suggestion_of_no_form_of_ours_is_answered(office: Office) -> None:
    view = await opened(office)
    odd = payloads.suggestion(view, "chosen", "Jul") | {"action_id": "theirs:1"}
    assert (await office.sender.send(odd)).status == 200
    office.desk.answers = []
    bare = {**payloads.suggestion(view, "chosen", "Jul"), "view": {}}
    assert (await office.sender.send(bare)).body == {"options": []}


async def test_whoever_is_chosen_comes_with_the_form(office: Office) -> None:
    view = await opened(office)
    await office.sender.fills_in(view, {"users": "x", "chosen": [JULIA.value]}, user="U0ADA")
    await until(lambda: office.desk.heard)
    [heard] = office.desk.heard
    assert isinstance(heard, Submitted)
    assert heard.values == {"users": ("x",), "chosen": (JULIA.value,)}
