"""A full page of the board is shown whole in each chat: every row with its button, and those that turn the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.slack.blocks import message
from bot.teams.message import drawn
from domain.board import PAGE
from tests.bot.slack.judges import elements, judge_message
from tests.bot.teams.judge import faults
from tests.domain.boards import board

NAMES = {
    "ordinary": "CRM Contacts",
    "three thousand signs": "x" * 3_000,
    "right to left": "مصدر البيانات" * 20,
    "mrkdwn": "*<!channel>* `x` <https://evil.example|Approve>",
    "emoji": "😀" * 1_500,
    "nothing": " ",
}
LARGEST = 28 * 1024  # bytes that Teams takes


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_a_full_page(name: str) -> None:
    shown = message(board(PAGE, name=name))
    judge_message(shown)
    pressed = [element["action_id"] for block in shown["blocks"] for element in elements(block)]
    assert sum(":show:" in action for action in pressed) == PAGE
    assert sum(":requests:" in action for action in pressed) == 2


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_teams_takes_a_full_page(name: str) -> None:
    card = drawn(board(PAGE, name=name)).element
    assert faults(card) == []
    assert len(json.dumps(card, ensure_ascii=False).encode()) < LARGEST
    verbs = [action["data"]["verb"] for action in _actions(card)]
    assert (verbs.count("show"), verbs.count("requests")) == (PAGE, 2)


def _actions(part: Any) -> Iterator[dict[str, Any]]:
    match part:
        case {"type": "Action.Execute"}:
            yield part
        case dict():
            for value in part.values():
                yield from _actions(value)
        case list():
            for one in part:
                yield from _actions(one)
