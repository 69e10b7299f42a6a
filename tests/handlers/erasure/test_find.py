"""`find`: where Customer Insights holds a person, told to the admin alone, and never without a trace in the log."""

from __future__ import annotations

import json

import pytest

from domain.card import Card, Form
from domain.chat import Place, Typed
from domain.people import Role
from domain.words import en as words
from tests.handlers.erasure.erasing import ANNA, index
from tests.stage import APPROVALS, Scene, said


async def test_the_sources_that_hold_a_person_are_named_with_counts(desk: Scene) -> None:
    answer = said(await desk.typed("ada", f"find {ANNA}"))
    for source in ("CRM Contacts", "Webshop Orders", "Loyalty Members", "CRM Web"):
        assert source in answer
    assert words.find.found(1) in answer
    assert "Support Tickets" not in answer


async def test_a_button_leads_on_to_the_erasure_of_who_was_found(desk: Scene) -> None:
    answer = await desk.typed("ada", f"find {ANNA}")
    assert isinstance(answer, Card)
    (button,) = answer.buttons
    form = await desk.act("ada", button.verb, button.ref)
    assert isinstance(form, Form)
    assert (form.verb, form.fields[0].value) == ("erase", ANNA)
    assert len(form.fields[1].value.splitlines()) == 4
    for who, ref in (("amir", button.ref), ("ada", "long-ago")):
        blank = await desk.act(who, button.verb, ref)
        assert isinstance(blank, Form)
        assert not blank.fields[0].value, "it goes on only from what they looked up themselves"


async def test_the_answer_holds_no_address_no_key_and_no_name(desk: Scene) -> None:
    answer = said(await desk.typed("ada", f"find {ANNA}"))
    assert "anna" not in answer.casefold()
    assert "berg" not in answer.casefold()
    assert "C-1000" not in answer


async def test_the_look_stands_in_the_log_without_the_address(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    (event,) = desk.rows("SELECT kind, actor_id, data FROM events WHERE kind LIKE 'subject%'")
    (subject,) = desk.rows("SELECT id FROM subjects")
    assert (event.kind, json.loads(event.data)) == ("subject.looked-up", {"subject": subject.id})
    assert event.actor_id


async def test_the_log_names_a_subject_that_the_bot_knows_by_its_id(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await desk.typed("ada", f"find {ANNA}")
    *_, event = desk.rows("SELECT data FROM events WHERE kind = 'subject.looked-up' ORDER BY id")
    assert json.loads(event.data) == {"subject": (await desk.request(ref)).subject_id}


async def test_a_look_that_fails_stands_in_the_log_too(desk: Scene) -> None:
    desk.wire.down = True
    assert said(await desk.typed("ada", f"find {ANNA}")) == words.errors.INSIGHTS_DOWN
    assert desk.rows("SELECT 1 FROM events WHERE kind = 'subject.looked-up'")


async def test_other_capitals_are_the_same_person_and_it_is_said(desk: Scene) -> None:
    assert words.find.respelt(1) in said(await desk.typed("ada", "find Anna.BERG@contoso.com"))


async def test_of_an_id_under_which_nobody_is_found_another_name_is_asked_for(desk: Scene) -> None:
    assert words.find.MAYBE_NO_ID in said(await desk.typed("ada", "find W-1003"))
    for who in (ANNA, "ghost@contoso.com"):
        assert words.find.MAYBE_NO_ID not in said(await desk.typed("ada", f"find {who}"))


async def test_nobody_is_not_found_and_an_index_without_the_column_proves_nothing(desk: Scene) -> None:
    answer = said(await desk.typed("ada", "find ghost@contoso.com"))
    assert words.find.NOT_FOUND in answer
    assert words.find.NOTHING_PROVED not in answer
    await index(desk, searchable=False, filterable=False)
    answer = said(await desk.typed("ada", f"find {ANNA}"))
    assert words.find.NOTHING_PROVED in answer
    assert words.find.DOUBTS["no_index"] in answer


async def test_inactive_segments_are_counted(desk: Scene) -> None:
    assert words.find.dormant_segments(1) in said(await desk.typed("ada", f"find {ANNA}"))


@pytest.mark.parametrize("who", ["ben", "olga", "nils"])
async def test_it_takes_an_admin(desk: Scene, who: str) -> None:
    assert said(await desk.typed(who, f"find {ANNA}")) == words.rights.needs_role({Role.ADMIN}, "“find”")
    assert not await desk.calls("GET", "/data/")


async def test_without_an_address_there_is_a_form(desk: Scene) -> None:
    assert isinstance(await desk.typed("ada", "find"), Form)
    assert words.find.found(1) in said(await desk.act("ada", "find", form={"who": ANNA}))


async def test_an_address_typed_where_others_read_it_is_not_looked_up(desk: Scene) -> None:
    place = Place(desk.terminal.surface, APPROVALS)
    account = desk.terminal.account("ada")
    answer = await desk.bot.desk(Typed(account=account, place=place, text=f"find {ANNA}", public=True))
    assert isinstance(answer, Card)
    assert [button.verb for button in answer.buttons] == ["find-form"]
    assert ANNA not in said(answer)


async def test_half_an_address_is_asked_back(desk: Scene) -> None:
    assert said(await desk.typed("ada", "find anna@contoso")) == words.errors.not_an_address("anna@contoso")
