"""Random worlds by their number: the same number makes the same world, so that one that fails can be looked at."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from domain.erasure.looks import How, Verdict, unpacked
from domain.erasure.plan import StepKind, of
from domain.erasure.whereabouts import Segment
from domain.request import State, StepState
from domain.trouble import Refused, Trouble, Unreadable, because
from handlers.requests.sealed import private
from handlers.requests.work import give_in
from storage.durable import BROKE, Pace
from storage.starts import Start
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.handlers.erasure.chance import EMAIL, PERSON, Held, Luck
from tests.handlers.erasure.judges import BROKEN
from tests.handlers.erasure.world import BENDS, OLD_ID, WAITED_FOR, Table, Twist, World
from tests.handlers.haste import in_haste
from tests.handlers.play import Play
from tests.handlers.reasons import Reason, mute, why_not
from tests.scratch import memory

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SEGMENTS = ("dormant", "static", "active", "draft", "made static", "nested", "unscheduled")
MADE = (
    Table(),
    Table(rebuilt=False),
    Table(named=False),
    Table(written=PERSON.upper()),
    Table(inside=False, rebuilt=False),
    Table(segment=True),
    Table(segment=True, written=OLD_ID),
)
CORRUPT = (EMAIL, EMAIL.upper(), f"Zoe <{EMAIL}>", f"mailto:{EMAIL}", f" {EMAIL}", PERSON, f"x;{EMAIL};7")
ACTS = ("round", "round", "round", "delete", "answer", "able", "mend", "rest", "work", "hold", "release")
_RUNS = 8  # more than a plan runs by itself


def world_of(number: int) -> World:
    """The world of this number."""
    random = Random(number)
    kind_one = random.random() < 0.6  # in which everything is made anew
    names = tuple(f"s{n}" for n in range(random.randint(1, 3)))
    kinds = {f"g{n}": random.choice(SEGMENTS[:3] if kind_one else SEGMENTS) for n in range(random.randint(0, 3))}
    tables = {
        f"m{n}": replace(random.choice(MADE[:1] if kind_one else MADE)) for n in range(random.choice((0, 0, 1, 2)))
    }
    for n in range(random.choice((0, 0, 1, 2))):
        written, stays = random.choice(CORRUPT), not kind_one and random.random() < 0.7
        tables[f"corrupt{n}"] = Table(written=written, column="Mail", source=random.choice(names), rebuilt=not stays)
    world = World(
        luck=Luck(number, random.choice((0, 0, 60, 200))),
        names=names,
        origin=set(names),
        corrupt=set(),
        held={name: _held(random, name, kind) for name, kind in kinds.items()},
        tables=tables,
        capitals=random.random() < 0.3,
        spelt=random.choice((EMAIL, EMAIL, EMAIL.upper(), "Zoe@Contoso.com")),
        once={name for name, kind in kinds.items() if kind == "made static"},
        parents={name: random.choice(list(kinds)) for name, kind in kinds.items() if kind == "nested"},
    )
    world.old = {name for name, held in world.held.items() if held.inside and random.random() < 0.2}
    twists = [_twist(random, world) for _ in range(random.choice((0, 1, 1, 1, 2, 3)))]
    world.twists = tuple(filter(partial(_told_otherwise, twists), twists))
    world.expands = random.choice((True, None, False))
    for table in world.tables.values():
        table.named |= not world.lists_all
    return world


def world_with(*twists: Twist) -> World:
    """One in which nothing else is odd."""
    active = Segment(name="g0", label="active", active=True, evaluated=LONG_AGO)
    return World(luck=Luck(0, 0), names=("s0",), origin={"s0"}, corrupt=set(), held={"g0": Held(active)},
                 tables={"m0": Table()}, twists=twists)  # fmt: skip


def _held(random: Random, name: str, kind: str) -> Held:
    active = kind not in {"dormant", "draft"}
    segment = Segment(name=name, label=kind, active=active, evaluated=None if kind == "draft" else LONG_AGO)
    return Held(segment, static=kind in {"static", "made static", "unscheduled"},
                inside=kind != "draft" and random.random() < 0.8)  # fmt: skip


def _twist(random: Random, world: World) -> Twist:
    where = random.choice([*BENDS, "ask", "ask", "ask", "segments", "model"])
    what = random.choice(list(BENDS[where]))
    long = random.randint(1, 30) if where in WAITED_FOR or random.random() < 0.3 else 10**9
    twist = Twist(where, what, first=random.choice((0, 0, 0, random.randint(0, 40))), calls=long)
    if where != "ask":
        return twist
    plain = [name for name, table in world.tables.items() if not table.source or table.written in {EMAIL, PERSON}]
    table = random.choice(["Customer", *world.held, *plain])
    return replace(twist, table=table, how=random.choice((None, *How)))


def _told_otherwise(twists: Sequence[Twist], twist: Twist) -> bool:
    """Not: that there is no customer, by each question and by the count."""
    counted = any(one.where == "store" and one.what in {"counts nobody", "empty"} for one in twists)
    return not (counted and (twist.what, twist.table) == ("empty", "Customer"))


@dataclass(frozen=True)
class Ending:
    """`wrong`: in which places the person was when *gone* was said. `gone`: whether it was ever said."""

    number: int
    state: State
    gone: bool
    wrong: tuple[str, ...]
    free: bool
    waits: bool  # whether work was left at the end: it was never done with
    asks: tuple[Reason, ...] = ()  # why it does not say gone, where the person is
    plain: bool = True  # whether nothing was changed on the way, and all was answered
    mute: tuple[str, ...] = ()  # parts that wait for a person, or have failed, without a word
    misjudged: frozenset[str] = frozenset()  # by which of the judges that are broken


def ending_of(number: int, template: Path) -> Ending:
    """Played through by the real handlers on a real database, in virtual time."""
    return ending_in(world_of(number), template, number)


def ending_in(world: World, template: Path, number: int = 0) -> Ending:
    """The same in this world; what people do is by the number."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        copy = shutil.copyfile(template, Path(folder) / "dsrbot.sqlite3")
        return in_haste(_played(world, number, f"sqlite:///{copy}"))


async def _played(world: World, number: int, url: str) -> Ending:
    random = Random(-number - 1)
    async with open_store(url, MASTER_KEY) as store:
        on = InWorld(store, world, quorum=1, closes=False)
        named = world.names if random.random() < 0.8 else world.names[:1]
        await on.begin(*named, stated=True, **quick(random.choice((-1, 0, 1))))
        wrong, gone, misjudged = set[str](), False, set[str]()
        acts = ["delete"] * (random.random() < 0.8) + [random.choice(ACTS) for _ in range(random.randint(1, 4))]
        for act in (*acts, "round", "delete", "round", "round", "rest of it", "close", "round", "rest of it"):
            await on.do(act)
            if await _says_gone(on):
                gone = True
                wrong |= {*world.places}
            if world.places:
                misjudged |= await _who_would_say_gone(on)
        request, steps = await on.look()
        asks = await _reasons(on) if world.free and not gone else ()
        return Ending(
            number, request.state, gone, tuple(sorted(wrong)), world.free, waits=bool(await on.waits()), asks=asks,
            plain=world.plain, mute=mute(request, steps), misjudged=frozenset(misjudged),
        )  # fmt: skip


class InWorld(Play):
    """As the engine and willing people have it."""

    async def do(self, what: str) -> None:
        match what:
            case "rest of it":
                for _ in range(_RUNS):
                    await self.work()
            case "close":
                self.closes = True
            case _:
                await super().do(what)

    async def run(self, start: Start) -> None:
        """As the engine has it: what fails is tried again, and at the end a person is told why."""
        for _ in range(Pace.tries):
            try:
                return await super().run(start)
            except (Refused, Unreadable) as no:
                return await give_in(self.deps, self.ref, because(no))
            except Trouble:
                continue
        return await give_in(self.deps, self.ref, BROKE)


def quick(days: int) -> dict[str, object]:
    """Hours go by in no time; the bot's own clock is `days` apart from that of the service."""
    loop = asyncio.get_running_loop()
    start, began = datetime.now(UTC) + timedelta(days=days), loop.time()
    return {"clock": lambda: start + timedelta(seconds=loop.time() - began), "poll_every": timedelta(seconds=20),
            "give_up_after": timedelta(minutes=5)}  # fmt: skip


async def _says_gone(on: Play) -> bool:
    _, steps = await on.look()
    return any(step.state is StepState.DONE and step.note == "gone" for step in of(steps, StepKind.CHECK))


async def _who_would_say_gone(on: Play) -> set[str]:
    """The broken judges that call it gone, by the looks that the plan keeps."""
    _, steps = await on.look()
    checks = of(steps, StepKind.CHECK)
    kept = await on.store.read(lambda unit: [private(unit, step).get("looks") for step in checks])
    rounds = [[unpacked(look) for look in json.loads(looks)] for looks in kept if looks]
    return {name for name, judge in BROKEN.items() for looks in rounds if judge(looks) is Verdict.GONE}


async def _reasons(on: InWorld) -> tuple[Reason, ...]:
    """By what the last check kept, or what came before it."""
    request, steps = await on.look()
    asked = [step for step in of(steps, StepKind.CHECK) if step.note in {"no_check", "closed"}]
    kept = [await on.store.read(lambda unit, s=step: private(unit, s).get("looks")) for step in asked]
    looks = [unpacked(look) for look in json.loads(next(filter(None, kept), "[]"))]
    assert isinstance(on.outside, World)
    return why_not(on.outside, request, steps, looks)
