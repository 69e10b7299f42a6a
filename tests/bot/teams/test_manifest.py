"""The app package is one that Teams takes, made for this bot and no other."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.teams.manifest import COLOR, OUTLINE, icon, manifest, teams_package
from bot.teams.rules import broken
from bot.teams.settings import TeamsSettings
from handlers.commands import COMMANDS
from tests.bot.teams.example import EXAMPLE, FOLDER, unpacked

Json = dict[str, Any]
SCHEMA = json.loads(Path(__file__).with_name("teams-manifest.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("settings", [EXAMPLE, replace(EXAMPLE, targeted=True)], ids=["plain", "targeted"])
def test_the_manifest_is_one(settings: TeamsSettings) -> None:
    """Draft 7 knows `const`, which the draft that the schema names does not."""
    made = manifest(settings, "1.2.3")
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(made)] == []
    assert list(broken(made)) == []


def test_every_command_is_offered_in_every_scope() -> None:
    lists = manifest(EXAMPLE, "1.2.3")["bots"][0]["commandLists"]
    assert len(lists) <= 3
    for scope in ("personal", "team", "groupChat"):
        offered = [command for one in lists if scope in one["scopes"] for command in one["commands"]]
        assert [command["title"] for command in offered] == [command.name for command in COMMANDS]
        assert all(len(command["title"]) <= 128 > len(command["description"]) for command in offered)
    assert all(len(one["commands"]) <= 12 for one in lists)


def test_its_texts_say_what_it_does() -> None:
    """The schema holds their length: 30 and 100 for the names, 80 and 4,000 for what it is, 128 for a command."""
    made = manifest(EXAMPLE, "1.2.3")
    assert made["name"]["short"] == "DSR Bot"
    assert made["name"]["full"] != made["name"]["short"]
    assert "GDPR" in made["description"]["short"]
    assert {"refresh", "erase", "export", "remove"} <= set(re.findall(r"[a-z]+", made["description"]["full"].lower()))
    described = [command["description"] for one in made["bots"][0]["commandLists"] for command in one["commands"]]
    assert len(set(described)) == len(described)
    for text in (*made["name"].values(), *made["description"].values(), *described):
        assert text == text.strip()
        assert not re.search(r"@|TODO|\bDSR-|[{}]", text)
    assert all(len(text.split()) >= 3 and text[0].isupper() and text.endswith(".") for text in described)


# What an upload is refused for, and the schema is silent about → a word of our sentence.
REFUSED: dict[str, tuple[Callable[[Json], object], str]] = {
    "no channel features": (lambda made: made.pop("supportsChannelFeatures"), "tier1"),
    "channel types": (lambda made: made.update(supportedChannelTypes=["privateChannels"]), "supportedChannelTypes"),
    "a version of two numbers": (lambda made: made.update(version="1.2"), "three numbers"),
    "a leading zero": (lambda made: made.update(version="1.02.3"), "three numbers"),
    "a domain with a scheme": (lambda made: made.update(validDomains=["https://bot.example.com"]), "name alone"),
    "a page without https": (lambda made: made["developer"].update(privacyUrl="http://x.example"), "privacyUrl"),
    "a command missing": (lambda made: made["bots"][0]["commandLists"][0]["commands"].pop(), "every command"),
    "a scope without commands": (lambda made: made["bots"][0]["commandLists"][0]["scopes"].remove("team"), "team"),
}


@pytest.mark.parametrize(("change", "word"), REFUSED.values(), ids=REFUSED)
def test_a_rule_of_our_own_sees_what_the_schema_does_not(change: Callable[[Json], object], word: str) -> None:
    made = manifest(EXAMPLE, "1.2.3")
    change(made)
    assert not list(Draft7Validator(SCHEMA).iter_errors(made))
    sentences = list(broken(made))
    assert any(word in sentence for sentence in sentences)


@pytest.mark.parametrize("app_id", ["nonguid", "", "33333333-4444-4555-8666-77777777777"])
def test_no_package_is_made_for_an_id_that_is_none(app_id: str) -> None:
    with pytest.raises(ValueError, match="registration in Entra"):
        teams_package(replace(EXAMPLE, app_id=app_id, insecure_local=True), "1.2.3")


def test_before_the_rule_an_app_needs_no_channel_features() -> None:
    made = {**manifest(EXAMPLE, "1.2.3"), "manifestVersion": "1.24"}
    del made["supportsChannelFeatures"]
    assert not list(broken(made))


def test_slash_commands_and_private_messages_are_an_option() -> None:
    plain, targeted = (manifest(one, "1.2.3")["bots"][0] for one in (EXAMPLE, replace(EXAMPLE, targeted=True)))
    assert "supportsTargetedMessages" not in plain
    assert targeted["supportsTargetedMessages"] is True
    assert {tuple(one["triggers"]) for one in targeted["commandLists"]} == {("mention", "slash")}


def test_the_package_is_made_for_this_bot() -> None:
    mine = replace(
        EXAMPLE, app_id="55555555-4444-4555-8666-777777777777", public_url="https://bot.contoso.example:8443/"
    )
    files = dict(unpacked(mine))
    made = json.loads(files["manifest.json"])
    assert (made["id"], made["bots"][0]["botId"]) == (mine.app_id, mine.app_id)
    assert made["validDomains"] == ["bot.contoso.example"]
    assert {made["icons"]["color"], made["icons"]["outline"], "manifest.json"} == set(files)
    assert teams_package(mine, "1.2.3") == teams_package(mine, "1.2.3")


def test_its_pages_are_three_settings_and_else_the_bots_own_address() -> None:
    pages = {"websiteUrl": EXAMPLE.website, "privacyUrl": EXAMPLE.privacy, "termsOfUseUrl": EXAMPLE.terms}
    assert len(set(pages.values())) == 3
    assert manifest(EXAMPLE, "1.2.3")["developer"] == {"name": "DSR Bot", **pages}
    bare = replace(EXAMPLE, website="", privacy="", terms="", public_url="https://bot.contoso.example/")
    assert manifest(bare, "1.2.3")["developer"] == {
        "name": "DSR Bot",
        **dict.fromkeys(pages, "https://bot.contoso.example"),
    }


def test_the_package_that_is_shown_is_the_one_that_is_made() -> None:
    """Otherwise: python -m tests.bot.teams.example"""
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()} == dict(unpacked(EXAMPLE))


def test_the_icons_have_the_size_and_colours_that_teams_wants() -> None:
    assert {pixel[3] for pixel in _pixels(icon(COLOR), 192)} == {255}
    outline = _pixels(icon(OUTLINE), 32)
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
