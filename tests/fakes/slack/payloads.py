"""What Slack sends when a person types, presses or fills in: judged by the package slack-events in the tests."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from itertools import count
from typing import Any
from urllib.parse import quote_plus

from tests.fakes.slack.world import BOT_USER, TEAM, Message

Json = dict[str, Any]

_numbers = count(1)


def trigger(age: float = 0.0) -> str:
    """One human act; `age` in seconds. Its first part is the millisecond it was made in."""
    return f"{int((time.time() - age) * 1000)}.{next(_numbers)}.d0cf8c1b"


def command(
    text: str,
    *,
    user: str = "U0ADA",
    channel: str = "C0GENERAL",
    response_url: str,
    trigger_id: str = "",
    name: str = "/dsr",
) -> Json:
    """A slash command, with `text` as Slack escapes it."""
    private = channel.startswith("D")
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "contoso",
        "channel_id": channel,
        "channel_name": "directmessage" if private else "general",
        "user_id": user,
        "user_name": user[2:].lower(),
        "command": name,
        "text": text,
        "api_app_id": "A0DSR",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id or trigger(),
    }


def click(
    button: Mapping[str, Any], message: Message | None = None, *, user: str = "U0BEN", channel: str = "",
    response_url: str, trigger_id: str = "", team: str = TEAM,
) -> Json:  # fmt: skip
    """A pressed button; without a message it sat on one that only this person sees."""
    where = message.channel if message else channel or "C0GENERAL"
    stamp = message.ts if message else f"{int(time.time())}.000001"
    said = {"type": "message", "ts": stamp, "text": message.text, "blocks": message.blocks} if message else {}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user[2:].lower(), "name": user[2:].lower(), "team_id": team},
        "api_app_id": "A0DSR",
        "token": "legacy",
        "container": {
            "type": "message",
            "message_ts": stamp,
            "channel_id": where,
            "is_ephemeral": message is None,
        },
        "trigger_id": trigger_id or trigger(),
        "team": {"id": TEAM, "domain": "contoso"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": where, "name": "directmessage" if where.startswith("D") else "general"},
        **({"message": said} if said else {}),
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [{**button, "block_id": "b1", "action_ts": f"{time.time():.6f}"}],
    }


def submission(
    view: Mapping[str, Any], values: Mapping[str, Any], *, user: str = "U0BEN", trigger_id: str = ""
) -> Json:
    """A filled-in modal. A value is a text, a date in ISO form for a date picker, or a list of options' values."""
    blocks = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    state = {name: {element["action_id"]: _filled(element, values.get(name))} for name, element in blocks.items()}
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "contoso"},
        "user": {"id": user, "username": user[2:].lower(), "name": user[2:].lower(), "team_id": TEAM},
        "api_app_id": "A0DSR",
        "token": "legacy",
        "trigger_id": trigger_id or trigger(),
        "view": {**view, "state": {"values": state}},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def suggestion(view: Mapping[str, Any], field: str, value: str, *, user: str = "U0ADA") -> Json:
    """What somebody has typed so far in a field that looks it up: docs.slack.dev, block_suggestion payload."""
    made = submission(view, {}, user=user)
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == field)
    kept = {name: made[name] for name in ("team", "user", "api_app_id", "token", "is_enterprise_install", "enterprise")}
    asked = {"type": "block_suggestion", "action_id": element["action_id"], "block_id": field, "value": value}
    return {**kept, **asked, "container": {"type": "view", "view_id": view.get("id", "V1")}, "view": made["view"]}


def _filled(element: Mapping[str, Any], value: Any) -> Json:
    kind = element["type"]
    match kind:
        case "datepicker":
            return {"type": kind, "selected_date": value}
        case "multi_static_select" | "multi_external_select":
            return {"type": kind, "selected_options": [_option(one) for one in value or []]}
        case "static_select":
            return {"type": kind, "selected_option": _option(value) if value else None}
        case "file_input":
            return {"type": kind, "files": value or []}
        case _:
            return {"type": kind, "value": value}


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


def told_in_private(text: str, *, user: str = "U0ADA", **event: Any) -> Json:
    """What a person typed into the app's own messages."""
    stamp = f"{time.time():.6f}"
    said = {"type": "message", "channel_type": "im", "channel": f"D{user[1:]}", "user": user, "text": text}
    more = {"ts": stamp, "event_ts": stamp, "client_msg_id": f"{next(_numbers)}", "team": TEAM, "blocks": []}
    return {**user_changed({}), "event": {key: value for key, value in {**said, **more, **event}.items() if value}}


def shortcut(callback_id: str, message: str | None = None, *, user: str = "U0ADA", channel: str = "C0GENERAL") -> Json:
    """Taken anywhere, or at a message of anybody with this text."""
    made = click({}, user=user, channel=channel, response_url="")
    kept = {name: made[name] for name in ("user", "team", "token", "trigger_id", "enterprise", "is_enterprise_install")}
    kind = {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}
    if message is None:
        return {"type": "shortcut", **kept, **kind}
    said = {"type": "message", "user": "U0OTHER", "text": message, "ts": f"{time.time():.6f}"}
    there = {"channel": made["channel"], "message_ts": said["ts"], "message": said, "response_url": ""}
    return {"type": "message_action", **kept, **kind, **there}


def home_opened(*, user: str = "U0ADA", tab: str = "home") -> Json:
    """Somebody looks at the app: at its Home tab, or at its messages."""
    said = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": tab}
    return {**user_changed({}), "event": {**said, "event_ts": f"{time.time():.6f}"}}


def clicked_at_home(button: Mapping[str, Any], view: Mapping[str, Any], *, user: str = "U0ADA") -> Json:
    """A button that stands on the Home tab: no message, no channel, and nowhere to answer to."""
    pressed = click(button, user=user, response_url="")
    gone = {"channel", "response_url"}
    there = {"container": {"type": "view", "view_id": "V0HOME"}, "view": {"id": "V0HOME", **view}}
    return {name: part for name, part in pressed.items() if name not in gone} | there


def user_changed(user: Json) -> Json:
    """An event of the Events API."""
    return {
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": "A0DSR",
        "type": "event_callback",
        "event_id": f"Ev{next(_numbers):08d}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "event": {"type": "user_change", "user": user, "event_ts": f"{time.time():.6f}"},
    }


def group_changed(group_id: str, kind: str = "subteam_members_changed") -> Json:
    """Somebody came to a user group or left it, or it was switched on or off."""
    said = {"subteam_id": group_id} if kind == "subteam_members_changed" else {"subteam": {"id": group_id}}
    return {**user_changed({}), "event": {"type": kind, "team_id": TEAM, "event_ts": f"{time.time():.6f}", **said}}


def encoded(payload: Mapping[str, Any]) -> tuple[str, bytes]:
    """Content type and body, as Slack sends this payload over HTTP."""
    if payload.get("type") in {"event_callback", "url_verification"}:
        return "application/json", json.dumps(payload).encode()
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    body = "&".join(f"{name}={quote_plus(str(value))}" for name, value in fields.items())
    return "application/x-www-form-urlencoded", body.encode()


def of_workspace(payload: Json, team: str, *, enterprise: str = "", org: bool = False) -> Json:
    """The same as it comes from another workspace, and for what is installed there or for all of its enterprise."""
    owner = {"id": enterprise, "name": "An organisation"} if enterprise else None
    made = json.loads(json.dumps(payload))
    user = made.get("user")
    if isinstance(user, dict):
        user["team_id"] = team
    if isinstance(made.get("team"), dict):
        made["team"] = None if org else {"id": team, "domain": team.lower()}
    if "team_id" in made:
        made["team_id"] = team
    if "authorizations" in made:
        made["authorizations"] = [
            {"team_id": None if org else team, "enterprise_id": enterprise or None, "is_enterprise_install": org}
            | {"user_id": BOT_USER, "is_bot": True}
        ]
    if "command" in made:
        return {
            **made,
            "is_enterprise_install": str(org).lower(),
            **({"enterprise_id": enterprise} if enterprise else {}),
        }
    if isinstance(made.get("event"), dict):
        return {**made, "enterprise_id": enterprise or None, "is_enterprise_install": org}
    return {**made, "enterprise": owner, "is_enterprise_install": org}
