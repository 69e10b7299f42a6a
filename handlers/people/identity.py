"""Who acts: a full member of the company, one human whichever account they use, with the roles of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from domain.chat import Account, Profile, Standing
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.people import Claim, Met, Person, Role, Whose
from domain.target import Target
from handlers.deps import Deps
from handlers.ports import Unit

log = structlog.get_logger(__name__)


class NotAMember(Exception):
    """Guests, strangers, bots and the like have no role at all."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


async def member(deps: Deps, profile: Profile, roles: frozenset[Role], known: Met | None = None) -> Person:
    """The person behind a member's account, who may have these roles. `known`: by `known_as`. Raises: NotAMember."""
    met = known or await meet(deps, profile)
    if met.claim and not await stays(deps, met, roles):
        await _ask_anew(deps, met, profile)
        raise NotAMember(Standing.MOVED)
    return met.person


async def _ask_anew(deps: Deps, met: Met, profile: Profile) -> None:
    """Where the log knows of an address that moved here, and our rows do not any more: else nobody could say whose it
    is."""
    account, email, now = profile.account, profile.email or "", deps.clock()
    owners = await deps.storage.read(lambda unit: unit.people.moves.lost(met.person.id))

    def write(unit: Unit) -> None:
        opened = [unit.people.moves.open(email, account, one, met.person.id, now) for one in owners]
        moved = tuple(filter(None, opened))
        _note(unit, deps, replace(met, moved=moved, united=()), profile, None, now)

    if email and owners:
        await deps.storage.write(write)


def known_as(unit: Unit, profile: Profile, now: datetime) -> Met | None:
    """Whoever has nothing new about them since they were met last."""
    return unit.people.known(profile.account, profile.name, profile.email, now)


async def meet(deps: Deps, profile: Profile) -> Met:
    """Raises: NotAMember, where it cannot be told just now whether an account elsewhere is the same human's."""
    account, name, email, now = profile.account, profile.name, profile.email, deps.clock()
    if known := await deps.storage.read(lambda unit: known_as(unit, profile, now)):
        return known
    others = await deps.storage.read(lambda unit: unit.people.elsewhere(account, email))
    holding = [other for other in others if await _holds(deps, other, email or "")]
    also = deps.roster.siblings(email) if email else ()
    whose = deps.roster.whose(email, account) if email else None

    def write(unit: Unit) -> Met:
        met = unit.people.meet(account, name, email, now, also=also, holding=holding, whose=whose)
        _note(unit, deps, met, profile, whose, now)
        return met

    met = await deps.storage.write(write)
    for move in () if whose else met.moved:
        log.warning("an address moved to another account", owner=move.owner.id, taker=move.taker.id, move=move.id)
    return met


async def _holds(deps: Deps, account: Account, email: str) -> bool:
    """Whether the account has the address at this moment; where its door was taken away, what was seen last counts."""
    profile = await deps.profile(account)
    if profile.standing is Standing.UNKNOWN:
        raise NotAMember(Standing.UNKNOWN)
    known = profile.email if profile.standing is Standing.MEMBER else profile.vouched
    has_it = bool(known) and deps.roster.canonical(known or "") == deps.roster.canonical(email)
    return has_it or profile.standing is Standing.ABSENT


def _note(unit: Unit, deps: Deps, met: Met, profile: Profile, whose: Whose | None, now: datetime) -> None:
    """What a meeting brought to light is an event, and the admins hear of what they must say."""
    if met.united:
        data = {"people": " ".join((met.person.id, *met.united))}
        unit.events.add(EventKind.PERSON_UNITED, now, actor=None, request=None, data=data)
    for move in met.moved:
        data = move.told
        if whose:
            unit.events.add(EventKind.PERSON_SETTLED, now, actor=None, request=None, data=data | {"whose": whose})
            continue
        unit.events.add(EventKind.PERSON_MOVED, now, actor=None, request=None, data=data)
        acted = unit.requests.asked_by(move.owner.id)
        if acted or deps.roster.roles_of(profile.email, profile.account):
            admins, told = Target.role(Role.ADMIN), {"move": str(move.id)}
            unit.notices.add(f"moved/{move.id}", NoticeKind.MOVED, admins, now, data=told)


async def stays(deps: Deps, met: Met, roles: frozenset[Role]) -> bool:
    """Whether a stranger keeps their rights: the admin without whom nobody who can be reached could say who is who.

    Of two, the one who was met first.
    """
    if met.claim is not Claim.OPEN or Role.ADMIN not in roles:
        return False
    for entry in deps.roster.addresses(Role.ADMIN):
        for account in await deps.find(entry):
            other = await _admin(deps, account)
            if other and other.person.id != met.person.id and (not other.claim or _before(other, met)):
                return False
    log.warning("the last admin who can be reached stays one, although an address moved", person=met.person.id)
    return True


def _before(one: Met, other: Met) -> bool:
    return one.claim is Claim.OPEN and (one.since, one.person.id) < (other.since, other.person.id)


async def _admin(deps: Deps, account: Account) -> Met | None:
    profile = await deps.profile(account)
    if profile.standing is Standing.UNKNOWN:
        raise NotAMember(Standing.UNKNOWN)
    is_admin = Role.ADMIN in deps.roster.roles_of(profile.email, profile.account)
    return await meet(deps, profile) if is_admin and profile.standing is Standing.MEMBER else None
