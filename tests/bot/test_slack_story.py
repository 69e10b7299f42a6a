"""The whole bot as a process, between the fake Slack and a sandbox: what people do in Slack, and what comes of it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest
import pytest_asyncio

from bench.load import request, send
from tests.fakes.slack import SECRET, payloads
from tests.fakes.slack.sender import buttons
from tests.faults.story import APPROVALS, FAILURES, REF, Story, chat
from tests.house import House, house, text_of, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADA, BEN, CLEO = "U0ADA", "U0BEN", "U0CLEO"
DELIVERIES, AT_ONCE = int(os.environ.get("DELIVERIES", "2000")), 64  # ten thousand: make faults


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One for all tests, because a start takes long; each looks at its own requests only."""
    async with house(tmp_path_factory.mktemp("house")) as built:
        yield built


async def test_a_refresh_goes_from_the_command_to_completed_on_every_card(at: House) -> None:
    story, known = Story(at), len(await at.calls())
    ref = await story.refresh("CRM Contacts", "Webshop Orders")
    await story.sees(APPROVALS, ref, "Waiting for approval")
    await story.approve(BEN, ref)
    for place in (APPROVALS, chat(ADA), chat(BEN), chat(CLEO)):
        await story.sees(place, ref, "Completed")
    card = next(m for m in at.slack.world.shown(APPROVALS) if ref in text_of(m.blocks))
    assert card.versions > 2, "posted once, then updated as the work went on"
    assert not {"Approve", "Deny"} & set(buttons(asdict(card))), "finished buttons are gone"
    submitted = [c for c in (await at.calls())[known:] if c["method"] == "POST" and c["path"].endswith("/jobs")]
    assert len(submitted) == 1, "two sources, one job"


async def test_a_failure_is_told_and_a_retry_succeeds_and_a_denial_gives_its_reason(at: House) -> None:
    story = Story(at)
    await at.steer("PUT", "datasources/Loyalty%20Members", behaviour="fail", seconds=0.3)
    ref = await story.refresh("Loyalty Members")
    await story.approve(BEN, ref)
    await story.sees(FAILURES, ref, "Needs attention", "Loyalty Members", "D365CI@microsoft.com")
    await at.steer("PUT", "datasources/Loyalty%20Members", behaviour="succeed", seconds=0.3)
    await story.retry(ADA, ref)
    await story.sees(FAILURES, ref, "Completed")

    denied = await story.remove("mark.old@contoso.com")
    await story.deny(CLEO, denied, "Mark works here until Friday.")
    await story.sees(chat(ADA), denied, "Denied", "until Friday")
    assert not story.shows(APPROVALS, denied, "until Friday"), "a reason is personal: never in a channel"
    assert "mark.old" not in text_of([asdict(m) for m in at.slack.world.shown(APPROVALS)])


async def test_a_forged_or_stale_request_is_refused_and_changes_nothing(at: House) -> None:
    known = _count(at, "requests")
    command = payloads.command('refresh "Newsletter Subscribers"', response_url=at.sender.response_url())
    for secret, age in (("wrong", 0.0), (SECRET, 360.0), (SECRET, -360.0)):
        refused = await at.sender.send(command, secret=secret, age=age)
        assert refused.status == 401
        assert REF.search(refused.text) is None
    assert _count(at, "requests") == known


async def test_the_same_delivery_again_gets_the_same_answer_and_files_nothing_more(at: House) -> None:
    known = _count(at, "requests")
    command = payloads.command('refresh "Newsletter Subscribers"', response_url=at.sender.response_url())
    first = await at.sender.send(command)
    again = await at.sender.send(command)
    assert REF.search(first.text)
    assert again.body == first.body
    assert _count(at, "requests") == known + 1


@pytest.mark.faults
@pytest.mark.timeout(120 + DELIVERIES / 10)
async def test_thousands_of_deliveries_of_one_click_are_one_decision_one_workflow_and_one_removal(at: House) -> None:
    story = Story(at)
    ref = await story.remove("mark.old@contoso.com")
    await story.approve(BEN, ref)
    message = await story.card(chat(CLEO), ref, "Approve")
    click = payloads.click(
        buttons(asdict(message))["Approve"], message, user=CLEO, response_url=at.sender.response_url(message)
    )
    answered = await send(at.url, [request(click)] * DELIVERIES, AT_ONCE)  # none with another status than 200
    assert len(answered.seconds) == DELIVERIES
    await story.sees(APPROVALS, ref, "Completed")
    assert _count(at, "events WHERE kind = 'vote.approve' AND request_id = ?", ref) == 2, "Ben's and Cleo's"
    assert _count(at, "events WHERE kind = 'request.approved' AND request_id = ?", ref) == 1
    assert _count(at, "workflow_status WHERE workflow_uuid LIKE ?", f"{ref}/%") == 1
    removals = [c for c in await at.calls() if c["method"] == "DELETE"]
    assert len(removals) == 1


async def test_who_may_not_decide_hears_why_and_changes_nothing(at: House) -> None:
    story = Story(at)
    ref = await story.refresh("CRM Contacts")
    message = await story.card(APPROVALS, ref, "Approve")
    said = {ADA: "role approver", "U0OLGA": "role approver", "U0GUEST": "Guests", "U0STRANGER": "own company"}
    for user, reason in said.items():
        await at.sender.presses(buttons(asdict(message))["Approve"], message, user=user)
        await until(lambda reason=reason: reason in text_of(at.slack.world.ephemeral[-1:]), f"{user} hears “{reason}”")
    assert _count(at, "votes WHERE request_id = ?", ref) == 0


def _count(at: House, what: str, *values: str) -> int:
    with sqlite3.connect(at.folder / "data" / "dsrbot.sqlite3") as database:
        return int(database.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0])
