"""What somebody types in a choice that looks it up is asked of the desk, and answered at once or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.form import form_card
from domain.card import Card, Choices, Field, Form, Input, Option, say
from domain.chat import Place, Sought, Submitted
from tests.bot.teams.conftest import Office, SmallDesk, an_office, channel, until
from tests.bot.teams.judge import faults, parts
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.world import ADA, APPROVALS, Message

KEPT = Option("karl@contoso.com", "Karl · karl@contoso.com")
JULIA = Option("julia,stern@contoso.com", "Julia *Stern* · julia,stern@contoso.com")
TYPE = "application/vnd.microsoft.search.searchResponse"


def form(*options: Option) -> Form:
    looked_up = Field("chosen", "Or by name", Input.SOME_OF, options, required=False, seeks=True)
    return Form("remove-user", "", "Remove users", "Ask", (Field("users", "Who"), looked_up))


async def opened(office: Office) -> Message:
    office.desk.answers = [form()]
    await office.sender.types(ADA, "remove-user")
    message = await office.said(ADA.chat)
    await until(lambda: "[Ask]" in message.text)  # perhaps it stood for a moment as "One moment…"
    office.desk.heard.clear()
    return message


async def typed(office: Office, message: Message, text: str = "Jul") -> list[dict[str, str]]:
    answered = await office.sender.seeks(ADA, text, message)
    assert (answered.status, answered.body["statusCode"], answered.body["type"]) == (200, 200, TYPE)
    results: list[dict[str, str]] = answered.body["value"]["results"]
    return results


@pytest.mark.parametrize("options", [(), (KEPT,)])
def test_a_choice_that_is_looked_up_names_its_form_and_shows_what_is_chosen_already(
    options: tuple[Option, ...],
) -> None:
    card = form_card(form(*options), "mark")
    assert faults(card) == []
    [choice] = [part for part in parts(card) if part["type"] == "Input.ChoiceSet"]
    assert choice["choices.data"] == {"type": "Data.Query", "dataset": "remove-user"}
    assert (choice["style"], choice["isMultiSelect"], len(choice["choices"])) == ("filtered", True, len(options))


async def test_what_is_typed_is_asked_of_the_desk_and_what_it_finds_is_offered(office: Office) -> None:
    message = await opened(office)
    office.desk.answers = [Choices(options=(JULIA,))]
    assert await typed(office, message) == [
        {"title": "Julia ∗Stern∗ · julia,stern@contoso.com", "value": "julia%2Cstern%40contoso.com"}
    ]
    [heard] = office.desk.heard
    assert isinstance(heard, Sought)
    assert (heard.account.id, heard.verb, heard.text) == (ADA.id, "remove-user", "Jul")
    assert heard.place == Place("teams", ADA.chat, private=True)


async def test_whoever_is_chosen_comes_with_the_form(office: Office) -> None:
    message = await opened(office)
    office.desk.answers = [Choices(options=(JULIA,))]
    [julia] = await typed(office, message)
    await office.sender.fills_in(ADA, "Ask", message, users="x", chosen=julia["value"])
    heard = office.desk.heard[-1]
    assert isinstance(heard, Submitted)
    assert heard.values == {"users": ("x",), "chosen": (JULIA.value,)}


@pytest.mark.parametrize("answer", [say("This takes the role admin."), Card(title="x"), RuntimeError("broken"), form()])
async def test_who_may_not_is_offered_nothing(office: Office, answer: Any) -> None:
    message = await opened(office)
    office.desk.answers = [answer]
    assert await typed(office, message) == []
    assert len(office.teams.world.shown(ADA.chat)) == 1


async def test_no_more_than_teams_shows_are_offered(office: Office) -> None:
    message = await opened(office)
    office.desk.answers = [Choices(options=tuple(Option(f"{n}@contoso.com", f"{n}") for n in range(150)))]
    assert len(await typed(office, message)) == 15


async def test_what_is_not_known_in_time_is_nothing(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        message = await opened(office)
        desk.open.clear()
        assert await typed(office, message) == []
        desk.open.set()


@pytest.mark.parametrize(
    "value",
    [
        None,
        "Jul",
        [],
        {},
        {"queryText": "Jul"},
        {"queryText": "Jul", "dataset": ""},
        {"queryText": ["Jul"], "dataset": 7},
        {"queryText": "Jul", "dataset": "x" * 201},
        {"queryText": "Jul", "dataset": {"verb": "remove-user"}},
    ],
)
async def test_a_search_that_names_no_form_of_ours_finds_nothing(office: Office, value: Any) -> None:
    message = await opened(office)
    [field] = [part for part in message.card["body"] if "choices.data" in part]
    odd = activities.search(office.teams.service_url, ADA, field, "Jul", message) | {"value": value}
    answered = await office.sender.send(odd)
    assert (answered.status, answered.body["value"]) == (200, {"results": []})
    assert not any(isinstance(heard, Sought) and heard.verb for heard in office.desk.heard)


async def test_what_is_typed_where_others_read_finds_nobody(office: Office) -> None:
    message = await opened(office)
    await office.conversations.put(channel(office.teams))
    [field] = [part for part in message.card["body"] if "choices.data" in part]
    there = Message(conversation=APPROVALS, id=message.id, activity=message.activity)
    answered = await office.sender.send(activities.search(office.teams.service_url, ADA, field, "Jul", there))
    assert answered.body["value"] == {"results": []}
    assert not office.desk.heard
