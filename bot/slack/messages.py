"""What is typed into the app's own messages is answered like a command. Slack opens a form only for who pressed
something, so there a form is offered with a button; until it is pressed the form is kept here.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

from domain.card import Answer, Button, Card, Form, Style, say
from domain.chat import Account, Clicked
from domain.words.language.slack import SlackWords
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


class Forms:
    """The button holds a name that means nothing elsewhere: what was typed may name people."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Account, Form]] = OrderedDict()

    def offered(self, account: Account, answer: Answer) -> Card:
        """The answer, with a button in the place of a form."""
        if not isinstance(answer, Form):
            return answer
        name = secrets.token_urlsafe(12)
        self._kept[name] = account, answer
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        words = spoken(answer.lang)
        opens = Button(OPEN, name, words.buttons.OPEN_FORM, Style.PRIMARY, about=answer.title)
        return Card(text=(words.slack.TAKES_A_FORM,), buttons=(opens,), lang=answer.lang)

    def asked_for(self, act: Clicked, words: SlackWords) -> Answer:
        """As often as they like, but only for who typed the command."""
        account, form = self._kept.get(act.ref, (None, None))
        return form if form and account == act.account else say(words.FORM_FORGOTTEN)
