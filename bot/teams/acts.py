"""Teams' activities as acts: who did what, and where. What a button or a form carries was put there by `adaptive`.

The shapes: learn.microsoft.com/microsoftteams/platform, Universal Actions for Adaptive Cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any
from urllib.parse import unquote

from bot.teams.adapter import Activity, ChannelAccount, tenant_of
from bot.teams.conversations import Conversation, Kind
from bot.teams.fit import VALUE, WRITTEN
from bot.teams.people import SURFACE
from domain.card import Input
from domain.chat import Account, Clicked, Place, Submitted, Typed

THREAD = ";messageid="


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an act came from, and so where its answer can go.

    `thread` is the conversation with the thread in a channel; `message` the one whose card was used. `mark` is of the
    form that was filled in, or for one that may be the answer. `seen_by_one`: the person spoke to the bot alone,
    though in a channel or group (a targeted message).
    """

    conversation: Conversation
    thread: str
    account: Account
    user_id: str
    delivery: str
    mark: str
    message: str | None = None
    seen_by_one: bool = False

    @property
    def private(self) -> bool:
        return self.conversation.private or self.seen_by_one


def origin(activity: Activity) -> Origin | None:
    """None where the activity does not say who or where."""
    conversation, sender = conversation_of(activity), activity.from_property
    if not conversation or not sender or not sender.id:
        return None
    delivery = f"{conversation.id}/{activity.id}" if activity.id else ""
    tenant = str(_more(sender).get("tenantId") or conversation.tenant)
    return Origin(
        conversation=conversation,
        thread=activity.conversation.id,
        account=Account(SURFACE, tenant.casefold(), str(sender.aad_object_id or "").casefold()),
        user_id=sender.id,
        delivery=delivery,
        mark=_filled_in(activity) or _short(delivery or token_hex(8)),
        message=activity.reply_to_id or None,
        seen_by_one=_more(activity.recipient).get("isTargeted") is True,
    )


def conversation_of(activity: Activity) -> Conversation | None:
    """The conversation as it is now, with the address to write to. None where the activity names none that we know."""
    place = activity.conversation
    kind = _kind(place.conversation_type) if place and place.id else None
    if not kind:
        return None
    sender = activity.from_property
    person = sender if kind is Kind.PERSONAL and sender and sender.aad_object_id else None
    return Conversation(
        id=place.id.partition(THREAD)[0],
        kind=kind,
        tenant=tenant_of(activity).casefold(),
        service_url=activity.service_url,
        bot_id=str(activity.recipient.id or "") if activity.recipient else "",
        object_id=str(person.aad_object_id).casefold() if person else "",
        user_id=str(person.id or "") if person else "",
    )


def _filled_in(activity: Activity) -> str:
    data = carried(activity)
    return str(data.get("form") or "") if isinstance(data, dict) else ""


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def carried(activity: Activity) -> object:
    """What the card put into the button or the form: in an invoke it stands under the action."""
    value = activity.value
    if activity.type != "invoke" or not isinstance(value, dict):
        return value
    action = value.get("action")
    return action.get("data") if isinstance(action, dict) else None


def _more(account: ChannelAccount | None) -> Mapping[str, Any]:
    """What the SDK has no name for."""
    return (account.additional_properties if account else None) or {}


def _kind(name: str | None) -> Kind | None:
    return Kind(name) if name in set(Kind) else None


def typed(origin: Origin, text: str) -> Typed:
    return Typed(
        account=origin.account,
        place=_place(origin),
        delivery=origin.delivery,
        text=text,
        public=not origin.private,
    )


def used(origin: Origin, data: object) -> Clicked | Submitted | None:
    """A pressed button or a filled-in form, by what the card carried; None for a card that is none of ours.

    A form is filled in once: its mark is the delivery, whether the answers come twice or under a new id.
    """
    if not isinstance(data, dict) or not _ours(data.get("verb")) or not _ours(data.get("ref")):
        return None
    who, place, verb, ref = origin.account, _place(origin), data["verb"], data["ref"]
    if "form" in data:
        once = f"{who.id}/{origin.mark}"
        return Submitted(account=who, place=place, delivery=once, verb=verb, ref=ref, values=_values(data))
    address = None if origin.seen_by_one else origin.message
    return Clicked(account=who, place=place, delivery=origin.delivery, verb=verb, ref=ref, address=address)


def _ours(part: object) -> bool:
    return isinstance(part, str) and len(part) <= VALUE


def _place(origin: Origin) -> Place:
    return Place(SURFACE, origin.conversation.id, private=origin.conversation.private)


def _values(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Inputs are called `<kind>.<name>`, so that what is chosen can be told from what is written."""
    asked = data.get("fields")
    empty = dict.fromkeys(map(str, asked), "") if isinstance(asked, list) else {}
    named = ((name.partition("."), value) for name, value in {**empty, **data}.items() if isinstance(value, str))
    return {name: _answers(kind, value) for (kind, dot, name), value in named if dot and kind in set(Input)}


def _answers(kind: str, value: str) -> tuple[str, ...]:
    if kind == Input.SOME_OF:
        return tuple(unquote(chosen) for chosen in value.split(",") if chosen)
    text = unquote(value) if kind == Input.ONE_OF else value.strip()[:WRITTEN]
    return (text,) if text else ()
