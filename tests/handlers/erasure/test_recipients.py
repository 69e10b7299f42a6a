"""Recipients whom people type may be anybody: their names stand sealed, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.card import Form
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import StepKind, key_of, of
from domain.erasure.recipients import is_typed
from domain.request import State
from domain.words import en as words
from handlers.erasure.hiding_recipients import _DONE_UP_TO, hide_recipients
from handlers.ports import Unit
from handlers.requests.sealed import facts, keeping
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, place_of, settle, state, typed_recipients
from tests.handlers.erasure.test_batch_at_work import all_begun, begun
from tests.stage import APPROVALS, Scene, said

MOTHER = "Zoe Akesson's mother Greta (greta@akesson.example)"
SECRETS = ("greta", "akesson's mother")


async def planned(on: Scene) -> str:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    return ref


def in_clear(on: Scene) -> list[str]:
    everything = str([on.rows(f"SELECT * FROM {table}") for table in ("steps", "events", "notices")]).casefold()
    return [secret for secret in SECRETS if secret in everything]


async def test_who_was_typed_is_shown_to_who_may_know_and_stands_in_clear_nowhere(anywhere: Scene) -> None:
    on = anywhere
    ref = await planned(on)
    await settle(on, "ada", ref, "recipients:", text=f"{MOTHER}, Agency Blau, ads audience, {MOTHER.upper()}")
    mother, agency = await typed_recipients(on, ref)
    form = await on.act("ada", "settle", await place_of(on, ref, mother))
    assert isinstance(form, Form)
    assert MOTHER in form.text
    await settle(on, "ada", ref, mother, day=on.today)
    await settle(on, "ada", ref, agency, text="closed down")
    await on.settled()
    shown = said(await on.typed("ada", f"show {ref}"))
    assert f"Recipient: {MOTHER} – told" in shown
    assert "Recipient: Agency Blau – could not be told" in shown
    assert not in_clear(on)
    in_channel = on.read(APPROVALS)
    assert "Recipient: no. 1" in in_channel
    assert not any(secret in in_channel.casefold() for secret in (*SECRETS, "agency blau"))


@pytest.mark.parametrize("text", ["none", "Keine.", "-", "n/a", "Agency Blau, none"])
async def test_whoever_types_that_there_is_nobody_is_asked_to_leave_it_empty(on: Scene, text: str) -> None:
    ref = await planned(on)
    assert words.erasure.NAMES_NOBODY in await settle(on, "ada", ref, "recipients:", text=text)
    assert not await typed_recipients(on, ref)
    assert words.erasure.DONE_NOW in await settle(on, "ada", ref, "recipients:", text="")


def _as_earlier(unit: Unit, refs: list[str]) -> None:
    """As earlier releases kept who was typed."""
    unit.mails.reached(_DONE_UP_TO, "")
    for ref in refs:
        for step in unit.steps.of(ref):
            if is_typed(step.key):
                name = facts(unit, step, ErasureFacts).named
                old = replace(step, key=key_of(StepKind.RECIPIENT, name.casefold()), label=name)
                unit.steps.rename(step, keeping(unit, old, replace(facts(unit, step, ErasureFacts), named="")))


async def test_what_earlier_releases_kept_in_clear_is_sealed_and_nobody_reads_anything_else(anywhere: Scene) -> None:
    on, storage = anywhere, anywhere.bot.deps.storage
    ref = await planned(on)
    await settle(on, "ada", ref, "recipients:", text=MOTHER)
    keys = await typed_recipients(on, ref)
    before = said(await on.typed("ada", f"show {ref}")).split("as of")[0]
    await storage.write(lambda unit: _as_earlier(unit, [ref]))
    assert set(in_clear(on)) == set(SECRETS)
    for _ in range(2):
        await storage.write(lambda unit: unit.mails.reached(_DONE_UP_TO, ""))
        await hide_recipients(on.bot.deps)
        assert not in_clear(on)
        assert await typed_recipients(on, ref) == keys
        assert [step.label for step in of(await on.steps(ref), StepKind.RECIPIENT)] == ["Ads audience", "1"]
        assert said(await on.typed("ada", f"show {ref}")).split("as of")[0] == before
    await settle(on, "ada", ref, keys[0], day=on.today)


async def test_a_batch_and_its_people_know_each_other_s_recipients_after_that(desk: Scene) -> None:
    storage = desk.bot.deps.storage
    ref, people = await begun(desk, 2)
    await all_begun(desk, ref, people)
    await settle(desk, "ada", ref, "recipients:", text=MOTHER)
    keys = await typed_recipients(desk, ref)
    listed = [step.key for step in of(await desk.steps(ref), StepKind.RECIPIENT) if step.key not in keys]
    await storage.write(lambda unit: _as_earlier(unit, [ref, *people]))
    await hide_recipients(desk.bot.deps)
    assert not in_clear(desk)
    for one in (ref, *people):
        assert await typed_recipients(desk, one) == keys
        found = [step.key for step in of(await desk.steps(one), StepKind.RECIPIENT)]
        assert sorted(found) == sorted([*listed, *keys])
