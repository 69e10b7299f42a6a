"""Every act on every request by everybody, and who may: from the tables of the desk and of `by_hand`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.erasure.plan import HumanTask
from domain.people import Role
from domain.refs import CHOSEN, FOLLOWING, Names
from domain.request import Kind, State
from domain.rights import Way
from handlers.commands import ACTS, KNOWN
from tests.days import today
from tests.matrix import by_hand

# Everybody, with the roles of `tests.matrix.company`. Gus is a guest, and so has none; Eva reads from outside.
PEOPLE: Mapping[str, frozenset[Role]] = {
    "nils": frozenset(),
    "ada": frozenset({Role.ADMIN}),
    "ben": frozenset({Role.APPROVER}),
    "tess": frozenset({Role.TENANT_ADMIN}),
    "olga": frozenset({Role.AUDITOR}),
    "amir": frozenset({Role.ADMIN, Role.APPROVER}),
    "tim": frozenset({Role.TENANT_ADMIN, Role.APPROVER}),
    "gus": frozenset(),
    "eva": frozenset({Role.OUTSIDE_AUDITOR}),
}
GUEST = "gus"
VISITOR = "eva"  # a guest as well, who may read from outside
GUESTS = {GUEST, VISITOR}
OTHER = "rita"  # who filed what is somebody else's; an admin, who does nothing here
NOT_BEGUN = frozenset({State.PENDING_APPROVAL, State.DENIED, State.EXPIRED})
SOON = today(30).isoformat()
RECEIVED = today(-7)  # of every request: its month goes on
TYPED = {  # behind a command that names no request
    "erase": "hushed.new@contoso.com",
    "refresh": '"CRM Contacts" for hushed.new@contoso.com',
    "remove-user": "mark.old@contoso.com",
    "export": "customer hushed.new@contoso.com",
    "find": "anna@contoso.com",
    "person": "nils@contoso.com",
    "delegate": f"nobody@contoso.com until {SOON}",
    "hold": "held@contoso.com",
    "release": "free@contoso.com",
    "audit": "who anna@contoso.com",
}
_RECEIVED = {"received": RECEIVED.isoformat()}
_DAY = {"day": today(-6).isoformat()}
VALUES: Mapping[str, Mapping[str, str]] = {  # of the forms
    "erase": {"for": "hushed.new@contoso.com", **_RECEIVED},
    "erase-many": {"people": "hushed.new@contoso.com", **_RECEIVED},
    "list-erase": {"sources": "{source}", **_RECEIVED},
    "tell-all": _DAY,
    "refresh": {"sources": "{source}", "for": "hushed.new@contoso.com", **_RECEIVED},
    "remove-user": {"users": "mark.old@contoso.com"},
    "export": {
        "holder": "customer",
        "who": "hushed.new@contoso.com",
        "purpose": "access",
        **_RECEIVED,
    },
    "choose": {CHOSEN: "requests", FOLLOWING: ""},
    "deny": {"reason": "because"},
    "find": {"who": "anna@contoso.com"},
    "extend": {"reason": "many systems", "notice": "It takes longer.", **_DAY},
    "identity": {"question": "called back", "proof": "called back", **_DAY},
    "delegate": {"to": "nobody@contoso.com", "until": SOON},
    "approve": {"code": "123456"},
    "code": {"code": "123456"},
    "code-confirm": {"code": "123456"},
    "pause": {"reason": "the wrong list was imported"},
    "person": {"who": "nils@contoso.com"},
    "hold": {"who": "held@contoso.com", "reason": "a court case"},
    "release": {"who": "free@contoso.com"},
    "audit": {"who": "anna@contoso.com"},
    "refuse": dict.fromkeys(("ground", "complaint", "remedy"), "because"),
    "settle": {**_DAY, "text": "because", "choice": "yes"},
    "decide-all": {"segment-2": "run"},
    "ticket": _DAY,
}
PRESSED = {"audit-who": "0123456789abcdef 999999"}  # whose looks, and where the older ones begin
PARTS: tuple[HumanTask | None, ...] = tuple(h for h in by_hand.PARTS if h is not HumanTask.ANSWER)  # that is `.answer`


@dataclass(frozen=True)
class Row:
    """One request. `requester`: who filed it; `parts`: where in its plan stands what waits for a person."""

    id: str
    kind: Kind
    state: State
    requester: str
    parts: Mapping[HumanTask | None, int] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        return self.state not in NOT_BEGUN


@dataclass(frozen=True)
class Deed:
    """One act, as it would be done to any request. `why`: of a form that names another request."""

    way: Way
    verb: str
    human: HumanTask | None = None
    why: str = ""

    @property
    def names(self) -> Names:
        return KNOWN.stated(self.way, self.verb).who.names

    @property
    def of_request(self) -> bool:
        return self.names in {Names.REQUEST, Names.SHOWN, Names.LETTER, Names.PART, Names.EITHER} or bool(self.why)

    @property
    def of_nobody(self) -> bool:
        """Whether it can be done without any request."""
        return not self.of_request or self.names is Names.EITHER

    def fits(self, row: Row) -> bool:
        """Whether such a request has such a part."""
        return self.verb != "settle" or self.human is HumanTask.ANSWER or self.human in row.parts

    def ref(self, row: Row | None) -> str:
        if row is None:
            return {Way.COMMAND: TYPED, Way.BUTTON: PRESSED}.get(self.way, {}).get(self.verb, "")
        if self.why:
            return f"{self.why}:{row.id}"
        if self.names is Names.PART:
            part = "answer" if self.human is HumanTask.ANSWER else str(row.parts.get(self.human, 0))
            return f"{row.id}.{part}"
        return row.id

    def text(self, row: Row | None) -> str:
        """As it is typed."""
        return f"{self.verb} {self.ref(row)}" + (" for a reason" if self.verb == "hold" else "")


def deeds() -> Iterator[Deed]:
    for way, verbs in ACTS.items():
        for verb, act in verbs.items():
            if act.who.by_part:
                yield from (Deed(way, verb, human) for human in (*PARTS, HumanTask.ANSWER))
                continue
            yield Deed(way, verb)
            if act.who.names is Names.ANEW:
                yield from (Deed(way, verb, why=why) for why in by_hand.AGAIN)


@dataclass(frozen=True)
class Cell:
    who: str
    deed: Deed
    row: Row | None

    @property
    def allowed(self) -> bool:
        """By the table that was written by hand."""
        roles, deed, row = PEOPLE[self.who], self.deed, self.row
        if self.who == GUEST:
            return False
        who = by_hand.STATED.get((deed.way, deed.verb), by_hand.PARTS[deed.human])
        if row is None:
            return by_hand.without_request(who, roles)
        if deed.verb in by_hand.EXPORTS and row.kind is not Kind.EXPORT:
            return False
        if deed.verb in by_hand.ERASURES and row.kind is not Kind.ERASURE:
            return False
        if deed.why:
            return (
                deed.verb in by_hand.forms_of(row.kind)
                and by_hand.files(row.kind, roles)
                and self._may(by_hand.AGAIN[deed.why], row)
            )
        return self._may(who, row)

    def _may(self, who: str, row: Row) -> bool:
        own = row.requester == self.who
        return by_hand.of_request(who, PEOPLE[self.who], kind=row.kind, approved=row.approved, own=own)


def cells(rows: list[Row]) -> Iterator[Cell]:
    """Everything that anybody could try."""
    known = list(deeds())
    for who in PEOPLE:
        yield from (Cell(who, deed, None) for deed in known if deed.of_nobody)
        for row in rows:
            if row.requester in {who, OTHER}:
                yield from (Cell(who, deed, row) for deed in known if deed.of_request and deed.fits(row))
