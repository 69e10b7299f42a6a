"""Who may see and do what: one rule, and its table as data (design §2, §4, §6). Whatever is not stated is refused.

The desk asks before anything is read, every transaction asks again (`handlers.gate`), and a card asks which buttons
its reader may press.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto

from domain.erasure import Human
from domain.people import Role
from domain.refs import Names, Ref
from domain.request import Kind, Request


class Way(StrEnum):
    """How an act arrives."""

    COMMAND = "command"
    BUTTON = "button"
    FORM = "form"


class Apart(StrEnum):
    """Who may not, although a role of theirs says so: these decide on what somebody else has begun."""

    REQUESTER = "requester"
    ASKER = "asker"  # asked for the deletion that is voted on
    HOLDER = "holder"  # set the legal hold


@dataclass(frozen=True, kw_only=True)
class Right:
    """Who may. `names`: what the text that comes with the act must name; `kind`: of which kind that request must be."""

    everyone: bool = False  # every full member
    roles: frozenset[Role] = frozenset()  # one of them is enough
    own: bool = False  # on a request of their own, without a role
    turn: bool = False  # a tenant admin, on an export from its approval on
    apart: frozenset[Apart] = frozenset()
    files: bool = False  # takes the right to file such a request as well
    names: Names = Names.FREE
    kind: Kind | None = None


READERS = frozenset({Role.ADMIN, Role.APPROVER, Role.AUDITOR})
_ADMIN, _APPROVER = frozenset({Role.ADMIN}), frozenset({Role.APPROVER})

NOBODY = Right()
EVERYONE = Right(everyone=True)
SEE = Right(roles=READERS, own=True, turn=True, names=Names.REQUEST)
DECIDE = Right(roles=_APPROVER, apart=frozenset({Apart.REQUESTER}), names=Names.REQUEST)
CHANGE = Right(roles=_ADMIN, names=Names.REQUEST)
RELEASE = replace(CHANGE, apart=frozenset({Apart.HOLDER}))
CANCEL = Right(roles=_ADMIN, own=True, names=Names.REQUEST)
CORRECT = replace(CANCEL, files=True)
ANYWAY = replace(SEE, files=True)
TICKET = Right(turn=True, names=Names.REQUEST, kind=Kind.EXPORT)
ADMINS = Right(roles=_ADMIN)
EXPORT = Right(roles=frozenset({Role.ADMIN, Role.TENANT_ADMIN}))

FILING: Mapping[Kind, Right] = {Kind.REFRESH: ADMINS, Kind.REMOVE_USER: ADMINS, Kind.EXPORT: EXPORT}
AGAIN: Mapping[str, Right] = {"correct": CORRECT, "anyway": ANYWAY}  # of a form that names another request

COMMANDS: Mapping[str, Right] = {
    "help": EVERYONE,
    "sources": Right(roles=READERS),
    "refresh": FILING[Kind.REFRESH],
    "remove-user": FILING[Kind.REMOVE_USER],
    "export": FILING[Kind.EXPORT],
    "users": ADMINS,
    "find": ADMINS,
    "requests": EVERYONE,  # each sees what they may see
    "show": SEE,
    "cancel": CANCEL,
    "correct": CORRECT,
    "hold": CHANGE,
    "release": RELEASE,
    "refuse": CHANGE,
}
BUTTONS: Mapping[str, Right] = {
    "approve": DECIDE,
    "deny": DECIDE,
    "retry": CHANGE,
    "cancel": CANCEL,
    "correct": CORRECT,
    "details": SEE,
    "show": SEE,
    "file-anyway": ANYWAY,
    "refresh-source": FILING[Kind.REFRESH],
    "refresh-form": FILING[Kind.REFRESH],
    "remove-user-form": FILING[Kind.REMOVE_USER],
    "export-form": FILING[Kind.EXPORT],
    "find-form": ADMINS,
    "settle": Right(names=Names.PART),  # as `PARTS` says
    "ticket": replace(TICKET, names=Names.PART),
    "mail-came": replace(TICKET, names=Names.PART),
    "remind": TICKET,
    "requests": COMMANDS["requests"],  # turns the page
}
FORMS: Mapping[str, Right] = {
    **{kind: replace(right, names=Names.ANEW, kind=kind) for kind, right in FILING.items()},
    "find": ADMINS,
    "deny": DECIDE,
    "hold": CHANGE,
    "refuse": CHANGE,
    "settle": BUTTONS["settle"],
    "ticket": BUTTONS["ticket"],
}
ACTS: Mapping[Way, Mapping[str, Right]] = {Way.COMMAND: COMMANDS, Way.BUTTON: BUTTONS, Way.FORM: FORMS}

# Who still hears what is told to a person, by kind of notice. Asked at the moment of telling.
NEWS: Mapping[str, Right] = {
    "card": SEE,
    "ended": SEE,
    "late": SEE,
    "channel-closed": SEE,
    "unreached": SEE,
    "found-again": SEE,
    "unproved": SEE,
    "reminder": DECIDE,
    "vote": DECIDE,
    "turn": TICKET,
    "mail": Right(turn=True),  # one that belongs to no request is every tenant admin's business
    "scheduled": ADMINS,
}

# Of `settle`, by what the part waits for; None: for nothing any more.
_PART = Right(roles=_ADMIN, names=Names.PART)
_AGREED = Right(roles=_APPROVER, apart=frozenset({Apart.REQUESTER, Apart.ASKER}), names=Names.PART)
PARTS: Mapping[Human | None, Right] = {
    Human.STATE: _PART,
    Human.DECIDE: _PART,
    Human.VOTE: _AGREED,
    Human.TICK: _PART,
    Human.CLOSE: _AGREED,
    Human.CONFIRM: _PART,
    Human.TELL: _PART,
    Human.ANSWER: _PART,
    None: replace(_PART, roles=_ADMIN | _APPROVER),
}


@dataclass(frozen=True)
class Asked:
    """An act, as the rule knows it."""

    way: Way
    verb: str
    ref: Ref = field(default_factory=Ref)

    @property
    def stated(self) -> Right:
        return ACTS[self.way].get(self.verb, NOBODY)


@dataclass(frozen=True, kw_only=True)
class About:
    """What the rule knows of a request. `human`: what the part that is named waits for. `apart`: ids of people."""

    requester_id: str
    kind: Kind
    approved: bool  # its work has begun at least once
    human: Human | None = None
    apart: Mapping[Apart, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        request: Request,
        human: Human | None = None,
        *,
        askers: Set[str] = frozenset(),
        holders: Set[str] = frozenset(),
    ) -> About:
        apart = {Apart.REQUESTER: {request.requester_id}, Apart.ASKER: askers, Apart.HOLDER: holders}
        return cls(
            requester_id=request.requester_id,
            kind=request.kind,
            approved=request.run > 0,
            human=human,
            apart={who: frozenset(ids) for who, ids in apart.items()},
        )


@dataclass(frozen=True)
class Reader:
    """Somebody who looks, with the roles of this moment."""

    person_id: str
    roles: frozenset[Role]


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
        if not _has(right, asked, seen, person_id, roles):
            return Refusal(Why.ROLE, right)
        if seen and right.kind not in {None, seen.kind}:
            return Refusal(Why.MISFIT, right)
        if seen and _apart(right, seen, person_id):
            return Refusal(Why.APART, right)
    return None


def sees(about: About, person_id: str, roles: Set[Role]) -> bool:
    """Whether this person may see the request in full."""
    return _has(SEE, Asked(Way.COMMAND, "show"), about, person_id, roles)


def hears(news: str, about: About | None, reader: Reader) -> bool:
    """Whether this person is still to be told; `about` None: it is about no request."""
    right = NEWS.get(news, NOBODY)
    if about and (not sees(about, reader.person_id, reader.roles) or _apart(right, about, reader.person_id)):
        return False
    return _has(right, Asked(Way.COMMAND, ""), about, reader.person_id, reader.roles)


def _rights(asked: Asked, about: About | None) -> Iterator[Right]:
    """All of these it takes."""
    right = PARTS[about.human if about else None] if asked.verb == "settle" else asked.stated
    yield right
    if asked.ref.why:
        right = AGAIN[asked.ref.why]
        yield right
    if right.files and about:
        yield FILING[about.kind]


def _has(right: Right, asked: Asked, about: About | None, person_id: str, roles: Set[Role]) -> bool:
    if right.everyone or right.roles & roles:
        return True
    named = about is not None or bool(asked.ref.request)  # else it is still to be said which request is meant
    own = right.own and (about.requester_id == person_id if about else not named)
    turn = right.turn and (about.approved and about.kind is Kind.EXPORT if about else not named)
    return own or (turn and Role.TENANT_ADMIN in roles)


def _apart(right: Right, about: About, person_id: str) -> bool:
    return any(person_id in about.apart.get(who, ()) for who in right.apart)


def helps(verb: str, roles: Set[Role]) -> bool:
    """Whether these roles are enough for a command, for `help`: on requests of one's own, none may be needed."""
    right = COMMANDS.get(verb, NOBODY)
    return right.everyone or bool(right.roles & roles) or (right.turn and Role.TENANT_ADMIN in roles)
