"""Approvers who leave while a request waits: their approval counts no more, it is named, and the others are called.

What somebody decided a moment ago stands; what is older counts only while it is certain that they may decide still.
Once a request is approved, that stays decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.chat import Standing
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.people import Role
from domain.request import Vote
from domain.target import Channel, Target
from handlers.deps import Deps
from handlers.people.capacities import own_of
from handlers.people.identity import NotAMember, member
from handlers.ports import Unit
from handlers.requests.case import Case

FRESH = timedelta(minutes=2)


@dataclass(frozen=True)
class Still:
    """Of somebody, at this moment; None: nobody can tell just now."""

    member: bool | None
    decides: bool | None  # in their own name


People = Mapping[str, Still]
GONE = Still(member=False, decides=False)
UNCLEAR = Still(member=None, decides=None)


async def still(deps: Deps, people: Iterable[str]) -> People:
    """How they stand, by id."""
    return {person: await _still(deps, person) for person in dict.fromkeys(people)}


async def _still(deps: Deps, person_id: str) -> Still:
    """By all of their accounts: one that says yes is enough, one that is not certain makes it uncertain."""
    found = GONE
    for account in await deps.storage.read(lambda unit: unit.people.accounts(person_id)):
        profile = await deps.profile(account)
        if profile.standing is Standing.UNKNOWN:
            found = _either(found, UNCLEAR)
        if profile.standing is not Standing.MEMBER:
            continue
        own = own_of(deps, profile)
        try:
            known = await member(deps, profile, own.roles)
        except NotAMember as stranger:
            found = _either(found, UNCLEAR if stranger.standing is Standing.UNKNOWN else GONE)
            continue
        if known.id == person_id:
            found = _either(found, Still(member=True, decides=Role.APPROVER in own.roles))
    return found


def _either(one: Still, other: Still) -> Still:
    return Still(_yes(one.member, other.member), _yes(one.decides, other.decides))


def _yes(one: bool | None, other: bool | None) -> bool | None:
    return True if one or other else None if None in {one, other} else False


def voters(unit: Unit, request_id: str, now: datetime) -> list[str]:
    """Those whose votes are older than a moment, and those in whose name they were given."""
    return [who for vote in _old(unit.votes.of(request_id), now - FRESH) for who in (vote.person_id, vote.holder)]


def _old(votes: Iterable[Vote], before: datetime) -> list[Vote]:
    return [vote for vote in votes if vote.at < before]


def stands(vote: Vote, people: People, now: datetime) -> bool | None:
    """Whether a vote counts still; None: nobody can tell just now."""
    return True if vote.at >= now - FRESH else by_people(vote, people)


def by_people(vote: Vote, people: People) -> bool | None:
    """The same whenever it was given: whether who gave it, and in whose name, may decide."""
    holder = people.get(vote.holder, UNCLEAR)
    if not vote.instead_of:
        return holder.decides
    voter = people.get(vote.person_id, UNCLEAR)
    return False if False in {holder.decides, voter.member} else True if holder.decides and voter.member else None


def certain(case: Case, people: People) -> bool:
    """Whether every vote is known to count still."""
    return all(stands(vote, people, case.now) for vote in case.unit.votes.of(case.id))


def void_of_leavers(case: Case, people: People) -> None:
    """Votes of those who may decide no more are taken away, and it is said."""
    for vote in case.unit.votes.of(case.id):
        if stands(vote, people, case.now) is False:
            case.unit.votes.void(case.id, vote.person_id)
            case.event(EventKind.VOTE_VOID, {"person": vote.person_id, "why": "left"})
            _name(case, vote.person_id, "voted")


def name_leavers(case: Case, people: People) -> None:
    """Those who were asked to decide, have not, and may not any more."""
    for person in _leavers(case, people):
        _name(case, person, "asked")


def _leavers(case: Case, people: People) -> list[str]:
    voted = {vote.person_id for vote in case.unit.votes.of(case.id)}
    asked = sorted(case.unit.notices.called(case.id) - voted - {case.request.requester_id})
    return [person for person in asked if people.get(person, UNCLEAR).decides is False]


def are_new(case: Case, people: People) -> bool:
    """Whether somebody left of whom nothing was said yet."""
    if any(stands(vote, people, case.now) is False for vote in case.unit.votes.of(case.id)):
        return True
    left = _leavers(case, people)
    return bool(left) and not {(person, "asked") for person in left} <= _named(case)


def _named(case: Case) -> set[tuple[str, str]]:
    told = (event.data for event in case.unit.events.of(case.id) if event.kind is EventKind.APPROVER_LEFT)
    return {(data.get("person", ""), data.get("as", "")) for data in told}


def _name(case: Case, person: str, how: str) -> None:
    data = {"person": person, "as": how}
    targets = (Target.role(Role.APPROVER), Target.channel(Channel.APPROVALS), Target.person(case.request.requester_id))
    told = [case.notice(f"left/{person}/{how}/{target}", NoticeKind.LEFT, target, data) for target in targets]
    if any(told):
        case.event(EventKind.APPROVER_LEFT, data)
        case.save()


def concerned(unit: Unit, request_id: str) -> set[str]:
    """Whoever voted on it, in whose name, and whoever was asked."""
    votes: Sequence[Vote] = unit.votes.of(request_id)
    return {who for vote in votes for who in (vote.person_id, vote.holder)} | unit.notices.called(request_id)
