"""Looking people up, and the calls that an erasure needs besides refreshing sources. Raises as the client does."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from typing import Protocol
from urllib.parse import quote

from domain.addresses import on_the_wire
from domain.erasure.looks import How, Question, Reply, Why
from domain.erasure.rows import Row, Sought, profile_of
from domain.erasure.whereabouts import (
    Column,
    Customer,
    Holding,
    Listed,
    Model,
    Segment,
    Store,
    StoreState,
    Whereabouts,
    spellings,
    untagged,
)
from domain.ids import id_spellings
from domain.insights import Job
from domain.trouble import Refused, Trouble
from gateways.customer_insights import model_reading, person_reading, reading
from gateways.customer_insights.dated import Dated
from gateways.customer_insights.odata import any_of, is_whole, phrase
from gateways.customer_insights.paging import PAGE, read_list, read_pages
from gateways.customer_insights.person_reading import ID
from gateways.customer_insights.routes import Routes
from gateways.customer_insights.rows import row
from gateways.http import Answer

_CUSTOMER = "Customer"


class Send(Protocol):
    def __call__(self, method: str, path: str, query: Mapping[str, str] | None = None) -> Awaitable[Answer]: ...


class People:
    def __init__(self, send: Send, job_routes: Routes) -> None:
        self._send, self._job_routes = send, job_routes

    async def model(self) -> Model:
        """Tables, with those of corrupt rows, and what of `Customer` is indexed: two calls."""
        entities = await self._get("manage/entities", {"includeQuarantined": "true"})
        return model_reading.model(reading.one(entities.body), await self._index())

    async def _index(self) -> model_reading.Index | None:
        """Without it, what may be asked is tried."""
        try:
            return model_reading.index((await self._get("manage/search")).body)
        except Trouble:
            return None

    async def store(self) -> StoreState:
        return person_reading.store(reading.one((await self._get("profilestore/stateinfo")).body))

    async def ask(self, question: Question) -> Reply:
        """Every row that answers it, to the end of its pages.

        Raises:
            Refused: among others, when the table takes no such question; with 404, when there is no such table.
        """
        query = _query(question)
        if query is None:
            return Reply(why=Why.REFUSED)
        path = f"data/{quote(question.table, safe='')}"

        async def fetch(page: Mapping[str, str]) -> object:
            return (await self._get(path, page)).body

        pages = await read_pages(fetch, f"data/{question.table}", query, question.most)
        rows = tuple(map(row, pages.rows))
        return Reply(rows=rows, pages=pages.number, why=pages.why, more=pages.more, count=pages.count)

    async def find(self, who: str, model: Model, store: StoreState | None = None) -> Whereabouts:
        """Everything that answers to an e-mail address or a customer id. Nothing found is proof only without doubts.

        `store`: how it stands with the store; without it, it is asked.
        """
        doubts = [] if (store or await self.store()).store is Store.QUERYABLE else ["store"]
        if "@" not in who:
            asked = Question(table=_CUSTOMER, how=How.FILTER, column=ID, values=id_spellings(who))
            each, known = person_reading.by_customer(await self._rows(asked, doubts)), Sought(ids=(who,))
            found = person_reading.theirs(each, lambda row: known.has_id(row.cell(ID) or ()))
            doubts += ["unread"] if len(found) < len(each) or not person_reading.agree(each, model) else []
            return await self._located(found, known, model, doubts)
        rows, unsure = await self._by_address(who, model)
        each, sought = person_reading.by_customer(rows), Sought(addresses=(who,))

        def mine(row: Row) -> bool:
            return any(sought.has_address(row.cell(c.name) or ()) for c in model.addresses)

        others = [found for found in each if not any(map(mine, found))]
        strangers = all(person_reading.are_strangers(found, model) for found in others)
        unread = not (strangers and person_reading.agree(each, model))
        found = person_reading.theirs(each, mine)
        located = await self._located(found, sought, model, [*doubts, *unsure, *["unread"] * unread])
        return person_reading.with_others(located, who, person_reading.relatives(each, who, model))

    async def _by_address(self, who: str, model: Model) -> tuple[list[Row], list[str]]:
        """All that comes by every way that the index allows, compared afterwards; and why they may have missed
        somebody."""
        rows, doubts = list[Row](), list[str]()
        for column in model.addresses:
            if column.filterable is not False:
                rows += await self._filtered(column, who, doubts)
        if any(column.searchable is not False for column in model.addresses):
            for term in dict.fromkeys((who.strip(), untagged(who), _tagged(who), *_by_ascii(who))):
                rows += await self._rows(Question(table=_CUSTOMER, how=How.SEARCH, values=(term,)), doubts)
        if not model.addresses:
            doubts.append("no_column")
        doubts += ["no_index"] if any(_in_no_index(column) for column in model.addresses) else []
        return rows, list(dict.fromkeys(doubts))

    async def _filtered(self, column: Column, who: str, doubts: list[str]) -> list[Row]:
        """A column that may be in no index, as nobody says, refuses: then the search must do."""
        asked = Question(table=_CUSTOMER, how=How.FILTER, column=column.name, values=spellings(who))
        try:
            return await self._rows(asked, doubts)
        except Refused:
            if column.filterable:
                raise
            return []

    async def _rows(self, question: Question, doubts: list[str]) -> list[Row]:
        """The rows that are understood; that there were others, or more, is a doubt."""
        reply = await self.ask(question)
        known = [found for found in reply.rows if found is not None]
        lost = reply.why is Why.UNREAD or len(known) < len(reply.rows) or not all(found.one(ID) for found in known)
        doubts += ["unread"] if lost else []
        doubts += ["too_many"] if reply.more or reply.why is Why.CUT else []
        return known

    async def _located(self, rows: list[Row], who: Sought, model: Model, doubts: list[str]) -> Whereabouts:
        profiles, holdings = tuple(profile_of(found, who, model) for found in rows), list[Holding]()
        for profile in profiles:
            ring, clear = await self._ring(profile, model)
            holdings += ring
            doubts += ["no_sources"] * (not ring) + ["unread"] * (not clear)
        merged = person_reading.merged(holdings)
        return Whereabouts(profiles=profiles, holdings=merged, doubts=tuple(dict.fromkeys(doubts)))

    async def holdings(self, profile: Customer, model: Model) -> tuple[Holding, ...]:
        """The tables that hold the person, by the key ring; where it does not answer, by the profile's own keys."""
        return (await self._ring(profile, model))[0]

    async def _ring(self, profile: Customer, model: Model) -> tuple[tuple[Holding, ...], bool]:
        """The same, and whether all that came was understood."""
        tables = model.alternate_keys()
        own = [(tables[column], key) for column, key in profile.keys if column in tables]
        if not own:
            return (), True
        table, key = own[0]
        query = {"dataSourceName": table.source_name, "entityName": table.name, "key": key}
        try:
            body = reading.one((await self._get("profile/keyring", query)).body)
            ring, clear = person_reading.key_ring(body, profile.id, model)
        except Refused as refusal:
            if refusal.status not in {400, 404}:
                raise
            ring, clear = (), True  # it knows no ring of this key
        by_keys = [
            Holding(source_id=t.source_id, source_name=t.source_name, table=t.name, records=1)
            for t, _ in own
            if (t.source_name, t.name) not in {(held.source_name, held.table) for held in ring}
        ]
        return (*ring, *by_keys), clear

    async def segments(self) -> Listed[Segment]:
        """Every segment, with how many rows of the list were not understood."""
        get = Dated(self._get)
        given = await read_list(get, "manage/segments")
        found = tuple(filter(None, (person_reading.segment(row, get.at) for row in given if isinstance(row, dict))))
        return Listed(found, len(given) - len(found))

    async def activate(self, segment: str, *, active: bool = True) -> bool | None:
        """Whether it worked; None where that is not told: look into `segments`. Putting it on twice does no harm."""
        word = "activate" if active else "deactivate"
        told = (await self._send("PUT", f"manage/segments/{quote(segment, safe='')}/{word}")).body
        return told if isinstance(told, bool) else None

    async def delete_segment(self, segment: str) -> None:
        """With everything in it. Not repeated after Unreachable: look into `segments` first."""
        await self._send("DELETE", f"manage/segments/{quote(segment, safe='')}")

    async def run(self, operation: str, identifiers: Iterable[str] = ()) -> Job:
        """One job of a downstream process. Not repeated after Unreachable: look into the jobs first."""
        query = {"operationType": operation, "forceRunRequested": "true"}
        if names := ",".join(identifiers):
            query["identifiers"] = names
        answer = await self._job_routes.alive(lambda route: self._send("POST", route, query))
        return reading.the_job(answer.body, answer.date)

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self._send("GET", path, query)


def _query(question: Question) -> dict[str, str] | None:
    """None for what cannot be written so that every server reads it alike."""
    match question.how:
        case How.FILTER:
            return (
                {"$filter": any_of(question.column, question.values)} if all(map(is_whole, question.values)) else None
            )
        case How.SEARCH:
            text = phrase(question.values[0])
            return {"$search": text} if text else None
        case How.ALL:
            top = {"$top": str(PAGE)} if question.most == 1 else {}
            return top | ({"$expand": question.along} if question.along else {})


def _in_no_index(column: Column) -> bool:
    return column.filterable is False and column.searchable is False


def _by_ascii(address: str) -> tuple[str, ...]:
    """How it is written where a domain of another script takes its detour."""
    return tuple(one for one in (on_the_wire(address),) if "xn--" in one)


def _tagged(address: str) -> str:
    """How the address begins with any plus-tag."""
    return untagged(address).rpartition("@")[0] + "+"
