"""Each judge of a storm finds what it is there for, and nothing where all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.evidence import Evidence, Filed, Letter, Row
from tests.faults.judges import JUDGES, findings

BEGAN = datetime(2026, 11, 30, 9, tzinfo=UTC)
MARK = "mark.old@contoso.com"
REMOVAL, EXPORT, REFRESH, ERASURE = "DSR-AAAAAA", "DSR-BBBBBB", "DSR-CCCCCC", "DSR-FFFFFF"


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def row(kind: str, *voters: str) -> Row:
    return Row(kind, "completed", at(1.5), at(20), at(40), at(1.5) + timedelta(days=7), frozenset(voters))


WELL = Evidence(
    began=BEGAN,
    ended=at(100),
    filed={
        REMOVAL: Filed("remove-user", MARK, at(1), at(2), {"BEN": at(10), "CLEO": at(20)}),
        EXPORT: Filed("export", "", at(1), at(2), {"BEN": at(20)}),
        REFRESH: Filed("refresh", "", at(1), at(2), {"BEN": at(20)}),
        ERASURE: Filed("erasure", "", at(1), at(2), {"BEN": at(20)}),
    },
    rows={
        REMOVAL: row("remove-user", "b", "c"),
        EXPORT: row("export", "b"),
        REFRESH: row("refresh", "b"),
        ERASURE: row("erasure", "b"),
    },
    works=(),
    deletions=[(MARK, at(25))],
    segments=[at(35)],
    voted=at(34),
    letters=[Letter(EXPORT, False, at(25)), Letter(EXPORT, True, at(30))],
    unseen=(),
    given_up=(),
    posts=Counter({"one": 2, "another": 1, f"{REFRESH} cannot go on without a person": 3}),
    called=Counter({REFRESH: 3}),
    doubling=1,
    stamps={"requests.created_at": (at(1), at(50))},
    chain="",
    lease=4.0,
    taken_over=[7.0, 11.9],
    undead=(),
)


def changed(ref: str, **how: object) -> Evidence:
    return replace(WELL, rows={**WELL.rows, ref: replace(WELL.rows[ref], **how)})


def without(ref: str) -> Evidence:
    return replace(WELL, rows={name: found for name, found in WELL.rows.items() if name != ref})


BROKEN: list[tuple[str, Callable[[], Evidence]]] = [
    ("lost", lambda: without(REFRESH)),
    ("lost", lambda: changed(REMOVAL, state="in_progress")),
    ("lost", lambda: changed(EXPORT, state="needs_attention")),
    ("lost", lambda: replace(WELL, works=["DSR-AAAAAA/1 PENDING"])),
    ("lost", lambda: replace(WELL, deletions=())),
    ("lost", lambda: replace(WELL, segments=())),
    ("lost", lambda: replace(WELL, letters=WELL.letters[1:])),
    ("lost", lambda: replace(WELL, letters=WELL.letters[:1])),
    ("lost", lambda: replace(WELL, unseen=[(REFRESH, "C0APPROVE")])),
    ("lost", lambda: replace(WELL, given_up=["request.completed"])),
    ("twice", lambda: replace(WELL, rows={**WELL.rows, "DSR-DDDDDD": row("refresh", "b")})),
    ("twice", lambda: replace(WELL, deletions=[*WELL.deletions, (MARK, at(30))])),
    ("twice", lambda: replace(WELL, segments=[at(35), at(36)])),
    ("twice", lambda: replace(WELL, letters=[*WELL.letters, WELL.letters[0]])),
    ("twice", lambda: replace(WELL, letters=[*WELL.letters, WELL.letters[1]])),
    ("twice", lambda: replace(WELL, posts=Counter({"one": 3}))),
    ("twice", lambda: replace(WELL, called=Counter({REFRESH: 1}))),
    ("unasked", lambda: replace(WELL, deletions=[(MARK, at(18.5))])),
    ("unasked", lambda: replace(WELL, deletions=[*WELL.deletions, ("ada@contoso.com", at(30))])),
    ("unasked", lambda: replace(WELL, segments=[at(32)])),
    ("unasked", lambda: replace(WELL, voted=None)),
    ("unasked", lambda: replace(WELL, letters=[replace(WELL.letters[0], at=at(18.5)), WELL.letters[1]])),
    ("unasked", lambda: replace(WELL, letters=[*WELL.letters, Letter("DSR-EEEEEE", False, at(30))])),
    ("unasked", lambda: changed(REMOVAL, voters=frozenset({"b"}))),
    ("unasked", lambda: changed(REFRESH, voters=frozenset())),
    ("misdated", lambda: replace(WELL, stamps={"votes.at": (at(-2), at(50))})),
    ("misdated", lambda: replace(WELL, stamps={"votes.at": (at(1), at(160))})),
    ("misdated", lambda: changed(REFRESH, created=at(4))),
    ("misdated", lambda: changed(REMOVAL, decided=at(18.5))),
    ("misdated", lambda: changed(REMOVAL, closed=at(19))),
    ("misdated", lambda: changed(EXPORT, expires=at(62) + timedelta(days=7))),
    ("unchained", lambda: replace(WELL, chain="line 7: the hash is not that of the event")),
    ("abandoned", lambda: replace(WELL, taken_over=[12.1])),
    ("abandoned", lambda: replace(WELL, undead=["a replica"])),
]


def test_where_all_is_well_nobody_finds_anything() -> None:
    assert not any(findings(WELL).values())


@pytest.mark.parametrize(("judge", "broken"), BROKEN, ids=[f"{n} {judge}" for n, (judge, _) in enumerate(BROKEN)])
def test_what_went_wrong_is_found_by_its_judge(judge: str, broken: Callable[[], Evidence]) -> None:
    assert findings(broken())[judge]


def test_each_judge_was_seen_to_find_something() -> None:
    assert {judge for judge, _ in BROKEN} == set(JUDGES)
