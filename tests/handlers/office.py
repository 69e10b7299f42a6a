"""Who has access to a Customer Insights in the process, and a directory: what it says is changed on the way, in its
form or so that it says less, never so that one person alone is left out. It knows who has access in truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.insights import Assignment, Principal, PrincipalType
from domain.remove_user.access import AccessList, folded
from domain.trouble import Refused, Unreachable
from gateways.customer_insights.access_reading import everybody, ours
from gateways.http import Answer
from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID as US
from tests.handlers.erasure.chance import Chance
from tests.handlers.list_judges import MISTAKEN
from tests.handlers.remove_user.test_oddly import NOTHING_PROVED, STILL_LISTED, Rows

USER, GROUP, APP = PrincipalType.USER, PrincipalType.GROUP, PrincipalType.APP
_MORE = "rbac/assignments?page=2"


def _raising(trouble: Exception) -> Callable[[Any], Any]:
    def no(_: Any) -> Any:
        raise trouble

    return no


def _half(rows: Rows) -> Rows:
    """Without every other person, and at least two, but with us."""
    return [row for n, row in enumerate(rows) if row["principalId"] == US or n % 2]


_REFUSED: Mapping[str, Callable[[Any], Any]] = {
    "401": _raising(Refused("no", status=401)),
    "403": _raising(Refused("no", status=403)),
    "silence": _raising(Unreachable("silence")),
}
# Which change no meaning, and can be read.
FORMS = {"upper case", "braces", "another case of the field", "wrapped", "in pages", "fields in capitals"}
BENDS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "list": {
        **STILL_LISTED,
        **{name: change for name, (change, _) in NOTHING_PROVED.items()},
        "in pages": lambda rows: rows,  # see `_page`
        "half": _half,
        "one row not understood": lambda rows: [{"principal": 7}, *rows],
        **_REFUSED,
    },
    "role": {
        "null": lambda role: None,
        "empty": lambda role: {},
        "a list": lambda role: [role],
        "fields in capitals": lambda role: {name.upper(): value for name, value in role.items()},
        **_REFUSED,
    },
    "removal": {"403": _REFUSED["403"], "silence": _REFUSED["silence"]},
}


@dataclass(frozen=True)
class Oddity:
    """A way in which answers are changed, from the call `first` on, for so many calls."""

    where: str
    what: str
    first: int = 0
    calls: int = 30


@dataclass
class Office(Chance):
    """`access`: who has it, in truth, and as what. `lingers`: who is listed still, for so many readings of the list.

    `deaf`: so many removals are answered, and do nothing. `linger`: of whoever is removed.
    """

    access: dict[str, PrincipalType] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    owner: str = ""
    deaf: int = 0
    linger: int = 0
    oddities: tuple[Oddity, ...] = ()
    shouts: bool = False  # the directory writes ids in capitals
    lingers: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    mistaken: set[str] = field(default_factory=set)  # judges that took somebody for gone who is not
    before: frozenset[str] = frozenset()  # marks of the first list that named everybody

    def __post_init__(self) -> None:
        self.unlucky = self.luck.turns > 0
        self.left_meanwhile = False
        super().__post_init__()

    # ---- the truth

    @property
    def there(self) -> set[str]:
        """Those who are to lose their access, and have it."""
        return {who for who in self.wanted if who in self.access}

    @property
    def plain(self) -> bool:
        return not self.unlucky and not self.oddities

    def has_access(self, principal_id: str) -> bool:
        return folded(principal_id) in map(folded, self.access)

    def colleague(self, act: str) -> None:
        """Somebody else changes who has access."""
        others = [who for who, kind in self.access.items() if kind is USER and who not in self.wanted]
        match act:
            case "somebody leaves" if others:
                self.access.pop(others[0])
                self.left_meanwhile = True
            case "somebody comes":
                self.access["ee000000-0000-4000-8000-00000000cafe"] = USER
            case "they come back":
                self.access[self.wanted[0]] = USER

    # ---- what it answers

    async def assignments(self) -> AccessList:
        listed = await everybody(self._get)
        self.before = self.before or listed.marks
        for who in self.there:
            self.mistaken |= {name for name, gone in MISTAKEN.items() if gone(listed, US, self.before, who)}
        return listed

    async def my_role(self) -> Assignment:
        return ours((await self._get("rbac/myrole")).body)

    async def remove_assignment(self, principal_id: str) -> None:
        await self._does(f"remove {principal_id}", lambda: self._removed(principal_id))

    def _removed(self, principal_id: str) -> None:
        self._bent("removal", None)
        if folded(principal_id) == folded(self.owner):
            raise Refused("no", status=403, code="UnableToRevokePermission")
        self.deaf -= 1
        for who in [who for who in self.access if folded(who) == folded(principal_id)] if self.deaf < 0 else ():
            self.access.pop(who)
            self.lingers[who] = self.linger

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return Answer(status=200, headers={}, body=await self._asked(lambda: self._body(path, query or {})))

    def _body(self, path: str, query: Mapping[str, str]) -> object:
        if path.endswith("myrole"):
            return self._bent("role", _row(US, APP))
        rows = [_row(who, kind) for who, kind in self.access.items()]
        rows += [_row(who, USER) for who, left in self.lingers.items() if left > 0 and who not in self.access]
        if "page" in query:
            return {"value": rows[2:]}
        self.lingers = {who: left - 1 for who, left in self.lingers.items()}
        paged = any(odd.what == "in pages" for odd in self.oddities)
        body = self._bent("list", rows)
        return {"value": rows[:2], "@odata.nextLink": _MORE} if paged and body is rows else body

    def _bent(self, where: str, answer: Any) -> Any:
        turn = self.calls[where] = self.calls.get(where, 0) + 1
        for odd in self.oddities:
            if odd.where == where and odd.first < turn <= odd.first + odd.calls:
                bent = BENDS[where][odd.what](answer)
                return answer if odd.what == "half" and not self._names_fewer(bent, answer) else bent
        return answer

    def _names_fewer(self, half: Rows, rows: Rows) -> bool:
        """Whether others are left out, too: a list that lacks those who were removed alone is one that is right."""
        return bool({str(row["principalId"]) for row in rows if row not in half} - set(self.wanted))

    # ---- the directory

    async def principals_by_email(self, email: str) -> Sequence[Principal]:
        found = next((who for who in self.wanted if address(who) == email.casefold()), None)
        return (self._principal(found),) if found else ()

    async def principals(self, ids: Iterable[str]) -> Mapping[str, Principal]:
        return {who: self._principal(who) for who in ids if folded(who) != folded(US)}

    async def groups_of(self, user_id: str) -> tuple[str, ...]:
        return await self._asked(lambda: self.groups.get(folded(user_id), ()))

    def _principal(self, who: str) -> Principal:
        kind = self.access.get(who, USER)
        return Principal(id=who.upper() if self.shouts else who, type=kind, name=f"N {who[-1]}", email=address(who))


def address(who: str) -> str:
    return f"u{who[-1]}@contoso.com"


def _row(who: str, kind: PrincipalType) -> dict[str, object]:
    return {"principalId": who, "principalType": kind.value, "roles": ["Viewer"], "instanceId": "i"}
