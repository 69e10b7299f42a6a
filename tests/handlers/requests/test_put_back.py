"""Whoever can write to the database puts back what has ended, or takes the name of who set it away: the log knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.app.cutting import cut_log
from domain.brake import Behind
from domain.event import EventKind
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.requests.brake import stop_everything
from handlers.requests.leaving import look_for_leavers
from handlers.requests.order import as_ordered
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.erasure.erasing import ZOE, deleted, settle
from tests.handlers.erasure.erasing import state as wait_for_state
from tests.handlers.people.test_delegate import away
from tests.handlers.requests.test_codes import CODES
from tests.handlers.requests.test_forged import JULIA, MARK, OPENED, TWO, _forged, _named
from tests.handlers.requests.test_leavers import LEFT, long_ago
from tests.handlers.requests.test_one_human import NEW, SEGMENT, made_new
from tests.stage import Scene, filed, said

ANNA = "anna@contoso.com"
FIELDS = "giver, taker, until, at, mac"
ALTERED = words.requests.OBJECTIONS[Objection.ALTERED]
NOT_YOURS = words.rights.NOT_YOUR_RELEASE


async def test_a_vote_that_was_taken_away_does_not_come_back(opened_anywhere: Open) -> None:
    """Of somebody who has left; and the work is begun by hand."""
    async with opened_anywhere(config=TWO) as on:
        ref = await on.file("ada", f"remove-user {MARK}")
        await long_ago(on, "ben", ref)
        [row] = on.rows(f"SELECT * FROM votes WHERE request_id = '{ref}'")
        on.terminal.becomes(LEFT["deactivated"])
        await look_for_leavers(on.bot.deps)
        await on.act("cleo", "approve", ref)
        assert len(await on.votes(ref)) == 1
        kept = {name: value for name, value in row._mapping.items() if name != "id"}
        with on.database.begin() as connection:
            names = ", ".join(kept)
            values = ", ".join(f":{name}" for name in kept)
            connection.execute(text(f"INSERT INTO votes ({names}) VALUES ({values})"), kept)
        await _forged(on, [f"UPDATE requests SET state = 'in_progress', run = 1 WHERE id = '{ref}'"])
        request = await on.request(ref)
        await on.bot.deps.storage.write(lambda unit: unit.start(request))
        await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
        assert not await on.calls("DELETE", "/assignment")
        await _named(on, ref)


BACK = {
    "the row": "UPDATE delegations SET active = 1, ended_at = NULL",
    "a copy of it": f"INSERT INTO delegations ({FIELDS}, active) SELECT {FIELDS}, 1 FROM delegations",
}


@pytest.mark.parametrize("statement", BACK.values(), ids=BACK)
async def test_a_delegation_that_was_ended_does_not_come_back(opened_anywhere: Open, statement: str) -> None:
    async with opened_anywhere(works=False) as desk:
        await away(desk, "ben", "nils")
        [row] = desk.rows("SELECT id FROM delegations")
        await desk.act("ben", "delegate-end", str(row.id))
        await _forged(desk, [statement])
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("nils", "approve", ref)
        assert not await desk.votes(ref)
        if "UPDATE" in statement:
            await _forged(desk, ["DELETE FROM delegations"])
            await away(desk, "ben", "nils")  # the same once more, by who is away
            await desk.act("nils", "approve", ref)
            assert len(await desk.votes(ref)) == 1


@pytest.mark.parametrize("how", ["stopped", "replaced"])
async def test_a_device_that_has_ended_does_not_come_back(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        old = Phones(desk)
        await old.enrolled("ben", "cleo")
        [row] = desk.rows("SELECT * FROM devices")
        if how == "stopped":
            old.clock.on(seconds=1)
            await desk.typed("ben", "code stop")
        else:
            await Phones(desk, clock=old.clock).enrolled("ben", "cleo")
        kept = dict(row._mapping)
        with desk.database.begin() as connection:
            connection.execute(text("DELETE FROM devices"))
            names, values = ", ".join(kept), ", ".join(f":{name}" for name in kept)
            connection.execute(text(f"INSERT INTO devices ({names}) VALUES ({values})"), kept)
        ref = await desk.file("ada", f"remove-user {MARK}")
        assert words.codes.NO_CODE in said(await old.approves("ben", ref))
        assert not await desk.votes(ref)


OTHERS = {
    "another name in the row": "UPDATE subjects SET held_by = 'somebody' WHERE held_at IS NOT NULL; "
    "UPDATE brakes SET \"by\" = 'somebody'",
    **NEW,
}


_WROTE = (
    "INSERT INTO events (kind, at, actor_id, data) SELECT '{0}', at, 'somebody', {1} "
    "FROM (SELECT max(at) AS at FROM events) AS n"
)
OF_HOLDS = OTHERS | {
    "an event that names somebody else": _WROTE.format("subject.held", """'{{"subject":"' || subjects.id || '"}}'""")
    + ", subjects WHERE held_at IS NOT NULL; "
    + OTHERS["another name in the row"]
}
MOVED = "UPDATE brakes SET id = id + 7; "
OF_THE_BRAKE = {
    **OTHERS,
    **{f"another id, and {name}": MOVED + how for name, how in OTHERS.items()},
    "an event that names somebody else": _WROTE.format("brake.on", '\'{{"brake":"1"}}\'')
    + "; "
    + OTHERS["another name in the row"],
}


@pytest.mark.parametrize("how", OF_HOLDS.values(), ids=OF_HOLDS)
async def test_who_set_a_hold_does_not_release_it_whoever_they_are_made(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False) as desk:
        await desk.typed("cleo", "help")
        ref = await desk.file("amir", f"remove-user {MARK}")
        await desk.typed("ada", f"hold {ref} a case")
        await desk.typed("ada", f"hold {ANNA} a case")
        await made_new(desk, "ada", how)
        for typed in (f"release {ref}", f"release {ANNA}"):
            assert NOT_YOURS in said(await desk.typed("ada", typed))
        assert len(desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")) == 2
        for typed in (f"release {ref}", f"release {ANNA}"):
            await desk.typed("amir", typed)
        assert not desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")


@pytest.mark.parametrize("how", OF_THE_BRAKE.values(), ids=OF_THE_BRAKE)
async def test_who_put_the_brake_on_does_not_take_it_off_whoever_they_are_made(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False) as desk:
        for who in ("amir", "cleo"):
            await desk.typed(who, "help")
        await desk.typed("ada", "pause it is wrong")
        await made_new(desk, "ada", how)
        assert said(await desk.typed("ada", "resume")) == words.brake.not_yours("")
        assert desk.rows("SELECT 1 FROM brakes WHERE active = 1")
        await desk.typed("amir", "resume")
        assert not desk.rows("SELECT 1 FROM brakes WHERE active = 1")


async def test_the_brake_that_stops_everything_is_not_made_one_that_stops_less(desk: Scene) -> None:
    ref = await desk.file("ada", f"export customer {ANNA} as access")
    await desk.act("ben", "approve", ref)
    behind = Behind(number=2, hash="00" * 32, at="2026-11-02", here=1, cut=False)
    now = datetime.now(UTC) + timedelta(seconds=1)

    async def ordered() -> bool:
        request = await desk.request(ref)
        return await desk.bot.store.read(lambda unit: as_ordered(unit, request))

    assert await ordered()
    await desk.bot.store.write(lambda unit: stop_everything(unit, behind, "why", now))
    assert await ordered()  # it waits, and is what was ordered
    await _forged(desk, ["UPDATE brakes SET \"by\" = 'somebody'"])
    assert not await ordered()
    await _forged(desk, [_WROTE.format("brake.on", '\'{"brake":"1"}\'')])  # as if that one had put it on
    assert not await ordered()


COPY = (
    "INSERT INTO events (kind, at, actor_id, request_id, data) SELECT kind, at, actor_id, request_id, data FROM events"
)
SAID = "INSERT INTO events (kind, at, data) SELECT"
FREED = {
    "a release that nobody gave": (
        f"""{SAID} 'subject.released', at, '{{"subject":"' || id || '"}}' FROM subjects, (SELECT max(at) AS at FROM """
        """events) AS newest WHERE held_at IS NOT NULL""",
        "subjects",
    ),
    "a release that was given before": (f"{COPY} WHERE kind = 'subject.released'", "subjects"),
    "an end of the brake that nobody gave": (
        f"""{SAID} 'brake.off', max(at), '{{"brake":"' || (SELECT max(id) FROM brakes) || '"}}' FROM events""",
        "brakes",
    ),
    "an end of the brake that was given before": (f"{COPY} WHERE kind = 'brake.off'", "brakes"),
}


@pytest.mark.parametrize(("statement", "table"), FREED.values(), ids=FREED)
async def test_no_event_that_somebody_writes_frees_anybody(opened_anywhere: Open, statement: str, table: str) -> None:
    """What was held and paused before, and freed, is so once more; and the rows are cleared together with the event."""
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        free = ("release " + ref, "resume")
        for again in (False, True):
            await desk.typed("ada", f"hold {ref} a case")
            await desk.typed("ada", "pause it is wrong")
            last = [typed for typed in free if not typed.startswith("release" if table == "subjects" else "resume")]
            for typed in last if again else free:
                await desk.typed("amir", typed)
        row = {
            "subjects": "UPDATE subjects SET held_at = NULL, held_by = NULL, hold_reason = NULL, held_as = NULL",
            "brakes": "UPDATE brakes SET active = NULL",
        }[table]
        await _forged(desk, [statement, row])
        assert ALTERED in said(await desk.act("ben", "approve", ref))
        await _named(desk, ref)
        await desk.typed("ada", f"hold {ref} a case" if table == "subjects" else "pause it is wrong")
        await desk.typed("amir", f"release {ref}" if table == "subjects" else "resume")
        await desk.act("ben", "approve", ref)  # two admins have put it right
        assert (await desk.request(ref)).state is State.IN_PROGRESS


FUTURE = (
    "INSERT INTO events (kind, at, actor_id, data) SELECT kind, {0}, 'somebody', "
    "replace(data, 'proof', 'none') FROM events"
)
AHEAD = {
    "subjects": (
        f"{FUTURE} WHERE kind = 'subject.held'",
        f"{COPY} WHERE kind = 'subject.released'",
        "UPDATE subjects SET held_at = NULL, held_by = NULL, hold_reason = NULL, held_as = NULL",
    ),
    "brakes": (
        f"{FUTURE} WHERE kind = 'brake.on'",
        f"{COPY} WHERE kind = 'brake.off'",
        "UPDATE brakes SET active = NULL",
    ),
}


@pytest.mark.parametrize("table", AHEAD)
async def test_an_event_of_the_future_makes_no_release_one_of_what_comes_later(
    opened_anywhere: Open, table: str
) -> None:
    """It stands until somebody frees it, and what freed it frees nothing a second time."""
    ahead, copy, row = AHEAD[table]
    async with opened_anywhere(works=False) as desk:
        lite = desk.database_url.startswith("sqlite")
        day = "'2100-01-01 00:00:00.000000'"
        ahead = ahead.format(day if lite else f"CAST({day} AS timestamptz)")
        ref = await desk.file("ada", f"remove-user {MARK}")
        on, off = (f"hold {ref} a case", f"release {ref}") if table == "subjects" else ("pause it is wrong", "resume")
        await desk.typed("ada", on)
        await _forged(desk, [ahead])
        await desk.typed("amir", off)
        await desk.typed("ada", on)
        await _forged(desk, [copy, row])
        assert ALTERED in said(await desk.act("ben", "approve", ref))
        await desk.typed("ada", on)
        await desk.typed("amir", off)
        await desk.act("ben", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


UNTOLD = "INSERT INTO events (kind, at, data) SELECT '{0}', max(at), '{1}' FROM events"


async def test_an_end_that_does_not_say_whose_device_it_was_may_be_anybodys(opened_anywhere: Open) -> None:
    """Whoever sets one up anew is right again."""
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben", "cleo")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await _forged(desk, [UNTOLD.format("device.ended", "{}")])
        assert words.codes.NO_CODE in said(await phones.approves("ben", ref))
        phones.clock.on(seconds=1)
        await phones.enrolled("ben", "cleo")
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)


async def test_an_end_that_does_not_say_of_which_delegation_may_be_of_any(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        await away(desk, "ben", "nils")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await _forged(desk, [UNTOLD.format("delegation.ended", '{"giver":7}')])
        await desk.act("nils", "approve", ref)
        assert not await desk.votes(ref)
        await away(desk, "ben", "nils")
        await desk.act("nils", "approve", ref)
        assert len(await desk.votes(ref)) == 1


KEEP = timedelta(days=30)


async def sealed_and_cut(desk: Scene, at: datetime) -> None:
    """All that there is, and what is written beside it, is older than the log is kept for."""
    await desk.bot.store.write(lambda unit: unit.log.seal_some(at))
    await desk.bot.store.write(lambda unit: unit.events.add(EventKind.REPORT_VIEWED, at, actor=None, request=None))
    await desk.bot.store.write(lambda unit: unit.log.seal_some(at + KEEP))
    assert await cut_log(desk.bot.store, KEEP, lambda: at + KEEP + timedelta(days=2))


async def put_back(desk: Scene, table: str, row: Any) -> None:
    kept = dict(row._mapping)
    with desk.database.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))
        names, values = ", ".join(kept), ", ".join(f":{name}" for name in kept)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), kept)


@pytest.mark.parametrize("ended", [True, False])
async def test_a_device_does_not_come_back_when_its_end_was_cut_off_the_log(opened_anywhere: Open, ended: bool) -> None:
    """And what had not ended counts on."""
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben", "cleo")
        [row] = desk.rows("SELECT * FROM devices")
        if ended:
            await desk.typed("ben", "code stop")
        await sealed_and_cut(desk, phones.clock.at)
        assert not desk.rows("SELECT 1 FROM events WHERE kind = 'device.ended'")
        await put_back(desk, "devices", row)
        phones.clock.on(days=33)
        ref = await desk.file("ada", f"remove-user {MARK}")
        assert (words.codes.NO_CODE in said(await phones.approves("ben", ref))) == ended
        assert bool(await desk.votes(ref)) != ended


@pytest.mark.parametrize("ended", [True, False])
async def test_a_delegation_does_not_come_back_when_its_end_was_cut_off_the_log(
    opened_anywhere: Open, ended: bool
) -> None:
    async with opened_anywhere(works=False) as desk:
        phones = Phones(desk)
        until = (phones.clock.at + timedelta(days=80)).date()
        await away(desk, "ben", "nils", until.isoformat())
        [row] = desk.rows("SELECT * FROM delegations")
        if ended:
            await desk.act("ben", "delegate-end", str(row.id))
        await sealed_and_cut(desk, phones.clock.at)
        await put_back(desk, "delegations", row)
        phones.clock.on(days=33)
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("nils", "approve", ref)
        assert bool(await desk.votes(ref)) != ended


FILED = "INSERT INTO events (kind, at, request_id, data) SELECT 'request.filed', max(at), '{0}', '{{}}' FROM events"


async def test_a_request_does_not_come_back_when_its_end_was_cut_off_the_log(opened_anywhere: Open) -> None:
    """With its order, its votes, and an event of its filing that somebody writes; what was open goes on."""
    async with opened_anywhere(works=False, config=TWO) as desk:
        at, ended = datetime.now(UTC), await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ben", "approve", ended)
        await desk.act("cleo", "deny", ended, reason="no")
        await desk.bot.store.write(lambda unit: unit.log.seal_some(at))
        other = await desk.file("ada", f"remove-user {JULIA}")
        await desk.act("ben", "approve", other)
        back = [
            f"DELETE FROM votes WHERE request_id = '{ended}' AND verdict = 'deny'",
            f"UPDATE requests SET state = 'pending_approval', {OPENED} WHERE id = '{ended}'",
        ]
        await _forged(desk, [f"UPDATE requests SET waits_since = NULL WHERE id = '{ended}'"])
        await desk.bot.store.write(lambda unit: unit.log.seal_some(at + KEEP))
        assert await cut_log(desk.bot.store, KEEP, lambda: at + KEEP + timedelta(days=2))
        assert not desk.rows(f"SELECT 1 FROM events WHERE request_id = '{ended}'")
        await _forged(desk, [*back, FILED.format(ended)])
        assert ALTERED in said(await desk.act("amir", "approve", ended))
        await _named(desk, ended)
        await desk.act("cleo", "approve", other)
        assert (await desk.request(other)).state is State.IN_PROGRESS


async def test_a_vote_on_a_segment_does_not_come_back_that_a_no_has_ended(opened_anywhere: Open) -> None:
    """Its text was the bot's own, and stood in this cell."""
    async with opened_anywhere(config=TWO) as on:
        await deleted(on, ZOE, "Webshop Orders")
        sources = (await on.source_id("Webshop Orders"),)
        ref = filed(await on.act("ada", "refresh", "", {"sources": sources, "for": ZOE, "deleted": "2026-11-01"}))
        for who in ("ben", "cleo"):
            await on.act(who, "approve", ref)
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        await settle(on, "ada", ref, SEGMENT, choice="delete")
        await settle(on, "ben", ref, SEGMENT, choice="yes")
        where = f"WHERE request_id = '{ref}' AND key = '{SEGMENT}'"
        [before] = on.rows(f"SELECT sealed, state, note FROM steps {where}")
        await settle(on, "cleo", ref, SEGMENT, choice="no")
        with on.database.begin() as connection:
            change = f"UPDATE steps SET sealed = :sealed, state = :state, note = :note {where}"
            connection.execute(text(change), dict(before._mapping))
        assert await settle(on, "cleo", ref, SEGMENT, choice="yes") == words.erasure.vote_counted(1, 2)
