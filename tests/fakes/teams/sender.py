"""The hand that sends what Teams would send, signed as Bot Service signs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.fakes.teams import activities
from tests.fakes.teams.issuer import Issuer
from tests.fakes.teams.world import Message, User

Json = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What the bot answered to a delivery. `body` is None when there was none."""

    status: int
    text: str
    body: Any

    @property
    def said(self) -> str:
        """The sentence that an invoke was answered with."""
        return str(self.body["value"]) if self.body["type"].endswith("activity.message") else ""

    @property
    def card(self) -> Json:
        value: Json = self.body["value"]
        return value


@dataclass(frozen=True)
class Sender:
    """`bot_url` is the bot's address; `service_url` the connector's, where it answers."""

    bot_url: str
    service_url: str
    issuer: Issuer
    session: aiohttp.ClientSession

    async def types(self, who: User, said: str, where: str = "", **more: Any) -> Answered:
        return await self.send(activities.text(self.service_url, who, said, where, **more))

    async def presses(self, who: User, button: str, message: Message) -> Answered:
        return await self.send(activities.execute(self.service_url, who, buttons(message.card)[button], message))

    async def fills_in(self, who: User, button: str, message: Message, **inputs: str) -> Answered:
        """Inputs by the name of their field; several choices joined by commas."""
        action = buttons(message.card)[button]
        return await self.send(activities.execute(self.service_url, who, action, message, filled(message.card, inputs)))

    async def submits(self, who: User, button: str, message: Message, **inputs: str) -> Answered:
        """As an older client does it."""
        action = buttons(message.card)[button]
        return await self.send(activities.submit(self.service_url, who, action, message, filled(message.card, inputs)))

    async def consents(self, who: User, message: Message, upload: Json | None) -> Answered:
        """`upload`: the place that `FakeTeams.room_for` made; None: they decline."""
        return await self.send(activities.consent(self.service_url, who, message, upload))

    async def seeks(self, who: User, said: str, message: Message) -> Answered:
        """In the one field of a form that looks up what is typed."""
        [field] = [part for part in message.card["body"] if "choices.data" in part]
        return await self.send(activities.search(self.service_url, who, field, said, message))

    async def send(self, activity: Mapping[str, Any], **forgery: Any) -> Answered:
        """Sending the same activity again is a repeated delivery. `forgery`: claims other than usual."""
        token = self.issuer.token(str(activity.get("serviceUrl")), **forgery)
        return await self.post(json.dumps(activity), {"Authorization": f"Bearer {token}"})

    async def post(self, body: str | bytes, headers: Mapping[str, str]) -> Answered:
        headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        data = BytesIO(body.encode() if isinstance(body, str) else body)
        async with self.session.post(f"{self.bot_url}/api/messages", data=data, headers=headers) as answer:
            text = await answer.text()
            return Answered(answer.status, text, await answer.json() if text.startswith("{") else None)


def buttons(card: Json) -> dict[str, Json]:
    """The buttons that do something, by what they say, also those that unfold first."""
    return {action["title"]: action for action in _actions(card) if action["type"] == "Action.Execute"}


def _actions(part: Any) -> Iterator[Json]:
    match part:
        case {"type": "Action.Execute" | "Action.ShowCard"}:
            yield part
            yield from _actions(part.get("card"))
        case dict():
            for value in part.values():
                yield from _actions(value)
        case list():
            for one in part:
                yield from _actions(one)


def filled(card: Json, inputs: Mapping[str, str]) -> Json:
    """What the client adds to the data: every input by its id, with what stands in it; not those that are empty."""
    there = [one for one in card["body"] if one["type"].startswith("Input.")]
    said = {one["id"]: inputs.get(one["id"].partition(".")[2], one.get("value", "")) for one in there}
    return {name: value for name, value in said.items() if value}
