"""Lists are read to their end, or it is said that they were not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from domain.erasure.looks import Why
from domain.trouble import Unreadable
from gateways.customer_insights.paging import Pages, read_list, read_pages
from gateways.http import Answer

PATH = "data/Customer"
HOME = "https://api.example/v1/instances/i/data/Customer"


def rows(first: int, number: int) -> list[dict[str, int]]:
    return [{"n": n} for n in range(first, first + number)]


class Service:
    """Gives these answers in turn; after them, the last one again."""

    def __init__(self, *bodies: Any) -> None:
        self._bodies = list(bodies)
        self.asked: list[dict[str, str]] = []

    async def fetch(self, query: Mapping[str, str]) -> object:
        self.asked.append(dict(query))
        return self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0]

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return Answer(status=200, headers={}, body=await self.fetch(query or {}))


async def read(service: Service, most: int = 10, query: Mapping[str, str] | None = None) -> Pages:
    return await read_pages(service.fetch, PATH, query or {}, most)


def linked(value: list[Any], link: object, name: str = "@odata.nextLink") -> dict[str, Any]:
    return {"value": value, name: link}


async def test_one_page_is_the_end() -> None:
    pages = await read(Service({"value": rows(0, 3)}))
    assert (len(pages.rows), pages.number, pages.why, pages.more) == (3, 1, None, False)


@pytest.mark.parametrize("first", [rows(0, 100), rows(0, 7), []])
@pytest.mark.parametrize(
    "link",
    [f"{HOME}?$skip=100", "Customer?$skip=100", "/v1/instances/i/data/Customer?$skip=100", f"{HOME}?$skiptoken=ab%2Bc"],
)
async def test_a_link_leads_to_the_next_page_also_from_an_empty_one(first: list[Any], link: str) -> None:
    service = Service(linked(first, link), {"value": rows(100, 5)})
    pages = await read(service, query={"$filter": "x"})
    assert (len(pages.rows), pages.why) == (len(first) + 5, None)
    assert service.asked[1] in ({"$skip": "100"}, {"$skiptoken": "ab+c"})


@pytest.mark.parametrize("name", ["@odata.nextlink", "odata.nextLink", "nextLink", "@nextLink", "@ODATA.NEXTLINK"])
async def test_a_link_by_another_name_is_followed(name: str) -> None:
    pages = await read(Service(linked(rows(0, 2), f"{HOME}?$skip=2", name), {"value": rows(2, 1)}))
    assert len(pages.rows) == 3


async def test_a_full_page_without_a_link_may_have_been_cut_off() -> None:
    service = Service({"value": rows(0, 100)}, {"value": rows(100, 1)})
    pages = await read(service, query={"$filter": "x"})
    assert (len(pages.rows), pages.why) == (101, None)
    assert service.asked[1] == {"$filter": "x", "$skip": "100"}


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/steal?x=1",
        "//evil.example/x?y=1",
        "https://api.example@evil.example/v1/instances/i?x=1",
        "https://api.example/v1/instances/i/data/Customer/../../rbac?x=1",
        "https://api.example/v1/instances/i/data/Others?$skip=1",
        HOME,  # asks for nothing else than before
        "http://[",
        "",
        17,
        {"href": HOME},
    ],
)
async def test_a_link_elsewhere_is_not_followed_and_it_is_said(link: object) -> None:
    service = Service(linked(rows(0, 2), link or "?"))
    pages = await read(service)
    assert pages.why is Why.UNREAD
    assert len(service.asked) == 1


@pytest.mark.parametrize("host", ["https://inside.example", "http://api.example", "https://api.example:444"])
async def test_of_a_link_to_another_host_only_the_question_is_used_at_our_own_address(host: str) -> None:
    """A gateway in front of the service may let the name of what is behind it through. Keys never go there."""
    service = Service(linked(rows(0, 2), f"{host}/v1/instances/i/data/Customer?$skip=2"), {"value": []})
    assert (await read(service)).why is None
    assert service.asked[1] == {"$skip": "2"}


async def test_links_in_a_circle_end() -> None:
    service = Service(linked(rows(0, 2), f"{HOME}?$skip=2"), linked(rows(2, 2), f"{HOME}?$skip=2"))
    pages = await read(service, most=50)
    assert pages.why is Why.CUT
    assert len(service.asked) == 2


async def test_a_service_that_skips_nothing_is_noticed() -> None:
    service = Service({"value": rows(0, 100)})
    assert (await read(service, most=50)).why is Why.CUT
    assert len(service.asked) == 2


async def test_at_most_so_many_pages_are_read_and_it_is_said_that_there_are_more() -> None:
    service = Service(*[linked(rows(n, 1), f"{HOME}?$skip={n + 1}") for n in range(9)])
    pages = await read(service, most=3)
    assert (len(pages.rows), pages.number, pages.more) == (3, 3, True)


@pytest.mark.parametrize("name", ["@odata.count", "odata.count", "Count", "totalCount", "total", "row_count"])
@pytest.mark.parametrize("count", [3, 2, "3", "2", "many", 3.5, True, -1, [3], {"rows": 2}, "", "0x3"])
async def test_fewer_rows_than_the_service_counts_are_not_all(count: object, name: str) -> None:
    """A count that is not understood may be that of more."""
    for body in ({"value": rows(0, 2), name: count}, {name: count, "value": rows(0, 2)}):
        assert (await read(Service(body))).why is (None if count in ("2", 2) else Why.CUT)
    assert (await read(Service({"value": rows(0, 2), name: None}))).why is None


async def test_what_is_no_count_says_nothing_of_how_many_there_are() -> None:
    assert (await read(Service({"value": rows(0, 2), "@odata.context": "contoso"}))).why is None


@pytest.mark.parametrize(
    "body",
    [None, [], "", 7, {}, {"values": []}, {"value": None}, {"value": {}}, {"value": [], "Value": [1]}, {"data": []}],
)
async def test_what_is_no_table_is_not_read_as_an_empty_one(body: object) -> None:
    assert (await read(Service(body))).why is Why.UNREAD


async def test_the_name_of_the_list_is_read_in_any_case() -> None:
    assert len((await read(Service({"Value": rows(0, 2)}))).rows) == 2


@pytest.mark.parametrize("extra", [{"hasMore": True}, {"continuationToken": "x"}, {"@odata.nextPage": 2}])
async def test_that_there_is_more_in_words_of_its_own_is_not_the_end(extra: dict[str, object]) -> None:
    assert (await read(Service({"value": rows(0, 2), **extra}))).why is Why.CUT
    assert (await read(Service({"value": rows(0, 2), **dict.fromkeys(extra)}))).why is None


async def test_other_lists_are_bare_or_wrapped_as_tables_are() -> None:
    assert len(await read_list(Service([1, 2]).get, "manage/segments")) == 2
    wrapped = Service(linked([1, 2], "segments?page=2"), {"value": [3]})
    assert await read_list(wrapped.get, "manage/segments") == (1, 2, 3)


@pytest.mark.parametrize(
    "body", [None, {}, "", {"values": []}, {"value": [1], "@odata.nextLink": "https://evil.example/?a=1"}]
)
async def test_a_list_that_cannot_be_had_as_a_whole_is_none(body: object) -> None:
    with pytest.raises(Unreadable):
        await read_list(Service(body).get, "manage/segments")


# ---- what stands beside the rows

ODD: list[dict[str, object]] = [
    {"error": {"code": "QueryTimeout", "message": "try later"}},
    {"@odata.error": {"code": "500"}},
    {"ERROR": {}},
    {"errors": ["shard 3 did not answer"]},
    {"errorCode": "ServiceUnavailable"},
    {"warnings": ["partial result"]},
    {"partialResults": True},
    {"truncated": True},
    {"isComplete": False},
    {"status": "failed"},
    {"statusCode": 503},
    {"message": "The query did not finish."},
    {"totalRecords": 3},
    {"resultCount": 3},
    {"@vendor.notice": "only what is cached"},
    {"account": "contoso"},
    {"context": "x", "etag": "y"},  # no annotations: by these names a service may say anything
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_a_list_beside_which_something_unknown_stands_proves_nothing_and_its_rows_count(
    odd: dict[str, object],
) -> None:
    for body in ({"value": rows(0, 2), **odd}, {**odd, "value": rows(0, 2)}):
        pages = await read(Service(body))
        assert (len(pages.rows), pages.why) == (2, Why.UNREAD)
    assert (await read(Service({"value": [], **odd}))).why is Why.UNREAD
    with pytest.raises(Unreadable):
        await read_list(Service({"value": [], **odd}).get, "manage/segments")


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_so_does_one_on_a_later_page(odd: dict[str, object]) -> None:
    pages = await read(Service(linked(rows(0, 2), f"{HOME}?$skip=2"), {"value": rows(2, 1), **odd}))
    assert (len(pages.rows), pages.number, pages.why) == (3, 2, Why.UNREAD)


@pytest.mark.parametrize(
    "beside",
    [
        {"@odata.context": "https://api.example/v1/instances/i/data/$metadata#Customer"},
        {"@odata.context": "https://api.example/v1/instances/i/data/$metadata#customer(CustomerId,EMail)"},
        {"@odata.context": "$metadata#Customer/$entity"},
        {"@odata.context": "$metadata"},
        {"@context": "#Collection(Edm.ComplexType)", "@count": 2},
        {"odata.metadata": "https://api.example/$metadata#Customer", "odata.count": "2"},
        {"@odata.metadataEtag": 'W/"1"', "@odata.type": "#Collection(x)", "@odata.etag": "1", "@odata.id": "Customer"},
        {"@Microsoft.Dynamics.CRM.totalrecordcount": -1, "@Microsoft.Dynamics.CRM.globalmetadataversion": "49"},
        {"@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": False},
        {"error": None, "errors": [], "message": "", "hasMore": False, "@odata.nextLink": None},
    ],
    ids=str,
)
async def test_what_belongs_to_a_list_says_nothing_against_it(beside: dict[str, object]) -> None:
    assert (await read(Service({"value": rows(0, 2), **beside}))).why is None


@pytest.mark.parametrize(
    "context",
    [
        "https://api.example/v1/data/$metadata#Orders",
        "$metadata#Orders(CustomerId)",
        "#Orders",
        "#Orders/Customer",
        "#",
    ],
)
async def test_rows_of_another_table_are_no_answer_about_this_one(context: str) -> None:
    assert (await read(Service({"value": [], "@odata.context": context}))).why is Why.UNREAD


async def test_a_link_with_a_word_behind_it_is_not_the_end() -> None:
    assert (await read(Service({"value": rows(0, 2), "nextLinkLost": "yes"}))).why is Why.CUT
