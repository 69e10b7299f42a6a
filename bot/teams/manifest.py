"""The app package that is uploaded to Teams: the manifest and two icons. `teams/` holds one for a made-up bot.

Least rights: the bot asks for none, reads only what is said to it, and is not offered in channels that are shared with
other companies. The format: learn.microsoft.com/microsoft-365/extensibility/schema, v1.30.
"""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.teams.icons import color_icon, outline_icon
from bot.teams.settings import TeamsSettings
from domain.verbs import VERBS

MANIFEST, COLOR, OUTLINE = "manifest.json", "color.png", "outline.png"
VERSION = "1.30"
_COMMANDS = 12  # in a list, since 1.24
_TITLE = 32  # longer ones are cut by Teams
_WHEN = (2026, 1, 1, 0, 0, 0)  # so that the same settings make the same file

Json = dict[str, Any]


def teams_package(settings: TeamsSettings) -> bytes:
    """The zip to upload under Apps, Manage your apps, Upload an app."""
    files = {MANIFEST: manifest_text(settings).encode(), COLOR: color_icon(), OUTLINE: outline_icon()}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(ZipInfo(name, _WHEN), content, ZIP_DEFLATED)
    return packed.getvalue()


def manifest_text(settings: TeamsSettings) -> str:
    return json.dumps(manifest(settings), ensure_ascii=False, indent=2) + "\n"


def manifest(settings: TeamsSettings) -> Json:
    url = settings.public_url.rstrip("/")
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": "1.0.0",
        "id": settings.app_id,
        "developer": {"name": "DSR Bot", "websiteUrl": url, "privacyUrl": url, "termsOfUseUrl": url},
        "name": {"short": "DSR Bot", "full": "DSR Bot for Customer Insights"},
        "description": {
            "short": "GDPR requests for Dynamics 365 Customer Insights",
            "full": "Ask for a refresh, an export or the removal of users, approve it, and follow it to its end. "
            "Every decision is on record, and one person has one vote.",
        },
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": "#0e5e57",
        "bots": [_bot(settings)],
        "supportedChannelTypes": ["privateChannels"],
        "defaultInstallScope": "personal",
        "validDomains": [urlsplit(url).hostname],
    }


def _bot(settings: TeamsSettings) -> Json:
    scopes = ["personal", "team", "groupChat"]
    slash = {"triggers": ["mention", "slash"]} if settings.targeted else {}
    return {
        "botId": settings.app_id,
        "scopes": scopes,
        "supportsFiles": False,
        "isNotificationOnly": False,
        **({"supportsTargetedMessages": True} if settings.targeted else {}),
        "commandLists": [{**slash, "scopes": [scope], "commands": _commands()} for scope in scopes],
    }


def _commands() -> list[Json]:
    """The first ones of the verbs, which are in order of use."""
    return [{"title": verb.name[:_TITLE], "description": verb.does} for verb in list(VERBS.values())[:_COMMANDS]]
