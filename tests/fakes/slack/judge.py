"""Slack's refusal of blocks, roughly: the limits that break a bot in real life. Finer judges stand in the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

TYPES = {"section", "header", "actions", "context", "divider", "input", "rich_text"}
ALL_TEXT = 13_200


def problems(blocks: list[Json], most: int = 50) -> list[str]:
    """In Slack's words as far as they are known; empty when the blocks would be taken."""
    found = [f"more than {most} blocks"] if len(blocks) > most else []
    found += [problem for block in blocks for problem in _block(block)]
    ids = [element["action_id"] for block in blocks for element in _interactive(block)]
    if len(ids) != len(set(ids)):
        found.append("an action_id is used twice")
    return found


def too_long(blocks: list[Json]) -> bool:
    """`msg_blocks_too_long`: all text of a message together."""
    return sum(len(text) for text in _texts(blocks)) > ALL_TEXT


def _block(block: Json) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from _text(block["text"], 150, {"plain_text"})
        case "section":
            yield from _section(block)
        case "actions":
            if not 1 <= len(block["elements"]) <= 25:
                yield "actions.elements"
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "context.elements"
        case "input":
            yield from _text(block["label"], 2000, {"plain_text"})
        case other if other not in TYPES:
            yield f"unsupported type: {other}"
    for button in (element for element in _interactive(block) if element["type"] == "button"):
        yield from _button(button)


def _section(block: Json) -> Iterator[str]:
    if "text" in block:
        yield from _text(block["text"], 3000, {"plain_text", "mrkdwn"})
    fields = block.get("fields", [])
    if len(fields) > 10 or not ("text" in block or fields):
        yield "fields"
    for text in fields:
        yield from _text(text, 2000, {"plain_text", "mrkdwn"})


def _button(button: Json) -> Iterator[str]:
    yield from _text(button["text"], 75, {"plain_text"})
    if len(button.get("value", "-")) not in range(1, 2001) or len(button["action_id"]) > 255:
        yield "button"
    if confirm := button.get("confirm"):
        for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            yield from _text(confirm[name], limit, {"plain_text", "mrkdwn"})


def _interactive(block: Json) -> list[Json]:
    elements = block.get("elements", []) if block.get("type") == "actions" else []
    return [*elements, *([block["accessory"]] if "accessory" in block else [])]


def _text(text: Json, most: int, types: set[str]) -> Iterator[str]:
    if text.get("type") not in types:
        yield "text.type"
    if not 1 <= len(text.get("text", "")) <= most:
        yield f"must be 1 to {most} characters"


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def view_problems(view: Json) -> list[str]:
    found: list[str] = [name for name in ("title", "submit", "close") if name in view and len(view[name]["text"]) > 24]
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        found.append("submit is required")
    if len(json.dumps(view.get("private_metadata", ""))) > 3002:
        found.append("private_metadata")
    return found + problems(view["blocks"], 100)
