"""Every statement of the repositories finds its rows by an index, so that old requests cost nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import Engine, event

from domain.board import Lane
from domain.event import EventKind
from domain.hold import Hold
from domain.mail.message import LetterFrom, StoredLetter
from domain.outcome import Code, Outcome
from domain.people import Whose
from domain.request import Kind
from domain.target import Target
from storage.store import open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_mail, a_request, a_step, a_vote, an_account, file_request

_LIMIT = re.compile(r"LIMIT \d+ OFFSET \d+")
_BOARD = "ix_requests_waits_since_created_at_id"


async def test_no_statement_reads_a_whole_table(sqlite_url: str) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        with statements() as seen:
            await store.write(use_everything)
    plans = explain(sqlite_url, seen)
    assert len(plans) > 30
    assert {sql: plan for sql, plan in plans.items() if any(map(reads_all, plan))} == {}


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda unit: unit.requests.due(NOW, 10), "ix_requests_due_at"),
        (lambda unit: unit.requests.counted_before(NOW.date(), 10), "ix_requests_counted_on"),
        (lambda unit: unit.requests.behind(), "ix_requests_changed"),
        (lambda unit: unit.requests.twins(Kind.REFRESH, "mark"), "ix_requests_fingerprint"),
        (lambda unit: unit.starts.asked(10), "ix_requests_begins"),
        (lambda unit: unit.lists.waits(NOW), "ix_lists_look_at"),
        (lambda unit: unit.notices.untold(), "ix_notices_due_at"),
        (lambda unit: unit.notices.claim(NOW, NOW, 10), "ix_notices_due_at"),
        (lambda unit: unit.cards.stale(["slack"], 10), "ix_requests_changed"),
        (lambda unit: unit.steps.sharing("job", besides="r1"), "ix_steps_job_id"),
        (lambda unit: unit.events.paused(), "ix_events_stops"),
        (lambda unit: unit.events.held_subjects(), "ix_events_stops"),
        (lambda unit: unit.covering.of("DSR-AAAAAA", ["anna@contoso.com"]), "ix_events_stops"),
        (lambda unit: unit.events.moves(), "ix_events_moves"),
        (lambda unit: unit.requests.off_the_board(), "ix_requests_state_created_at"),
        (lambda unit: unit.ends.closed_after("", 10), "USING INDEX sqlite_autoindex_requests_1 (id>?)"),
        (lambda unit: unit.requests.lane(Lane(), 20), _BOARD),
        (lambda unit: unit.requests.lane(Lane(), 20, beside=a_request("s"), back=True), _BOARD),
        (lambda unit: unit.requests.lane(Lane(requester="ada", exports=True), 20), _BOARD),
        (lambda unit: unit.requests.lane(Lane(until=NOW.date()), 20), _BOARD),
        (lambda unit: unit.requests.count(Lane()), _BOARD),
        (lambda unit: unit.requests.count(Lane(until=NOW.date())), _BOARD),
        (lambda unit: unit.reports.received(NOW.date(), NOW.date()), "ix_requests_received_on"),
        (lambda unit: unit.reports.failures(NOW.date(), NOW.date()), "ix_events_failed"),
        (lambda unit: unit.requests.lane(Lane(requester="ada", ended=True), 20), "ix_requests_requester_id_created_at"),
    ],
)
async def test_what_is_asked_again_and_again_looks_only_at_the_few_rows_that_wait(
    sqlite_url: str, read: Callable[[Unit], object], index: str
) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        with statements() as seen:
            await store.write(read)
    [plan] = explain(sqlite_url, seen).values()
    assert index in " ".join(plan)


async def test_what_was_found_out_of_whom_a_hold_is_on_is_found_by_its_subject(sqlite_url: str) -> None:
    def held(unit: Unit) -> None:
        subject = unit.subjects.for_address("anna@contoso.com", NOW)
        unit.events.add(EventKind.SUBJECT_HELD, NOW, actor="ada", request=None, data={"subject": subject})
        unit.covering.of("DSR-AAAAAA", ["anna@contoso.com"])

    async with open_store(sqlite_url, MASTER_KEY) as store:
        with statements() as seen:
            await store.write(held)
    plans = {sql: " ".join(plan) for sql, plan in explain(sqlite_url, seen).items() if "'subject.united'" in sql}
    assert [plan for plan in plans.values() if "ix_events_united" in plan]
    assert not [plan for plan in plans.values() if reads_all(plan)]


async def test_what_the_log_is_asked_at_each_act_takes_no_longer_the_longer_it_is(sqlite_url: str) -> None:
    def ask(unit: Unit) -> None:
        unit.delegations.add("ada", "ben", NOW.date(), NOW)
        unit.delegations.begun()
        unit.codes.use("device", 1, NOW)
        unit.codes.wrong("ada", NOW)

    async with open_store(sqlite_url, MASTER_KEY) as store:
        with statements() as seen:
            await store.write(ask)
    plans = {sql: plan for sql, plan in explain(sqlite_url, seen).items() if "FROM events" in sql}
    assert len(plans) == 3
    assert [plan for plan in plans.values() if "ix_events_checks (at>" not in " ".join(plan)] == []


async def test_what_was_drawn_lately_is_found_from_the_end_of_the_log(sqlite_url: str) -> None:
    """Backwards to the first event that is older, and no further."""
    async with open_store(sqlite_url, MASTER_KEY) as store:
        with statements() as seen:
            await store.write(lambda unit: unit.cards.redraw_since(NOW))
    plans = explain(sqlite_url, [sql for sql in seen if "FROM events" in sql]).values()
    assert len(plans) == 2
    for plan in plans:
        assert "SEARCH events USING INTEGER PRIMARY KEY (rowid>?)" in plan
        assert not [step for step in plan if "TEMP B-TREE" in step]
        assert [step for step in plan if reads_all(step)] == ["SCAN events"]


def reads_all(step: str) -> bool:
    return "SCAN" in step and "INDEX" not in step and step != "SCAN CONSTANT ROW"


def explain(url: str, seen: Collection[str]) -> dict[str, list[str]]:
    """As they are asked: how many rows are wanted at most is not known when SQLite chooses how to find them."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        asked = {sql: f"EXPLAIN QUERY PLAN {_LIMIT.sub('LIMIT :rows OFFSET :rows', sql)}" for sql in seen}
        return {sql: [step for *_, step in connection.execute(ask, {"rows": 1})] for sql, ask in asked.items()}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What reached the database, with the values filled in."""
    seen: list[str] = []

    def note(sql: str) -> None:
        if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            seen.append(sql)

    def watch(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(note)

    event.listen(Engine, "checkout", watch)
    try:
        yield seen
    finally:
        event.remove(Engine, "checkout", watch)


def use_everything(unit: Unit) -> None:
    account = an_account()
    person = unit.people.meet(account, "Ada", "ada@contoso.com", NOW).person
    unit.people.meet(account, "Ada L.", "ada@contoso.com", NOW)
    unit.people.known(account, "Ada L.", "ada@contoso.com", NOW)
    unit.people.elsewhere(an_account("7d1c", "teams"), "ada@contoso.com")
    taker = unit.people.meet(an_account("U0NEW"), "Ada", "ada@contoso.com", NOW)
    unit.people.now([person.id, taker.person.id])
    unit.people.same(person.id, [taker.person.id])
    unit.people.moves.all()
    unit.people.moves.of("ada@contoso.com")
    unit.people.moves.settle(taker.moved[0].id, Whose.OLD, NOW)
    unit.people.of_account(account)
    unit.people.names([person.id])
    unit.people.accounts(person.id)
    subject = unit.subjects.for_address("anna@contoso.com", NOW)
    request = file_request(unit, fingerprint="mark")
    unit.people.keep_with(request.id, person.id)
    unit.people.asked(request.id, person.id)
    unit.subjects.link(request.id, subject)
    unit.subjects.unite([subject, unit.subjects.for_address("C-1", NOW)])
    unit.subjects.shared(request.id, [subject])
    unit.subjects.holds(request.id)
    unit.subjects.hold(Hold(subject_id=subject, by="ada", at=NOW, reason=b""))
    unit.subjects.release(subject)
    unit.requests.about(subject)
    unit.requests.twins(Kind.REFRESH, "mark")
    unit.requests.replaced(request.id)
    for lane in (Lane(), Lane(requester=person.id, exports=True, until=NOW.date()), Lane(requester="x", ended=True)):
        unit.requests.count(lane)
        for back in (False, True):
            unit.requests.lane(lane, 10, back=back)
            unit.requests.lane(lane, 10, beside=request, back=back)
    unit.reports.received(NOW.date(), NOW.date())
    unit.reports.failures(NOW.date(), NOW.date())
    unit.requests.due(NOW, 10)
    unit.steps.add([a_step(request)])
    unit.steps.save(a_step(request))
    unit.steps.of(request.id)
    unit.steps.sharing("job", besides=request.id)
    unit.votes.add(a_vote(request), b"proof")
    unit.votes.of(request.id)
    unit.events.add("filed", NOW, actor=person.id, request=request.id)
    unit.events.of(request.id)
    unit.events.holds(request.id)
    unit.notices.add("key", "asked", Target.read("role:approver"), NOW)
    for notice in unit.notices.claim(NOW, NOW, 10):
        unit.notices.done(notice.id)
        unit.notices.give_up(notice.id, "gone")
    unit.cards.add(request.id, "slack", "C0", "1", full=False, person_id=None, drawn=0)
    for card in unit.cards.stale(["slack"], 10):
        unit.cards.drawn(card.id, 1)
        unit.cards.forget(card.id)
    unit.cards.find("slack", "C0", "1")
    for surface, person_id in [*unit.cards.owners(["slack"]), ("slack", "ben")]:
        for own in [*unit.cards.of(surface, person_id, 0, 10)]:
            unit.cards.outdate(own.id)
    unit.cards.outdate(1)
    unit.cards.redraw_all("slack")
    unit.requests.of_kind(Kind.EXPORT, NOW)
    unit.letters.add([StoredLetter(name="mark", request_id=request.id, sender=LetterFrom.US, noted_at=NOW)])
    unit.letters.requests(["mark", "other"])
    unit.letters.any_since(NOW)
    mail = a_mail(request)
    unit.mails.known(mail.key)
    unit.mails.get(unit.mails.add(mail))
    unit.mails.of(request.id)
    unit.mails.reached("mailbox", "1")
    unit.mails.reached("mailbox", unit.mails.cursor("mailbox"))
    brake = unit.brakes.put_on("ada", NOW, "s", b"why")
    assert brake
    unit.brakes.get(brake.id)
    unit.brakes.take_off(brake, "amir", NOW)
    unit.brakes.stopped()
    unit.deliveries.seen("T1")
    unit.deliveries.add("T1", Outcome(Code.FILED), NOW)
