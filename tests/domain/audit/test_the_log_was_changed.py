"""Whatever is changed in a file, or in the database behind the bot's back, is found and named by both verifications."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.audit.head import Head, head_of
from domain.audit.lines import NOTHING, KeyChange, Seal, Start, link, moment, signed_line, statement
from domain.audit.verify import Broken, anchored, verify
from storage.log_file import extract
from storage.signing import Signer, fits
from storage.store import Store
from storage.unit import Unit
from tests.domain.audit import by_hand
from tests.domain.audit.conftest import NOW, events, exported, sealed
from tests.domain.audit.damages import DAMAGES, Damage, old_key

Lines = list[str]
Change = Callable[[Lines], Lines]


@pytest.fixture
async def log(store: Store) -> Lines:
    """30 events in 3 batches, with a change of keys before the last one, and 2 that are not sealed yet."""
    await sealed(store, 10, 10)
    await store.write(lambda unit: unit.log.keys.make(NOW))
    await sealed(store, 10)
    await store.write(events(2))
    return await exported(store)


def _without(at: int) -> Change:
    return lambda lines: [*lines[:at], *lines[at + 1 :]]


def _twice(at: int) -> Change:
    return lambda lines: [*lines[: at + 1], *lines[at:]]


def _swapped(at: int) -> Change:
    return lambda lines: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def _said(at: int, before: str, after: str) -> Change:
    def change(lines: Lines) -> Lines:
        assert before in lines[at]
        return [*lines[:at], lines[at].replace(before, after), *lines[at + 1 :]]

    return change


def _inserted(at: int) -> Change:
    """An event in between, with all the numbers and hashes behind it reckoned anew, but no signature."""

    def change(lines: Lines) -> Lines:
        made, seq, hash_ = list(lines[:at]), 0, NOTHING
        for line in [lines[at], *lines[at:]]:
            told = json.loads(line)
            if "event" not in told:
                made.append(line)
                continue
            seq = int(json.loads(lines[at])["event"]["seq"]) if not seq else seq + 1
            hash_ = json.loads(lines[at - 1])["hash"] if hash_ == NOTHING else hash_
            event = json.dumps({**told["event"], "seq": seq}, sort_keys=True, separators=(",", ":"))
            hash_ = link(hash_, event)
            made.append(f'{{"event":{event},"hash":"{hash_}"}}')
        return made

    return change


# The lines: start, change of keys, ten events, seal (12), ten events, seal (23), ten events, seal (34), two, end (37).
CHANGES: dict[str, Change] = {
    "nothing is left": lambda lines: [],
    "only the start": lambda lines: lines[:1],
    "no start": lambda lines: lines[1:],
    "no change of keys": _without(1),
    "no first event": _without(2),
    "an event removed": _without(7),
    "the last event of a batch removed": _without(11),
    "a seal removed": _without(12),
    "the last seal removed": _without(34),
    "an unsealed event removed": _without(35),
    "a whole batch removed": lambda lines: [*lines[:13], *lines[24:]],
    "the last batch removed": lambda lines: [*lines[:24], *lines[35:]],
    "all but the end removed": lambda lines: [*lines[:2], lines[-1]],
    "the end removed": lambda lines: lines[:-1],
    "cut off behind a seal": lambda lines: lines[:24],
    "cut off in a line": lambda lines: [*lines[:30], lines[30][:40]],
    "an event twice": _twice(5),
    "a seal twice": _twice(12),
    "the end twice": _twice(37),
    "the start twice": _twice(0),
    "the change of keys twice": _twice(1),
    "two events swapped": _swapped(5),
    "two unsealed ones swapped": _swapped(35),
    "an event behind its seal": _swapped(11),
    "two batches swapped": lambda lines: [*lines[:2], *lines[13:24], *lines[2:13], *lines[24:]],
    "an event inserted": _inserted(6),
    "an event inserted at the end": lambda lines: [*lines[:24], lines[20], *lines[24:]],
    "something behind the end": lambda lines: [*lines, lines[35]],
    "an empty line": lambda lines: [*lines[:5], "", *lines[5:]],
    "another actor": _said(6, '"actor":"p1"', '"actor":"p2"'),
    "nobody instead of an actor": _said(6, '"actor":"p1"', '"actor":null'),
    "another request": _said(4, "DSR-AAAAAA", "DSR-AAAAAB"),
    "another kind": _said(4, "request.filed", "request.filee"),
    "another time": _said(4, "08:30:00.000000", "08:30:00.000001"),
    "another detail": _said(4, '"n":"2"', '"n":"3"'),
    "another number": _said(4, '"seq":3', '"seq":4'),
    "a number as text": _said(4, '"seq":3', '"seq":"3"'),
    "a number as a fraction": _said(4, '"seq":3', '"seq":3.0'),
    "one more part": _said(4, '"seq":3', '"seq":3,"x":1'),
    "a part twice": _said(4, '"seq":3', '"seq":3,"seq":3'),
    "a space": _said(4, '"seq":3', '"seq": 3'),
    "a line feed of another system": lambda lines: [line + "\r" for line in lines],
    "letters beyond ASCII": _said(4, "\\u00e4", "ä"),
    "an escape written otherwise": _said(4, "\\u00e4", "\\u00E4"),
    "the sealed time": _said(12, "08:30", "08:31"),
    "the start of the file": lambda lines: [statement(Start(after=1, hash="ab" * 32)), *lines[1:]],
    "another version": lambda lines: [statement(Start(after=0, hash=NOTHING, version=2)), *lines[1:]],
    "more unsealed ones than there are": _said(37, '"unsealed":2', '"unsealed":3'),
    "a line of an unknown kind": lambda lines: [*lines[:5], '{"note":"harmless"}', *lines[5:]],
    "no JSON": lambda lines: [*lines[:5], "harmless", *lines[5:]],
    "JSON that is no object": lambda lines: [*lines[:5], '["event"]', *lines[5:]],
    "deep JSON": lambda lines: [*lines[:5], "[" * 100_000, *lines[5:]],
    "an event that is a text": lambda lines: [*lines[:5], '{"event":"x","hash":"y"}', *lines[5:]],
    "consent without a change": lambda lines: [*lines[:5], '{"consent":"x"}', *lines[5:]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_file_that_was_changed_does_not_hold(log: Lines, public: str, tmp_path: Path, change: Change) -> None:
    verify(log, public, fits)
    changed = change(log)
    with pytest.raises(Broken):
        verify(changed, public, fits)
    path = tmp_path / "log.jsonl"
    path.write_bytes("".join(f"{line}\n" for line in changed).encode())
    with pytest.raises(by_hand.Broken, match=r"^line \d+: "):
        by_hand.verify(str(path), public)


async def test_the_line_that_was_changed_is_named(log: Lines, public: str) -> None:
    with pytest.raises(Broken, match="line 8: event 6 does not fit"):
        verify(_said(7, '"n":"5"', '"n":"6"')(log), public, fits)
    with pytest.raises(Broken, match="line 8: event 7 stands where 6 should"):
        verify(_without(7)(log), public, fits)
    with pytest.raises(Broken, match="line 38: the end is missing"):
        verify(log[:-1], public, fits)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("at", [8, 17])
async def test_either_verification_names_the_line(
    log: Lines, public: str, tmp_path: Path, damage: Damage, at: int
) -> None:
    named_by_both(list(damage.change(log, at)), public, tmp_path, damage.found(at, len(log)))


async def test_either_names_the_seal_of_a_key_that_was_replaced(store: Store, public: str, tmp_path: Path) -> None:
    await sealed(store, 5)
    old = await store.read(lambda unit: unit.log.keys.signer())
    await store.write(lambda unit: unit.log.keys.make(NOW))
    await sealed(store, 5)
    lines = await exported(store)
    at = len(lines) - 1  # in front of the end
    named_by_both(list(old_key(old)(lines, at)), public, tmp_path, at)


def named_by_both(lines: Lines, public: str, folder: Path, line: int) -> None:
    with pytest.raises(Broken, match=f"^line {line}: "):
        verify(lines, public, fits)
    path = folder / "log.jsonl"
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    with pytest.raises(by_hand.Broken, match=f"^line {line}: "):
        by_hand.verify(path, public)


@pytest.mark.parametrize("at", [1, 12, 37])
async def test_a_signature_in_capital_letters_is_none(log: Lines, public: str, tmp_path: Path, at: int) -> None:
    """It would be the same number: one flipped bit of its text, which nothing else covers."""
    told = json.loads(log[at])
    line = log[at].replace(told["signature"], told["signature"].upper())
    assert line != log[at]
    named_by_both([*log[:at], line, *log[at + 1 :]], public, tmp_path, at + 1)


async def test_any_flipped_bit_is_found(log: Lines, public: str) -> None:
    chance, whole = random.Random(7), "\n".join(log)
    for _ in range(300):
        at, bit = chance.randrange(len(whole)), chance.randrange(7)
        flipped = whole[:at] + chr(ord(whole[at]) ^ 1 << bit) + whole[at + 1 :]
        with pytest.raises(Broken):
            verify(flipped.split("\n"), public, fits)


async def test_a_key_that_was_replaced_signs_no_more(store: Store, public: str) -> None:
    await sealed(store, 5)
    stolen: Signer = await store.read(lambda unit: unit.log.keys.signer())
    await store.write(lambda unit: unit.log.keys.make(NOW))
    await sealed(store, 5)
    lines = await exported(store)
    seal = Seal(**json.loads(lines[-2])["seal"])
    forged = replace(seal, key=stolen.public)
    lines[-2] = signed_line(forged, stolen.sign(statement(forged)))
    with pytest.raises(Broken, match="no longer"):
        verify(lines, public, fits)


async def test_a_key_of_nobody_cannot_make_itself_the_next_one(store: Store, public: str) -> None:
    await sealed(store, 5)
    lines, thief = await exported(store), Signer(b"t" * 32)
    change = KeyChange(public=thief.public, previous=public, first=2, at=moment(NOW))
    signed = thief.sign(statement(change))
    with pytest.raises(Broken, match="did not sign"):
        verify([lines[0], signed_line(change, signed, consent=signed), *lines[1:]], public, fits)


async def test_an_extract_with_another_event_or_without_one_does_not_hold(store: Store, public: str) -> None:
    await sealed(store, 9, 9)
    lines = await store.read(lambda unit: extract(unit, "DSR-BBBBB1", NOW))
    others = await store.read(lambda unit: extract(unit, "DSR-AAAAAA", NOW))
    verify(lines, public, fits)
    for forged in ([*lines[:2], *lines[3:]], [*lines[:2], others[1], *lines[2:]], [*lines[:-1], others[-1]]):
        with pytest.raises(Broken):
            verify(forged, public, fits)


FORGED = {
    "an event says something else": "UPDATE events SET kind = 'request.viewed' WHERE seq = 7",
    "an event has another actor": "UPDATE events SET actor_id = 'p9' WHERE seq = 7",
    "an event is of another request": "UPDATE events SET request_id = 'DSR-ZZZZZZ' WHERE seq = 7",
    "an event was deleted": "DELETE FROM events WHERE seq = 7",
    "an event is not sealed any more": "UPDATE events SET seq = NULL, hash = NULL WHERE seq = 7",
    "two seals are one": "DELETE FROM seals WHERE number = 1",
    "a seal says something else": "UPDATE seals SET last = 9 WHERE number = 1",
    "the change of keys has gone": "DELETE FROM signing_keys WHERE number = 1",
}


@pytest.mark.parametrize("sql", FORGED.values(), ids=FORGED)
async def test_a_change_in_the_database_is_refused_and_found_where_the_guard_was_taken_away(
    store: Store, public: str, sql: str
) -> None:
    await sealed(store, 10, 10)
    await store.write(lambda unit: unit.log.keys.make(NOW))
    await sealed(store, 3)
    with pytest.raises(DBAPIError, match="the audit log is not changed"):
        await store.write(lambda unit: _run(unit, sql))
    await store.write(lambda unit: _unguarded(unit, sql))
    with pytest.raises(Broken):
        verify(await exported(store), public, fits)


async def test_an_end_that_was_taken_away_in_the_database_does_not_fit_the_anchor(store: Store, public: str) -> None:
    await sealed(store, 10, 10)
    anchor = anchored(signed_line(*(await store.read(lambda unit: unit.log.newest()))), fits)
    verify(await exported(store), public, fits, anchor)
    await store.write(lambda unit: _unguarded(unit, "DELETE FROM events WHERE seq > 10"))
    await store.write(lambda unit: _run(unit, "DELETE FROM seals WHERE number = 2"))
    lines = await exported(store)
    verify(lines, public, fits)  # the file alone cannot know
    with pytest.raises(Broken, match="the anchor knows 2"):
        verify(lines, public, fits, anchor)
    await sealed(store, 11)
    with pytest.raises(Broken, match="written anew"):
        verify(await exported(store), public, fits, anchor)


async def test_a_log_is_compared_with_the_head_that_people_kept(store: Store, public: str, tmp_path: Path) -> None:
    await sealed(store, 10, 10)
    kept = head_of((await store.read(lambda unit: unit.log.newest()))[0])
    assert (kept.number, kept.last) == (2, 20)
    await sealed(store, 5)
    lines = await exported(store)
    assert verify(lines, public, fits, head=kept).last == 25
    by_hand.verify(_file(tmp_path, lines), public, str(kept))
    since = await exported(store, NOW)
    verify(since, public, fits, head=kept)
    short = [*lines[:12], lines[-1]]
    for head, file, why in (
        (replace(kept, hash="ab" * 32), lines, "not the one of the head"),
        (replace(kept, last=19), lines, "not the one of the head"),
        (replace(kept, key="ab" * 8), lines, "not the one of the head"),
        (replace(kept, number=4, last=30), lines, "ends with seal 3, and the head that you gave is 4"),
        (replace(kept, number=3, last=30), lines, "not the one of the head"),
        (kept, short, "the end does not fit"),
    ):
        _shows_not(file, public, head, tmp_path, why)


async def test_a_log_without_its_end_holds_by_itself_and_not_by_the_head(
    store: Store, public: str, tmp_path: Path
) -> None:
    """The database administrator had it written anew, with the key: the file alone cannot know."""
    await sealed(store, 10, 10)
    kept = head_of((await store.read(lambda unit: unit.log.newest()))[0])
    await store.write(lambda unit: _unguarded(unit, "DELETE FROM events WHERE seq > 10"))
    await store.write(lambda unit: _run(unit, "DELETE FROM seals WHERE number = 2"))
    await _holds_and_shows_not(store, public, kept, tmp_path, "ends with seal 1")
    await sealed(store, 11)
    await _holds_and_shows_not(store, public, kept, tmp_path, "written anew")


async def _holds_and_shows_not(store: Store, public: str, kept: Head, tmp_path: Path, why: str) -> None:
    lines = await exported(store)
    verify(lines, public, fits)
    _shows_not(lines, public, kept, tmp_path, why)


def _shows_not(lines: Lines, public: str, kept: Head, tmp_path: Path, why: str) -> None:
    with pytest.raises(Broken, match=why):
        verify(lines, public, fits, head=kept)
    with pytest.raises(by_hand.Broken):
        by_hand.verify(_file(tmp_path, lines), public, str(kept))


async def test_a_file_that_cannot_show_the_head_is_not_taken_for_one_that_does(
    store: Store, public: str, tmp_path: Path
) -> None:
    await sealed(store, 9)
    early = head_of((await store.read(lambda unit: unit.log.newest()))[0])
    for number in (1, 2):
        await store.write(events(5))
        await store.write(lambda unit, day=number: unit.log.seal_some(NOW + timedelta(days=day)))
    right = await exported(store, NOW + timedelta(hours=1))
    verify(right, public, fits, head=early)  # it begins right behind it
    by_hand.verify(_file(tmp_path, right), public, str(early))
    lines = await exported(store, NOW + timedelta(days=1, hours=1))
    verify(lines, public, fits)
    _shows_not(lines, public, early, tmp_path, "begins behind the head")
    about_one = await store.read(lambda unit: extract(unit, "DSR-BBBBB1", NOW))
    with pytest.raises(Broken, match="about one request cannot show"):
        verify(about_one, public, fits, head=early)


def _file(folder: Path, lines: Lines) -> str:
    path = folder / "log.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return str(path)


def _run(unit: Unit, sql: str) -> None:
    unit.connection.execute(text(sql))


def _unguarded(unit: Unit, sql: str) -> None:
    """As a database administrator may."""
    on = "" if unit.connection.dialect.name == "sqlite" else " ON {0}"
    for table in ("events", "seals", "signing_keys"):
        for act in ("update", "delete"):
            _run(unit, f"DROP TRIGGER IF EXISTS {table}_{act}_guard{on.format(table)}")
    _run(unit, sql)


@pytest.fixture
async def anchor(store: Store) -> Seal:
    """Of five batches, one a day, the second."""
    for number in range(5):
        await store.write(events(5))
        await store.write(lambda unit, day=number: unit.log.seal_some(NOW + timedelta(days=day)))
    found = await store.read(lambda unit: unit.log.seal(2))
    assert found
    return found[0]


async def test_a_file_that_shows_the_seal_of_the_anchor_says_so(
    store: Store, public: str, anchor: Seal, tmp_path: Path
) -> None:
    for since in (None, NOW + timedelta(hours=1), NOW + timedelta(days=1, hours=1)):  # and right behind it
        lines = await exported(store, since)
        verify(lines, public, fits, anchor)
        by_hand.verify(_file(tmp_path, lines), public, str(head_of(anchor)))


async def test_a_file_that_cannot_show_the_seal_of_the_anchor_is_not_taken_for_one_that_does(
    store: Store, public: str, anchor: Seal, tmp_path: Path
) -> None:
    behind = await exported(store, NOW + timedelta(days=2, hours=1))
    _lacks_the_anchor(behind, public, anchor, tmp_path, "begins behind the seal of the anchor, which is at event 10")
    one = await store.read(lambda unit: extract(unit, "DSR-BBBBB1", NOW))
    _lacks_the_anchor(one, public, anchor, tmp_path, "about one request cannot show the seal of the anchor")
    await store.write(lambda unit: unit.log.cuts.make(NOW + timedelta(days=3), NOW + timedelta(days=5)))
    while await store.write(lambda unit: unit.log.cuts.clear()):
        pass
    _lacks_the_anchor(await exported(store), public, anchor, tmp_path, "begins behind the seal of the anchor")


async def test_a_log_that_was_written_anew_lacks_the_anchor_in_every_part(
    store: Store, public: str, anchor: Seal, tmp_path: Path
) -> None:
    """With its own key, by whoever has the database and the master key."""
    for table in ("events", "seals"):
        await store.write(lambda unit, table=table: _unguarded(unit, f"DELETE FROM {table}"))
    for number in range(5):
        await store.write(events(4))
        await store.write(lambda unit, day=number: unit.log.seal_some(NOW + timedelta(days=day)))
    _lacks_the_anchor(await exported(store), public, anchor, tmp_path, "is not the one of the anchor")
    for days in range(1, 5):
        part = await exported(store, NOW + timedelta(days=days))
        _lacks_the_anchor(part, public, anchor, tmp_path, "anchor")


def _lacks_the_anchor(lines: Lines, public: str, anchor: Seal, tmp_path: Path, why: str) -> None:
    verify(lines, public, fits)
    with pytest.raises(Broken, match=why):
        verify(lines, public, fits, anchor)
    with pytest.raises(by_hand.Broken):
        by_hand.verify(_file(tmp_path, lines), public, str(head_of(anchor)))
