"""What a person does in Slack reaches the desk as an act, and the desk's answer reaches that person alone, in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.card import Answer, Button, Card, Field, Form, Input, Stays, say
from domain.chat import Account, Clicked, Place, Submitted, Typed
from domain.words.en import slack as words
from domain.words.en.buttons import OPEN_FORM
from tests.bot.slack.conftest import By, Office, SmallDesk, an_office, both_ways, until
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.faults import Fault, Kind
from tests.fakes.slack.sender import buttons
from tests.fakes.slack.server import RESPONSES
from tests.logged import Logged

by = both_ways

CARD = Card(title="Refresh CRM", status="Waiting for approval", buttons=(Button("approve", "DSR-1", "Approve"),))
REASON = Form("deny", "DSR-1", "Deny this request", "Deny", (Field("reason", "Why?", Input.PARAGRAPH),))
MISSING = replace(REASON, fields=(replace(REASON.fields[0], error="Please give a reason."),))
DENY = {"type": "button", "action_id": "dsr:deny:1", "value": "DSR-1"}


@pytest.fixture
async def slow(slack: FakeSlack, desk: SmallDesk, by: By) -> AsyncIterator[Office]:
    """A desk that thinks until it is told to go on, and little patience."""
    desk.open.clear()
    async with an_office(slack, desk, patience=0.03, by=by) as office:
        yield office
        desk.open.set()


async def a_form(office: Office, form: Form = REASON) -> dict[str, Any]:
    """The modal that a click opened."""
    office.desk.answers.append(form)
    await office.sender.presses(DENY, channel="C0APPROVE")
    return list(office.slack.world.views.values())[-1]


# ---- in time


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
    [heard] = office.desk.heard
    assert isinstance(heard, Clicked)
    assert (heard.verb, heard.ref, heard.address, heard.place.id) == ("approve", "DSR-1", ts, "C0APPROVE")
    await until(lambda: office.whispered)
    [told] = office.whispered
    assert (told["text"], told["response_type"], told["replace_original"]) == ("heard Clicked", "ephemeral", False)


async def test_a_repeated_delivery_is_the_same_delivery_for_the_desk(office: Office) -> None:
    payload = payloads.command("refresh crm", response_url=office.sender.response_url())
    first, second = await office.sender.send(payload), await office.sender.send(payload)
    assert (first.status, first.body) == (second.status, second.body)
    assert [act.delivery for act in office.desk.heard] == [payload["trigger_id"]] * 2


async def test_two_clicks_are_two_deliveries(office: Office) -> None:
    await office.sender.presses(DENY)
    await office.sender.presses(DENY)
    assert len({act.delivery for act in office.desk.heard}) == 2


async def test_a_command_without_arguments_opens_a_form(office: Office) -> None:
    office.desk.answers = [REASON]
    answer = await office.sender.types("deny")
    assert (answer.status, answer.text) == (200, "")
    [view] = office.slack.world.views.values()
    assert view["title"]["text"] == "Deny this request"


async def test_a_form_comes_back_with_its_values_and_its_answer_is_whispered_where_it_was_asked_for(
    office: Office,
) -> None:
    view = await a_form(office)
    office.desk.answers = [say("Denied.")]
    answer = await office.sender.fills_in(view, {"reason": "Wrong person & <b>"})
    assert answer.body == {"response_action": "clear"}
    heard = office.desk.heard[1]
    assert isinstance(heard, Submitted)
    assert (heard.verb, heard.ref, heard.place.id) == ("deny", "DSR-1", "C0APPROVE")
    assert heard.values == {"reason": ("Wrong person & <b>",)}
    await until(lambda: office.whispered)
    [told] = office.whispered
    assert (told["channel"], told["user"], told["text"]) == ("C0APPROVE", "U0BEN", "Denied.")


async def test_what_is_wrong_with_a_form_is_said_at_the_field(office: Office) -> None:
    view = await a_form(office)
    office.desk.answers = [MISSING]
    answer = await office.sender.fills_in(view, {"reason": None})
    assert answer.body == {"response_action": "errors", "errors": {"reason": "Please give a reason."}}
    office.desk.answers = [say("Denied.")]
    assert (await office.sender.fills_in(view, {"reason": "no"})).body == {"response_action": "clear"}


async def test_another_form_takes_the_place_of_the_first(office: Office) -> None:
    view = await a_form(office)
    office.desk.answers = [replace(MISSING, fields=(*MISSING.fields, Field("more", "And?", error="This as well.")))]
    answer = await office.sender.fills_in(view, {"reason": "x"})
    assert answer.body["response_action"] == "update"
    names = [block.get("block_id") for block in answer.body["view"]["blocks"]]
    assert [name for name in names if name] == ["reason", "more"]


async def test_where_the_bot_cannot_speak_it_answers_in_the_private_chat(office: Office) -> None:
    office.desk.answers = [REASON]
    await office.sender.types("deny", channel="C0OUTSIDE")
    [view] = office.slack.world.views.values()
    await office.sender.fills_in(view, {"reason": "x"})
    await until(lambda: office.slack.world.shown("D0BEN"))
    assert office.slack.world.shown("D0BEN")[0].text == "heard Submitted"


# ---- later


async def test_a_slow_command_is_acknowledged_first_and_answered_when_it_is_ready(slow: Office) -> None:
    answer = await slow.sender.types("sources")
    assert answer.body["text"] == words.ONE_MOMENT
    assert slow.whispered == []
    slow.desk.open.set()
    await until(lambda: slow.whispered)
    assert [told["text"] for told in slow.whispered] == ["heard Typed"]


async def test_a_slow_click_is_acknowledged_first_and_answered_when_it_is_ready(slow: Office) -> None:
    assert (await slow.sender.presses(DENY)).status == 200
    await until(lambda: slow.whispered)
    slow.desk.open.set()
    await until(lambda: len(slow.whispered) == 2)
    assert [told["text"] for told in slow.whispered] == [words.ONE_MOMENT, "heard Clicked"]


async def test_what_slack_brings_again_while_it_is_being_done_is_done_and_answered_once(
    slack: FakeSlack, desk: SmallDesk, by: By
) -> None:
    """As it does with what a bot that is slow did not acknowledge."""
    desk.open.clear()
    async with an_office(slack, desk, patience=0.03, by=by) as slow:
        typed = payloads.command("sources", response_url=slow.sender.response_url())
        clicked = payloads.click(DENY, response_url=slow.sender.response_url())
        for payload in (typed, clicked):
            await asyncio.gather(*(slow.sender.send(payload) for _ in range(5)))
        assert len(desk.heard) == 2
        desk.open.set()
    told = sorted(told["text"] for told in slack.world.ephemeral)  # all of it: a door that closes answers first
    assert told == sorted(["heard Clicked", "heard Typed", words.ONE_MOMENT])


async def test_a_form_that_slack_brings_again_while_it_is_looked_at_is_answered_once(
    slack: FakeSlack, desk: SmallDesk, by: By
) -> None:
    async with an_office(slack, desk, patience=0.03, by=by) as slow:
        filled = payloads.submission(await a_form(slow), {"reason": "x"})
        desk.open.clear()
        answered = await asyncio.gather(*(slow.sender.send(filled) for _ in range(3)))
        assert [one.body["response_action"] for one in answered] == ["update"] * 3
        desk.open.set()
    assert [told["text"] for told in slack.world.ephemeral] == ["heard Submitted"]


async def test_whoever_joined_in_time_hears_the_answer_itself(slow: Office) -> None:
    typed = payloads.command("sources", response_url=slow.sender.response_url())
    assert (await slow.sender.send(typed)).body["text"] == words.ONE_MOMENT
    slow.desk.open.set()
    assert (await slow.sender.send(typed)).body["text"] == "heard Typed"


async def test_a_slow_form_says_so_and_its_answer_is_whispered_later(slow: Office) -> None:
    slow.desk.open.set()
    view = await a_form(slow)
    slow.desk.open.clear()
    answer = await slow.sender.fills_in(view, {"reason": "x"})
    assert answer.body["response_action"] == "update"
    assert words.ONE_MOMENT in answer.body["view"]["blocks"][0]["text"]["text"]
    slow.desk.open.set()
    await until(lambda: "heard Submitted" in [told["text"] for told in slow.whispered])


async def test_a_form_that_is_found_wrong_late_comes_back_on_screen(slow: Office) -> None:
    slow.desk.open.set()
    view = await a_form(slow)
    slow.desk.open.clear()
    await slow.sender.fills_in(view, {"reason": None})
    slow.desk.answers = [MISSING]
    slow.desk.open.set()
    await until(lambda: slow.slack.world.made("views.update"))
    shown = slow.slack.world.views[view["id"]]
    assert "Please give a reason." in shown["blocks"][0]["elements"][0]["text"]


async def test_a_form_that_is_found_wrong_when_it_is_closed_already_is_told_of(slow: Office) -> None:
    slow.desk.open.set()
    view = await a_form(slow)
    slow.desk.open.clear()
    await slow.sender.fills_in(view, {"reason": None})
    slow.slack.world.views.clear()
    slow.desk.answers = [MISSING]
    slow.desk.open.set()
    await until(lambda: any(told["text"].startswith(words.FORM_GONE) for told in slow.whispered))


FILLED = replace(REASON, fields=(replace(REASON.fields[0], value="Wrong person & <b>"),))


async def opened_by(office: Office, told: Mapping[str, Any], user: str) -> dict[str, Any]:
    """The modal behind the button that is offered."""
    await office.sender.presses(buttons(told)[OPEN_FORM], user=user, channel="C0APPROVE")
    return list(office.slack.world.views.values())[-1]


def stands(view: Mapping[str, Any], name: str = "reason") -> object:
    """What the field is filled in with."""
    [field] = [block["element"] for block in view["blocks"] if block.get("block_id") == name]
    return field.get("initial_value")


async def test_a_form_that_slack_no_longer_lets_us_open_is_offered_with_a_button(office: Office) -> None:
    office.desk.answers = [FILLED]
    answer = await office.sender.types("deny", trigger_id=payloads.trigger(age=4))
    assert answer.body["text"].startswith(words.TAKES_A_FORM)
    assert stands(await opened_by(office, answer.body, "U0ADA")) == "Wrong person & <b>"
    assert len(office.desk.heard) == 1  # what took so long is not done again


async def test_a_click_that_took_too_long_gets_its_form_as_well(slow: Office) -> None:
    slow.desk.answers = [FILLED]
    await slow.sender.send(
        payloads.click(DENY, channel="C0APPROVE", response_url=slow.sender.response_url())
        | {"trigger_id": payloads.trigger(age=4)}
    )
    slow.desk.open.set()
    await until(lambda: slow.whispered and OPEN_FORM in buttons(slow.whispered[-1]))
    assert stands(await opened_by(slow, slow.whispered[-1], "U0BEN")) == "Wrong person & <b>"


async def test_when_slack_does_not_open_the_form_the_person_is_told_and_can_open_it_later(office: Office) -> None:
    office.slack.faults.add(Fault("break", "views.open"))
    office.desk.answers = [FILLED]
    answer = await office.sender.types("deny")
    assert answer.body["text"].startswith(words.NO_FORM)
    assert stands(await opened_by(office, answer.body, "U0ADA")) == "Wrong person & <b>"


async def filled_in_slowly(slow: Office, answer: Answer) -> None:
    slow.desk.open.set()
    view = await a_form(slow)
    slow.desk.open.clear()
    await slow.sender.fills_in(view, {"reason": "Half an hour of work."})
    slow.desk.answers = [answer]


HALF_AN_HOUR = replace(MISSING, fields=(replace(MISSING.fields[0], value="Half an hour of work."),))


@pytest.mark.parametrize("kind", ["throttle", "break", "drop", "refuse"])
async def test_a_form_that_slack_did_not_take_back_at_once_is_shown_again(slow: Office, kind: Kind) -> None:
    await filled_in_slowly(slow, HALF_AN_HOUR)
    slow.slack.faults.add(Fault(kind, "views.update", seconds=0))
    slow.desk.open.set()
    await until(lambda: len(slow.slack.world.made("views.update")) > 1)
    await until(lambda: stands(list(slow.slack.world.views.values())[-1]) == "Half an hour of work.")
    assert not slow.whispered


@pytest.mark.parametrize("answer", [HALF_AN_HOUR, Stays(text=("It was decided just now.",))], ids=["wrong", "stays"])
@pytest.mark.parametrize("closed", [False, True], ids=["busy", "closed"])
async def test_what_was_filled_in_is_not_lost_with_the_window(slow: Office, answer: Answer, closed: bool) -> None:
    await filled_in_slowly(slow, answer)
    if closed:
        slow.slack.world.views.clear()
    else:
        slow.slack.faults.add(Fault("throttle", "views.update", times=3, seconds=0))
    slow.desk.open.set()
    await until(lambda: slow.whispered)
    [told] = slow.whispered
    assert told["text"].startswith(words.FORM_GONE if isinstance(answer, Form) else "It was decided just now.")
    assert stands(await opened_by(slow, told, "U0BEN")) == "Half an hour of work."


async def test_what_was_begun_is_answered_before_the_door_closes(slack: FakeSlack, desk: SmallDesk) -> None:
    desk.open.clear()
    async with an_office(slack, desk, patience=0.03) as office:
        await office.sender.types("sources")
        desk.open.set()
    assert [told["text"] for told in slack.world.ephemeral] == ["heard Typed"]


# ---- when something goes wrong


async def test_a_fault_of_the_desk_is_an_answer_too(office: Office, logged: Logged) -> None:
    office.desk.answers = [RuntimeError("anna@contoso.com")]
    answer = await office.sender.types("sources")
    assert (answer.status, answer.body["text"]) == (200, words.CANNOT_NOW)
    assert "an act failed" in logged


async def test_an_answer_that_slack_did_not_take_is_sent_again(office: Office) -> None:
    office.slack.faults.add(Fault("throttle", "response_url", seconds=0))
    await office.sender.presses(DENY)
    await until(lambda: office.whispered)
    assert [call.status for call in office.slack.world.made("response_url")] == [429, 200]


async def test_an_answer_goes_to_no_host_but_slacks(office: Office, logged: Logged) -> None:
    for url in ("https://evil.example/x", "http://127.0.0.2:1/x", "https://hooks.slack.com@evil.example/", "::", ""):
        await office.sender.send(payloads.click(DENY, channel="C0FAIL", response_url=url))
    assert len(office.desk.heard) == 5
    await until(lambda: len(office.whispered) == 5)
    assert not office.slack.world.made("response_url")
    assert [told["user"] for told in office.whispered] == ["U0BEN"] * 5
    assert "an answer had nowhere to go: no response_url of Slack's" in logged


# ---- when the way back is gone


DEAD = [
    Fault("answer", "response_url", status=404, text='{"ok": false, "error": "used_url"}'),
    Fault("answer", "response_url", status=404, text="expired_url", kind_of="text/plain"),
    Fault("answer", "response_url", status=410, text="no_service", kind_of="text/plain"),
    Fault("answer", "response_url", status=403, text="forbidden", kind_of="text/plain"),
    Fault("answer", "response_url", status=200, text='{"ok": false, "error": "expired_url"}'),
    Fault("redirect", "response_url", status=302, times=9),
    Fault("redirect", "response_url", status=307, times=9),
    Fault("break", "response_url", times=9),
    Fault("refuse", "response_url", times=9),
]


@pytest.mark.parametrize("fault", DEAD, ids=lambda fault: f"{fault.kind} {fault.status} {fault.text}")
async def test_where_the_way_back_is_dead_the_answer_comes_privately(slow: Office, fault: Fault) -> None:
    slow.slack.faults.add(replace(fault))
    assert (await slow.sender.types("sources", user="U0ADA", channel="C0FAIL")).body["text"] == words.ONE_MOMENT
    slow.desk.open.set()
    await until(lambda: slow.whispered, 10)
    [told] = slow.whispered
    assert (told["channel"], told["user"], told["text"]) == ("C0FAIL", "U0ADA", "heard Typed")
    assert not slow.slack.world.made("elsewhere")


async def test_a_way_back_that_is_used_up_is_no_end_of_a_conversation(office: Office) -> None:
    url = office.sender.response_url()
    for _ in range(RESPONSES + 2):
        await office.sender.send(payloads.click(DENY, channel="C0FAIL", response_url=url))
    await until(lambda: len(office.whispered) == RESPONSES + 2)
    assert [told["text"] for told in office.whispered] == ["heard Clicked"] * (RESPONSES + 2)


async def test_where_the_bot_may_not_whisper_the_answer_comes_into_the_private_chat(slow: Office) -> None:
    slow.slack.faults.add(replace(DEAD[0]))
    await slow.sender.types("sources", user="U0ADA", channel="C0OUTSIDE")
    slow.desk.open.set()
    await until(lambda: slow.slack.world.shown("D0ADA"))
    assert [message.text for message in slow.slack.world.shown("D0ADA")] == ["heard Typed"]


async def test_an_excuse_finds_its_way_too(office: Office) -> None:
    button = {"type": "button", "action_id": "somebody-elses", "value": "x"}
    await office.sender.send(payloads.click(button, channel="C0FAIL", response_url=""))
    await until(lambda: office.whispered)
    assert office.whispered[0]["text"] == words.NOT_MINE
