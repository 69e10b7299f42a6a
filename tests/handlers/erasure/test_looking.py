"""What proves that somebody is gone: by every column and spelling, with a control, and never by an answer alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.erasure.looks import Aim, Control, How, Kind, Look, Question, Verdict, Why, unproved, verdict
from domain.erasure.places import since
from domain.erasure.rows import Sought
from domain.erasure.whereabouts import Column, Listed, MadeTable, Model, Segment, SourceTable, Store, StoreState
from domain.insights import Fault, Node, NodeState, Snapshot
from domain.request import Step, StepState
from domain.trouble import Refused, Unreachable
from domain.words import en as words
from handlers.erasure.everywhere import Round
from handlers.erasure.looking import Looking
from handlers.inventory import Controls, Lists
from tests.domain.things import at
from tests.handlers.erasure.tables import Rows, Tables, customer, people, without

ZOE = "zoe@contoso.com"
MAIL = Column(name="Mail", meaning="IdentityServiceEmail", searchable=True, filterable=True)
ID = Column(name="CustomerId")
SOUGHT = Sought(addresses=(ZOE,), ids=("c-1",))
HERE = customer(1, ZOE)
SINCE = at(0)
STEPS = (
    Step(request_id="r", key="s1", position=0, subject_id="s", label="Shop", state=StepState.DONE, intent_at=at(-5)),
    Step(request_id="r", key="downstream:segmentation", position=1, subject_id="s", intent_at=SINCE),
)
Odd = Callable[[Question, Rows], Rows]
VISITS = (MadeTable(name="Visits", kind="activity", columns=(ID,)),)


def a_model(*columns: Column, made: tuple[MadeTable, ...] = (), corrupt: tuple[str, ...] = ()) -> Model:
    tables = [SourceTable(source_id="s1", source_name="Shop", name="orders", qualified="s1_orders", columns=("id",))]
    tables += [
        SourceTable(source_id="s1", source_name="Shop", name=name, qualified=name, columns=("id", "mail"), corrupt=True)
        for name in corrupt
    ]
    return Model(columns=(ID, *columns), tables=tuple(tables), made=made, listed=3)


async def looked(
    tables: Tables,
    model: Model,
    sought: Sought = SOUGHT,
    *,
    segments: tuple[Segment, ...] = (),
    nodes: tuple[Node, ...] = (),
    steps: tuple[Step, ...] = STEPS,
    remembered: tuple[str, ...] = (),
    store: StoreState | None = None,
    unread: int = 0,
    controls: Controls | None = None,
) -> Round:
    read = Look(aim=Aim(kind=Kind.LIST, table="tables"), rows=1, understood=1, control=Control.FOUND)
    known = store or StoreState(store=Store.QUERYABLE, count=len(tables.rows["Customer"]))
    lists = Lists(
        model=model, store=known, segments=Listed(segments, unread), states=Snapshot(nodes=nodes, asked_at=at(9)),
        looks=(read,),
    )  # fmt: skip
    looking = Round(Looking(people=tables, controls=controls or Controls()), sought)
    await looking.everywhere(lists, steps, remembered, {}, since(steps))
    return looking


def said(looked: Round) -> Verdict:
    return verdict(looked.aims, looked.looks)


def why(looked: Round) -> dict[str, Why | None]:
    return {str(look.aim): look.reason for look in unproved(looked.aims, looked.looks)}


# ---- the control


async def test_who_is_gone_is_gone_by_a_question_that_found_somebody_else() -> None:
    tables = Tables({"Customer": people(200)})
    seen = await looked(tables, a_model(MAIL))
    assert said(seen) is Verdict.GONE
    by_mail = [look for look in seen.looks if look.column == "Mail" and look.how is How.FILTER]
    assert [(look.control, look.rows, look.found) for look in by_mail] == [(Control.FOUND, 0, 0)]
    asked = [question for question in tables.asked if question.column == "Mail" and question.how is How.FILTER]
    assert [question.values for question in asked] == [("SOMEONE100@CONTOSO.COM",), (ZOE,)]
    assert len(asked[0].values) == len(asked[1].values)


async def test_who_is_there_is_found_and_nothing_else_need_be_proved() -> None:
    seen = await looked(Tables({"Customer": [*people(50), HERE]}), a_model(MAIL))
    assert said(seen) is Verdict.STILL_THERE
    assert [profile.id for profile in seen.profiles()][:1] == ["c-1"]


def _raised(trouble: Exception) -> Odd:
    """Instead of the first page of a table."""

    def odd(question: Question, rows: Rows) -> Rows:
        if question.how is How.ALL:
            raise trouble
        return rows

    return odd


ODD: dict[str, Odd] = {
    "nobody at all": lambda q, rows: [],
    "half": lambda q, rows: rows[: len(rows) // 2],
    "without the first": lambda q, rows: rows[1:],
    "without the last": lambda q, rows: rows[:-1],
    "ids that are null": lambda q, rows: [{**row, "CustomerId": None} for row in rows],
    "ids that are numbers": lambda q, rows: [{**row, "CustomerId": 7} for row in rows],
    "without ids": lambda q, rows: without(rows, "CustomerId"),
    "ids in an object": lambda q, rows: [{**row, "CustomerId": {"value": row["CustomerId"]}} for row in rows],
    "another column": lambda q, rows: [{"Id": row["CustomerId"], "Mail": row["Mail"]} for row in rows],
    "whoever it likes": lambda q, rows: people(3),
    "only pages without a filter": lambda q, rows: rows if q.how is How.ALL else [],
}


@pytest.mark.parametrize("place", ["Customer", "Visits", "g"])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_answer_never_means_gone(odd: Odd, place: str) -> None:
    rows = {"Customer": people(60), "Visits": people(60), "g": people(60)}
    rows[place] = [*rows[place], HERE]
    seen = await looked(
        Tables(rows, odd={place: odd}),
        a_model(MAIL, made=(MadeTable(name="Visits", kind="activity", columns=(ID,)),)),
        segments=(a_segment("g"),),
        store=StoreState(store=Store.QUERYABLE, count=61),
    )
    assert said(seen) is not Verdict.GONE


FORM: dict[str, Odd] = {
    "names in small letters": lambda q, rows: [{name.lower(): value for name, value in row.items()} for row in rows],
    "names in capitals": lambda q, rows: [{name.upper(): value for name, value in row.items()} for row in rows],
    "lists of one": lambda q, rows: [{name: [value] for name, value in row.items()} for row in rows],
    "more columns": lambda q, rows: [{**row, "Score": 7, "Tags": {"a": 1}} for row in rows],
    "ids in capitals": lambda q, rows: [{**row, "CustomerId": str(row["CustomerId"]).upper()} for row in rows],
}


@pytest.mark.parametrize("odd", FORM.values(), ids=FORM)
async def test_where_only_the_form_changed_who_is_gone_is_gone_and_who_is_there_is_found(odd: Odd) -> None:
    for rows, word in ((people(60), Verdict.GONE), ([*people(60), HERE], Verdict.STILL_THERE)):
        assert said(await looked(Tables({"Customer": rows}, odd={"Customer": odd}), a_model(MAIL))) is word


async def test_a_table_that_holds_nobody_is_its_own_control_where_the_service_counts_nobody() -> None:
    made = (MadeTable(name="Visits", kind="activity", columns=(ID,)),)
    seen = await looked(Tables({"Customer": [], "Visits": []}), a_model(MAIL, made=made))
    assert said(seen) is Verdict.GONE
    assert {look.control for look in seen.looks if look.aim.kind is Kind.TABLE} == {Control.EMPTY}
    counted = StoreState(store=Store.QUERYABLE, count=3)
    assert said(await looked(Tables({"Customer": []}), a_model(MAIL), store=counted)) is Verdict.NO_CHECK


@pytest.mark.parametrize("expands", [False, None], ids=["refuses to bring rows along", "brings none along"])
@pytest.mark.parametrize("place", ["Visits", "Mails", "corrupt"])
@pytest.mark.parametrize("questions", [6, 10**9])
async def test_a_table_that_answers_with_an_empty_list_is_not_empty_by_that(
    expands: bool | None, place: str, questions: int
) -> None:
    """So does one that is being rebuilt, or is not ours to read: for a while, or whatever is asked."""
    unread: Rows = [{"id": f"W-{n}", "mail": f"someone{n}@contoso.com"} for n in range(30)]
    rows = {"Customer": people(60), "Visits": people(60), "Mails": people(60), "corrupt": unread}
    asked = list[Question]()

    def none(question: Question, found: Rows) -> Rows:
        asked.append(question)
        return [] if len(asked) <= questions else found

    there = {"id": "W-1", "mail": ZOE} if place == "corrupt" else HERE
    made = (*VISITS, MadeTable(name="Mails", kind="activity", columns=(MAIL,)))
    tables = Tables({**rows, place: [*rows[place], there]}, odd={place: none}, expands=expands)
    seen = await looked(tables, a_model(MAIL, made=made, corrupt=("corrupt",)))
    reasons = {name.split(":")[1]: reason for name, reason in why(seen).items()}
    assert said(seen) is not Verdict.GONE
    assert said(seen) is Verdict.STILL_THERE or reasons == {place: Why.CONTROL}


@pytest.mark.parametrize("place", ["Visits", "corrupt"])
async def test_a_table_of_which_the_service_counts_no_row_is_empty(place: str) -> None:
    unread: Rows = [{"id": f"W-{n}", "mail": f"someone{n}@contoso.com"} for n in range(30)]
    rows = {"Customer": people(60), "Visits": people(60), "corrupt": unread, place: Rows()}
    model = a_model(MAIL, made=VISITS, corrupt=("corrupt",))
    assert said(await looked(Tables(rows, expands=False, tells=True), model)) is Verdict.GONE
    assert said(await looked(Tables(rows, expands=False), model)) is Verdict.NO_CHECK


async def test_a_column_of_the_customers_that_is_called_like_a_table_brings_none_of_its_rows_along() -> None:
    rows = {"Customer": [{**row, "Visits": None} for row in people(60)], "Visits": Rows()}
    assert why(await looked(Tables(rows, expands=None), a_model(MAIL, made=VISITS))) == {"table:Visits": Why.CONTROL}


async def test_a_table_that_comes_along_with_some_customers_alone_is_not_empty_by_that() -> None:
    def half(question: Question, found: Rows) -> Rows:
        return [*found[:30], *without(found[30:], "Visits")] if question.along else found

    tables = Tables({"Customer": people(60), "Visits": Rows()}, odd={"Customer": half})
    assert why(await looked(tables, a_model(MAIL, made=VISITS))) == {"table:Visits": Why.CONTROL}


@pytest.mark.parametrize(
    ("state", "reason"),
    [(Store.IN_BUILD, Why.BUILDING), (Store.UNKNOWN, Why.STORE), (Store.EMPTY, Why.STORE)],
)
async def test_a_store_that_cannot_be_believed_proves_nothing(state: Store, reason: Why) -> None:
    seen = await looked(Tables({"Customer": people(9)}), a_model(MAIL), store=StoreState(store=state, count=9))
    assert why(seen) == {"store": reason}


async def test_after_two_questions_without_an_answer_none_is_waited_for() -> None:
    tables = Tables({"Customer": people(9)}, down=True)
    seen = await looked(tables, a_model(MAIL), segments=tuple(a_segment(f"g{n}") for n in range(20)))
    assert len(tables.asked) == 2
    assert set(why(seen).values()) == {Why.DOWN}


# ---- addresses: every column, every spelling, filter and search


async def test_each_column_of_addresses_is_asked_also_one_that_is_not_marked() -> None:
    other = Column(name="Second", searchable=False, filterable=True)
    rows = [customer(n, f"s{n}@contoso.com", Second=f"t{n}@contoso.com") for n in range(100, 120)]
    hidden = [*rows, customer(77, "", Second=ZOE)]
    sought = Sought(addresses=(ZOE,), ids=("c-1",))
    assert said(await looked(Tables({"Customer": rows}), a_model(MAIL, other), sought)) is Verdict.GONE
    assert said(await looked(Tables({"Customer": hidden}), a_model(MAIL, other), sought)) is Verdict.STILL_THERE


@pytest.mark.parametrize(("number", "reason"), [(60, {}), (4000, {"customers:Customer:Second": Why.NO_INDEX})])
async def test_a_column_of_addresses_in_no_index_is_read_to_the_end_if_they_are_few(
    number: int, reason: dict[str, Why]
) -> None:
    other = Column(name="Second", searchable=False, filterable=False)
    rows = [customer(n, f"s{n}@contoso.com", Second=f"t{n}@contoso.com") for n in range(100, 100 + number)]
    assert why(await looked(Tables({"Customer": rows}), a_model(MAIL, other))) == reason
    hidden = Tables({"Customer": [*rows, customer(77, "", Second=ZOE)]}, searches=("Mail",))
    assert said(await looked(hidden, a_model(MAIL, other))) is (Verdict.NO_CHECK if reason else Verdict.STILL_THERE)


@pytest.mark.parametrize("where", [{"Notes": f"write to {ZOE}, please"}, {"Second": {"value": ZOE}}], ids=str)
async def test_the_address_anywhere_in_a_row_that_came_is_the_person(where: dict[str, object]) -> None:
    rows = [*people(150), customer(77, "somebody@contoso.com", **where)]
    assert said(await looked(Tables({"Customer": rows}), a_model(MAIL))) is Verdict.STILL_THERE
    assert said(await looked(Tables({"Customer": people(150)}), a_model(MAIL))) is Verdict.GONE


async def test_a_column_of_addresses_that_few_customers_have_is_asked_by_its_name() -> None:
    mail = replace(MAIL, searchable=False)
    other = Column(name="Second_EMail", searchable=False, filterable=True)
    others = [customer(n, f"s{n}@contoso.com", Second_EMail=None) for n in range(100, 250)]
    hidden = [*others, customer(77, "", Second_EMail=ZOE)]
    assert said(await looked(Tables({"Customer": hidden}), a_model(mail, other))) is Verdict.STILL_THERE
    assert said(await looked(Tables({"Customer": others}), a_model(mail, other))) is Verdict.GONE
    many = [customer(n, f"s{n}@contoso.com", Second_EMail=None) for n in range(100, 4200)]
    unknown = await looked(Tables({"Customer": many}), a_model(mail, other))
    assert set(why(unknown)) == {"customers:Customer:Second_EMail"}


async def test_a_column_that_is_only_called_after_mail_is_no_column_of_addresses() -> None:
    other = Column(name="EMailOptIn", searchable=False, filterable=False)
    rows = [customer(n, f"s{n}@contoso.com", EMailOptIn="yes") for n in range(100, 4200)]
    assert said(await looked(Tables({"Customer": rows}), a_model(MAIL, other))) is Verdict.GONE


@pytest.mark.parametrize("odd", ["n/a", {"value": "n/a", "of": "Mail"}, 7], ids=str)
async def test_one_entry_without_an_address_makes_no_column_another_than_it_is_called(odd: object) -> None:
    mail = replace(MAIL, searchable=False)
    other = Column(name="Second_EMail", searchable=False, filterable=True)
    others = [customer(n, f"s{n}@contoso.com", Second_EMail=None) for n in range(100, 250)]
    others[3] = {**others[3], "Second_EMail": odd}
    hidden = [*others, customer(77, "", Second_EMail=ZOE)]
    assert said(await looked(Tables({"Customer": hidden}), a_model(mail, other))) is Verdict.STILL_THERE


@pytest.mark.parametrize("name", ["Second_EMail", "Second"])
async def test_an_address_in_a_cell_that_is_not_understood_makes_its_column_one_of_addresses(name: str) -> None:
    mail = replace(MAIL, searchable=False)
    other = Column(name=name, searchable=False, filterable=False)
    rows = [customer(n, f"s{n}@contoso.com", **{name: {"value": f"s{n}@contoso.com"}}) for n in range(100, 4200)]
    hidden = [*rows, customer(77, "", **{name: {"value": ZOE}})]
    assert set(why(await looked(Tables({"Customer": hidden}), a_model(mail, other)))) == {f"customers:Customer:{name}"}


@pytest.mark.parametrize("value", [True, 7, "yes", ["yes"]], ids=str)
async def test_what_holds_no_text_with_an_address_is_no_column_of_addresses(value: object) -> None:
    other = Column(name="DoNotEMail", searchable=False, filterable=False)
    rows = [customer(n, f"s{n}@contoso.com", DoNotEMail=value) for n in range(100, 4200)]
    assert said(await looked(Tables({"Customer": rows}), a_model(MAIL, other))) is Verdict.GONE


FIRST_PAGE: dict[str, tuple[Odd, Why]] = {
    "a row that is none": (lambda q, rows: ["?", *rows[1:]] if q.how is How.ALL else rows, Why.UNREAD),  # type: ignore[list-item]
    "no answer": (_raised(Unreachable("silence")), Why.DOWN),
    "a refusal": (_raised(Refused("no", status=400)), Why.REFUSED),
}


@pytest.mark.parametrize(("odd", "reason"), FIRST_PAGE.values(), ids=FIRST_PAGE)
async def test_where_the_first_page_does_not_say_which_columns_hold_addresses_the_marked_one_proves_nothing(
    odd: Odd, reason: Why
) -> None:
    """Though the control was found by somebody else's look a moment ago."""
    controls, mail = Controls(60), replace(MAIL, searchable=False)
    other = Column(name="Second", searchable=False, filterable=True)
    rows = [customer(n, f"s{n}@contoso.com", Second=f"t{n}@contoso.com") for n in range(100, 120)]
    hidden = [*rows, customer(77, "", Second=ZOE)]
    assert said(await looked(Tables({"Customer": rows}), a_model(mail, other), controls=controls)) is Verdict.GONE
    seen = await looked(Tables({"Customer": hidden}, odd={"Customer": odd}), a_model(mail, other), controls=controls)
    assert said(seen) is not Verdict.GONE
    assert why(seen)["customers:Customer"] is reason
    assert said(await looked(Tables({"Customer": hidden}), a_model(mail, other), controls=controls)) is (
        Verdict.STILL_THERE
    )


BLIND: dict[str, Odd] = {
    "finds nobody by id": lambda q, rows: [] if q.column == "CustomerId" else rows,
    "finds whoever it likes by address": lambda q, rows: people(3) if q.column == "Mail" else rows,
    "cannot be read by id": lambda q, rows: [{"x": 1}] if q.column == "CustomerId" else rows,
}


@pytest.mark.parametrize("odd", BLIND.values(), ids=BLIND)
async def test_what_a_question_cannot_tell_reading_every_customer_does_where_as_many_came_as_are_counted(
    odd: Odd,
) -> None:
    alone = replace(MAIL, searchable=False)
    here, gone = [*people(60), HERE], people(60)
    assert said(await looked(Tables({"Customer": gone}, odd={"Customer": odd}), a_model(alone))) is Verdict.GONE
    assert said(await looked(Tables({"Customer": here}, odd={"Customer": odd}), a_model(alone))) is Verdict.STILL_THERE
    for count in (None, 59, 61, 4000):
        counted = StoreState(store=Store.QUERYABLE, count=count)
        seen = await looked(Tables({"Customer": gone}, odd={"Customer": odd}), a_model(alone), store=counted)
        assert said(seen) is Verdict.NO_CHECK


async def test_without_any_column_of_addresses_nothing_is_shown() -> None:
    tables = Tables({"Customer": without(people(9), "Mail")})
    assert why(await looked(tables, a_model())) == {"customers:Customer": Why.NO_COLUMN}


@pytest.mark.parametrize("stored", ["Zoe@Contoso.com", "ZOE@CONTOSO.COM", "zOe@contoso.COM"])
async def test_where_capitals_count_every_spelling_is_covered_by_another_way_or_it_is_said(stored: str) -> None:
    hidden, gone = [*people(60), customer(9, stored)], people(60)
    searched = Tables({"Customer": hidden}, capitals=True)
    assert said(await looked(searched, a_model(MAIL))) is Verdict.STILL_THERE
    assert said(await looked(Tables({"Customer": gone}, capitals=True), a_model(MAIL))) is Verdict.GONE
    alone = Column(name="Mail", meaning="IdentityServiceEmail", searchable=False, filterable=True)
    many = [*people(4000), customer(9, stored)]
    assert why(await looked(Tables({"Customer": many}, capitals=True), a_model(alone))) == {
        "customers:Customer:Mail": Why.CAPITALS
    }
    few = await looked(Tables({"Customer": hidden}, capitals=True), a_model(alone))
    assert said(few) is Verdict.STILL_THERE  # every row was read
    assert said(await looked(Tables({"Customer": gone}, capitals=True), a_model(alone))) is Verdict.GONE


def whole(change: Callable[[Rows], Rows]) -> Odd:
    """Where every row is asked for, and not the first page alone."""
    return lambda q, rows: change(rows) if q.how is How.ALL and not q.along and q.most > 1 else rows


LOST: dict[str, tuple[Odd, int, Why]] = {
    "nobody comes": (whole(lambda rows: []), 60, Why.CONTROL),
    "others come": (whole(lambda rows: [customer(n, f"no{n}@contoso.com") for n in range(900, 930)]), 60, Why.CONTROL),
    "the last alone": (whole(lambda rows: rows[50:55]), 60, Why.CONTROL),
    "the first page alone, of several": (whole(lambda rows: rows[:100]), 160, Why.CUT),
}


@pytest.mark.parametrize(("odd", "others", "reason"), LOST.values(), ids=LOST)
@pytest.mark.parametrize("there", [True, False])
async def test_of_every_row_one_who_is_known_to_be_there_must_come_before_it_proves_anything(
    odd: Odd, others: int, reason: Why, there: bool
) -> None:
    """Reading all of a table covers the spellings that no filter asked for: what a filter found is no control of it."""
    made = (MadeTable(name="Mails", kind="activity", columns=(Column(name="Mail", meaning=MAIL.meaning),)),)
    rows: dict[str, Rows] = {
        "Customer": people(60), "Mails": [*people(others), *([customer(9, "zOe@contoso.COM")] if there else [])],
    }  # fmt: skip
    assert said(await looked(Tables(rows, capitals=True), a_model(MAIL, made=made))) is (
        Verdict.STILL_THERE if there else Verdict.GONE
    )
    seen = await looked(Tables(rows, capitals=True, odd={"Mails": odd}), a_model(MAIL, made=made))
    assert said(seen) is Verdict.NO_CHECK
    assert {look.why for look in seen.looks if look.aim.table == "Mails"} == {
        Why.CAPITALS,
        None if reason is Why.CONTROL else reason,
    }


@pytest.mark.parametrize("number", [99, 100, 101, 200])
async def test_a_table_of_just_a_page_is_read_as_a_whole(number: int) -> None:
    made = (MadeTable(name="Mails", kind="activity", columns=(Column(name="Mail", meaning=MAIL.meaning),)),)
    rows: dict[str, Rows] = {"Customer": people(60), "Mails": people(number)}
    assert said(await looked(Tables(rows, capitals=True), a_model(MAIL, made=made))) is Verdict.GONE


async def test_rows_that_come_twice_stand_for_nobody_else() -> None:
    """Between two pages rows move: one comes twice, another not at all, and there are as many as are counted."""
    alone = replace(MAIL, searchable=False)

    def moved(q: Question, rows: Rows) -> Rows:
        return [*rows[:-1], rows[0]] if q.how is How.ALL else []

    tables = Tables({"Customer": [*people(60), HERE]}, odd={"Customer": moved})
    for ids in (SOUGHT, Sought(addresses=(ZOE,))):
        assert said(await looked(tables, a_model(alone), ids)) is Verdict.NO_CHECK


async def test_a_search_that_splits_words_widens_and_never_spoils_an_exact_answer() -> None:
    assert said(await looked(Tables({"Customer": people(3000)}, words=True), a_model(MAIL))) is Verdict.GONE
    blanks = [*people(60), customer(9, f" {ZOE} ")]  # a filter does not find it
    assert said(await looked(Tables({"Customer": blanks}, words=True), a_model(MAIL))) is Verdict.STILL_THERE


async def test_a_search_alone_that_finds_too_much_proves_nothing() -> None:
    alone = Column(name="Mail", meaning="IdentityServiceEmail", searchable=True, filterable=False)
    seen = await looked(Tables({"Customer": people(4000)}, words=True), a_model(alone))
    assert why(seen) == {"customers:Customer:Mail": Why.CUT}
    told = words.looks.not_checked(unproved(seen.aims, seen.looks))
    assert "the customers by Mail (" in told
    assert re.search(r"there are more than 3,000 entries|I read [1-9][\d,]* entries, and there are more", told), told
    assert told.endswith(words.looks.CUT_NEXT)


async def test_a_profile_with_another_id_and_address_is_found_by_its_key_in_a_source() -> None:
    key = Column(name="Shop_orders_id")
    hidden = [*people(60), {"CustomerId": "c-9", "Mail": None, "Shop_orders_id": "W-7"}]
    sought = Sought(addresses=(ZOE,), ids=("c-1",), keys=(("Shop_orders_id", "W-7"),))
    assert said(await looked(Tables({"Customer": hidden}), a_model(MAIL, key), sought)) is Verdict.STILL_THERE


# ---- tables of each customer


@pytest.mark.parametrize("kind", ["unifiedActivity", "profileKpi", "enrichment", "genericPrediction", "something new"])
async def test_every_table_with_a_customer_key_is_asked_by_customer_id(kind: str) -> None:
    made = (MadeTable(name="Made", kind=kind, columns=(Column(name="customerid"), Column(name="Score"))),)
    rows = {"Customer": people(60), "Made": people(60)}
    assert said(await looked(Tables(rows), a_model(MAIL, made=made))) is Verdict.GONE
    seen = await looked(Tables({**rows, "Made": [*people(60), HERE]}), a_model(MAIL, made=made))
    assert said(seen) is Verdict.STILL_THERE
    assert [look.aim.table for look in seen.looks if look.found] == ["Made"]


async def test_a_table_that_takes_no_question_is_not_checked_by_name() -> None:
    made = (MadeTable(name="Made", kind="enrichment", columns=(ID,)),)
    tables = Tables({"Customer": people(60), "Made": people(60)}, odd={"Made": _refused})
    assert why(await looked(tables, a_model(MAIL, made=made))) == {"table:Made": Why.CONTROL}
    missing = Tables({"Customer": people(60)})
    assert why(await looked(missing, a_model(MAIL, made=made))) == {"table:Made": Why.MISSING}


def _refused(question: Question, rows: Rows) -> Rows:
    return rows if question.how is How.ALL else []


async def test_contacts_of_a_business_are_asked_by_address_too() -> None:
    contacts = MadeTable(name="Contacts", kind="profile", columns=(Column(name="ContactId"), MAIL))
    rows = {"Customer": people(60), "Contacts": [*people(60), {"ContactId": "k", "Mail": ZOE}]}
    seen = await looked(Tables(rows), a_model(MAIL, made=(contacts,)))
    assert [look.aim.table for look in seen.looks if look.found] == ["Contacts"]


async def test_what_is_worked_out_about_all_together_is_not_asked() -> None:
    kinds = ("aggregateKpi", "dataLineage")
    made = tuple(MadeTable(name=kind, kind=kind, columns=(Column(name="Sum"),)) for kind in kinds)
    seen = await looked(Tables({"Customer": people(60)}), a_model(MAIL, made=made))
    assert said(seen) is Verdict.GONE
    assert not [look for look in seen.looks if look.aim.kind is Kind.TABLE]


OTHER_KINDS = (
    "", "unspecified", "profile", "conflationMap", "conflationManualReview", "selfConflation", "derivedEntity",
    "selfConflationManualReview", "transform", "hierarchy", "something new",
)  # fmt: skip


@pytest.mark.parametrize("columns", [(), (Column(name="Score"),)], ids=["no columns", "none that says whose"])
@pytest.mark.parametrize("kind", OTHER_KINDS)
async def test_a_table_of_another_kind_may_hold_somebody_whatever_its_columns_are(
    kind: str, columns: tuple[Column, ...]
) -> None:
    made = (MadeTable(name="Made", kind=kind, columns=columns),)
    rows: dict[str, Rows] = {"Customer": people(60), "Made": [{"Kunde": "c-1", "Score": "7"}]}
    assert why(await looked(Tables(rows), a_model(MAIL, made=made))) == {"table:Made": Why.NO_KEY}
    nobody = Tables({**rows, "Made": []})
    assert said(await looked(nobody, a_model(MAIL, made=made))) is Verdict.GONE


async def test_a_table_that_was_there_when_the_plan_was_made_is_asked_again_or_there_no_more() -> None:
    rows = {"Customer": people(60), "Made": [*people(60), HERE]}
    seen = await looked(Tables(rows), a_model(MAIL), remembered=("Made",))
    assert said(seen) is Verdict.STILL_THERE
    absent = await looked(Tables({"Customer": people(60)}), a_model(MAIL), remembered=("Made",))
    assert said(absent) is Verdict.GONE
    assert [look.control for look in absent.looks if look.aim.table == "Made"] == [Control.ABSENT]


async def test_without_a_customer_id_only_what_holds_nobody_is_proved() -> None:
    made = (MadeTable(name="Made", kind="enrichment", columns=(ID,)),)
    nobody = Sought(addresses=(ZOE,), complete=False)
    full = Tables({"Customer": people(60), "Made": people(5)})
    assert why(await looked(full, a_model(MAIL, made=made), nobody)) == {"table:Made": Why.NOBODY_KNOWN}
    empty = Tables({"Customer": people(60), "Made": []})
    assert said(await looked(empty, a_model(MAIL, made=made), nobody)) is Verdict.GONE


@pytest.mark.parametrize("sought", [
    Sought(ids=("W-1003",), complete=False, strange=True),
    Sought(addresses=(ZOE,), ids=("c-1", "W-1003"), complete=False, strange=True),
])  # fmt: skip
async def test_that_nobody_has_an_id_which_nobody_ever_had_proves_nothing(sought: Sought) -> None:
    """Neither where there is nothing but the customers, nor where all of them are read."""
    for store in (StoreState(store=Store.QUERYABLE, count=60), StoreState(store=Store.QUERYABLE)):
        seen = await looked(Tables({"Customer": people(60)}), a_model(MAIL), sought, store=store)
        assert why(seen) == {"customers:Customer:CustomerId": Why.NOBODY_KNOWN}
    refuses = Tables({"Customer": people(60)}, filters=("Mail",))
    assert said(await looked(refuses, a_model(MAIL), sought)) is Verdict.NO_CHECK
    holds = Tables({"Customer": [*people(60), customer(1, "", CustomerId="W-1003")]})
    assert said(await looked(holds, a_model(MAIL), sought)) is Verdict.STILL_THERE
    assert said(await looked(Tables({"Customer": []}), a_model(MAIL), sought)) is Verdict.GONE, "nobody is there at all"


async def test_of_two_people_the_id_of_one_is_not_enough() -> None:
    made = (MadeTable(name="Made", kind="enrichment", columns=(ID,)),)
    both = Sought(addresses=(ZOE, "yan@contoso.com"), ids=("c-1",), complete=False)
    tables = Tables({"Customer": people(60), "Made": people(60)})
    assert why(await looked(tables, a_model(MAIL, made=made), both)) == {"table:Made": Why.NOBODY_KNOWN}


@pytest.mark.parametrize(("known", "stands"), [
    ("c-1", "C-1"), ("C-1", "c-1"), ("2CD7E388", "2cd7e388"), ("2cd7e388", "2CD7E388"), ("aB-1", "AB-1"),
    ("aB-1", "Ab-1"),
])  # fmt: skip
@pytest.mark.parametrize("place", ["Customer", "Visits", "g"])
async def test_an_id_that_stands_there_in_other_capitals_is_found_where_they_count(
    known: str, stands: str, place: str
) -> None:
    rows = {"Customer": people(60), "Visits": people(60), "g": people(60)}
    tables = Tables({**rows, place: [*rows[place], customer(1, "", CustomerId=stands)]}, capitals=True)
    by_id = Sought(ids=(known,))
    seen = await looked(tables, a_model(MAIL, made=VISITS), by_id, segments=(a_segment("g"),))
    assert said(seen) is Verdict.STILL_THERE
    free = Tables(rows, capitals=True)
    assert said(await looked(free, a_model(MAIL, made=VISITS), by_id, segments=(a_segment("g"),))) is Verdict.GONE


async def test_where_capitals_count_an_id_of_both_cases_is_proved_gone_only_by_every_row() -> None:
    rows, large = {"Customer": people(60)}, people(4000)
    both, model = Sought(ids=("aB-1",)), a_model(MAIL, made=VISITS)
    seen = await looked(Tables({**rows, "Visits": large}, capitals=True), model, both)
    assert why(seen) == {"table:Visits": Why.CAPITALS}
    for ids in (("c-1",), ("C-1",), ("4711",), ("2cd7e388",)):
        seen = await looked(Tables({**rows, "Visits": large}, capitals=True), model, Sought(ids=ids))
        assert said(seen) is Verdict.GONE, "small letters and capitals were asked for"
    assert said(await looked(Tables({**rows, "Visits": large}), model, both)) is Verdict.GONE


# ---- rows that could not be read


@pytest.mark.parametrize("row", [{"id": "W-7"}, {"id": "x", "mail": f"Zoe <{ZOE}>"}, {"id": "x", "note": ["c-1"]}])
async def test_a_row_that_could_not_be_read_is_found_whatever_stands_where(row: dict[str, object]) -> None:
    others: Rows = [{"id": f"W-{n}0", "mail": f"s{n}@contoso.com"} for n in range(10, 40)]
    sought = Sought(addresses=(ZOE,), ids=("c-1",), keys=(("Shop_orders_id", "W-7"),))
    model = a_model(MAIL, Column(name="Shop_orders_id"), corrupt=("Shop_orders_corrupt",))
    gone = Tables({"Customer": people(60), "Shop_orders_corrupt": others})
    assert said(await looked(gone, model, sought)) is Verdict.GONE
    there = Tables({"Customer": people(60), "Shop_orders_corrupt": [*others, row]})
    assert said(await looked(there, model, sought)) is Verdict.STILL_THERE


async def test_a_table_of_unread_rows_that_takes_no_filter_is_not_checked() -> None:
    rows: Rows = [{"id": f"W-{n}", "mail": f"s{n}@contoso.com"} for n in range(150)]
    tables = Tables({"Customer": people(60), "Shop_orders_corrupt": rows}, filters=("Mail", "CustomerId"))
    seen = await looked(tables, a_model(MAIL, corrupt=("Shop_orders_corrupt",)))
    assert set(why(seen)) == {"corrupt:Shop_orders_corrupt:id", "corrupt:Shop_orders_corrupt:mail"}
    assert set(why(seen).values()) == {Why.REFUSED}


def a_warning() -> Node:
    fault = Fault(code="Rows", message="", culprit="user", warning=True)
    return Node(operation="ingestion", identifier="s1", name="Shop", state=NodeState.SUCCESSFUL, fault=fault)


async def test_a_refresh_that_warned_of_missing_rows_takes_a_table_that_shows_them() -> None:
    seen = await looked(Tables({"Customer": people(60)}), a_model(MAIL), nodes=(a_warning(),))
    assert why(seen) == {"source:s1": Why.WARNED}
    others: Rows = [{"id": f"W-{n}", "mail": f"s{n}@contoso.com"} for n in range(30)]
    shown = Tables({"Customer": people(60), "Shop_orders_corrupt": others})
    model = a_model(MAIL, corrupt=("Shop_orders_corrupt",))
    assert said(await looked(shown, model, nodes=(a_warning(),))) is Verdict.GONE


@pytest.mark.parametrize(
    "node",
    [
        replace(a_warning(), fault=Fault(code="Rows", message="", culprit="user")),
        replace(a_warning(), identifier="S1"),
    ],
    ids=["a success that names an error", "of a source in capitals"],
)
async def test_a_warning_is_one_however_it_is_told(node: Node) -> None:
    seen = await looked(Tables({"Customer": people(60)}), a_model(MAIL), nodes=(node,))
    assert why(seen) == {"source:s1": Why.WARNED}


async def test_an_error_of_a_later_run_is_no_warning_of_ours() -> None:
    later = replace(a_warning(), state=NodeState.FAILED, fault=Fault(code="Crash", message="", culprit="system"))
    assert said(await looked(Tables({"Customer": people(60)}), a_model(MAIL), nodes=(later,))) is Verdict.GONE


# ---- segments


def a_segment(name: str, **more: Any) -> Segment:
    facts: dict[str, Any] = {"active": True, "evaluated": at(1), "count": 60, **more}
    return Segment(name=name, label=name, **facts)


STALE = {
    "before the refresh": a_segment("g", evaluated=at(-60)),
    "asleep since": a_segment("g", active=False, evaluated=at(-60)),
    "a status nobody knows": a_segment("g", status="done", unclear=True),
    "a date nobody can read": a_segment("g", evaluated=None, unclear=True),
    "one that failed": a_segment("g", status="completedfailure"),
    "never, it says, and counts some": a_segment("g", evaluated=None, status="none"),
}


@pytest.mark.parametrize("segment", STALE.values(), ids=STALE)
async def test_a_segment_that_was_not_worked_out_since_is_not_checked(segment: Segment) -> None:
    tables = Tables({"Customer": people(60), "g": people(60)})
    assert why(await looked(tables, a_model(MAIL), segments=(segment,))) == {"segment:g": Why.STALE}


async def test_that_its_process_succeeded_since_is_as_good() -> None:
    node = Node(operation="segmentation", identifier="g", name="g", state=NodeState.SUCCESSFUL, last_success=at(2))
    tables = Tables({"Customer": people(60), "g": people(60)})
    unclear = a_segment("g", evaluated=None, unclear=True)
    assert said(await looked(tables, a_model(MAIL), segments=(unclear,), nodes=(node,))) is Verdict.GONE


@pytest.mark.parametrize("named_by", ["the list", "the tables", "the states", "the plan"])
async def test_a_segment_that_anything_names_is_asked(named_by: str) -> None:
    listed = (a_segment("g"),) if named_by == "the list" else ()
    model = a_model(MAIL)
    model = Model(**{**vars(model), "segments": ("g",) if named_by == "the tables" else ()})
    node = Node(operation="segmentation", identifier="g", name="g", state=NodeState.SUCCESSFUL)
    step = Step(request_id="r", key="static:g", position=9, subject_id="s", label="G")
    seen = await looked(
        Tables({"Customer": people(60), "g": [*people(60), HERE]}),
        model,
        segments=listed,
        nodes=(node,) if named_by == "the states" else (),
        steps=(*STEPS, step) if named_by == "the plan" else STEPS,
    )
    assert [look.aim.table for look in seen.looks if look.found] == ["g"]


async def test_a_deleted_segment_is_asked_again_and_its_table_must_be_there_no_more() -> None:
    step = Step(request_id="r", key="segment:g", position=9, subject_id="s", note="segment_gone")
    gone = await looked(Tables({"Customer": people(60)}), a_model(MAIL), steps=(*STEPS, step))
    assert said(gone) is Verdict.GONE
    assert [look.control for look in gone.looks if look.aim.table == "g"] == [Control.ABSENT]
    left = Tables({"Customer": people(60), "g": [*people(60), HERE]})
    assert said(await looked(left, a_model(MAIL), steps=(*STEPS, step))) is Verdict.STILL_THERE


async def test_a_segment_that_never_ran_holds_nobody_if_its_table_says_so() -> None:
    draft = a_segment("g", active=False, evaluated=None, status="none", count=0)
    for rows in ({"g": people(0)}, {}):
        tables = Tables({"Customer": people(60), **rows})
        assert said(await looked(tables, a_model(MAIL), segments=(draft,))) is Verdict.GONE
    full = Tables({"Customer": people(60), "g": people(60)})
    assert said(await looked(full, a_model(MAIL), segments=(draft,))) is Verdict.NO_CHECK


async def test_a_segment_that_is_said_to_hold_some_and_shows_nobody_is_not_checked() -> None:
    tables = Tables({"Customer": people(60), "g": []})
    assert why(await looked(tables, a_model(MAIL), segments=(a_segment("g"),))) == {"segment:g": Why.CONTROL}


@pytest.mark.parametrize(
    ("count", "unclear", "tells", "reason"),
    [
        (None, True, False, Why.CONTROL), (12, False, False, Why.CONTROL), (None, False, False, Why.CONTROL),
        (0, False, False, None), (0, True, False, None), (12, False, True, Why.CONTROL), (None, False, True, None),
    ],
)  # fmt: skip
async def test_a_segment_that_shows_nobody_holds_nobody_where_the_service_counts_nobody(
    count: int | None, unclear: bool, tells: bool, reason: Why | None
) -> None:
    tables = Tables({"Customer": people(60), "g": []}, tells=tells)
    seen = await looked(tables, a_model(MAIL), segments=(a_segment("g", count=count, unclear=unclear),))
    assert why(seen) == ({"segment:g": reason} if reason else {})


@pytest.mark.parametrize(("silent", "reason"), [(("segments",), Why.DOWN), (("states",), Why.DOWN), ((), Why.STALE)])
async def test_while_nobody_says_when_a_segment_was_worked_out_it_is_waited_for(
    silent: tuple[str, ...], reason: Why
) -> None:
    tables, model = Tables({"Customer": people(60), "g": people(60)}), a_model(MAIL)
    lists = Lists(
        model=replace(model, segments=("g",)), store=StoreState(store=Store.QUERYABLE, count=60), segments=None,
        states=None, looks=tuple(Look(aim=Aim(kind=Kind.LIST, table=name), why=Why.DOWN) for name in silent),
    )  # fmt: skip
    seen = Round(Looking(people=tables, controls=Controls()), SOUGHT)
    await seen.everywhere(lists, STEPS, (), {}, since(STEPS))
    assert why(seen)["segment:g"] is reason


# ---- many at once


async def test_a_control_serves_all_who_look_at_the_same_time() -> None:
    tables = Tables({"Customer": people(60)})
    controls = Controls(60)
    for _ in range(3):
        looking = Looking(people=tables, controls=controls)
        look = Look(aim=Aim(kind=Kind.CUSTOMERS, table="Customer", column="CustomerId"), column="CustomerId")
        seen = await looking.filtered(look, ("c-1",), lambda row: row.one("CustomerId") == "c-1")
        assert seen.verdict is Verdict.GONE
    assert len(tables.asked) == 2 + 3  # who is there, the control; and each its question


async def test_where_the_control_is_gone_meanwhile_another_is_asked_for() -> None:
    rows = people(60)
    vanished = {str(rows[0]["CustomerId"])}
    odd: Odd = lambda q, found: [r for r in found if q.how is How.ALL or r["CustomerId"] not in vanished]  # noqa: E731
    seen = await looked(Tables({"Customer": rows}, odd={"Customer": odd}), a_model(MAIL))
    assert said(seen) is Verdict.GONE
