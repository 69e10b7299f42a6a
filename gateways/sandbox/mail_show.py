"""Messages as Graph shows them: chosen properties, conditions, pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape, unescape

from aiohttp import web

from gateways.sandbox.mailbox import Item
from gateways.sandbox.responses import Refusal, number_in, stamp
from gateways.sandbox.simulation import world_of

_ON_REQUEST = {"internetMessageHeaders", "uniqueBody"}  # only where $select names them
SINCE = re.compile(r"receivedDateTime (ge|gt) (\S+)")
_BY_ID = re.compile(r"internetMessageId eq '((?:[^']|'')*)'")
_BY_PROPERTY = re.compile(
    r"singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*"
    r"\1/id eq '((?:[^']|'')*)' and \1/value eq '((?:[^']|'')*)'\s*\)",
    re.IGNORECASE,
)


def page(request: web.Request, items: Iterable[Item]) -> web.Response:
    """Newest first, unless it is asked for otherwise."""
    newest_first = request.query.get("$orderby", "") != "receivedDateTime"
    found = sorted(_filtered(request, items), key=lambda item: (item.arrives, item.id), reverse=newest_first)
    top, skip = number_in(request, "$top", 10), number_in(request, "$skip", 0)
    if "internetMessageHeaders" in request.query.get("$select", "") or "$select" not in request.query:
        whole(request, found[skip : skip + top])
    answer: dict[str, object] = {"value": [_chosen(request, item) for item in found[skip : skip + top]]}
    if skip + top < len(found):
        answer["@odata.nextLink"] = str(request.url.with_query({**request.query, "$skip": str(skip + top)}))
    return web.json_response(answer)


def show(item: Item, select: str = "", *, html: bool = True) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": item.id,
        "conversationId": item.conversation,
        "internetMessageId": item.message_id,
        "subject": item.subject,
        "from": _recipient(item.sender),
        "sender": _recipient(item.sender),
        "toRecipients": [_recipient(address) for address in item.to],
        "ccRecipients": [_recipient(address) for address in item.cc],
        "bccRecipients": [_recipient(address) for address in item.bcc],
        "replyTo": [],
        "createdDateTime": stamp(item.arrives),
        "receivedDateTime": stamp(item.arrives),
        "hasAttachments": bool(item.files),
        "isDraft": item.folder == "drafts",
        "isRead": item.read,
        "bodyPreview": item.text[:255],
        "body": {"contentType": "html" if html else "text", "content": _content(item, html=html)},
        "internetMessageHeaders": [{"name": name, "value": value} for name, value in item.fields],
    }
    names = {"id", *select.split(",")} if select else whole.keys() - _ON_REQUEST
    return {name: value for name, value in whole.items() if name in names}


def as_mime(item: Item) -> str:
    own = [(name, value) for name, value in item.fields if not name.casefold().startswith("content-")]
    head = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in own)
    if not item.report:
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{item.text}"
    parts = f"--cut\n\n{item.text}\n--cut\nContent-Type: message/delivery-status\n\n{item.report}\n--cut--\n"
    return f"{head}Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n{parts}"


def whole(request: web.Request, items: Iterable[Item]) -> None:
    """Raises: Refusal, where one of them is broken: nothing that holds it can be shown."""
    broken = world_of(request).post.steering.broken
    if any(item.message_id in broken for item in items):
        raise Refusal(500, "ErrorInternalServerError", "An internal server error occurred. The operation failed.")


def _content(item: Item, *, html: bool) -> str:
    """As Exchange turns one into the other: text gets line breaks, HTML loses all that is not text."""
    if item.html == html:
        return item.text
    if item.html:
        return unescape(re.sub(r"<[^>]*>", "", item.text))
    return f"<html><body><div>{escape(item.text).replace(chr(10), '<br>' + chr(10))}</div></body></html>"


def _chosen(request: web.Request, item: Item) -> dict[str, object]:
    return show(item, request.query.get("$select", "").replace(" ", ""), html=wants_html(request))


def shown(request: web.Request, item: Item, status: int = 200) -> web.Response:
    return web.json_response(_chosen(request, item), status=status)


def _filtered(request: web.Request, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if passes(item, request.query.get("$filter", ""))]


def passes(item: Item, condition: str) -> bool:
    """The few conditions that are known; extended properties are compared without regard to case."""
    if not condition:
        return True
    if found := SINCE.fullmatch(condition):
        earliest = _moment(found[2])
        return item.arrives > earliest or (found[1] == "ge" and item.arrives == earliest)
    if found := _BY_ID.fullmatch(condition):
        return item.message_id == found[1].replace("''", "'")
    if found := _BY_PROPERTY.fullmatch(condition):
        wanted = (found[2].replace("''", "'"), found[3].replace("''", "'").casefold())
        return wanted in {(name, value.casefold()) for name, value in item.properties}
    raise Refusal(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")


def wants_html(request: web.Request) -> bool:
    return 'outlook.body-content-type="text"' not in ",".join(request.headers.getall("Prefer", []))


def _recipient(address: str) -> dict[str, object]:
    return {"emailAddress": {"name": address, "address": address}}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(400, "ErrorInvalidUrlQueryFilter", "That is no moment.") from None
    if moment.tzinfo is None:
        raise Refusal(400, "ErrorInvalidUrlQueryFilter", "That moment names no time zone.")
    return moment
