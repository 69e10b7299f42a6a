"""Whoever may write to the database has nothing shown to anybody who may not see it, and in no other place."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_destroying import due
from tests.handlers.requests.test_forged import MARK, _forged
from tests.stage import APPROVALS, Scene, filed, rules, said

ASKED = f"refresh crm contacts for {ANNA}"
ELSEWHERE = "C0RANDOM"
_PERSON = "(SELECT person_id FROM accounts WHERE account_id = '{0}')"
NILS, ADA, BEN = (_PERSON.format(who) for who in ("nils", "ada", "ben"))
MADE_THEIRS = {
    "the row of the request": f"UPDATE requests SET requester_id = {NILS}",
    "… and the order is gone": f"UPDATE requests SET requester_id = {NILS}; DELETE FROM orders",
    "the account": f"UPDATE accounts SET person_id = {ADA} WHERE account_id = 'nils'",
    "… and there is no order": f"UPDATE accounts SET person_id = {ADA} WHERE account_id = 'nils'; DELETE FROM orders",
    "… and no order of this one": f"UPDATE accounts SET person_id = {ADA} WHERE account_id = 'nils'; "
    "UPDATE orders SET sealed = 'word'",
    "… and it is about nobody who is there": f"UPDATE accounts SET person_id = {ADA} WHERE account_id = 'nils'; "
    "DELETE FROM orders; DELETE FROM request_subjects; "
    "INSERT INTO subjects (id, wrapped_key, created_at) SELECT 'somebody', NULL, created_at FROM requests; "
    "UPDATE requests SET subject_id = 'somebody'",
    "the person": f"UPDATE people SET same_as = {NILS} WHERE id = {ADA}; UPDATE requests SET requester_id = {NILS}",
}
POSTED = (
    "INSERT INTO notices "
    "(key, kind, target, request_id, surface, place, person_id, data, attempts, doubts, created_at, due_at) "
    "SELECT 'forged', 'card', target, request_id, surface, '{place}', {person}, '{{}}', 0, 0, created_at, created_at "
    "FROM notices WHERE kind = 'card' AND place IS NOT NULL ORDER BY id LIMIT 1"
)


@pytest.mark.parametrize("how", MADE_THEIRS.values(), ids=MADE_THEIRS)
async def test_a_request_is_not_made_somebody_elses(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False) as desk:
        await desk.typed("nils", "help")
        ref = await desk.file("ada", ASKED)
        await _forged(desk, how.split("; "))
        for text in (f"show {ref}", f"cancel {ref}", "requests mine", "home"):
            answer = said(await desk.typed("nils", text))
            assert ANNA not in answer
            assert "a•••@contoso.com" not in answer
        assert (await desk.request(ref)).open


async def test_who_asked_and_has_no_role_any_more_sees_their_own_still(opened: Open) -> None:
    """As it is with them at every door: by the account or the address that they had then."""
    async with opened(works=False) as desk:
        ref = await desk.file("ada", ASKED)
    async with opened(works=False, config=rules(people={"admins": ["amir@contoso.com"]})) as desk:
        assert ANNA in said(await desk.typed("ada", f"show {ref}"))


async def test_whose_keys_are_destroyed_is_still_the_request_of_who_asked(opened: Open, tmp_path: Path) -> None:
    """The order goes with the keys; nothing is left to read."""
    async with opened(works=False) as desk:
        await desk.typed("nils", "help")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ada", "cancel", ref)
        assert await due(desk, tmp_path) == 1
        assert not desk.rows("SELECT 1 FROM orders")
    async with opened(works=False, config=rules(people={"admins": ["amir@contoso.com"]})) as desk:
        assert words.people.LOST in said(await desk.typed("ada", f"show {ref}"))
        assert words.people.LOST not in said(await desk.typed("nils", f"show {ref}"))


async def test_a_card_of_a_channel_is_not_made_somebodys_own(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    await on.settled()
    assert on.read(APPROVALS)
    await _forged(
        on,
        [
            f"UPDATE cards SET full = 1, person_id = {ADA}, drawn = 1 WHERE place = '{APPROVALS}'",
            f"UPDATE requests SET version = version + 1, changed = 1 WHERE id = '{ref}'",
        ],
    )
    await on.wait(lambda: words.notices.NO_LONGER_YOURS in on.read(APPROVALS))
    assert ANNA not in on.read(APPROVALS)


@pytest.mark.parametrize("place", [ELSEWHERE, APPROVALS, "@nils", "@cleo"])
async def test_a_card_of_one_person_is_posted_to_nobody_else(on: Scene, place: str) -> None:
    await on.typed("nils", "help")
    await on.file("ada", ASKED)
    await on.settled()
    before, shown = on.read(place).count(ANNA), len(on.rows("SELECT 1 FROM events WHERE kind = 'request.shown'"))
    await _forged(on, [POSTED.format(place=place, person=BEN)])
    await on.file("amir", "refresh crm web")  # so that it is looked at
    await on.settled()
    assert not on.rows("SELECT 1 FROM notices WHERE key = 'forged' AND due_at IS NOT NULL")
    assert on.read(place).count(ANNA) == before
    assert len(on.rows("SELECT 1 FROM events WHERE kind = 'request.shown' AND actor_id = " + BEN)) <= shown


async def test_who_reads_their_own_card_has_it_drawn_anew_there(on: Scene) -> None:
    ref = filed(await on.typed("ada", ASKED))
    await on.settled()
    await on.act("ben", "deny", ref, reason="no")
    for who in ("@ada", "@ben"):
        await on.wait(lambda who=who: words.requests.STATES["denied"] in on.read(who))
        assert words.notices.NO_LONGER_YOURS not in on.read(who)
