"""An erasure and an open copy of the same person's data: whoever asks for one, or decides, hears of the other."""

from __future__ import annotations

import pytest

from domain.batch import Why
from domain.card import Answer, Form
from domain.request import State
from domain.words import de
from domain.words import en as words
from handlers.erasure.look_through import look_through
from tests.handlers.erasure.batches import given, list_of, opened, sent, somebody
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import APPROVALS, Scene, filed, said

COPY = f"export customer {ZOE} as access"


def values(form: Answer) -> dict[str, str | tuple[str, ...]]:
    """What it comes back with when it is sent as it is."""
    assert isinstance(form, Form), said(form)
    return {one.name: tuple(one.value.splitlines()) if one.name == "sources" else one.value for one in form.fields}


async def seen(on: Scene, who: str, ref: str) -> str:
    return said(await on.typed(who, f"show {ref}"))


async def test_an_erasure_names_the_copy_that_is_open_in_the_form_the_answer_and_to_who_decides(desk: Scene) -> None:
    copy = await desk.file("amir", COPY)
    told = words.erase.copy_open([copy])
    form = await desk.typed("ada", f"erase {ZOE}")
    assert isinstance(form, Form)
    assert told in form.text
    answer = await desk.act("ada", "erase", form.ref, values(form))
    assert told in said(answer)
    assert told in await seen(desk, "ben", filed(answer))


@pytest.mark.parametrize("text", ["erase {}", "refresh webshop orders for {}"])
async def test_a_copy_names_the_erasure_that_is_open(desk: Scene, text: str) -> None:
    answer = await desk.typed("ada", text.format(ZOE))
    if isinstance(answer, Form):
        answer = await desk.act("ada", "erase", answer.ref, values(answer))
    answer = await desk.typed("amir", COPY)
    [erasure] = [row.id for row in desk.rows("SELECT id FROM requests WHERE kind = 'erasure'")]
    assert words.export.erasure_open([erasure]) in said(answer)
    assert words.export.erasure_open([erasure]) in await seen(desk, "ben", filed(answer))


async def test_what_is_typed_as_a_refresh_for_somebody_names_the_copy_too(desk: Scene) -> None:
    copy = await desk.file("amir", COPY)
    answer = await desk.typed("ada", f"refresh webshop orders for {ZOE}")
    assert words.erase.copy_open([copy]) in said(answer)


async def test_it_is_found_under_another_name_of_the_same_human(desk: Scene) -> None:
    people = desk.bot.deps.insights.people
    [profile, *_] = (await people.find(ZOE, await people.model())).profiles
    copy = await desk.file("amir", COPY)
    answer = await desk.typed("ada", f'refresh webshop orders for "{profile.id}"')
    assert words.erase.copy_open([copy]) in said(answer)


async def test_cards_that_stand_already_name_it_as_long_as_it_is_open(anywhere: Scene) -> None:
    """The legal hold keeps the erasure from doing anything."""
    on = anywhere
    erasure = await on.file("ada", f"refresh webshop orders for {ZOE}")
    await on.until(APPROVALS, erasure)
    copy = await on.file("amir", COPY)
    told = words.erase.copy_open([copy])
    await on.wait(lambda: told in on.read(APPROVALS))
    await on.wait(lambda: told in on.read("@ben"))
    await on.act("ben", "deny", copy, reason="no")
    await on.wait(lambda: told not in on.read(APPROVALS) + on.read("@ben"))
    assert (await on.request(erasure)).state is State.PENDING_APPROVAL
    assert ZOE not in on.read(APPROVALS)


async def test_what_is_over_or_about_others_or_asks_for_neither_is_not_named(desk: Scene) -> None:
    await desk.act("ada", "cancel", await desk.file("ada", COPY))
    other = await desk.file("amir", f"export customer {ANNA} as access")
    plain = await desk.file("ada", "refresh webshop orders")
    erasure = await desk.file("ada", f"refresh webshop orders for {ZOE}")
    shown = [await seen(desk, "ben", ref) for ref in (other, plain, erasure)]
    for start in (words.erase.copy_open([""]).partition(":")[0], words.export.erasure_open([""]).partition(":")[0]):
        assert not any(start in one for one in shown)


async def test_a_list_leaves_out_whose_copy_is_open_and_says_so(desk: Scene) -> None:
    one, two = somebody(2)
    copy = await desk.file("amir", f"export customer {one.email} as access")
    await given(desk, [one.email, two.email])
    await look_through(desk.bot.deps)
    form = await opened(desk, list_of(desk))
    assert words.batch.left_out(Why.COPY, [f"{one.email} ({copy})"], 1) in form.text
    answer = await sent(desk, list_of(desk))
    assert words.batch.left_out(Why.COPY, [f"{one.email} ({copy})"], 1) in said(answer)
    assert one.email not in await seen(desk, "ben", filed(answer))


async def test_the_card_of_a_batch_names_a_copy_that_was_asked_for_since(desk: Scene) -> None:
    one, two = somebody(2)
    await given(desk, [one.email, two.email])
    await look_through(desk.bot.deps)
    batch = filed(await sent(desk, list_of(desk)))
    copy = await desk.file("amir", f"export customer {two.email} as access")
    assert words.erase.copy_open([copy]) in await seen(desk, "ben", batch)


def test_it_is_said_in_german() -> None:
    assert "Kopie" in de.erase.copy_open(["DSR-1"])
    assert "Löschung" in de.export.erasure_open(["DSR-1"])
    assert de.batch.WHY[Why.COPY]
