"""What a person is shown, drawn once, and the activity that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.teams.adaptive import adaptive, bare, summary
from bot.teams.conversations import Conversation
from bot.teams.form import form_card, heard
from bot.teams.limits import Element
from domain.card import Answer, Form

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"

Json = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """`summary` is what a notification shows; `bare` is for when Teams refuses the whole. `ref`: the request that it
    shows."""

    element: Element
    summary: str
    bare: Element
    ref: str = ""


def drawn(answer: Answer, mark: str = "") -> Drawing:
    """`mark` tells a form from every other one; see `form_card`."""
    if isinstance(answer, Form):
        element = form_card(answer, mark)
        return Drawing(element, summary(heard(answer)), element)
    return Drawing(adaptive(answer), summary(answer), bare(answer), answer.ref)


def message(where: Conversation, element: Element, said: str) -> Json:
    """`said` is for the notification. Teams wants to know the tenant and the person of what is said unasked."""
    return {**_addressed(where), "summary": said, "attachments": [{"contentType": CONTENT_TYPE, "content": element}]}


def sentence(where: Conversation, text: str) -> Json:
    """One of our own sentences, for everybody in the conversation."""
    return {**_addressed(where), "text": text, "textFormat": "plain"}


def to_one(activity: Json, user_id: str) -> Json:
    """The same, for one person: learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages."""
    return {**activity, "recipient": {"id": user_id, "isTargeted": True}}


def _addressed(where: Conversation) -> Json:
    person = {"id": where.user_id or where.object_id, "aadObjectId": where.object_id}
    return {
        "type": "message",
        "from": {"id": where.bot_id},
        "conversation": {"id": where.id, "tenantId": where.tenant, "conversationType": where.kind},
        **({"recipient": person} if where.private else {}),
    }
