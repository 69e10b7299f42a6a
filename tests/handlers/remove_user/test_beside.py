"""Removing a user while others are taken off the list by hand: a person says so, and the list is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.card import Answer, Form, Stays
from domain.remove_user.access import Doubt, mark
from domain.remove_user.facts import Missed, RemovalFacts
from domain.request import State
from domain.words import en as words
from handlers.requests.sealed import facts
from handlers.requests.work import change_facts
from tests.handlers.conftest import Open
from tests.handlers.remove_user.test_oddly import LIST, Rows
from tests.handlers.remove_user.test_work import COMPLETED, DONE, FAILED, MARK, PETRA, RITA, ends, removals
from tests.stage import APPROVALS, FAILURES, Scene, said

SHORT = "list_short"
BECAUSE = "Ada of HR took her off the list"
QUICK = {"gone_within": timedelta(seconds=0.2)}


def crowded(rows: Rows) -> Rows:
    return [*rows, *(rows[0] | {"principalId": f"cc000000-0000-4000-8000-{n:012}"} for n in range(30))]


async def id_of(on: Scene, who: str) -> str:
    [found] = await on.bot.deps.directory.principals_by_email(who)
    return found.id


async def by_hand(on: Scene, who: str) -> None:
    """Somebody removes them in Customer Insights itself."""
    await on.bot.deps.insights.remove_assignment(await id_of(on, who))


async def stuck(on: Scene, *others: str) -> str:
    """A removal that cannot be shown, as others were taken off the list meanwhile."""
    await on.steer("PUT", "/speed", {"linger": 0})
    ref = await on.file("ada", f"remove-user {MARK}")
    second = on.wire.hold("DELETE", (await on.whom(ref))[0])
    await on.act("ben", "approve", ref)
    await on.wait(lambda: second.met)
    for who in others:
        await by_hand(on, who)
    second.release.set()
    await short(on, ref)
    return ref


async def short(on: Scene, ref: str, run: int = 1) -> None:
    seen: list[object] = []

    async def look() -> bool:
        request = await on.request(ref)
        seen.append((request.state, request.run, await ends(on, ref)))
        return seen[-1] == (State.NEEDS_ATTENTION, run, [(FAILED, SHORT)])

    try:
        await on.wait_for(look)
    except TimeoutError:
        raise AssertionError(seen[-1]) from None


async def others_left(on: Scene, who: str, ref: str, because: str = BECAUSE) -> Answer:
    """Open the form, and send it; who gets none sends one all the same."""
    form = await on.act(who, "settle", f"{ref}.0")
    return await on.act(who, "settle", form.ref if isinstance(form, Form) else f"{ref}.0", {"text": because})


async def test_retry_alone_never_takes_a_list_that_lacks_others_for_whole(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        await on.act("ada", "retry", ref)
        await short(on, ref, run=2)
        assert not on.seen("@ada", ref, COMPLETED)


async def test_who_is_missing_is_named_to_those_who_read_every_request_and_to_no_channel(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        card = await on.until("@ada", ref, words.steps.NOTES[SHORT], RITA)
        assert [item.button for item in card.items] == [None]  # she filed it: another one says so
        await on.until(FAILURES, ref)
        assert "rita" not in (on.read(APPROVALS) + on.read(FAILURES)).casefold()


async def test_somebody_else_says_that_they_were_removed_and_the_list_proves_the_rest(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        form = await on.act("ben", "settle", f"{ref}.0")
        assert isinstance(form, Form)
        assert RITA in form.text
        assert words.erasure.DONE_NOW in said(await others_left(on, "ben", ref))
        await on.until("@ada", ref, COMPLETED, BECAUSE)
        assert await ends(on, ref) == [(DONE, "gone")]
        assert await removals(on) == [200, 200]
        (event,) = on.rows("SELECT actor_id, data FROM events WHERE kind = 'removal.left'")
        assert event.actor_id == (await on.votes(ref))[0].person_id
        assert "rita" not in event.data.casefold()


async def test_what_was_said_holds_for_those_who_were_named_alone(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        petra = await id_of(on, PETRA)
        cut = on.wire.change("GET", LIST, lambda rows: [row for row in rows if row["principalId"] != petra])
        await others_left(on, "ben", ref)
        await short(on, ref, run=2)
        assert not on.seen("@ada", ref, COMPLETED)
        assert cut.met


async def test_a_form_vouches_for_those_alone_whom_it_named(opened: Open) -> None:
    """It was opened while Rita was missing; by now it is Petra."""
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        old, rita, petra = await on.act("ben", "settle", f"{ref}.0"), await id_of(on, RITA), await id_of(on, PETRA)
        assert isinstance(old, Form)
        there = on.wire.change("GET", LIST, lambda rows: [
            {**row, "principalId": rita} if row["principalId"] == petra else row for row in rows
        ])  # fmt: skip
        await on.act("ada", "retry", ref)
        await short(on, ref, run=2)
        assert there.met
        before = await on.steps(ref)
        for sent in (old.ref, f"{ref}.0"):
            answer = await on.act("ben", "settle", sent, {"text": BECAUSE})
            assert isinstance(answer, Stays)
            assert answer.text == (words.remove_user.OTHERS_NOW,)
            assert await on.steps(ref) == before
        assert not on.rows("SELECT 1 FROM events WHERE kind = 'removal.left'")
        new = await on.act("ben", "settle", f"{ref}.0")
        assert isinstance(new, Form)
        assert PETRA in new.text
        assert RITA not in new.text
        assert words.erasure.DONE_NOW in said(await on.act("ben", "settle", new.ref, {"text": BECAUSE}))
        await on.until("@ada", ref, COMPLETED)


async def test_what_a_form_carries_names_nobody(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        form = await on.act("ben", "settle", f"{ref}.0")
        assert isinstance(form, Form)
        assert not {mark(await id_of(on, who)) for who in (RITA, MARK)} & {form.ref[-12:]}
        assert form.about == (await on.act("cleo", "settle", f"{ref}.0")).about  # type: ignore[union-attr]


async def test_nobody_vouches_for_those_who_cannot_be_named(opened: Open) -> None:
    """An earlier release kept marks alone of who was listed."""
    async with opened(**QUICK) as on:
        await on.steer("PUT", "/speed", {"linger": 0})
        ref = await on.file("ada", f"remove-user {MARK}")
        second = on.wire.hold("DELETE", (await on.whom(ref))[0])
        await on.act("ben", "approve", ref)
        await on.wait(lambda: second.met)
        marks = [mark(await id_of(on, who)) for who in (MARK, RITA, PETRA)]
        await change_facts(
            on.bot.deps, (await on.steps(ref))[0], RemovalFacts,
            lambda known: replace(known, there=frozenset(), listed=frozenset(marks)),
        )  # fmt: skip
        await by_hand(on, RITA)
        second.release.set()
        await on.until("@ada", ref, words.steps.NOTES[Doubt.LACKS_UNNAMED])
        assert words.errors.NOT_OPEN in said(await others_left(on, "ben", ref))
        assert not on.seen("@ada", ref, COMPLETED)


async def test_what_an_earlier_release_asked_to_vouch_for_without_a_name_is_not_vouched_for(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        step = (await on.steps(ref))[0]
        rita, unnamed = frozenset({mark(await id_of(on, RITA))}), (Missed(words.refresh.UNNAMED),)
        await change_facts(
            on.bot.deps, step, RemovalFacts,
            lambda known: replace(known, there=frozenset(), listed=rita, missed=unnamed),
        )  # fmt: skip
        assert words.remove_user.NOT_NAMED in said(await others_left(on, "ben", ref))
        assert await ends(on, ref) == [(FAILED, SHORT)]


async def test_a_removal_and_others_by_hand_before_it_begins(opened: Open) -> None:
    async with opened(**QUICK) as on:
        await on.steer("PUT", "/speed", {"linger": 0})
        ref = await on.file("ada", f"remove-user {MARK}")
        await by_hand(on, RITA)
        await by_hand(on, PETRA)
        await on.act("ben", "approve", ref)
        await short(on, ref)
        form = await on.act("cleo", "settle", f"{ref}.0")
        assert isinstance(form, Form)
        assert RITA in form.text
        assert PETRA in form.text
        await others_left(on, "cleo", ref)
        await on.until("@ada", ref, COMPLETED)


@pytest.mark.parametrize("who", ["ada", "olga", "tess"])
async def test_neither_who_asked_nor_who_only_reads_may_say_so(opened: Open, who: str) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        answer = said(await others_left(on, who, ref))
        assert (words.rights.NOT_BY_WHO_ASKED in answer) is (who == "ada"), answer
        assert words.errors.CANNOT_NOW not in answer
        assert await ends(on, ref) == [(FAILED, SHORT)]
        assert (await on.request(ref)).run == 1
        assert not on.rows("SELECT 1 FROM events WHERE kind = 'removal.left'")


async def test_said_twice_it_is_on_record_once(opened: Open) -> None:
    async with opened(**QUICK) as on:
        ref = await stuck(on, RITA)
        await others_left(on, "ben", ref)
        assert words.errors.NOT_OPEN in said(await others_left(on, "cleo", ref))
        await on.until("@ada", ref, COMPLETED)
        assert len(on.rows("SELECT 1 FROM events WHERE kind = 'removal.left'")) == 1


async def test_a_list_that_lacks_very_many_is_nothing_that_a_person_can_vouch_for(opened: Open) -> None:
    async with opened(**QUICK) as on:
        await on.steer("PUT", "/speed", {"linger": 0})
        crowd = on.wire.change("GET", LIST, crowded)
        ref = await on.file("ada", f"remove-user {MARK}")
        crowd.times = crowd.met
        await on.act("ben", "approve", ref)
        await on.until("@ada", ref, words.steps.NOTES["list_lacks_many"])
        assert words.errors.NOT_OPEN in said(await on.act("ben", "settle", f"{ref}.0"))


async def test_whom_we_removed_is_not_missing_though_nothing_showed_it_yet(opened: Open) -> None:
    async with opened(**QUICK) as on:
        second = await on.file("ada", f"remove-user {PETRA}")
        first = await stuck(on, RITA)
        await on.act("ben", "approve", second)
        await short(on, second)
        form = await on.act("ben", "settle", f"{second}.0")
        assert isinstance(form, Form)
        assert RITA in form.text
        assert MARK not in form.text
        assert await ends(on, first) == [(FAILED, SHORT)]


async def test_one_first_list_without_the_person_does_not_show_that_they_were_gone_before(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK}")
    key = (await on.whom(ref))[0]
    blink = on.wire.change("GET", LIST, lambda rows: [r for r in rows if r["principalId"] != key], times=1)
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED)
    assert blink.met == 1
    assert await ends(on, ref) == [(DONE, "gone")]
    assert await removals(on) == [200]


async def test_whose_id_holds_a_blank_is_one_and_is_named_as_one(opened: Open) -> None:
    odd = "cc000000 and so on"
    async with opened(**QUICK) as on:
        extra = on.wire.change("GET", LIST, lambda rows: [*rows, rows[0] | {"principalId": odd}], times=2)
        ref = await stuck(on)
        assert extra.met == 2
        known = await on.bot.deps.storage.read(lambda unit: facts(unit, unit.steps.of(ref)[0], RemovalFacts))
        assert odd in known.there
        assert [one.id for one in known.missed] == [odd]
