"""Microsoft's team, as its documentation tells of it: it asks for a confirmation, waits for it, and sends the data."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateways.sandbox.mailbox import TEAM, Item, Manner
from gateways.sandbox.world import World

_SLOWER = 10
# As Exchange Online writes it: against RFC 8601 it names no server.
_PROVED = (
    "spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=microsoft.com; dkim=pass (signature was verified)"
    " header.d=microsoft.com;dmarc=pass action=none header.from=microsoft.com;compauth=pass reason=100"
)
_FORGED = (
    "spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.example; dkim=none (message not signed)"
    " header.d=none;dmarc=fail action=none header.from=microsoft.com;compauth=fail reason=000"
)
_QUESTION = (
    "Hello,\n\nthank you for your request. Before we export the data we need your confirmation.\n"
    "Please reply to this e-mail to confirm that the request is yours.\n\n"
    "Kind regards\nThe Customer Insights team\n"
)
_DELIVERY = (
    "Hello,\n\nthank you for your confirmation. Please find attached the exported data.\n\n"
    "Kind regards\nThe Customer Insights team\n"
)
_ABSENCE = "Hello,\n\nwe are out of the office today and will answer as soon as we are back.\n"
_BOUNCED = "Your message could not be delivered: the mailbox does not exist.\n"
_UNREACHED = f"Reporting-MTA: dns; mx.contoso.com\n\nFinal-Recipient: rfc822; {TEAM}\nAction: failed\nStatus: 5.1.1\n"


@dataclass(frozen=True, kw_only=True)
class _Answer:
    text: str
    after: float  # seconds
    files: tuple[str, ...] = ()
    proof: str = _PROVED
    prefix: str = "RE: "
    fields: tuple[tuple[str, str], ...] = ()
    threaded: bool = True
    sender: str = TEAM
    report: str = ""


def take(world: World, mail: Item, now: datetime) -> None:
    """A mail reached the team. A second one that tells it nothing new gets no answer."""
    post = world.post
    post.received.append(mail)
    confirms = mail.conversation in post.asked and any(
        item.message_id == mail.in_reply_to and item.sender == TEAM for item in post.items.values()
    )
    if mail.conversation in post.answered or (mail.conversation in post.asked and not confirms):
        return
    if post.steering.behaviour not in {Manner.SILENCE, Manner.BOUNCE, Manner.WRONG_THREAD}:
        (post.answered if confirms else post.asked).add(mail.conversation)
    for answer in _answers(world, _DELIVERY if confirms else _QUESTION, (post.steering.file,) if confirms else ()):
        item = _item(mail, answer, now)
        post.items[item.id] = item


def _answers(world: World, text: str, files: tuple[str, ...]) -> list[_Answer]:
    manner, seconds = world.post.steering.behaviour, world.post.steering.seconds
    after = (world.seconds if seconds is None else seconds) * (_SLOWER if manner is Manner.LATE else 1)
    real = _Answer(text=text, after=after, files=files)
    absent = _Answer(text=_ABSENCE, after=0, prefix="Automatic reply: ", fields=(("Auto-Submitted", "auto-replied"),))
    bounced = _Answer(
        text=_BOUNCED,
        after=0,
        proof="",
        prefix="Undeliverable: ",
        fields=(("Content-Type", "multipart/report; report-type=delivery-status"), ("Auto-Submitted", "auto-replied")),
        sender="postmaster@contoso.com",
        report=_UNREACHED,
    )
    return {
        Manner.SILENCE: [],
        Manner.BOUNCE: [bounced],
        Manner.AUTO_REPLY: [absent, real],
        Manner.WRONG_THREAD: [_Answer(text=text, after=after, files=files, prefix="", threaded=False)],
        Manner.TWICE: [real, real],
        Manner.FORGED: [_Answer(text=text, after=0, files=files, proof=_FORGED), real],
    }.get(manner, [real])


def _item(mail: Item, answer: _Answer, now: datetime) -> Item:
    subject = answer.prefix + mail.subject.removeprefix("Re: ") if answer.threaded else "Your request"
    item = Item(
        id=str(uuid.uuid4()),
        owner=mail.owner,
        folder="inbox",
        arrives=now + timedelta(seconds=answer.after),
        message_id=f"<{uuid.uuid4().hex}@{answer.sender.partition('@')[2]}>",
        sender=answer.sender,
        to=(mail.sender,),
        subject=subject,
        text=answer.text,
        conversation=mail.conversation if answer.threaded else str(uuid.uuid4()),
        in_reply_to=mail.message_id if answer.threaded else "",
        references=(*mail.references, mail.message_id) if answer.threaded else (),
        files=answer.files,
        report=answer.report,
    )
    return _with_head(item, answer)


def _with_head(item: Item, answer: _Answer) -> Item:
    """The headers as they arrive: what the receiving server wrote stands on top."""
    head = [
        ("Authentication-Results", answer.proof),
        ("From", f"<{item.sender}>"),
        ("To", f"<{item.to[0]}>"),
        ("Subject", item.subject),
        ("Message-ID", item.message_id),
        ("In-Reply-To", item.in_reply_to),
        ("References", " ".join(item.references)),
        *answer.fields,
    ]
    return replace(item, fields=tuple((name, value) for name, value in head if value))
