"""Filing again, by the bot itself, for a person who was found after the end of their erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain

from domain.cell import of_request
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import Finding, StepKind, of
from domain.found import Found, found_again
from domain.notice import NoticeKind
from domain.receipt import WHY
from domain.request import Kind, Request, State, Step, StepState
from domain.target import Channel, Target
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.clock import started
from handlers.requests.filing import Filing, Task, new_id, put
from handlers.requests.sealed import details

_ITS_OWN = frozenset({"deleted", WHY})  # days that were said of the old one: the new one has its own


def refile(case: Case, found: Finding, names: Mapping[str, str]) -> Request:
    """A request for the same people, received today, with the sources of the old one and those that hold them now.

    It waits for approval and for the statement as any other. One that is open and will look for all of them is left as
    it is, whoever filed it: also where two looks find them at the same moment.
    """
    unit, policy, old, now = case.unit, case.policy, case.request, case.now
    unit.subjects.take(old.id)
    if there := _filed_already(unit, old):
        return there
    asked = {name: value for name, value in details(unit, old).items() if name not in _ITS_OWN}
    before = found_again(str(asked.get("found", "")))
    sources = {step.key: step.label for step in of(case.steps, StepKind.SOURCE)}
    holding = {source: names.get(name, name) for source, name, _ in sorted(found.tables) if source}
    sources = {**holding, **sources}
    if ids := sorted({*asked.get("seen", ()), *_known_ids(case)}):
        asked["seen"] = ids
    asked["found"] = Found(sources=tuple(dict.fromkeys(holding.values())), tagged=before.tagged).kept()
    received = now.astimezone(policy.timezone).date()
    items = tuple(Task(key=key, label=label) for key, label in sources.items())
    filing = Filing(kind=Kind.ERASURE, items=items, subjects=tuple(asked["subjects"]), received=received)
    ref = new_id()
    request = Request(
        id=ref, kind=Kind.ERASURE, environment=old.environment, state=State.PENDING_APPROVAL,
        requester_id=old.requester_id, subject_id=old.subject_id,
        sealed=unit.subjects.seal(old.subject_id, json.dumps(asked), of_request(ref)),
        quorum=policy.quorum(Kind.ERASURE), created_at=now, received_on=received, expires_at=now + policy.expires_after,
        due_at=None,
        surface=old.surface, place=old.place, replaces=old.id,
    )  # fmt: skip
    request = started(request, policy, somebody=True)
    mark, steps = unit.subjects.fingerprint(filing.sameness), [_step(request, n, item) for n, item in enumerate(items)]
    told = {"as": "found-again", "replaces": old.id}
    asker_marks = unit.people.marks(ref, [request.requester_id])
    put(Case(unit, request, policy, now), mark, unit.subjects.of(old.id), steps, asker_marks, **told)
    return request


def _filed_already(unit: Unit, old: Request) -> Request | None:
    """An open erasure of everybody whom the old one is about, first one that names it. What was closed, or has looked
    for the last time, would leave them where they are."""
    about = [{one.id: one for one in unit.requests.about(subject)} for subject in unit.subjects.of(old.id)]
    of_all = [one for one in about[0].values() if all(one.id in rest for rest in about)] if about else []
    of_all.sort(key=lambda one: one.replaces != old.id)
    return next((one for one in of_all if _will_look(unit, one)), None)


def _will_look(unit: Unit, request: Request) -> bool:
    if request.kind is not Kind.ERASURE or request.cancel_asked_by:
        return False
    checks = of(unit.steps.of(request.id), StepKind.CHECK)
    return not checks or any(check.state is not StepState.DONE for check in checks)


def _known_ids(case: Case) -> set[str]:
    """Of the profiles that any look at the old request has shown."""
    checks = of(case.steps, StepKind.CHECK, StepKind.AGAIN)
    return {one for check in checks for one in case.facts(check, ErasureFacts).ids}


def _step(request: Request, position: int, item: Task) -> Step:
    return Step(
        request_id=request.id, key=item.key, position=position, subject_id=request.subject_id, label=item.label
    )  # fmt: skip


def tell_everybody(case: Case, new: Request) -> None:
    """Who asked for the old one, who voted, who did something about it, and the channel where it was decided."""
    unit, old = case.unit, case.request
    doers = [case.facts(step, ErasureFacts) for step in case.steps]
    people = {old.requester_id, *(vote.person_id for vote in unit.votes.of(old.id))}
    people |= {*chain(*((*known.by, known.asked_by, *known.voters) for known in doers))} - {""}
    for target in (
        *(Target.person(person) for person in sorted(people)),
        Target.channel(Channel.APPROVALS),
        Target.channel(Channel.FAILURES),
    ):
        key = f"{old.id}/found-again/{target}"
        unit.notices.add(key, NoticeKind.FOUND_AGAIN, target, case.now, request=new.id, data={"old": old.id})
