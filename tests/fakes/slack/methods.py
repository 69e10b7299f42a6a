"""The methods of the Web API that a bot like ours may call, with the refusals that Slack gives."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.fakes.slack.judge import problems, too_long, view_problems
from tests.fakes.slack.world import BOT_USER, TRIGGER_SECONDS, Given, Group, Message, Upload, World

Json = dict[str, Any]


class Error(Exception):
    """`ok: false` with this code. `needed`: the right that is missing, where one is."""

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(code)
        self.needed = needed


def auth_test(world: World, _: Json) -> Json:
    org = {"enterprise_id": world.enterprise, "is_enterprise_install": world.org} if world.enterprise else {}
    return {"team": world.name, "team_id": world.team, "user": "dsrbot", "user_id": BOT_USER, "bot_id": "B0DSR", **org}


def post_message(world: World, given: Json) -> Json:
    channel = _channel(world, given["channel"])
    _check(given)
    message = Message(channel, world.ts(), given.get("text", ""), given.get("blocks", []))
    world.messages[channel, message.ts] = message
    return {"channel": channel, "ts": message.ts, "message": {"text": message.text, "blocks": message.blocks}}


def update(world: World, given: Json) -> Json:
    channel = _channel(world, given["channel"])
    message = world.messages.get((channel, given["ts"]))
    if not message or message.deleted:
        raise Error("message_not_found")
    _check(given)
    message.text, message.blocks = given.get("text", ""), given.get("blocks", [])
    message.versions += 1
    message.drawn.append(time.time())
    return {"channel": channel, "ts": message.ts, "text": message.text}


def post_ephemeral(world: World, given: Json) -> Json:
    channel = _channel(world, given["channel"])
    if given["user"] not in world.users:
        raise Error("user_not_in_channel")
    _check(given)
    world.ephemeral.append({**given, "channel": channel})
    return {"message_ts": world.ts()}


def conversations_open(world: World, given: Json) -> Json:
    _right(world, "im:write")
    user = world.users.get(given["users"])
    if not user:
        raise Error("user_not_found")
    if user.flags.get("deleted"):
        raise Error("user_disabled")
    return {"channel": {"id": f"D{user.id[1:]}"}}


def conversations_info(world: World, given: Json) -> Json:
    _right(world, "channels:read")
    if given["channel"] not in world.channels:
        raise Error("channel_not_found")
    return {"channel": world.channels[given["channel"]].shown()}


def users_info(world: World, given: Json) -> Json:
    if given["user"] not in world.users:
        raise Error("user_not_found")
    shown = world.users[given["user"]].shown()
    if "users:read.email" not in world.scopes.split(","):
        del shown["profile"]["email"]
    if given.get("include_locale") not in {"true", True}:
        shown.pop("locale", None)
    return {"user": shown}


def lookup_by_email(world: World, given: Json) -> Json:
    """Slack finds no deactivated people by their address."""
    _right(world, "users:read.email")
    for user in world.users.values():
        if user.email == given["email"] and not user.flags.get("deleted"):
            return {"user": user.shown()}
    raise Error("users_not_found")


def teams_list(world: World, given: Json) -> Json:
    """Page by page, of one."""
    teams, start = world.workspaces or [world.team], int(given.get("cursor") or 0)
    following = str(start + 1) if start + 1 < len(teams) else ""
    return {"teams": [{"id": teams[start], "name": teams[start]}], "response_metadata": {"next_cursor": following}}


def usergroups_list(world: World, given: Json) -> Json:
    _right(world, "usergroups:read")
    off_too = given.get("include_disabled") in {"true", True, "1"}
    return {"usergroups": [one.shown() for one in _groups(world, given).values() if off_too or not one.disabled]}


def usergroups_users(world: World, given: Json) -> Json:
    _right(world, "usergroups:read")
    group = _groups(world, given).get(given["usergroup"])
    if not group or (group.disabled and not given.get("include_disabled")):
        raise Error("no_such_subteam")
    return {"users": list(group.users)}


def _groups(world: World, given: Json) -> dict[str, Group]:
    """A token of an organisation wants to be told of which workspace; any other takes no notice of that."""
    if not world.org:
        return world.groups
    if not given.get("team_id"):
        raise Error("missing_argument")
    if given["team_id"] in world.closed:
        raise Error("team_access_not_granted")
    if given["team_id"] not in (world.workspaces or [world.team]):
        raise Error("team_not_found")
    return {one.id: one for one in world.groups.values() if one.team == given["team_id"]}


def views_open(world: World, given: Json) -> Json:
    trigger = given["trigger_id"]
    _check_trigger(world, trigger)
    _check_files(world, given["view"])
    world.spent.add(trigger)
    return _shown(world, f"V{world.number():08d}", given["view"])


def views_update(world: World, given: Json) -> Json:
    if given["view_id"] not in world.views:
        raise Error("not_found")
    _check_files(world, given["view"])
    return _shown(world, given["view_id"], given["view"])


def _check_files(world: World, view: Json) -> None:
    if any((block.get("element") or {}).get("type") == "file_input" for block in view["blocks"]):
        _right(world, "files:read")


def get_upload_url(world: World, given: Json) -> Json:
    """The address stands for one file, and is good once; the server adds its own in front."""
    _right(world, "files:write")
    length = int(given["length"])
    if not given["filename"] or length < 1:
        raise Error("missing_argument")
    if length > world.largest:
        raise Error("file_upload_size_restricted")
    if len(given.get("alt_txt", "")) > 1000:
        raise Error("alt_txt_too_large")
    upload = Upload(f"F{world.number():08d}", given["filename"], length, given.get("alt_txt", ""))
    world.uploads[upload.id] = upload
    return {"upload_url": f"/upload/v1/{upload.id}?team={world.team}", "file_id": upload.id}


def complete_upload(world: World, given: Json) -> Json:
    """What was not uploaded, or was shown before, is not found."""
    _right(world, "files:write")
    channel, shown = _channel(world, given["channel_id"]), []
    for one in given["files"]:
        upload = world.uploads.get(one["id"])
        if not upload or upload.content is None or upload.channel:
            raise Error("file_not_found")
        upload.channel, upload.title, upload.comment = channel, one.get("title", ""), given.get("initial_comment", "")
        shown.append({"id": upload.id, "title": upload.title})
    return {"files": shown}


def files_info(world: World, given: Json) -> Json:
    _right(world, "files:read")
    return {"file": told(world, _given(world, given["file"]))}


def files_delete(world: World, given: Json) -> Json:
    """A bot deletes what it sent; what somebody else did, only where the workspace lets it."""
    _right(world, "files:write")
    if upload := world.uploads.get(given["file"]):
        upload.channel = ""
        return {}
    file = _given(world, given["file"])
    if not world.bots_delete:
        raise Error("cant_delete_file")
    file.deleted = True
    return {}


def _given(world: World, file_id: str) -> Given:
    if file_id not in world.given:
        raise Error("file_not_found")
    if world.given[file_id].deleted:
        raise Error("file_deleted")
    return world.given[file_id]


def told(world: World, file: Given, *, partly: bool = False) -> Json:
    """As an event or a form tells of it; the server adds its own address in front."""
    if partly:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    size = len(file.content) if file.size < 0 else file.size
    url = file.url or f"/files-pri/{world.team}-{file.id}/download/{file.name}"
    shown = {"name": file.name, "title": file.name, "mimetype": "text/csv", "filetype": "csv", "user": file.user}
    return {"id": file.id, "size": size, "mode": "hosted", **shown, "url_private": url, "url_private_download": url}


def views_publish(world: World, given: Json) -> Json:
    """The Home tab of one person, in the place of what stood there."""
    if given["user_id"] not in world.users:
        raise Error("user_not_found")
    view = given["view"]
    if view["type"] != "home" or problems(view["blocks"], 100):
        raise Error("invalid_arguments")
    world.homes[given["user_id"]] = view
    return {"view": view}


def _shown(world: World, view_id: str, view: Json) -> Json:
    if view_problems(view):
        raise Error("invalid_arguments")
    made = {"id": view_id, "hash": f"{time.time():.0f}.{world.number()}", "state": {"values": {}}}
    world.views[view_id] = {**view, **made}
    return {"view": world.views[view_id]}


def _check_trigger(world: World, trigger: str) -> None:
    """The sender's triggers begin with the millisecond in which they were made."""
    made = trigger.partition(".")[0]
    if not made.isdigit():
        raise Error("invalid_trigger_id")
    if trigger in world.spent:
        raise Error("exchanged_trigger_id")
    if time.time() - int(made) / 1000 > TRIGGER_SECONDS:
        raise Error("expired_trigger_id")


def _right(world: World, scope: str) -> None:
    if scope not in world.scopes.split(","):
        raise Error("missing_scope", scope)


def _channel(world: World, channel: str) -> str:
    if channel.startswith("D") and f"U{channel[1:]}" in world.users:
        return channel
    known = world.channels.get(channel)
    if not known:
        raise Error("channel_not_found")
    if known.flags.get("is_archived"):
        raise Error("is_archived")
    if not known.member:
        raise Error("not_in_channel")
    return channel


def _check(given: Json) -> None:
    blocks = given.get("blocks", [])
    if not given.get("text") and not blocks:
        raise Error("no_text")
    if len(given.get("text", "")) > 40_000:
        raise Error("msg_too_long")
    if problems(blocks):
        raise Error("invalid_blocks")
    if too_long(blocks):
        raise Error("msg_blocks_too_long")


METHODS: dict[str, Callable[[World, Json], Json]] = {
    "auth.teams.list": teams_list,
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
    "conversations.open": conversations_open,
    "conversations.info": conversations_info,
    "files.completeUploadExternal": complete_upload,
    "files.delete": files_delete,
    "files.getUploadURLExternal": get_upload_url,
    "files.info": files_info,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroups_users,
    "users.info": users_info,
    "users.lookupByEmail": lookup_by_email,
    "views.open": views_open,
    "views.publish": views_publish,
    "views.update": views_update,
}
