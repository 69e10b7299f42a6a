"""What a person is shown, drawn once, and the activity that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.teams.adaptive import adaptive, bare, summary
from bot.teams.conversations import Conversation
from bot.teams.form import form_card, heard
from bot.teams.limits import Element
from bot.teams.text import one_line
from domain.card import Answer, Form
from domain.file import File

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
FILE = "application/vnd.microsoft.teams.card.file"  # and what of it: .consent, .info

_ABOUT = 400  # bytes

Json = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """`summary` is what a notification shows; `bare` is for when Teams refuses the whole. `ref`: the request that it
    shows. `around`: what stands beside the element in the attachment, where it is not a card of ours."""

    element: Element
    summary: str
    bare: Element
    ref: str = ""
    around: Json = field(default_factory=dict)

    def attached(self, element: Element) -> Json:
        return {"contentType": CONTENT_TYPE, "content": element, **self.around}


def drawn(answer: Answer, mark: str = "") -> Drawing:
    """`mark` tells a form from every other one; see `form_card`."""
    if isinstance(answer, Form):
        element = form_card(answer, mark)
        return Drawing(element, summary(heard(answer)), element)
    return Drawing(adaptive(answer), summary(answer), bare(answer), answer.ref)


def offer(file: File) -> Drawing:
    """Teams asks its reader before it takes a file, and only in the personal chat:
    learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4."""
    carried = {"verb": file.verb, "ref": file.ref}
    asked = {
        "description": one_line(file.about, _ABOUT),
        "sizeInBytes": len(file.content),
        "acceptContext": carried,
        "declineContext": carried,
    }
    return Drawing(
        asked, one_line(file.about, _ABOUT), asked, around={"contentType": f"{FILE}.consent", "name": file.name}
    )


def there(name: str, info: Mapping[str, str]) -> Drawing:
    """A file that stands in somebody's OneDrive. `info`: what Teams said of it."""
    shown = {"uniqueId": info["uniqueId"], "fileType": info["fileType"]}
    around = {"contentType": f"{FILE}.info", "name": name, "contentUrl": info["contentUrl"]}
    return Drawing(shown, name, shown, around=around)


def message(where: Conversation, drawing: Drawing, element: Element | None = None) -> Json:
    """Teams wants to know the tenant and the person of what is said unasked. `element`: in the place of the whole."""
    attached = drawing.attached(drawing.element if element is None else element)
    return {**_addressed(where), "summary": drawing.summary, "attachments": [attached]}


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
