"""Whether a card is one: Microsoft's own schema, and what Teams takes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

from bot.teams.limits import CARD, weight

_SCHEMA = Path(__file__).with_name("adaptive-card.schema.json")
_VALIDATOR = Draft6Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))


def faults(card: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a card; none is the verdict to hope for."""
    plain = {name: value for name, value in card.items() if name != "msteams"}  # Teams' own, and in no schema
    error = best_match(_VALIDATOR.iter_errors(plain))
    found = [f"{error.json_path}: {error.message[:200]}"] if error else []
    found += [] if card["version"] in {"1.4", "1.5"} else ["too new"]
    found += [] if weight(card) <= CARD else [f"{weight(card)} bytes"]
    found += [f"{_kind(part)} without {name}" for part in parts(card) for name in _missing(part)]
    said = " ".join(str(part.get("text")) for part in parts(plain) if _kind(part) == "TextBlock")
    called = [one["text"] for one in card.get("msteams", {}).get("entities", ())]
    found += [] if all(text in said for text in called) else ["somebody is called whom no text names"]
    found += [] if said.count("<at>") == len(called) else ["a text calls somebody who is none"]
    ids = [part["id"] for part in parts(card) if _kind(part).startswith("Input.")]
    return found + ([] if len(ids) == len(set(ids)) else ["an id twice"])


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every element and action, the deepest too."""
    if isinstance(part, dict):
        if "type" in part:
            yield part
        for name, value in part.items():
            if name != "data":
                yield from parts(value)
    elif isinstance(part, list):
        for one in part:
            yield from parts(one)


def _kind(part: dict[str, Any]) -> str:
    return str(part["type"])


def _missing(part: dict[str, Any]) -> Iterator[str]:
    """What the schema lets pass and Teams does not."""
    kind = _kind(part)
    if kind.startswith("Action.") and not part.get("title"):
        yield "title"
    if kind in {"TextBlock", "Input.ChoiceSet"} and part.get("wrap") is not True:  # Teams would clip it after a line
        yield "wrap"
    if kind.startswith("Input.") and not part.get("label"):
        yield "label"
    if part.get("isRequired") and not part.get("errorMessage"):
        yield "errorMessage"
    if kind == "Action.Execute" and part["fallback"]["data"] != part["data"]:
        yield "the same data for older clients"
    if kind == "Input.ChoiceSet" and not part["choices"] and "choices.data" not in part:
        yield "choices"
