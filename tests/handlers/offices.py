"""Random offices by their number, in which users are removed: the same number makes the same office."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import cast

from domain.request import Request, State, Step, StepState
from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID as US
from handlers.ports import Workflow
from handlers.remove_user import command as users
from handlers.remove_user.work import remove_work
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.handlers.erasure.chance import Luck
from tests.handlers.erasure.worlds import Ending, InWorld, quick
from tests.handlers.haste import in_haste
from tests.handlers.office import APP, BENDS, FORMS, GROUP, USER, Oddity, Office, address
from tests.handlers.play import FORM
from tests.handlers.reasons import NO_CAUSE, Reason, mute
from tests.scratch import memory

COLLEAGUES = ("somebody leaves", "somebody comes", "they come back")
ACTS = ("round", "round", "round", "work", "hold", "release", "retry", *COLLEAGUES)
GONE = {"gone", "gone_before"}
_EVER = 10**6
_ODD = {"unreadable": {"list", "role"}, "not_removed": {"removal"}}  # by the note, which answers may be the cause
_PEOPLE = [f"{n}a00000b-0000-4000-8000-00000000000{n}" for n in range(1, 8)]


def office_of(number: int) -> Office:
    random = Random(number)
    users_there = _PEOPLE[: random.randint(4, 6)]
    access = dict.fromkeys([*users_there[:2], US, *users_there[2:]], USER) | {US: APP, _PEOPLE[6]: GROUP}
    wanted = tuple(random.sample(users_there, random.choice((1, 1, 2))))
    return Office(
        Luck(number, random.choice((0, 0, 40, 120))), (), set(), set(), {},
        access=access, wanted=wanted, owner=wanted[0] if random.random() < 0.1 else "",
        groups={who: (_PEOPLE[6],) for who in wanted if random.random() < 0.3},
        deaf=random.choice((0, 0, 0, 1, 2, 9)), linger=random.choice((0, 0, 1, 3, 10, _EVER)),
        shouts=random.random() < 0.3, oddities=tuple(_oddity(random) for _ in range(random.choice((0, 1, 1, 2, 3)))),
    )  # fmt: skip


def _oddity(random: Random) -> Oddity:
    where = random.choice(["list", "list", "list", "list", "role", "removal"])
    what = random.choice(list(BENDS[where]))
    long = random.randint(1, 30) if what == "silence" or random.random() < 0.5 else _EVER
    return Oddity(where, what, first=random.choice((1, 1, 2, random.randint(1, 8))), calls=long)


def removal_in(number: int, template: Path) -> Ending:
    """Played through by the real handlers on a real database, in virtual time."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        copy = shutil.copyfile(template, Path(folder) / "dsrbot.sqlite3")
        return in_haste(_played(number, office_of(number), f"sqlite:///{copy}"))


class _Removal(InWorld):
    async def ask(self, office: Office) -> None:
        await self.meet(**quick(0))
        self.deps = replace(self.deps, directory=office)
        values = {"users": (" ".join(map(address, office.wanted)),)}
        await self.filed(users.submitted(self.deps, self._act("ada", FORM, "remove-user", "", values)))

    def workflow(self) -> Workflow:
        return remove_work(self.deps)

    async def do(self, what: str) -> None:
        if what in COLLEAGUES:
            cast("Office", self.outside).colleague(what)
        else:
            await super().do(what)


async def _played(number: int, office: Office, url: str) -> Ending:
    random, luck = Random(-number - 1), office.luck
    async with open_store(url, MASTER_KEY) as store:
        on = _Removal(store, office, quorum=1, closes=False)
        office.luck = Luck(0, 0)
        await on.ask(office)
        office.luck = luck
        wrong, said = set[str](), set[str]()
        acts = [random.choice(ACTS) for _ in range(random.randint(1, 5))]
        for act in (*acts, "round", "round", "rest of it"):
            await on.do(act)
            _, steps = await on.look()
            now = {step.key for step in steps if _is_gone(step)}
            wrong |= {key for key in now - said if office.has_access(key)}
            said = now
        request, steps = await on.look()
        free, gone = not office.there, all(map(_is_gone, steps))
        return Ending(
            number, request.state, gone, tuple(sorted(wrong)), free, waits=bool(await on.waits()),
            asks=_reasons(office, request, steps) if free and not gone else (), plain=office.plain,
            mute=mute(request, steps), misjudged=frozenset(office.mistaken),
        )  # fmt: skip


def _is_gone(step: Step) -> bool:
    return step.state is StepState.DONE and step.note in GONE


def _reasons(office: Office, request: Request, steps: Sequence[Step]) -> tuple[Reason, ...]:
    left = [step for step in steps if not _is_gone(step)]
    return tuple(dict.fromkeys(Reason(step.note or step.state.value, _cause(office, request, step)) for step in left))


def _cause(office: Office, request: Request, step: Step) -> str:
    """What was odd there."""
    wheres = _ODD.get(step.note, {"list"} if step.note.startswith("list_") else {"list", "role", "removal"})
    odds = [odd for odd in office.oddities if odd.where in wheres and odd.what not in FORMS]
    said = sorted(f"{odd.where}: {odd.what}" for odd in odds)
    if step.note == "still_listed" and office.linger == _EVER:
        return "is listed for ever"
    if step.note == "list_short" and office.left_meanwhile:
        return "somebody else was removed meanwhile"
    if request.state is State.PENDING_APPROVAL or step.note == "held":
        return "people did not let it"
    return said[0] if said else "silence" if office.unlucky else NO_CAUSE
