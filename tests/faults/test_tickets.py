"""The bot killed at random moments of the mail loop: no request and no confirmation is sent twice, and none is lost.

The judges outlive the bot: the mails that the team received. Over Graph, and over real SMTP and IMAP servers, where a
kill at the wrong moment leaves a doubt that Tess resolves by looking into what was sent.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.story import Story
from tests.faults.tickets import Tess
from tests.gateways.mail.conftest import dovecot, office, postman
from tests.gateways.mail.office import Office
from tests.gateways.mail.team import Team
from tests.house import CONFIG, House, house

__all__ = ["dovecot", "office", "postman"]

KILLS = int(os.environ.get("KILLS", "1"))
SEED = int(os.environ.get("SEED", str(random.randrange(2**32))))
BEN = "U0BEN"
PEOPLE = ("anna.berg@contoso.com", "zoe.akesson@example.org", "sean.o'neil@example.com")
MAIL = """
[mail]
mailbox = "tess@contoso.com"
server = "{}"
look_every = "0.2s"
"""

Subjects = Callable[[], Awaitable[list[str]]]  # of all letters that the team received


def rules(server: str) -> str:
    return CONFIG.replace("[channels]", 'tenant_admins = ["tess@contoso.com"]\n[channels]') + MAIL.format(server)


@asynccontextmanager
async def by_graph(folder: Path) -> AsyncIterator[tuple[House, Subjects]]:
    async with house(folder, config=rules("exchange-online")) as at:
        await at.steer("PUT", "mail", seconds=0.2)

        async def subjects() -> list[str]:
            return [str(letter["subject"]) for letter in (await at.steer("GET", "mail"))["received"]]

        yield at, subjects


@asynccontextmanager
async def by_servers(folder: Path, where: Office) -> AsyncIterator[tuple[House, Subjects]]:
    where.postman.took = Team(where).take

    async def subjects() -> list[str]:
        return [str(mail["Subject"]) for mail in where.postman.mails]

    async with house(folder, config=rules("mx.contoso.com"), **where.environ) as at:
        yield at, subjects


@pytest.mark.faults
@pytest.mark.timeout(120 + 60 * KILLS)
async def test_over_graph_every_mail_goes_out_once_however_often_the_bot_is_killed(tmp_path: Path) -> None:
    async with by_graph(tmp_path) as (at, subjects):
        await _play(at, subjects)


@pytest.mark.faults
@pytest.mark.timeout(120 + 60 * KILLS)
async def test_over_servers_every_mail_goes_out_once_however_often_the_bot_is_killed(
    tmp_path: Path, office: Office
) -> None:
    async with by_servers(tmp_path, office) as (at, subjects):
        await _play(at, subjects)


async def _play(at: House, subjects: Subjects) -> None:
    story, chance = Story(at), random.Random(SEED)

    async def went_out(ref: str, confirms: bool) -> bool:
        return (await _letters(subjects, ref))[confirms] > 0

    killer = asyncio.create_task(_kill(at, chance))
    while not story.filed or not killer.done():
        ref = await story.file(f"export customer {PEOPLE[len(story.filed) % len(PEOPLE)]}")
        await story.approve(BEN, ref)
        await Tess(story, went_out).sees_through(ref)
    await killer
    sent = {ref: await _letters(subjects, ref) for ref in story.filed}
    assert sent == dict.fromkeys(story.filed, (1, 1)), f"SEED={SEED}"


async def _kill(at: House, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.05, 2.5))
        await at.kill()
        await at.start()


async def _letters(subjects: Subjects, ref: str) -> tuple[int, int]:
    """How many requests and how many confirmations the team received."""
    ours = [subject for subject in await subjects() if ref in subject]
    confirmations = sum(subject.startswith("Re:") for subject in ours)
    return len(ours) - confirmations, confirmations
