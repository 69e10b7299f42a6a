"""Whoever can write to the database, and has no master key, takes no code's place and makes no device somebody's."""

from __future__ import annotations

from itertools import count

import pytest

from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.requests.test_forged import JULIA, MARK, TWO, Forge, _forged, _named
from tests.stage import rules, said

# Approving takes codes: Ben has given his, and Cleo's is still to come. `other` was approved by Ben before it took any.
CODES = rules(approval={"required": 2, "confirm": {"remove-user": "code"}})
WITHOUT_CODE: dict[str, Forge] = {
    "a vote that had a code says nothing of it": lambda ref, _: [
        f"UPDATE votes SET factor = NULL WHERE request_id = '{ref}'"
    ],
    "a vote says that it had another thing": lambda ref, _: [
        f"UPDATE votes SET factor = 'number' WHERE request_id = '{ref}'"
    ],
    "a vote of a time without codes is moved": lambda ref, other: [
        f"DELETE FROM votes WHERE request_id = '{ref}'",
        f"UPDATE votes SET request_id = '{ref}', factor = 'code' WHERE request_id = '{other}'",
    ],
    "the order of a time without codes": lambda ref, other: [
        f"UPDATE orders SET sealed = (SELECT sealed FROM orders WHERE request_id = '{other}') "
        f"WHERE request_id = '{ref}'"
    ],
}  # fmt: skip


@pytest.mark.parametrize("forge", WITHOUT_CODE.values(), ids=WITHOUT_CODE)
async def test_no_forgery_takes_the_place_of_a_code(opened_anywhere: Open, forge: Forge) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        other = await desk.file("ada", f"remove-user {JULIA}")
        await desk.act("ben", "approve", other)
    async with opened_anywhere(works=False, config=CODES) as desk:
        desk.numbers = count(1000)
        phones = Phones(desk)
        await phones.enrolled("ben")
        await phones.enrolled("cleo", "ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await phones.approves("ben", ref)
        await _forged(desk, forge(ref, other))
        assert said(await phones.approves("cleo", ref)).startswith(words.requests.OBJECTIONS[Objection.ALTERED])
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        await _named(desk, ref)


# Cleo has stolen Ben's account and may write to the database; she has a device that is proved to be her own.
DEVICES: dict[str, list[str]] = {
    "one that nobody has confirmed is called confirmed": [
        "UPDATE devices SET kept_at = proved_at, kept_by = '{cleo}', mac = (SELECT mac FROM devices WHERE mac IS NOT "
        "NULL) WHERE id = '{device}'"
    ],
    "one without any proof": [
        "UPDATE devices SET kept_at = proved_at, kept_by = '{cleo}' WHERE id = '{device}'"
    ],
    "her own is called Ben's": [
        "DELETE FROM devices WHERE id = '{device}'",
        "UPDATE devices SET person_id = '{ben}'",
    ],
    "what is sealed of hers is moved to his": [
        "UPDATE devices SET sealed = (SELECT sealed FROM devices WHERE mac IS NOT NULL), kept_at = proved_at, "
        "kept_by = '{cleo}', mac = (SELECT mac FROM devices WHERE mac IS NOT NULL) WHERE id = '{device}'"
    ],
    "hers is his, and he has confirmed it": [
        "UPDATE devices SET kept_by = '{ben}', person_id = '{ben}' WHERE mac IS NOT NULL"
    ],
}  # fmt: skip


@pytest.mark.parametrize("forge", DEVICES.values(), ids=DEVICES)
async def test_no_forgery_makes_a_device_somebodys(opened_anywhere: Open, forge: list[str]) -> None:
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await phones.enrolled("cleo", "amir")
        device = await phones.proved("ben")
        ref = await desk.file("ada", f"remove-user {MARK}")
        rows = desk.rows("SELECT account_id, person_id FROM accounts")
        ids = {row.account_id: row.person_id for row in rows}
        await _forged(desk, [statement.format(device=device, **ids) for statement in forge])
        for whose in ("ben", "cleo"):
            await desk.act("ben", "approve", ref, code=phones.next(whose))
        assert not await desk.votes(ref)
