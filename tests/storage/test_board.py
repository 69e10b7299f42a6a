"""The board: who stands on it, in which order, page by page; and it costs what waits, not what ever was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, insert

from domain.board import LAST, Lane
from domain.erasure.plan import StepKind, key_of
from domain.request import OPEN, UNANSWERED, Kind, Request, State, StepState
from storage import tables
from storage.engines import open_engines
from storage.migrate import upgrade_in
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_request, a_step, file_request

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()


def ids(requests: list[Request]) -> list[str]:
    return [request.id for request in requests]


def shown(unit: Unit, **lane: object) -> list[str]:
    return ids(unit.requests.lane(Lane(**lane), 100))


async def test_the_longest_overdue_comes_first_and_what_no_law_dates_comes_last(store: Store) -> None:
    def fill(unit: Unit) -> list[str]:
        file_request(unit, id="removal", kind=Kind.REMOVE_USER, received_on=date(2020, 1, 1))
        file_request(unit, id="new", received_on=TODAY)
        file_request(unit, id="same day, later", received_on=TODAY - 40 * DAY, created_at=NOW + HOUR)
        file_request(unit, id="old", received_on=TODAY - 40 * DAY)
        return shown(unit)

    assert await store.write(fill) == ["old", "same day, later", "new", "removal"]


async def test_an_open_request_is_on_the_board_whatever_becomes_of_it_until_it_ends(store: Store) -> None:
    def live(unit: Unit) -> list[bool]:
        request, on_board = file_request(unit), []
        for state in sorted(OPEN):
            request = unit.requests.save(replace(request, state=state))
            on_board.append(shown(unit) == [request.id])
        unit.requests.save(replace(request, state=State.COMPLETED, closed_at=NOW))
        return [*on_board, shown(unit) == []]

    assert await store.write(live) == [True, True, True, True]


@pytest.mark.parametrize("state", sorted(UNANSWERED))
async def test_a_person_who_was_not_answered_stays_on_the_board(store: Store, state: State) -> None:
    def end(unit: Unit) -> list[str]:
        request = ended(unit, state)
        return shown(unit) if request else []

    assert await store.write(end) == ["waits"]


def told(unit: Unit, request: Request) -> None:
    unit.steps.add([a_step(request, key_of(StepKind.ANSWER))])
    unit.steps.save(a_step(request, key_of(StepKind.ANSWER), state=StepState.DONE))


def told_at_once(unit: Unit, request: Request) -> None:
    unit.steps.add([a_step(request, key_of(StepKind.ANSWER), state=StepState.DONE)])


def replaced(unit: Unit, request: Request) -> None:
    file_request(unit, id="instead", requester_id="ben", replaces=request.id)
    unit.subjects.link("instead", unit.subjects.for_address("anna@contoso.com", NOW))


@pytest.mark.parametrize("answer", [told, told_at_once, replaced])
async def test_a_person_who_was_answered_leaves_the_board(
    store: Store, answer: Callable[[Unit, Request], None]
) -> None:
    def do(unit: Unit) -> tuple[list[str], list[str]]:
        request = ended(unit)
        before = shown(unit, requester="ada")
        answer(unit, request)
        return before, shown(unit, requester="ada")

    assert await store.write(do) == (["waits"], [])


def by_nobody(unit: Unit) -> None:
    file_request(unit, id="instead", requester_id="ben", replaces="waits")


def by_another(unit: Unit) -> None:
    by_nobody(unit)
    unit.subjects.link("instead", unit.subjects.for_address("zoe@contoso.com", NOW))


def by_one_of_two(unit: Unit) -> None:
    unit.subjects.link("waits", unit.subjects.for_address("zoe@contoso.com", NOW))
    by_another(unit)


@pytest.mark.parametrize("correct", [by_nobody, by_another, by_one_of_two])
async def test_whom_a_correction_leaves_out_stays_on_the_board_until_one_names_them(
    store: Store, correct: Callable[[Unit], None]
) -> None:
    """A human is named by whatever identifier, also where it is found out later that it is theirs."""

    def do(unit: Unit) -> list[list[str]]:
        seen = [shown(unit, requester="ada")] if ended(unit) else []
        correct(unit)
        seen.append(shown(unit, requester="ada"))
        assert unit.requests.replaced("waits") is None
        file_request(unit, id="anew", requester_id="ben", replaces="waits", created_at=NOW + HOUR)
        for who in ("C-1", "zoe@contoso.com"):
            unit.subjects.link("anew", unit.subjects.for_address(who, NOW))
        seen.append(shown(unit, requester="ada"))
        unit.subjects.unite([unit.subjects.for_address(who, NOW) for who in ("anna@contoso.com", "C-1")])
        assert unit.requests.replaced("waits") == "anew"
        return [*seen, shown(unit, requester="ada")]

    assert await store.write(do) == [["waits"], ["waits"], ["waits"], []]


async def test_a_request_about_nobody_and_a_removal_leave_the_board_with_their_end(store: Store) -> None:
    def end(unit: Unit) -> list[str]:
        about_nobody = file_request(unit)
        unit.requests.save(replace(about_nobody, state=State.DENIED))
        ended(unit, kind=Kind.REMOVE_USER)
        return shown(unit)

    assert await store.write(end) == []


async def test_a_step_that_is_no_answer_changes_nothing(store: Store) -> None:
    def end(unit: Unit) -> list[str]:
        request = ended(unit)
        unit.steps.add([a_step(request, "web", state=StepState.DONE), a_step(request, key_of(StepKind.ANSWER), 2)])
        return shown(unit)

    assert await store.write(end) == ["waits"]


async def test_each_part_of_the_board_holds_what_it_says(store: Store) -> None:
    def fill(unit: Unit) -> list[list[str]]:
        exports = {"kind": Kind.EXPORT, "requester_id": "ben"}
        file_request(unit, id="mine", received_on=TODAY - 2 * DAY)
        file_request(unit, id="mine, done", state=State.COMPLETED)
        file_request(unit, id="mine, done before", state=State.COMPLETED, created_at=NOW - HOUR)
        file_request(unit, id="under way", state=State.NEEDS_ATTENTION, run=1, **exports)
        file_request(unit, id="not approved", **exports)
        file_request(unit, id="done", state=State.COMPLETED, run=1, **exports)
        file_request(unit, id="theirs", requester_id="ben", received_on=TODAY - DAY)
        parts = [
            {"requester": "ada"},
            {"requester": "ada", "exports": True},
            {"requester": "ada", "ended": True},
            {"until": TODAY - DAY},
            {"requester": "ada", "until": TODAY - DAY},
        ]
        counts = [unit.requests.count(Lane(**part)) for part in parts]
        found = [shown(unit, **part) for part in parts]
        assert counts == [*map(len, found)]
        return found

    assert await store.write(fill) == [
        ["mine"],
        ["mine", "under way"],
        ["mine, done", "mine, done before"],
        ["mine", "theirs"],
        ["mine"],
    ]


@pytest.mark.parametrize("lane", [Lane(), Lane(requester="ada", ended=True)], ids=["waiting", "ended"])
async def test_every_page_is_reached_in_both_directions(store: Store, lane: Lane) -> None:
    def fill(unit: Unit) -> None:
        for number in range(23):  # some of one day, some of one moment
            day, moment = TODAY - (number // 6) * DAY, NOW + (number // 2) * HOUR
            state = State.COMPLETED if lane.ended else State.IN_PROGRESS
            file_request(unit, received_on=day, created_at=moment, state=state)

    await store.write(fill)

    def turn(unit: Unit) -> tuple[list[str], list[str], list[str]]:
        forth = page = unit.requests.lane(lane, 5)
        while page := unit.requests.lane(lane, 5, beside=page[-1]):
            forth = [*forth, *page]
        back = page = unit.requests.lane(lane, 5, back=True)
        while page := unit.requests.lane(lane, 5, beside=page[0], back=True):
            back = [*page, *back]
        return ids(forth), ids(back), ids(unit.requests.lane(lane, 100))

    forth, back, everything = await store.read(turn)
    assert len(everything) == 23
    assert forth == back == everything


async def test_a_page_begins_where_a_request_stood_that_has_left_the_board(store: Store) -> None:
    def leave(unit: Unit) -> bool:
        requests = [file_request(unit, received_on=TODAY + number * DAY) for number in range(3)]
        gone = unit.requests.save(replace(requests[1], state=State.COMPLETED))
        return ids(unit.requests.lane(Lane(), 5, beside=gone)) == [requests[2].id]

    assert await store.write(leave)


async def test_what_an_earlier_release_files_meanwhile_is_on_the_board(store: Store, database_url: str) -> None:
    """It knows nothing of the mark, and what nobody knows hides nobody."""
    subject = await store.write(lambda unit: unit.subjects.anonymous(NOW))
    engines = open_engines(database_url, readers=1)
    with engines.write.begin() as connection:
        connection.execute(insert(tables.requests).values(**vars(a_request(subject, id="theirs")), changed=1))
    engines.dispose()
    assert await store.read(shown) == ["theirs"]


def test_a_filled_database_is_marked_by_the_migration(empty_database: Callable[[], str]) -> None:
    engines = open_engines(empty_database(), readers=1)
    with engines.write.begin() as connection:
        upgrade_in(connection, "0010")
        connection.execute(insert(tables.subjects).values(id="s", created_at=NOW, human="s"))

        def file(id: str, about: bool = True, answer: StepState | None = None, **changes: object) -> None:
            row = {**vars(a_request("s", id=id, **changes)), "changed": 1}
            del row["counted_on"], row["extended_on"], row["questioned_on"], row["proved_on"]
            del row["batch"]  # which came later
            connection.execute(insert(tables.requests).values(**row))
            if about:
                connection.execute(insert(tables.request_subjects).values(request_id=id, subject_id="s"))
            if answer:
                step = {**vars(a_step(a_request("s", id=id), key_of(StepKind.ANSWER), state=answer))}
                del step["told_on"]  # came later as well
                connection.execute(insert(tables.steps).values(**step))

        file("open")
        file("removal", kind=Kind.REMOVE_USER)
        file("denied", state=State.DENIED)
        file("not told", state=State.EXPIRED, answer=StepState.WAITING)
        file("told", state=State.DENIED, answer=StepState.DONE)
        file("about nobody", about=False, state=State.DENIED)
        file("replaced", state=State.CANCELLED)
        file("instead", replaces="replaced")
        file("completed", state=State.COMPLETED)
        file("refused", state=State.REFUSED)
        file("removal denied", kind=Kind.REMOVE_USER, state=State.DENIED)
        upgrade_in(connection)
        marked = {row.id: row.waits_since for row in connection.execute(tables.requests.select())}
    engines.dispose()
    waits = dict.fromkeys(("open", "denied", "not told", "instead", "refused"), TODAY) | {"removal": LAST}
    assert {id: since for id, since in marked.items() if since} == waits


MANY = 5_000
READS: dict[str, Callable[[Unit], object]] = {
    "open": lambda unit: unit.requests.lane(Lane(), 21),
    "overdue": lambda unit: unit.requests.lane(Lane(until=TODAY - DAY), 21),
    "own": lambda unit: unit.requests.lane(Lane(requester="ada", exports=True), 21),
    "all of my own": lambda unit: unit.requests.lane(Lane(requester="ada", ended=True), 21),
    "how many": lambda unit: unit.requests.count(Lane()),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
async def test_it_costs_what_waits_and_not_what_has_ended(sqlite_url: str, read: Callable[[Unit], object]) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await store.write(lambda unit: [ended_long_ago(unit, number) for number in range(30)])
        await store.write(lambda unit: [file_request(unit, received_on=TODAY - 60 * DAY) for _ in range(30)])
        before = await steps_of(store, read)
        await store.write(lambda unit: [ended_long_ago(unit, number) for number in range(MANY)])
        assert await steps_of(store, read) <= before * 1.1


@pytest.mark.parametrize("read", [name for name in READS if name != "all of my own"])
async def test_postgresql_finds_it_by_the_index_of_those_who_wait(postgresql_url: str, read: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    async with open_store(postgresql_url, MASTER_KEY) as store:
        event.listen(Engine, "before_cursor_execute", note)
        try:
            await store.read(READS[read])
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    statement, values = asked[-1]
    engines = open_engines(postgresql_url, readers=1)
    with engines.write.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # a table of none is read as quickly
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    engines.dispose()
    assert "ix_requests_waits_since_created_at_id" in "\n".join(plan)


def ended_long_ago(unit: Unit, number: int) -> Request:
    state = sorted({*State} - OPEN)[number % 5]
    received = TODAY - (60 + number % 900) * DAY
    subject = unit.subjects.for_address("anna@contoso.com", NOW)
    then = {"received_on": received, "created_at": NOW - 60 * DAY - number * HOUR}
    return file_request(unit, subject_id=subject, state=state, run=number % 2, **then)


async def steps_of(store: Store, read: Callable[[Unit], object]) -> int:
    """How many instructions SQLite's machine takes for it, in tens."""

    def counted(unit: Unit) -> int:
        ticks = 0

        def tick() -> None:
            nonlocal ticks
            ticks += 1

        connection = unit.requests._connection.connection.driver_connection
        assert connection
        connection.set_progress_handler(tick, 10)
        try:
            read(unit)
        finally:
            connection.set_progress_handler(None, 10)
        return ticks

    return await store.read(counted)


def ended(unit: Unit, state: State = State.DENIED, **changes: object) -> Request:
    """A request about somebody, that has ended."""
    request = file_request(unit, id="waits", **changes)
    unit.subjects.link(request.id, unit.subjects.for_address("anna@contoso.com", NOW))
    return unit.requests.save(replace(request, state=state, closed_at=NOW))
