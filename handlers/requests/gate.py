"""The rule of `domain.rule`, asked of a request's row: by the desk before anything else, and in every transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import datetime

from domain.card import Card, say
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import HumanTask, open_to
from domain.event import Event, EventKind
from domain.hold import Hold, all_by
from domain.people import NO_TRACES, Role, Traces
from domain.refs import ANSWER
from domain.refused import refused
from domain.request import Request, Step
from domain.rights import PARTS, Apart
from domain.rule import About, Asked, Reader, Refusal, refusal
from handlers.deps import Act
from handlers.ports import Unit
from handlers.requests.asker import about_read
from handlers.requests.sealed import facts


def against(unit: Unit, act: Act) -> Refusal | None:
    """Why this act is not for this person, as things stand in this transaction."""
    found = about(unit, act.asked, act.reader)
    return refusal(act.asked, found and _by_humans(unit, found, act), act.person.id, act.roles)


def _by_humans(unit: Unit, found: About, act: Act) -> About:
    """Whoever has, or had, an address of one of those who are set apart is set apart as well."""
    if not act.asked.right.apart and not act.asked.right.by_part:
        return found
    me, apart = act.person.id, dict(found.apart)
    roles = PARTS[found.human].roles if act.asked.right.by_part else act.asked.right.roles
    for who, ids in apart.items():
        asked = who is Apart.REQUESTER and unit.people.asked(act.request_id, me)
        set_it = who is Apart.HOLDER and _has_set_all(unit, act, roles)
        mine = asked or set_it or acts_for(unit, act, roles, ids)
        apart[who] = ids | {me} if mine else ids
    return replace(found, apart=apart)


def _has_set_all(unit: Unit, act: Act, roles: Set[Role]) -> bool:
    holds = unit.subjects.holds(act.request_id)
    return bool(holds) and not any(may_release(unit, act, roles, hold) for hold in holds)


def may_release(unit: Unit, act: Act, roles: Set[Role], hold: Hold) -> bool:
    """Whoever has set this one may not, by our rows and by the log."""
    return not acts_for(unit, act, roles, [hold.by]) and not has_set(unit, act, roles, [hold.subject_id])


def acts_for(unit: Unit, act: Act, roles: Set[Role], people: Collection[str]) -> bool:
    """Whether one of these people acts, or somebody who has these roles in their name alone: what is apart from them is
    apart from whoever acts for them."""
    if unit.people.same(act.person.id, people):
        return True
    names = in_the_name_of(act, roles)
    return bool(names) and all(unit.people.same(away, people) for away in names)


def has_set(unit: Unit, act: Act, roles: Set[Role], subjects: Collection[str]) -> bool:
    """The same of who set a legal hold that stands on one of these subjects, as the log tells."""
    return any(did(unit, act, roles, one.data.get("subject", ""), one) for one in unit.events.held_by(subjects))


def did(unit: Unit, act: Act, roles: Set[Role], matter: str, event: Event) -> bool:
    """The same of who did what the log tells: by their id, or by which they are known in this matter, whatever our rows
    say of who they are."""
    if event.actor and acts_for(unit, act, roles, unit.people.now([event.actor])):
        return True
    names = in_the_name_of(act, roles)
    known = [is_told(unit, who, matter, event, act.traces(who)) for who in (act.person.id, *names)]
    return known[0] or (bool(names) and all(known[1:]))


def is_told(unit: Unit, who: str, matter: str, event: Event, traces: Traces = NO_TRACES) -> bool:
    """Whether they are known there as one who did it, or in whose name it was done."""
    return not unit.people.marks(matter, [who], traces).isdisjoint(event.data.get("as", "").split())


def in_the_name_of(act: Act, roles: Set[Role]) -> list[str]:
    """Those in whose name alone whoever acts has one of these roles; nobody, where they have one themselves."""
    ways = [one.away for one in act.acting if one.roles & roles]
    return [away for away in ways if away] if all(ways) else []


def about(unit: Unit, asked: Asked, reader: Reader) -> About | None:
    """As the rule knows it for who acts or reads; None where no request is named, or one that nobody knows."""
    request = unit.requests.get(asked.ref.request) if asked.ref.request else None
    if not request:
        return None
    step, human = _part(unit, request, asked.ref.part)
    askers = set(unit.people.now(facts(unit, step, ErasureFacts).askers)) if step and human else set[str]()
    found, holds = about_read(unit, request, reader), _holds(unit, asked, request)
    holders = all_by(hold.by for hold in holds)
    apart = {**found.apart, Apart.ASKER: frozenset(askers), Apart.HOLDER: holders}
    return replace(found, human=human, apart=apart)


def _holds(unit: Unit, asked: Asked, request: Request) -> Sequence[Hold]:
    return unit.subjects.holds(request.id) if Apart.HOLDER in asked.right.apart else ()


def _part(unit: Unit, request: Request, part: str) -> tuple[Step | None, HumanTask | None]:
    if not part or part == ANSWER:
        return None, HumanTask.ANSWER if part else None
    steps = unit.steps.of(request.id)
    step = next((step for step in steps if str(step.position) == part), None)
    return step, open_to(step, steps) if step else None


def viewed(unit: Unit, act: Act, now: datetime) -> Request | Card:
    """The request that the act names, for whoever may see it: a look, which goes on record. Else the answer."""
    request = unit.requests.get(act.request_id)
    if not request:
        return say(act.words.errors.unknown_request(act.request_id))
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    unit.events.add(EventKind.REQUEST_VIEWED, now, actor=act.person.id, request=request.id)
    return request


def turn_away(unit: Unit, act: Act, why: Refusal, now: datetime) -> Card:
    """The attempt goes on record; the answer tells nothing of the request, not even that there is one."""
    known = unit.requests.get(act.asked.ref.request) if act.asked.ref.request else None
    data = {"why": why.why.name.lower(), "way": act.asked.way, "verb": act.asked.verb}
    unit.events.add(EventKind.ACT_REFUSED, now, actor=act.person.id, request=known.id if known else None, data=data)
    return say(refused(act.asked, why, act.words))
