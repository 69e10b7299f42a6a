"""Whether somebody may do, see or hear something: one pure function of act, request, person and roles.

The desk asks before anything is read, every transaction asks again (`handlers.requests.gate`), and a card asks which
buttons its reader may press. What an act takes comes with it (`domain.commands`); what is stated nowhere is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import Enum, auto

from domain.erasure.plan import HumanTask
from domain.notice import NoticeKind
from domain.people import NO_TRACES, Role, Traces
from domain.refs import Ref
from domain.request import Kind, Request
from domain.rights import AGAIN, FILING, NEWS, NOBODY, PARTS, SEE, Apart, Right, Stated, Way
from domain.words.language import Words

NOBODY_ASKED = ""  # no id of a person


@dataclass(frozen=True)
class Asked:
    """An act, as the rule knows it."""

    way: Way
    verb: str
    stated: Stated
    ref: Ref = field(default_factory=Ref)

    @property
    def right(self) -> Right:
        return self.stated.who


@dataclass(frozen=True, kw_only=True)
class About:
    """What the rule knows of a request. `human`: what the part that is named waits for. `apart`: ids of people."""

    requester_id: str
    kind: Kind
    approved: bool  # its work has begun at least once
    human: HumanTask | None = None
    apart: Mapping[Apart, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        request: Request,
        human: HumanTask | None = None,
        *,
        own: bool = True,
        askers: Set[str] = frozenset(),
        holders: Set[str] = frozenset(),
    ) -> About:
        """`own`: whether it is the requester's own, as the row says: whoever is set apart for it is so anyway."""
        apart = {Apart.REQUESTER: {request.requester_id}, Apart.ASKER: askers, Apart.HOLDER: holders}
        return cls(
            requester_id=request.requester_id if own else NOBODY_ASKED,
            kind=request.kind,
            approved=request.run > 0,
            human=human,
            apart={who: frozenset(ids) for who, ids in apart.items()},
        )


@dataclass(frozen=True)
class Reader:
    """Somebody who looks, with the roles of this moment. `words`: in their language. `traces`: by which they are known
    where they look."""

    person_id: str
    roles: frozenset[Role]
    words: Words = field(compare=False, repr=False)
    traces: Traces = field(default=NO_TRACES, compare=False, repr=False)


@dataclass(frozen=True)
class Channel:
    """Whoever looks on where many do: nobody's roles count there. `words`: in the language of the company."""

    words: Words = field(compare=False, repr=False)
    roles: frozenset[Role] = frozenset()


class Why(Enum):
    ROLE = auto()  # they have none of the roles, and it is not theirs
    APART = auto()
    MISFIT = auto()  # the request is of another kind than the act


@dataclass(frozen=True)
class Refusal:
    """`right`: the one that is missing."""

    why: Why
    right: Right


def refusal(asked: Asked, about: About | None, person_id: str, roles: Set[Role]) -> Refusal | None:
    """Why this person may not do this; None when they may.

    `about` is None where no request is named, or one that nobody knows. Of a request that they may not see, a person
    hears what they would hear if there were none.
    """
    seen = about if about and sees(about, person_id, roles) else None
    for right in _rights(asked, seen):
        if not _has(right, seen, person_id, roles, named=bool(asked.ref.request)):
            return Refusal(Why.ROLE, right)
        if seen and right.kinds and seen.kind not in right.kinds:
            return Refusal(Why.MISFIT, right)
        if seen and _apart(right, seen, person_id):
            return Refusal(Why.APART, right)
    return None


def sees(about: About, person_id: str, roles: Set[Role]) -> bool:
    """Whether this person may see the request in full."""
    return _has(SEE, about, person_id, roles)


def hears(news: NoticeKind, about: About | None, reader: Reader) -> bool:
    """Whether this person is still to be told; `about` None: it is about no request."""
    right = NEWS.get(news, NOBODY)
    if about and (not sees(about, reader.person_id, reader.roles) or _apart(right, about, reader.person_id)):
        return False
    return _has(right, about, reader.person_id, reader.roles)


def _rights(asked: Asked, about: About | None) -> Iterator[Right]:
    """All of these it takes."""
    right = PARTS[about.human if about else None] if asked.right.by_part else asked.right
    yield right
    if asked.ref.why:
        right = AGAIN[asked.ref.why]
        yield right
    if right.files and about:
        yield FILING[about.kind]


def _has(right: Right, about: About | None, person_id: str, roles: Set[Role], *, named: bool = False) -> bool:
    """`named`: a request is; else it is still to be said which one is meant.

    Who is from outside has what is given to them by their role, and nothing that is everybody's or their own.
    """
    if Role.OUTSIDE_AUDITOR in roles:
        return Role.OUTSIDE_AUDITOR in right.roles
    if right.everyone or right.roles & roles:
        return True
    named = named or about is not None
    own = right.own and (about.requester_id == person_id if about else not named)
    turn = right.turn and (about.approved and about.kind is Kind.EXPORT if about else not named)
    return own or (turn and Role.TENANT_ADMIN in roles)


def _apart(right: Right, about: About, person_id: str) -> bool:
    return any(person_id in about.apart.get(who, ()) for who in right.apart)
