"""The app package that is uploaded to Teams: the manifest and two icons. `teams/` holds one for a made-up bot.

Least rights: the bot asks for none, reads only what is said to it, and brings files to who asked for them. Since
manifest 1.25 Teams offers every app of a team in shared channels too; there the bot refuses to work (`screen`). The
format: learn.microsoft.com/microsoft-365/extensibility/schema, v1.30.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.teams.rules import LISTS, ROOM, broken
from bot.teams.settings import TeamsSettings
from handlers.commands import COMMANDS

MANIFEST, COLOR, OUTLINE = "manifest.json", "color.png", "outline.png"
VERSION = "1.30"
_SCOPES = ("personal", "team", "groupChat")
_WHEN = (2026, 1, 1, 0, 0, 0)  # so that the same content makes the same file

Json = dict[str, Any]


def teams_package(settings: TeamsSettings, version: str) -> bytes:
    """The zip to upload under Apps, Manage your apps, Upload an app.

    Raises:
        ValueError: Teams would not take it; the sentence says why.
    """
    made = manifest(settings, version)
    for fault in broken(made):
        raise ValueError(fault)
    files = {MANIFEST: text(made).encode(), COLOR: icon(COLOR), OUTLINE: icon(OUTLINE)}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(ZipInfo(name, _WHEN), content, ZIP_DEFLATED)
    return packed.getvalue()


def text(made: Json) -> str:
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def icon(name: str) -> bytes:
    """A folder with a check mark, as a PNG: 192 by 192 in colour, or 32 by 32, white and otherwise transparent.

    After learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package.
    """
    return (resources.files("bot.teams") / name).read_bytes()


def manifest(settings: TeamsSettings, version: str) -> Json:
    """`version`: see `versions`."""
    url = settings.public_url.rstrip("/")
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": version,
        "id": settings.app_id,
        "developer": {
            "name": "DSR Bot",
            "websiteUrl": settings.website or url,
            "privacyUrl": settings.privacy or url,
            "termsOfUseUrl": settings.terms or url,
        },
        "name": {"short": "DSR Bot", "full": "DSR Bot for Customer Insights"},
        "description": {
            "short": "GDPR requests for Dynamics 365 Customer Insights",
            "full": "Ask to refresh data sources, to erase or export a person’s data, or to remove users; approve it, "
            "and follow it to its end. Every decision is on record, and one person has one vote.",
        },
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": "#0e5e57",
        "bots": [_bot(settings)],
        "supportsChannelFeatures": "tier1",
        "defaultInstallScope": "personal",
        "validDomains": [urlsplit(url).hostname],
    }


def _bot(settings: TeamsSettings) -> Json:
    return {
        "botId": settings.app_id,
        "scopes": list(_SCOPES),
        "supportsFiles": True,
        "isNotificationOnly": False,
        **({"supportsTargetedMessages": True} if settings.targeted else {}),
        "commandLists": list(_command_lists(targeted=settings.targeted)),
    }


def _command_lists(*, targeted: bool) -> Iterator[Json]:
    """Every verb in every scope. A list has room for twelve, so there are as many lists as it takes."""
    commands = [{"title": verb.name, "description": verb.sentence} for verb in COMMANDS]
    slash = {"triggers": ["mention", "slash"]} if targeted else {}
    for start in range(0, min(len(commands), LISTS * ROOM), ROOM):
        yield {**slash, "scopes": list(_SCOPES), "commands": commands[start : start + ROOM]}
