"""What follows when a person is still there: the plan runs again by itself, and after that waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.erasure.facts import ErasureFacts
from domain.erasure.places import since
from domain.erasure.plan import AFRESH, TO_RUN, Finding, StepKind, of, runs_again
from domain.event import EventKind
from domain.notes import Note
from domain.request import Request, State, Step, StepState
from handlers.ports import Unit
from handlers.requests.anew import ANEW
from handlers.requests.case import Case
from handlers.requests.sealed import facts, keeping

_FAILED: dict[str, Any] = {"state": StepState.FAILED, "job_id": None, "intent_at": None}
_EMPTIED = {Note.EMPTIED, Note.LEFT_ON}


def still_there(case: Case, run: int, check: Step, found: Finding, shown: Mapping[str, str]) -> None:
    """In the transaction of the verdict. `run`: the one that looked; `shown`: sources as people know them.

    Another run, a cancel or a hold that came meanwhile leaves what is next to people. So does one of a batch: another
    run would be asked for by each of its people.
    """
    unit, request, steps = case.unit, case.request, case.steps
    going = request.state is State.IN_PROGRESS and request.run == run and not request.cancel_asked_by
    again = (
        going
        and not request.batch
        and not unit.subjects.holds(case.id)
        and runs_again(steps, found, _tries(unit, steps))
    )
    _save(case, [*_segments_anew(steps, found), *_checks_anew(unit, steps, found)])
    if found.tables or again:
        _save(case, _downstream_anew(steps, found))
    if again:
        _save(case, [*_found_anew(steps, found), _counted(unit, check, found)])
        case.start()
        case.event(EventKind.REQUEST_RETRIED, {"run": str(case.request.run), "as": "anew"})
    else:
        _save(case, [*_failed(steps, found), keeping(unit, check, _since(unit, check, found))])
        case.add([*_missing_sources(request, steps, found, shown), *_missing_segments(request, found)])


def _save(case: Case, steps: Sequence[Step]) -> None:
    for step in steps:
        case.put(step)


def _tries(unit: Unit, steps: Sequence[Step]) -> int:
    """How often the plan ran again by itself. It stands sealed at the checks, where no retry takes it away."""
    return sum(facts(unit, step, ErasureFacts).again for step in of(steps, StepKind.CHECK))


def _counted(unit: Unit, check: Step, found: Finding) -> Step:
    """To be made anew, but what was found stays on the card until then."""
    known = _since(unit, check, found)
    counted = keeping(unit, check, replace(known, again=known.again + 1))
    return replace(counted, **{**ANEW, "note": check.note})


def _since(unit: Unit, check: Step, found: Finding) -> ErasureFacts:
    """From when on the profiles were without the person: as the plan says, until they are found in one."""
    known = facts(unit, check, ErasureFacts)
    if found.tables:
        return replace(known, since=None)
    moment = since(unit.steps.of(check.request_id))
    return replace(known, since=known.since or (moment if found.made else None))


def _downstream_anew(steps: Sequence[Step], found: Finding) -> list[Step]:
    """What a source has not changed no job of before serves: it is run afresh."""
    note = Note.NONE if found.tables else AFRESH
    return [replace(step, **{**ANEW, "note": note}) for step in of(steps, StepKind.DOWNSTREAM)]


def _segments_anew(steps: Sequence[Step], found: Finding) -> list[Step]:
    """While a profile held the person, all segments were worked out in vain: run as decided, or ticked off again."""
    if not found.tables:
        return []
    ticked = [step for step in of(steps, StepKind.STATIC) if step.state is StepState.DONE]
    emptied = [step for step in of(steps, StepKind.SEGMENT) if step.note in _EMPTIED]
    return [
        *(replace(step, **ANEW) for step in ticked),
        *(replace(step, **{**ANEW, "note": TO_RUN}) for step in emptied),
    ]


def _checks_anew(unit: Unit, steps: Sequence[Step], found: Finding) -> list[Step]:
    checks = of(steps, StepKind.CHECK)
    return [replace(keeping(unit, step, _since(unit, step, found)), **ANEW) for step in checks]


def _found_anew(steps: Sequence[Step], found: Finding) -> list[Step]:
    """What holds the person, where it goes on by itself."""
    return [
        *(replace(step, **ANEW) for step in of(steps, StepKind.SOURCE) if step.key in found.source_ids),
        *(replace(step, **ANEW) for step in of(steps, StepKind.STATIC) if step.key in found.segments),
        *(
            replace(step, **{**ANEW, "note": TO_RUN})
            for step in of(steps, StepKind.SEGMENT)
            if step.key in found.segments
        ),
    ]


def _failed(steps: Sequence[Step], found: Finding) -> list[Step]:
    """The right sources and segments fail; they begin anew with the next run."""
    sources = [step for step in of(steps, StepKind.SOURCE) if step.key in found.source_ids]
    return [
        *(replace(step, **_FAILED, note=_note(found, step.key)) for step in sources),
        *(replace(step, **_FAILED, note=Note.STILL_IN) for step in steps if step.key in found.segments),
    ]


def _missing_sources(request: Request, steps: Sequence[Step], found: Finding, shown: Mapping[str, str]) -> list[Step]:
    """A source that nobody had named, and that holds the person all the same."""
    known = {step.key for step in steps}
    return [
        Step(
            request_id=request.id, key=source_id, position=0, subject_id=request.subject_id,
            label=shown.get(name, name), state=StepState.FAILED, note=_note(found, source_id),
        )
        for source_id, name, _ in sorted(found.tables)
        if source_id and source_id not in known
    ]  # fmt: skip


def _missing_segments(request: Request, found: Finding) -> list[Step]:
    """A segment that nothing had shown to be one to look at; where it is a step already, that one stays.

    While a profile is there, its segments will be worked out anew after that.
    """
    return [
        Step(
            request_id=request.id, key=key, position=0, subject_id=request.subject_id, label=label,
            state=StepState.FAILED, note=Note.STILL_IN,
        )
        for key, label in (() if found.tables else found.labels)
    ]  # fmt: skip


def _note(found: Finding, source_id: str) -> Note:
    return Note.STILL_HOLDS_PARTS if source_id in found.parts else Note.STILL_HOLDS
