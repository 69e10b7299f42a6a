"""Opening a request's row into the story that its cards show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.called import called
from domain.cell import hold_cell
from domain.drawing.results import drawn, name, names_of_missed
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import HumanTask, StepKind, is_early, key_of, part_of, planned
from domain.export.plan import stage_of
from domain.found import found_again
from domain.hold import Hold
from domain.law import first_day, suspended_day, target_day
from domain.law import last_day as last_day_of
from domain.moment import Timed
from domain.policy import Policy
from domain.receipt import later_of
from domain.refresh.facts import RefreshFacts
from domain.refs import ANSWER
from domain.remove_user.access import Doubt
from domain.remove_user.facts import RemovalFacts
from domain.request import SETTLED, UNANSWERED, Factor, Request, State, Step, StepState, Vote
from domain.rights import Way
from domain.rule import Reader
from domain.seats import named
from domain.view import Ballot, Held, RequestView, StepView
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.away import stand_ins
from handlers.requests.brake import paused
from handlers.requests.crossed import crossed
from handlers.requests.days import today
from handlers.requests.ending import as_looked, may_be_ended
from handlers.requests.holders import holders, members
from handlers.requests.order import empty_seats
from handlers.requests.owed import owed
from handlers.requests.readers import looking
from handlers.requests.refused import refusing
from handlers.requests.sealed import details, fault_of, is_known, is_whole, private, reason_of


class Stories:
    """Those that one look at the rows gives: what is the same for all readers of a language is put together once.

    `unit` writes nothing meanwhile.
    """

    def __init__(self, unit: Unit, deps: Deps) -> None:
        self.unit, self.deps = unit, deps
        self._known: dict[tuple[str, str], tuple[RequestView, Sequence[Step]]] = {}

    def of(self, request: Request, reader: Reader | None = None, *, words: Words | None = None) -> RequestView:
        """See `view_of`."""
        said = words or looking(self.deps, reader).words
        if (key := (request.id, said.tag)) not in self._known:
            self._known[key] = _for_all(self.unit, request, self.deps, said)
        story, steps = self._known[key]
        return self.deps.kinds[request.kind].story(self.unit.shown(), self.deps, story, steps, reader)


def view_of(
    unit: Unit, request: Request, deps: Deps, reader: Reader | None = None, *, words: Words | None = None
) -> RequestView:
    """`reader`: in whose language it is, and in whose name the letter is shown that they may send; without one, there
    is none. `words`: the language, where it is drawn for somebody without that."""
    return Stories(unit, deps).of(request, reader, words=words)


def _for_all(unit: Unit, request: Request, deps: Deps, said: Words) -> tuple[RequestView, Sequence[Step]]:
    """All but what the kind adds, which may be the reader's own; and the steps as they are shown."""
    altered, unit = not is_whole(unit, request), unit.shown()
    asked, policy = details(unit, request), deps.policy
    votes, steps = unit.votes.of(request.id), as_looked(unit, request, unit.steps.of(request.id))
    holds = unit.subjects.holds(request.id) if request.kind.deletes else []
    setters = {hold.by for hold in holds}
    voters = {who for vote in votes for who in (vote.person_id, vote.holder)}
    known = {request.requester_id, *setters, *voters}
    names = unit.people.names(known)
    refusal = refusing(unit, request, policy, said, deps.letters)
    last_day, waits = last_day_of(request, policy.where), owed(unit, request, steps)
    kind = deps.kinds[request.kind]
    lines = tuple(
        replace(_line(unit, step, steps, policy, said), human=kind.open_to(step, steps, policy)) for step in steps
    )
    story = RequestView(
        request=request,
        requester=called(names, request.requester_id, said),
        subjects=tuple(asked["subjects"]) if is_known(unit, request) else (None,),
        reference=str(asked["reference"]),
        taken_over=(unit.requests.replaced(request.id) or "") if request.state in UNANSWERED else "",
        lines=_with_answer(lines, request) if waits else lines,
        ballots=tuple(
            Ballot(
                _voter(v, names, said),
                v.verdict,
                reason_of(unit, request, v),
                v.person_id,
            )
            for v in votes
        ),
        due=last_day,
        first_due=first_day(request, policy.where) if request.extended_on else None,
        suspended=suspended_day(request, policy.where, today(deps)),
        target=target_day(request, policy.where, policy.target),
        days_left=(last_day - today(deps)).days,
        holders=holders(unit, deps) if request.open or waits else {},
        environment=policy.environment_name,
        own_domains=policy.own_domains,
        presses=deps.commands.acts[Way.BUTTON],
        sandbox=policy.sandbox,
        altered=altered,
        unended=not request.open and not may_be_ended(unit, request, deps.clock()),
        held=bool(holds),
        factor=_factor(unit, request),
        paused=paused(unit, request, said),
        holds=tuple(dict.fromkeys(_held(unit, hold, names, said) for hold in holds)),
        crossed=tuple(crossed(unit, request, steps)),
        later=later_of(asked),
        found=found_again(str(asked.get("found", "")), int(str(asked.get("tagged", 0)))),
        zone=policy.timezone,
        guided=policy.mail.guided,
        refusing=refusal,
        refused_earlier=refusal is not None and refusal.earlier,
    )
    return _with_seats(unit, deps, story, said), steps


def _voter(vote: Vote, names: Mapping[str, str], said: Words) -> str:
    """With whoever was away, in whose name it was."""
    name = called(names, vote.person_id, said)
    if not vote.instead_of or not vote.away_until:
        return name
    return said.away.stands_in(name, called(names, vote.instead_of, said), vote.away_until)


def _with_seats(unit: Unit, deps: Deps, story: RequestView, said: Words) -> RequestView:
    """Who must approve, and who is missing still; of one that nobody can approve any more, nothing."""
    pending = story.request.state is State.PENDING_APPROVAL
    order = unit.orders.of(story.request.id) if pending else None
    if not order:
        return story
    empty = empty_seats(unit, story.request, order)
    circles = {name: members(unit, deps, name) for name in sorted(named(empty))}
    gone, away = _gone(unit, story, said), stand_ins(unit, deps, said)
    return replace(story, rule=order.seats, empty=empty, circles=circles, stand_ins=away, gone=gone)


def _gone(unit: Unit, story: RequestView, said: Words) -> tuple[tuple[str, bool], ...]:
    """Who left, unless they are back and have voted again."""
    back = {ballot.person_id for ballot in story.ballots}
    told = {one["person"]: one["as"] == "voted" for one in unit.notices.left(story.request.id)}
    names = unit.people.names(told)
    return tuple((called(names, person, said), voted) for person, voted in told.items() if person not in back)


def _with_answer(lines: Sequence[StepView], request: Request) -> tuple[StepView, ...]:
    """What is left to do about a request that ended without an answer to the person."""
    key, ref = key_of(StepKind.ANSWER), f"{request.id}.{ANSWER}"
    left = StepView(key, "", personal=False, state=StepState.WAITING, human=HumanTask.ANSWER, ref=ref)
    return (*(line for line in lines if part_of(line.key) is not StepKind.ANSWER), left)


def _held(unit: Unit, hold: Hold, names: Mapping[str, str], said: Words) -> Held:
    reason = unit.subjects.unseal(hold.subject_id, hold.reason, hold_cell(hold.subject_id)) or ""
    return Held(called(names, hold.by, said), hold.by, hold.at, reason)


def _factor(unit: Unit, request: Request) -> Factor | None:
    order = unit.orders.of(request.id) if request.state is State.PENDING_APPROVAL else None
    return order.factor if order else None


def _line(unit: Unit, step: Step, steps: Sequence[Step], policy: Policy, said: Words) -> StepView:
    personal, ours = private(unit, step), planned([step]) or stage_of(step.key) is not None
    removal, erasure = RemovalFacts.read(personal), ErasureFacts.read(personal)
    fault, plain = fault_of(unit, step), name(step.key, step.label, said)
    return StepView(
        key=step.key,
        name=erasure.named or plain or ("" if ours else removal.email or said.people.LOST),
        personal=not step.label and not ours and bool(removal.email),
        state=step.state,
        note=step.note,
        fault=fault.get("message", ""),
        code=fault.get("code", ""),
        owner=RefreshFacts.read(personal).owner,
        groups=tuple(name or said.refresh.UNNAMED for name in removal.groups),
        groups_unknown=removal.groups_unknown,
        silent=Timed(said.moments.at(step.silent_since, policy.timezone))
        if step.silent_since and step.state not in SETTLED
        else "",
        job_id=step.job_id,
        detail=drawn(erasure.result, policy.timezone, said),
        early=is_early(step, steps),
        ref=f"{step.request_id}.{step.position}",
        askers=erasure.askers,
        voters=frozenset(erasure.voters),
        who=removal.name if not ours else "",
        missed=names_of_missed(removal.missed, said) if step.note == Doubt.SHORT.note else (),
        veiled=plain if erasure.named else "",
    )
