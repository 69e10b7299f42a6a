"""What is typed into the app's own messages is answered like a command. Slack opens a form only for who pressed
something, and soon, so there a form is offered with a button, as it is wherever Slack did not show it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from domain.card import Button, Card, Form, Style
from domain.chat import Account, Clicked
from domain.words.languages import spoken

OPEN = "open-form"
_MOST = 1_000


class Heard:
    """Slack delivers an event again when it did not hear from us in time."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def first(self, delivery: str) -> bool:
        if delivery in self._known:
            return False
        self._known[delivery] = None
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return True


@dataclass(frozen=True)
class Offer:
    """A form as it is to be opened, with all that stands in it."""

    view: Mapping[str, Any]
    lang: str


class Shelf(Protocol):
    """Where texts are kept for one account, under a name that means nothing elsewhere."""

    async def put(self, account: Account, text: str) -> str:
        """Its name."""

    async def get(self, account: Account, name: str) -> str | None:
        """None as well where it is somebody else's."""


class Forms:
    """The button holds nothing of the form: what was typed may name people."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def offered(self, account: Account, offer: Offer, *why: str) -> Card:
        """A button in the place of the form."""
        name = await self._shelf.put(account, json.dumps([offer.view, offer.lang]))
        return _offering(Button(OPEN, name, "", about=offer.view["title"]["text"]), offer.lang, *why)

    def to_open(self, form: Form) -> Card:
        """A button that opens a form in which nothing is filled in, whenever it is pressed."""
        return _offering(Button(form.opener, form.ref, "", about=form.title), form.lang)

    async def asked_for(self, act: Clicked) -> Offer | None:
        """As often as they like, but only for whom it was offered to."""
        kept = await self._shelf.get(act.account, act.ref)
        return Offer(*json.loads(kept)) if kept else None


def _offering(opens: Button, lang: str, *why: str) -> Card:
    words = spoken(lang)
    button = replace(opens, label=words.buttons.OPEN_FORM, style=Style.PRIMARY)
    return Card(text=why or (words.slack.TAKES_A_FORM,), buttons=(button,), lang=lang)
