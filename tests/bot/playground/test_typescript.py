"""The scripts of the page keep to their types, and the types to what the server sends."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from bot.playground.board import Message
from bot.playground.controls import Behaving, Completions, Recreated, Suggestion
from bot.playground.wire import outgoing
from domain import card
from tests.bot.playground.typescript import PAGE, judged
from tests.npm import NotHere
from tests.programs import Ask

TYPES = (PAGE / "types.d.ts").read_text(encoding="utf-8")
SENT = (
    card.Confirm, card.Mention, card.Button, card.Fact, card.Item, card.Fold, card.Card, card.Option, card.Field,
    card.Form, Suggestion, Completions, Behaving, Recreated,
)  # fmt: skip


def said(page: Path, program: Ask) -> list[str]:
    """What the compiler complains of."""
    try:
        done = judged(page, program)
    except NotHere as missing:
        pytest.skip(str(missing))
    assert (done.returncode == 0) is (done.stdout == "")
    return done.stdout.splitlines()


def members(name: str) -> set[str]:
    """The names that an interface of types.d.ts states."""
    body = re.search(rf"^interface {name} \{{(.*?)\}}$", TYPES, re.MULTILINE | re.DOTALL)
    assert body, name
    return set(re.findall(r"(\w+): ", body[1]))


def test_the_scripts_keep_to_their_types(program: Ask) -> None:
    assert said(PAGE, program) == []


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("card.js", 'spoken({ titel: "Refresh" });'),
        ("store.js", "messages(7);"),
        ("api.js", "function untyped(one) { return one; }"),
        ("panel.js", "byId('panel').value = 1;"),
        ("log.js", "document.querySelector('p').remove();"),
    ],
    ids=["a field that no card has", "another type", "no type", "a part that no element has", "what may be missing"],
)
def test_a_script_that_breaks_them_is_found(script: str, line: str, tmp_path: Path, program: Ask) -> None:
    page = tmp_path / "page"
    shutil.copytree(PAGE, page, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with (page / script).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    found = said(page, program)
    assert found
    assert all(one.startswith((script, " ")) or f"/{script}(" in one for one in found)


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.__name__)
def test_a_type_names_what_the_server_sends(sent: type) -> None:
    said = {"spoken"} if sent is card.Item else set()  # of its button
    assert members(sent.__name__) == {field.name for field in fields(sent)} | said


def test_a_message_has_what_the_server_sends() -> None:
    assert members("Message") == set(outgoing(Message(place="dm:ada", address="1700000000.000100")))
