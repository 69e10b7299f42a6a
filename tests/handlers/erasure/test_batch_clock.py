"""The legal clock of a batch: told once for all who wait for the same day, and extended for each at once."""

from __future__ import annotations

from datetime import timedelta

from domain.card import Form
from domain.law import extended_day, first_day
from domain.notice import NoticeKind
from domain.words import en as words
from handlers.erasure.look_through import look_through
from handlers.requests.days import today
from handlers.requests.sweep import sweep
from tests.handlers.erasure.batches import given, list_of, members, sent, somebody
from tests.handlers.requests.test_notices import notice_of
from tests.stage import Scene, filed, said


async def asked_before(on: Scene, count: int, days: int = 20) -> str:
    """By so many people, whose requests were received so many days ago."""
    received = (today(on.bot.deps) - timedelta(days=days)).isoformat()
    await given(on, [one.email for one in somebody(count)], received=received)
    await look_through(on.bot.deps)
    return filed(await sent(on, list_of(on), received=received))


async def swept(on: Scene, days: int) -> list[tuple[str, str]]:
    """In so many days: what is told of dates by then, and of which request."""
    await sweep(on.bot.deps, on.bot.deps.clock() + timedelta(days=days))
    rows = on.rows(f"SELECT request_id, key FROM notices WHERE kind = '{NoticeKind.LATE}' ORDER BY key")
    return [(str(row.request_id), str(row.key)) for row in rows]


async def test_of_those_who_wait_for_the_same_day_it_is_told_once_with_how_many_they_are(desk: Scene) -> None:
    ref = await asked_before(desk, 5)
    near = await swept(desk, 9)
    assert {request for request, _ in near} == {ref}
    assert len(near) == 3, "the channel, the admins and who asked"
    assert await swept(desk, 9) == near
    for later in ({}, {"later": "yes"}):
        told = await notice_of(desk, ref, NoticeKind.LATE, None, **{"as": "late", **later})
        assert (told is None) is bool(later), "the date of nobody was extended"
        assert not told or words.batch.about(5) in told.text[0]
    assert len(await swept(desk, 20)) == 6, "once more when it is overdue"


async def test_whoever_waits_no_more_is_not_counted(desk: Scene) -> None:
    ref = await asked_before(desk, 3)
    first, *_ = await members(desk, ref)
    desk.rows(f"UPDATE requests SET state = 'completed', waits_since = NULL WHERE id = '{first}'")
    told = await notice_of(desk, ref, NoticeKind.LATE, None, **{"as": "late"})
    assert told
    assert words.batch.about(2) in told.text[0]


async def test_its_card_says_when_it_was_received_and_is_due(desk: Scene) -> None:
    ref = await asked_before(desk, 3)
    lead, shown = await desk.request(ref), said(await desk.typed("ada", f"show {ref}"))
    for label, day in ((words.card.RECEIVED, lead.received_on), (words.card.DUE, first_day(lead, "DE"))):
        assert f"{label}: {words.moments.day(day)}" in shown


async def test_extending_it_extends_each_who_may_be_extended_still(desk: Scene) -> None:
    ref = await asked_before(desk, 3)
    over, *others = await members(desk, ref)
    desk.rows(f"UPDATE requests SET state = 'completed', waits_since = NULL WHERE id = '{over}'")
    form = await desk.typed("ada", f"extend {ref} so many asked at once")
    assert isinstance(form, Form), said(form)
    told = today(desk.bot.deps)
    answer = said(await desk.act("ada", "extend", ref, {one.name: one.value for one in form.fields}))
    lead = await desk.request(ref)
    assert words.extend.extended(ref, extended_day(lead, "DE")) in answer
    assert [(await desk.request(one)).extended_on for one in (ref, over, *others)] == [told, None, told, told]
    assert "so many asked at once" in said(await desk.typed("ada", f"show {others[0]}"))
    assert words.extend.both(extended_day(lead, "DE"), first_day(lead, "DE"), told) in said(
        await desk.typed("ada", f"show {ref}")
    )
    assert "extended already" in said(await desk.typed("ada", f"extend {ref} once more"))
    later = await swept(desk, 75)
    assert {request for request, _ in later} == {ref}
    told_later = await notice_of(desk, ref, NoticeKind.LATE, None, **{"as": "late", "later": "yes"})
    assert told_later
    assert words.batch.about(2) in told_later.text[0]
    assert words.moments.day(extended_day(lead, "DE")) in told_later.text[0]


async def test_where_the_first_date_has_passed_for_all_it_is_not_extended(desk: Scene) -> None:
    ref = await asked_before(desk, 2, days=45)
    lead = await desk.request(ref)
    answer = said(await desk.typed("ada", f"extend {ref} so many asked at once"))
    assert words.extend.passed(ref, first_day(lead, "DE")) in answer
