"""The id of a request, as people write it, at every command that takes one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from domain.card import Answer, Form
from domain.refs import Names
from handlers.commands import COMMANDS
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, said

TAKERS = sorted(command.name for command in COMMANDS if command.who.names in {Names.REQUEST, Names.LETTER})
WAYS: tuple[Callable[[str], str], ...] = (
    str.lower,
    lambda ref: ref.removeprefix("DSR-"),
    lambda ref: ref.removeprefix("DSR-").lower(),
    lambda ref: ref.replace("0", "O"),
    lambda ref: ref.removeprefix("DSR-").replace("0", "o"),
    lambda ref: ref.replace("0", "o").replace("1", "l"),
    lambda ref: f"“{ref}”",
    lambda ref: f"#{ref.removeprefix('DSR-')}",
    lambda ref: ref.replace("-", " "),
    lambda ref: ref.replace("-", "–").lower(),
)


async def filed(desk: Scene, number: int) -> str:
    """A request whose id has a 0 and a 1 in it, as not each has."""
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA} x{number}@contoso.com")
    for column, table in (("id", "requests"), ("request_id", "steps"), ("request_id", "request_subjects")):
        desk.rows(f"UPDATE {table} SET {column} = 'DSR-0A{number:03}1' WHERE {column} = '{ref}'")
    return f"DSR-0A{number:03}1"


def plain(answer: Answer, ref: str) -> str:
    """What it says, but for the id and the moment."""
    about = answer.ref if isinstance(answer, Form) else ""
    text = f"{about} {said(answer)}".replace(ref, "DSR")
    return re.sub(r"x\d+@|as of [^\n]*", "", text)


@pytest.mark.parametrize("verb", TAKERS)
async def test_a_command_means_the_same_request_however_its_id_is_written(desk: Scene, verb: str) -> None:
    heard = set[str]()
    for number, way in enumerate((lambda ref: ref, *WAYS)):
        ref = await filed(desk, number)
        answer = await desk.typed("ada", f"{verb} {way(ref)}, please")
        assert "I know no request" not in said(answer)
        heard.add(plain(answer, ref))
    assert len(heard) == 1


@pytest.mark.parametrize("verb", TAKERS)
async def test_what_is_nearly_an_id_is_asked_back(desk: Scene, verb: str) -> None:
    await filed(desk, 1)
    for odd in ("DSR-0A0011X", "DSR-0A001", "DSR-0A0011 DSR-0A0012"):
        assert said(await desk.typed("ada", f"{verb} {odd}")).startswith("I know no request")
