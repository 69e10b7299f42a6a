"""The part of Microsoft Graph that tells who a principal is: users, groups, service principals, memberships."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiohttp import web

from gateways.sandbox import entra
from gateways.sandbox.bodies import IdsBody
from gateways.sandbox.contoso_directory import DIRECTORIES, Entry
from gateways.sandbox.responses import Refusal, body_in, number_in
from gateways.sandbox.simulation import world_of

_GRAPH = "/graph/v1.0"
_TYPES = {"user": "user", "group": "group", "app": "servicePrincipal"}
_COLLECTIONS = {"users": "user", "groups": "group", "servicePrincipals": "app"}
_EQUALS = re.compile(r"(\w+)\s+eq\s+'((?:[^']|'')*)'")

routes = web.RouteTableDef()


@routes.get(_GRAPH + "/{collection:users|groups|servicePrincipals}")
async def several(request: web.Request) -> web.Response:
    collection = request.match_info["collection"]
    return _page(request, collection, _found(request, _COLLECTIONS[collection]))


@routes.get(_GRAPH + "/{collection:users|groups|servicePrincipals}/{id}")
async def one(request: web.Request) -> web.Response:
    return web.json_response(_show(request, _entry(request, _COLLECTIONS[request.match_info["collection"]])))


@routes.post(_GRAPH + "/directoryObjects/getByIds")
async def by_ids(request: web.Request) -> web.Response:
    known = {entry.id: entry for entry in _directory(request)}
    asked = await body_in(request, IdsBody)
    found = [known[name] for name in asked.ids if name in known]
    wanted = [entry for entry in found if _TYPES[entry.kind] in asked.types]
    return _page(request, "directoryObjects", wanted, most=len(wanted))


@routes.post(_GRAPH + "/users/{id}/getMemberGroups")
async def member_groups(request: web.Request) -> web.Response:
    return web.json_response({"value": [entry.id for entry in _groups_of(request)]})


@routes.get(_GRAPH + "/users/{id}/transitiveMemberOf")
async def member_of(request: web.Request) -> web.Response:
    return _page(request, "directoryObjects", _groups_of(request))


@routes.get(_GRAPH + "/groups/{id}/transitiveMembers")
async def members(request: web.Request) -> web.Response:
    changed = world_of(request).members
    found = {entry.id: entry for entry in _members_of(_directory(request), _entry(request, "group"), changed)}
    return _page(request, "directoryObjects", found.values())


def _directory(request: web.Request) -> Sequence[Entry]:
    """That of the tenant which the token is of."""
    return DIRECTORIES[entra.tenant_of(request, entra.GRAPH)]


def _entry(request: web.Request, kind: str) -> Entry:
    """By id, or a user by sign-in name too."""
    wanted = request.match_info["id"].casefold()
    for entry in _directory(request):
        if entry.kind == kind and wanted in {entry.id, (entry.upn or "").casefold()}:
            return entry
    raise Refusal(404, "Request_ResourceNotFound", "The resource does not exist.")


def _found(request: web.Request, kind: str) -> list[Entry]:
    """`$filter` with `eq`, alternatives joined by `or`; text is compared without regard to case."""
    entries = [entry for entry in _directory(request) if entry.kind == kind]
    if "$filter" not in request.query:
        return entries
    tests = [_EQUALS.fullmatch(part.strip(" ()")) for part in request.query["$filter"].split(" or ")]
    wanted = [(test[1], test[2].replace("''", "'").casefold()) for test in tests if test]
    columns = {"id", "mail", "userPrincipalName", "appId", "displayName"}
    if len(wanted) != len(tests) or not {name for name, _ in wanted} <= columns:
        raise Refusal(400, "Request_UnsupportedQuery", "The sandbox filters by eq on a few properties only.")
    return [
        entry
        for entry in entries
        if any(str(_properties(entry).get(name)).casefold() == value for name, value in wanted)
    ]


def _groups_of(request: web.Request) -> Iterator[Entry]:
    """The groups that somebody belongs to, also through other groups."""
    directory, entry = _directory(request), _entry(request, "user")
    return (group for group in directory if group.kind == "group" and entry in _members_of(directory, group))


def _members_of(
    directory: Sequence[Entry], group: Entry, changed: Mapping[str, tuple[str, ...]] = {}
) -> Iterator[Entry]:
    """Also through other groups. `changed`: who is of a group now, by its id."""
    named = changed.get(group.id, group.members)
    for member in (entry for name in named for entry in directory if entry.id == name):
        yield member
        yield from _members_of(directory, member, changed)


def _page(request: web.Request, collection: str, entries: Iterable[Entry], most: int = 100) -> web.Response:
    top = number_in(request, "$top", most)
    skip = number_in(request, "$skiptoken", 0)
    listed = list(entries)
    answer: dict[str, object] = {
        "@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#{collection}",
        "value": [
            {"@odata.type": f"#microsoft.graph.{_TYPES[e.kind]}"} | _show(request, e) for e in listed[skip : skip + top]
        ],
    }
    if skip + top < len(listed):
        more = {**request.query, "$skiptoken": str(skip + top)}
        answer["@odata.nextLink"] = str(request.url.with_query(more))
    return web.json_response(answer)


def _show(request: web.Request, entry: Entry) -> dict[str, object]:
    properties = _properties(entry)
    if wanted := request.query.get("$select"):
        names = {"id", *(name.strip() for name in wanted.split(","))}
        return {name: value for name, value in properties.items() if name in names}
    return properties


def _properties(entry: Entry) -> dict[str, object]:
    common: dict[str, object] = {"id": entry.id, "displayName": entry.name}
    if entry.kind == "app":
        return common | {"appId": entry.app_id, "servicePrincipalType": "Application"}
    if entry.kind == "group":
        return common | {"mail": None, "securityEnabled": True}
    return common | {
        "mail": entry.mail,
        "userPrincipalName": entry.upn,
        "userType": "Guest" if entry.guest else "Member",
        "accountEnabled": entry.enabled,
    }
