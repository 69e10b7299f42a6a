"""Every package of requirements/ against a public database of advisories, by pip-audit, and its licence: `make audit`.

Ends with 0 where the database has answered for each of them and knows of nothing, with 1 where there is an advisory or
a licence that is not allowed, and with 2 where it has not answered for all: that is not clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import licences
from tools.licences import HOME, locked
from tools.sbom import normal

LOCKS = (HOME / "requirements/run.txt", HOME / "requirements/dev.txt")
CLEAN, FOUND, UNKNOWN = 0, 1, 2
_HOW = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json", "--timeout=15")
_LONGEST = 600  # seconds


def ask(program: Path, lock: Path) -> str:
    """What pip-audit says of a lock, as JSON; empty where it says nothing."""
    call = [str(program), *_HOW, "-r", str(lock)]  # of our own environment
    done = subprocess.run(call, capture_output=True, text=True, timeout=_LONGEST, check=False)  # noqa: S603
    return done.stdout


def read(said: str, versions: Mapping[str, str]) -> tuple[int, list[str]]:
    """How it stands with these packages, and what there is to say. Who was not answered for is not known to be well."""
    try:
        told = {normal(one["name"]): one for one in json.loads(said)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        return UNKNOWN, ["the database of advisories could not be reached: whether there are any is not known."]
    lines = [line for name in sorted(told) for line in _advisories(name, told[name])]
    silent = sorted(name for name, version in versions.items() if not _answered(told.get(name), version))
    if silent:
        which = "all of them" if len(silent) == len(versions) else ", ".join(silent)
        lines.append(f"the database has not answered for {which}: whether there are advisories is not known.")
    return (FOUND if len(lines) > bool(silent) else UNKNOWN if silent else CLEAN), lines


def _answered(one: Mapping[str, Any] | None, version: str) -> bool:
    return one is not None and isinstance(one.get("vulns"), list) and one.get("version") == version


def _advisories(name: str, one: Mapping[str, Any]) -> Iterator[str]:
    for flaw in one.get("vulns") or ():
        mended = ", ".join(flaw.get("fix_versions") or ()) or "no version yet"
        yield f"{name} {one.get('version')}: {flaw.get('id')}, mended in {mended}."


def main(program: str) -> int:
    worst = CLEAN
    for lock in LOCKS:
        versions = locked(lock)
        try:
            state, lines = read(ask(Path(program), lock), versions)
        except (OSError, subprocess.TimeoutExpired):
            state, lines = UNKNOWN, ["pip-audit could not be run: whether there are advisories is not known."]
        for line in lines or [f"{len(versions)} packages, and no advisory about any of them."]:
            sys.stdout.write(f"{lock.name}: {line}\n")
        worst = FOUND if FOUND in (worst, state) else max(worst, state)
    wrong = licences.all_refused()
    sys.stdout.writelines(f"not allowed here: {line}\n" for line in wrong)
    if not wrong:
        sys.stdout.write("licences: all of them are allowed.\n")
    return FOUND if wrong else worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
