"""Over random plans, failures, crashes and orders of human acts, by the real handlers on a real database: an erasure is
completed exactly when everything is settled and verified, and under a hold nothing is done that cannot be undone."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from domain.erasure.whereabouts import Segment
from domain.request import State
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.handlers.erasure.chance import Chance, Held, Luck
from tests.handlers.haste import in_haste
from tests.handlers.play import Play
from tests.scratch import memory
from tests.shares import tries

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
USUAL = [
    *["round"] * 6,
    *["ambush"] * 2,
    "work",
    "answer",
    "able",
    "retry",
    "hold",
    "release",
    "delete",
    "rest",
    "mend",
]
RARE = ["cancel", "refuse"]
MEANWHILE = [*["hold", "hold", "release", "able", "delete", "rest", "rest"] * 3, *RARE]


@dataclass(frozen=True)
class Story:
    seed: int
    turns: int  # with bad luck
    sources: int
    forgotten: bool  # a source that holds the person and was not named
    quorum: int
    stated: bool
    indexed: bool
    corrupt: bool
    segments: tuple[str, ...]
    acts: tuple[str, ...]
    interludes: tuple[str, ...]


STORIES = st.builds(
    Story,
    seed=st.integers(0, 2**32),
    turns=st.integers(0, 600),
    sources=st.integers(1, 3),
    forgotten=st.booleans(),
    quorum=st.integers(1, 2),
    stated=st.booleans(),
    indexed=st.booleans(),
    corrupt=st.booleans(),
    segments=st.lists(
        st.sampled_from(["dormant", "static", "static", "active", "active", "draft"]), min_size=1, max_size=4
    ).map(tuple),
    acts=st.lists(st.sampled_from([*USUAL, *USUAL, *RARE]), min_size=3, max_size=10).map(tuple),
    interludes=st.lists(st.sampled_from(MEANWHILE), max_size=5).map(tuple),
)


# Three that chance seldom finds.
HELD_WHILE_ACTIVATING = Story(
    seed=2745609810, turns=600, sources=1, forgotten=False, quorum=1, stated=True, indexed=True, corrupt=False,
    segments=("dormant", "dormant"), acts=("ambush", "round", "round", "round"), interludes=("hold",),
)  # fmt: skip


RESTED_MEANWHILE = replace(
    HELD_WHILE_ACTIVATING, seed=801124923, segments=("active",) * 2, acts=("round",) * 3, interludes=("rest",)
)
HELD_AS_IT_IS_ASKED = Story(
    seed=98568, turns=109, sources=3, forgotten=False, quorum=1, stated=False, indexed=False, corrupt=False,
    segments=("static", "static", "dormant", "static"), acts=("round", "round", "delete", "round"),
    interludes=("hold",) * 4,
)  # fmt: skip


def a_segment(number: int, kind: str) -> Held:
    evaluated = None if kind == "draft" else LONG_AGO
    segment = Segment(name=f"g{number}", label=kind, active=kind in {"static", "active"}, evaluated=evaluated)
    return Held(segment, static=kind == "static", inside=kind != "draft")


def outside(story: Story) -> Chance:
    names = tuple(f"s{number}" for number in range(story.sources + story.forgotten))
    held = {f"g{number}": a_segment(number, kind) for number, kind in enumerate(story.segments)}
    corrupt = {"s0"} if story.corrupt else set[str]()
    return Chance(Luck(story.seed, story.turns), names, set(names), corrupt, held, indexed=story.indexed)


async def play(story: Story, url: str) -> State:
    async with open_store(url, MASTER_KEY) as store:
        on = Play(store, outside(story), story.quorum, story.interludes)
        await on.begin(*[f"s{number}" for number in range(story.sources)], stated=story.stated)
        for act in story.acts:
            await on.do(act)
            await on.judge()
        return await on.come_to_an_end()


@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES)
@example(HELD_WHILE_ACTIVATING)
@example(RESTED_MEANWHILE)
@example(HELD_AS_IT_IS_ASKED)
def test_completed_is_reached_exactly_when_all_is_settled_and_verified_and_a_hold_stops_every_call(
    sqlite_template: Path, story: Story
) -> None:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        copy = shutil.copyfile(sqlite_template, Path(folder) / "dsrbot.sqlite3")
        end = in_haste(play(story, f"sqlite:///{copy}"))
    event(end)
    if not set(RARE) & {*story.acts, *story.interludes}:
        assert end is State.COMPLETED
