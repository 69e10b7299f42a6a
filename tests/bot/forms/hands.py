"""A form filled in at each door, and what came of it: the errors by field, and what stands in the fields now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
from urllib.parse import unquote

from bot.slack.modal import view
from bot.teams.message import CONTENT_TYPE, drawn
from domain.card import Form, Input
from tests.bot.playground.visitor import Visitor
from tests.fakes.slack.sender import Sender as SlackSender
from tests.fakes.teams.activities import execute
from tests.fakes.teams.sender import Sender as TeamsSender
from tests.fakes.teams.sender import buttons
from tests.fakes.teams.world import Message
from tests.matrix.company import SLACK, TEAMS, Company

_numbers = count(1)
WARNS = "⚠️ "


@dataclass
class Came:
    """`open`: the form stands there still. `errors` by field; `said` of the whole form. `values`: None where the client
    keeps them by itself."""

    open: bool
    errors: dict[str, str] = field(default_factory=dict)
    said: str = ""
    values: dict[str, str] | None = None


class Hand(Protocol):
    async def fills_in(self, who: str, form: Form, values: Mapping[str, str]) -> Came: ...


def several(form: Form, name: str) -> bool:
    return next(one.input for one in form.fields if one.name == name) is Input.SOME_OF


class Slack:
    def __init__(self, company: Company) -> None:
        self._sender = SlackSender(company.url, company.slack.url, company.session)

    async def fills_in(self, who: str, form: Form, values: Mapping[str, str]) -> Came:
        user = SLACK[who].id
        given = {name: value.split() if several(form, name) else value for name, value in values.items()}
        answered = await self._sender.fills_in(view(form, f"D{user[1:]}"), given, user=user)
        assert answered.status == 200, answered
        errors = answered.body.get("errors") or {}
        return Came(answered.body["response_action"] == "errors", errors)


class Teams:
    def __init__(self, company: Company) -> None:
        self._world, self._service = company.teams.world, company.teams.service_url
        self._sender = TeamsSender(company.url, self._service, company.teams.issuer, company.session)

    async def fills_in(self, who: str, form: Form, values: Mapping[str, str]) -> Came:
        user, number = TEAMS[who], f"18{next(_numbers):011}"
        card = drawn(form, number[-16:]).element
        shown = {"attachments": [{"contentType": CONTENT_TYPE, "content": card}]}
        message = Message(user.chat, number, shown)
        self._world.messages.append(message)
        given = {f"{one.input}.{one.name}": values[one.name] for one in form.fields if values.get(one.name)}
        action = buttons(card)[form.submit]
        answered = await self._sender.send(execute(self._service, user, action, message, given))
        assert answered.status == 200, answered
        if answered.said:
            return Came(True, said=answered.said)
        return _drawn(answered.card)


def _drawn(card: Any) -> Came:
    """The form as it stands there again; the error stands before its input."""
    came, warned = Came(False, values={}), ""
    for element in card["body"]:
        if str(element.get("id", "")).partition(".")[0] in set(Input):
            kind, _, name = element["id"].partition(".")
            came.open, value = True, element.get("value", "")
            assert came.values is not None
            came.values[name] = unquote(value) if kind in {Input.ONE_OF, Input.SOME_OF} else value
            came.errors |= {name: warned} if warned else {}
            warned = ""
        elif element["type"] == "RichTextBlock" and element["inlines"][0]["text"].startswith(WARNS):
            warned = element["inlines"][0]["text"].removeprefix(WARNS)
    return came


class Playground:
    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def fills_in(self, who: str, form: Form, values: Mapping[str, str]) -> Came:
        given = {name: value.split() if several(form, name) else [value] for name, value in values.items()}
        async with asyncio.timeout(20):
            status, body = await self._visitor.fill(who, form.verb, form.ref, given)
        assert status == 200, body
        if body["stays"]:
            return Came(True, said=body["stays"])
        again = (body["form"] or {}).get("fields", ())
        errors = {one["name"]: one["error"] for one in again if one["error"]}
        return Came(bool(again), errors, values={one["name"]: one["value"] for one in again})
