"""The sandbox answers in other forms than the contract's: what says the same counts, what does not asks a person."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from domain.request import State
from domain.words import en as words
from gateways.sandbox.world import BELIEVABLE
from tests.daily import todays
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import state
from tests.mutations.worlds import HASTE, MARK, filed_in, to_its_end

THE_SAME: dict[str, dict[str, Any]] = {
    "pages of three": {"page": 3},
    "wrapped": {"wrap": True},
    "small letters": {"case": "lower"},
    "capitals": {"case": "upper"},
    "a clock ahead": {"clock": 300.0},
    "a clock behind": {"clock": -300.0},
    "without a body": {"bodiless": True},
    "documented routes": {"routes": "documented"},
    "routes of the client": {"routes": "client"},
    "a mix": {name: value for name, value in asdict(BELIEVABLE).items() if name != "keys"},
}
if os.environ.get("MUTATIONS") != "1":  # with all mutations all of them, otherwise two each day
    THE_SAME = dict(todays(list(THE_SAME.items()), 5))
NOT_UNDERSTOOD: dict[str, dict[str, Any]] = {
    "ids by another name": {"rename": {"CustomerId": "ProfileId", "principalId": "objectId"}},
    "ids that are null": {"null": ["CustomerId", "principalId"]},
    "states that are null": {"null": ["taskStatus", "jobStatus"]},
}


@pytest.mark.mutations
@pytest.mark.parametrize("world", ["gone", "left"])
@pytest.mark.parametrize("odd", THE_SAME.values(), ids=THE_SAME)
async def test_who_is_gone_is_gone_in_any_form(opened: Open, world: str, odd: dict[str, Any]) -> None:
    async with opened(**HASTE | {"give_up_after": timedelta(seconds=20)}) as on:
        await on.steer("PUT", "/oddities", odd)
        end = await to_its_end(on, await filed_in(on, world), world)
    assert (end.gone, end.silent) == (True, False), end.said


@pytest.mark.mutations
@pytest.mark.parametrize("world", ["source", "user"])
@pytest.mark.parametrize("odd", [*THE_SAME.values(), *NOT_UNDERSTOOD.values()], ids=[*THE_SAME, *NOT_UNDERSTOOD])
async def test_who_is_there_is_there_in_any_form(opened: Open, world: str, odd: dict[str, Any]) -> None:
    async with opened(**HASTE) as on:
        ref = await filed_in(on, world)
        await on.steer("PUT", "/oddities", odd)
        end = await to_its_end(on, ref, world)
    assert (end.gone, end.silent) == (False, False), end.said


@pytest.mark.parametrize(
    ("odd", "note"), [({"moved": True}, "no_instance"), ({"keys": "none"}, "no_keys")], ids=["reset", "keys"]
)
async def test_an_environment_that_was_reset_and_keys_that_were_made_anew_are_told_at_once(
    opened: Open, odd: dict[str, Any], note: str
) -> None:
    async with opened() as on:
        await on.behave("CRM Contacts", "hang")
        refs = [await on.approved("ada", "refresh crm contacts"), await on.file("ada", f"remove-user {MARK}")]
        await on.noted(refs[0], "running")
        await on.steer("PUT", "/oddities", odd)
        await on.act("ben", "approve", refs[1])
        for ref in refs:
            await on.until("@ada", ref, words.steps.NOTES[note])
            await state(on, ref, State.NEEDS_ATTENTION)
