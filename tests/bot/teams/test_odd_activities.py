"""Whatever Teams may bring, or somebody in its name: the answer is never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.teams.conversations import Conversation, InMemory
from domain.card import Button, Card, say
from domain.chat import Clicked
from domain.words.en import teams as words
from tests.bot.teams.conftest import Office, SmallDesk, an_office
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.world import ADA, APPROVALS, BOT, TENANT, Message
from tests.logged import Logged

Json = dict[str, Any]

TYPES = [
    *("contactRelationUpdate", "conversationUpdate", "typing", "endOfConversation", "event", "deleteUserData"),
    *("messageUpdate", "messageDelete", "messageReaction", "installationUpdate", "suggestion", "trace", "handoff"),
    *("command", "commandResult", "invokeResponse", "delay", "nonsense"),
]
INVOKES = [
    *("task/fetch", "task/submit", "composeExtension/query", "signin/verifyState"),
    *("config/fetch", "application/query", "actionableMessage/executeAction", "nonsense"),
]
EXECUTE: Json = {"type": "invoke", "name": "adaptiveCard/action"}
# What is odd → how it differs from a message that Ada types in her own chat.
ODD: Mapping[str, Json] = {
    "no id": {"id": None},
    "a number for an id": {"id": 7},
    "no sender": {"from": None},
    "a sender without an id": {"from": {}},
    "a sender nobody knows": {"from": {"id": "29:x"}},
    "a sender who is a bot": {"from": {"id": "28:other-bot", "role": "bot"}},
    "the bot itself": {"from": {"id": BOT}},
    "a sender of the wrong type": {"from": "ada"},
    "no recipient": {"recipient": None},
    "no conversation": {"conversation": None},
    "a conversation without an id": {"conversation": {"conversationType": "personal"}},
    "a conversation of no kind": {"conversation": {"id": "x"}},
    "a conversation of an unknown kind": {"conversation": {"id": "x", "conversationType": "stage", "tenantId": TENANT}},
    "a conversation of the wrong type": {"conversation": []},
    "channel data of the wrong type": {"channelData": "x"},
    "a tenant of the wrong type": {"channelData": {"tenant": ["x"]}},
    "no text": {"text": None},
    "an object for a text": {"text": {"a": 1}},
    "a long text": {"text": "refresh " + "all " * 100_000},
    "signs that are not seen": {"text": "\u202e\u0000\ud800"},
    "entities of the wrong type": {"entities": {"type": "mention"}},
    "an entity of nothing": {"entities": [{}]},
    "a mention of nobody": {"entities": [{"type": "mention"}]},
    "a mention of the wrong type": {"entities": [{"type": "mention", "mentioned": "x", "text": 5}]},
    "attachments of the wrong type": {"attachments": "x"},
    "only a picture": {"text": None, "attachments": [{"contentType": "image/png", "contentUrl": "https://x.example"}]},
    "a time that is none": {"timestamp": "yesterday"},
    "a value of nothing": {"value": {}},
    "a value that is a list": {"value": [1, 2]},
    "a value that is a text": {"value": "approve"},
    "a value of another card": {"value": {"verb": 5, "ref": []}},
    "answers that were never asked for": {"value": {"verb": "refresh", "ref": "", "form": {}, "line.x": {"a": 1}}},
    "replies that are expected": {"deliveryMode": "expectReplies"},
    "an invoke without a name": {"type": "invoke"},
    "a click without a value": EXECUTE,
    "a click of nothing": {**EXECUTE, "value": {}},
    "a click without an action": {**EXECUTE, "value": {"action": None}},
    "a click on an action of the wrong type": {**EXECUTE, "value": {"action": "approve"}},
    "a click without data": {**EXECUTE, "value": {"action": {"type": "Action.Execute", "verb": "approve"}}},
    "a click by nobody": {**EXECUTE, "from": None, "value": {"action": {"data": {"verb": "approve", "ref": "1"}}}},
    "a click with a huge id": {**EXECUTE, "value": {"action": {"data": {"verb": "approve", "ref": "x" * 100_000}}}},
    "somebody who left is nobody": {"type": "conversationUpdate", "membersRemoved": [{}]},
    "members of the wrong type": {"type": "conversationUpdate", "membersRemoved": "x"},
}


def typed(office: Office, **change: Any) -> Json:
    return {**activities.text(office.sender.service_url, ADA, "help"), **change}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
async def test_an_odd_activity_is_answered_plainly(office: Office, change: Json) -> None:
    assert (await office.sender.send(typed(office, **change))).status in {200, 400, 401}
    assert (await office.sender.send(typed(office))).status == 200


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("where", [ADA.chat, APPROVALS])
async def test_an_activity_of_any_other_type_passes_without_effect(office: Office, kind: str, where: str) -> None:
    activity = activities.activity(kind, office.sender.service_url, ADA, where)
    assert (await office.sender.send(activity)).status == 200
    assert not office.desk.heard


@pytest.mark.parametrize("name", INVOKES)
async def test_an_invoke_that_is_not_offered_is_answered_as_the_protocol_says(office: Office, name: str) -> None:
    activity = activities.activity(
        "invoke", office.sender.service_url, ADA, name=name, value={"data": {"verb": "approve"}}
    )
    assert (await office.sender.send(activity)).status == 501
    assert not office.desk.heard


async def test_every_field_may_be_null(office: Office) -> None:
    whole = activities.execute(
        office.sender.service_url,
        ADA,
        {"title": "Yes", "verb": "approve", "data": {"verb": "approve", "ref": "1"}},
        Message(ADA.chat, "1", {}),
    )
    for kind in ("message", "invoke", "conversationUpdate", "installationUpdate"):
        for name in whole:
            if name not in {"type", "channelData"}:
                answered = await office.sender.send({**whole, "type": kind, name: None})
                assert answered.status in {200, 400, 401, 501}, (kind, name)
    assert (await office.sender.send(dict.fromkeys(whole))).status == 400


WRONG: list[Any] = [
    5,
    -1.5,
    True,
    "",
    "x",
    [],
    ["x"],
    [None],
    [[[]]],
    {},
    {"id": []},
    {"id": {"id": 1}},
    "\ud800",
    "\0",
]


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate"])
async def test_no_field_of_any_type_is_a_fault_of_ours(office: Office, kind: str) -> None:
    """On every level of what a person's click looks like."""
    whole = activities.execute(
        office.sender.service_url,
        ADA,
        {"title": "Yes", "verb": "approve", "data": {"verb": "approve", "ref": "1", "form": "f", "fields": ["line.a"]}},
        Message(APPROVALS, "1", {}),
    )
    whole |= {"type": kind, "text": "help", "entities": activities.text("", ADA, "", APPROVALS)["entities"]}
    whole |= {"membersAdded": [{"id": BOT}], "membersRemoved": [{"id": ADA.mri}], "action": "add"}
    for path in paths(whole):
        for wrong in WRONG:
            answered = await office.sender.send(changed(whole, path, wrong))
            known = answered.status < 500 or (path == ("name",) and answered.status == 501)
            assert known, (path, wrong, answered.status)


def paths(part: Any) -> Iterator[tuple[str | int, ...]]:
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in inside:
        yield (name,)
        yield from ((name, *deeper) for deeper in paths(value))


def changed(part: Any, path: tuple[str | int, ...], value: Any) -> Any:
    whole = part.copy()
    whole[path[0]] = changed(part[path[0]], path[1:], value) if path[1:] else value
    return whole


@pytest.mark.parametrize("when", ["yesterday", "", 5, None, "2026-02-30T25:61:00Z", "0000-00-00", {}, ["x"]])
@pytest.mark.parametrize("name", ["timestamp", "localTimestamp", "expiration", "localTimezone"])
async def test_no_odd_time_loses_a_command(office: Office, name: str, when: object) -> None:
    assert (await office.sender.send(typed(office, **{name: when}))).status == 200
    assert len(office.desk.heard) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"attachments": [{"content": 5}], "suggestedActions": [], "locale": 7, "callerId": {}, "textHighlights": "x"},
        {"channelData": {}},
        {"channelData": None},
        {"channelData": {"tenant": "x"}},
        {"channelData": {}, "conversation": {"id": ADA.chat, "conversationType": "personal", "tenantID": TENANT}},
    ],
)
async def test_nothing_odd_beside_it_loses_a_command(office: Office, change: Json) -> None:
    """The tenant may stand in the conversation alone, under either name."""
    assert (await office.sender.send(typed(office, **change))).status == 200
    (heard,) = office.desk.heard
    assert heard.account.tenant == TENANT


async def test_a_button_may_carry_its_data_as_json_text(office: Office) -> None:
    data = {"verb": "approve", "ref": "DSR-1"}
    action = {"type": "Action.Execute", "data": data}
    values: list[Any] = [
        {"action": {**action, "data": json.dumps(data)}},
        {"action": json.dumps(action)},
        json.dumps({"action": action}),
        json.dumps({"action": json.dumps({**action, "data": json.dumps(data)})}),
    ]
    for value in values:
        assert (await office.sender.send(typed(office, **EXECUTE, id=None, value=value))).said == "heard Clicked"
    assert (await office.sender.send(typed(office, text=None, value=json.dumps(data)))).status == 200
    assert [(one.verb, one.ref) for one in office.desk.heard if isinstance(one, Clicked)] == [("approve", "DSR-1")] * 5


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "5", "null", '"approve"', "[" * 50_000, '{"a":' * 900 + "1" + "}" * 900]
)
async def test_a_text_that_is_no_data_is_no_act(office: Office, text: str) -> None:
    for value in (text, {"action": text}, {"action": {"data": text}}):
        answered = await office.sender.send(typed(office, **EXECUTE, id=None, value=value))
        assert (answered.status, answered.said) == (200, words.NOT_MINE)
    assert not office.desk.heard


async def test_a_fault_of_the_desk_is_a_kind_sentence(office: Office, logged: Logged) -> None:
    office.desk.answers += [RuntimeError("of anna@contoso.com"), RuntimeError("again"), say("fine")]
    await office.sender.types(ADA, "help")
    assert "Something went wrong on my side" in (await office.said(ADA.chat)).text
    click = {**EXECUTE, "value": {"action": {"data": {"verb": "approve", "ref": "1"}}}}
    answered = await office.sender.send(typed(office, **click))
    assert (answered.status, answered.said.partition(".")[0]) == (200, "Something went wrong on my side")
    assert (await office.sender.send(typed(office, **click))).said == "fine"
    assert "an act failed" in logged


async def test_an_answer_that_cannot_be_drawn_is_a_kind_sentence_too(office: Office) -> None:
    office.desk.answers.append(Card(buttons=(Button("show", "x" * 1_000, "Show"),)))
    await office.sender.types(ADA, "help")
    assert "Something went wrong on my side" in (await office.said(ADA.chat)).text


async def test_memory_that_fails_keeps_nobody_from_acting(teams: FakeTeams, desk: SmallDesk, logged: Logged) -> None:
    async with an_office(teams, desk, met=Forgetful()) as office:
        click = {**EXECUTE, "value": {"action": {"data": {"verb": "approve", "ref": "1"}}}}
        assert (await office.sender.send(typed(office, **click))).said == "heard Clicked"
    assert "a conversation could not be remembered" in logged


class Forgetful(InMemory):
    async def get(self, conversation_id: str) -> Conversation | None:
        raise OSError
