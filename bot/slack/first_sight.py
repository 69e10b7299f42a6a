"""Which acts are ours at first sight: of a shape that Slack documents, and told apart as Bolt does it.

Everything else goes to Bolt, which knows more shapes than we do, and says of the rest that nobody took it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from bot.slack.blocks import PREFIX

COMMAND = "/dsr"

_PARTS = ("team", "user", "channel", "view", "message", "enterprise")  # objects, where they are there at all
# Of other kinds of requests. Bolt looks into each wherever it stands.
_FOREIGN = frozenset({"event", "authorizations", "item", "previous_message", "assistant_thread", "function_data"})

Body = Mapping[str, Any]


class Act(Enum):
    COMMAND, CLICK, SHORTCUT, FORM, SEEKING = auto(), auto(), auto(), auto(), auto()


def act_of(body: Body) -> Act | None:
    """None of what is not plainly one of them. The shapes: docs.slack.dev/reference/interaction-payloads."""
    if "command" in body:
        plain = "type" not in body and all(isinstance(value, str) for value in body.values())
        return Act.COMMAND if plain and body["command"] == COMMAND else None
    return _interaction(body) if _is_plain(body) else None


def _interaction(body: Body) -> Act | None:
    match body:
        case {"type": "block_actions", "actions": [{"action_id": name}, *_]} if _is_ours(name):
            return Act.CLICK
        case {"type": "view_submission", "view": {"type": "modal", "callback_id": name}} if _is_ours(name):
            return Act.FORM
        case {"type": "block_suggestion", "action_id": name} if _is_ours(name):
            return Act.SEEKING
        case {"type": "shortcut" | "message_action", "callback_id": name} if _is_ours(name):
            return Act.SHORTCUT
    return None


def _is_plain(body: Body) -> bool:
    """Of one person, with each part of the kind that it is documented to be."""
    if body.get("response_urls", []) != [] or not _FOREIGN.isdisjoint(body):
        return False
    whose = all(isinstance(body.get(part), dict | None) for part in _PARTS) and (body.get("user") or {}).get("id")
    return isinstance(whose, str)


def _is_ours(name: object) -> bool:
    return isinstance(name, str) and name.startswith(PREFIX)
