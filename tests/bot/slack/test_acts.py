"""What a person does in Slack reaches the desk as an act, and the desk's answer reaches the person alone."""

from __future__ import annotations

from domain.card import Button, Card, Field, Form, Input, say
from domain.chat import Account, Clicked, Place, Submitted, Typed
from tests.bot.slack.conftest import Office, until
from tests.fakes.slack.sender import buttons

CARD = Card(
    title="Refresh CRM Contacts", status="Waiting for approval", buttons=(Button("approve", "DSR-1", "Approve"),)
)
REASON = Form("deny", "DSR-1", "Deny this request", "Deny", (Field("reason", "Why?", Input.PARAGRAPH),))


async def test_a_typed_command_is_answered_in_the_same_breath_and_to_nobody_else(office: Office) -> None:
    office.desk.answers = [say("Filed as DSR-1.")]
    answer = await office.sender.types("refresh crm for <mailto:anna@contoso.com|anna@contoso.com>")
    assert (answer.status, answer.body["response_type"]) == (200, "ephemeral")
    assert "Filed as DSR-1." in answer.body["text"]
    heard = office.desk.heard[0]
    assert heard == Typed(
        account=Account("slack", "T0CONTOSO", "U0ADA"),
        place=Place("slack", "C0GENERAL"),
        delivery=heard.delivery,
        text="refresh crm for anna@contoso.com",
    )


async def test_a_click_reaches_the_desk_with_the_message_it_sat_on(office: Office) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    message = office.slack.world.messages["C0APPROVE", ts]
    answer = await office.sender.presses(buttons({"blocks": message.blocks})["Approve"], message)
    assert (answer.status, answer.text) == (200, "")
    heard = office.desk.heard[0]
    assert heard == Clicked(
        account=Account("slack", "T0CONTOSO", "U0BEN"),
        place=Place("slack", "C0APPROVE"),
        delivery=heard.delivery,
        verb="approve",
        ref="DSR-1",
        address=ts,
    )
    await until(lambda: office.whispered)
    assert office.whispered[0]["text"] == "heard Clicked"
    assert office.whispered[0]["replace_original"] is False


async def test_a_form_opens_and_comes_back_with_its_values(office: Office) -> None:
    office.desk.answers = [REASON, say("Denied.")]
    await office.sender.presses({"type": "button", "action_id": "dsr:deny:1", "value": "DSR-1"}, channel="C0APPROVE")
    [view] = office.slack.world.views.values()
    answer = await office.sender.fills_in(view, {"reason": "Wrong person & <b>"})
    assert answer.body == {"response_action": "clear"}
    heard = office.desk.heard[1]
    assert isinstance(heard, Submitted)
    assert (heard.verb, heard.ref, heard.place.id) == ("deny", "DSR-1", "C0APPROVE")
    assert heard.values == {"reason": ("Wrong person & <b>",)}
    await until(lambda: office.whispered)
    assert office.whispered[0] | {"text": "Denied."} == office.whispered[0]
    assert (office.whispered[0]["channel"], office.whispered[0]["user"]) == ("C0APPROVE", "U0BEN")
