"""Slack's payloads as acts: who did what, and where. The shapes: docs.slack.dev/reference/interaction-payloads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.slack.blocks import PREFIX
from bot.slack.command_text import spoken
from domain.chat import Account, Clicked, Place, Sought, Submitted, Typed
from domain.refs import CHOOSE

SURFACE = "slack"
_TYPED = {None, "file_share", "thread_broadcast", "me_message"}  # “also send to …” and /me come with no other event

Body = Mapping[str, Any]


def typed(body: Body) -> Typed:
    """A slash command."""
    return Typed(
        account=Account(SURFACE, body.get("team_id") or "", body.get("user_id") or ""),
        place=_place(body.get("channel_id") or "", body.get("channel_name") or ""),
        delivery=body.get("trigger_id") or "",
        text=spoken(body.get("text") or ""),
    )


def said(body: Body) -> Typed | None:
    """A message that a person typed into the app's own messages; None for every other event of a message.

    The event: docs.slack.dev/reference/events/message.im. The id is the same when Slack delivers it again.
    """
    event = body.get("event") or {}
    by_a_person = event.get("user") and not event.get("bot_id") and not event.get("hidden")
    in_private = event.get("type") == "message" and event.get("channel_type") == "im"
    if not by_a_person or not in_private or event.get("subtype") not in _TYPED:
        return None
    team = event.get("user_team") or event.get("team") or body.get("team_id") or ""
    return Typed(
        account=Account(SURFACE, team, event["user"]),
        place=Place(SURFACE, event.get("channel") or "", private=True),
        delivery=body.get("event_id") or "",
        text=_to_us(body, spoken(event.get("text") or "")),
    )


def _to_us(body: Body, text: str) -> str:
    """Without a mention of the bot before it: whom else should it be said to in the app's own messages?"""
    named = [
        f"<@{one['user_id']}>" for one in body.get("authorizations") or () if one.get("is_bot") and one.get("user_id")
    ]
    return next((text[len(name) :].lstrip(" ,:") for name in named if text.startswith(name)), text)


def chosen(body: Body) -> Typed:
    """A shortcut: the form to choose a command in, with the text of the message that it was taken at."""
    message, channel = body.get("message") or {}, body.get("channel") or {}
    return Typed(
        account=_account(body),
        place=_place(str(channel.get("id") or ""), str(channel.get("name") or "")),
        delivery=body.get("trigger_id") or "",
        text=f"{CHOOSE} {spoken(str(message.get('text') or ''))}".strip(),
    )


def clicked(body: Body) -> Clicked:
    """A pressed button. A message that only one person sees cannot be updated, so it has no address."""
    action, seen = body["actions"][0], body.get("container") or {}
    channel = body.get("channel") or {}
    stamp = None if seen.get("is_ephemeral") else seen.get("message_ts") or (body.get("message") or {}).get("ts")
    return Clicked(
        account=_account(body),
        place=_place(channel.get("id") or seen.get("channel_id") or "", channel.get("name") or ""),
        delivery=body.get("trigger_id") or "",
        verb=action["action_id"].removeprefix(PREFIX).rpartition(":")[0],
        ref=action.get("value") or "",
        address=stamp,
    )


def submitted(body: Body) -> Submitted:
    """A filled-in form. What it carries was put there by `modal.view`, and comes back signed."""
    view = body["view"]
    carried = json.loads(view.get("private_metadata") or "{}")
    blocks = ((view.get("state") or {}).get("values") or {}).items()
    return Submitted(
        account=_account(body),
        place=_place(carried.get("channel", ""), ""),
        delivery=body.get("trigger_id") or "",
        verb=carried.get("verb", ""),
        ref=carried.get("ref", ""),
        values={name: value for name, elements in blocks for value in map(_values, elements.values())},
    )


def sought(body: Body) -> Sought:
    """What somebody has typed so far in a field that looks it up. Of the form, as of one that was filled in."""
    carried = json.loads((body.get("view") or {}).get("private_metadata") or "{}")
    place = _place(carried.get("channel", ""), "")
    return Sought(account=_account(body), place=place, verb=carried.get("verb", ""), text=str(body.get("value") or ""))


def given(body: Body) -> list[object]:
    """The files that came with a form, or with a message, as Slack tells of them."""
    blocks = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    parts = [element.get("files") for elements in blocks.values() for element in elements.values()]
    return [file for some in (*parts, (body.get("event") or {}).get("files")) for file in some or ()]


def whose(body: Body) -> tuple[str, Account]:
    """The channel where somebody acted, and who, of a payload that may be of no known shape."""
    parts = {name: part if isinstance(part := body.get(name), dict) else {} for name in ("user", "team", "channel")}
    return str(parts["channel"].get("id") or ""), _account(parts)


def _account(body: Body) -> Account:
    """The person's own workspace comes first: in shared channels and Grid, the message's may be another."""
    user, team = body.get("user") or {}, body.get("team") or {}
    return Account(SURFACE, user.get("team_id") or team.get("id") or "", user.get("id") or "")


def _place(channel: str, name: str) -> Place:
    return Place(SURFACE, channel, private=name == "directmessage" or channel[:1] in {"D", ""})


def _values(element: Body) -> tuple[str, ...]:
    chosen = element.get("selected_options")
    if chosen is None:
        one = element.get("selected_option")
        chosen = [one] if one else []
    if chosen:
        return tuple(option["value"] for option in chosen)
    value = element.get("value") or element.get("selected_date")
    return (value,) if value else ()
