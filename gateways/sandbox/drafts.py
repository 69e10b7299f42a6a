"""Mails that are being written, and what becomes of them when they are sent."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from gateways.sandbox import team
from gateways.sandbox.bodies import MessageBody, Recipient, ReplyBody
from gateways.sandbox.contoso_directory import Entry
from gateways.sandbox.mailbox import TEAM, Item
from gateways.sandbox.mailboxes import admitted, item_in
from gateways.sandbox.responses import Refusal, body_in
from gateways.sandbox.simulation import simulation
from gateways.sandbox.world import World


async def answer_to(request: web.Request) -> tuple[World, Item]:
    """Goes to Reply-To where there is one, as RFC 5322 wants it, and quotes what it answers."""
    wish = await body_in(request, ReplyBody) if request.body_exists else ReplyBody()
    world, item = item_in(request)
    address = next((value.strip("<> ") for name, value in item.fields if name.casefold() == "reply-to"), item.sender)
    answer = replace(
        blank(request, admitted(request)[1]),
        to=(address,),
        subject=item.subject if item.subject.casefold().startswith("re:") else f"RE: {item.subject}",
        text=f"{wish.comment}\n\nFrom: {item.sender}\nSent: {item.arrives:%d %B %Y}\n\n{item.text}",
        conversation=item.conversation,
        in_reply_to=item.message_id,
        references=(*item.references, item.message_id),
    )
    return world, written(answer, wish.message)


def submit(request: web.Request, world: World, item: Item, *, kept: bool = True) -> None:
    """It is on its way at once, and some time later in Sent Items, under an id of its own."""
    if not item.to:
        raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    now, steering = simulation(request).now(), world.post.steering
    own_id = item.message_id if steering.keeps_ids else f"<{uuid.uuid4().hex}@prod.outlook.example>"
    filed = now + timedelta(seconds=steering.filing)
    sent = replace(item, id=str(uuid.uuid4()), folder="sentitems", arrives=filed, message_id=own_id, read=True)
    if kept:
        world.post.items[sent.id] = sent
    if TEAM.casefold() in {address.casefold() for address in (*item.to, *item.cc, *item.bcc)}:
        team.take(world, replace(sent, arrives=now), now)


def blank(request: web.Request, entry: Entry) -> Item:
    return Item(
        id=str(uuid.uuid4()),
        owner=entry.id,
        folder="drafts",
        arrives=simulation(request).now(),
        message_id=f"<{uuid.uuid4().hex}@contoso.com>",
        sender=str(entry.mail),
        conversation=str(uuid.uuid4()),
    )


def written(item: Item, wish: MessageBody) -> Item:
    def addresses(named: tuple[Recipient, ...] | None, before: tuple[str, ...]) -> tuple[str, ...]:
        return before if named is None else tuple(recipient.email_address.address for recipient in named)

    fields = tuple((header.name, header.value) for header in wish.internet_message_headers or ())
    properties = {prop.id: prop.value for prop in wish.single_value_extended_properties or ()}
    return replace(
        item,
        subject=item.subject if wish.subject is None else wish.subject,
        text=item.text if wish.body is None else wish.body.content,
        to=addresses(wish.to_recipients, item.to),
        cc=addresses(wish.cc_recipients, item.cc),
        bcc=addresses(wish.bcc_recipients, item.bcc),
        message_id=wish.internet_message_id or item.message_id,
        fields=(*item.fields, *fields),
        properties=tuple({**dict(item.properties), **properties}.items()),
    )
