"""Takes one rule after the other out of the product, and says after how many lives `make machines` notices.

    python tools/machine_mutants.py [most lives] [name …]

Most rules are asked in several places, one behind the other; so each is taken out of all of them at once: what is shown
is that the lives reach where only the rule stands in the way. Works in copies. The end is 1 where one was not found.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TEST = "tests/handlers/requests/test_by_chance.py"
AT_ONCE = 2
_NOT_COPIED = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "node_modules", "build")
Edits = Sequence[tuple[str, str, str]]
"""File, what stands there once, and what stands there instead."""

_ORDER, _SEAT, _DECISION = "domain/order.py", "handlers/requests/seat.py", "handlers/requests/decision.py"
_LEAVERS, _WORK, _CODES = "handlers/requests/leavers.py", "handlers/requests/work.py", "handlers/requests/codes.py"
_NAMED = ("domain/order.py", "        if fits and used.isdisjoint(theirs):", "        if fits:")

MUTANTS: Mapping[str, Edits] = {
    "who asked may vote": (
        ("domain/rights.py", "apart=frozenset({Apart.REQUESTER}), names=Names.REQUEST)", "names=Names.REQUEST)"),
        (_ORDER, "    used, found = {requester, *asker_marks}, list[Vote]()", "    used, found = set[str](), list[Vote]()"),
        (_SEAT, "isdisjoint(chain(asker_marks, *(one", "isdisjoint(chain(*(one"),
        (_SEAT, "    free = deciding(unit, act, [asked_by, *without, ", "    free = deciding(unit, act, [*without, "),
    ),
    "who acts for somebody votes beside them": (
        (_DECISION, "    return Objection.IN_YOUR_NAME if in_their_name else None", "    return None"),
        (_SEAT, ", *(who for vote in there for who in (vote.person_id, vote.holder))]", "]"),
        (_SEAT, "isdisjoint(chain(asker_marks, *(one.known_as for one in votes)))", "isdisjoint(asker_marks)"),
        _NAMED,
    ),
    "a role that was lost counts still": (
        (_LEAVERS, "decides=Role.APPROVER in own.roles))", "decides=True))"),
    ),
    "who has left counts still": (
        (
            _LEAVERS,
            "        if profile.standing is not Standing.MEMBER:\n            continue",
            "        if profile.standing is not Standing.MEMBER:\n            return Still(member=True, decides=True)",
        ),
    ),
    "a delegation counts after its last day": (
        ("storage/delegations.py", "[one for one in self.begun() if one.until >= day]", "list(self.begun())"),
    ),
    "who lost a role lends it still": (
        (
            "handlers/people/capacities.py",
            "    return own if person.id == person_id else nothing",
            "    return replace(own, roles=own.roles | {Role.APPROVER}) if person.id == person_id else nothing",
        ),
    ),
    "one of a circle fills the seat of another": (
        ("domain/seats.py", " if circle in people[person] and n not in asked):", " if n not in asked):"),
    ),
    "one vote is enough": (
        (_ORDER, "    return missing(order.seats, [vote.seat", "    return missing(order.seats[:1], [vote.seat"),
    ),
    "a hold stops nothing": (
        (_WORK, "        if unit.subjects.holds(request_id):", "        if False:"),
    ),
    "the brake stops nothing": (
        (_WORK, "        return Note.PAUSED if unit.brakes.now() else Note.NONE", "        return Note.NONE"),
    ),
    "what was cancelled goes on": (
        (_WORK, "        if not request or request.cancel_asked_by or request.state", "        if not request or request.state"),
    ),
    "no code is asked for": (
        (_DECISION, "    if factor and (lacking := codes.objection(", "    if not factor and (lacking := codes.objection("),
        (
            _DECISION,
            "    if not request or not order or not order.factor or _standing_objection",
            "    if not request or order or _standing_objection",
        ),
    ),
    "a wrong code is right": (
        (_CODES, "    if not device or interval is None:", "    if not device or device.id == '':"),
        (_CODES, "    if not use(unit, device, interval, me, now):", "    if interval and not use(unit, device, interval, me, now):"),
    ),
    "a code counts twice": (
        (_CODES, "    if not use(unit, device, interval, me, now):", "    if not use(unit, device, interval, me, now) and False:"),
    ),
    "people confirm their own devices": (
        (
            "handlers/people/code.py",
            "    if acts_for(unit, act, CONFIRM_CODE.roles, [device.person_id]):\n        return Code.DEVICE_OWN\n",
            "",
        ),
        (_CODES, " if device and not unit.people.same(person, [device.kept_by or person]) else None", " if device else None"),
    ),
    "a device that was lost counts still": (
        ("handlers/people/code.py", "    if not unit.codes.end(me):", "    if not me:"),
    ),
}  # fmt: skip


def changed(copy: Path, edits: Edits) -> None:
    for path, before, after in edits:
        text = (copy / path).read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise SystemExit(f"{path} does not hold this once any more: {before.strip()}")
        (copy / path).write_text(text.replace(before, after), encoding="utf-8")


def lives(copy: Path, most: int) -> tuple[int, str]:
    """After how many it was found, and by what; 0: it was not."""
    environ = os.environ | {"PYTHONPATH": str(copy), "MACHINES": str(most), "MACHINES_LOOK": "1"}
    command = [sys.executable, "-m", "pytest", TEST, "-x", "-q", "-s", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True, check=False)
    count, why = (
        re.search(r"(\d+) lives", done.stdout),
        re.search(r"^E +((?:assert|AssertionError|KeyError)\b.*)", done.stdout, re.M),
    )
    if not count or bool(done.returncode) != bool(why):
        raise SystemExit(f"It was not played:\n{done.stdout[-2000:]}")
    return (int(count[1]) if why else 0), (why[1] if why else "")


def tried(name: str, most: int) -> tuple[str, int, str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(Path.cwd(), Path(folder, "copy"), ignore=_NOT_COPIED))
        changed(copy, MUTANTS[name])
        return name, *lives(copy, most)


def main(most: str = "1000", *named: str) -> int:
    missed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, count, why in pool.map(lambda one: tried(one, int(most)), named or MUTANTS):
            print(f"{f'{count:4} lives' if count else 'NOT FOUND '}  {name}   {why[:60]}", flush=True)
            missed += not count
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
