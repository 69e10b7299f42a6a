"""Microsoft Graph: who is behind an id or an e-mail address. Takes the application permission Directory.Read.All."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlsplit

import aiohttp

from domain.groups import MOST, Unknown, Why
from domain.insights import Principal, PrincipalType, User
from domain.trouble import Refused, Unreachable
from gateways.clouds import CLOUDS, Cloud
from gateways.granted import granted
from gateways.http import Call, Caller, address, check_address
from gateways.limits import RetryPolicy, Stopwatch
from gateways.tokens import TokenSource

GRAPH_URL = CLOUDS[Cloud.PUBLIC].graph
MOST_IDS = 1000  # in one getByIds (Microsoft Graph, directoryObject: getByIds)

MOST_ROWS = 999  # in one page

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
        wanted = _quoted(email)
        condition = f"mail eq {wanted} or userPrincipalName eq {wanted}"
        query = {"$filter": condition, "$select": "id,displayName,mail,userPrincipalName", "$top": "2"}
        found = _principals(await self._ask("GET", "users", query), PrincipalType.USER)
        return found[0] if len(found) == 1 else None

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
        condition = f"userPrincipalName eq {_quoted(upn)}"
        rows = _values(await self._ask("GET", "users", {"$filter": condition, "$select": _USER, "$top": "2"}))
        found = [row for row in rows if isinstance(row, dict) and row.get("id")]
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
        answer = await self._ask("POST", path, json={"securityEnabledOnly": False})
        return tuple(group for group in _values(answer) if isinstance(group, str))

    async def members_of(self, group_id: str) -> tuple[User, ...]:
        """Everybody in a group, also through other groups; not what is no user.

        Raises:
            domain.groups.Unknown: it is not there, has too many members, or keeps from us who they are.
        """
        path, query = f"groups/{quote(group_id, safe='')}/transitiveMembers", {"$select": _USER, "$top": str(MOST_ROWS)}
        rows = list[Mapping[str, object]]()
        while query:
            try:
                body = await self._ask("GET", path, query)
            except Refused as refused:
                if refused.status == 404:
                    raise Unknown(Why.NOT_THERE) from None
                raise
            rows += [_shown(row) for row in _values(body) if _is_user(row)]
            if len(rows) > MOST:
                raise Unknown(Why.TOO_MANY)
            query = _next(body)
        return tuple(map(_user, rows))

    async def own_application(self, app_id: str) -> Principal | None:
        """The service principal of an application, by the client id it signs in with."""
        query = {"$filter": f"appId eq {_quoted(app_id)}", "$select": "id,displayName"}
        found = _principals(await self._ask("GET", "servicePrincipals", query), PrincipalType.APP)
        return found[0] if len(found) == 1 else None

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
        name=str(row.get("displayName") or ""),
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


def _next(body: object) -> dict[str, str]:
    """What the next page is asked with. Only the query of the link is kept: where calls go is for us to say."""
    link = body.get("@odata.nextLink") if isinstance(body, dict) else None
    if link is not None and not (isinstance(link, str) and urlsplit(link).query):
        raise Unknown(Why.UNREADABLE)
    return dict(parse_qsl(urlsplit(link).query)) if link else {}


def _quoted(text: str) -> str:
    """A string literal of OData."""
    return "'" + text.replace("'", "''") + "'"


def _values(body: object) -> list[object]:
    values = body.get("value") if isinstance(body, dict) else None
    if not isinstance(values, list):
        raise Unreachable("Microsoft Graph gave an answer that cannot be read.")
    return values


def _principals(body: object, kind: PrincipalType = PrincipalType.UNKNOWN) -> list[Principal]:
    """Rows that say what they are are believed, the others are of this kind."""
    rows = [row for row in _values(body) if isinstance(row, dict) and row.get("id")]
    return [_principal(row, _TYPES.get(str(row.get("@odata.type")), kind)) for row in rows]


def _principal(row: Mapping[str, object], kind: PrincipalType) -> Principal:
    email = row.get("mail") or row.get("userPrincipalName")
    return Principal(
        id=str(row["id"]),
        type=kind,
        name=str(row.get("displayName") or ""),
        email=str(email) if email else None,
    )
