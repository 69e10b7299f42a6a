"""Microsoft Graph: who is behind an id or an e-mail address. Takes the application permission Directory.Read.All."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, quote, urlsplit

import aiohttp

from domain.groups import MOST, Unknown, Why
from domain.insights import Principal, PrincipalType, User
from domain.shown_name import shown_name
from domain.trouble import Refused, Unreachable
from gateways.clouds import CLOUDS, Cloud
from gateways.customer_insights.paging import Page, page_of
from gateways.granted import granted
from gateways.http import Call, Caller, address, check_address
from gateways.limits import RetryPolicy, Stopwatch
from gateways.tokens import TokenSource

GRAPH_URL = CLOUDS[Cloud.PUBLIC].graph
MOST_IDS = 1000  # in one getByIds (Microsoft Graph, directoryObject: getByIds)

MOST_ROWS = 999  # in one page
_MOST_PAGES = 50  # of a list; some may be empty
_UNREAD = "Microsoft Graph gave an answer that cannot be read."

_TYPE = "#microsoft.graph.user"
_USER = "id,displayName,userPrincipalName,userType,accountEnabled"
_TYPES = {
    "#microsoft.graph.user": PrincipalType.USER,
    "#microsoft.graph.group": PrincipalType.GROUP,
    "#microsoft.graph.servicePrincipal": PrincipalType.APP,
}


class Graph:
    """Every method may raise `Throttled`, `Refused` or `Unreachable`; no text of them names a person."""

    def __init__(
        self,
        tokens: TokenSource,
        session: aiohttp.ClientSession,
        *,
        url: str = GRAPH_URL,
        patience: RetryPolicy | None = None,
        watch: Stopwatch | None = None,
    ) -> None:
        check_address("Microsoft Graph", url)
        self._url = url
        self._tokens = tokens
        self._caller = Caller("Microsoft Graph", session, self._credentials, patience=patience, watch=watch)

    async def permissions(self) -> frozenset[str] | None:
        """What the application may do here; None where its token does not say."""
        return granted(await self._tokens.get())

    async def principal_by_email(self, email: str) -> Principal | None:
        """The user with this address or sign-in name. Two matches are no match."""
        found = await self.principals_by_email(email)
        return found[0] if len(found) == 1 else None

    async def principals_by_email(self, email: str) -> tuple[Principal, ...]:
        """The users with this address or sign-in name: of several, two."""
        found = await self._those(
            "users", ("mail", "userPrincipalName"), email, "id,displayName,mail,userPrincipalName"
        )
        return tuple(_principal(row, PrincipalType.USER) for row in found[:2])

    async def user(self, object_id: str) -> User | None:
        """The user with this id; None when the directory has none (any more)."""
        try:
            row = await self._ask("GET", f"users/{quote(object_id, safe='')}", {"$select": _USER})
        except Refused as refused:
            if refused.status == 404:
                return None
            raise
        asked = isinstance(row, dict) and str(row.get("id")).casefold() == object_id.casefold()
        return _user(row) if isinstance(row, dict) and asked else None

    async def user_by_upn(self, upn: str) -> User | None:
        """The user with this sign-in name. Two matches are no match."""
        found = await self._those("users", ("userPrincipalName",), upn, _USER)
        return _user(found[0]) if len(found) == 1 else None

    async def domains(self) -> frozenset[str]:
        """The domains that the tenant has verified, in small letters. A domain is verified in one tenant at a time
        (learn.microsoft.com/graph/api/domain-list; Directory.Read.All is enough)."""
        rows = _values(await self._ask("GET", "domains", {"$select": "id,isVerified"}))
        verified = [row.get("id") for row in rows if isinstance(row, dict) and row.get("isVerified") is True]
        return frozenset(name.casefold() for name in verified if isinstance(name, str) and name)

    async def principals(self, ids: Iterable[str]) -> dict[str, Principal]:
        """By id. What the directory does not know is missing."""
        wanted = list(dict.fromkeys(ids))
        known: dict[str, Principal] = {}
        for start in range(0, len(wanted), MOST_IDS):
            asked = {"ids": wanted[start : start + MOST_IDS], "types": ["user", "group", "servicePrincipal"]}
            answer = await self._ask("POST", "directoryObjects/getByIds", json=asked)
            known |= {principal.id: principal for principal in _principals(answer)}
        return known

    async def groups_of(self, user_id: str) -> tuple[str, ...]:
        """Ids of all groups a user belongs to, also through other groups.

        Raises:
            Refused: with status 404 where the user is in the directory no more.
        """
        path = f"users/{quote(user_id, safe='')}/getMemberGroups"
        groups = _values(await self._ask("POST", path, json={"securityEnabledOnly": False}))
        named = tuple(group for group in groups if isinstance(group, str) and group)
        if len(named) < len(groups):
            raise Unreachable(_UNREAD)
        return named

    async def members_of(self, group_id: str) -> tuple[User, ...]:
        """Everybody in a group, also through other groups; not what is no user.

        Raises:
            domain.groups.Unknown: it is not there, has too many members, or keeps from us who they are.
        """
        path, query = f"groups/{quote(group_id, safe='')}/transitiveMembers", {"$select": _USER, "$top": str(MOST_ROWS)}
        rows = list[Mapping[str, object]]()
        for _ in range(_MOST_PAGES):
            try:
                page = _page(await self._ask("GET", path, query))
            except Refused as refused:
                if refused.status == 404:
                    raise Unknown(Why.NOT_THERE) from None
                raise
            rows += [_shown(row) for row in page.rows if _is_user(row)]
            if len(rows) > MOST:
                raise Unknown(Why.TOO_MANY)
            if not page.link:
                return tuple(map(_user, rows))
            if not (query := _next(page)):
                break
        raise Unknown(Why.UNREADABLE)

    async def own_application(self, app_id: str) -> Principal | None:
        """The service principal of an application, by the client id it signs in with."""
        found = await self._those("servicePrincipals", ("appId",), app_id, "id,displayName,appId")
        return _principal(found[0], PrincipalType.APP) if len(found) == 1 else None

    async def _those(self, path: str, fields: Sequence[str], wanted: str, select: str) -> list[Mapping[str, object]]:
        """Those who have this in one of the fields; two are enough to know that there are several.

        Raises:
            Unreachable: among others, where others came than were asked for, or it is not known whether these are all.
        """
        condition = " or ".join(f"{field} eq {_quoted(wanted)}" for field in fields)
        query, rows = {"$filter": condition, "$select": select, "$top": "2"}, list[Mapping[str, object]]()
        for _ in range(_MOST_PAGES):
            page = _page(await self._ask("GET", path, query))
            rows += [_asked_for(row, fields, wanted) for row in page.rows]
            if not page.link or len(rows) > 1:
                return rows
            if not (query := _next(page)):
                break
        raise Unreachable(_UNREAD)

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, *, json: object = None
    ) -> object:
        """The body of the answer. Nothing here changes anything, so any call may be repeated."""
        call = Call(method=method, url=address(self._url, path, query), json=json, safe=True)
        return (await self._caller.call(call)).body

    async def _credentials(self) -> AsyncGenerator[Mapping[str, str], None]:
        token = await self._tokens.get()
        yield {"Authorization": f"Bearer {token}"}
        yield {"Authorization": f"Bearer {await self._tokens.get(instead_of=token)}"}


def _user(row: Mapping[str, object]) -> User:
    return User(
        id=str(row["id"]),
        name=shown_name(str(row.get("displayName") or "")),
        upn=str(row.get("userPrincipalName") or ""),
        user_type=str(row["userType"]) if row.get("userType") else None,
        enabled=row.get("accountEnabled") is True,
    )


def _is_user(row: object) -> bool:
    """What does not say what it is may be one."""
    return not isinstance(row, dict) or row.get("@odata.type", _TYPE) == _TYPE


def _shown(row: object) -> Mapping[str, object]:
    """Without the right to read users, Graph gives their ids alone: then nobody can tell who counts."""
    if not isinstance(row, dict) or not row.get("id"):
        raise Unknown(Why.UNREADABLE)
    if not row.get("userPrincipalName") or row.get("accountEnabled") is None or not row.get("userType"):
        raise Unknown(Why.HIDDEN)
    return row


def _asked_for(row: object, fields: Sequence[str], wanted: str) -> Mapping[str, object]:
    """A row is believed for what it says itself, not because it came as an answer."""
    given = row if isinstance(row, dict) else {}
    told = {value.lower() for field in fields if isinstance(value := given.get(field), str)}
    if not given.get("id") or wanted.lower() not in told:
        raise Unreachable(_UNREAD)
    return given


def _next(page: Page) -> dict[str, str]:
    """What the next page is asked with; empty where the link cannot be read. Only its query is kept: where calls go is
    for us to say."""
    return dict(parse_qsl(urlsplit(page.link).query)) if isinstance(page.link, str) else {}


def _quoted(text: str) -> str:
    """A string literal of OData."""
    return "'" + text.replace("'", "''") + "'"


def _page(body: object) -> Page:
    """Raises Unreachable for what is no list, and for one beside which something stands that is not understood."""
    page = page_of(body)
    if page is None or not page.is_sure:
        raise Unreachable(_UNREAD)
    return page


def _values(body: object) -> list[object]:
    """Of an answer that has no pages."""
    page = _page(body)
    if page.link:
        raise Unreachable(_UNREAD)
    return page.rows


def _principals(body: object) -> list[Principal]:
    """Rows that say what they are are believed."""
    rows = [row for row in _values(body) if isinstance(row, dict) and row.get("id")]
    return [_principal(row, PrincipalType.UNKNOWN) for row in rows]


def _principal(row: Mapping[str, object], kind: PrincipalType) -> Principal:
    """Of this kind, where the row does not say itself what it is."""
    email = row.get("mail") or row.get("userPrincipalName")
    return Principal(
        id=str(row["id"]),
        type=_TYPES.get(str(row.get("@odata.type")), kind),
        name=shown_name(str(row.get("displayName") or "")),
        email=str(email) if email else None,
    )
