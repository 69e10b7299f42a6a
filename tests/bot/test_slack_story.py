"""The whole bot as a process, between the fake Slack and a sandbox: what people do in Slack, and what comes of it."""

from __future__ import annotations

from pathlib import Path

from tests.faults.story import APPROVALS, Story, chat
from tests.house import house


async def test_a_refresh_goes_from_the_command_to_completed_on_every_card(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        story = Story(at)
        ref = await story.refresh("CRM Contacts", "Webshop Orders")
        await story.sees(APPROVALS, ref, "Waiting for approval")
        await story.approve("U0BEN", ref)
        for place in (APPROVALS, chat("U0ADA"), chat("U0BEN"), chat("U0CLEO")):
            await story.sees(place, ref, "Completed")
