"""A person who asked waits until they are answered or refused: a correction without them does not stop their clock."""

from __future__ import annotations

from datetime import date

import pytest

from domain.card import Card
from domain.request import State
from domain.words import en as words
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.requests.test_answered import TEXTS, row
from tests.handlers.requests.test_clock import DAY, swept, warned
from tests.handlers.requests.test_hold import customer_id
from tests.stage import Scene, Values, filed, said

FIRST = "2026-10-05"


async def asked(on: Scene, who: str = ANNA, source: str = "CRM Contacts") -> Values:
    return {"sources": (await on.source_id(source),), "for": who, "received": FIRST}


async def first(on: Scene, who: str = ANNA) -> str:
    return filed(await on.act("ada", "refresh", "", await asked(on, who)))


async def corrected(on: Scene, ref: str, **changes: str) -> tuple[str, str]:
    """The new request, and what was said."""
    answer = await on.act("ada", "refresh", f"correct:{ref}", {**await asked(on), "later": "It was misread", **changes})
    return filed(answer), said(answer)


async def waits(on: Scene, ref: str) -> bool:
    """Whether somebody does, by the board; its card says the same."""
    noted = words.board.NO_ANSWER_YET in await row(on, ref)
    assert (words.card.CLOCK_RUNS in said(await on.typed("ada", f"show {ref}"))) is noted
    return noted


@pytest.mark.parametrize("instead", ["", ZOE], ids=["nobody", "somebody else"])
async def test_who_is_left_out_waits_on_and_is_warned_about_and_the_correction_says_so(
    desk: Scene, instead: str
) -> None:
    ref = await first(desk)
    new, told = await corrected(desk, ref, **{"for": instead, "received": "2026-11-02"})
    assert words.requests.left_out(ref) in told
    assert (await desk.request(ref)).state is State.CANCELLED
    assert (await desk.request(new)).received_on == date(2026, 11, 2)
    assert await waits(desk, ref)
    await swept(desk, 40 * DAY)
    assert "overdue" in warned(desk, ref)


@pytest.mark.parametrize("how", ["answered", "refused", "filed anew"])
async def test_until_an_admin_answers_refuses_or_files_it_anew(desk: Scene, how: str) -> None:
    ref = await first(desk)
    await corrected(desk, ref, **{"for": ZOE})
    if how == "filed anew":
        new, told = await corrected(desk, ref)
        assert words.requests.left_out(ref) not in told
        assert words.card.taken_over(new) in said(await desk.typed("ada", f"show {ref}"))
    else:
        if how == "refused":
            assert words.refusing.NOW in said(await desk.act("ada", "refuse", ref, TEXTS))
        await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})
    assert not await waits(desk, ref)
    before = warned(desk, ref)
    await swept(desk, 40 * DAY)
    assert warned(desk, ref) == before


async def test_one_of_two_is_somebody_too(desk: Scene) -> None:
    ref = await first(desk, f"{ANNA} {ZOE}")
    _, told = await corrected(desk, ref, **{"for": ZOE})
    assert words.requests.left_out(ref) in told
    assert await waits(desk, ref)
    _, told = await corrected(desk, ref)  # for the other one
    assert words.requests.left_out(ref) not in told
    assert not await waits(desk, ref)


@pytest.mark.parametrize("received", ["2026-11-02", FIRST, "2026-09-01"])
async def test_for_the_same_person_the_clock_goes_on_from_the_first_receipt(desk: Scene, received: str) -> None:
    ref = await first(desk)
    source = await desk.source_id("CRM Web")
    new, told = await corrected(desk, ref, received=received, sources=source)
    counted = min(date.fromisoformat(received), date.fromisoformat(FIRST))
    assert (await desk.request(new)).received_on == counted
    assert not await waits(desk, ref)
    assert words.requests.left_out(ref) not in told
    assert (words.clock.first_day(ref, counted, date.fromisoformat(received)) in told) is (received > FIRST)


async def test_the_same_person_under_another_identifier_is_the_same(desk: Scene) -> None:
    ref = await first(desk)
    new, told = await corrected(desk, ref, **{"for": await customer_id(desk, ANNA), "received": "2026-11-02"})
    assert words.requests.left_out(ref) not in told
    assert (await desk.request(new)).received_on == date.fromisoformat(FIRST)


async def test_corrected_twice_everybody_who_was_named_is_waited_for_once(desk: Scene) -> None:
    anna = await first(desk)
    again, _ = await corrected(desk, anna, received="2026-11-02")
    zoe, told = await corrected(desk, again, **{"for": ZOE, "received": "2026-11-02"})
    assert words.requests.left_out(again) in told
    assert [bool(await row(desk, ref)) for ref in (anna, again, zoe)] == [False, True, True]
    assert (await desk.request(again)).received_on == date.fromisoformat(FIRST)
    assert (await desk.request(zoe)).received_on == date(2026, 11, 2)


async def test_who_was_answered_already_asks_anew(desk: Scene) -> None:
    ref = await first(desk)
    await desk.act("ben", "deny", ref, reason="not now")
    await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})
    new, told = await corrected(desk, ref, received="2026-11-10")
    assert words.clock.first_day(ref, date.fromisoformat(FIRST), date(2026, 11, 10)) not in told
    assert (await desk.request(new)).received_on == date(2026, 11, 10)
    _, told = await corrected(desk, ref, **{"for": ZOE})
    assert words.requests.left_out(ref) not in told


async def test_of_work_that_is_still_to_stop_it_is_said_as_well(desk: Scene) -> None:
    ref = await first(desk)
    await desk.act("ben", "approve", ref)
    _, told = await corrected(desk, ref, **{"for": ZOE})
    assert words.requests.left_out(ref) in told
    assert isinstance(await desk.typed("ada", f"show {ref}"), Card)
    assert await row(desk, ref)
