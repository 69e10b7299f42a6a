"""A file stands in its reader's chat to be downloaded, by the page alone, and is shown or run nowhere."""

from __future__ import annotations

import pytest

from bot.door import Closed, Door
from domain.file import HTML, File
from tests.bot.playground.demo_desk import Served
from tests.bot.playground.visitor import TOKEN, Visitor

FILE = File(
    name="record-of-erasure-DSR-7K3QFA.html",
    media=HTML,
    content=b"<script>alert(1)</script>",
    about="Record of erasure of DSR-7K3QFA.",
    verb="certificate-file",
    ref="DSR-7K3QFA",
)


async def test_it_is_told_by_name_and_size_and_downloaded_with_the_token(here: Served, visitor: Visitor) -> None:
    door: Door = here.door
    assert await door.send("dm:ada", FILE)
    message = await visitor.until("dm:ada", FILE.about)
    assert message["file"] == {"name": FILE.name, "size": len(FILE.content), "alt": ""}
    address = f"{here.url}/playground/api/file/dm:ada/{message['address']}"
    async with visitor.session.get(address, headers={TOKEN: visitor.first["token"]}) as answer:
        assert await answer.read() == FILE.content
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{FILE.name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with visitor.session.get(address) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["dm:ada/1763900000.000001", "nowhere/1", "dm:ben/x"])
async def test_where_no_file_is_there_is_none(visitor: Visitor, path: str) -> None:
    address = f"{visitor.url}/playground/api/file/{path}"
    async with visitor.session.get(address, headers={TOKEN: visitor.first["token"]}) as answer:
        assert answer.status == 404


async def test_a_place_that_there_is_not_is_closed(here: Served) -> None:
    with pytest.raises(Closed):
        await here.door.send("dm:mallory", FILE)
