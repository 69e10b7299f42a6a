"""Whether there is anything to do is asked before anything is written, and says what the claim would find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.batch import Listed
from domain.target import Target
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request

Put = Callable[[Unit], None]
Of = Callable[[Unit, datetime], tuple[bool, bool]]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TIMES = [NOW - DAY, NOW - MINUTE, NOW, NOW + MINUTE, NOW + DAY, NOW + 3 * DAY]


def put_nothing(_: Unit) -> None:
    pass


def put_notice(unit: Unit) -> None:
    unit.notices.add("key", "asked", Target.read("role:approver"), NOW)


def put_list(unit: Unit) -> None:
    subject = unit.subjects.anonymous(NOW)
    unit.lists.add(Listed(id="l1", person_id="ada", subject_id=subject, sealed=b"sealed", at=NOW, look_at=NOW))


def of_notices(unit: Unit, now: datetime) -> tuple[bool, bool]:
    return unit.notices.is_due(now), bool(unit.notices.claim(now, now, 1))


def of_lists(unit: Unit, now: datetime) -> tuple[bool, bool]:
    return unit.lists.waits(now), unit.lists.next(now) is not None


def of_requests(unit: Unit, now: datetime) -> tuple[bool, bool]:
    there = unit.requests.due(now, 1) or unit.requests.counted_before(now.date(), 1)
    return unit.requests.is_due(now, now.date()), bool(there)


def put_request(unit: Unit) -> None:
    file_request(unit, due_at=NOW)


def put_counted(unit: Unit) -> None:
    """One whose card counts days."""
    request = file_request(unit, due_at=None)
    unit.requests.save(replace(request, counted_on=NOW.date()))


@pytest.mark.parametrize(
    ("put", "of"),
    [
        (put_notice, of_notices),
        (put_list, of_lists),
        (put_request, of_requests),
        (put_counted, of_requests),
        (put_nothing, of_notices),
        (put_nothing, of_lists),
        (put_nothing, of_requests),
    ],
    ids=["notice", "list", "request", "counted", "no notice", "no list", "no request"],
)
async def test_what_is_due_is_told_as_it_would_be_claimed(store: Store, put: Put, of: Of) -> None:
    await store.write(put)
    told = [await store.write(lambda unit, at=at: of(unit, at)) for at in TIMES]
    assert [asked == found for asked, found in told] == [True] * len(TIMES)
    assert {asked for asked, _ in told} == ({False, True} if put is not put_nothing else {False})
