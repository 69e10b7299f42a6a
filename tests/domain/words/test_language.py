"""A language is whole, or the type checker says what it lacks."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

from domain.words import de, en
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from tests.domain.words.pseudo import members

HOME = Path(__file__).parents[3]
CAPABILITIES = {name: protocol for name, protocol in get_type_hints(Words).items() if name != "tag"}
SECOND = """
from collections.abc import Sequence
from dataclasses import replace

from domain.words.en import EN
from domain.words.language import Words


class Lists:
    def names_of(self, names: Sequence[str], most: int = 12) -> str:
        return ""

    def progress(self, done: int, total: int) -> str:
        return ""
{times}

NEW: Words = replace(EN, tag="fr", lists=Lists())
"""
TIMES = """
    def times(self, text: {text}, count: int) -> str:
        return ""
"""


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (TIMES.format(text="str"), ""),
        ("", '"Lists" is missing following "ListsWords" protocol member'),
        (TIMES.format(text="bytes"), "def times(self, text: str, count: int) -> str"),
    ],
    ids=["whole", "one sentence is missing", "one takes something else"],
)
def test_a_second_language_that_lacks_a_sentence_is_no_language(times: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "french.py").write_text(SECOND.format(times=times), encoding="utf-8")
    options = ["--config-file=", "--strict", "--cache-dir", str(tmp_path.parent / "mypy"), str(tmp_path / "french.py")]
    command = [sys.executable, "-m", "mypy", *options]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=150, check=False)
    assert (done.returncode, found in done.stdout) == (int(bool(found)), True), done.stdout


def bound(path: Path) -> set[str]:
    """What the module itself gives to others."""
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    made = [node for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign)]
    names = {name.id for node in made for name in ast.walk(node) if isinstance(name, ast.Name) and _stored(name)}
    return {name for name in names | {n.name for n in nodes if isinstance(n, ast.FunctionDef)} if name[0] != "_"}


def _stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


LANGUAGES = {"en": (en, EN, {"english"}), "de": (de, DE, {"german", "inflected"})}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_module_of_a_language_is_a_capability(tag: str) -> None:
    package, words, grammar = LANGUAGES[tag]
    modules = {name: value for name, value in vars(package).items() if isinstance(value, ModuleType)}
    assert modules.keys() - CAPABILITIES.keys() <= grammar
    assert all(getattr(words, name) is modules[name] for name in CAPABILITIES)
    assert words.tag == tag


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("name", CAPABILITIES)
def test_what_one_language_says_every_language_has_to_say(tag: str, name: str) -> None:
    assert bound(Path(getattr(LANGUAGES[tag][1], name).__file__)) == members(CAPABILITIES[name])


def test_every_package_of_a_language_is_tried_here() -> None:
    here = Path(en.__file__).parents[1]
    assert {path.parent.name for path in here.glob("*/__init__.py")} == {*LANGUAGES, "language"}
