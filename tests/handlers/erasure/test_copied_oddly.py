"""A Dataverse that answers oddly, over HTTP: whatever it says, nobody is taken for gone who may be there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf
from typing import Any

import aiohttp
import pytest

from domain.erasure.looks import How, Look, Question, Reply, Verdict, Why, unproved, verdict
from domain.erasure.rows import Sought
from domain.erasure.whereabouts import Model
from gateways.customer_insights import CustomerInsights, Environment
from gateways.dataverse import Dataverse, scope_of
from gateways.limits import RetryPolicy
from gateways.sandbox import running_sandbox
from gateways.sandbox.contoso_customers import people
from gateways.tokens import INSIGHTS_SCOPE, Tokens
from handlers.erasure.copied import Copied
from handlers.erasure.everywhere import Round
from handlers.erasure.looking import CUSTOMER, Looking
from handlers.inventory import Controls
from tests.gateways.sandbox.api import Api
from tests.gateways.scripted import application
from tests.wire import Wire, wire_to

API, PROFILES = "/api/data/v9.2", "msdynci_customerprofiles"
ZOE = next(one for one in people() if one.email == "zoe.akesson@example.org")
NOBODY = Sought(addresses=("nobody@example.org",), ids=("0" * 32,))
HER = Sought(addresses=(ZOE.email,), ids=(ZOE.customer_id,))
PATIENCE = RetryPolicy(attempts=2, first_pause=0.01, seconds=1.0)


@dataclass
class Stage:
    """A sandbox, and a wire to it on which answers can be changed."""

    wire: Wire
    api: Api
    dataverse: Dataverse
    model: Model
    customers: Reply  # the first page of those of Customer Insights

    async def look(self, sought: Sought) -> tuple[Verdict, Sequence[Look]]:
        """What the looks into Dataverse alone come to, and what nothing proves."""
        there = Round(Looking(people=self.dataverse, controls=Controls(0)), sought)
        await Copied(copies=self.dataverse, round=there, model=self.model, customers=self.customers).everywhere()
        return verdict(there.aims, there.looks), unproved(there.aims, there.looks)

    async def methods(self) -> set[str]:
        calls = await self.api.steer("GET", "/calls")
        return {call["method"] for call in calls if call["path"].startswith(API)}


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    async with (
        running_sandbox(seconds=0) as sandbox,
        wire_to(sandbox.url) as (wire, near),
        aiohttp.ClientSession() as session,
    ):
        tokens = Tokens(application(sandbox), INSIGHTS_SCOPE)
        given = sandbox.environment
        environment = Environment(
            instance_id=given["INSIGHTS_INSTANCE_ID"], keys=(given["INSIGHTS_SUBSCRIPTION_KEY"].split(",")[0],),
            url=given["INSIGHTS_URL"], calls_per_minute=10_000, patience=PATIENCE,
        )  # fmt: skip
        tokens_there = Tokens(application(sandbox), scope_of(near))
        dataverse = Dataverse(near, tokens_there, session, calls_per_minute=1_000_000, patience=PATIENCE)
        ours = CustomerInsights(environment, tokens, session).people
        customers = await ours.ask(Question(table=CUSTOMER, how=How.ALL, most=1))
        yield Stage(wire, Api(sandbox, session), dataverse, await ours.model(), customers)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


Twist = Callable[[Any], Any]


def rows(change: Callable[[dict[str, Any]], Any]) -> Twist:
    return lambda body: body | {"value": [change(row) for row in body["value"]]}


def only(which: Callable[[dict[str, Any]], bool]) -> Twist:
    return lambda body: body | {"value": [row for row in body["value"] if which(row)]}


def _as_guid(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"AttributeType": "Uniqueidentifier"} if row["LogicalName"] == "msdynci_customerid" else row


def without(name: str) -> Twist:
    return rows(lambda row: {key: value for key, value in row.items() if key.casefold() != name})


ODD: dict[str, tuple[str, Twist]] = {
    "the list is no list": ("/EntityDefinitions?", lambda _: "<html>Sign in</html>"),
    "the list is empty": ("/EntityDefinitions?", lambda body: body | {"value": []}),
    "the list has a row without a name": ("/EntityDefinitions?", lambda body: body | {"value": [*body["value"], {}]}),
    "the list is wrapped": ("/EntityDefinitions?", lambda body: {"d": body}),
    "the list leads elsewhere": (
        "/EntityDefinitions?", lambda body: body | {"@odata.nextLink": "https://evil.example/api/data/v9.2/x?a=1"},
    ),
    "the names of the list are written otherwise": (
        "/EntityDefinitions?", rows(lambda row: {key.lower(): value for key, value in row.items()}),
    ),
    "no table is one of ours": (
        "/EntityDefinitions?", only(lambda row: "msdynci" not in row["LogicalName"]),
    ),
    "one that is there is not listed": (
        "/EntityDefinitions?", only(lambda row: "segment" not in row["LogicalName"]),
    ),
    "columns are no list": ("/Attributes?", lambda _: {"value": "many"}),
    "no columns": ("/Attributes?", lambda body: body | {"value": []}),
    "columns of an unknown type": ("/Attributes?", rows(lambda row: row | {"AttributeType": "Vector"})),
    "columns without a type": ("/Attributes?", without("attributetype")),
    "no column of the customer": (
        "/Attributes?", only(lambda row: "customerid" not in row["LogicalName"]),
    ),
    "ids of another type": (
        "/Attributes?",
        rows(_as_guid),
    ),
    "formats are no list": ("StringAttributeMetadata", lambda _: None),
    "the column with the address has another name": (
        "/Attributes?", rows(lambda row: row | {"LogicalName": row["LogicalName"].replace("email", "kontakt")}),
    ),
    "rows are no list": (f"/{PROFILES}?", lambda _: {"value": {}}),
    "an error beside no rows": (f"/{PROFILES}?", lambda _: {"error": {"code": "0x80072321"}, "value": []}),
    "a word beside the rows": (f"/{PROFILES}?", lambda body: body | {"notice": "some partitions did not answer"}),
    "rows of another table": (
        f"/{PROFILES}?", lambda body: body | {"@odata.context": "https://org/api/data/v9.2/$metadata#accounts(name)"},
    ),
    "an error beside the list": ("/EntityDefinitions?", lambda body: body | {"error": {"code": "TooBusy"}}),
    "an error beside the columns": ("/Attributes?", lambda body: body | {"error": {"code": "TooBusy"}}),
    "rows are HTML": (f"/{PROFILES}?", lambda _: "<html></html>"),
    "rows are empty whatever is asked": (f"/{PROFILES}?", lambda body: body | {"value": []}),
    "there are none at all": (f"/{PROFILES}?", lambda _: {"value": []}),
    "rows lack the id": (f"/{PROFILES}?", without("msdynci_customerid")),
    "rows lack the address": (f"/{PROFILES}?", without("msdynci_email")),
    "ids are null": (f"/{PROFILES}?", rows(lambda row: row | {"msdynci_customerid": None})),
    "ids are numbers": (f"/{PROFILES}?", rows(lambda row: row | {"msdynci_customerid": 7})),
    "rows are texts": (f"/{PROFILES}?", rows(str)),
    "rows of others whatever is asked": (
        f"/{PROFILES}?", rows(lambda row: row | {"msdynci_customerid": "somebody", "msdynci_email": "x@contoso.com"}),
    ),
    "the next page is elsewhere": (
        f"/{PROFILES}?", lambda body: body | {"@odata.nextLink": f"https://evil.example{API}/{PROFILES}?$skiptoken=1"},
    ),
    "the next page is of another table": (
        f"/{PROFILES}?", lambda body: body | {"@odata.nextLink": f"http://127.0.0.1{API}/accounts?$skiptoken=1"},
    ),
    "the next page is no address": (f"/{PROFILES}?", lambda body: body | {"@odata.nextLink": {"to": 2}}),
    "fewer came than there are": (f"/{PROFILES}?", lambda body: body | {"@odata.count": 4999}),
    "other tables are empty": ("/msdynci_unifiedactivities?", lambda body: {"value": [], "@odata.count": 12}),
    "other tables answer with nothing": ("/msdynci_unifiedactivities?", lambda body: {"value": []}),
    "memberships lack the id": ("/msdynci_segmentmemberships?", without("msdynci_customerid")),
}  # fmt: skip


async def test_who_is_in_no_copy_is_gone_and_who_is_in_one_is_there(stage: Stage) -> None:
    assert await stage.look(NOBODY) == (Verdict.GONE, ())
    assert (await stage.look(HER))[0] is Verdict.STILL_THERE
    assert await stage.methods() == {"GET"}


async def test_no_odd_answer_makes_gone(stage: Stage) -> None:
    """Not even of who is in no copy: what is not understood proves nothing, and says why."""
    taken = dict[str, object]()
    for what, (where, twist) in ODD.items():
        stage.wire.change("GET", where, twist)
        found, why = await stage.look(NOBODY)
        her, _ = await stage.look(HER)
        stage.wire.clear()
        if found is not Verdict.NO_CHECK or not why or her is Verdict.GONE:
            taken[what] = found, her
    assert taken == {}
    assert await stage.methods() == {"GET"}


NO = {400: Why.REFUSED, 401: Why.RIGHTS, 403: Why.RIGHTS, 404: Why.MISSING, 429: Why.DOWN, 500: Why.DOWN, 0: Why.DOWN}


async def test_a_refusal_proves_nothing_and_says_why(stage: Stage) -> None:
    for status, why in NO.items():
        stage.wire.refuse("GET", API, status, times=10_000)
        found, missing = await stage.look(NOBODY)
        assert (status, found, {look.reason for look in missing}) == (status, Verdict.NO_CHECK, {why})
        stage.wire.clear()


async def test_a_table_that_cannot_be_asked_is_not_gone(stage: Stage) -> None:
    for table in ("msdynci_unifiedactivities", "msdynci_segmentmemberships", PROFILES, "Attributes"):
        for status in NO:
            stage.wire.refuse("GET", f"/{table}?", status, times=10_000)
            found, missing = await stage.look(NOBODY)
            assert (table, status, found) == (table, status, Verdict.NO_CHECK)
            assert missing
            stage.wire.clear()


async def test_no_answer_at_all_ends_in_time(stage: Stage) -> None:
    knot = stage.wire.hold("GET", API)
    knot.times = inf
    found, missing = await stage.look(NOBODY)
    knot.release.set()
    assert (found, {look.reason for look in missing}) == (Verdict.NO_CHECK, {Why.DOWN})


async def test_a_dataverse_of_somebody_else_proves_nothing(stage: Stage) -> None:
    """It has customers, and everything is understood: but they are not those of this environment."""
    stage.wire.change("GET", f"/{PROFILES}?", rows(_as_another))
    found, missing = await stage.look(NOBODY)
    assert found is Verdict.NO_CHECK
    assert Why.ELSEWHERE in {look.reason for look in missing}


def _as_another(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"msdynci_customerid": f"x{row['msdynci_customerid']}"}


async def test_pages_are_read_to_their_end(stage: Stage) -> None:
    reply = await stage.dataverse.ask(Question(table=PROFILES, how=How.ALL, most=30))
    assert reply.pages > 1
    assert len(reply.rows) == len({row.one("msdynci_customerid") for row in reply.rows if row}) > 100
    assert (reply.why, reply.more) == (None, False)
    assert (await stage.dataverse.ask(Question(table=PROFILES, how=How.ALL, most=1))).more


async def test_capitals_blanks_and_text_around_an_address_make_no_other_person(stage: Stage) -> None:
    def shout(row: dict[str, Any]) -> dict[str, Any]:
        return row | {"msdynci_email": f" Ms Åkesson <{row['msdynci_email'].upper()}> ", "msdynci_customerid": "new"}

    await stage.api.steer("PUT", "/data", {"keeps": {}})
    stage.wire.change(
        "GET", f"/{PROFILES}?", rows(lambda row: shout(row) if row["msdynci_email"] == ZOE.email else row)
    )
    assert (await stage.look(Sought(addresses=(ZOE.email,))))[0] is Verdict.STILL_THERE


async def test_odd_texts_are_texts(stage: Stage) -> None:
    for text in ("<b>x</b>", "'; drop table", "€" * 10_000, "\u0000"):
        stage.wire.change("GET", f"/{PROFILES}?", _named(text))
        assert (await stage.look(NOBODY))[0] is Verdict.GONE
        assert (await stage.look(HER))[0] is Verdict.STILL_THERE
        stage.wire.clear()


def _named(text: str) -> Twist:
    return rows(lambda row: row | {"msdynci_fullname": text} if row["msdynci_email"].startswith("anna") else row)


async def test_quotes_in_what_is_sought_stay_inside_the_question(stage: Stage) -> None:
    assert (await stage.look(Sought(addresses=("o'neill' or 1 eq 1@example.org",), ids=("a'b",))))[0] is Verdict.GONE
