"""What an upload to Teams is refused for although the manifest's schema has nothing against it.

Channel features: msteams-docs PR 14609, microsoft-365-agents-toolkit 15358. Limits of command lists:
learn.microsoft.com/microsoftteams/platform/bots/how-to/create-a-bot-commands-menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from handlers.commands import COMMANDS

LISTS, ROOM, TITLE = 3, 12, 128
_TIERED = (1, 25)  # from this manifest version on
_SEMANTIC = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.IGNORECASE)

Json = Mapping[str, Any]


def broken(manifest: Json) -> Iterator[str]:
    """The rules that it breaks, one sentence each."""
    yield from _channels(manifest)
    yield from _names(manifest)
    for bot in manifest.get("bots") or ():
        yield from _commands(bot.get("commandLists") or ())


def _channels(manifest: Json) -> Iterator[str]:
    version = tuple(map(int, str(manifest["manifestVersion"]).split(".")))
    if version < _TIERED:
        return
    parts = [part for name in ("bots", "configurableTabs", "connectors") for part in manifest.get(name) or ()]
    in_teams = any("team" in (part.get("scopes") or ()) for part in parts)
    if in_teams and manifest.get("supportsChannelFeatures") != "tier1":
        yield 'An app with the scope team must say "supportsChannelFeatures": "tier1".'
    if "supportedChannelTypes" in manifest:
        yield '"supportedChannelTypes" blocks the upload: take it out.'


def _names(manifest: Json) -> Iterator[str]:
    if not _SEMANTIC.fullmatch(str(manifest["version"])):
        yield "The version must be three numbers, such as 1.2.3."
    for named in (manifest["id"], *(bot["botId"] for bot in manifest.get("bots") or ())):
        if not _GUID.fullmatch(str(named)):
            yield "The id of the app and of its bot must be that of a registration in Entra."
    for name, url in manifest["developer"].items():
        if name.endswith("Url") and not (urlsplit(url).scheme == "https" and urlsplit(url).hostname):
            yield f"{name} must begin with https://."
    for domain in manifest.get("validDomains") or ():
        if not _HOST.fullmatch(str(domain)):
            yield "A domain is a name alone, such as bot.example.com."


def _commands(lists: Any) -> Iterator[str]:
    if len(lists) > LISTS or any(len(one["commands"]) > ROOM for one in lists):
        yield f"There may be {LISTS} lists of {ROOM} commands."
    if any(len(command["title"]) > TITLE for one in lists for command in one["commands"]):
        yield f"The title of a command may have {TITLE} letters."
    for scope in sorted({scope for one in lists for scope in one["scopes"]}):
        offered = [command["title"] for one in lists if scope in one["scopes"] for command in one["commands"]]
        if sorted(offered) != sorted(verb.name for verb in COMMANDS):
            yield f"The scope {scope} must offer every command, once."
