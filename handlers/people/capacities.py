"""In what capacities somebody acts: in their own name, and in that of those who are away and have asked them to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.chat import Account, Profile, Standing
from domain.delegation import Delegation
from domain.people import Capacity, Known, Role, Traces
from handlers.deps import Deps
from handlers.people.identity import NotAMember, known_as, member
from handlers.requests.days import today

_FROM_OUTSIDE = Capacity(roles=frozenset({Role.OUTSIDE_AUDITOR}))


async def identify(deps: Deps, account: Account) -> Known:
    """The person behind an account, with what they may at this moment. Raises: NotAMember."""
    profile = await deps.profile(account)
    if visitor := _visitor(deps, profile):  # to whom nothing is lent
        return Known(await member(deps, visitor, _FROM_OUTSIDE.roles), (_FROM_OUTSIDE,), profile.locale)
    if profile.standing is not Standing.MEMBER:
        raise NotAMember(profile.standing)
    own, now, day = own_of(deps, profile), deps.clock(), today(deps)
    known, standing = await deps.storage.read(lambda unit: (known_as(unit, profile, now), unit.delegations.on(day)))
    person = await member(deps, profile, own.roles, known)
    if not known or known.claim:  # doors were asked since then, and that takes its time
        standing = await deps.storage.read(lambda unit: unit.delegations.on(day))
    return Known(person, (own, *await _lent(deps, person.id, standing)), profile.locale)


def _visitor(deps: Deps, profile: Profile) -> Profile | None:
    """A guest whom the platform vouches for, and who may read from outside today, under the address that is theirs."""
    if profile.standing is not Standing.GUEST or not profile.vouched:
        return None
    seen = deps.roster.visits(profile.vouched, profile.account, today(deps))
    return replace(profile, email=profile.vouched) if seen else None


def own_of(deps: Deps, profile: Profile) -> Capacity:
    """What a member may in their own name."""
    roles = deps.roster.roles_of(profile.email, profile.account)
    circles = deps.roster.circles_of(profile.email, profile.account)
    addresses = (profile.email, *deps.roster.siblings(profile.email)) if profile.email else ()
    return Capacity(roles=roles, circles=circles, traces=Traces(frozenset({profile.account}), frozenset(addresses)))


async def _lent(deps: Deps, person_id: str, standing: Sequence[Delegation]) -> list[Capacity]:
    mine = [one for one in standing if one.taker == person_id != one.giver]
    found = [await _in_the_name_of(deps, one) for one in mine]
    return [one for one in found if one.roles]


async def _in_the_name_of(deps: Deps, delegation: Delegation) -> Capacity:
    """What whoever is away may themselves at this moment: who has lost a role, lends it no more; and no chains."""
    accounts = await deps.storage.read(lambda unit: unit.people.accounts(delegation.giver))
    lent = Capacity(roles=frozenset(), away=delegation.giver, until=delegation.until)
    for account in accounts:
        own = await _own(deps, account, delegation.giver)
        roles, circles, traces = lent.roles | own.roles, lent.circles | own.circles, lent.traces | own.traces
        lent = replace(lent, roles=roles, circles=circles, traces=traces)
    return lent


async def _own(deps: Deps, account: Account, person_id: str) -> Capacity:
    """Of whom it is not certain just now, nothing."""
    profile = await deps.profile(account)
    nothing = Capacity(roles=frozenset())
    if profile.standing is not Standing.MEMBER:
        return nothing
    own = own_of(deps, profile)
    try:
        person = await member(deps, profile, own.roles)
    except NotAMember:
        return nothing
    return own if person.id == person_id else nothing
