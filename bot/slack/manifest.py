"""The app as Slack is to know it. `manifest.yaml` is this text for Socket Mode; with an address it is for HTTP.

Least rights: no history of any channel, no mentions, nothing optional. All that the bot reads is typed after `/dsr`, or
to the bot alone: that is what `im:history` opens, the chat of one person with the bot, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.app import ANYWHERE, AT_MESSAGE, CHANGE, LEFT, MESSAGE, REGROUPED
from bot.slack.endpoint import PATH, REDIRECT
from bot.slack.first_sight import COMMAND
from bot.slack.home import OPENED
from handlers.commands import COMMANDS

SCOPES: Mapping[str, str] = {
    "commands": "the command itself",
    "chat:write": "cards, and drawing them anew when something changes",
    "im:write": "the private chat with each person",
    "files:write": "files for one person, in their private chat",
    "files:read": "a list of people that somebody gives as a file, in a form or in that chat",
    "im:history": "what a person types to the bot there, and nothing else",
    "users:read": "who is a full member, a guest, or deactivated",
    "users:read.email": "people are known by their e-mail address",
    "channels:read": "whether the approvals channel is shared with another company",
    "groups:read": "the same, where it is a private channel",
}

GROUPS: Mapping[str, str] = {"usergroups:read": "who is of the user groups that roles are given to"}

_DOES = "Refresh data sources, erase or export a person's data, remove users, and look at requests"
_TEXT = """\
# The Slack app. Paste it at https://api.slack.com/apps, "Create New App", "From a manifest".
# Made by: dsrbot manifest slack{option}
_metadata:
  major_version: 2
  minor_version: 1
display_information:
  name: DSR Bot
  description: GDPR requests for Dynamics 365 Customer Insights
  background_color: "#1b3a4b"
features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: false
  bot_user:
    display_name: DSR Bot
    always_online: true
  shortcuts:
    - name: Ask DSR Bot
      type: global
      callback_id: {anywhere}
      description: Choose what to do, where no command can be typed
    - name: About this message
      type: message
      callback_id: {at_message}
      description: Choose what to do about the addresses in it; nothing is done before you send the form
  slash_commands:
    - command: {command}
      description: {does}
      usage_hint: {hint}
      should_escape: true{command_url}
oauth_config:{redirect}
  scopes:
    bot:
{scopes}
settings:
  event_subscriptions:{request_url}
    bot_events:
      - {change}  # who is deactivated loses every right at once
      - {message}.im  # what is typed to the bot alone is answered like a command
      - {opened}  # whoever opens the Home tab sees what waits for them
{left}{regrouped}
  interactivity:
    is_enabled: true{request_url}{options_url}
  org_deploy_enabled: {org}
  socket_mode_enabled: {socket_mode}
  token_rotation_enabled: {rotates}
"""


def scopes(*, groups: bool) -> Mapping[str, str]:
    """The rights that the bot asks for, and why. `groups`: roles come from user groups as well."""
    return {**SCOPES, **GROUPS} if groups else SCOPES


@dataclass(frozen=True)
class Installs:
    """`several`: the app may be installed in further workspaces; `org`: in whole organisations. `rotates`: its tokens
    end after twelve hours, which Slack never takes back."""

    several: bool = False
    org: bool = False
    rotates: bool = False


def slack_manifest(url: str | None, *, groups: bool = False, installs: Installs = Installs()) -> str:
    """YAML to paste at api.slack.com. `url` is the bot's public address; without one it is for Socket Mode.

    `groups`: roles come from user groups as well.
    """
    regrouped = "".join(f"\n      - {event}  # who leaves a group loses its roles at once" for event in REGROUPED)
    address = json.dumps(_address(url)) if url else ""
    redirect = json.dumps(_address(url, REDIRECT)) if url else ""
    return _TEXT.format(
        option=(f" --url {url}" if url else "") + (" --rotate" if installs.rotates else ""),
        redirect=f"\n  redirect_urls:\n    - {redirect}" if installs.several and url else "",
        org="true" if installs.org else "false",
        rotates="true" if installs.rotates else "false",
        anywhere=json.dumps(ANYWHERE),
        at_message=json.dumps(AT_MESSAGE),
        command=COMMAND,
        does=_DOES,
        hint=json.dumps(_hint(), ensure_ascii=False),
        change=CHANGE,
        message=MESSAGE,
        opened=OPENED,
        left="\n".join(f"      - {event}  # admins hear that the app was taken away" for event in LEFT),
        regrouped=regrouped if groups else "",
        scopes="\n".join(f"      - {scope}  # {why}" for scope, why in scopes(groups=groups).items()),
        command_url=f"\n      url: {address}" if url else "",
        request_url=f"\n    request_url: {address}" if url else "",
        options_url=f"\n    message_menu_options_url: {address}" if url else "",
        socket_mode="false" if url else "true",
    )


def _hint() -> str:
    """Every command, and whether anything is typed behind it."""
    return " | ".join(verb.name if verb.usage == verb.name else f"{verb.name} …" for verb in COMMANDS)


def _address(url: str, path: str = PATH) -> str:
    return (url if "://" in url else f"https://{url}").rstrip("/") + path
