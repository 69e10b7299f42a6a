"""`dsrbot check` says in a sentence each what of Teams works, and how to mend what does not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.teams.check import check
from bot.teams.conversations import InMemory
from bot.teams.keys import WAITING
from tests.bot.teams.conftest import channel, settings
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import APPROVALS, FAILURES


async def test_what_works_is_told_in_a_sentence(teams: FakeTeams) -> None:
    met = InMemory()
    await met.put(channel(teams))
    found = await check(settings(teams, channels={"approvals": APPROVALS}), met)
    assert (found.works, found.mend) == (("Teams: signed in as SingleTenant, and ready to verify what comes.",), ())


async def test_a_channel_that_was_never_met_is_named(teams: FakeTeams) -> None:
    met = InMemory()
    await met.put(channel(teams))
    (sentence,) = (await check(settings(teams, channels={"approvals": APPROVALS, "failures": FAILURES}), met)).mend
    assert f"{FAILURES} (channels.failures) was never met" in sentence


async def test_a_channel_that_another_company_reads_is_named(teams: FakeTeams) -> None:
    met = InMemory()
    await met.put(replace(channel(teams), shared=True))
    (sentence,) = (await check(settings(teams, channels={"approvals": APPROVALS}), met)).mend
    assert f"{APPROVALS} (channels.approvals) is open to people of another company" in sentence


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault("answer", "discovery", 9, status=503), "Entra does not answer"),
        (Fault("answer", "keys", 9, status=503), "TEAMS_OPENID_METADATA_URL"),
    ],
)
async def test_who_does_not_answer_is_named(teams: FakeTeams, fault: Fault, sentence: str) -> None:
    teams.faults.add(fault)
    (found,) = (await check(settings(teams), InMemory())).mend
    assert sentence in found


async def test_nothing_goes_on_after_a_check_that_waited_in_vain(teams: FakeTeams) -> None:
    teams.faults.add(Fault("slow", "metadata", seconds=WAITING + 1))
    (found,) = (await check(settings(teams), InMemory())).mend
    assert "TEAMS_OPENID_METADATA_URL" in found
    assert not [task for task in asyncio.all_tasks() if "coro=<Keys." in repr(task)]


async def test_a_secret_that_is_refused_is_named(teams: FakeTeams) -> None:
    (found,) = (await check(settings(teams, secret="old"), InMemory())).mend
    assert "MicrosoftAppPassword was refused" in found


async def test_the_insecure_mode_is_never_quiet(teams: FakeTeams) -> None:
    (found,) = (await check(settings(teams, app_id="", insecure_local=True), InMemory())).mend
    assert "Agents Playground only" in found
