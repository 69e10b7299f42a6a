"""What an audit takes for clean: an answer for each package, and no advisory. And what the bot is made of."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools import audit, sbom
from tools.audit import CLEAN, FOUND, UNKNOWN, read
from tools.licences import HOME, locked

VERSIONS = {"one": "1.0", "some-other": "2.0"}
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["1.1", "2.0"], "aliases": [], "description": "d"}
Change = Callable[[list[dict[str, Any]]], object]


def answer(change: Change = lambda _: None) -> str:
    rows: list[dict[str, Any]] = [
        {"name": "one", "version": "1.0", "vulns": []},
        {"name": "Some_Other", "version": "2.0", "vulns": []},
    ]
    change(rows)
    return json.dumps({"dependencies": rows, "fixes": []})


def test_an_answer_for_each_without_advisories_is_clean() -> None:
    assert read(answer(), VERSIONS) == (CLEAN, [])


NOT_KNOWN: dict[str, Change] = {
    "one is skipped": lambda rows: rows.__setitem__(0, {"name": "one", "skip_reason": "not found"}),
    "one is left out": lambda rows: rows.pop(),
    "all are left out": lambda rows: rows.clear(),
    "another version": lambda rows: rows[0].update(version="0.9"),
    "no list of advisories": lambda rows: rows[0].pop("vulns"),
    "advisories that are none": lambda rows: rows[0].update(vulns=None),
}


@pytest.mark.parametrize("change", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_was_not_answered_for_is_not_known_to_be_well(change: Change) -> None:
    state, [line] = read(answer(change), VERSIONS)
    assert state == UNKNOWN
    assert "not known" in line


@pytest.mark.parametrize("said", ["", "Traceback", "[]", "{}", "null", '{"dependencies": [{}]}', '{"dependencies": 3}'])
def test_no_answer_is_not_clean(said: str) -> None:
    assert read(said, VERSIONS)[0] == UNKNOWN


def test_an_advisory_is_named_with_what_mends_it_also_where_others_are_silent() -> None:
    def flawed(rows: list[dict[str, Any]]) -> None:
        rows[0]["vulns"] = [FLAW, {"id": "PYSEC-2026-2", "fix_versions": []}]
        rows.pop()

    state, lines = read(answer(flawed), VERSIONS)
    assert state == FOUND
    assert lines[:2] == [
        "one 1.0: PYSEC-2026-1, mended in 1.1, 2.0.",
        "one 1.0: PYSEC-2026-2, mended in no version yet.",
    ]
    assert "some-other" in lines[2]


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [("exit 1", UNKNOWN, "could not be reached"), (None, UNKNOWN, "could not be run")],
)
def test_it_ends_so_that_nobody_takes_silence_for_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], script: str | None, code: int, told: str
) -> None:
    program = tmp_path / "pip-audit"
    if script:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    assert audit.main(str(program)) == code
    assert told in capsys.readouterr().out


def test_the_bill_is_the_same_twice_and_names_all_that_is_locked_with_its_licence() -> None:
    made = [subprocess.run([sys.executable, "tools/sbom.py"], cwd=HOME, capture_output=True, check=True) for _ in "ab"]
    assert made[0].stdout == made[1].stdout
    bill = json.loads(made[0].stdout)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert {one["name"]: one["version"] for one in bill["components"]} == locked(sbom.LOCK)
    assert all(one["licenses"][0]["expression"] for one in bill["components"])
    refs = {one["bom-ref"] for one in (*bill["components"], bill["metadata"]["component"])}
    edges = {one["ref"]: set(one["dependsOn"]) for one in bill["dependencies"]}
    assert edges.keys() == refs
    assert all(on <= refs for on in edges.values())
    reached = {bill["metadata"]["component"]["bom-ref"]}
    while more := set().union(*(edges[ref] for ref in reached)) - reached:
        reached |= more
    assert reached == refs, "everything is there because something needs it"
