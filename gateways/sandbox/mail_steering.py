"""Steering of the mail: how Microsoft's team answers, what it received, and mails from anybody else."""

from __future__ import annotations

from dataclasses import asdict, replace

from aiohttp import web

from gateways.sandbox.contoso_directory import TENANT_ADMIN_ID
from gateways.sandbox.mail_raw import arrived
from gateways.sandbox.mailbox import Item
from gateways.sandbox.middleware import STEERING
from gateways.sandbox.responses import body_in, stamp
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.steering_bodies import MailWish, NewMailWish

routes = web.RouteTableDef()


@routes.put(STEERING + "/mail")
async def steer_mail(request: web.Request) -> web.Response:
    wish, post = await body_in(request, MailWish), world_of(request).post
    post.steering = replace(post.steering, **wish.model_dump(exclude_unset=True, exclude={"forget_tokens"}))
    post.generation += wish.forget_tokens
    return web.json_response(asdict(post.steering))


@routes.post(STEERING + "/mail")
async def new_mail(request: web.Request) -> web.Response:
    """A mail from anybody arrives in the tenant admin's mailbox."""
    wish = await body_in(request, NewMailWish)
    item = arrived(wish.raw, TENANT_ADMIN_ID, simulation(request).now())
    item = replace(item, folder="junkemail" if wish.junk else "inbox")
    world_of(request).post.items[item.id] = item
    return web.json_response({"id": item.id})


@routes.get(STEERING + "/mail")
async def mail(request: web.Request) -> web.Response:
    """What the team received, oldest first, what it sent, and what left our mailbox for anybody."""
    post = world_of(request).post
    left = [item for item in post.items.values() if item.folder == "sentitems"]
    sent = [item for item in post.items.values() if item.folder == "inbox"]
    return web.json_response(
        {
            **asdict(post.steering),
            "received": [_mail(item) for item in post.received],
            "sent": [_mail(item) for item in sent],
            "left": [_mail(item) for item in left],
        }
    )


def _mail(item: Item) -> dict[str, object]:
    return {
        "from": item.sender,
        "to": list(item.to),
        "subject": item.subject,
        "text": item.text,
        "files": list(item.files),
        "message_id": item.message_id,
        "in_reply_to": item.in_reply_to,
        "at": stamp(item.arrives),
    }
