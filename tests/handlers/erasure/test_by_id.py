"""Whoever was named by an id is looked for by each address that the plan found of them, where no one else has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.card import Form
from domain.erasure.facts import ErasureFacts
from domain.erasure.looks import Verdict, Why
from domain.erasure.rows import Sought, profile_of
from domain.erasure.whereabouts import Column, Customer, MadeTable, Model, Store, StoreState
from domain.request import State
from domain.words import en as words
from gateways.customer_insights.rows import row
from handlers.erasure.remembered import kept, learnt, memory, remembered
from handlers.requests.sealed import facts
from tests.handlers.erasure.erasing import ZOE as MAIL_OF_ZOE
from tests.handlers.erasure.erasing import filed_for, part, state
from tests.handlers.erasure.tables import Rows, Tables, customer, people
from tests.handlers.erasure.test_looking import ID, MAIL, ZOE, a_model, looked, said, why
from tests.stage import Scene
from tests.stage import said as words_of

OTHER = "zoe@example.org"
MAILS = MadeTable(name="Mails", kind="activity", columns=(Column(name="Note"), MAIL))  # no id stands in it
KNOWN = Customer(id="c-1", email=ZOE, beside=(OTHER,))
NAMED = ["c-1", ZOE, OTHER]
COUNTED = StoreState(store=Store.QUERYABLE, count=200)


def sought(named: str, *profiles: Customer, shared: tuple[str, ...] = ()) -> Sought:
    """As a check has it from the plan."""
    known = memory([named], {named: profiles}, [one.id for one in profiles], None, shared)
    return remembered(ErasureFacts.read(kept(known).kept)).sought([named])


def mails(*addresses: str) -> Rows:
    return [{"Note": "-", "Mail": one} for one in (*(f"someone{n}@contoso.com" for n in range(100, 160)), *addresses)]


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("spelt", [ZOE, OTHER, ZOE.upper()])
async def test_a_table_that_knows_people_by_their_address_alone_is_asked_by_each_of_theirs(
    named: str, spelt: str
) -> None:
    model = a_model(MAIL, made=(MAILS,))
    there = Tables({"Customer": people(200), "Mails": mails(spelt)})
    assert said(await looked(there, model, sought(named, KNOWN))) is Verdict.STILL_THERE
    gone = Tables({"Customer": people(200), "Mails": mails()})
    assert said(await looked(gone, model, sought(named, KNOWN))) is Verdict.GONE


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("address", [ZOE, OTHER])
async def test_rows_that_nobody_could_read_are_looked_through_for_each_address(named: str, address: str) -> None:
    model = a_model(MAIL, corrupt=("s1_orders_corrupt",))
    others: Rows = [{"id": f"k{n}", "mail": f"someone{n}@contoso.com"} for n in range(100, 160)]
    mine: Rows = [{"id": "k1", "mail": address}]
    for more, word in ((mine, Verdict.STILL_THERE), (Rows(), Verdict.GONE)):
        tables = Tables({"Customer": people(200), "s1_orders_corrupt": [*others, *more]})
        assert said(await looked(tables, model, sought(named, KNOWN), store=COUNTED)) is word


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("address", [ZOE, OTHER])
async def test_a_profile_that_was_made_anew_under_another_id_is_still_theirs(named: str, address: str) -> None:
    tables = Tables({"Customer": [*people(200), customer(900, address)]})
    assert said(await looked(tables, a_model(MAIL), sought(named, KNOWN))) is Verdict.STILL_THERE


async def test_without_any_address_a_table_of_addresses_is_free_of_them_only_if_it_holds_nobody() -> None:
    bare, model = sought("c-1", Customer(id="c-1", email="")), a_model(MAIL, made=(MAILS,))
    full = await looked(Tables({"Customer": people(200), "Mails": mails()}), model, bare)
    assert why(full) == {"table:Mails:Mail": Why.NO_ADDRESS}
    assert said(await looked(Tables({"Customer": people(200), "Mails": []}), model, bare)) is Verdict.GONE
    keyed = MadeTable(name="Mails", kind="activity", columns=(ID, MAIL))
    by_id = Tables({"Customer": people(200), "Mails": people(60)})
    assert said(await looked(by_id, a_model(MAIL, made=(keyed,)), bare)) is Verdict.GONE, "its key says so"


# ---- an address that others have, too


async def test_nobody_else_is_found_in_their_place_by_an_address_that_both_have() -> None:
    shared, spouse = sought("c-1", Customer(id="c-1", email=ZOE), shared=(ZOE,)), customer(2, ZOE)
    assert said(await looked(Tables({"Customer": [*people(200), spouse]}), a_model(MAIL), shared)) is Verdict.GONE
    mine = Tables({"Customer": [*people(200), spouse, customer(1, ZOE)]})
    assert said(await looked(mine, a_model(MAIL), shared)) is Verdict.STILL_THERE
    by_address = sought(ZOE, Customer(id="c-1", email=ZOE), Customer(id="c-2", email=ZOE))
    assert said(await looked(Tables({"Customer": [spouse]}), a_model(MAIL), by_address)) is Verdict.STILL_THERE


@pytest.mark.parametrize("address", [ZOE, OTHER])
async def test_what_only_such_an_address_could_find_is_not_proved(address: str) -> None:
    both = sought("c-1", KNOWN, shared=(address,))
    made = await looked(Tables({"Customer": people(9), "Mails": mails()}), a_model(MAIL, made=(MAILS,)), both)
    assert why(made) == {"table:Mails:Mail": Why.NO_ADDRESS}
    rows: Rows = [{"id": "k1", "mail": f"Anna <{address}>"}, {"id": "k2", "mail": "someone@contoso.com"}]
    tables = Tables({"Customer": people(9), "corrupt": rows})
    unread = await looked(tables, a_model(MAIL, corrupt=("corrupt",)), both)
    assert set(why(unread).values()) == {Why.NO_ADDRESS}


def test_what_a_later_look_finds_under_such_an_address_stays_apart() -> None:
    known = memory(["c-1"], {"c-1": (KNOWN,)}, ["c-1"], None, (OTHER,))
    again = learnt(known, ["c-1"], (Customer(id="c-5", email="new@contoso.com", beside=(OTHER, ZOE)),))
    assert (again.spelt, again.shared) == (("new@contoso.com", ZOE), (OTHER,))
    lost = ErasureFacts.read({**known.kept, "shared": "of a later release"})
    assert not remembered(lost).sought(["c-1"]).complete


# ---- which addresses a profile has


def test_every_address_of_every_marked_column_is_of_the_profile() -> None:
    second = Column(name="Second", meaning="IdentityServiceEmail")
    cells = row({"CustomerId": "c-1", "Mail": f"{OTHER}; x@contoso.com", "Second": ZOE, "Clerk": "clerk@contoso.com"})
    assert cells
    found = profile_of(cells, Sought(addresses=(ZOE,)), a_model(MAIL, second, Column(name="Clerk")))
    assert found.email == ZOE
    assert set(found.addresses) == {ZOE, OTHER, "x@contoso.com"}
    unmarked = Model(columns=(ID, Column(name="Mail")), tables=())
    assert set(profile_of(cells, Sought(ids=("c-1",)), unmarked).addresses) == {OTHER, "x@contoso.com"}


# ---- as the plan asks


@pytest.mark.parametrize("others", [0, 1])
async def test_the_plan_keeps_the_addresses_of_whoever_was_named_by_an_id_and_who_else_has_them(
    on: Scene, others: int
) -> None:
    people = on.bot.deps.insights.people
    (zoe,) = (await people.find(MAIL_OF_ZOE, await people.model())).profiles

    def with_another(body: dict[str, Any]) -> dict[str, Any]:
        rows = body["value"]
        theirs = [{**row, "CustomerId": "f" * 32} for row in rows if MAIL_OF_ZOE in row.values()]
        return {**body, "value": [*rows, *theirs]}

    if others:
        on.wire.change("GET", "/data/Customer", with_another)
    ref = await filed_for(on, zoe.id, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    step = await part(on, ref, "check:1")
    known = await on.bot.deps.storage.read(lambda unit: facts(unit, step, ErasureFacts))
    assert (known.spelt, known.shared) == (((), (MAIL_OF_ZOE,)) if others else ((MAIL_OF_ZOE,), ()))
    assert zoe.id in known.ids
    assert "f" * 32 not in known.ids


@pytest.mark.parametrize("held_by", [0, 1])
async def test_no_spelling_of_an_id_passes_a_legal_hold(desk: Scene, held_by: int) -> None:
    people = desk.bot.deps.insights.people
    (zoe,) = (await people.find(MAIL_OF_ZOE, await people.model())).profiles
    apart = str(UUID(zoe.id))
    asked = await desk.typed("amir", "hold")
    assert isinstance(asked, Form)
    await desk.act("amir", asked.verb, asked.ref, {"who": (MAIL_OF_ZOE, apart)[held_by], "reason": "a lawsuit"})
    for named in (zoe.id, zoe.id.upper(), apart, f'"{{{apart}}}"', f"({apart.upper()})", UUID(zoe.id).urn):
        form = await desk.typed("ada", f"erase {named}")
        assert isinstance(form, Form)
        assert words.hold.ON_HOLD in form.text, named
        ref = await filed_for(desk, named, "Webshop Orders")
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert words.hold.ON_HOLD in words_of(await desk.typed("ben", f"show {ref}"))
        await desk.act("ada", "cancel", ref)
