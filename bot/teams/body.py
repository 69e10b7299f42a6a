"""What of a body is used: a dozen fields, each of the one type that it may have; the rest is as if it were not there.

The SDK gets nothing else to read: it takes seconds for parts that nobody looks at, gives up at a time that is none, and
looks for the tenant under another name than Teams does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bot.app.shallow import parsed

_ID = 1_000  # characters; the longest ids of Teams have some two hundred
_ADDRESS = 8_000  # characters; those of uploads carry a token
_PEOPLE, _ANSWERS = 50, 200  # in one activity
_FILES = 10  # in one message
CONSENT = "fileConsent/invoke"
SEARCH = "application/search"  # of somebody who is typing in a field that looks it up
FILE = "application/vnd.microsoft.teams.file.download.info"  # one that somebody sent
_LOCALE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,5}")

Json = dict[str, Any]


def cut(body: Mapping[str, object]) -> Json:
    """The fields that are used, named as Teams names them. The tenant always stands in the channel data."""
    sender, recipient, place, channel_data = (
        _object(body.get(name)) for name in ("from", "recipient", "conversation", "channelData")
    )
    named = ("type", "name", "action", "id", "serviceUrl", "channelId", "replyToId")
    return {
        **{name: _id(body.get(name)) for name in named},
        "from": {name: _id(sender.get(name)) for name in ("id", "aadObjectId", "tenantId")},
        "recipient": {"id": _id(recipient.get("id")), "isTargeted": recipient.get("isTargeted") is True},
        "conversation": {name: _id(place.get(name)) for name in ("id", "conversationType")},
        "channelData": _channel_data(channel_data, place),
        "text": _text(body.get("text")),
        "locale": _locale(body.get("locale")),
        "entities": list(islice(_mentions(body.get("entities")), _PEOPLE)),
        "membersAdded": _people(body.get("membersAdded")),
        "membersRemoved": _people(body.get("membersRemoved")),
        "value": _carried(body),
        **({"attachments": files} if (files := list(islice(_files(body.get("attachments")), _FILES))) else {}),
    }


def _channel_data(channel_data: Mapping[str, Any], place: Mapping[str, Any]) -> Json:
    named = (_object(channel_data.get("tenant")).get("id"), place.get("tenantId"), place.get("tenantID"))
    return {
        "tenant": next(filter(None, map(_id, named)), ""),
        "channelType": _id(_object(channel_data.get("channel")).get("type")),
        "eventType": _id(channel_data.get("eventType")),
    }


def _mentions(entities: object) -> Iterator[Json]:
    for entity in map(_object, _list(entities)):
        if entity.get("type") == "mention":
            mentioned = {"id": _id(_object(entity.get("mentioned")).get("id"))}
            yield {"type": "mention", "mentioned": mentioned, "text": _text(entity.get("text"))[:_ID]}


def _files(attachments: object) -> Iterator[Json]:
    """Where each lies. An address is kept whole: a part of it would be another one."""
    for one in map(_object, _list(attachments)):
        if one.get("contentType") == FILE:
            url = _text(_object(_opened(one.get("content"))).get("downloadUrl"))
            yield {"contentType": FILE, "content": {"downloadUrl": url if len(url) <= _ADDRESS else ""}}


def _people(listed: object) -> list[Json]:
    """Their ids, and the tenants they are of where Teams says so."""
    several = islice(map(_object, _list(listed)), _PEOPLE)
    return [{name: _id(one.get(name)) for name in ("id", "tenantId")} for one in several]


def _carried(body: Mapping[str, object]) -> Json | None:
    """What the card put into the button or the form: in an invoke it stands under the action.

    Any of it may come as JSON text (botbuilder-python 1872).
    """
    value = _opened(body.get("value"))
    if body.get("name") == CONSENT:
        return _consent(_object(value))
    if body.get("name") == SEARCH:
        return {name: _text(_object(value).get(name))[:_ID] for name in ("dataset", "queryText")}
    if body.get("type") == "invoke":
        value = _opened(_object(_opened(_object(value).get("action"))).get("data"))
    if not isinstance(value, dict):
        return None
    return {name[:_ID]: kept for name, said in islice(value.items(), _ANSWERS) if (kept := _answer(said)) is not None}


def _consent(value: Mapping[str, Any]) -> Json:
    """What somebody says to an offered file, what the offer carried, and where Teams would have the file."""
    carried, upload = _object(_opened(value.get("context"))), _object(value.get("uploadInfo"))
    return {
        "action": _id(value.get("action")),
        **{name: _id(carried.get(name)) for name in ("verb", "ref")},
        **{name: _id(upload.get(name)) for name in ("name", "uniqueId", "fileType")},
        **{name: _text(upload.get(name))[:_ADDRESS] for name in ("uploadUrl", "contentUrl")},
    }


def _opened(part: object) -> object:
    """What stands in a JSON text; anything else as it is."""
    if not isinstance(part, str):
        return part
    try:
        return parsed(part.encode())
    except ValueError:
        return None


def _answer(said: object) -> str | list[str] | None:
    if isinstance(said, list):
        return [_text(one) for one in islice(said, _ANSWERS)]
    return said if isinstance(said, str) else None


def _object(part: object) -> Mapping[str, Any]:
    return part if isinstance(part, dict) else {}


def _list(part: object) -> list[object]:
    return part if isinstance(part, list) else []


def _id(part: object) -> str:
    """One that holds what no id holds, or is longer than any, is none."""
    return part if isinstance(part, str) and len(part) <= _ID and part.isprintable() else ""


def _locale(part: object) -> str:
    """The language that the client is set to, by RFC 5646."""
    return part if isinstance(part, str) and _LOCALE.fullmatch(part) else ""


def _text(part: object) -> str:
    return part if isinstance(part, str) else ""
