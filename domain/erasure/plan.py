"""The plan of an erasure: what must be settled, by whom, in which order, and when it is complete.

Each part of a plan is a step of the request; the beginning of its key says which part. Pure: what is done about it is
`handlers.erasure.work` (the machine) and `handlers.erasure.acts` (people). After the reference on Customer Insights §6
and GDPR Art. 12(3), 17, 19.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.erasure.looks import Verdict as Verdict
from domain.notes import Note
from domain.remove_user.access import Doubt
from domain.request import SETTLED, Step, StepState


class StepKind(StrEnum):
    """What a step of an erasure is about. A source's key is its id alone."""

    SOURCE = "source"
    STATEMENT = "statement"  # that the record was deleted in the original sources
    DOWNSTREAM = "downstream"  # a process of Customer Insights that works on what the sources brought
    SEGMENT = "segment"  # inactive and ran once: activated and run, or deleted
    STATIC = "static"  # a segment that may be static: a person ticks it off
    CHECK = "check"  # looking the person up
    RECIPIENTS = "recipients"  # that the list of recipients is complete
    RECIPIENT = "recipient"
    ANSWER = "answer"  # the subject was told
    AGAIN = "again"  # looking once more when it is completed for long
    MEMBER = "member"  # of a batch: the erasure of one of its people, by the id of that request


_NOT_ALWAYS = {StepKind.SEGMENT, StepKind.STATIC, StepKind.RECIPIENT, StepKind.AGAIN}
_OF_EACH = {StepKind.CHECK, StepKind.ANSWER}  # what nobody has in common with the others of a batch
NEEDED = frozenset(StepKind) - _NOT_ALWAYS - {StepKind.MEMBER}
SHARED = frozenset(StepKind) - _OF_EACH - {StepKind.AGAIN, StepKind.MEMBER}  # what a batch does once for all
CHECKS = ("1", "2")  # after the last step, and again after the settling time
# In the order in which one depends on the other (documentation, system.md).
DOWNSTREAM = (
    "map", "match", "merge", "profileStore", "search", "activity", "contact", "relationship", "semanticEntity",
    "enrichment", "intelligence", "attributeMeasures", "entityMeasures", "measures", "segmentation",
)  # fmt: skip
PROFILES = frozenset({"map", "match", "merge"})  # what makes the profiles, on which everything else rests


def key_of(part: StepKind, name: str = "") -> str:
    return f"{part}:{name}"


_PARTS = {str(part): part for part in StepKind}  # asked for each step of each card, time and again


def part_of(key: str) -> StepKind:
    prefix, colon, _ = key.partition(":")
    return _PARTS.get(prefix, StepKind.SOURCE) if colon else StepKind.SOURCE


def name_of(key: str) -> str:
    """What follows the part: an operation, a segment, a recipient; a source's whole id."""
    return key if part_of(key) is StepKind.SOURCE else key.partition(":")[2]


def of(steps: Sequence[Step], *parts: StepKind) -> list[Step]:
    return [step for step in steps if part_of(step.key) in parts]


class Phase(StrEnum):
    """What the machine does next."""

    SOURCES = "sources"
    DOWNSTREAM = "downstream"
    SEGMENTS = "segments"
    MEMBERS = "members"  # of a batch: what each of its people has for themselves
    CHECK = "check"
    AGAIN = "again"
    PEOPLE = "people"  # nothing: it is done, or only a person can go on


# A segment that waits: for a decision ("" and `decide`), for a vote on its deletion, or for the machine.
TO_RUN, ASKED, TO_DELETE = Note.TO_RUN, Note.DELETE_ASKED, Note.TO_DELETE
AFRESH = Note.AFRESH  # a downstream process that no job of before can serve


def planned(steps: Sequence[Step]) -> bool:
    """Whether the plan was made; without one, a request is a plain refresh."""
    return any(part_of(step.key) not in {StepKind.SOURCE, StepKind.MEMBER} for step in steps)


def leads(steps: Sequence[Step]) -> bool:
    """Whether it is a batch: it does what the erasures of its people have in common, and they do the rest."""
    return any(part_of(step.key) is StepKind.MEMBER for step in steps)


def phase(steps: Sequence[Step]) -> Phase:
    """Sources only after the statement, each later part only after everything before it is done."""
    if not _done(steps, StepKind.STATEMENT):
        return Phase.PEOPLE
    for part, then in ((StepKind.SOURCE, Phase.SOURCES), (StepKind.DOWNSTREAM, Phase.DOWNSTREAM)):
        if not _done(steps, part):
            return Phase.PEOPLE if _failed(steps, part) else then
    segments = of(steps, StepKind.SEGMENT)
    if any(step.state is StepState.WAITING and step.note in {TO_RUN, TO_DELETE} for step in segments):
        return Phase.SEGMENTS
    if not _done(steps, StepKind.SEGMENT, StepKind.STATIC):
        return Phase.PEOPLE
    if any(step.state not in SETTLED for step in of(steps, StepKind.MEMBER)):
        return Phase.MEMBERS
    if not _done(steps, StepKind.CHECK):
        return Phase.PEOPLE if _failed(steps, StepKind.CHECK) else Phase.CHECK
    return Phase.PEOPLE


def complete(steps: Sequence[Step]) -> bool:
    """Everything is settled and verified, and nothing that a plan must have is missing.

    What became of each person of a batch stands at their own request: here it is only told.
    """
    if leads(steps):
        parts, own = {part_of(step.key) for step in steps}, of(steps, *SHARED)
        told = all(step.state in SETTLED for step in of(steps, StepKind.MEMBER))
        return parts >= NEEDED - _OF_EACH and told and all(step.state is StepState.DONE for step in own)
    return {part_of(step.key) for step in steps} >= NEEDED and all(step.state is StepState.DONE for step in steps)


class Looked(Protocol):
    """A step that looked the person up, or a line that shows one."""

    @property
    def state(self) -> StepState: ...
    @property
    def note(self) -> str: ...


def found_gone(checks: Collection[Looked]) -> bool:
    """Every look-up was made and found nobody; of no look-up, and of one that says anything else, that is not known."""
    return bool(checks) and all(one.state is StepState.DONE and one.note == Verdict.GONE.note for one in checks)


def _done(steps: Sequence[Step], *parts: StepKind) -> bool:
    return all(step.state is StepState.DONE for step in of(steps, *parts))


def _failed(steps: Sequence[Step], part: StepKind) -> bool:
    ended = {StepState.FAILED, StepState.CANCELLED}
    return any(step.state in ended for step in of(steps, part))


class HumanTask(StrEnum):
    """What a person can do about a step now."""

    STATE = "state"
    DECIDE = "decide"
    VOTE = "vote"  # on the deletion of a segment
    TICK = "tick"
    CLOSE = "close"  # a check that could not be made
    LEFT = "left"  # of a removal: that others who are missing from the list of users were removed, too
    CONFIRM = "confirm"
    TELL = "tell"
    ANSWER = "answer"


_WAITING_FOR = {
    StepKind.STATEMENT: HumanTask.STATE,
    StepKind.STATIC: HumanTask.TICK,
    StepKind.RECIPIENTS: HumanTask.CONFIRM,
    StepKind.RECIPIENT: HumanTask.TELL,
    StepKind.ANSWER: HumanTask.ANSWER,
}
# What must be done before a person can do their part of it. A static segment that is recreated from what the sources
# and the downstream processes have not renewed yet takes the person in once more.
_RESTS_ON = {StepKind.STATIC: (StepKind.SOURCE, StepKind.DOWNSTREAM), StepKind.ANSWER: (StepKind.CHECK,)}


def open_to(step: Step, steps: Sequence[Step]) -> HumanTask | None:
    """What a person can do about the step now; None for nothing."""
    part = part_of(step.key)
    if part is StepKind.CHECK:
        return HumanTask.CLOSE if step.state is StepState.FAILED and step.note == Verdict.NO_CHECK.note else None
    if part is StepKind.SOURCE and step.state is StepState.FAILED and step.note == Doubt.SHORT.note:
        return HumanTask.LEFT
    if step.state is not StepState.WAITING or is_early(step, steps):
        return None
    return (
        {Note.NONE: HumanTask.DECIDE, ASKED: HumanTask.VOTE}.get(step.note)
        if part is StepKind.SEGMENT
        else _WAITING_FOR.get(part)
    )


def is_early(step: Step, steps: Sequence[Step]) -> bool:
    """Whether a person would settle it in vain: what it rests on is still to come."""
    rests_on = _RESTS_ON.get(part_of(step.key)) if step.state is StepState.WAITING else None
    return rests_on is not None and not _done(steps, *rests_on)


def undecided(steps: Sequence[Step]) -> list[Step]:
    """The sleeping segments that wait for a decision."""
    return [step for step in of(steps, StepKind.SEGMENT) if open_to(step, steps) is HumanTask.DECIDE]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check came to. `tables`: (source id or "", name of the source, table); `made`: from the profiles.

    `segments`: keys of steps; `labels`: their names, also of those that are no steps yet. `parts`: sources that are
    read in parts. `copies`: tables of Dataverse.
    """

    verdict: Verdict
    tables: frozenset[tuple[str, str, str]] = frozenset()
    made: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    labels: tuple[tuple[str, str], ...] = ()
    copies: frozenset[str] = frozenset()

    @property
    def is_late(self) -> bool:
        """Found in copies alone, which are brought up to date in no promised time."""
        return bool(self.copies) and not (self.tables or self.made or self.segments)

    @property
    def source_ids(self) -> frozenset[str]:
        """Empty text for a table whose source is not known."""
        return frozenset(source_id for source_id, _, _ in self.tables)


AGAIN = 2  # how often a plan runs again by itself; more of the same would only hide that a person must look


def runs_again(steps: Sequence[Step], found: Finding, tries: int) -> bool:
    """Whether the plan goes on by itself after *still there*: only with sources that were approved."""
    approved = {step.key for step in of(steps, StepKind.SOURCE)}
    return bool(found.tables or found.made) and found.source_ids <= approved and tries < AGAIN
