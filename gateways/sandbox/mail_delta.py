"""Delta queries over the messages of a folder: what came since the last round, page by page.

A token holds all that a round needs, so it outlives a restart. Like Graph's own it can become too old at any time.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from datetime import datetime

from aiohttp import web

from gateways.sandbox.mail_show import SINCE, passes, show, wants_html, whole
from gateways.sandbox.mailbox import Item, Post
from gateways.sandbox.responses import Refusal, number_in


def delta(request: web.Request, post: Post, items: Iterable[Item], now: datetime) -> web.Response:
    """What came since the last round, and of what was only marked as read since then, no more than that."""
    round_ = _round(request, post, now)
    since, until = datetime.fromisoformat(round_["since"]), datetime.fromisoformat(round_["until"])
    new = [item for item in items if since < item.arrives <= until and passes(item, round_["filter"])]
    touched = [item for item in items if item.touched and since < item.touched <= until and item.arrives <= since]
    found = sorted([*new, *touched], key=lambda item: (item.arrives, item.id))
    skip, most = int(round_["skip"]), _page_size(request)
    whole(request, found[skip : skip + most])
    html = wants_html(request)
    rows = [
        {"id": item.id, "isRead": item.read} if item in touched else show(item, round_["select"], html=html)
        for item in found[skip : skip + most]
    ]
    more = skip + most < len(found)
    next_ = {**round_, "skip": str(skip + most)} if more else {**round_, "since": round_["until"], "skip": "0"}
    name, token = ("@odata.nextLink", "$skiptoken") if more else ("@odata.deltaLink", "$deltatoken")
    return web.json_response({"value": rows, name: str(request.url.with_query({token: _pack(next_)}))})


def _round(request: web.Request, post: Post, now: datetime) -> dict[str, str]:
    """Where a round of delta stands: from the token, or from the beginning."""
    token = request.query.get("$deltatoken") or request.query.get("$skiptoken")
    if not token:
        condition = request.query.get("$filter", "")
        if condition and not SINCE.fullmatch(condition):
            raise Refusal(400, "ErrorInvalidUrlQueryFilter", "Delta knows receivedDateTime ge and gt only.")
        beginning = datetime.min.replace(tzinfo=now.tzinfo).isoformat()
        select = request.query.get("$select", "").replace(" ", "")
        round_ = {"since": beginning, "skip": "0", "select": select, "filter": condition}
        return {**round_, "until": now.isoformat(), "generation": str(post.generation)}
    round_ = _unpack(token)
    if round_.get("generation") != str(post.generation):
        raise Refusal(410, "SyncStateNotFound", "The sync state generation is not found; please start anew.")
    return {**round_, "until": now.isoformat()} if "$deltatoken" in request.query else round_


def _pack(round_: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(round_).encode()).decode()


def _unpack(token: str) -> dict[str, str]:
    try:
        return dict(json.loads(base64.urlsafe_b64decode(token)))
    except (ValueError, TypeError):
        raise Refusal(400, "BadRequest", "Badly formed token.") from None


def _page_size(request: web.Request) -> int:
    asked = re.search(r"odata\.maxpagesize=(\d+)", ",".join(request.headers.getall("Prefer", [])))
    return max(1, int(asked[1])) if asked else number_in(request, "$top", 10)
