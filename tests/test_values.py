"""What was made stays as it was made: a value changes for nobody. What does change is named here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
ROOMS = ("bot", "common", "domain", "gateways", "handlers", "storage")
GROWING = {  # filled while something is read, looked for or drawn, by one alone
    "bot/cli/scripted.py": {"Stage"},
    "bot/slack/items.py": {"_Sheet"},
    "bot/slack/limits.py": {"Room"},
    "bot/slack/ways_back.py": {"_Way"},
    "bot/teams/limits.py": {"Room"},
    "domain/audit/verify.py": {"Verifier"},
    "domain/export/typed.py": {"ExportOrder"},
    "domain/refresh/typed.py": {"Order"},
    "gateways/mail/declared.py": {"Declared"},
    "gateways/mail/graph_arrivals.py": {"Look"},
    "gateways/mail/inbox.py": {"Look"},
    "gateways/mail/styles.py": {"_Rule"},
    "bot/delivery/homes.py": {"_Home"},
    "handlers/erasure/downstream.py": {"_Task"},
    "handlers/erasure/everywhere.py": {"Round"},
    "handlers/erasure/looking.py": {"Looking"},
    "handlers/remove_user/command.py": {"_Asked"},
}


def changeable(source: str) -> Iterator[str]:
    """The dataclasses that may be changed after they were made."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            made = [told for told in map(ast.unparse, node.decorator_list) if told.startswith("dataclass")]
            yield from (node.name for told in made if "frozen=True" not in told)


def test_no_value_changes_but_those_that_are_named() -> None:
    files = {str(file.relative_to(HOME)): file for room in ROOMS for file in (HOME / room).rglob("*.py")}
    found = {path: set(changeable(file.read_text(encoding="utf-8"))) for path, file in files.items()}
    assert {path: names for path, names in found.items() if names and "/sandbox/" not in path} == GROWING


@pytest.mark.parametrize("told", ["dataclass", "dataclass(kw_only=True)", "dataclass(frozen=False)"])
def test_a_value_that_can_be_changed_is_found(told: str) -> None:
    assert list(changeable(f"@{told}\nclass Day:\n    pass\n")) == ["Day"]
    assert not list(changeable("@dataclass(frozen=True)\nclass Day:\n    pass\n"))
