"""Where an act came from: the conversation, the person, and the message whose card was used."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from bot.teams.adapter import Activity, more, tenant_of
from bot.teams.conversations import SURFACE, THREAD, Conversation, Kind
from domain.chat import Account

_MARK = 16  # characters


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an act came from, and so where its answer can go.

    `thread` is the conversation with the thread in a channel; `message` the one whose card was used. `mark` is of the
    form that was filled in, or for one that may be the answer. `seen_by_one`: the person spoke to the bot alone,
    though in a channel or group (a targeted message). `locale`: the language that their Teams is set to.
    """

    conversation: Conversation
    thread: str
    account: Account
    user_id: str
    delivery: str
    mark: str
    message: str | None = None
    seen_by_one: bool = False
    locale: str = ""

    @property
    def private(self) -> bool:
        return self.conversation.private or self.seen_by_one


def origin_of(activity: Activity, known: Conversation | None = None) -> Origin | None:
    """None where the activity does not say where, or who: people without an object id are nobody's members.

    `known`: the conversation, with what is remembered of it.
    """
    conversation, sender = known or conversation_of(activity), activity.from_property
    if not conversation or not sender or not sender.id or not sender.aad_object_id:
        return None
    delivery = f"{conversation.id}/{activity.id}" if activity.id else ""
    tenant = str(more(sender).get("tenantId") or conversation.tenant)
    return Origin(
        conversation=conversation,
        thread=activity.conversation.id,
        account=Account(SURFACE, tenant.casefold(), str(sender.aad_object_id).casefold()),
        user_id=sender.id,
        delivery=delivery,
        mark=_filled_in(activity) or sha256((delivery or token_hex()).encode()).hexdigest()[:_MARK],
        message=str(activity.reply_to_id or "").rpartition(THREAD)[2] or None,
        seen_by_one=more(activity.recipient).get("isTargeted") is True,
        locale=str(activity.locale or conversation.locale),
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
        tenant=tenant_of(activity),
        service_url=activity.service_url,
        bot_id=str(activity.recipient.id or "") if activity.recipient else "",
        object_id=str(person.aad_object_id).casefold() if person else "",
        user_id=str(person.id or "") if person else "",
        locale=str(activity.locale or "") if person else "",
    )


def _filled_in(activity: Activity) -> str:
    """The mark of the form; one that is too long is none of ours."""
    mark = (activity.value or {}).get("form")
    return mark if isinstance(mark, str) and len(mark) <= _MARK else ""


def _kind(name: str | None) -> Kind | None:
    return Kind(name) if name in set(Kind) else None
