"""What the bot is made of, as CycloneDX 1.6 (cyclonedx.org/docs/1.6/json): every package of requirements/run.txt, with
its licence and what needs it. The same lock makes the same bytes; `make sbom` writes them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.licences import HOME, locked, stated

LOCK = HOME / "requirements/run.txt"
_OURS = "dsrbot"
_PIN = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==")
_VIA = re.compile(r"^    #\s+(?:via\s+)?(?!via$)([\w.-]+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(lock: str) -> Mapping[str, set[str]]:
    """Each package → those that it needs, by what the lock says of why it is there."""
    found: dict[str, set[str]] = {_OURS: set()}
    pinned = ""
    for line in lock.splitlines():
        if pin := _PIN.match(line):
            pinned = normal(pin[1])
            found.setdefault(pinned, set())
        elif pinned and (via := _VIA.match(line)):
            found.setdefault(normal(via[1]), set()).add(pinned)
    return found


def _ref(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _component(name: str, version: str) -> dict[str, Any]:
    ref = _ref(name, version)
    licences = [{"expression": stated(name)}] if stated(name) else []
    return {
        "type": "library", "bom-ref": ref, "name": name, "version": version, "purl": ref, "licenses": licences,
    }  # fmt: skip


def bill(lock: Path = LOCK) -> dict[str, Any]:
    text, versions = lock.read_text(encoding="utf-8"), locked(lock)
    ours = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    refs = {_OURS: _ref(_OURS, ours["version"])} | {name: _ref(name, version) for name, version in versions.items()}
    digest = hashlib.sha256(text.encode()).hexdigest()
    edges = sorted((refs[name], sorted(refs[one] for one in which)) for name, which in needs(text).items())
    product = {"type": "application", "bom-ref": refs[_OURS], "name": _OURS, "version": ours["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {
            "component": {**product, "licenses": [{"expression": ours["license"]}]},
            "properties": [{"name": "dsrbot:lock:sha256", "value": digest}],
        },
        "components": [_component(name, version) for name, version in sorted(versions.items())],
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in edges],
    }


def main() -> int:
    sys.stdout.write(json.dumps(bill(), indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
