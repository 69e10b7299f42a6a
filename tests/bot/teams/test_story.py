"""Commands, buttons and forms as Bot Framework activities, each answered to the person who acted."""

from __future__ import annotations

from domain.card import Button, Card, Field, Form, Input, Option, Style, say
from domain.chat import Account, Clicked, Place, Submitted, Typed
from tests.bot.teams.conftest import Office, channel, until
from tests.fakes.teams.world import ADA, APPROVALS, BEN, TENANT


async def test_a_command_in_the_personal_chat_is_answered_there(office: Office) -> None:
    office.desk.answers.append(Card(title="Refresh CRM", status="Waiting for approval"))
    answered = await office.sender.types(ADA, "refresh  crm &amp; web")
    assert (answered.status, answered.text) == (200, "")
    assert "Refresh CRM" in (await office.said(ADA.chat)).text
    (heard,) = office.desk.heard
    assert isinstance(heard, Typed)
    assert (heard.text, heard.public) == ("refresh crm & web", False)
    assert heard.account == Account("teams", TENANT, ADA.id)
    assert heard.place == Place("teams", ADA.chat, private=True)


async def test_a_click_is_answered_in_a_sentence_that_only_the_one_who_clicked_sees(office: Office) -> None:
    await office.conversations.put(channel(office.teams))
    address = await office.door.post(APPROVALS, Card(title="Refresh CRM", buttons=(Button("approve", "DSR-1", "Yes"),)))
    office.desk.answers.append(say("Approved. DSR-1 starts now."))
    answered = await office.sender.presses(BEN, "Yes", await office.said(APPROVALS))
    assert (answered.status, answered.said) == (200, "Approved. DSR-1 starts now.")
    heard = office.desk.heard[-1]
    assert isinstance(heard, Clicked)
    assert (heard.verb, heard.ref, heard.address) == ("approve", "DSR-1", address)
    assert heard.place == Place("teams", APPROVALS)


async def test_a_form_is_filled_in_and_its_answer_takes_its_place(office: Office) -> None:
    sources = tuple(Option(f"id,{number}", f"Source {number}") for number in range(3))
    fields = (
        Field("sources", "Which?", Input.SOME_OF, sources),
        Field("received", "When?", Input.DATE, value="2026-11-02"),
        Field("reason", "Why?", Input.PARAGRAPH),
    )
    office.desk.answers += [Form("refresh", "R1", "Refresh", "Ask for approval", fields), say("Filed as DSR-2.")]
    await office.sender.types(ADA, "refresh")
    form = await office.said(ADA.chat)
    answered = await office.sender.fills_in(
        ADA, "Ask for approval", form, sources="id%2C0,id%2C2", reason=" a reason\nin two lines "
    )
    assert "Filed as DSR-2." in str(answered.card)
    heard = office.desk.heard[-1]
    assert isinstance(heard, Submitted)
    assert (heard.verb, heard.ref) == ("refresh", "R1")
    assert heard.values == {
        "sources": ("id,0", "id,2"),
        "received": ("2026-11-02",),
        "reason": ("a reason\nin two lines",),
    }
    await until(lambda: form.versions == 2)
    assert form.text == "Filed as DSR-2."


async def test_what_a_button_leads_to_is_a_message_of_its_own(office: Office) -> None:
    office.desk.answers += [
        Card(title="Refresh CRM", buttons=(Button("deny", "DSR-1", "Deny", Style.DANGER),)),
        Form("deny", "DSR-1", "Deny this request", "Send", (Field("reason", "Why?"),)),
    ]
    await office.sender.types(BEN, "show DSR-1")
    card = await office.said(BEN.chat)
    answered = await office.sender.presses(BEN, "Deny", card)
    assert answered.said == "Here it is, in a message of its own."
    assert "Why?" in (await office.said(BEN.chat, 2)).text
    assert card.versions == 1
