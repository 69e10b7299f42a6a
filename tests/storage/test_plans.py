"""Every statement of the repositories finds its rows by an index, so that old requests cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from domain.notice import Outcome
from domain.request import Kind, State
from storage.engines import open_engines
from storage.store import open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY, Started
from tests.storage.factories import NOW, a_step, a_vote, an_account, file_request


async def test_no_statement_reads_a_whole_table(sqlite_url: str, started: Started) -> None:
    async with open_store(sqlite_url, MASTER_KEY, started) as store:
        with statements() as seen:
            await store.write(use_everything)
    engines = open_engines(sqlite_url, writers=1, readers=1)
    with engines.read.connect() as connection:
        plans = {
            sql: [str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all()]
            for sql, parameters in seen.items()
        }
    engines.dispose()
    assert len(plans) > 30
    scans = {sql: plan for sql, plan in plans.items() if any("SCAN" in step and "INDEX" not in step for step in plan)}
    assert scans == {}


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    seen: dict[str, Any] = {}

    def note(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, executemany: bool) -> None:
        if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            seen[sql] = parameters[0] if executemany else parameters

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def use_everything(unit: Unit) -> None:
    account = an_account()
    person = unit.people.meet(account, "Ada", "ada@contoso.com", NOW)
    unit.people.meet(account, "Ada L.", "ada@contoso.com", NOW)
    unit.people.of_account(account)
    unit.people.names([person.id])
    unit.people.accounts(person.id)
    subject = unit.subjects.for_address("anna@contoso.com", NOW)
    request = file_request(unit)
    unit.subjects.link(request.id, subject)
    unit.requests.mark(request.id, "mark")
    unit.requests.twins(Kind.REFRESH, "mark")
    unit.requests.board()
    unit.requests.board(states=[State.IN_PROGRESS])
    unit.requests.board(requester=person.id)
    unit.requests.due(NOW, 10)
    unit.steps.add([a_step(request)])
    unit.steps.save(a_step(request))
    unit.steps.of(request.id)
    unit.votes.add(a_vote(request))
    unit.votes.of(request.id)
    unit.events.add("filed", NOW, actor=person.id, request=request.id)
    unit.notices.add("key", "asked", "role:approver", NOW)
    for notice in unit.notices.claim(NOW, NOW, 10):
        unit.notices.done(notice.id)
        unit.notices.give_up(notice.id, "gone")
    unit.cards.add(request.id, "slack", "C0", "1", full=False, person_id=None, drawn=0)
    for card in unit.cards.stale(["slack"], 10):
        unit.cards.drawn(card.id, 1)
        unit.cards.forget(card.id)
    unit.cards.find("slack", "C0", "1")
    unit.cards.redraw_all("slack")
    unit.requests.touch(request.id)
    unit.deliveries.seen("T1")
    unit.deliveries.add("T1", Outcome("filed"), NOW)
