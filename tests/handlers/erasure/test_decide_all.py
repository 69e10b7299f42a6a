"""Several sleeping segments are decided in one form, each with the same effect as in a form of its own."""

from __future__ import annotations

import pytest

from bot.slack.modal import view
from bot.teams import limits as fit
from domain.card import Button, Card, Form, Stays
from domain.erasure.plan import StepKind, of
from domain.request import State
from domain.words import en as words
from handlers.erasure.decide_all import MOST
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, part, place_of, settle, state
from tests.stage import Scene, said

SLEEPY = ("Seg_Vip", "Seg_Newsletter", "Seg_OldCampaign")
WAITS = State.NEEDS_ATTENTION


async def asleep(on: Scene) -> str:
    """An erasure that waits for decisions on three segments."""
    for name in SLEEPY[:2]:
        await on.bot.deps.insights.people.activate(name, active=False)
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    return ref


async def buttons(on: Scene, who: str, ref: str) -> dict[str, Button]:
    card = await on.typed(who, f"show {ref}")
    assert isinstance(card, Card)
    return {button.verb: button for button in card.buttons}


async def form_of(on: Scene, ref: str) -> Form:
    form = await on.act("ada", "decide-all", ref)
    assert isinstance(form, Form)
    return form


async def names(on: Scene, ref: str) -> dict[str, str]:
    """The field of each segment."""
    return {name: f"segment-{(await part(on, ref, f'segment:{name}')).position}" for name in SLEEPY}


async def notes(on: Scene, ref: str) -> dict[str, str]:
    return {step.key.partition(":")[2]: step.note for step in of(await on.steps(ref), StepKind.SEGMENT)}


async def test_one_form_has_a_choice_for_each_and_does_to_each_what_was_chosen(on: Scene) -> None:
    ref = await asleep(on)
    assert (await buttons(on, "ada", ref))["decide-all"].label == words.erasure.decide_all(3)
    form, field = await form_of(on, ref), await names(on, ref)
    assert {shown.name: shown.value for shown in form.fields} == dict.fromkeys(field.values(), "keep")
    chosen = {field["Seg_Vip"]: "run", field["Seg_OldCampaign"]: "delete", field["Seg_Newsletter"]: "keep"}
    assert said(await on.act("ada", "decide-all", ref, chosen)) == words.erasure.ASKED_NOW
    await on.noted(ref, "emptied")
    assert await notes(on, ref) == {"Seg_Vip": "emptied", "Seg_OldCampaign": "delete_asked", "Seg_Newsletter": ""}
    assert not await on.calls("DELETE", "/segments/")
    assert await settle(on, "ada", ref, "segment:Seg_OldCampaign", choice="yes") == words.rights.NOT_FOR_YOU
    await settle(on, "cleo", ref, "segment:Seg_OldCampaign", choice="yes")
    await on.noted(ref, "segment_gone")
    assert "decide-all" not in await buttons(on, "ada", ref)


async def test_a_wrong_value_keeps_the_form_open_with_what_was_chosen_and_decides_nothing(on: Scene) -> None:
    ref = await asleep(on)
    field = await names(on, ref)
    again = await on.act("ada", "decide-all", ref, {field["Seg_Vip"]: "run", field["Seg_OldCampaign"]: "explode"})
    assert isinstance(again, Form)
    shown = {one.name: (one.value, one.error) for one in again.fields}
    assert shown[field["Seg_Vip"]] == ("run", "")
    assert shown[field["Seg_OldCampaign"]] == ("keep", words.errors.NOT_A_CHOICE)
    assert set((await notes(on, ref)).values()) == {""}


async def test_what_was_decided_meanwhile_stays_as_it_is(on: Scene) -> None:
    ref = await asleep(on)
    field = await names(on, ref)
    await settle(on, "amir", ref, "segment:Seg_Vip", choice="delete")
    chosen = {field["Seg_Vip"]: "run", field["Seg_OldCampaign"]: "delete"}
    assert said(await on.act("ada", "decide-all", ref, chosen)) == words.erasure.ASKED_NOW
    assert (await notes(on, ref))["Seg_Vip"] == "delete_asked"
    assert said(await on.act("ada", "decide-all", ref, {field["Seg_Vip"]: "run"})) == words.errors.NOT_OPEN


async def test_where_all_keep_waiting_nothing_was_decided(on: Scene) -> None:
    ref = await asleep(on)
    chosen = dict.fromkeys((await names(on, ref)).values(), "keep")
    stays = await on.act("ada", "decide-all", ref, chosen)
    assert isinstance(stays, Stays)
    assert said(stays) == words.erasure.WAITING_NOW
    assert set((await notes(on, ref)).values()) == {""}


async def test_under_a_hold_nothing_is_decided_and_no_part_that_deletes_is_offered(on: Scene) -> None:
    ref = await asleep(on)
    field, before = await names(on, ref), await notes(on, ref)
    await settle(on, "amir", ref, "segment:Seg_Vip", choice="delete")
    await on.typed("ada", f"hold {ref} a court case")
    vip = await place_of(on, ref, "segment:Seg_Vip")
    [told, *_] = [step.key for step in of(await on.steps(ref), StepKind.RECIPIENT)]
    statics = [step.key for step in of(await on.steps(ref), StepKind.STATIC)]
    for who, verb, named, values in (
        ("ada", "decide-all", ref, {field["Seg_OldCampaign"]: "delete"}),
        ("cleo", "settle", vip, {"choice": "yes"}),
        ("ada", "settle", await place_of(on, ref, "segment:Seg_OldCampaign"), {"choice": "run"}),
        *[("ada", "settle", await place_of(on, ref, key), {"text": "recreated"}) for key in statics],
        ("ada", "settle", await place_of(on, ref, told), {"day": on.today}),
    ):
        assert said(await on.act(who, verb, named)) == words.hold.PART_HELD, (verb, named)
        stays = await on.act(who, verb, named, values)
        assert isinstance(stays, Stays)
        assert said(stays) == words.hold.PART_HELD, (verb, named)
    assert await notes(on, ref) == before | {"Seg_Vip": "delete_asked"}
    assert await settle(on, "ada", ref, "recipients:", text="") == words.erasure.DONE_NOW
    await on.typed("amir", f"release {ref}")
    await settle(on, "cleo", ref, "segment:Seg_Vip", choice="yes")
    await on.noted(ref, "segment_gone")


@pytest.mark.parametrize("who", ["ben", "olga"])
async def test_it_is_an_admins_alone(on: Scene, who: str) -> None:
    ref = await asleep(on)
    field = await names(on, ref)
    assert "decide-all" not in await buttons(on, who, ref)
    for values in ({}, {field["Seg_Vip"]: "delete"}):
        assert not isinstance(await on.act(who, "decide-all", ref, values), Form)
    assert set((await notes(on, ref)).values()) == {""}


async def test_one_segment_alone_has_its_own_button_and_one_that_is_over_has_none(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    assert "decide-all" not in await buttons(on, "ada", ref)
    await on.act("ada", "cancel", ref)
    await state(on, ref, State.CANCELLED)
    assert said(await on.act("ada", "decide-all", ref)) == words.errors.NOT_OPEN


async def test_it_fits_a_form_of_slack_and_of_teams(on: Scene) -> None:
    form = await form_of(on, await asleep(on))
    kinds = [block["type"] for block in view(form, "C1")["blocks"]]
    assert kinds == ["section", "input", "input", "input"]
    assert MOST <= fit.FIELDS
    assert "2 more" in words.erasure.decide_all_text(2)
    assert "more" not in words.erasure.decide_all_text(0)
