"""From "tell the approvers" to "post in this private chat of this surface", and what to do where a place is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

import structlog

from bot.delivery.files import tell
from bot.door import Busy, Closed, Door, Doubtful, Gone, Odd
from domain.chat import Account, Standing
from domain.file import Hindrance
from domain.notice import ONCE, THREAD_OF, Notice, NoticeKind, Shown
from domain.people import Person, Role
from domain.target import List, Target, To
from handlers.deps import Deps
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember
from handlers.ports import Unit
from handlers.requests.days import today

T = TypeVar("T")
log = structlog.get_logger(__name__)
AGAIN = timedelta(seconds=30)  # until who could not be looked for is looked for once more
SOON = timedelta(seconds=1)  # until it is looked again whether a card stands there by now; then twice as long each time
_DOUBLED = 5  # times
LONG, GIVEN_UP = timedelta(minutes=10), timedelta(days=3)  # of that: until it counts, and until it ends
IN_DOUBT = "in doubt"  # the code of what may stand there already
_APPROVERS = Target.role(Role.APPROVER)
_INSTEAD = "/approvers"  # how the key of a notice ends that takes the place of one to a channel
_OWN = {NoticeKind.CARD, NoticeKind.LATE}
_ADMINS_INSTEAD = frozenset({NoticeKind.SCHEDULED, NoticeKind.ESCALATED, NoticeKind.HEAD})  # of a closed channel
_WANTED = {NoticeKind.CARD, NoticeKind.TURN, NoticeKind.VOTE}  # without it somebody does not know that it is their turn


class Listed(Protocol):
    """The people of a role, as they are written in the configuration: e-mails or `<surface>:<account>`."""

    def addresses(self, role: Role) -> Sequence[str]: ...


@dataclass(frozen=True)
class Spot:
    """One exact place to post to."""

    surface: str
    place: str
    person: Person | None = None


Found = tuple[Sequence[Spot], bool]


async def accounts_of(doors: Mapping[str, Door], entry: str) -> list[Account]:
    """The accounts of one entry of the configuration, on every surface that knows it. Raises: Busy, Doubtful."""
    if ":" in entry and (named := Account.of(entry)).surface in doors:
        return [named]
    found = [await door.find(entry) for door in doors.values()] if "@" in entry else []
    return [account for account in found if account]


class Fanout:
    def __init__(
        self,
        doors: Mapping[str, Door],
        channels: Mapping[str, Mapping[str, str]],
        people: Listed,
        escalation: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """`channels`: "approvals", "failures", "escalation" or "audit" → surface → channel id. `escalation`: whom the
        configuration names for it at this moment."""
        self._doors, self._channels, self._people = doors, channels, people
        self._lists = {List.ESCALATION.value: escalation}

    async def spread(self, deps: Deps, notices: Sequence[Notice]) -> None:
        """Replace notices to a role, a person or a channel by one for each exact place, all in one transaction.

        Who cannot be looked for just now is looked for again, and holds up nobody else.
        """
        below = [notice for notice in notices if notice.target.to is To.THREADS]
        if below:
            await deps.storage.write(lambda unit: _put_below(unit, below, deps.clock()))
        notices = [notice for notice in notices if notice.target.to is not To.THREADS]
        wishes = {_wish(notice) for notice in notices}
        found = {wish: await self._found(deps, *wish) for wish in wishes}
        asked_by = await deps.storage.read(lambda unit: _requesters(unit, notices))
        now = deps.clock()

        def put(unit: Unit) -> None:
            for notice in notices:
                spots, whole = found[_wish(notice)]
                _place(unit, notice, _without_requester(notice, spots, asked_by), now)
                waited = now - notice.created_at
                if whole or waited > GIVEN_UP:
                    unit.notices.done(notice.id)
                else:
                    unit.notices.later(notice.id, now + AGAIN)
                if (whole or waited > LONG) and not self._in_a_channel(notice):
                    _tell_if_too_few(unit, notice, spots, now)

        await deps.storage.write(put)

    def _in_a_channel(self, notice: Notice) -> bool:
        """Whether those who decide may see it there, until that turns out to be closed."""
        return any(
            surface in self._doors for surface in self._channels.get("approvals", {})
        ) and not notice.key.endswith(_INSTEAD)

    async def _found(self, deps: Deps, target: Target, without: str) -> Found:
        """Where they are but on one surface, and whether everybody could be looked for."""
        doors = {surface: door for surface, door in self._doors.items() if surface != without}
        if target.to is To.OTHER:
            return [], False
        if target.to is To.CHANNEL:
            known = self._channels.get(target.name, {})
            return [Spot(surface, place) for surface, place in known.items() if surface in doors], True
        role = Role(target.name) if target.to is To.ROLE else None
        if role or target.to is To.LIST:
            named = self._people.addresses(role) if role else self._lists[target.name]()
            accounts, whole = await _accounts(doors, named)
            accounts += await deps.storage.read(lambda unit: _acting(unit, today(deps))) if role else []
        else:
            accounts, whole = await deps.storage.read(lambda unit: unit.people.accounts(target.name)), True
        looks = [await _sure(self._spot(deps, account, role)) for account in accounts if account.surface in doors]
        spots = list(dict.fromkeys(spot for spot, _ in looks if spot))
        if not spots:
            log.warning("nobody to tell", target=target.to.value)
        return spots, whole and all(sure for _, sure in looks)

    async def _spot(self, deps: Deps, account: Account, role: Role | None) -> Spot | None:
        """The private chat with a member who has the role at this moment; None for anybody else, and for who cannot be
        reached: the others can."""
        door = self._doors.get(account.surface)
        if not door:
            return None
        try:
            profile = await door.profile(account)
            if profile.standing is not Standing.MEMBER:
                return None
            known = await identify(deps, profile.account)
            if role and role not in known.roles:
                return None
            return Spot(account.surface, await door.direct(profile.account), known.person)
        except (Closed, Gone) as closed:
            log.warning("somebody cannot be reached", surface=account.surface, code=str(closed))
        except NotAMember as stranger:
            if stranger.standing is Standing.UNKNOWN:
                raise Doubtful("who is who") from None
        return None

    async def closed(self, deps: Deps, notice: Notice, code: str) -> None:
        """The place is not open to us. What was meant for a channel goes to people instead."""
        log.warning("a place is closed", surface=notice.surface, code=code, kind=notice.kind)

        def put(unit: Unit) -> None:
            unit.notices.give_up(notice.id, code)
            settled(unit, notice, deps.clock())
            _instead(unit, deps, notice, code)

        await deps.storage.write(put)

    async def lost(self, deps: Deps, shown: Shown, code: str) -> None:
        """The message is gone: forget it, and post the card anew, to the one it was for or to the approvers."""
        log.warning("a card is lost", surface=shown.surface, code=code)

        def put(unit: Unit) -> None:
            unit.cards.forget(shown.id)
            key = f"{shown.request_id}/lost/{shown.id}"
            _in_person(unit, shown.request_id, key, deps.clock(), shown.person_id)

        await deps.storage.write(put)


def settled(unit: Unit, notice: Notice, now: datetime) -> None:
    """The card of a channel is there, or will not be: what is to be told below the cards need not wait for it."""
    if notice.kind is NoticeKind.CARD and notice.request_id and not notice.person_id:
        unit.notices.hasten(notice.request_id, now)


def _instead(unit: Unit, deps: Deps, notice: Notice, code: str) -> None:
    """What is told, and to whom, where a notice could not be."""
    now, request = deps.clock(), notice.request_id
    if notice.kind is NoticeKind.FILE and notice.person_id:
        tell(unit, deps, notice, Hindrance.DOUBT if code == IN_DOUBT else Hindrance.CLOSED)
    elif notice.kind in _ADMINS_INSTEAD and notice.target.to is To.CHANNEL:
        admins = Target.role(Role.ADMIN)
        unit.notices.add(f"{notice.key}/admins", notice.kind, admins, now, request=request, data=notice.data)
    elif notice.kind is NoticeKind.CARD and notice.target.to is To.CHANNEL and request:
        _in_person(unit, request, f"{notice.key}/closed", now)
    elif notice.kind in _WANTED and notice.person_id and request:
        _tell_unreached(unit, notice, now)


def _in_person(unit: Unit, request_id: str, key: str, now: datetime, person_id: str | None = None) -> None:
    """The card to this person, or else to the approvers; then the requester is told that a channel is closed."""
    request = unit.requests.get(request_id)
    if not request or not request.open:
        return
    if person_id:
        unit.notices.add(key, NoticeKind.CARD, Target.person(person_id), now, request=request_id)
        return
    unit.notices.add(f"{key}{_INSTEAD}", NoticeKind.CARD, _APPROVERS, now, request=request_id)
    target = Target.person(request.requester_id)
    unit.notices.add(f"{key}/requester", NoticeKind.CHANNEL_CLOSED, target, now, request=request_id)


def _acting(unit: Unit, day: date) -> list[Account]:
    """Of those who act for somebody who is away: whether they have the role by that is asked of each."""
    return [account for one in unit.delegations.on(day) for account in unit.people.accounts(one.taker)]


def _wish(notice: Notice) -> tuple[Target, str]:
    """Whom to tell, and on which surface not: what is wrong with a door is told at the others."""
    return notice.target, notice.data["surface"] if notice.kind is NoticeKind.DOOR else ""


async def _accounts(doors: Mapping[str, Door], entries: Sequence[str]) -> tuple[list[Account], bool]:
    """Of the people that the configuration names, on every surface that knows them."""
    accounts = [named for named in map(Account.of, entries) if named.surface in doors]
    asked = [(door, entry) for entry in entries if "@" in entry for door in doors.values()]
    found = [await _sure(door.find(entry)) for door, entry in asked]
    return [*accounts, *(account for account, _ in found if account)], all(sure for _, sure in found)


def _requesters(unit: Unit, notices: Sequence[Notice]) -> dict[str, str]:
    """Who asked, by request; of the notices that are not for who asked."""
    found = (unit.requests.get(ref) for ref in {notice.request_id or "" for notice in notices if _for_others(notice)})
    return {request.id: request.requester_id for request in found if request}


def _for_others(notice: Notice) -> bool:
    """Who asked is told of these by a notice of their own, or has nothing to do about them."""
    return notice.target == _APPROVERS or (notice.kind in _OWN and notice.target.to is To.ROLE)


def _without_requester(notice: Notice, spots: Sequence[Spot], asked_by: Mapping[str, str]) -> Sequence[Spot]:
    """A requester has a notice of their own, and no vote on it where they are an approver too."""
    requester = asked_by.get(notice.request_id or "") if _for_others(notice) else None
    return [spot for spot in spots if not spot.person or spot.person.id != requester]


def _place(unit: Unit, notice: Notice, spots: Sequence[Spot], now: datetime) -> None:
    for spot in _without_second_cards(unit, notice, spots):
        unit.notices.add(
            f"{notice.data.get(ONCE, notice.key)}@{spot.surface}:{spot.place}",
            notice.kind,
            notice.target,
            now,
            request=notice.request_id,
            surface=spot.surface,
            place=spot.place,
            person=spot.person.id if spot.person else None,
            data=notice.data,
        )


def _put_below(unit: Unit, notices: Sequence[Notice], now: datetime) -> None:
    """One for each card that stands in a channel. While one is still to be posted there, all wait for it; whoever has
    posted it says so."""
    coming = {request for request in {_about(notice) for notice in notices} if unit.notices.coming(request)}
    for notice in notices:
        if _about(notice) in coming and now - notice.created_at < LONG:
            unit.notices.later(notice.id, now + SOON * 2 ** min(notice.attempts - 1, _DOUBLED))
        else:
            _put_one_below(unit, notice, now)


def _about(notice: Notice) -> str:
    return notice.request_id or ""


def _put_one_below(unit: Unit, notice: Notice, now: datetime) -> None:
    request = _about(notice)
    for card in unit.cards.in_channels(request):
        key, data = f"{notice.key}@{card.surface}:{card.place}:{card.address}", {THREAD_OF: card.address}
        unit.notices.add(
            key, notice.kind, notice.target, now, request=request, surface=card.surface, place=card.place,
            data={**notice.data, **data},
        )  # fmt: skip
    unit.notices.done(notice.id)


def _without_second_cards(unit: Unit, notice: Notice, spots: Sequence[Spot]) -> Sequence[Spot]:
    """Who has a card of the request in their private chat, or is about to get one, gets no other there."""
    if notice.kind is not NoticeKind.CARD or not notice.request_id or not any(spot.person for spot in spots):
        return spots
    served = unit.cards.personal(notice.request_id) | unit.notices.waiting(notice.request_id)
    return [spot for spot in spots if not spot.person or (spot.surface, spot.person.id) not in served]


def _tell_if_too_few(unit: Unit, notice: Notice, spots: Sequence[Spot], now: datetime) -> None:
    """Where fewer people than it takes can be reached, the requester hears that the request cannot pass like this."""
    request = unit.requests.get(notice.request_id or "")
    if notice.kind is not NoticeKind.CARD or notice.target != _APPROVERS or not request or not request.open:
        return
    reached = {spot.person.id for spot in spots if spot.person} - {request.requester_id}
    if len(reached) < request.quorum:
        key, target = f"{request.id}/unreached", Target.person(request.requester_id)
        unit.notices.add(key, NoticeKind.UNREACHED, target, now, request=request.id)


def _tell_unreached(unit: Unit, notice: Notice, now: datetime) -> None:
    """The requester hears of somebody who could not be told in any of their private chats."""
    request, person = unit.requests.get(notice.request_id or ""), notice.person_id
    if not request or not request.open or person == request.requester_id:
        return
    told = unit.cards.personal(request.id) | unit.notices.waiting(request.id)
    if person not in {who for _, who in told}:
        key, target = f"{request.id}/unreached/{person}", Target.person(request.requester_id)
        unit.notices.add(key, NoticeKind.UNREACHED, target, now, request=request.id, data={"person": str(person)})


async def _sure(question: Awaitable[T | None]) -> tuple[T | None, bool]:
    """The answer, and whether it is one."""
    try:
        return await question, True
    except (Busy, Doubtful, Odd):
        return None, False
    except (Closed, Gone):
        return None, True
    except Exception:
        log.exception("it is not known whom to tell")
        return None, False
