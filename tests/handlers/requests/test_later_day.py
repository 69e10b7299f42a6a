"""A later day of receipt: with a reason alone, and not before whoever approves the request approves that day, too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.card import Form
from domain.erasure.plan import Finding, Verdict
from domain.event import EventKind
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.erasure.refiled import refile
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.order import as_ordered
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.requests.test_clock import DAY, swept, warned
from tests.stage import APPROVALS, Scene, Values, filed, said

FIRST, LATER = "2026-10-05", "2026-11-02"
WHY = "I had typed the wrong month: her letter is stamped 2 November"
DAYS = (date.fromisoformat(FIRST), date.fromisoformat(LATER))


async def asked(on: Scene, kind: str) -> Values:
    if kind == "export":
        return {"holder": "customer", "who": ANNA, "purpose": "access", "received": FIRST, "reference": ""}
    return {"sources": (await on.source_id("CRM Contacts"),), "for": ANNA, "received": FIRST}


async def first(on: Scene, kind: str = "refresh") -> str:
    return filed(await on.act("ada", kind, "", await asked(on, kind)))


async def corrected(on: Scene, ref: str, kind: str = "refresh", **changes: str) -> str:
    answer = await on.act("ada", kind, f"correct:{ref}", {**await asked(on, kind), "received": LATER, **changes})
    return filed(answer)


async def received(on: Scene, ref: str) -> str:
    return (await on.request(ref)).received_on.isoformat()


def field(form: Form, name: str) -> tuple[str, str]:
    found = next(one for one in form.fields if one.name == name)
    return found.value, found.error


def events(on: Scene, ref: str, kind: EventKind) -> list[str]:
    return [str(row.data) for row in on.rows(f"SELECT data FROM events WHERE kind = '{kind}' AND request_id = '{ref}'")]


@pytest.mark.parametrize("kind", ["refresh", "export"])
@pytest.mark.parametrize("why", [None, "", "  "])
async def test_without_a_reason_the_form_stays_open_with_all_that_was_typed_and_asks_for_one(
    desk: Scene, kind: str, why: str | None
) -> None:
    ref = await first(desk, kind)
    opened = await desk.act("ada", "correct", ref)
    assert isinstance(opened, Form)
    assert "later" not in {one.name for one in opened.fields}
    given = {} if why is None else {"later": why}
    form = await desk.act(
        "ada", kind, f"correct:{ref}", {**await asked(desk, kind), "received": LATER, "reference": "CASE-7", **given}
    )
    assert isinstance(form, Form)
    assert form.ref == f"correct:{ref}"
    assert field(form, "later")[1] == words.clock.why_later(DAYS[0])
    assert (field(form, "received")[0], field(form, "reference")[0]) == (LATER, "CASE-7")
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


@pytest.mark.parametrize("kind", ["refresh", "export"])
async def test_a_correction_that_brings_no_day_leaves_the_day_as_it_is(desk: Scene, kind: str) -> None:
    ref = await first(desk, kind)
    values = {name: value for name, value in (await asked(desk, kind)).items() if name != "received"}
    new = filed(await desk.act("ada", kind, f"correct:{ref}", {**values, "reference": "CASE-8"}))
    assert await received(desk, new) == FIRST
    assert not events(desk, new, EventKind.RECEIPT_ASKED)


@pytest.mark.parametrize("kind", ["refresh", "export"])
async def test_until_it_is_approved_the_first_day_counts_and_its_card_shows_both_and_why(
    desk: Scene, kind: str
) -> None:
    ref = await first(desk, kind)
    answer = await desk.act("ada", kind, f"correct:{ref}", {**await asked(desk, kind), "received": LATER, "later": WHY})
    new = filed(answer)
    assert words.clock.first_day(ref, *DAYS) in said(answer)
    assert await received(desk, new) == FIRST
    shown = said(await desk.typed("ben", f"show {new}"))
    assert words.clock.later_asked(*DAYS, WHY) in shown
    [told] = events(desk, new, EventKind.RECEIPT_ASKED)
    assert FIRST in told
    assert LATER in told
    assert WHY not in told


async def test_who_decides_is_shown_why_in_private_and_a_channel_both_days_alone(on: Scene) -> None:
    new = await corrected(on, await first(on), later=WHY)
    await on.wait(lambda: words.clock.later_asked(*DAYS, WHY) in on.read("@ben"))
    await on.wait(lambda: words.clock.later_asked(*DAYS, "") in on.read(APPROVALS))
    assert WHY not in on.read(APPROVALS)
    await on.stopped(new)


async def test_whoever_approves_it_approves_the_day_with_it(desk: Scene) -> None:
    ref = await first(desk)
    new = await corrected(desk, ref, later=WHY)
    await desk.act("ben", "approve", new)
    assert await received(desk, new) == LATER
    assert words.clock.later_approved(*DAYS, WHY) in said(await desk.typed("ben", f"show {new}"))
    [told] = events(desk, new, EventKind.RECEIPT_APPROVED)
    assert FIRST in told
    assert LATER in told
    request = await desk.request(new)
    assert await desk.bot.deps.storage.read(lambda unit: as_ordered(unit, request))


async def test_a_day_that_somebody_wrote_into_the_row_is_approved_by_nobody(desk: Scene) -> None:
    new = await corrected(desk, await first(desk), later=WHY)
    desk.rows(f"UPDATE requests SET received_on = '{LATER}' WHERE id = '{new}'")
    assert words.requests.OBJECTIONS[Objection.ALTERED] in said(await desk.act("ben", "approve", new))
    assert events(desk, new, EventKind.REQUEST_ALTERED)


@pytest.mark.parametrize("end", ["deny", "cancel"])
async def test_where_it_is_not_approved_the_first_day_counts(desk: Scene, end: str) -> None:
    new = await corrected(desk, await first(desk), later=WHY)
    if end == "deny":
        await desk.act("ben", "deny", new, reason="show me the letter")
    else:
        await desk.act("ada", "cancel", new)
    assert await received(desk, new) == FIRST
    assert words.clock.later_not_approved(*DAYS, WHY) in said(await desk.typed("ben", f"show {new}"))


async def test_corrected_again_before_that_it_is_still_to_be_approved(desk: Scene) -> None:
    new = await corrected(desk, await first(desk), later=WHY)
    form = await desk.act("ada", "correct", new)
    assert isinstance(form, Form)
    assert (field(form, "received")[0], field(form, "later")[0]) == (LATER, WHY)
    web = await desk.source_id("CRM Web")
    again = await corrected(desk, new, sources=web, later=WHY)
    assert await received(desk, again) == FIRST
    assert words.clock.later_asked(*DAYS, WHY) in said(await desk.typed("ben", f"show {again}"))


async def test_what_was_approved_once_is_the_day_that_a_correction_goes_on_from(desk: Scene) -> None:
    new = await corrected(desk, await first(desk), later=WHY)
    await desk.act("ben", "approve", new)
    again = await corrected(desk, new, sources=await desk.source_id("CRM Web"))
    assert await received(desk, again) == LATER


async def test_a_reason_is_not_lost_where_the_form_comes_back_with_the_sources_that_hold_the_person(
    desk: Scene,
) -> None:
    ref = await first(desk)
    given = {**await asked(desk, "refresh"), "sources": (), "received": LATER, "later": WHY}
    form = await desk.act("ada", "refresh", f"correct:{ref}", given)
    assert isinstance(form, Form)
    assert (field(form, "received")[0], field(form, "later")[0]) == (LATER, WHY)


@pytest.mark.parametrize("day", [FIRST, "2026-09-01"])
async def test_an_earlier_day_counts_at_once_and_takes_no_reason(desk: Scene, day: str) -> None:
    new = await corrected(desk, await first(desk), received=day, later=WHY)
    assert await received(desk, new) == day
    assert WHY not in said(await desk.typed("ben", f"show {new}"))


@pytest.mark.parametrize("who", [ZOE, ""])
async def test_a_request_of_somebody_else_came_when_it_came(desk: Scene, who: str) -> None:
    new = await corrected(desk, await first(desk), **{"for": who})
    assert await received(desk, new) == LATER


async def test_of_two_who_waited_one_is_enough_and_a_third_changes_nothing(desk: Scene) -> None:
    ref = await first(desk)
    form = await desk.act(
        "ada", "refresh", f"correct:{ref}", {**await asked(desk, "refresh"), "for": f"{ANNA} {ZOE}", "received": LATER}
    )
    assert isinstance(form, Form)
    assert field(form, "later")[1] == words.clock.why_later(DAYS[0])


async def test_filed_anyway_beside_it_a_later_day_is_not_taken_from_it(desk: Scene) -> None:
    new = await corrected(desk, await first(desk), later=WHY)
    form = await desk.act("ada", "file-anyway", new)
    assert isinstance(form, Form)
    assert field(form, "received")[0] == FIRST


async def test_people_are_warned_of_the_day_that_was_approved_although_they_were_of_the_first(desk: Scene) -> None:
    now = date.fromisoformat(desk.today)
    old = (now - timedelta(days=400)).isoformat()
    ref = filed(await desk.act("ada", "refresh", "", {**await asked(desk, "refresh"), "received": old}))
    new = await corrected(desk, ref, received=desk.today, later=WHY)
    await swept(desk, DAY)
    assert warned(desk, new)[-1] == "overdue"
    before = len(warned(desk, new))
    await desk.act("ben", "approve", new)
    await swept(desk, 45 * DAY)
    assert len(warned(desk, new)) > before


async def test_found_again_after_its_end_they_wait_from_that_day_by_a_request_that_can_be_approved(
    desk: Scene,
) -> None:
    done = await corrected(desk, await first(desk), later=WHY)
    await desk.act("ben", "approve", done)

    def found(unit: Unit) -> str:
        case = Case.open(unit, done, desk.bot.deps.policy, datetime.now(UTC))
        assert case
        case.save(state=State.COMPLETED)
        return refile(case, Finding(verdict=Verdict.STILL_THERE), {}).id

    new = await desk.bot.deps.storage.write(found)
    assert await received(desk, new) == desk.today
    assert WHY not in said(await desk.typed("ben", f"show {new}"))
    await desk.act("ben", "approve", new)
    assert (await desk.request(new)).state is State.IN_PROGRESS
