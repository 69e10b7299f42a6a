"""Why a world did not end with *gone* though the person was nowhere any more: whether something odd explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.erasure.looks import Kind, Look, Why, unproved
from domain.erasure.plan import open_to
from domain.request import Request, State, Step, StepState
from domain.words import en as words
from tests.handlers.erasure.world import Twist, World

# By the kind of list, the answers that it is made of.
_LISTS = {"tables": "model", "segments": "segments", "states": "status"}
_LESS = {"not understood", "tables not understood", "one not understood", "one left out", "none"}  # in a list
# What else than the answer of the table itself may be the cause, by the reason.
_CAUSES = {
    Why.STALE: {"segments", "status"},
    Why.NO_INDEX: {"model"},
    Why.NO_COLUMN: {"model"},
    Why.NO_KEY: {"model"},
}
NO_CAUSE = "nothing odd"


@dataclass(frozen=True)
class Reason:
    """`cause`: what in the world made the bot ask; `NO_CAUSE` where it asks needlessly."""

    what: str
    cause: str

    @property
    def needless(self) -> bool:
        return self.cause == NO_CAUSE


def why_not(world: World, request: Request, steps: Sequence[Step], looks: Sequence[Look]) -> tuple[Reason, ...]:
    """What nothing proved at the last check; without a check, what was not done before it."""
    missing = unproved(dict.fromkeys(look.aim for look in looks), looks)
    if missing:
        return tuple(dict.fromkeys(Reason(f"{look.aim.kind}: {look.reason}", _cause(world, look)) for look in missing))
    left = [step for step in steps if step.state is StepState.FAILED or open_to(step, steps)]
    return tuple(
        dict.fromkeys(
            Reason(f"not done: {step.note or open_to(step, steps)}", "people or a failed job") for step in left
        )
    )


def _cause(world: World, look: Look) -> str:
    if truth := _truth(world, look):
        return truth
    said = sorted(f"{twist.where}: {twist.what}" for twist in world.twists if _explains(twist, look))
    return said[0] if said else NO_CAUSE


def _truth(world: World, look: Look) -> str:
    """What is so in the world itself."""
    name = look.aim.table
    match look.reason:
        case Why.DOWN if world.unlucky or any(twist.what == "silence" for twist in world.twists):
            return "silence"  # after two questions without an answer none is asked
        case Why.STALE if name not in world.held:
            return "the table of a deleted segment stands"
        case Why.STALE if not world.anew(name):
            return "in truth not worked out anew"
    return ""


def _explains(twist: Twist, look: Look) -> bool:
    if look.aim.kind is Kind.LIST:
        return twist.where == _LISTS[look.aim.table] and twist.what in _LESS
    if look.aim.kind is Kind.STORE:
        return twist.where == "store"
    if look.reason is Why.MISSING and look.aim.kind is Kind.SEGMENT and twist.where == "segments":
        return True  # a draft has no table, and nothing says that it is one
    if look.reason is Why.NOBODY_KNOWN:
        return twist.where in {"find", "model"}
    asked = twist.where == "ask" and twist.table in {"", look.aim.table}
    if look.reason in _CAUSES:  # a refusal of the table itself hides its key as well
        return twist.where in _CAUSES[look.reason] or (asked and look.reason is Why.NO_KEY)
    return asked


def mute(request: Request, steps: Iterable[Step]) -> tuple[str, ...]:
    """Where a request stands still, and nobody is told why."""
    steps = list(steps)
    left = [step for step in steps if step.state not in {StepState.DONE}]
    failed = [step for step in left if step.state is StepState.FAILED]
    silent = [f"{step.key} {step.note}" for step in failed if not words.steps.NOTES.get(step.note)]
    match request.state:
        case State.NEEDS_ATTENTION if not failed and not any(open_to(step, steps) for step in left):
            silent.append("nobody is asked")
        case State.IN_PROGRESS if not any(step.silent_since for step in left):
            silent.append("nobody knows that it waits")
    return tuple(silent)
