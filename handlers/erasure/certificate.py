"""The certificate of an erasure, drawn from the request's row, its plan, its votes and its log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import chain

from domain.addresses import without_addresses, without_names
from domain.called import called
from domain.drawing.certificate import Certificate, Entry
from domain.drawing.results import drawn
from domain.ending import found_again
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import StepKind, found_gone, leads, of, part_of, planned
from domain.law import first_day
from domain.law import last_day as last_day_of
from domain.notes import Note, is_known
from domain.policy import Policy
from domain.refresh.names import request_id as read_id
from domain.request import Request, State, Step, StepState, Verdict
from domain.words.language import Words
from handlers.erasure.certificate_looks import looks
from handlers.erasure.certificate_troubles import troubles
from handlers.erasure.recipients import shown
from handlers.erasure.remembered import left
from handlers.ports import Unit
from handlers.requests.ending import as_looked, is_ended
from handlers.requests.sealed import details, facts

_FREE = frozenset(
    {StepKind.CHECK, StepKind.AGAIN, StepKind.STATIC, StepKind.RECIPIENT}
)  # whose detail may be a person's own words
# Of what was not done as it was planned; why stands beside it, in the words of who said so.
_OMITTED = frozenset({Note.CLOSED, Note.NOT_TOLD, Note.LEFT_ON, Note.DELETED, Note.FORGOTTEN, Note.NO_CHECK})
_TOGETHER = frozenset({StepKind.SOURCE, StepKind.DOWNSTREAM})  # in one row
_EARLIER = 5  # requests that this one took the place of, one after the other


def certificate(unit: Unit, request_id: str, policy: Policy, now: datetime, words: Words) -> Certificate | None:
    """None when there is no such request, or it is not the completed erasure of a person, completed by the bot."""
    request = is_there(unit, request_id)
    if not request:
        return None
    steps = as_looked(unit, request, unit.steps.of(request.id))
    zone, again = policy.timezone, next(iter(of(steps, StepKind.AGAIN)), None)
    there = _found_again(again) or found_again(unit.events.of(request.id))
    verified = found_gone(of(steps, StepKind.CHECK)) and not there
    asked = details(unit, request)
    return Certificate(
        request=request.id,
        title=words.certificate.TITLE if verified else words.certificate.RECORD,
        controller=policy.controller,
        reference=_clean(str(asked["reference"]), [*asked["subjects"], *asked.get("seen", ())]),
        zone=policy.timezone.key,
        verify=tuple(line.format(ref=request.id, key=unit.events.key()) for line in words.certificate.VERIFY_HOW),
        environment=policy.environment_name,
        state=words.requests.STATES[request.state],
        pseudonyms=tuple(filter(None, map(unit.subjects.pseudonym, unit.subjects.of(request.id)))),
        received=words.moments.day(request.received_on),
        due=_due(request, policy, words),
        closed=words.moments.at(request.closed_at, zone).plain if request.closed_at else "",
        verdict=_verdict(unit, request, again, words, verified=verified),
        verified=verified,
        answered=_answered(unit, steps, zone, words),
        decisions=tuple(_decisions(unit, request, policy, words)),
        acts=tuple(_acts(unit, request, steps, policy, words)),
        omitted=tuple(_acts(unit, request, [step for step in steps if step.note in _OMITTED], policy, words)),
        troubles=tuple(troubles(unit, request, steps, zone, words)),
        looks=tuple(looks(unit, steps, zone, words)),
        left=tuple(
            (words.plan.OUTLIVES[what], words.plan.outlives_until(what, until)) for what, until in left(unit, steps)
        ),
        made=words.moments.at(now, zone).plain,
        sandbox=policy.sandbox,
    )


def is_there(unit: Unit, request_id: str) -> Request | None:
    """The request, where it is the completed erasure of a person. A batch is none: each of its people is."""
    request = unit.requests.get(read_id(request_id))
    if not request or request.state is not State.COMPLETED or not is_ended(unit, request):
        return None
    steps = unit.steps.of(request.id)
    return request if planned(steps) and not leads(steps) else None


def is_unended(unit: Unit, request_id: str) -> bool:
    """Whether its row says that it is completed, and the bot did not complete it."""
    request = unit.requests.get(read_id(request_id))
    return request is not None and request.state is State.COMPLETED and not is_ended(unit, request)


def _due(request: Request, policy: Policy, words: Words) -> str:
    """Both dates, where it was extended."""
    until, told = last_day_of(request, policy.where), request.extended_on
    return words.extend.both(until, first_day(request, policy.where), told) if told else words.moments.day(until)


def _found_again(again: Step | None) -> bool:
    return again is not None and again.note == Note.STILL_THERE


def _verdict(unit: Unit, request: Request, again: Step | None, words: Words, *, verified: bool) -> str:
    """`again`: the look that was made when the erasure was completed for long. It names what is open for them since."""
    if again and _found_again(again):
        goes_on = facts(unit, again, ErasureFacts).goes_on or unit.requests.replaced(request.id)
        return words.certificate.AGAIN.format(goes_on or "")
    return words.certificate.GONE if verified else words.certificate.UNVERIFIED


def _answered(unit: Unit, steps: Sequence[Step], zone: tzinfo, words: Words) -> str:
    """The day on which the person was told."""
    return next((drawn(facts(unit, step, ErasureFacts).result, zone, words) for step in of(steps, StepKind.ANSWER)), "")


def _decisions(unit: Unit, request: Request, policy: Policy, words: Words) -> list[Entry]:
    """Also of the requests that this one took the place of."""
    chained = [request]
    while chained[0].replaces and len(chained) <= _EARLIER and (old := unit.requests.get(chained[0].replaces)):
        chained.insert(0, old)
    found = [act for old in chained[:-1] for act in _asked_and_voted(unit, old, policy, old.id, words)]
    return found + _asked_and_voted(unit, request, policy, "", words)


def _asked_and_voted(unit: Unit, request: Request, policy: Policy, earlier: str, words: Words) -> list[Entry]:
    votes, zone = unit.votes.of(request.id), policy.timezone
    verdicts = {Verdict.APPROVE: words.buttons.APPROVE, Verdict.DENY: words.buttons.DENY}
    names = unit.people.names({request.requester_id, *(vote.person_id for vote in votes)})
    what = words.certificate.BEFORE.format(earlier) if earlier else words.certificate.ASKED
    result = words.requests.STATES[request.state] if earlier else ""
    asked = Entry(
        what, result, called(names, request.requester_id, words), words.moments.at(request.created_at, zone).plain
    )
    vote_on = f"{words.certificate.VOTE} ({earlier})" if earlier else words.certificate.VOTE
    return [
        asked,
        *(
            Entry(vote_on, verdicts[v.verdict], called(names, v.person_id, words), words.moments.at(v.at, zone).plain)
            for v in votes
        ),
    ]  # fmt: skip


def _acts(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, words: Words) -> list[Entry]:
    """One row a step; sources with the same result share one, and so do downstream processes."""
    doers = {step.key: facts(unit, step, ErasureFacts).by for step in steps}
    names = unit.people.names(set(chain(*doers.values())))
    asked = details(unit, request)
    subjects = [*asked["subjects"], *asked.get("seen", ())]
    rows: dict[tuple[str, str, str], list[Step]] = {}
    for step in sorted(steps, key=lambda step: part_of(step.key) is not StepKind.STATEMENT):
        what = "" if part_of(step.key) in _TOGETHER else step.key
        by = ", ".join(called(names, doer, words) for doer in doers[step.key])
        result = _result(unit, step, subjects, policy.timezone, words)
        rows.setdefault((what or part_of(step.key), result, by), []).append(step)
    return [_act(unit, group, result, by, subjects, policy, words) for (_, result, by), group in rows.items()]


def _act(
    unit: Unit, group: Sequence[Step], result: str, by: str, subjects: Sequence[str], policy: Policy, words: Words
) -> Entry:
    part = part_of(group[0].key)
    named = words.lists.names_of([shown(unit, step, words) for step in group])
    together = {StepKind.SOURCE: words.certificate.SOURCES, StepKind.DOWNSTREAM: words.certificate.DOWNSTREAM}
    what = together.get(part, words.plan.PARTS.get(part, "")).format(named)
    settled = max((step.settled_at for step in group if step.settled_at), default=None)
    return Entry(
        _clean(what, subjects), result, by, words.moments.at(settled, policy.timezone).plain if settled else ""
    )


def _result(unit: Unit, step: Step, subjects: Sequence[str], zone: tzinfo, words: Words) -> str:
    """Names of sources and segments may stand here; what a person typed only without what names the subject."""
    detail = drawn(facts(unit, step, ErasureFacts).result, zone, words)
    done = words.certificate.REFRESHED if part_of(step.key) is StepKind.SOURCE else words.certificate.DONE
    unsaid = done if step.state is StepState.DONE else ""
    note = words.steps.NOTES.get(step.note, unsaid) if is_known(step.note) else words.steps.UNKNOWN
    said = _clean(detail, subjects) if part_of(step.key) in _FREE else detail
    whole = words.certificate.RESULTS.get(step.note) if said else None
    return whole.format(said) if whole else "; ".join(filter(None, (note, said)))


def _clean(text: str, subjects: Sequence[str]) -> str:
    return without_addresses(without_names(text, subjects), ())
