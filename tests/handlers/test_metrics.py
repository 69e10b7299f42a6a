"""The numbers that are counted are those of the page about them."""

from __future__ import annotations

import re

from bot.app.metrics import numbers
from tests.stage import Scene
from tools.reference import DOCS


async def test_each_number_is_explained_as_it_is_counted(desk: Scene) -> None:
    page = (DOCS / "metrics.md").read_text(encoding="utf-8")
    counted = re.findall(r"^# HELP (\w+) (.*)$", await numbers(desk.bot), re.MULTILINE)
    assert counted == re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", page, re.MULTILINE)
