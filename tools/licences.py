"""The licences of all that requirements/ installs, as the table of docs/licences.md. `make licences` writes it.

Ends with 1, and says what it is about, where a package states no licence that is allowed here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

HOME = Path(__file__).parents[1]
# What an Apache-2.0 product may stand on. LGPL and MPL bind their own files alone; nobody here changes or copies any.
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only",
        "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
# In words, as packages and their classifiers say it → the SPDX name. Nothing else is understood.
NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
VAGUE = {
    "BSD License",
    "DFSG approved",
    "OSI Approved",
}  # classifiers that name no one licence
SPHINX = ("applehelp", "devhelp", "htmlhelp", "jsmath", "qthelp", "serializinghtml")
# Where a package names no licence, or none exactly: read in its own licence file by a person.
READ = {
    "alabaster": "BSD-3-Clause",
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "docutils": "BSD-2-Clause AND BSD-3-Clause",  # and the public domain; its one file under the GPL is in no wheel
    "imapclient": "BSD-3-Clause",
    "isodate": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "jsonpickle": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "kubernetes-validate": "Apache-2.0",
    "matplotlib": "PSF-2.0",  # its own words on the same pattern
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    **dict.fromkeys((f"sphinxcontrib-{part}" for part in SPHINX), "BSD-2-Clause"),
    "slackblocks": "MIT AND BSD-3-Clause",
    "colorama": "BSD-3-Clause",  # for Windows alone, so it is not here to be asked
}
# What states none, and why the tests may use it all the same.
UNSTATED = {
    "customerinsights": "none stated; Microsoft publishes it to use its API, and its twin for .NET under MS-PL",
}
NOTES = {
    "docutils": "the rest of it is in the public domain",
    "matplotlib": "modelled on that of Python; with fonts under the Bitstream Vera licence and the OFL-1.1",
    "numpy": "with OpenBLAS (BSD-3-Clause) and libraries of GCC, under the exception for what GCC compiles",
    "pillow": "with libraries that read and write pictures, each under a licence of this kind",
    "psycopg": "a library that is imported as it is, and may be replaced by another version",
    "psycopg-binary": "the same, with PostgreSQL's own libpq (PostgreSQL License) and OpenSSL (Apache-2.0)",
    "certifi": "certificates as a file of its own, unchanged",
    "hypothesis": "runs tests, unchanged",
    "pathspec": "runs with the checks, unchanged",
}
# What npm brings to the tests that ask for it, read where it says so itself; none of it is shipped.
NPM = {
    "@microsoft/m365agentsplayground": "its own: for trying bots; never copied or changed",
    "adaptivecards": "MIT",
    "axe-core": "MPL-2.0",
    "emulate": "Apache-2.0",
    "react": "MIT",
    "react-dom": "MIT",
    "slack-blocks-to-jsx": "MIT",
    "typescript": "Apache-2.0",
}


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str


def locked(file: Path) -> Mapping[str, str]:
    """Name, in its normal form, → version, of every package of a lock."""
    pins = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def stated(name: str) -> str:
    """The licence as an SPDX expression: what a person read, else what the package says; empty where neither tells."""
    if name in READ:
        return READ[name]
    try:
        return _said(distribution(name))
    except PackageNotFoundError:
        return ""


def _said(package: Distribution) -> str:
    """An expression counts alone. Else all that is said in words: of two things, both have to be allowed."""
    told = package.metadata
    for expression in told.get_all("License-Expression") or ():
        return str(expression)
    classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License")]
    words = [*(told.get_all("License") or ()), *classified]
    said = [one for one in words if one and one not in VAGUE and one != "UNKNOWN"]
    return " AND ".join(dict.fromkeys(NAMES.get(one, one) for one in said))


def allowed(expression: str) -> bool:
    """Of alternatives one is enough, of what holds together all. Brackets are nobody's here: they are refused."""
    return any(all(one in ALLOWED for one in choice.split(" AND ")) for choice in expression.split(" OR "))


def refused(packages: Iterable[Package], *, shipped: bool) -> list[str]:
    """What may not be used, each with what it says of itself. `shipped`: it runs with the bot, so it must be stated."""
    return [
        f"{package.name}: {package.licence or 'states no licence'}"
        for package in packages
        if not allowed(package.licence) and (shipped or package.licence or package.name not in UNSTATED)
    ]


def packages(names: Mapping[str, str]) -> list[Package]:
    return [Package(name, version, stated(name)) for name, version in sorted(names.items())]


def table(rows: Iterable[Package]) -> str:
    return "\n".join(["| package | version | licence | |", "| --- | --- | --- | --- |", *map(_row, rows)])


def _npm() -> str:
    rows = [f"| {name} | {licence} |" for name, licence in NPM.items()]
    return "\n".join(["| package | licence |", "| --- | --- |", *rows])


def _row(row: Package) -> str:
    cells = row.name, row.version, row.licence or UNSTATED.get(row.name, ""), NOTES.get(row.name, "")
    return f"| {' | '.join(cells)} |"


PAGE = """# Licences

DSR Bot is under the [Apache License 2.0](../LICENSE), and every package it runs on is under a licence that allows that.
So is every one that its tests and checks need, but for the one judge of which the table says why. A test holds the list
of what is allowed and refuses everything else, the GPL and the AGPL first of all. `make licences` writes this page from
`requirements/` and what the packages say of themselves, or in their licence files.

Nothing of theirs is copied into this repository but what [NOTICE](../NOTICE) names: packages are installed beside the
bot. That is also how the one library under the LGPL is used: `psycopg` is imported unchanged, as a package of its own,
to speak with PostgreSQL, and whoever runs the bot may put another version in its place. The tests also use, where they
are there, programs from npm and Debian, each under its own licence. None of them is shipped.

## With the bot

{run}

## For tests and checks alone

{dev}

## By npm, for tests that are skipped without it

{npm}
"""


def _all() -> tuple[list[Package], list[Package]]:
    """With the bot, and for tests alone."""
    run, both = locked(HOME / "requirements/run.txt"), locked(HOME / "requirements/dev.txt")
    return packages(run), packages({name: both[name] for name in both.keys() - run.keys()})


def all_refused() -> list[str]:
    """Of everything that is locked."""
    shipped, testing = _all()
    return [*refused(shipped, shipped=True), *refused(testing, shipped=False)]


def main() -> int:
    shipped, testing = _all()
    sys.stdout.write(PAGE.format(run=table(shipped), dev=table(testing), npm=_npm()))
    wrong = all_refused()
    sys.stderr.write("".join(f"not allowed here: {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
