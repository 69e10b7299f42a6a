"""The board's pages are turned by buttons in Slack, in Teams and in the playground, each showing what follows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copyfile

from domain.board import PAGE
from domain.request import Kind, State
from domain.words.en import board as words
from tests.bot.playground.visitor import visiting
from tests.fakes.slack.sender import Sender as SlackSender
from tests.fakes.slack.sender import buttons as slack_buttons
from tests.fakes.teams.sender import Sender as TeamsSender
from tests.fakes.teams.sender import buttons as teams_buttons
from tests.fakes.teams.world import Message
from tests.matrix.cells import OTHER
from tests.matrix.company import SLACK, TEAMS, Company, a_company
from tests.matrix.hands import until
from tests.matrix.rows import write_row

REF = re.compile(r"DSR-M\d{5}")
WHO = OTHER


async def test_every_request_is_reached_at_every_door(tmp_path: Path, sqlite_template: Path) -> None:
    copyfile(sqlite_template, tmp_path / "dsrbot.sqlite3")
    async with a_company(f"sqlite:///{tmp_path / 'dsrbot.sqlite3'}", tmp_path) as company:
        people, bot = await company.people(), company.bot
        for _ in range(PAGE + 3):
            await write_row(bot.store, bot.deps.policy, people, Kind.ERASURE, State.IN_PROGRESS, WHO)
        filed = [row.id for row in company.rows("SELECT id FROM requests ORDER BY id")]
        for door in (in_slack, in_teams, in_the_playground):
            first, second = await door(company)
            assert (first, second) == (filed[:PAGE], filed[PAGE:]), door


async def in_slack(company: Company) -> tuple[list[str], list[str]]:
    sender, user = SlackSender(company.url, company.slack.url, company.session), SLACK[WHO].id
    typed = (await sender.types("requests", user=user, channel="C0GENERAL")).body
    await sender.presses(slack_buttons(typed)[words.NEXT], user=user)
    whispered = await until(lambda: company.slack.world.ephemeral)
    return shown(typed), shown(whispered[-1])


async def in_teams(company: Company) -> tuple[list[str], list[str]]:
    world, who = company.teams.world, TEAMS[WHO]
    sender = TeamsSender(company.url, company.teams.service_url, company.teams.issuer, company.session)
    await sender.types(who, "requests")
    message: Message = await until(lambda: next((m for m in world.shown(who.chat) if words.NEXT in m.text), None))
    assert words.NEXT in teams_buttons(message.card)
    answered = await sender.presses(who, words.NEXT, message)
    if not REF.search(answered.text):
        await until(lambda: len(world.shown(who.chat)) > 1)
    return shown(message.card), shown(answered.body if REF.search(answered.text) else world.shown(who.chat)[-1].card)


async def in_the_playground(company: Company) -> tuple[list[str], list[str]]:
    async with visiting(company.playground) as visitor:
        await visitor.type(WHO, "requests")
        first = await visitor.until(f"dm:{WHO}", words.NEXT)
        pressed = re.search(rf'"ref": "([^"]+)", "label": "{words.NEXT}"', json.dumps(first))
        assert pressed
        await visitor.press(WHO, "requests", pressed[1])
        second = await visitor.until(f"dm:{WHO}", words.BACK)
        return shown(first), shown(second)


def shown(drawing: object) -> list[str]:
    """The rows, in their order."""
    found = dict.fromkeys(REF.findall(json.dumps(drawing, default=str)))
    return list(found)
