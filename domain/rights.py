"""Who may see, do and hear what, as data (design §2, §4, §6). What is not stated is nobody's. See `domain.rule`.

Which of these an act takes, its command states in its own record (`handlers.command`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.erasure.plan import HumanTask
from domain.notice import NoticeKind
from domain.people import Role
from domain.refs import Names
from domain.request import Kind

if TYPE_CHECKING:
    from domain.words.language import Words  # some of it is said of what stands here


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
    """Who may. `names`: what the text that comes with the act must name; `kinds`: what that request must be one of."""

    everyone: bool = False  # every full member
    roles: frozenset[Role] = frozenset()  # one of them is enough
    own: bool = False  # on a request of their own, without a role
    turn: bool = False  # a tenant admin, on an export from its approval on
    apart: frozenset[Apart] = frozenset()
    files: bool = False  # takes the right to file such a request as well
    names: Names = Names.FREE
    kinds: frozenset[Kind] = frozenset()  # empty: of any
    unheld: bool = False  # of no use under a legal hold: no card offers it then, and a press hears why
    by_part: bool = False  # as `PARTS` says of the part that is named


Called = Callable[["Words"], str]


@dataclass(frozen=True)
class Stated:
    """What is stated of one act. `called`: what it is to those who may not, in their words."""

    who: Right
    called: Called | None = None
    on_card: bool = False  # a button of a request's own card
    by_name: bool = False  # a button that people know by this name, and take for a command


AUDITORS = frozenset({Role.AUDITOR, Role.OUTSIDE_AUDITOR})
READERS = frozenset({Role.ADMIN, Role.APPROVER}) | AUDITORS
_ADMIN, _APPROVER = frozenset({Role.ADMIN}), frozenset({Role.APPROVER})

NOBODY = Right()
UNSTATED = Stated(NOBODY)
EVERYONE = Right(everyone=True)
BOARD = Right(everyone=True, roles=frozenset({Role.OUTSIDE_AUDITOR}))  # what each is shown, is up to their roles
READ = Right(roles=READERS)
AUDIT = Right(roles=AUDITORS)
SEE = Right(roles=READERS, own=True, turn=True, names=Names.REQUEST)
DECIDE = Right(roles=_APPROVER, apart=frozenset({Apart.REQUESTER}), names=Names.REQUEST)
APPROVE = replace(DECIDE, unheld=True)
CHANGE = Right(roles=_ADMIN, names=Names.REQUEST)
WRITE = Right(roles=_ADMIN, turn=True, names=Names.LETTER)
RETRY = replace(CHANGE, unheld=True)
HOLD = replace(CHANGE, names=Names.EITHER)
RELEASE = replace(HOLD, apart=frozenset({Apart.HOLDER}))
CANCEL = Right(roles=_ADMIN, own=True, names=Names.REQUEST)
CORRECT = replace(CANCEL, files=True)
ANYWAY = replace(SEE, files=True)
CERTIFY = Right(roles=_ADMIN | AUDITORS, own=True, names=Names.REQUEST, kinds=frozenset({Kind.ERASURE}))
TICKET = Right(turn=True, names=Names.REQUEST, kinds=frozenset({Kind.EXPORT}))
TICKET_PART = replace(TICKET, names=Names.PART)
ADMINS = Right(roles=_ADMIN)
OWN_CODE = Right(roles=_APPROVER)
CONFIRM_CODE = Right(roles=_ADMIN | _APPROVER)
EXPORT = Right(roles=frozenset({Role.ADMIN, Role.TENANT_ADMIN}))
SETTLE = Right(by_part=True, names=Names.PART)

FILING: Mapping[Kind, Right] = {
    Kind.REFRESH: ADMINS,
    Kind.ERASURE: ADMINS,
    Kind.REMOVE_USER: ADMINS,
    Kind.EXPORT: EXPORT,
}
AGAIN: Mapping[str, Right] = {"correct": CORRECT, "anyway": ANYWAY}  # of a form that names another request

# Who still hears what is told to a person, by kind of notice. Asked at the moment of telling.
NEWS: Mapping[NoticeKind, Right] = {
    NoticeKind.CARD: SEE,
    NoticeKind.ENDED: SEE,
    NoticeKind.LATE: SEE,
    NoticeKind.CHANNEL_CLOSED: SEE,
    NoticeKind.UNREACHED: SEE,
    NoticeKind.FOUND_AGAIN: SEE,
    NoticeKind.UNPROVED: SEE,
    NoticeKind.FILE: BOARD,  # and whoever may have this very file: `handlers.papers`
    NoticeKind.UNSENT: BOARD,
    NoticeKind.LETTER: WRITE,
    NoticeKind.MAILED: WRITE,
    NoticeKind.THREAD: NOBODY,  # it stands in channels alone
    NoticeKind.LIST: ADMINS,
    NoticeKind.ALTERED: ADMINS,
    NoticeKind.IN_ERROR: SEE,
    NoticeKind.VOTE_ANEW: SEE,
    NoticeKind.DOOR: ADMINS,
    NoticeKind.BRAKE: ADMINS,
    NoticeKind.UNSTAMPED: ADMINS,
    NoticeKind.HEAD: ADMINS,  # where its channel is closed
    NoticeKind.GROUP: ADMINS,
    NoticeKind.DELEGATION: EVERYONE,
    NoticeKind.LEFT: SEE,
    NoticeKind.HOLD: ADMINS,
    NoticeKind.CODE: EVERYONE,
    NoticeKind.CODE_ADMINS: ADMINS,
    NoticeKind.CODE_ASKED: CONFIRM_CODE,
    NoticeKind.REMINDER: DECIDE,
    NoticeKind.DIGEST: Right(roles=frozenset({Role.ADMIN, Role.APPROVER, Role.TENANT_ADMIN})),
    NoticeKind.ESCALATED: Right(roles=READERS),
    NoticeKind.VOTE: DECIDE,
    NoticeKind.TURN: TICKET,
    NoticeKind.MAIL: Right(turn=True),  # one that belongs to no request is every tenant admin's business
    NoticeKind.MAILBOX: Right(turn=True),
    NoticeKind.SCHEDULED: ADMINS,
    NoticeKind.MOVED: ADMINS,
    NoticeKind.SETTLED: EVERYONE,
}

# Of `SETTLE`, by what the part waits for; None: for nothing any more.
_PART = Right(roles=_ADMIN, names=Names.PART)
_AGREED = Right(roles=_APPROVER, apart=frozenset({Apart.REQUESTER, Apart.ASKER}), names=Names.PART)
_DELETES = replace(_PART, unheld=True)  # or has somebody else delete: a legal hold forbids just that
PARTS: Mapping[HumanTask | None, Right] = {
    HumanTask.STATE: _DELETES,
    HumanTask.DECIDE: _DELETES,
    HumanTask.VOTE: replace(_AGREED, unheld=True),
    HumanTask.TICK: _DELETES,
    HumanTask.CLOSE: replace(_AGREED, unheld=True),  # what must be kept is not called gone without a look
    HumanTask.LEFT: replace(_PART, roles=_ADMIN | _APPROVER, apart=frozenset({Apart.REQUESTER})),
    HumanTask.CONFIRM: _PART,
    HumanTask.TELL: _DELETES,
    HumanTask.ANSWER: _PART,
    None: replace(_PART, roles=_ADMIN | _APPROVER),
}
