"""The certificate of an erasure, drawn from the request's row, its plan and its votes."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from domain import words
from domain.addresses import without_addresses
from domain.calendar import due
from domain.certificate import Act, Certificate
from domain.erasure import Part, of, part_of, planned
from domain.policy import Policy
from domain.request import Request, State, Step, StepState, Verdict
from handlers.ports import Unit
from handlers.sealed import private

_FREE = frozenset({Part.CHECK, Part.STATIC, Part.RECIPIENT})  # whose detail may be a person's own words


def certificate(unit: Unit, request_id: str, policy: Policy, now: datetime) -> Certificate | None:
    """None when there is no such request, or it is not the completed erasure of a person."""
    request = unit.requests.get(request_id.strip().upper())
    steps = unit.steps.of(request.id) if request else []
    if not request or request.state is not State.COMPLETED or not planned(steps):
        return None
    votes = unit.votes.of(request.id)
    doers = {step.key: private(unit, step).get("by", "").split() for step in steps}
    names = unit.people.names({request.requester_id, *(vote.person_id for vote in votes), *chain(*doers.values())})
    zone = policy.timezone
    asked = Act(
        words.CERTIFICATE_ASKED, "", names.get(request.requester_id, ""), words.moment(request.created_at, zone)
    )
    decided = tuple(
        Act(words.CERTIFICATE_VOTE, _VERDICTS[vote.verdict], names.get(vote.person_id, ""), words.moment(vote.at, zone))
        for vote in votes
    )
    return Certificate(
        request=request.id,
        environment=policy.environment_name,
        state=words.STATES[request.state],
        pseudonyms=tuple(filter(None, map(unit.subjects.pseudonym, unit.subjects.of(request.id)))),
        received=words.day(request.received_on),
        due=words.day(due(request.received_on, policy.country)),
        closed=words.moment(request.closed_at, zone) if request.closed_at else "",
        verdict=_verdict(steps),
        decisions=(asked, *decided),
        acts=tuple(
            _act(unit, request, step, ", ".join(names.get(doer, "") for doer in doers[step.key]), policy)
            for step in steps
        ),
        made=words.moment(now, zone),
        sandbox=policy.sandbox,
    )


_VERDICTS = {Verdict.APPROVE: words.APPROVE, Verdict.DENY: words.DENY}


def _verdict(steps: list[Step]) -> str:
    verified = all(step.note == "gone" for step in of(steps, Part.CHECK))
    return words.CERTIFICATE_GONE if verified else words.CERTIFICATE_UNVERIFIED


def _act(unit: Unit, request: Request, step: Step, by: str, policy: Policy) -> Act:
    """Names of sources and segments may stand here; what a person typed only without addresses."""
    part, detail = part_of(step.key), private(unit, step).get("detail", "")
    what = step.label if part is Part.SOURCE else words.PARTS[part].format(step.label)
    note = words.NOTES.get(step.note, "") or (words.CERTIFICATE_DONE if step.state is StepState.DONE else "")
    said = without_addresses(detail, ()) if part in _FREE else detail
    when = words.moment(step.settled_at, policy.timezone) if step.settled_at else ""
    return Act(without_addresses(what, ()), "; ".join(filter(None, (note, said))), by, when)
