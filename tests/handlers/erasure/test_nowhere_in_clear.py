"""Whom an erasure is about stands nowhere in clear, neither by address nor by customer id, while it is kept."""

from __future__ import annotations

from pathlib import Path

from handlers.requests.sealed import details
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE
from tests.handlers.erasure.test_later import erased, looked
from tests.handlers.requests.test_destroying import everything

NAMES = ("zoe.akesson", "akesson@", "kesson")


async def test_neither_address_nor_customer_id_is_left_in_clear(opened_anywhere: Open, tmp_path: Path) -> None:
    async with opened_anywhere() as on:
        ref = await erased(on)
        assert await looked(on, ref)
        denied = await on.file("ada", f"refresh webshop orders for {ZOE}")
        await on.act("ben", "deny", denied, reason=f"{ZOE} is gone.")
        await on.settled()
        request = await on.request(ref)
        asked = await on.bot.store.read(lambda unit: details(unit, request))
        assert asked["seen"], "she had a profile"
        kept = (await everything(on, tmp_path)).lower()
        assert ref.encode().lower() in kept, "what is not secret can be found, so the search works"
        for text in (*NAMES, *asked["seen"]):
            for form in (text, text.replace("-", "")):
                assert form.lower().encode() not in kept
                assert form.encode().hex().encode() not in kept
