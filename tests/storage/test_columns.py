"""What may be stored: aware datetimes, known words, the same facts as the same text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage.columns import Facts
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request


async def test_a_datetime_without_a_time_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a time zone") as refused:
        await store.write(lambda unit: unit.events.add("filed", naive, actor="anna@contoso.com", request=None))
    assert "anna@contoso.com" not in str(refused.value)


async def test_an_instant_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    berlin = timezone(timedelta(hours=1))
    instant = datetime(2026, 11, 2, 0, 30, 0, 123456, tzinfo=berlin)

    def keep(unit: Unit) -> datetime | None:
        request = unit.requests.get(file_request(unit, due_at=instant).id)
        return request.due_at if request else None

    kept = await store.write(keep)
    assert kept == instant
    assert kept.tzinfo is UTC


@pytest.mark.parametrize("facts", [{"b": "2", "a": "ü"}, {"a": "ü", "b": "2"}])
def test_the_same_facts_are_the_same_text(facts: dict[str, str]) -> None:
    assert Facts().process_bind_param(facts, None) == '{"a":"ü","b":"2"}'
