"""Every form of the product, every field, wrong values of each kind, at each door: the form stays open, the error
stands at that very field, and nothing that was typed is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.slack.modal import again, view
from domain.card import Field, Form, Input, Option
from domain.filled import empty as unseen
from domain.request import State
from domain.rights import Way
from handlers.commands import ACTS
from tests.bot.forms.hands import Came, Hand, Playground, Slack, Teams
from tests.bot.forms.walk import FORMS, Walk, empty, good, opened, row_of, wrong
from tests.bot.playground.visitor import visiting
from tests.fakes.slack.payloads import submission
from tests.matrix.company import Company

pytestmark = [pytest.mark.asyncio(loop_scope="module")]
DOORS = ("slack", "teams", "playground")


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=DOORS)
async def hand(request: pytest.FixtureRequest, company: Company) -> AsyncIterator[Hand]:
    if request.param == "playground":
        async with visiting(company.playground, longest=3_600) as visitor:
            yield Playground(visitor)
    else:
        yield Slack(company) if request.param == "slack" else Teams(company)


async def test_the_walk_knows_every_form() -> None:
    assert {walk.verb for walk in FORMS} == set(ACTS[Way.FORM])


@pytest.mark.parametrize("walk", FORMS, ids=str)
async def test_what_is_wrong_stands_at_its_field_and_the_form_stays(
    company: Company, people: dict[str, str], hand: Hand, walk: Walk
) -> None:
    form = await opened(company, walk, await row_of(company, people, walk))
    before = company.kept()
    for name, value in wrong(form):
        alone = {"for": ""} if (walk.verb, name) == ("refresh", "sources") else {}  # with people, they may be empty
        given = good(form, company.source) | alone | {name: value}
        came = await hand.fills_in(walk.by, form, given)
        assert came.open, (name, value, came)
        assert at(came, form, name), (name, value, came)
        assert nothing_lost(came, form, given), (name, value, came)
    if [field.required for field in form.fields] == [False, False]:
        assert at(await hand.fills_in(walk.by, form, empty(form)), form, form.fields[0].name)
    assert company.kept() == before


def at(came: Came, form: Form, name: str) -> bool:
    """At that field and no other. What is too long to be drawn anew is said of the field by its name."""
    label = next(field.label for field in form.fields if field.name == name)
    return set(came.errors) == {name} or (not came.errors and came.said.startswith(label[:10]))


def nothing_lost(came: Came, form: Form, given: dict[str, str]) -> bool:
    """Only what no such input can hold is not drawn again: a day that is none, a choice that there is not."""
    if came.values is None:
        return True
    holds = {one.name for one in form.fields if one.input in {Input.LINE, Input.PARAGRAPH} and not one.of_file}
    return all(came.values[name] == value for name, value in given.items() if name in holds and not unseen(value))


AFTER = {"hold", "tell-all"}  # a hold is set on a request that has ended, too; and so are people told of a batch


@pytest.mark.parametrize("walk", [walk for walk in FORMS if walk.kind and walk.verb not in AFTER], ids=str)
async def test_a_form_about_what_changed_meanwhile_stays_and_says_so(
    company: Company, people: dict[str, str], hand: Hand, walk: Walk
) -> None:
    row = await row_of(company, people, walk)
    assert row
    form = await opened(company, walk, row)

    def change(unit) -> None:  # type: ignore[no-untyped-def]
        request = unit.requests.get(row.id)
        unit.requests.save(replace(request, state=State.COMPLETED))

    await company.bot.store.write(change)
    before = company.kept()
    came = await hand.fills_in(walk.by, form, good(form, company.source))
    assert came.open, came
    assert came.said or list(came.errors) == [form.fields[0].name], came
    assert company.kept() == before


REFUSE = next(walk for walk in FORMS if walk.verb == "refuse")


async def test_of_two_who_refuse_at_once_the_second_hears_of_the_first_and_keeps_the_text(
    company: Company, people: dict[str, str], hand: Hand
) -> None:
    """Whichever of the two is first, and however close behind the other comes."""
    for _ in range(5):
        row = await row_of(company, people, REFUSE)
        assert row
        form = await opened(company, REFUSE, row)
        typed = {who: good(form, company.source) | {"ground": f"the ground of {who}"} for who in ("ada", "amir")}
        came = dict(
            zip(typed, await asyncio.gather(*(hand.fills_in(who, form, typed[who]) for who in typed)), strict=True)
        )
        [(second, stays)] = [(who, one) for who, one in came.items() if one.open]
        first = {"ada": "Amir", "amir": "Ada"}[second]
        assert f"was refused to the person already, by {first}" in (stays.said or str(stays.errors["ground"]))
        assert not stays.values or stays.values["ground"] == typed[second]["ground"]
        refusals = f"SELECT 1 FROM events WHERE request_id = '{row.id}' AND kind = 'request.refusal'"
        assert len(company.rows(refusals)) == 1


async def test_a_form_that_took_too_long_comes_back_as_it_was() -> None:
    """Slack shows “one moment” in its place meanwhile."""
    options = (Option("a", "A"), Option("b", "B"))
    kinds = {"line": Input.LINE, "day": Input.DATE, "one": Input.ONE_OF, "some": Input.SOME_OF}
    fields = tuple(Field(name, name, kind, options) for name, kind in kinds.items())
    form = Form("refuse", "DSR-000000", "Title", "Send", fields)
    values = {"line": "typed", "day": "2026-11-02", "one": "a", "some": ["a", "b"]}
    shown = again(submission(view(form, "D1"), values)["view"], "Not now.")
    filled = {block["block_id"]: block["element"] for block in shown["blocks"] if block["type"] == "input"}
    assert shown["blocks"][0]["elements"][0]["text"] == "⚠️ Not now."
    assert filled["line"]["initial_value"] == "typed"
    assert filled["day"]["initial_date"] == "2026-11-02"
    assert filled["one"]["initial_option"]["value"] == "a"
    assert [option["value"] for option in filled["some"]["initial_options"]] == ["a", "b"]
    assert "state" not in shown
    assert "id" not in shown
