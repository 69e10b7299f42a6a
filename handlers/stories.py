"""Opening a request's row into the story that its cards show."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set

from domain.calendar import due
from domain.erasure import open_to, planned
from domain.people import Role
from domain.policy import Policy
from domain.request import Request, Step
from domain.request_card import Viewer
from domain.story import Ballot, Line, Story
from handlers.ports import Unit

LOST = "(erased)"  # what stands where a key was destroyed


def tell(unit: Unit, request: Request, policy: Policy) -> Story:
    asked = details(unit, request)
    votes, steps = unit.votes.of(request.id), unit.steps.of(request.id)
    names = unit.people.names({request.requester_id, *(vote.person_id for vote in votes)})
    return Story(
        request=request,
        requester=names.get(request.requester_id, LOST),
        subjects=tuple(asked["subjects"]),
        reference=str(asked["reference"]),
        lines=tuple(_line(unit, step, steps) for step in steps),
        ballots=tuple(
            Ballot(names.get(v.person_id, LOST), v.verdict, unit.subjects.unseal(request.subject_id, v.reason) or "")
            for v in votes
        ),
        due=due(request.received_on, policy.country),
        environment=policy.environment_name,
        own_domains=policy.own_domains,
        sandbox=policy.sandbox,
        held=bool(unit.subjects.holds(request.id)),
    )


def details(unit: Unit, request: Request) -> dict[str, list[str] | str]:
    """What was asked for: `subjects` and `reference`, in clear."""
    opened = unit.subjects.unseal(request.subject_id, request.sealed)
    return json.loads(opened) if opened else {"subjects": [LOST], "reference": ""}


def _line(unit: Unit, step: Step, steps: Sequence[Step]) -> Line:
    personal = private(unit, step)
    fault = json.loads(unit.subjects.unseal(step.subject_id, step.fault) or "{}")
    return Line(
        key=step.key,
        name=step.label or ("" if planned([step]) else personal.get("email", LOST)),
        personal=not step.label and not planned([step]),
        state=step.state,
        note=step.note,
        fault=fault.get("message", ""),
        code=fault.get("code", ""),
        owner=personal.get("owner", ""),
        groups=tuple(personal.get("groups", "").splitlines()),
        job_id=step.job_id,
        detail=personal.get("detail", ""),
        human=open_to(step, steps),
        ref=f"{step.request_id}.{step.position}",
    )


def private(unit: Unit, step: Step) -> dict[str, str]:
    """What of a step names a person, in clear."""
    opened = unit.subjects.unseal(step.subject_id, step.sealed)
    return json.loads(opened) if opened else {}


def viewer(request: Request, person_id: str | None, roles: Set[Role]) -> Viewer:
    """How this person looks at the request."""
    if person_id == request.requester_id:
        return Viewer.REQUESTER
    return Viewer.APPROVER if Role.APPROVER in roles else Viewer.READER
