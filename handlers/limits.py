"""How many acts are taken: of one person, and through one door. Counted before anything is read, asked or written."""

from __future__ import annotations

from math import ceil

import structlog

from common.limits import Limit
from domain.chat import Account, Incoming, Sought
from domain.event import EventKind
from domain.people import Person
from domain.policy import AT_WORK
from domain.words.language import Words
from handlers.deps import Deps

log = structlog.get_logger(__name__)

PERSON, DOOR = "person", "door"


class Limits:
    """Several replicas have them together, each its share; but everybody may do at each as much as people do at work.

    The same delivery is the same act, however often it comes. Whoever is not known yet is their account.
    """

    def __init__(self, deps: Deps) -> None:
        allowed, seconds = deps.policy.limits, deps.policy.limits.within.total_seconds()
        self._deps = deps
        self._of: dict[str, Limit[Account | str]] = {
            PERSON: Limit(allowed.person, seconds, among=deps.among, least=AT_WORK),
            DOOR: Limit(allowed.door, seconds, among=deps.among),
        }
        self._noted: Limit[tuple[str, Account | str]] = Limit(1, seconds)
        self._person: dict[Account, str] = {}

    async def turn_away(self, incoming: Incoming, words: Words) -> str | None:
        """The sentence for whoever sends too much; None: it is counted, and taken. What is turned away counts for
        nothing, so that who waits as long as it says is let in."""
        mark = _mark(incoming)
        keys = {PERSON: self._known(incoming.account), DOOR: incoming.account.surface}
        if isinstance(incoming, Sought):  # by itself: who types a name can still send the form
            keys = {of: f"sought {key}" for of, key in keys.items()}
        for of, key in keys.items():
            if wait := self._of[of].wait(key, mark):
                await self._note(of, key, incoming.account)
                said = words.errors
                return said.too_many(ceil(wait)) if of is PERSON else said.too_many_of_all(ceil(wait))
        for of, key in keys.items():
            self._of[of].count(key, mark)
        return None

    def is_of(self, incoming: Incoming, person: Person) -> None:
        """From now on all accounts of this person are counted as one."""
        if self._person.get(incoming.account) != person.id and not isinstance(incoming, Sought):
            self._person[incoming.account] = person.id
            self._of[PERSON].count(person.id, _mark(incoming))

    def _known(self, account: Account) -> Account | str:
        return self._person.get(account, account)

    async def _note(self, of: str, key: Account | str, account: Account) -> None:
        """Once in each stretch of time, however much comes."""
        if self._noted.wait((of, key)):
            return
        self._noted.count((of, key))
        log.warning("more acts than are taken", of=of, surface=account.surface)
        now, data = self._deps.clock(), {"why": "too-many", "of": of, "surface": account.surface}
        actor = self._person.get(account) if of is PERSON else None
        await self._deps.storage.write(
            lambda unit: unit.events.add(EventKind.ACT_REFUSED, now, actor=actor, request=None, data=data)
        )


def _mark(incoming: Incoming) -> tuple[Account, str] | str:
    return (incoming.account, incoming.delivery) if incoming.delivery else ""
