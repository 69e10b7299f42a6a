"""An answer is for the person who acted: in time or later, in their chat or seen by them alone, and only once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.card import Button, Card, Field, Form, Input, say
from domain.chat import Submitted, Typed
from domain.filled import MOST
from domain.words.en import teams as words
from tests.bot.teams.conftest import Office, SmallDesk, an_office, channel, until
from tests.bot.teams.judge import faults, parts
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.sender import buttons
from tests.fakes.teams.world import ADA, APPROVALS, BEN, CLEO, GROUP, MARK, Message, User

SECRET = Card(title="For anna@contoso.com", buttons=(Button("deny", "DSR-1", "Deny"),))
REASON = Form("deny", "DSR-1", "Deny this request", "Send", (Field("reason", "Why?"),))


async def a_card(office: Office) -> Message:
    """A card of a request in the approvals channel."""
    await office.conversations.put(channel(office.teams))
    await office.door.post(APPROVALS, Card(title="Refresh", buttons=(Button("details", "DSR-1", "Details"),)))
    return await office.said(APPROVALS)


async def a_form(office: Office, who: User = ADA) -> Message:
    """The form that a command opened in somebody's chat."""
    office.desk.answers.insert(0, REASON)
    await office.sender.types(who, "deny DSR-1")
    form = await office.said(who.chat)
    await until(lambda: "[Send]" in form.text)  # perhaps it stood for a moment as "One moment…"
    return form


# ---- where others read


@pytest.mark.parametrize("where", [f"{APPROVALS};messageid=1", GROUP])
async def test_a_command_in_the_open_is_answered_in_the_personal_chat(office: Office, where: str) -> None:
    office.desk.answers.append(SECRET)
    await office.sender.types(ADA, "show DSR-1", where)
    assert "anna@contoso.com" in (await office.said(ADA.chat)).text
    assert (await office.said(where.partition(";")[0])).text == words.IN_OUR_CHAT
    assert office.teams.world.made("send")[-1].path == f"/emea/v3/conversations/{where}/activities"
    (heard,) = office.desk.heard
    assert isinstance(heard, Typed)
    assert heard.public
    assert (heard.text, heard.place.id) == ("show DSR-1", where.partition(";")[0])


async def test_who_did_not_install_the_app_is_told_how_and_nothing_else(office: Office) -> None:
    office.desk.answers.append(SECRET)
    await office.sender.types(CLEO, "show DSR-1", APPROVALS)
    assert (await office.said(APPROVALS)).text == words.INSTALL
    assert len(office.teams.world.messages) == 1


async def test_who_blocked_the_bot_is_told_how_to_install_it(office: Office) -> None:
    await office.sender.types(BEN, "help")
    await office.said(BEN.chat)
    office.teams.world.closed.add(BEN.chat)
    await office.sender.types(BEN, "show DSR-1", APPROVALS)
    assert (await office.said(APPROVALS)).text == words.INSTALL


async def test_where_it_is_enabled_the_answer_stands_in_the_channel_for_one_person(
    teams: FakeTeams, desk: SmallDesk
) -> None:
    async with an_office(teams, desk, targeted=True) as office:
        desk.answers.append(SECRET)
        await office.sender.types(ADA, "show DSR-1", f"{APPROVALS};messageid=1")
        said = await office.said(APPROVALS)
        assert (said.only_for, "anna@contoso.com" in said.text) == (ADA.mri, True)
        desk.answers += [REASON, say("Denied.")]
        await office.sender.presses(ADA, "Deny", said)
        form = await office.said(APPROVALS, 2)
        await office.sender.fills_in(ADA, "Send", form, reason="no")
        await until(lambda: form.versions == 2)
        assert (form.only_for, form.text) == (ADA.mri, "Denied.")
        assert {message.only_for for message in teams.world.messages} == {ADA.mri}


async def test_a_slash_command_is_read_by_nobody_else(office: Office) -> None:
    typed = activities.text(office.sender.service_url, ADA, "", APPROVALS, text="/refresh crm", entities=[])
    await office.sender.send({**typed, "recipient": {**typed["recipient"], "isTargeted": True}})
    assert (await office.said(APPROVALS)).only_for == ADA.mri
    (heard,) = office.desk.heard
    assert isinstance(heard, Typed)
    assert (heard.text, heard.public) == ("refresh crm", False)


async def test_what_was_not_said_to_the_bot_is_not_its_business(office: Office) -> None:
    await office.sender.types(ADA, "", APPROVALS, text="shall we refresh crm?", entities=[])
    assert not office.desk.heard


async def test_a_click_in_the_open_brings_the_details_to_the_personal_chat(office: Office) -> None:
    card = await a_card(office)
    office.desk.answers.append(SECRET)
    assert (await office.sender.presses(BEN, "Details", card)).said == words.IN_OUR_CHAT
    assert "anna@contoso.com" in (await office.said(BEN.chat)).text
    office.desk.answers.append(SECRET)
    assert (await office.sender.presses(CLEO, "Details", card)).said == words.INSTALL
    assert len(office.teams.world.shown(APPROVALS)) == 1


async def test_what_teams_could_read_as_markdown_is_never_a_bare_sentence(office: Office) -> None:
    card = await a_card(office)
    office.desk.answers.append(say("I know no source called “[click](https://evil.example)”."))
    assert (await office.sender.presses(BEN, "Details", card)).said == words.IN_OUR_CHAT


# ---- later


async def test_a_slow_command_is_told_to_wait_and_then_answered_in_the_same_place(
    teams: FakeTeams, desk: SmallDesk
) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        desk.open.clear()
        await office.sender.types(ADA, "sources")
        waiting = await office.said(ADA.chat)
        assert waiting.text == words.ONE_MOMENT
        desk.open.set()
        await until(lambda: waiting.versions == 2)
        assert waiting.text == "heard Typed"
        assert len(teams.world.shown(ADA.chat)) == 1


async def test_a_slow_click_is_answered_at_once_and_its_answer_follows(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        card = await a_card(office)
        desk.open.clear()
        assert (await office.sender.presses(BEN, "Details", card)).said == words.ONE_MOMENT
        assert (await office.sender.presses(CLEO, "Details", card)).said == words.ONE_MOMENT
        desk.open.set()
        assert (await office.said(BEN.chat)).text == "heard Clicked"
        assert (await office.said(APPROVALS, 2)).text == words.INSTALL


async def test_who_did_not_install_the_app_hears_so_also_when_teams_takes_its_time(
    teams: FakeTeams, desk: SmallDesk
) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        card = await a_card(office)
        teams.faults.add(Fault("slow", "create", seconds=0.2))
        desk.answers.append(SECRET)
        assert (await office.sender.presses(CLEO, "Details", card)).said == words.ONE_MOMENT
        assert (await office.said(APPROVALS, 2)).text == words.INSTALL


async def test_a_slow_form_shows_that_it_is_under_way_and_then_its_answer(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        form = await a_form(office)
        desk.open.clear()
        answered = await office.sender.fills_in(ADA, "Send", form, reason="no")
        assert words.ONE_MOMENT in str(answered.card)
        desk.open.set()
        await until(lambda: form.text == "heard Submitted")


async def test_what_is_under_way_is_answered_before_the_door_closes(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        desk.open.clear()
        await office.sender.types(ADA, "sources")
        asyncio.get_running_loop().call_later(0.1, desk.open.set)
    assert [said.text for said in teams.world.shown(ADA.chat)] == ["heard Typed"]


async def test_an_answer_waits_where_teams_asks_for_a_pause(office: Office) -> None:
    office.teams.faults.add(Fault("answer", "send", times=2, status=429, retry_after=0))
    await office.sender.types(ADA, "help")
    assert (await office.said(ADA.chat)).text == "heard Typed"


async def test_an_answer_that_teams_took_without_naming_it_is_not_given_twice(office: Office) -> None:
    card = await a_card(office)
    for where, act in (
        (ADA.chat, office.sender.types(ADA, "help")),
        (BEN.chat, office.sender.presses(BEN, "Details", card)),
    ):
        office.desk.answers.append(SECRET)
        office.teams.faults.add(Fault("mute", "send"))
        answered = await act
        await office.said(where)
    assert answered.said == words.IN_OUR_CHAT
    assert len(office.teams.world.messages) == 3


async def test_who_cannot_be_answered_in_the_open_hears_so_from_the_click(office: Office) -> None:
    card = await a_card(office)
    await office.sender.types(BEN, "help")
    await office.said(BEN.chat)
    office.teams.faults.add(Fault("answer", "send", 9, status=409, code="Conflict"))
    office.desk.answers.append(SECRET)
    assert (await office.sender.presses(BEN, "Details", card)).said == words.CANNOT_NOW


async def test_a_slow_answer_follows_a_message_that_teams_did_not_name(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, patience=0.05) as office:
        desk.open.clear()
        teams.faults.add(Fault("mute", "send"))
        await office.sender.types(ADA, "sources")
        await office.said(ADA.chat)
        desk.open.set()
        assert (await office.said(ADA.chat, 2)).text == "heard Typed"


# ---- forms


async def test_a_form_that_comes_back_shows_what_is_wrong_in_its_place(office: Office) -> None:
    form = await a_form(office)
    wrong = Form("deny", "DSR-1", "Deny this request", "Send", (Field("reason", "Why?", error="Say more."),))
    office.desk.answers.append(wrong)
    answered = await office.sender.fills_in(ADA, "Send", form, reason="-")
    assert "Say more." in str(answered.card)
    await until(lambda: "Say more." in form.text)
    await office.sender.fills_in(ADA, "Send", form, reason="It is a duplicate.")
    await until(lambda: form.text == "heard Submitted")


async def test_an_older_client_submits_without_waiting_for_an_answer(office: Office) -> None:
    form, card = await a_form(office), await a_card(office)
    await office.sender.submits(ADA, "Send", form, reason="no")
    await until(lambda: form.text == "heard Submitted")
    office.desk.answers.append(SECRET)
    await office.sender.submits(BEN, "Details", card)
    assert "anna@contoso.com" in (await office.said(BEN.chat)).text
    await office.sender.submits(CLEO, "Details", card)
    assert (await office.said(APPROVALS, 2)).text == words.INSTALL


async def test_a_form_made_up_in_the_open_leaves_the_card_alone(office: Office) -> None:
    card = await a_card(office)
    action = buttons(card.card)["Details"]
    forged = {**action, "data": {**action["data"], "form": "x"}}
    office.desk.answers.append(SECRET)
    answered = await office.sender.send(activities.execute(office.sender.service_url, BEN, forged, card))
    assert answered.said == words.ONE_MOMENT
    assert "anna@contoso.com" in (await office.said(BEN.chat)).text
    assert card.versions == 1


PEOPLE = "; ".join(f"customer.{number:03}@contoso.com" for number in range(115))  # just below what a field takes
MANY = Field("for", "Whom?", value=PEOPLE, many="Many people go into a file.")
LETTERS = ("reason", "notice", "more")


def letters(sign: str, count: int) -> Form:
    fields = tuple(Field(name, name, Input.PARAGRAPH, value=sign * MOST) for name in LETTERS[:count])
    return Form("deny", "DSR-1", "Deny this request", "Send", (*fields, MANY))


@pytest.mark.parametrize("sign", ["a", "ä", '"', "\n"])
async def test_a_form_with_as_much_as_its_fields_take_is_drawn_whole(office: Office, sign: str) -> None:
    office.desk.answers.append(letters(sign, 2))
    await office.sender.types(ADA, "deny DSR-1")
    form = await office.said(ADA.chat)
    await until(lambda: "[Send]" in form.text)
    shown = {part["id"]: part["value"] for part in parts(form.card) if part["type"] == "Input.Text"}
    assert shown == {f"paragraph.{name}": sign * MOST for name in LETTERS[:2]} | {"line.for": PEOPLE}
    assert faults(form.card) == []


async def test_a_form_that_asks_to_look_once_more_takes_the_place_of_the_first_with_all_that_was_typed(
    office: Office,
) -> None:
    form = await a_form(office)
    office.desk.answers.append(replace(REASON, text="This is what I found.", fields=(MANY,)))
    await office.sender.fills_in(ADA, "Send", form, reason=PEOPLE)
    await until(lambda: "This is what I found." in form.text)
    assert [part["value"] for part in parts(form.card) if part["type"] == "Input.Text"] == [PEOPLE]


async def test_a_form_for_which_teams_has_no_room_is_never_a_dash(office: Office) -> None:
    office.desk.answers.append(letters("漢", 3))
    await office.sender.types(ADA, "deny DSR-1")
    said = await office.said(ADA.chat)
    await until(lambda: words.NO_ROOM in said.text)
    assert "Many people go into a file." in said.text


async def test_a_form_that_there_is_no_room_to_draw_anew_stays_as_it_was_filled_in(office: Office) -> None:
    form = await a_form(office)
    office.desk.answers.append(letters("漢", 3))
    answered = await office.sender.fills_in(ADA, "Send", form, reason="no")
    assert answered.said.startswith(words.NO_ROOM)
    assert form.versions == 1


# ---- once


async def test_a_message_that_comes_twice_is_heard_and_answered_once(office: Office) -> None:
    typed = activities.text(office.sender.service_url, ADA, "help")
    answered = await asyncio.gather(*(office.sender.send(typed) for _ in range(3)))
    assert {one.status for one in answered} == {200}
    await office.said(ADA.chat)
    assert (await office.sender.send(typed)).status == 200
    assert (len(office.desk.heard), len(office.teams.world.messages)) == (1, 1)


async def test_a_click_that_comes_twice_gets_the_same_answer(office: Office) -> None:
    card = await a_card(office)
    click = activities.execute(office.sender.service_url, BEN, buttons(card.card)["Details"], card)
    office.desk.answers += [say("Approved."), say("You have voted on this already.")]
    answered = await asyncio.gather(*(office.sender.send(click) for _ in range(3)))
    assert {one.said for one in answered} == {"Approved."}


async def test_the_same_number_in_another_conversation_is_another_act(office: Office) -> None:
    for who in (ADA, BEN):
        await office.sender.send({**activities.text(office.sender.service_url, who, "help"), "id": "1"})
    assert len({incoming.delivery for incoming in office.desk.heard}) == 2


async def test_a_form_brought_again_under_a_new_number_is_the_same_delivery(office: Office) -> None:
    form = await a_form(office)
    action = buttons(form.card)["Send"]
    for _ in range(2):
        await office.sender.send(activities.execute(office.sender.service_url, ADA, action, form))
    deliveries = [one.delivery for one in office.desk.heard if isinstance(one, Submitted)]
    assert (len(deliveries), len(set(deliveries))) == (2, 1)


async def test_two_forms_are_two_deliveries(office: Office) -> None:
    for number in (1, 2):
        office.desk.answers.append(REASON)
        await office.sender.types(ADA, "deny DSR-1")
        await office.sender.fills_in(ADA, "Send", await office.said(ADA.chat, number), reason="no")
    assert len({one.delivery for one in office.desk.heard if isinstance(one, Submitted)}) == 2


# ---- people in what is typed


async def test_people_who_are_mentioned_arrive_by_their_object_id(office: Office) -> None:
    typed = activities.mentioning(office.sender.service_url, ADA, "remove-user {} now", MARK)
    await office.sender.send(typed)
    (heard,) = office.desk.heard
    assert isinstance(heard, Typed)
    assert heard.text == f"remove-user <@{MARK.id}> now"
