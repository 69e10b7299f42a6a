"""The app package is one that Teams takes, made for this bot and no other."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.teams.icons import color_icon, outline_icon
from bot.teams.manifest import manifest, teams_package
from bot.teams.settings import TeamsSettings
from domain.verbs import VERBS
from tests.bot.teams.example import EXAMPLE, FOLDER, unpacked

SCHEMA = json.loads(Path(__file__).with_name("teams-manifest.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("settings", [EXAMPLE, replace(EXAMPLE, targeted=True)], ids=["plain", "targeted"])
def test_the_manifest_is_one(settings: TeamsSettings) -> None:
    """Draft 7 knows `const`, which the draft that the schema names does not."""
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(manifest(settings))] == []


def test_every_command_is_offered_in_every_scope() -> None:
    lists = manifest(EXAMPLE)["bots"][0]["commandLists"]
    assert [scope for one in lists for scope in one["scopes"]] == ["personal", "team", "groupChat"]
    offered = [command["title"] for command in lists[0]["commands"]]
    assert offered == list(VERBS)[:12]
    assert all(len(command["description"]) < 128 for command in lists[0]["commands"])


def test_slash_commands_and_private_messages_are_an_option() -> None:
    plain, targeted = (manifest(one)["bots"][0] for one in (EXAMPLE, replace(EXAMPLE, targeted=True)))
    assert "supportsTargetedMessages" not in plain
    assert targeted["supportsTargetedMessages"] is True
    assert {tuple(one["triggers"]) for one in targeted["commandLists"]} == {("mention", "slash")}


def test_the_package_is_made_for_this_bot() -> None:
    mine = replace(EXAMPLE, app_id="55555555-4444-4555-8666-777777777777", public_url="https://bot.contoso.example/")
    files = dict(unpacked(mine))
    made = json.loads(files["manifest.json"])
    assert (made["id"], made["bots"][0]["botId"]) == (mine.app_id, mine.app_id)
    assert made["validDomains"] == ["bot.contoso.example"]
    assert {made["icons"]["color"], made["icons"]["outline"], "manifest.json"} == set(files)
    assert teams_package(mine) == teams_package(mine)


def test_the_package_that_is_shown_is_the_one_that_is_made() -> None:
    """Otherwise: python -m tests.bot.teams.example"""
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()} == dict(unpacked(EXAMPLE))


def test_the_icons_have_the_size_and_colours_that_teams_wants() -> None:
    assert {pixel[3] for pixel in _pixels(color_icon(), 192)} == {255}
    outline = _pixels(outline_icon(), 32)
    assert {pixel[:3] for pixel in outline} == {(255, 255, 255)}
    assert outline[0][3] == 0
    assert 200 < sum(pixel[3] > 0 for pixel in outline) < 600


def _pixels(png: bytes, size: int) -> list[Any]:
    """Of a PNG of this size, with eight bits each of red, green, blue and opacity, and no filters."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(kind + content),)
        chunks[kind], place = content, place + length + 12
    assert chunks[b"IHDR"] == struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[start + 1 : start + 1 + 4 * size] for start in range(0, len(raw), 4 * size + 1)]
    return [tuple(row[column : column + 4]) for row in rows for column in range(0, 4 * size, 4)]
