"""Whoever can write to the database takes back no count of codes: the log has counted them besides."""

from __future__ import annotations

import pytest

from domain.codes import LOCKED, MOST
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.requests.test_codes import CODES, JULIA, MARK, error
from tests.handlers.requests.test_forged import _forged
from tests.stage import said

TAKEN_BACK = {
    "the rows": ["DELETE FROM wrong_codes"],
    "the rows, and an event of a right code": [
        "DELETE FROM wrong_codes",
        "INSERT INTO events (kind, at, actor_id, data) SELECT 'code.used', max(at), max(actor_id), "
        """'{"who":"' || max(actor_id) || '"}' FROM events WHERE kind = 'code.wrong'""",
    ],
}


@pytest.mark.parametrize("statements", TAKEN_BACK.values(), ids=TAKEN_BACK)
async def test_wrong_codes_are_counted_though_their_rows_are_gone(opened_anywhere: Open, statements: list[str]) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        for left in range(MOST - 1, 0, -1):
            assert error(await phones.approves("ben", ref, phones.wrong("ben"))) == words.codes.wrong(left)
            await _forged(desk, statements)
        for _ in range(2):
            answer = said(await phones.approves("ben", ref, phones.wrong("ben")))
            assert answer.startswith("There were five wrong codes") or "five wrong codes" in answer
            await _forged(desk, statements)
        assert said(await phones.approves("ben", ref)).startswith("There were five wrong codes")  # the right one
        assert not await desk.votes(ref)
        phones.clock.on(seconds=LOCKED.total_seconds())
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)


async def test_the_same_wrong_code_that_a_platform_brings_twice_is_one_in_the_log_too(opened: Open) -> None:
    async with opened(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        ref, wrong = await desk.file("ada", f"remove-user {MARK}"), phones.wrong("ben")
        for _ in range(MOST + 1):
            answer = await desk.act("ben", "approve", ref, {"code": wrong}, delivery="the same")
            assert error(answer) == words.codes.wrong(MOST - 1)


async def test_a_code_counts_once_though_its_row_says_that_it_was_not_used(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben")
        refs = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        code = phones.next("ben")
        await phones.approves("ben", refs[0], code)
        await _forged(desk, ["UPDATE devices SET used = 0"])
        assert error(await phones.approves("ben", refs[1], code)) == words.codes.USED
        assert not await desk.votes(refs[1])
        assert said(await phones.approves("ben", refs[1])) == words.requests.approved(refs[1], 1, 1)


async def test_a_device_is_void_after_five_wrong_codes_whatever_its_row_says(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        device = await phones.proved("ben")
        for left in range(MOST - 1, 0, -1):
            answer = await desk.act("cleo", "code-confirm", device, code=phones.wrong("ben"))
            assert error(answer) == words.codes.wrong(left)
            await _forged(desk, ["UPDATE devices SET wrong = 0"])
        assert said(await desk.act("cleo", "code-confirm", device, code=phones.wrong("ben"))) == words.codes.VOID
