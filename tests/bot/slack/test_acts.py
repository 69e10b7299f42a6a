"""Slack's payloads are read for who, where and what; Bolt judges of which kind the tests' own are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.request.payload_utils import is_block_actions, is_event, is_slash_command, is_view_submission

from bot.slack import modal
from bot.slack.acts import clicked, submitted, typed
from domain.card import Field, Form, Input, Option
from domain.chat import Account, Place
from tests.fakes.slack import World, payloads
from tests.fakes.slack.world import Message

URL = "https://hooks.slack.com/commands/T0CONTOSO/1/x"
BUTTON = {"type": "button", "action_id": "dsr:file-anyway:7", "value": "DSR-1"}
CARD = Message("C0APPROVE", "1700000000.000100", "text", [])
FORM = Form(
    "refresh",
    "correct:DSR-1",
    "Refresh",
    "Ask",
    (
        Field("sources", "Which?", Input.SOME_OF, (Option("s1", "CRM"), Option("s2", "Web"))),
        Field("kind", "Kind?", Input.ONE_OF, (Option("a", "A"),), required=False),
        Field("received", "When?", Input.DATE),
        Field("for", "Whom?", required=False),
    ),
)


def filled(**values: Any) -> dict[str, Any]:
    return payloads.submission(modal.view(FORM, "C0GENERAL"), values)


# Bolt says of a payload which kind it is: the judge is Slack's own.
_KINDS = {
    "command": is_slash_command,
    "click": is_block_actions,
    "submission": is_view_submission,
    "event": is_event,
}


def kinds(payload: dict[str, Any]) -> list[str]:
    return [kind for kind, judge in _KINDS.items() if judge(payload)]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("command", payloads.command("help", response_url=URL)),
        ("click", payloads.click(BUTTON, CARD, response_url=URL)),
        ("click", payloads.click(BUTTON, response_url=URL)),
        ("submission", filled(sources=["s1"], received="2026-11-02")),
        ("event", payloads.user_changed(World().users["U0ADA"].shown())),
    ],
)
def test_the_payloads_of_the_tests_are_of_the_kind_that_bolt_takes_them_for(kind: str, payload: dict[str, Any]) -> None:
    assert kinds(payload) == [kind]


@pytest.mark.parametrize("missing", ["type", "actions"])
def test_a_judge_of_kinds_can_say_no(missing: str) -> None:
    broken = {name: part for name, part in payloads.click(BUTTON, CARD, response_url=URL).items() if name != missing}
    assert kinds(broken) == []


def test_a_command_in_the_private_chat_is_private() -> None:
    assert typed(payloads.command("help", channel="D0ADA", response_url=URL)).place == Place("slack", "D0ADA", True)
    assert not typed(payloads.command("help", channel="G0TEAM", response_url=URL)).place.private


def test_the_trigger_tells_a_repeated_delivery() -> None:
    payload = payloads.click(BUTTON, CARD, response_url=URL, trigger_id="1.2.3")
    assert clicked(payload).delivery == clicked(payload).delivery == "1.2.3"


def test_a_click_names_verb_and_ref_and_the_message() -> None:
    click = clicked(payloads.click(BUTTON, CARD, response_url=URL))
    assert (click.verb, click.ref, click.address, click.place.id) == ("file-anyway", "DSR-1", CARD.ts, "C0APPROVE")


def test_a_message_that_only_one_person_sees_has_no_address() -> None:
    assert clicked(payloads.click(BUTTON, response_url=URL)).address is None


def test_a_click_from_a_workspace_of_the_organisation_counts_for_the_persons_own() -> None:
    click = clicked(payloads.click(BUTTON, CARD, response_url=URL, team="T0SISTER"))
    assert click.account == Account("slack", "T0SISTER", "U0BEN")


def test_a_user_without_a_team_belongs_to_the_team_of_the_request() -> None:
    payload = payloads.click(BUTTON, CARD, response_url=URL)
    del payload["user"]["team_id"]
    assert clicked(payload).account.tenant == "T0CONTOSO"


def test_a_button_without_a_value_has_no_ref() -> None:
    assert clicked(payloads.click({"type": "button", "action_id": "dsr:refresh:0"}, CARD, response_url=URL)).ref == ""


def test_a_filled_in_form_has_its_values_by_name() -> None:
    act = submitted(filled(sources=["s2", "s1"], kind="a", received="2026-11-02", **{"for": "anna@contoso.com"}))
    assert (act.verb, act.ref, act.place.id) == ("refresh", "correct:DSR-1", "C0GENERAL")
    assert act.values == {
        "sources": ("s2", "s1"),
        "kind": ("a",),
        "received": ("2026-11-02",),
        "for": ("anna@contoso.com",),
    }


def test_what_was_left_empty_has_no_value() -> None:
    assert set(submitted(filled()).values.values()) == {()}


def test_a_form_without_a_channel_is_answered_in_private() -> None:
    act = submitted(payloads.submission(modal.view(replace(FORM, fields=FORM.fields[3:]), ""), {}))
    assert act.place == Place("slack", "", private=True)
