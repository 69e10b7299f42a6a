"""A checklist in Slack: lines that only inform share blocks up to an edge, each with a button has a row of its own."""

from __future__ import annotations

import pytest

from bot.slack.blocks import message
from bot.slack.items import items
from bot.slack.limits import Block, Room
from domain.card import Button, Card, Item
from domain.words.en.slack import more
from tests.bot.slack.judges import judge_message, texts

LINE = Item("", "x" * 23)  # 28 with the line break and the dash that may stand in it: a hundred fill a block
BOLD = {"bold": True}
PRESS = Button("refresh-source", "crm", "Refresh")


def drawn(listed: list[Item], room: Room | None = None) -> list[Block]:
    return items(listed, room or Room(), lambda item, button: {"type": "button", "text": {"text": button.label}}, more)


@pytest.mark.parametrize(("count", "shared"), [(0, []), (1, [1]), (99, [99]), (100, [100]), (101, [100, 1])])
def test_a_block_takes_as_many_lines_as_fill_it_and_not_one_more(count: int, shared: list[int]) -> None:
    blocks = drawn([LINE] * count)
    bold = [[part for part in block["elements"][0]["elements"] if part.get("style") == BOLD] for block in blocks]
    assert [len(lines) for lines in bold] == shared
    judge_message(message(Card(title="Sources", items=(LINE,) * count)))


def test_a_row_stands_between_the_lines_before_it_and_those_after_it() -> None:
    blocks = drawn([LINE, Item("⏳", "CRM", button=PRESS), LINE, LINE])
    assert [block["type"] for block in blocks] == ["rich_text", "section", "rich_text"]
    assert all(not str(text).startswith("\n") for block in blocks for text in [next(iter(texts([block])))])


@pytest.mark.parametrize(("left", "shown"), [(28 * 3 + 40, 3), (28 * 3 + 39, 2), (28 * 4 + 40, 4), (28 * 10 + 40, 9)])
def test_what_there_is_no_room_for_is_counted(left: int, shown: int) -> None:
    room = Room(text=left)
    blocks = drawn([LINE] * 9, room)
    said = "".join(texts(blocks))
    assert said.count(LINE.text) == shown
    assert (more(9 - shown) in said) is (shown < 9)
    assert room.text == left - sum(len(text) for text in texts(blocks)) >= 0


def test_beyond_so_many_rows_buttons_are_left_out_and_lines_stay() -> None:
    pressed = [Item("✓", f"Source {number}", button=PRESS) for number in range(80)]
    room = Room()
    blocks = drawn(pressed, room)
    rows = [block for block in blocks if block["type"] == "section"]
    assert len(rows) == Room().blocks - 5  # as many blocks as its text could fill with lines, and two to spare
    assert room.blocks >= 0
    assert all(item.text in "".join(texts(blocks)) for item in pressed)


def test_a_line_says_its_sign_its_name_and_its_note_where_there_are_some() -> None:
    said = [Item("✓", "CRM", "refreshed"), Item("", "Web Shop"), Item("⏳", "Loyalty"), Item("", "ERP", "frozen")]
    assert "".join(texts(drawn(said))) == "✓ CRM – refreshed\nWeb Shop\n⏳ Loyalty\nERP – frozen"
