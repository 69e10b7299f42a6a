"""No dialog has its focus on what cannot be undone: walked over every form, and every button that asks first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.slack.blocks import element
from bot.slack.modal import view
from bot.teams.adaptive import action
from bot.teams.message import drawn
from domain.card import Button, Confirm, Form, Style
from tests.bot.forms.walk import FORMS, Walk, opened, row_of
from tests.matrix.company import Company

pytestmark = [pytest.mark.asyncio(loop_scope="module")]
FINAL = Button("erase", "1", "Erase", Style.PRIMARY, Confirm("Erase it?", "For good.", "Erase", "Keep"))


@pytest.mark.parametrize("walk", FORMS, ids=str)
async def test_a_form_begins_with_something_to_fill_in(company: Company, people: dict[str, str], walk: Walk) -> None:
    form = await opened(company, walk, await row_of(company, people, walk))
    for shown in (form, _wrong_at_the_end(form)):
        focused = [block["block_id"] for block in _inputs(shown) if block["element"].get("focus_on_load")]
        assert focused == [next((field.name for field in shown.fields if field.error), form.fields[0].name)]
        first, *_ = _focusable(drawn(shown, "mark").element["body"])
        assert first.startswith("Input."), first


def _inputs(form: Form) -> list[Any]:
    return [block for block in view(form, "D1")["blocks"] if block["type"] == "input"]


def _wrong_at_the_end(form: Form) -> Form:
    return replace(form, fields=(*form.fields[:-1], replace(form.fields[-1], error="Please fill this in.")))


def _focusable(part: Any) -> Iterator[str]:
    """Kinds of what can have the focus, in the order of the tabulator."""
    match part:
        case {"type": str(kind)} if kind.startswith(("Input.", "Action.")):
            yield kind
        case dict():
            for inside in part.values():
                yield from _focusable(inside)
        case list():
            for inside in part:
                yield from _focusable(inside)


async def test_what_is_final_is_red_in_slack_and_folded_away_in_teams() -> None:
    assert element(FINAL, 1, "")["confirm"]["style"] == "danger"
    folded = action(FINAL, "")
    assert folded["type"] == "Action.ShowCard"
    assert "Action.Execute" in json.dumps(folded["card"])
