"""Removing users where the service answers oddly: *gone* is said on evidence alone, and every other end says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.remove_user.access import Doubt
from domain.request import State, StepState
from domain.words import en as words
from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID
from handlers.remove_user.work import name_groups
from tests.handlers.conftest import Open
from tests.handlers.remove_user.test_work import COMPLETED, DONE, FAILED, MARK, OWNER, RITA, ends, removals
from tests.logged import Logged
from tests.stage import FAILURES, Scene, said

LIST, ROLE = "/rbac/assignments", "/rbac/myrole"
Rows = list[dict[str, Any]]


def renamed(rows: Rows, old: str, new: str) -> Rows:
    return [{new if name == old else name: value for name, value in row.items()} for row in rows]


def with_ids(rows: Rows, change: Callable[[str], object]) -> Rows:
    return [row | {"principalId": change(row["principalId"])} for row in rows]


def ours(rows: Rows) -> Rows:
    return [row for row in rows if row["principalId"] == BOT_PRINCIPAL_ID]


STILL_LISTED: dict[str, Callable[[Rows], object]] = {
    "upper case": lambda rows: with_ids(rows, str.upper),
    "braces": lambda rows: with_ids(rows, lambda i: f"{{{i}}}"),
    "another case of the field": lambda rows: renamed(rows, "principalId", "PRINCIPALID"),
    "another name of the field": lambda rows: renamed(rows, "principalId", "objectId"),
    "lists": lambda rows: with_ids(rows, lambda i: [i]),
    "deeper": lambda rows: [{"assignment": row} for row in rows],
    "wrapped": lambda rows: {"value": rows},
}
NOTHING_PROVED: dict[str, tuple[Callable[[Rows], object], str]] = {
    "nulls": (lambda rows: with_ids(rows, lambda i: None), Doubt.UNREAD),
    "numbers": (lambda rows: with_ids(rows, lambda i: 7), Doubt.UNREAD),
    "empty": (lambda rows: [], Doubt.EMPTY),
    "wrapped and empty": (lambda rows: {"value": []}, Doubt.EMPTY),
    "without us": (lambda rows: [row for row in rows if row not in ours(rows)][:2], Doubt.WITHOUT_US),
    "only us": (ours, Doubt.LACKS_MANY),
    "an endless list": (lambda rows: {"value": ours(rows), "@odata.nextLink": "rbac/assignments?more"}, Doubt.CUT),
    "a full page": (lambda rows: ours(rows) * 100, Doubt.CUT),
    "no list": (lambda rows: {"items": rows}, "unreadable"),
    "null": (lambda rows: None, "unreadable"),
    "a text": (lambda rows: "nobody", "unreadable"),
    "a page elsewhere": (lambda rows: {"value": [], "@odata.nextLink": "https://evil.example/v1"}, "unreadable"),
}


@pytest.mark.parametrize("change", STILL_LISTED.values(), ids=STILL_LISTED)
async def test_who_is_listed_in_another_spelling_is_removed_and_not_gone(opened: Open, change: Any) -> None:
    async with opened(gone_within=timedelta(seconds=0.2)) as on:
        await on.steer("PUT", "/speed", {"linger": 3600})
        ref = await on.file("ada", f"remove-user {MARK}")
        on.wire.change("GET", LIST, change)
        await on.act("ben", "approve", ref)
        await on.until(FAILURES, ref, words.steps.NOTES["still_listed"])
        assert await ends(on, ref) == [(FAILED, "still_listed")]
        assert await removals(on) == [200]


@pytest.mark.parametrize(("change", "why"), NOTHING_PROVED.values(), ids=NOTHING_PROVED)
async def test_a_list_that_proves_nothing_never_makes_anybody_gone(opened: Open, change: Any, why: str) -> None:
    async with opened(gone_within=timedelta(seconds=0.2)) as on:
        await on.steer("PUT", "/speed", {"linger": 3600})
        ref = await on.approved("ada", f"remove-user {MARK}")
        await on.noted(ref, "listed")
        on.wire.change("GET", LIST, change)
        await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION], words.steps.NOTES[why])
        assert await ends(on, ref) == [(FAILED, why)]
        assert not on.seen("@ada", ref, words.requests.STATES[State.COMPLETED])


async def test_a_first_list_that_proves_nothing_does_not_stop_the_removal(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.change("GET", LIST, lambda rows: [], times=1)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED)
    assert await removals(on) == [200]
    assert await ends(on, ref) == [(DONE, "gone")]


async def test_a_first_list_that_lacks_others_too_does_not_show_that_the_person_was_gone_before(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.change("GET", LIST, ours, times=1)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED)
    assert await removals(on) == [200]
    assert await ends(on, ref) == [(DONE, "gone")]


async def test_whoever_was_refused_to_be_removed_must_be_in_every_list(opened: Open) -> None:
    """A list that lacks them is cut, whomever else it lacks."""
    async with opened(gone_within=timedelta(seconds=0.2)) as on:
        ref = await on.file("ada", f"remove-user {OWNER} {MARK}")
        owner, mark = await on.whom(ref)
        second = on.wire.hold("DELETE", mark)
        await on.act("ben", "approve", ref)
        await on.wait(lambda: second.met)
        on.wire.change("GET", LIST, lambda rows: [row for row in rows if row["principalId"] not in {owner, mark}])
        second.release.set()
        await on.until("@ada", ref, words.steps.NOTES[Doubt.SHORT])
        assert await ends(on, ref) == [(FAILED, "owner"), (FAILED, Doubt.SHORT)]


NEW = "dd000000-0000-4000-8000-000000000001"  # came after the request was filed


def newcomer(rows: Rows) -> Rows:
    return [*rows, rows[0] | {"principalId": NEW}]


async def test_whoever_was_there_when_the_removal_began_must_be_in_every_list_after_it(opened: Open) -> None:
    async with opened(gone_within=timedelta(seconds=0.2)) as on:
        await on.steer("PUT", "/speed", {"linger": 0})
        ref = await on.file("ada", f"remove-user {MARK}")
        there, asked = on.wire.change("GET", LIST, newcomer), on.wire.hold("DELETE", "/assignment")
        await on.act("ben", "approve", ref)
        await on.wait(lambda: asked.met)
        there.times = there.met  # from now on the list lacks the newcomer, too
        asked.release.set()
        await on.until("@ada", ref, words.steps.NOTES[Doubt.SHORT])
        assert await ends(on, ref) == [(FAILED, Doubt.SHORT)]


async def test_a_list_without_the_person_does_not_say_who_else_must_be_there(on: Scene) -> None:
    """It was cut, or of another time: somebody who is in it alone makes no later list one that lacks them."""
    ref = await on.file("ada", f"remove-user {MARK}")
    odd = on.wire.change("GET", LIST, lambda rows: newcomer(ours(rows)), times=1)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED)
    assert odd.met == 1
    assert await ends(on, ref) == [(DONE, "gone")]


async def test_one_list_without_the_person_is_not_enough(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    await on.steer("PUT", "/speed", {"linger": 0.5})
    key = (await on.whom(ref))[0]
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.steps.NOTES["listed"])
    before = len(await on.calls("GET", LIST))
    blink = on.wire.change("GET", LIST, lambda rows: [r for r in rows if r["principalId"] != key], times=1)
    await on.until("@ada", ref, COMPLETED)
    assert blink.met == 1
    assert len(await on.calls("GET", LIST)) >= before + 3


async def test_two_removals_at_once_do_not_doubt_each_other(on: Scene) -> None:
    first, second = await on.file("ada", f"remove-user {MARK}"), await on.file("ada", f"remove-user {RITA}")
    await on.act("ben", "approve", first)
    await on.act("ben", "approve", second)
    await on.until("@ada", first, COMPLETED)
    await on.until("@ada", second, COMPLETED)


async def test_an_error_of_the_service_each_time_ends_with_a_person_and_few_removals(on: Scene) -> None:
    broken = on.wire.refuse("DELETE", "/assignment", 500, times=99)
    ref = await on.approved("ada", f"remove-user {MARK}")
    await on.until("@ada", ref, words.steps.NOTES["not_removed"])
    assert broken.met <= 5
    assert await removals(on) == []


async def test_an_outage_is_told_with_its_beginning_and_ends_by_itself(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.down = True
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.steps.silent_since("").strip())
    on.wire.down = False
    card = await on.until("@ada", ref, COMPLETED)
    assert "not answering" not in "".join(item.note for item in card.items)


@pytest.mark.parametrize(("status", "note"), [(401, "no_keys"), (403, "no_rights"), (404, "no_instance")])
async def test_a_definite_no_stops_at_once_with_a_mend(on: Scene, status: int, note: str) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.refuse("GET", LIST, status, times=99)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.steps.NOTES[note])
    assert await ends(on, ref) == [(FAILED, note)]


async def test_our_own_role_that_cannot_be_read_asks_a_person(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.change("GET", ROLE, lambda role: role | {"principalId": None})
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.steps.NOTES["unreadable"])
    assert await removals(on) == []


@pytest.mark.parametrize("status", [403, 404])
async def test_groups_that_cannot_be_asked_are_told(on: Scene, status: int) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.refuse("POST", "/getMemberGroups", status, times=99)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED, words.remove_user.GROUPS_UNKNOWN)


DOUBTED = {name: change for name, (change, why) in NOTHING_PROVED.items() if why in {*Doubt}}


@pytest.mark.parametrize("change", DOUBTED.values(), ids=DOUBTED)
async def test_groups_are_unknown_where_the_list_of_users_proves_nothing(on: Scene, change: Any) -> None:
    """No group in it is none that there is."""
    ref = await on.approved("ada", f"remove-user {MARK}")
    assert words.remove_user.GROUPS_UNKNOWN not in said(await on.until("@ada", ref, COMPLETED))
    on.wire.change("GET", LIST, change)
    await name_groups(on.bot.deps, ref)
    await on.until("@ada", ref, COMPLETED, words.remove_user.GROUPS_UNKNOWN)


async def test_a_user_who_is_not_in_a_list_with_holes_is_not_said_to_have_no_role(on: Scene) -> None:
    on.wire.change("GET", LIST, lambda rows: with_ids(rows, lambda i: None))
    answer = said(await on.typed("ada", f"remove-user {MARK}"))
    assert words.remove_user.perhaps_no_assignment(MARK) in answer
    assert words.requests.NOTHING_FILED in answer
    assert words.remove_user.not_whole(1).split(":")[0] in said(await on.typed("ada", "users"))


async def test_a_refusal_that_is_not_about_the_owner_does_not_say_so(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    on.wire.refuse("DELETE", "/assignment", 400, times=99)
    await on.act("ben", "approve", ref)
    steps = await on.noted(ref, "said_no")
    assert steps[0].state is StepState.FAILED


@pytest.mark.parametrize("text", [f"remove-user {MARK}", "users"])
async def test_an_answer_that_is_not_understood_is_not_called_silence(desk: Scene, text: str, logged: Logged) -> None:
    for path in (LIST, ROLE):
        desk.wire.change("GET", path, lambda answer: "nobody")
    assert said(await desk.typed("ada", text)) == words.errors.INSIGHTS_UNREADABLE
    assert "Customer Insights is not understood" in logged
