"""`dsrbot certificate`: the page of one request, straight from the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from bot.cli.certificate import page
from bot.settings.all import load
from domain.event import EventKind
from domain.request import State
from domain.words import en as words
from storage.store import open_store
from storage.tables import events
from tests.databases import MASTER_KEY
from tests.handlers.erasure.erasing import (
    ZOE,
    deleted,
    ended_well,
    filed_for,
    state,
)
from tests.stage import scene


async def test_a_completed_erasure_has_a_page_and_any_other_request_has_none(sqlite_url: str, tmp_path: Path) -> None:
    settings = load({"DATABASE_URL": sqlite_url, "DSRBOT_MASTER_KEY": MASTER_KEY}, tmp_path)
    async with scene(sqlite_url, tmp_path) as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert await page(settings, ref) is None
        await ended_well(on, ref)
    found = await page(settings, f"{ref.lower().removeprefix('dsr-')} please")
    assert found
    assert words.certificate.GONE in found
    assert await page(settings, "DSR-000000") is None


async def test_the_log_names_the_request_and_nothing_else_that_was_typed(sqlite_url: str, tmp_path: Path) -> None:
    settings = load({"DATABASE_URL": sqlite_url, "DSRBOT_MASTER_KEY": MASTER_KEY}, tmp_path)
    async with scene(sqlite_url, tmp_path) as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        await ended_well(on, ref)
    for typed in (ref, ref.lower(), f"{ref} of {ZOE}"):
        assert await page(settings, typed)
    async with open_store(sqlite_url, MASTER_KEY) as store:
        noted = await store.read(lambda unit: [one.kind for one in unit.events.of(ref)])
        rows = await store.read(lambda unit: list(unit.connection.scalars(select(events.c.request_id).distinct())))
    assert noted.count(EventKind.CERTIFICATE_WRITTEN) == 3
    assert {row for row in rows if row} == {ref}


def test_the_command_says_when_there_is_nothing_to_certify(
    sqlite_url: str, dsrbot: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def was_used() -> None:
        async with open_store(sqlite_url, MASTER_KEY):
            pass

    asyncio.run(was_used())
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("DSRBOT_MASTER_KEY", MASTER_KEY)
    answer = dsrbot("certificate", "DSR-000000")
    assert answer.exit_code == 1
    assert "no completed erasure" in answer.output
