"""Everything that is installed is under a licence that allows ours; the table says which, and is up to date."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import licences
from tools.licences import Package, allowed, locked, refused, stated

HOME = Path(__file__).parents[1]


def test_the_table_is_up_to_date_and_refuses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "tools/licences.py"], cwd=HOME, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (HOME / "docs/licences.md").read_text(encoding="utf-8"), "make licences"


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "GNU General Public License v3 (GPLv3)",
        "Proprietary",
        "",
        "UNKNOWN",
        "mit",
        "(MIT OR GPL-3.0-only)",
    ],
)
def test_whatever_is_not_on_the_list_is_refused(licence: str) -> None:
    found = [Package("some", "1.0", licence)]
    assert len(refused(found, shipped=True)) == len(refused(found, shipped=False)) == 1


@pytest.mark.parametrize("licence", ["MIT", "MIT AND PSF-2.0", "GPL-2.0-only OR Apache-2.0", "LGPL-3.0-only"])
def test_of_alternatives_one_is_enough_and_of_what_holds_together_all(licence: str) -> None:
    assert allowed(licence)
    assert refused([Package("some", "1.0", licence)], shipped=True) == []


def test_what_states_no_licence_may_serve_the_tests_by_name_and_never_ships() -> None:
    judge = [Package("customerinsights", "1.0.8", "")]
    assert refused(judge, shipped=False) == []
    assert refused(judge, shipped=True) == ["customerinsights: states no licence"]


def test_what_was_read_by_a_person_is_still_used() -> None:
    named = locked(HOME / "requirements/dev.txt")
    assert {*licences.READ, *licences.UNSTATED, *licences.NOTES} <= named.keys()


def test_nobody_stands_in_for_what_a_package_says_itself() -> None:
    assert (stated("psycopg"), stated("certifi"), stated("aiohttp")) == (
        "LGPL-3.0-only",
        "MPL-2.0",
        "Apache-2.0 AND MIT",
    )
    assert stated("no-such-package") == ""


def test_a_lock_is_read_whole(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("A.b_c[extra]==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:1\nd==2.0 \\\n    # via a==3\n")
    assert locked(lock) == {"a-b-c": "1.0", "d": "2.0"}


def test_what_npm_brings_is_listed_and_allowed_and_nothing_else() -> None:
    """One of them has a licence of its own: it is run to try the bot against it, as that licence says."""
    asked = "\n".join(path.read_text(encoding="utf-8") for path in HOME.glob("tests/**/*.py") if path != Path(__file__))
    lines = re.findall(r"npm install ((?:[^`]|\n)*)`", asked)
    named = {name for line in lines for name in re.findall(r"(?<=\s)(@?[a-z][\w/.-]*?)@\d", line)}
    named |= set(re.findall(r'Package\("([\w/@-]+)", "\d', asked))
    assert named == licences.NPM.keys()
    own = {name for name, licence in licences.NPM.items() if not allowed(licence)}
    assert own == {"@microsoft/m365agentsplayground"}


def test_our_own_is_stated_where_it_is_looked_for() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    for name in project["license-files"]:
        assert (HOME / name).read_text(encoding="utf-8").strip()
    assert "Apache License" in (HOME / "LICENSE").read_text(encoding="utf-8")[:200]


def test_the_notice_names_every_file_that_others_made() -> None:
    notice = (HOME / "NOTICE").read_text(encoding="utf-8")
    theirs = [
        str(path.relative_to(HOME)) for path in HOME.glob("tests/**/*.schema.json") if "node_modules" not in path.parts
    ]
    assert len(theirs) == 3
    assert [path for path in theirs if path not in notice] == []
