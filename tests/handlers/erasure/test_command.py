"""`erase`: who is meant, where Customer Insights holds them, and the erasure with the sources that were ticked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.card import Answer, Card, Form
from domain.chat import Place, Typed
from domain.erasure.proposal import ALL
from domain.people import Role
from domain.request import Factor, Kind, State
from domain.words import en as words
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE, ended_well, index, state
from tests.stage import APPROVALS, Scene, Values, filed, rules, said

HOLD_ANNA = ("CRM Contacts", "Webshop Orders", "Loyalty Members", "CRM Web")
UNASKED = ("Store Receipts", "Event Registrations")  # rows that could not be read; no customer is made of them
TAGGED = "anna.berg+shop@contoso.com"


async def asked(on: Scene, text: str = ANNA, who: str = "ada") -> Form:
    answer = await on.typed(who, f"erase {text}")
    assert isinstance(answer, Form), said(answer)
    return answer


def values(form: Form) -> Values:
    """What it comes back with when it is sent as it is."""
    return {f.name: tuple(f.value.splitlines()) if f.name == "sources" else f.value for f in form.fields}


async def sent(on: Scene, form: Form, who: str = "ada", **changed: str | tuple[str, ...]) -> Answer:
    return await on.act(who, "erase", form.ref, {**values(form), **changed})


def field(form: Answer, name: str) -> Any:
    assert isinstance(form, Form), said(form)
    return next(one for one in form.fields if one.name == name)


def ticked(form: Answer) -> set[str]:
    """By name."""
    shown = field(form, "sources")
    return {option.label for option in shown.options if option.value in shown.value.splitlines()}


async def sources_of(on: Scene, ref: str) -> set[str]:
    return {step.label for step in await on.steps(ref)}


# ---- found


async def test_every_source_that_holds_the_person_is_proposed(desk: Scene) -> None:
    form = await asked(desk)
    assert ticked(form) == {*HOLD_ANNA}
    assert words.erase.held_in(HOLD_ANNA) in form.text
    assert field(form, "for").value == ANNA
    assert not field(form, "deleted").required
    assert form.submit == words.refresh.SUBMIT


async def test_it_is_filed_with_what_was_ticked(desk: Scene) -> None:
    form = await asked(desk, f"{ANNA} received 2026-11-02 ref CASE-77")
    ref = filed(await sent(desk, form, rest="not", deleted="2026-11-03"))
    request = await desk.request(ref)
    assert request.kind is Kind.ERASURE
    assert str(request.received_on) == "2026-11-02"
    assert await sources_of(desk, ref) == {*HOLD_ANNA}
    shown = said(await desk.act("ben", "details", ref))
    assert "CASE-77" in shown
    assert words.find.FOUND_NOW.format(", ".join(HOLD_ANNA)) in shown


async def test_nothing_is_filed_before_the_form_is_sent(desk: Scene) -> None:
    before = desk.kept()
    await asked(desk)
    assert desk.kept() == before


async def test_what_was_unticked_is_left_out_and_whoever_decides_hears_it(desk: Scene) -> None:
    form = await asked(desk)
    kept = tuple(field(form, "sources").value.splitlines()[:1])
    ref = filed(await sent(desk, form, sources=kept, rest="not"))
    assert len(await sources_of(desk, ref)) == 1
    shown = said(await desk.act("ben", "details", ref))
    assert words.find.FOUND_ELSEWHERE.partition("{}")[0] in shown


async def test_the_erasure_of_one_found_so_comes_to_its_end(on: Scene) -> None:
    form = await asked(on, ZOE)
    await on.steer("DELETE", f"/records/Webshop%20Orders?email={ZOE}")
    ref = filed(await sent(on, form, rest="not", deleted="2026-11-01"))
    await on.act("ben", "approve", ref)
    await state(on, ref, State.NEEDS_ATTENTION)
    await ended_well(on, ref)


# ---- what could not be asked


async def test_sources_that_could_not_be_asked_are_refreshed_too_unless_somebody_says_no(desk: Scene) -> None:
    form = await asked(desk)
    assert words.erase.unasked(UNASKED) in form.text
    assert field(form, "rest").value == "too"
    ref = filed(await sent(desk, form))
    assert await sources_of(desk, ref) == {*HOLD_ANNA, *UNASKED}


async def test_left_out_they_are_named_to_whoever_decides(desk: Scene) -> None:
    ref = filed(await sent(desk, await asked(desk), rest="not"))
    assert await sources_of(desk, ref) == {*HOLD_ANNA}
    assert words.find.unclear(UNASKED) in said(await desk.act("ben", "details", ref))


def without_ring(body: Any) -> Any:
    return {**body, "keyRing": "not json"}


def with_an_odd_row(body: Any) -> Any:
    return {**body, "keyRing": [*body["keyRing"], {"what": "ever"}]}


@pytest.mark.parametrize("odd", [without_ring, with_an_odd_row])
async def test_a_key_ring_that_is_not_understood_clears_no_source(desk: Scene, odd: Any) -> None:
    desk.wire.change("GET", "/profile/keyring", odd)
    form = await asked(desk)
    assert ticked(form) == {*HOLD_ANNA}, "by the keys of the profile itself"
    assert words.find.DOUBTS["unread"] in form.text
    ref = filed(await sent(desk, form))
    assert await sources_of(desk, ref) == {source.name for source in await desk.bot.deps.catalog.sources()}


async def test_a_source_that_no_list_knows_is_named(desk: Scene) -> None:
    def elsewhere(body: Any) -> Any:
        return {**body, "keyRing": [*body["keyRing"], {"dataSourceName": "Cellar", "keys": ["1"]}]}

    desk.wire.change("GET", "/profile/keyring", elsewhere)
    form = await asked(desk)
    assert words.erase.unlisted(["Cellar"]) in form.text
    ref = filed(await sent(desk, form))
    assert words.find.unclear(["Cellar"]) in said(await desk.act("ben", "details", ref))


async def test_of_a_source_that_holds_them_and_is_in_no_list_it_is_not_said_that_nobody_knows(desk: Scene) -> None:
    desk.wire.change("GET", "/datasources", lambda body: [row for row in body if "CRM Web" not in json.dumps(row)])
    form = await asked(desk)
    assert words.erase.unlisted(["CrmWeb"]) in form.text
    shown = said(await desk.act("ben", "details", filed(await sent(desk, form, rest="not"))))
    assert words.find.FOUND_ELSEWHERE.format("CrmWeb") in shown
    assert words.find.unclear(UNASKED) in shown


async def test_an_index_that_lacks_the_address_is_said_and_the_sources_are_chosen_by_hand(desk: Scene) -> None:
    await index(desk, searchable=False, filterable=False)
    form = await asked(desk)
    assert not ticked(form)
    assert words.find.DOUBTS["no_index"] in form.text
    assert words.erase.NOBODY in form.text


async def test_a_look_that_fails_keeps_nobody_from_filing_and_proposes_nothing(desk: Scene) -> None:
    await desk.typed("ada", "sources")
    desk.wire.down = True
    form = await asked(desk)
    assert words.erase.NOT_LOOKED in form.text
    assert not ticked(form)
    assert field(await sent(desk, form), "sources").error == words.erase.TICK_ONE
    ref = filed(await sent(desk, form, sources=field(form, "sources").options[0].value))
    assert words.find.NOT_LOOKED in said(await desk.act("ben", "details", ref))


# ---- nobody found


async def test_nobody_found_is_said_and_may_be_filed_for_sources_chosen_by_hand(desk: Scene) -> None:
    for who in ("ghost@contoso.com", "4711"):
        form = await asked(desk, who)
        assert words.find.NOT_FOUND_NOW.format(who) in form.text
        assert words.erase.NOBODY in form.text
        assert not ticked(form)
        assert [one.name for one in form.fields if one.name == "rest"] == []
        back = await sent(desk, form)
        assert field(back, "sources").error == words.erase.TICK_ONE
        assert field(back, "for").value == who
        ref = filed(await sent(desk, form, sources=field(form, "sources").options[0].value))
        assert len(await sources_of(desk, ref)) == 1


async def test_of_an_id_that_nobody_was_found_under_it_is_said_at_once_that_nothing_can_be_proved(desk: Scene) -> None:
    said_of_it = words.find.never_found(["W-1003"])
    form = await asked(desk, f"W-1003 {ZOE}")
    assert said_of_it in form.text
    answer = await sent(desk, form)
    assert said_of_it in said(answer)
    ref = filed(answer)
    assert said_of_it in said(await desk.act("ben", "details", ref)), "whoever decides reads it, too"
    for who in (ZOE, "ghost@contoso.com"):
        assert "legal hold" not in (await asked(desk, who)).text


# ---- the form


async def test_without_anybody_named_there_is_a_form_that_looks_when_it_is_sent(desk: Scene) -> None:
    blank = await desk.typed("ada", "erase")
    assert isinstance(blank, Form)
    before = desk.kept()
    form = await sent(desk, blank, **{"for": ANNA, "reference": "CASE-1", "received": "2026-11-02"})
    assert isinstance(form, Form)
    assert desk.kept() == before
    assert words.erase.ONCE_MORE in form.text
    assert ticked(form) == {*HOLD_ANNA}
    assert (field(form, "for").value, field(form, "reference").value) == (ANNA, "CASE-1")
    request = await desk.request(filed(await sent(desk, form)))
    assert str(request.received_on) == "2026-11-02"


async def test_what_was_ticked_for_another_person_is_not_filed_unseen(desk: Scene) -> None:
    form = await asked(desk)
    before = desk.kept()
    again = await sent(desk, form, **{"for": ZOE})
    assert desk.kept() == before
    assert isinstance(again, Form)
    assert words.erase.held_in(["Webshop Orders"]) in again.text
    assert again.ref != form.ref
    assert ticked(again) == {*HOLD_ANNA}, "what was ticked is not lost"


async def test_a_source_that_holds_them_meanwhile_is_shown_before_anything_is_filed(desk: Scene) -> None:
    def one_less(body: Any) -> Any:
        return {**body, "keyRing": [row for row in body["keyRing"] if row["dataSourceName"] != "CrmWeb"]}

    def no_key(body: Any) -> Any:
        rows = [{k: v for k, v in row.items() if not k.startswith("CrmWeb")} for row in body["value"]]
        return {**body, "value": rows}

    desk.wire.change("GET", "/profile/keyring", one_less, times=1)
    desk.wire.change("GET", "/data/Customer", no_key, times=2)
    form = await asked(desk)
    assert "CRM Web" not in ticked(form)
    again = await sent(desk, form)
    assert "CRM Web" in ticked(again)
    assert isinstance(again, Form)
    filed(await sent(desk, again))


WRONG = (
    ("for", "berg", words.errors.not_a_person("berg")),
    ("for", "", words.errors.FILL_IN),
    ("received", "2999-01-01", words.requests.FUTURE_DATE),
    ("received", "2017-05-01", words.requests.EARLY_DATE),
    ("deleted", "2999-01-01", words.erasure.FUTURE_DELETION),
    ("sources", "no-such", words.errors.NOT_A_CHOICE),
    ("rest", "perhaps", words.errors.NOT_A_CHOICE),
)


async def test_a_wrong_value_leaves_the_form_open_and_loses_nothing(desk: Scene) -> None:
    form, before = await asked(desk), desk.kept()
    for name, value, error in WRONG:
        given: Mapping[str, Any] = {"reference": "CASE-9", "deleted": "2026-11-01", name: value}
        back = await sent(desk, form, **given)
        assert field(back, name).error == error
        assert isinstance(back, Form)
        assert back.ref == form.ref
        assert field(back, "reference").value == "CASE-9"
        assert name == "sources" or ticked(back) == {*HOLD_ANNA}
        assert field(back, "rest").value == "too"
    assert desk.kept() == before


async def test_a_wrong_day_that_was_typed_stands_at_its_field(desk: Scene) -> None:
    form = await asked(desk, f"{ANNA} received 2999-01-01")
    assert field(form, "received").error == words.requests.FUTURE_DATE
    assert ticked(form) == {*HOLD_ANNA}


async def test_what_names_nobody_is_asked_back(desk: Scene) -> None:
    for text in ("berg", "anna@contoso", "crm contacts"):
        assert words.requests.NOTHING_FILED in said(await desk.typed("ada", f"erase {text}"))


async def test_sources_that_were_named_are_ticked_too(desk: Scene) -> None:
    for text in (f"{ZOE} support tickets", f'"Support Tickets" for {ZOE}'):
        assert ticked(await asked(desk, text)) == {"Webshop Orders", "Support Tickets"}
    form = await asked(desk, f"all for {ZOE}")
    assert len(await sources_of(desk, filed(await sent(desk, form)))) == len(await desk.bot.deps.catalog.sources())


# ---- who it is


async def test_a_legal_hold_is_told_before_it_is_filed(desk: Scene) -> None:
    await desk.typed("amir", f"hold {ANNA} a court case")
    form = await asked(desk)
    assert words.hold.ON_HOLD in form.text
    assert words.hold.ON_HOLD in said(await sent(desk, form))


async def test_a_hold_under_another_name_of_the_same_human_is_told_too(desk: Scene) -> None:
    seen = await desk.bot.deps.insights.people.find(ANNA, await desk.bot.deps.insights.people.model())
    await desk.typed("amir", f"hold {ANNA} a court case")
    assert words.hold.ON_HOLD in (await asked(desk, seen.profiles[0].id)).text


async def test_an_open_erasure_of_the_same_person_is_named(desk: Scene) -> None:
    assert words.erase.open_already(["DSR"])[:12] not in (await asked(desk)).text
    ref = await desk.file("amir", f"refresh crm contacts for {ANNA}")
    form = await asked(desk)
    assert words.erase.open_already([ref]) in form.text
    new = filed(await sent(desk, form))
    assert {ref, new} == {row.id for row in desk.rows("SELECT id FROM requests")}
    await desk.act("ada", "cancel", ref)
    await desk.act("ada", "cancel", new)
    assert "DSR-" not in (await asked(desk)).text


async def test_who_waits_by_an_erasure_that_nobody_answered_is_told_before_another_is_filed(desk: Scene) -> None:
    day = today(-40)
    ref = await desk.file("amir", f"refresh crm contacts for {ANNA} received {day}")
    await desk.act("ben", "deny", ref, reason="not now")
    told = words.requests.still_waits(ref, words.moments.day(day))
    form = await asked(desk)
    assert told in form.text
    assert told in said(await sent(desk, form))
    assert told not in (await asked(desk, ZOE)).text


async def test_one_that_was_opened_meanwhile_is_shown_before_another_is_filed(desk: Scene) -> None:
    form = await asked(desk)
    ref = filed(await sent(desk, form, who="amir"))
    again = await sent(desk, form)
    assert isinstance(again, Form)
    assert words.erase.open_already([ref]) in again.text
    twin = await sent(desk, again)
    assert isinstance(twin, Card)
    assert [button.verb for button in twin.buttons] == ["file-anyway"]
    assert words.requests.twin(ref) in said(twin)


async def test_it_may_take_the_place_of_another(desk: Scene) -> None:
    old = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    given = {"for": ANNA, "received": "2026-11-02"}
    form = await desk.act("ada", "erase", f"correct:{old}", given)
    assert isinstance(form, Form)
    new = filed(await sent(desk, form))
    assert (await desk.request(new)).replaces == old
    assert (await desk.request(old)).state is State.CANCELLED


async def test_sent_twice_it_is_filed_once(desk: Scene) -> None:
    form = await asked(desk)
    answers = [await desk.act("ada", "erase", form.ref, values(form), delivery="d1") for _ in range(2)]
    assert len(desk.rows("SELECT id FROM requests")) == 1
    assert isinstance(answers[0], Card)


STAFF = (
    ("ada@contoso.com", True, True),
    ("ADA@Contoso.com", True, True),
    ("ben@contoso.com", False, True),
    ("olga@contoso.com", False, True),
    ("nils@contoso.com", False, False),
)


async def test_an_address_of_ones_own_or_of_somebody_with_a_role_is_said_to_be_one(desk: Scene) -> None:
    for person in ("ada", "ben", "nils"):
        await desk.typed(person, "help")
    for who, own, staff in STAFF:
        text = (await asked(desk, who)).text
        assert (words.erase.OWN in text, words.erase.OF_STAFF in text) == (own, staff), who


async def test_somebody_with_a_role_is_known_by_their_customer_id_too(desk: Scene) -> None:
    found = await desk.bot.deps.insights.people.find(ANNA, await desk.bot.deps.insights.people.model())

    def of_ada(body: Any) -> Any:
        return json.loads(json.dumps(body).replace(ANNA, "ada@contoso.com"))

    desk.wire.change("GET", "/data/Customer", of_ada)
    text = (await asked(desk, found.profiles[0].id)).text
    assert (words.erase.OWN in text, words.erase.OF_STAFF in text) == (True, True)


async def test_another_plus_tag_is_told_and_several_names_of_one_person_are_taken(desk: Scene) -> None:
    assert words.find.other_tags(1) in (await asked(desk, TAGGED)).text
    form = await asked(desk, f"{TAGGED}, {ANNA}")
    assert ticked(form) == {*HOLD_ANNA}
    assert words.find.NOT_FOUND_NOW.format(TAGGED) in form.text
    filed(await sent(desk, form))


async def test_a_customer_id_will_do(desk: Scene) -> None:
    found = await desk.bot.deps.insights.people.find(ANNA, await desk.bot.deps.insights.people.model())
    form = await asked(desk, found.profiles[0].id)
    assert ticked(form) == {*HOLD_ANNA}
    filed(await sent(desk, form))


# ---- many sources


async def test_of_hundreds_of_sources_those_that_hold_the_person_come_first(opened: Open) -> None:
    async with opened(works=False, seed="many") as desk:
        form = await asked(desk)
        shown = [option.label for option in field(form, "sources").options]
        assert shown[0] == words.erase.every(200)
        assert {*shown[1:5]} == {*HOLD_ANNA}
        ref = filed(await sent(desk, form, sources=ALL, rest="not"))
        assert len(await sources_of(desk, ref)) == 200


# ---- who may, and where


async def test_it_takes_an_admin(desk: Scene) -> None:
    refused = words.rights.needs_role({Role.ADMIN}, "“erase”")
    for who in ("ben", "tess", "olga", "nils"):
        assert said(await desk.typed(who, f"erase {ANNA}")) == refused
        assert said(await desk.act(who, "erase", "", {"for": ANNA})) == refused
    assert not await desk.calls("GET", "/data/")


async def test_an_address_typed_where_others_read_it_opens_the_form(desk: Scene) -> None:
    place = Place(desk.terminal.surface, APPROVALS)
    account = desk.terminal.account("ada")
    answer = await desk.bot.desk(Typed(account=account, place=place, text=f"erase {ANNA}", public=True))
    assert isinstance(answer, Card)
    assert [button.verb for button in answer.buttons] == ["erase-form"]
    assert ANNA not in said(answer)
    blank = await desk.act("ada", "erase-form")
    assert isinstance(blank, Form)
    assert blank.text == words.erase.BEGIN
    assert not await desk.calls("GET", "/data/")


async def test_each_look_is_in_the_log_without_the_address(desk: Scene) -> None:
    form = await asked(desk)
    await sent(desk, form)
    looks = desk.rows("SELECT data FROM events WHERE kind = 'subject.looked-up'")
    assert len(looks) == 2
    assert ANNA not in json.dumps([row.data for row in looks])
    assert "anna" not in form.ref


async def test_whoever_acts_for_an_admin_files_in_their_name(desk: Scene) -> None:
    until = (desk.bot.deps.clock() + timedelta(days=3)).date()
    await desk.typed("nils", "help")
    await desk.typed("ada", f"delegate nils@contoso.com until {until}")
    ref = filed(await sent(desk, await asked(desk, who="nils"), who="nils"))
    assert (await desk.request(ref)).kind is Kind.ERASURE


async def test_an_approval_takes_what_every_erasure_takes(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={"confirm": {"erasure": "number"}})) as desk:
        ref = filed(await sent(desk, await asked(desk)))
        order = await desk.bot.deps.storage.read(lambda unit: unit.orders.of(ref))
        assert order
        assert order.factor is Factor.NUMBER
        assert isinstance(await desk.act("ben", "approve", ref), Form)
