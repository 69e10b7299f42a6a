"""The end of what names a person: when it comes, what keeps it off, and that nothing is left of it anywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.app.sealing import Anchor, seal
from domain.audit.verify import verify
from domain.event import EventKind
from domain.keeping import Bar, Retention
from domain.request import State
from domain.words import en as words
from domain.words.en import EN
from handlers.deps import Deps
from handlers.requests.destroying import Traces, destroy_due, follow, note_list
from handlers.requests.keeping import kept_until
from storage.destroyed import DestroyedKeys
from storage.durable import Durable
from storage.log_file import whole
from storage.signing import fits
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE, state
from tests.handlers.erasure.test_later import erased, looked
from tests.stage import Scene, said
from tests.storage.factories import NOW
from tests.storage.test_secrecy import read_all

YEAR = Retention(timedelta(days=365), "for a year people ask")
OVER = timedelta(days=400)
SECRETS = ("zoe.akesson", "akesson", "CASE-77")


def deps(on: Scene) -> Deps:
    return replace(on.bot.deps, policy=replace(on.bot.deps.policy, retention=YEAR))


@dataclass
class Spoiled:
    """A list on a disk that is full, until it is not."""

    kept: DestroyedKeys
    full: bool = True
    wanted: bool = True
    missing: bool = False

    def read(self) -> tuple[set[str], int]:
        return self.kept.read()

    def append(self, subject_ids: Any) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        self.kept.append(subject_ids)


def traces(on: Scene, folder: Path) -> Traces:
    store = on.bot.store
    return Traces(Durable(on.database_url), DestroyedKeys(folder / "list", store._vault), store.scrub)


async def due(on: Scene, folder: Path, later: timedelta = OVER) -> int:
    """Let the time come, as often as it takes to be looked at."""
    return sum(
        [await destroy_due(deps(on), traces(on, folder), datetime.now(UTC) + later + timedelta(days=n)) for n in (0, 8)]
    )


def events(on: Scene, kind: str) -> list[Any]:
    return on.rows(f"SELECT request_id, data FROM events WHERE kind = '{kind}' ORDER BY id")


def alive(on: Scene) -> int:
    return len(on.rows("SELECT id FROM subjects WHERE wrapped_key IS NOT NULL"))


async def everything(on: Scene, folder: Path) -> bytes:
    """All bytes of the database that anybody can reach, with the log as it is exported."""
    exported = "\n".join([line async for line in whole(on.bot.store, datetime.now(UTC))])
    if on.database_url.startswith("sqlite"):
        files = read_all(folder)
    else:
        tables = on.rows(
            "SELECT table_schema || '.\"' || table_name || '\"' FROM information_schema.tables "
            "WHERE table_schema IN ('public', 'dbos') AND table_type = 'BASE TABLE'"
        )
        files = "\n".join(str(row) for (table,) in tables for row in on.rows(f"SELECT t::text FROM {table} t")).encode()
    return files + exported.encode()


def screens(on: Scene) -> str:
    return "\n".join(on.read(place) for place, _ in on.terminal.shown)


async def test_after_the_time_nothing_is_left_of_a_person_anywhere_and_the_log_still_holds(
    opened_anywhere: Open, tmp_path: Path
) -> None:
    async with opened_anywhere() as on:
        ref = await erased(on)
        assert await looked(on, ref)
        await on.settled()
        assert ZOE in screens(on)
        wrapped = [bytes(row.wrapped_key) for row in on.rows("SELECT wrapped_key FROM subjects")]
        lookups = [bytes(row.lookup) for row in on.rows("SELECT lookup FROM subjects WHERE lookup IS NOT NULL")]
        assert await due(on, tmp_path) == 1
        await on.settled()

        assert not alive(on)
        shown = screens(on)
        assert not [secret for secret in SECRETS if secret in shown]
        assert EN.people.LOST in shown
        assert ref in shown
        assert EN.people.LOST in said(await on.typed("ada", f"show {ref}"))
        kept = await everything(on, tmp_path)
        assert ref.encode() in kept, "what is not secret can be found, so the search works"
        assert not [secret for secret in SECRETS if secret.encode() in kept]
        for secret in (*wrapped, *lookups):
            for form in (secret[12:28], secret[-16:], secret[12:28].hex().encode(), secret[-16:].hex().encode()):
                assert form not in kept
        assert not on.rows("SELECT fingerprint FROM requests WHERE fingerprint IS NOT NULL")
        assert [row.request_id for row in events(on, "subject.destroyed")] == [ref]
        assert {row.id for row in on.rows("SELECT id FROM subjects")} == DestroyedKeys(
            tmp_path / "list", on.bot.store._vault
        ).read()[0]

        await seal(on.bot.store, Anchor(None), lambda: datetime.now(UTC))
        key = await on.bot.store.read(lambda unit: unit.log.keys.public())
        assert verify([line async for line in whole(on.bot.store, datetime.now(UTC))], key, fits).events > 10


async def test_done_again_it_changes_nothing(opened: Open, tmp_path: Path) -> None:
    async with opened() as on:
        ref = await on.approved("ada", "remove-user mark.old@contoso.com")
        await state(on, ref, State.COMPLETED)
        assert await due(on, tmp_path) == 1
        version = (await on.request(ref)).version
        assert await due(on, tmp_path) == 0
        await follow(on.bot.store, traces(on, tmp_path))
        assert (await on.request(ref)).version == version
        assert len(events(on, "subject.destroyed")) == 1


async def shown(on: Scene, ref: str, now: timedelta) -> str:
    """What `show` says of the time, at a later day."""
    later = replace(deps(on), clock=lambda: datetime.now(UTC) + now)
    request = await on.request(ref)
    return await on.bot.store.read(lambda unit: kept_until(unit, request, later.policy, EN, later.clock()))


async def held(desk: Scene, ref: str) -> None:
    await desk.act("ben", "deny", ref, {"reason": "no"})
    await desk.typed("ada", f"hold {ref} a court case")


async def opened_again(desk: Scene, ref: str) -> None:
    await desk.act("ben", "deny", ref, {"reason": "no"})
    await desk.file("ada", f"refresh crm web for {ANNA}")


async def owed_still(desk: Scene, ref: str) -> None:
    await desk.act("ben", "deny", ref, {"reason": "no"})


async def paused(desk: Scene, ref: str) -> None:
    await desk.act("ben", "deny", ref, {"reason": "no"})
    await desk.typed("ada", "pause the wrong list")


@pytest.mark.parametrize(
    ("do", "bars"),
    [
        (held, {Bar.HELD, Bar.OWED}),
        (opened_again, {Bar.OPEN, Bar.OWED}),
        (owed_still, {Bar.OWED}),
        (paused, {Bar.PAUSED, Bar.OWED, Bar.OPEN}),
    ],
)
async def test_what_stands_against_it_is_said_once_in_the_log_and_whenever_somebody_looks(
    desk: Scene, tmp_path: Path, log: StringIO, do: Any, bars: set[Bar]
) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await do(desk, ref)
    assert await due(desk, tmp_path) == 0
    assert await due(desk, tmp_path, OVER * 2) == 0
    kept = {row.request_id: json.loads(row.data)["why"].split() for row in events(desk, "subject.kept")}
    assert set(kept[ref]) == bars - ({Bar.OPEN} if do is paused else set())
    assert [row.request_id for row in events(desk, "subject.kept")].count(ref) == 1
    assert "outlasts its time" in log.getvalue()
    assert "anna.berg" not in log.getvalue()
    assert alive(desk)
    sentence = await shown(desk, ref, OVER)
    assert sentence.startswith("What names people here is kept beyond its time: ")
    assert ("a legal hold" in sentence) == (do is held)


async def test_who_looks_hears_until_when_and_why_so_long(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    assert not await shown(desk, ref, timedelta())
    await desk.act("ben", "deny", ref, {"reason": "no"})
    day = (await desk.request(ref)).closed_at
    assert day
    until = words.moments.day((day + YEAR.after).astimezone(desk.bot.deps.policy.timezone).date())
    assert await shown(desk, ref, timedelta()) == (
        f"What names people here is erased on {until}. Why so long: for a year people ask"
    )
    assert words.keeping.FOREVER in said(await desk.typed("ada", f"show {ref}")), "the desk's company has set no time"


async def test_without_a_time_nothing_is_ever_destroyed(desk: Scene, tmp_path: Path) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    await desk.act("ben", "deny", ref, {"reason": "no"})
    assert await destroy_due(desk.bot.deps, traces(desk, tmp_path), datetime.now(UTC) + 9 * OVER) == 0
    assert alive(desk)


async def test_a_clock_that_leapt_destroys_no_key_until_it_has_stood_there_for_a_day(
    desk: Scene, tmp_path: Path
) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    await desk.act("ben", "deny", ref, {"reason": "no"})
    await desk.act("ada", "settle", f"{ref}.answer", {"day": "2026-11-20"})
    await desk.bot.store.write(lambda unit: unit.log.seal_some(datetime.now(UTC)))
    for hours, destroyed in ((0, 0), (23, 0), (25, 1)):
        there = datetime.now(UTC) + OVER + timedelta(hours=hours)
        ahead = replace(deps(desk), clock=lambda there=there: there)
        assert await destroy_due(ahead, traces(desk, tmp_path), there + timedelta(days=8)) == destroyed
        await desk.bot.store.write(lambda unit: unit.events.add(EventKind.REPORT_VIEWED, NOW, actor=None, request=None))
        await desk.bot.store.write(lambda unit, there=there: unit.log.seal_some(there))


async def test_what_fails_for_one_person_keeps_no_other_waiting(desk: Scene, tmp_path: Path, log: StringIO) -> None:
    broken, other = [await desk.file("ada", f"remove-user {who}@contoso.com") for who in ("mark.old", "julia.stern")]
    for ref in (broken, other):
        await desk.act("ben", "deny", ref, {"reason": "no"})
        await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})
    [(at,)] = desk.rows(f"SELECT closed_at FROM requests WHERE id = '{broken}'")
    desk.rows(f"UPDATE requests SET closed_at = 'no moment' WHERE id = '{broken}'")
    assert await due(desk, tmp_path) == 1
    assert {row.request_id for row in events(desk, "subject.destroyed")} == {other}
    assert len(desk.bot.deps.failing) == 1
    assert log.getvalue().count("it fails for one") == 1
    assert "no moment" not in log.getvalue()
    desk.rows(f"UPDATE requests SET closed_at = '{at}' WHERE id = '{broken}'")
    assert await due(desk, tmp_path) == 1
    assert len(desk.bot.deps.failing) == 0


async def test_all_subjects_of_one_human_and_of_who_is_named_with_them_end_together(
    desk: Scene, tmp_path: Path
) -> None:
    both = await desk.file("ada", f"refresh crm web for {ANNA} {ZOE}")
    alone = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    for ref in (both, alone):
        await desk.act("ben", "deny", ref, {"reason": "no"})
    await desk.act("ada", "settle", f"{both}.answer", {"day": desk.today})
    assert await due(desk, tmp_path) == 0, "Anna waits for an answer to the other one"
    await desk.act("ada", "settle", f"{alone}.answer", {"day": desk.today})
    assert await due(desk, tmp_path, OVER * 2) == 1
    assert not alive(desk)
    assert {row.request_id for row in events(desk, "subject.destroyed")} == {both, alone}


@pytest.mark.parametrize("sandbox", [True, False])
async def test_a_company_is_told_that_there_is_no_list_and_the_sandbox_is_not(
    desk: Scene, tmp_path: Path, log: StringIO, sandbox: bool
) -> None:
    there, nowhere = deps(desk), replace(traces(desk, tmp_path), list=DestroyedKeys(None, desk.bot.store._vault))
    await note_list(replace(there, policy=replace(there.policy, sandbox=sandbox)), nowhere)
    assert ("audit.anchor is empty" in log.getvalue()) is not sandbox


async def test_a_list_that_cannot_be_written_is_tried_until_it_can(desk: Scene, tmp_path: Path, log: StringIO) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    await desk.act("ben", "deny", ref, {"reason": "no"})
    full = Spoiled(DestroyedKeys(tmp_path / "list", desk.bot.store._vault))
    spoiled = replace(traces(desk, tmp_path), list=full)
    now = datetime.now(UTC) + OVER
    assert await destroy_due(deps(desk), spoiled, now) == 1
    assert "list of destroyed keys cannot be written" in log.getvalue()
    assert desk.rows("SELECT id FROM subjects WHERE unlisted = 1")
    full.full = False
    await follow(desk.bot.store, spoiled)
    assert not desk.rows("SELECT id FROM subjects WHERE unlisted = 1")
    assert full.read()[0] == {row.id for row in desk.rows("SELECT id FROM subjects WHERE destroyed_at IS NOT NULL")}


@pytest.mark.parametrize("lost", [0, 1], ids=["all of it", "its end"])
async def test_a_list_that_lost_names_has_each_of_them_once_after_a_start(
    desk: Scene, tmp_path: Path, lost: int
) -> None:
    """Somebody put back an older one, or a new disk: what this database has destroyed is known from itself."""
    for whose in ("mark.old", "rita.moved"):
        await desk.act("ben", "deny", await desk.file("ada", f"remove-user {whose}@contoso.com"), {"reason": "no"})
        assert await due(desk, tmp_path) == 1
    path = tmp_path / "list"
    before = path.read_text().splitlines(keepends=True)
    path.write_text("".join(before[:lost]))
    for _ in range(2):
        await note_list(deps(desk), traces(desk, tmp_path))
    assert sorted(path.read_text().splitlines(keepends=True)) == sorted(before)


async def test_the_same_person_may_ask_again_and_is_somebody_new(desk: Scene, tmp_path: Path) -> None:
    old = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await desk.act("ben", "deny", old, {"reason": "no"})
    await desk.act("ada", "settle", f"{old}.answer", {"day": desk.today})
    assert await due(desk, tmp_path) == 1
    new = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    assert ANNA in said(await desk.typed("ada", f"show {new}"))
    assert ANNA not in said(await desk.typed("ada", f"show {old}"))
