"""Whose turn it is, by name, and how many days are left until the answer to the person is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from domain.brake import Paused
from domain.drawing.kinds import section
from domain.erasure.plan import HumanTask
from domain.export.plan import Deed
from domain.hold import all_by
from domain.people import Person, Role
from domain.request import BEGUN, State, StepState
from domain.rights import PARTS
from domain.seats import ANY, is_plain
from domain.view import RequestView
from domain.words.language import Words


def turn(story: RequestView, words: Words) -> str:
    """One line; empty when nobody waits for anything any more."""
    days = words.turn.days_left(story.days_left) if story.clock_runs and story.days_left is not None else ""
    return " · ".join(filter(None, (_whose(story, words), days, _target(story, words))))


def _target(story: RequestView, words: Words) -> str:
    left = story.target_left if story.clock_runs else None
    return words.clock.target_left(left) if left is not None else ""


def _whose(story: RequestView, words: Words) -> str:
    request = story.request
    if request.open and story.held:
        return _release(story, words)
    if request.state in BEGUN and story.paused:
        return _resume(story, story.paused, words)
    match request.state:
        case State.PENDING_APPROVAL:
            return _approvers(story, words)
        case State.IN_PROGRESS if request.cancel_asked_by:
            return words.turn.STOPPING
        case State.IN_PROGRESS if not _deeds(story):
            return words.turn.AT_WORK
    return words.turn.waits_for(*_who(story, words))


def _approvers(story: RequestView, words: Words) -> str:
    """Any of those who have not voted, or some of each circle that is missing."""
    without = {story.request.requester_id, *(ballot.person_id for ballot in story.ballots)}
    if is_plain(story.empty):
        left = _any(story, words, Role.APPROVER, without)
        return words.turn.waits_for(left) or words.turn.NOBODY_CAN_APPROVE
    return words.turn.waits_for(*(_seats(story, words, circle, count, without) for circle, count in story.empty))


def _seats(story: RequestView, words: Words, circle: str, count: int, without: Set[str]) -> str:
    """By name, where all of them are known."""
    people = story.holders.get(Role.APPROVER, ()) if circle == ANY else story.circles.get(circle, ())
    names = _names([person for person in people if person.id not in without], story, words, without)
    return words.turn.seats(circle, count, names if all(names) else ())


def called(story: RequestView) -> tuple[Person, ...]:
    """Those who can do the next thing, as far as they were met: who has voted, asked or set the hold cannot."""
    request, apart = story.request, frozenset[str]()
    people: Sequence[Person] = story.holders.get(Role.TENANT_ADMIN if _deeds(story) else Role.ADMIN, ())
    if request.open and story.held:
        people, apart = story.holders.get(Role.ADMIN, ()), _setter(story)
    elif request.state is State.PENDING_APPROVAL:
        voted = {ballot.person_id for ballot in story.ballots}
        people, apart = _electors(story), frozenset({request.requester_id, *voted})
    return tuple(dict.fromkeys(person for person in people if person.id and person.id not in apart))


def _electors(story: RequestView) -> Sequence[Person]:
    """Of the circles that are missing, where it is said which."""
    approvers = story.holders.get(Role.APPROVER, ())
    if is_plain(story.empty):
        return approvers
    return [
        person
        for circle, _ in story.empty
        for person in (approvers if circle == ANY else story.circles.get(circle, ()))
    ]


def _release(story: RequestView, words: Words) -> str:
    return words.turn.release(_any(story, words, Role.ADMIN, _setter(story))) or words.turn.NOBODY_CAN_RELEASE


def _setter(story: RequestView) -> frozenset[str]:
    return all_by(hold.person_id for hold in story.holds)


def _resume(story: RequestView, stop: Paused, words: Words) -> str:
    """Who paused it may not resume it, unless they are the only admin."""
    other = _any(story, words, Role.ADMIN, {stop.person_id}) or _any(story, words, Role.ADMIN)
    return words.brake.waits_for(other) or words.brake.NOBODY_CAN_RESUME


def _who(story: RequestView, words: Words) -> Iterable[str]:
    """Everybody whose part is open, each role once."""
    humans = {line.human for line in story.lines if isinstance(line.human, HumanTask)}
    failed = any(line.state is StepState.FAILED and not line.human for line in story.lines)
    stuck = section(story).retried and story.request.state is State.NEEDS_ATTENTION
    roles = {role for human in humans for role in PARTS[human].roles}
    if Role.ADMIN in roles or (stuck and (failed or not humans)):
        yield _any(story, words, Role.ADMIN)
    if Role.APPROVER in roles:
        yield _any(story, words, Role.APPROVER, {story.request.requester_id})
    if deeds := _deeds(story):
        yield words.turn.TEAM if deeds == {Deed.CAME} and not story.called else _any(story, words, Role.TENANT_ADMIN)


def _names(people: Sequence[Person], story: RequestView, words: Words, without: Set[str]) -> list[str]:
    """Each once: whoever acts for one of these who is away stands in their place alone."""
    away = story.stand_ins
    acting = {away[person.id].person_id for person in people if person.id in away} - away.keys()
    return [_named(person, story, words, without) for person in people if person.id not in acting]


def _named(person: Person, story: RequestView, words: Words, without: Set[str]) -> str:
    """Or whoever acts for them while they are away, unless it is one of these."""
    other = story.stand_ins.get(person.id)
    if not other or other.person_id in without:
        return person.name
    return words.away.stands_in(other.name, other.giver, other.until)


def _deeds(story: RequestView) -> Set[Deed]:
    return {line.human for line in story.lines if isinstance(line.human, Deed)} if story.request.open else frozenset()


def _any(story: RequestView, words: Words, role: Role, without: Set[str] = frozenset()) -> str:
    """Empty where it is known that there is nobody."""
    people = [person for person in story.holders.get(role, ()) if not person.id or person.id not in without]
    if role in story.holders and not people:
        return ""
    known = [person for person in people if person.name]
    return words.turn.somebody(role, _names(known, story, words, without), len(people) - len(known))
