"""What Teams sends when a person types, presses or fills in, as Bot Framework activities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.fakes.teams.world import BOT, GROUP, Message, User

Json = dict[str, Any]

_numbers = count(1)


def activity(kind: str, service_url: str, who: User, where: str = "", **more: Any) -> Json:
    """`where` is a conversation, with its thread if it has one; without it, the person's own chat."""
    return {
        "type": kind,
        "id": f"1{next(_numbers):012}",
        "timestamp": datetime.now(UTC).isoformat(),
        "localTimestamp": datetime.now(UTC).isoformat(),
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": who.mri, "name": who.name, "aadObjectId": who.id},
        "recipient": {"id": BOT, "name": "DSR"},
        "conversation": _conversation(where or who.chat, who.tenant),
        "channelData": {"tenant": {"id": who.tenant}},
        **more,
    }


def _conversation(where: str, tenant: str) -> Json:
    kind = "personal" if where.startswith("a:") else "groupChat" if where == GROUP else "channel"
    return {"id": where, "tenantId": tenant, "conversationType": kind, "isGroup": kind != "personal"}


def text(service_url: str, who: User, said: str, where: str = "", **more: Any) -> Json:
    """A message; in a channel or group it begins with a mention of the bot."""
    mention = {"type": "mention", "mentioned": {"id": BOT, "name": "DSR"}, "text": "<at>DSR</at>"}
    typed = f"<at>DSR</at> {said}" if where else said
    parts = {"text": typed, "textFormat": "plain", "entities": [mention] if where else []}
    return activity("message", service_url, who, where, **{**parts, **more})


def mentioning(service_url: str, who: User, said: str, other: User, where: str = "") -> Json:
    """`said` holds `{}` where the other person is mentioned."""
    tag = f"<at>{other.name}</at>"
    made = text(service_url, who, said.format(tag), where)
    entity = {"type": "mention", "mentioned": {"id": other.mri, "name": other.name}, "text": tag}
    return {**made, "entities": [*made["entities"], entity]}


def execute(
    service_url: str, who: User, action: Mapping[str, Any], message: Message, inputs: Json | None = None
) -> Json:
    """A pressed button, or with inputs a filled-in form, from a client that knows Action.Execute."""
    value = {
        "action": {
            "type": "Action.Execute",
            "title": action["title"],
            "verb": action["verb"],
            "data": {**action["data"], **(inputs or {})},
        },
        "trigger": "manual",
    }
    return _on(
        activity("invoke", service_url, who, message.conversation, name="adaptiveCard/action", value=value), message
    )


def submit(
    service_url: str, who: User, action: Mapping[str, Any], message: Message, inputs: Json | None = None
) -> Json:
    """The same from an older client: a message with a value and no text."""
    value = {**action["fallback"]["data"], **(inputs or {})}
    return _on(activity("message", service_url, who, message.conversation, value=value), message)


def search(service_url: str, who: User, field: Mapping[str, Any], said: str, message: Message) -> Json:
    """What somebody has typed so far in a choice whose options are looked up.

    The shape: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search."""
    asked = {"queryText": said, "queryOptions": {"skip": 0, "top": 15}, "dataset": field["choices.data"]["dataset"]}
    return _on(
        activity("invoke", service_url, who, message.conversation, name="application/search", value=asked), message
    )


def consent(service_url: str, who: User, message: Message, upload: Json | None) -> Json:
    """What somebody says to the file that a message offers; without a place for the upload, that they decline it.

    The shape: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4."""
    card = message.card
    said = {"action": "accept", "context": card["acceptContext"], "uploadInfo": upload} if upload else {
        "action": "decline", "context": card["declineContext"]}  # fmt: skip
    value = {"type": "fileUpload", **said}
    return _on(
        activity("invoke", service_url, who, message.conversation, name="fileConsent/invoke", value=value), message
    )


def _on(made: Json, message: Message) -> Json:
    """A channel's thread has the number of its first message; what one person sees comes back so."""
    thread = {"id": f"{message.conversation};messageid={message.id}"} if "tacv2" in message.conversation else {}
    recipient = {**made["recipient"], "isTargeted": True} if message.only_for else made["recipient"]
    conversation = {**made["conversation"], **thread}
    return {**made, "replyToId": message.id, "recipient": recipient, "conversation": conversation}


def installed(service_url: str, who: User, where: str = "", *, action: str = "add") -> Json:
    return activity("installationUpdate", service_url, who, where, action=action)


def joined(service_url: str, who: User, where: str = "") -> Json:
    return activity("conversationUpdate", service_url, who, where, membersAdded=[{"id": BOT}])


def left(service_url: str, who: User, where: str = "") -> Json:
    return activity("conversationUpdate", service_url, who, where, membersRemoved=[{"id": BOT}])
