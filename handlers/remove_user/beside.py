"""Others whom somebody takes off the list of users while one of them is removed.

A list that lacks them looks like one that was cut, so it proves nothing until a person says that they were removed,
too: those who were named to that person, and nobody else. Then the list is read again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.erasure.plan import HumanTask, open_to
from domain.insights import Principal
from domain.notes import Note
from domain.outcome import Code
from domain.remove_user.access import VOUCHED, AccessList, Doubt, mark, mark_of
from domain.remove_user.facts import Missed, RemovalFacts
from domain.request import State, Step, StepState
from domain.result import OthersLeft
from domain.trouble import Refused, Unreadable
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.anew import ANEW
from handlers.requests.cancelling import resume
from handlers.requests.case import Case
from handlers.requests.sealed import facts
from handlers.requests.work import change_facts
from handlers.retrying import patiently

# After these a removal was answered as done, whatever the list of users showed then.
REMOVED = frozenset({Note.REMOVED, Note.LISTED, Note.GONE_ONCE, Note.STILL_LISTED, *(doubt.note for doubt in Doubt)})


class Known:
    """Who was listed before, as the steps of a request keep it: by marks alone where an earlier release filed it.

    What was seen for one user of a request counts for all: a list that was cut for one may look whole to another.
    """

    def __init__(self, kept: Collection[RemovalFacts]) -> None:
        self.ids = frozenset[str]().union(*(one.there for one in kept))
        self._marks = frozenset[str]().union(*(one.listed for one in kept))
        self._left = frozenset[str]().union(*(one.left for one in kept))
        self.asked = [one.principal for one in kept if one.asked]  # whose removal was asked of the service

    @property
    def still(self) -> frozenset[str]:
        """The marks of those who must be in a list that is whole."""
        return frozenset((*map(mark, self.ids), *self._marks)) - self._left

    def named(self, missing: Collection[str]) -> list[str]:
        return sorted(who for who in self.ids if mark(who) in missing)


def known(unit: Unit, step: Step) -> Known:
    return Known([facts(unit, one, RemovalFacts) for one in unit.steps.of(step.request_id)])


async def name_missing(deps: Deps, step: Step, listed: AccessList, left: Collection[str]) -> tuple[Step, Doubt]:
    """Keep who is missing from this list, by name, for who may say that they were removed. The step as it is kept."""
    before = await deps.storage.read(lambda unit: known(unit, step))
    missing = listed.missing(before.still, left)
    named = before.named(missing)
    if len(missing) > VOUCHED:
        return step, Doubt.LACKS_MANY
    if len(named) < len(missing):
        return step, Doubt.LACKS_UNNAMED
    names = await _names(deps, named)
    said = tuple(_name(who, names.get(who)) for who in named)

    def missed(known: RemovalFacts) -> RemovalFacts:
        return replace(known, missing=frozenset(missing), missed=said)

    return await change_facts(deps, step, RemovalFacts, missed), Doubt.SHORT


async def _names(deps: Deps, ids: list[str]) -> dict[str, Principal]:
    try:
        return dict(await patiently(deps.policy.poll_every, lambda: deps.directory.principals(ids)))
    except (Refused, Unreadable):
        return {}  # then by their ids


def _name(who: str, found: Principal | None) -> Missed:
    said = (found.name, found.email and f"({found.email})") if found else ()
    return Missed(" ".join(filter(None, said)), who)


def others_left(case: Case, named: Step, act: Act, because: str) -> Code:
    """Somebody says so: every user of the request who waits for it is looked for again, without a second removal.

    It is said of those alone whom the form named: not where others are missing by now, or somebody without a name."""
    if case.request.state is not State.NEEDS_ATTENTION:
        return Code.SETTLED_NOT_OPEN
    unit, steps = case.unit, case.steps
    missing = facts(unit, named, RemovalFacts).missing
    if act.asked.ref.shown != mark_of(missing):
        return Code.SETTLED_OTHERS_NOW
    if len(known(unit, named).named(missing)) < len(missing):
        return Code.SETTLED_NOT_NAMED
    for step in steps:
        if open_to(step, steps) is HumanTask.LEFT:
            kept = facts(unit, step, RemovalFacts)
            said = replace(kept, by=case.person, left=kept.left | missing, missing=frozenset(), missed=())
            saved = case.keep(step, StepState.WAITING, Note.REMOVED, said.saying(OthersLeft(because)))
            case.put(replace(saved, **{**ANEW, "note": saved.note}))
    resume(case, anew=False)
    return Code.SETTLED_NOTED
