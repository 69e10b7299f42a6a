"""Looking people up, and the calls that an erasure needs besides refreshing sources. Raises as the client does."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from typing import Protocol
from urllib.parse import quote

from domain.insights import Job, Refused
from domain.whereabouts import Holding, Model, Profile, Segment, Store, Whereabouts, akin, same, spellings, untagged
from gateways.customer_insights import person_reading, reading
from gateways.customer_insights.odata import any_of, phrase
from gateways.customer_insights.routes import Routes
from gateways.http import Answer

_PAGE = 100  # rows; an answer never holds more (documentation, odata-examples.md)
_MOST_PAGES = 5  # a search that finds more than this finds too much to be read


class Send(Protocol):
    def __call__(self, method: str, path: str, query: Mapping[str, str] | None = None) -> Awaitable[Answer]: ...


class People:
    def __init__(self, send: Send, job_routes: Routes) -> None:
        self._send, self._job_routes = send, job_routes

    async def model(self) -> Model:
        """Tables, with those of corrupt rows, and what of `Customer` is indexed: two calls."""
        entities = await self._get("manage/entities", {"includeQuarantined": "true"})
        index = await self._get("manage/search")
        return person_reading.model(reading.one(entities.body), person_reading.index(reading.one(index.body)))

    async def store(self) -> Store:
        return person_reading.store(reading.one((await self._get("profilestore/stateinfo")).body))

    async def find(self, who: str, model: Model) -> Whereabouts:
        """Everything that answers to an e-mail address or a customer id. Nothing found is proof only without doubts."""
        doubts = [] if await self.store() is Store.QUERYABLE else ["store"]
        if "@" not in who:
            return await self._located(list(await self.by_ids([who], model)), model, doubts)
        rows, unsure = await self._by_address(who, model)
        found = [row for row in rows if same(row.email, who)]
        located = await self._located(found, model, [*doubts, *unsure])
        return person_reading.with_others(located, who, sum(akin(row.email, who) for row in rows))

    async def _by_address(self, who: str, model: Model) -> tuple[list[Profile], list[str]]:
        """Both ways that the index allows, compared afterwards; and why they may have missed somebody."""
        column = model.email
        if column is None:
            return [], ["no_column"]
        rows: dict[str, Profile] = {}
        doubts: list[str] = []
        if column.filterable:
            rows |= {p.id: p for p in await self._profiles({"$filter": any_of(column.name, spellings(who))}, model)}
        if column.searchable:
            for term in dict.fromkeys((who.strip(), untagged(who), _tagged(who))):
                found, whole = await self._searched(term, model)
                rows |= {profile.id: profile for profile in found}
                doubts += [] if whole else ["too_many"]
        if not column.filterable and not column.searchable:
            doubts.append("no_index")
        return list(rows.values()), list(dict.fromkeys(doubts))

    async def _searched(self, term: str, model: Model) -> tuple[list[Profile], bool]:
        """Page by page; False when the pages did not end, or the term cannot be written as a search."""
        text, found = phrase(term), list[Profile]()
        for page in range(_MOST_PAGES if text else 0):
            query = {"$search": text or "", "$top": str(_PAGE), "$skip": str(page * _PAGE)}
            rows = await self._profiles(query, model)
            found += rows
            if len(rows) < _PAGE:
                return found, True
        return found, text is None  # the filter, which takes every address, has asked already

    async def by_ids(self, customer_ids: Iterable[str], model: Model) -> tuple[Profile, ...]:
        """Those of the customers that are still there, found by the column that is always indexed."""
        wanted = list(customer_ids)
        return tuple(await self._profiles({"$filter": any_of("CustomerId", wanted)}, model)) if wanted else ()

    async def _profiles(self, query: Mapping[str, str], model: Model | None) -> list[Profile]:
        answer = await self._get("data/Customer", query)
        return person_reading.profiles(reading.one(answer.body), model)

    async def _located(self, profiles: list[Profile], model: Model, doubts: list[str]) -> Whereabouts:
        holdings: list[Holding] = []
        for profile in profiles:
            ring = await self.holdings(profile, model)
            holdings += ring
            doubts += [] if ring else ["no_sources"]
        merged = person_reading.merged(holdings)
        return Whereabouts(profiles=tuple(profiles), holdings=merged, doubts=tuple(dict.fromkeys(doubts)))

    async def holdings(self, profile: Profile, model: Model) -> tuple[Holding, ...]:
        """The tables that hold the person, by the key ring; where it does not answer, by the profile's own keys."""
        tables = model.alternate_keys()
        own = [(tables[column], key) for column, key in profile.keys if column in tables]
        if not own:
            return ()
        table, key = own[0]
        query = {"dataSourceName": table.source_name, "entityName": table.name, "key": key}
        try:
            ring = person_reading.key_ring(reading.one((await self._get("profile/keyring", query)).body), model)
        except Refused as refusal:
            if refusal.status not in {400, 404}:
                raise
            ring = ()
        by_keys = [
            Holding(source_id=t.source_id, source_name=t.source_name, table=t.name, records=1)
            for t, _ in own
            if (t.source_name, t.name) not in {(held.source_name, held.table) for held in ring}
        ]
        return (*ring, *by_keys)

    async def segments(self) -> tuple[Segment, ...]:
        return reading.each((await self._get("manage/segments")).body, person_reading.segment)

    async def members(self, segment: str, customer_ids: Iterable[str]) -> tuple[str, ...]:
        """Which of the customers the segment holds.

        Raises:
            Refused: among others, when the segment's table takes no such question.
        """
        query = {"$filter": any_of("CustomerId", customer_ids), "$top": str(_PAGE)}
        answer = await self._get(f"data/{quote(segment, safe='')}", query)
        return tuple(profile.id for profile in person_reading.profiles(reading.one(answer.body), None))

    async def activate(self, segment: str, *, active: bool = True) -> bool:
        """Whether it worked. Putting it on twice does no harm."""
        word = "activate" if active else "deactivate"
        return (await self._send("PUT", f"manage/segments/{quote(segment, safe='')}/{word}")).body is True

    async def delete_segment(self, segment: str) -> None:
        """With everything in it. Not repeated after Unreachable: look into `segments` first."""
        await self._send("DELETE", f"manage/segments/{quote(segment, safe='')}")

    async def run(self, operation: str, identifiers: Iterable[str] = ()) -> Job:
        """One job of a downstream process. Not repeated after Unreachable: look into the jobs first."""
        query = {"operationType": operation, "forceRunRequested": "true"}
        if names := ",".join(identifiers):
            query["identifiers"] = names
        answer = await self._job_routes.alive(lambda route: self._send("POST", route, query))
        return reading.the_job(answer.body)

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self._send("GET", path, query)


def _tagged(address: str) -> str:
    """How the address begins with any plus-tag."""
    return untagged(address).rpartition("@")[0] + "+"
