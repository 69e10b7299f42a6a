"""The same act at each door, as the platform would send it: signed, and on a message that the bot may not know."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from itertools import count
from typing import Any, Protocol

from bot.slack.blocks import message as slack_message
from bot.slack.modal import view
from bot.teams.message import CONTENT_TYPE, drawn
from domain.card import Answer, Button, Card, Field, Form
from domain.rights import Way
from tests.bot.playground.visitor import Visitor
from tests.fakes.slack.sender import Sender as SlackSender
from tests.fakes.slack.sender import buttons as slack_buttons
from tests.fakes.slack.world import Message as SlackMessage
from tests.fakes.teams.activities import execute
from tests.fakes.teams.sender import Sender as TeamsSender
from tests.fakes.teams.sender import buttons
from tests.fakes.teams.sender import filled as written
from tests.fakes.teams.world import APPROVALS, GROUP, texts
from tests.fakes.teams.world import Message as TeamsMessage
from tests.matrix.cells import VALUES, Cell
from tests.matrix.company import SLACK, TEAMS, Company
from tests.matrix.rows import CARD

PRESS, SEND = "Press", "Send"
SOON = 20.0  # seconds
PLACES = ("in their chat", "in the channel", "elsewhere", "on the card", "seen by them alone")
_numbers = count(1)


class Hand(Protocol):
    surface: str

    async def does(self, cell: Cell, place: str) -> str:
        """Everything that came of it, as text: the answer, and whatever else was said or drawn meanwhile."""


def card(cell: Cell) -> Card:
    """A message that carries the button of this act."""
    return Card(text=("A message.",), buttons=(Button(cell.deed.verb, cell.deed.ref(cell.row), PRESS),))


def form(cell: Cell, source: str) -> tuple[Form, Mapping[str, str]]:
    """The form of this act, and what is filled in."""
    values = {name: value.format(source=source) for name, value in VALUES[cell.deed.verb].items()}
    fields = tuple(Field(name, name, required=False) for name in values)
    return Form(cell.deed.verb, cell.deed.ref(cell.row), "A form", SEND, fields), values


async def until(found: Callable[[], Any]) -> Any:
    async with asyncio.timeout(SOON):
        while not (now := found()):  # noqa: ASYNC110 - it happens in a server of this very process
            await asyncio.sleep(0.001)
    return now


class Slack:
    surface = "slack"

    def __init__(self, company: Company) -> None:
        self._world, self._source = company.slack.world, company.source
        self._sender = SlackSender(company.url, company.slack.url, company.session)

    async def does(self, cell: Cell, place: str) -> str:
        before = self._seen()
        answered = await self._act(cell, place)
        said = json.dumps(answered.body or "", ensure_ascii=False)
        if not answered.body or answered.body.get("response_action") == "clear":
            await until(lambda: self._seen() != before)
        return said + json.dumps(self._since(before), ensure_ascii=False)

    async def _act(self, cell: Cell, place: str) -> Any:
        user = SLACK[cell.who].id
        match cell.deed.way:
            case Way.COMMAND:
                channel = "C0GENERAL" if place == "elsewhere" else f"D{user[1:]}"
                return await self._sender.types(cell.deed.text(cell.row), user=user, channel=channel)
            case Way.BUTTON:
                message = self._message(cell, place)
                drawing = asdict(message) if message else slack_message(card(cell))
                return await self._sender.presses(slack_buttons(drawing)[PRESS], message, user=user)
        filled, values = form(cell, self._source)
        return await self._sender.fills_in(view(filled, f"D{user[1:]}"), values, user=user)

    def _message(self, cell: Cell, place: str) -> SlackMessage | None:
        """It stands there, so that the bot could draw it anew."""
        if place == "seen by them alone":
            return None
        channel = {"in their chat": f"D{SLACK[cell.who].id[1:]}", "elsewhere": "C0GENERAL"}.get(place, "C0APPROVE")
        known = place == "on the card" and cell.row
        stamp = CARD.format(int(cell.row.id[5:])) if known and cell.row else f"1799999999.{next(_numbers):06}"
        made = SlackMessage(channel, stamp, "A message.", slack_message(card(cell))["blocks"])
        self._world.messages[channel, stamp] = made
        return made

    def _seen(self) -> tuple[int, int]:
        return len(self._world.ephemeral), len(self._world.made("views.open", "chat.postMessage", "chat.update"))

    def _since(self, before: tuple[int, int]) -> list[Any]:
        calls = self._world.made("views.open", "chat.postMessage", "chat.update")[before[1] :]
        return [*self._world.ephemeral[before[0] :], *(call.arguments for call in calls)]


class Teams:
    surface = "teams"

    def __init__(self, company: Company) -> None:
        self._world, self._source, self._service = company.teams.world, company.source, company.teams.service_url
        self._sender = TeamsSender(company.url, self._service, company.teams.issuer, company.session)

    async def does(self, cell: Cell, place: str) -> str:
        who, before = TEAMS[cell.who], len(self._world.calls)
        match cell.deed.way:
            case Way.COMMAND:
                await self._sender.types(who, cell.deed.text(cell.row))
                await until(lambda: self._said(before))
                return self._said(before)
            case Way.BUTTON:
                answered = await self._sender.presses(who, PRESS, self._message(who.chat, card(cell), place))
            case _:
                filled, values = form(cell, self._source)
                made = self._message(who.chat, filled, "in their chat")
                action, inputs = buttons(made.card)[SEND], written(made.card, values)
                answered = await self._sender.send(execute(self._service, who, action, made, inputs))
                if not answered.said:
                    await until(lambda: self._said(before))  # it takes the place of the form
        assert answered.status == 200, answered
        return "\n".join([answered.said or "\n".join(texts(answered.card)), self._said(before)])

    def _message(self, chat: str, answer: Answer, place: str) -> TeamsMessage:
        number = f"19{next(_numbers):011}"
        where = {"in their chat": chat, "elsewhere": GROUP}.get(place, APPROVALS)
        content = drawn(answer, number[-16:]).element
        activity = {"attachments": [{"contentType": CONTENT_TYPE, "content": content}]}
        only_for = chat if place == "seen by them alone" else ""
        made = TeamsMessage(where, number, activity, only_for=only_for)
        self._world.messages.append(made)
        return made

    def _said(self, before: int) -> str:
        """What was sent or drawn anew since."""
        calls = [call for call in self._world.calls[before:] if call.call in {"send", "update"}]
        return "\n".join(
            text
            for call in calls
            for text in texts(call.body.get("text") or call.body["attachments"][0]["content"])
        )  # fmt: skip


class Playground:
    surface = "playground"

    def __init__(self, company: Company, visitor: Visitor) -> None:
        self._visitor, self._source = visitor, company.source

    async def does(self, cell: Cell, place: str) -> str:
        chat = f"dm:{cell.who}"
        self._visitor.shown.clear()
        status, body = await self._act(cell, "" if place == "in their chat" else "privacy-approvals")
        assert status == 200, body
        if body["form"] or body["stays"]:
            return json.dumps(body, ensure_ascii=False)
        more = 2 if cell.deed.way is Way.COMMAND else 1  # what was typed stands there too
        while len(self._visitor.in_place(chat)) < more:
            await self._visitor.event()
        return json.dumps(self._visitor.in_place(chat)[-1], ensure_ascii=False)

    def _act(self, cell: Cell, place: str) -> Awaitable[tuple[int, Any]]:
        deed, ref = cell.deed, cell.deed.ref(cell.row)
        match deed.way:
            case Way.COMMAND:
                return self._visitor.type(cell.who, deed.text(cell.row), place)
            case Way.BUTTON:
                return self._visitor.press(cell.who, deed.verb, ref, place, address=f"1799999999.{next(_numbers):06}")
        values = {name: [value.format(source=self._source)] for name, value in VALUES[deed.verb].items()}
        return self._visitor.fill(cell.who, deed.verb, ref, values)
