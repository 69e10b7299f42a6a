"""Mailboxes as Microsoft Graph offers them to an application: folders, messages, drafts, sending, delta queries."""

from __future__ import annotations

import base64
from dataclasses import replace

from aiohttp import web

from gateways.sandbox.bodies import MessageBody, SendBody
from gateways.sandbox.drafts import answer_to, blank, submit, written
from gateways.sandbox.mail_delta import delta
from gateways.sandbox.mail_show import as_mime, page, shown
from gateways.sandbox.mailboxes import admitted, folder_in, item_in, seen
from gateways.sandbox.responses import Refusal, body_in
from gateways.sandbox.simulation import simulation

_USER = "/graph/v1.0/users/{user}"
_ONE = _USER + "/messages/{message}"

routes = web.RouteTableDef()


@routes.get(_USER + "/mailFolders/{folder}")
async def folder(request: web.Request) -> web.Response:
    _, owner = admitted(request)
    name = folder_in(request)
    items = [item for item in seen(request, owner) if item.folder == name]
    return web.json_response({"id": name, "displayName": name, "totalItemCount": len(items)})


@routes.get(_USER + "/messages")
async def messages(request: web.Request) -> web.Response:
    _, owner = admitted(request)
    return page(request, seen(request, owner))


@routes.get(_USER + "/mailFolders/{folder}/messages")
async def messages_in(request: web.Request) -> web.Response:
    _, owner = admitted(request)
    return page(request, [item for item in seen(request, owner) if item.folder == folder_in(request)])


@routes.get(_USER + "/mailFolders/{folder}/messages/delta")
async def changes(request: web.Request) -> web.Response:
    world, owner = admitted(request)
    now = simulation(request).now()  # before looking: what comes later belongs to the next round
    items = [item for item in seen(request, owner) if item.folder == folder_in(request)]
    return delta(request, world.post, items, now)


@routes.get(_ONE)
async def one(request: web.Request) -> web.Response:
    return shown(request, item_in(request)[1])


@routes.get(_ONE + "/attachments")
async def attachments(request: web.Request) -> web.Response:
    _, item = item_in(request)
    content = base64.b64encode(b"made up").decode()
    whole = [
        {"id": f"{number}", "@odata.type": "#microsoft.graph.fileAttachment", "name": name, "isInline": False}
        | ({} if "$select" in request.query else {"contentBytes": content})
        for number, name in enumerate(item.files)
    ]
    return web.json_response({"value": whole})


@routes.get(_ONE + "/$value")
async def content(request: web.Request) -> web.Response:
    """The mail as it came, as far as it is kept."""
    return web.Response(text=as_mime(item_in(request)[1]), content_type="text/plain")


@routes.post(_USER + "/messages")
async def new_draft(request: web.Request) -> web.Response:
    world, owner = admitted(request)
    item = written(blank(request, owner), await body_in(request, MessageBody))
    world.post.items[item.id] = item
    return shown(request, item, status=201)


@routes.patch(_ONE)
async def change(request: web.Request) -> web.Response:
    """A draft can be rewritten; of other messages only whether they were read."""
    wish = await body_in(request, MessageBody)
    world, item = item_in(request)
    if item.folder != "drafts" and wish.model_fields_set - {"is_read"}:
        raise Refusal(400, "ErrorInvalidPropertySet", "The operation can be performed only on a draft.")
    changed = written(item, wish)
    if wish.is_read is not None:
        changed = replace(changed, read=wish.is_read, touched=simulation(request).now())
    world.post.items[item.id] = changed
    return shown(request, changed)


@routes.delete(_ONE)
async def delete(request: web.Request) -> web.Response:
    world, item = item_in(request)
    del world.post.items[item.id]
    return web.Response(status=204)


@routes.post(_ONE + "/send")
async def send(request: web.Request) -> web.Response:
    world, item = item_in(request)
    if item.folder != "drafts":
        raise Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    submit(request, world, item)
    del world.post.items[item.id]
    return web.Response(status=202)


@routes.post(_USER + "/sendMail")
async def send_mail(request: web.Request) -> web.Response:
    world, owner = admitted(request)
    wish = await body_in(request, SendBody)
    submit(request, world, written(blank(request, owner), wish.message), kept=wish.save_to_sent_items)
    return web.Response(status=202)


@routes.post(_ONE + "/createReply")
async def create_reply(request: web.Request) -> web.Response:
    world, answer = await answer_to(request)
    world.post.items[answer.id] = answer
    return shown(request, answer, status=201)


@routes.post(_ONE + "/reply")
async def reply(request: web.Request) -> web.Response:
    submit(request, *await answer_to(request))
    return web.Response(status=202)
