"""Two companies that one bot serves: each has an environment, a workspace, a tenant, channels and people of its own.

One of the second has the number in Slack of one of the first, one the name and object id in Teams; so have channels.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from sqlalchemy import NullPool, Row, create_engine
from sqlalchemy import text as text_clause

from gateways.sandbox import Sandbox
from tests.fakes.slack import FakeSlack, payloads, running_slack
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.sender import Answered, buttons
from tests.fakes.slack.sender import Sender as SlackSender
from tests.fakes.slack.world import OTHER_TEAM, TEAM, World
from tests.fakes.slack.world import Message as SlackMessage
from tests.fakes.slack.world import User as SlackUser
from tests.fakes.teams import FakeTeams, activities, running_teams
from tests.fakes.teams.sender import Sender as TeamsSender
from tests.fakes.teams.world import ADA, APPROVALS, BEN, FAILURES, FRIDA, OTHER_TENANT, TENANT, THEIR_ADA, Message
from tests.fakes.teams.world import User as TeamsUser
from tests.faults.story import REF, chat
from tests.gateways.sandbox.process import sandbox_process
from tests.house import House, text_of, until

US, EMEA = "us", "emea"
THERE, THERE_FAILS = "19:emea@thread.tacv2", "19:emea-fails@thread.tacv2"
CONFIG = f"""
[environment]
name = "us"
[platforms]
teams_tenants = ["{TENANT}"]
slack_teams = ["{TEAM}"]
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com"]
[channels]
approvals = {{ slack = "C0APPROVE", teams = "{APPROVALS}" }}
failures = {{ slack = "C0FAIL", teams = "{FAILURES}" }}
[refresh]
poll_every = "0.2s"
settle = "1s"
watch = "0"
[limits]
person = 10000
door = 100000

[[environments]]
name = "emea"
[environments.platforms]
teams_tenants = ["{OTHER_TENANT}"]
slack_teams = ["{OTHER_TEAM}"]
[environments.people]
admins = ["fay@fabrikam.com", "frida@fabrikam.com"]
approvers = ["slack:{OTHER_TEAM}/U0ADA", "teams:{THEIR_ADA.id}"]
[environments.channels]
approvals = {{ slack = "{OTHER_TEAM}/C0APPROVE", teams = "{THERE}" }}
failures = {{ slack = "{OTHER_TEAM}/C0FAIL", teams = "{THERE_FAILS}" }}
"""
_SLACK = ("C0APPROVE", "C0FAIL")  # in both workspaces
_TEAMS = {US: (APPROVALS, FAILURES), EMEA: (THERE, THERE_FAILS)}
OTHER = {US: EMEA, EMEA: US}
_THEIRS = (
    SlackUser("U0ADA", "Ada Brandt", "ava@fabrikam.com", OTHER_TEAM),
    SlackUser("U0FAY", "Fay Fabrikam", "fay@fabrikam.com", OTHER_TEAM),
)
WHAT = {"slack": "CRM Contacts", "teams": "Webshop Orders"}  # is asked for: the same by both would be one request
Json = dict[str, Any]
_once = count()


@dataclass(frozen=True)
class Who:
    """Somebody of one environment, at one door. `who`: their id in Slack, or as Teams knows them."""

    here: str
    who: str | TeamsUser

    @property
    def door(self) -> str:
        return "slack" if isinstance(self.who, str) else "teams"

    @property
    def chat(self) -> str:
        return chat(self.who) if isinstance(self.who, str) else self.who.chat

    @property
    def name(self) -> str:
        return f"{self.who if isinstance(self.who, str) else self.who.upn} of {self.here}"

    def channel(self, environment: str) -> str:
        """Where requests of an environment wait, at this door."""
        return (_SLACK if self.door == "slack" else _TEAMS[environment])[0]


ASKS = {US: (Who(US, "U0ADA"), Who(US, ADA)), EMEA: (Who(EMEA, "U0FAY"), Who(EMEA, FRIDA))}
DECIDES = {US: (Who(US, "U0BEN"), Who(US, BEN)), EMEA: (Who(EMEA, "U0ADA"), Who(EMEA, THEIR_ADA))}
EVERYBODY = tuple(one for environment in (US, EMEA) for one in (*ASKS[environment], *DECIDES[environment]))


@dataclass
class Companies:
    """`houses`: the processes that serve both, which take turns as a load balancer would have them."""

    houses: Sequence[House]
    slack: FakeSlack
    there: World  # the workspace of the second company
    teams: FakeTeams
    own: Mapping[str, Sandbox]
    databases: Mapping[str, str]
    session: aiohttp.ClientSession
    turns: count[int] = field(default_factory=count)
    filed: Mapping[str, set[str]] = field(default_factory=lambda: {US: set(), EMEA: set()})

    @property
    def url(self) -> str:
        return self.houses[next(self.turns) % len(self.houses)].url

    @property
    def in_slack(self) -> SlackSender:
        return SlackSender(self.url, self.slack.url, self.session)

    @property
    def in_teams(self) -> TeamsSender:
        return TeamsSender(self.url, self.teams.service_url, self.teams.issuer, self.session)

    async def types(self, one: Who, text: str, where: str = "") -> str:
        """What they are told. `where`: a channel; else their own chat."""
        if isinstance(one.who, str):
            sender = self.in_slack
            made = payloads.command(text, user=one.who, channel=where or one.chat, response_url=sender.response_url())
            answered = await sender.send(self._from(one, made))
            assert answered.status == 200, answered
            return text_of(answered.body)
        before = len(self._answers(one))
        activity = activities.text(self.teams.service_url, one.who, text, where)
        told = await self.in_teams.send(activity)
        if told.status == 200:  # the answer comes when it is the turn of this chat
            await until(lambda: len(self._answers(one)) > before, f"{one.name} is answered")
        return "\n".join([str(told.status), *self._answers(one)[before:]])

    def _answers(self, one: Who) -> list[str]:
        """In their chat in Teams, without what is told there of requests of their own."""
        said = [message.text for message in self.teams.world.shown(one.chat)]
        return [text for text in said if not any(ref in text for ref in self.filed[one.here])]

    async def presses(self, one: Who, verb: str, ref: str, where: str = "") -> str:
        """A button that nobody has drawn there, or that was drawn for somebody else."""
        if isinstance(one.who, str):
            button = {"type": "button", "action_id": verb, "text": {"type": "plain_text", "text": verb}, "value": ref}
            return text_of((await self._clicks(one, button, where=where)).body)
        action = {"title": verb, "verb": verb, "data": {"verb": verb, "ref": ref}}
        message = Message(where or one.chat, self.teams.world.number(), {})
        told = await self.in_teams.send(activities.execute(self.teams.service_url, one.who, action, message))
        return f"{told.status} {told.text}"

    async def _clicks(self, one: Who, button: Json, card: SlackMessage | None = None, where: str = "") -> Answered:
        sender = self.in_slack
        made = payloads.click(
            button, card, user=str(one.who), channel=where or one.chat, response_url=sender.response_url()
        )
        return await sender.send(self._from(one, made))

    def _from(self, one: Who, payload: Json) -> Json:
        """As it comes from their workspace."""
        return payload if one.here == US else payloads.of_workspace(payload, self.there.team)

    async def installs(self) -> None:
        """The app, in the workspace of the second company, as a browser of theirs does."""
        url, jar = self.houses[0].url, aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            async with browser.get(f"{url}/slack/install") as page:
                link = re.search(r'href="([^"]+)"', await page.text())
                cookie = page.headers["Set-Cookie"].partition(";")[0]
            assert link
            state = parse_qs(urlsplit(unescape(link[1])).query)["state"][0]
            given = {"code": self.slack.installs.consents(self.there), "state": state}
            async with browser.get(f"{url}/slack/oauth_redirect", params=given, headers={"Cookie": cookie}) as told:
                assert told.status == 200, await told.text()

    async def files(self, one: Who) -> str:
        said = await self.types(one, f'refresh "{WHAT[one.door]}" ref “{next(_once)}”')
        found = REF.search(said)
        assert found, said
        self.filed[one.here].add(found[0])
        return found[0]

    async def approves(self, one: Who, ref: str) -> None:
        """By the button of the card in their own chat."""
        await until(lambda: self._shown(one, ref), f"{one.name} has a card of {ref}")
        if isinstance(one.who, str):
            card = next(m for m in self._workspace(one.here).shown(one.chat) if ref in text_of(asdict(m)))
            await self._clicks(one, buttons(asdict(card))["Approve"], card)
            return
        shown = next(m for m in reversed(self.teams.world.shown(one.chat)) if ref in m.text and "[Approve]" in m.text)
        await self.in_teams.presses(one.who, "Approve", shown)

    def _shown(self, one: Who, ref: str) -> bool:
        return any(ref in text and "Approve" in text for text in self.texts_in(one.here, one.chat))

    def _workspace(self, environment: str) -> World:
        return self.slack.world if environment == US else self.there

    def texts_in(self, environment: str, place: str) -> list[str]:
        """A place of a workspace may have the id of one of the other."""
        slack = [text_of(asdict(message)) for message in self._workspace(environment).shown(place)]
        return slack + [message.text for message in self.teams.world.shown(place)]

    def places(self, environment: str) -> list[str]:
        """Where people of one environment alone read."""
        chats = [one.chat for one in EVERYBODY if one.here == environment]
        return [*_SLACK, *_TEAMS[environment], *chats]

    def found_in(self, environment: str, ref: str) -> list[str]:
        """The texts that tell of a request: more than that there is none of this number, as is said to who names it."""
        said = [text for place in self.places(environment) for text in self.texts_in(environment, place) if ref in text]
        return [text for text in said if any(what in text for what in WHAT.values())]

    def asked(self, environment: str, query: str) -> Sequence[Row[Any]]:
        """Straight from its database."""
        engine = create_engine(self.databases[environment], poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(text_clause(query)).all()

    async def submitted(self, environment: str) -> int:
        """How many jobs were asked of its Customer Insights."""
        async with self.session.get(f"{self.own[environment].url}/_sandbox/calls") as answer:
            return sum(call["method"] == "POST" and "/jobs" in call["path"] for call in await answer.json())


@asynccontextmanager
async def companies(
    folder: Path, databases: Mapping[str, str], many: int = 1, **environ: str
) -> AsyncIterator[Companies]:
    """`many`: so many processes. `databases`: where to look into those that the settings name."""
    async with AsyncExitStack() as stack:
        slack, teams = await _worlds(stack)
        there = slack.installs.workspace(OTHER_TEAM, "Fabrikam", *_THEIRS)
        own = {name: (await stack.enter_async_context(sandbox_process("--seconds", "0.5")))[1] for name in (US, EMEA)}
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)))
        theirs = {f"{name}__EMEA": value for name, value in own[EMEA].environment.items()}
        app = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
        given = {**theirs, **teams.environment, **app, **environ}
        houses = [_house(folder / str(n), slack, own[US], session, given) for n in range(many)]
        stack.push_async_callback(_ended, houses)
        for house in houses:
            await house.start()
        made = Companies(houses, slack, there, teams, own, databases, session)
        await made.installs()
        await _meet(made)
        yield made


async def _worlds(stack: AsyncExitStack) -> tuple[FakeSlack, FakeTeams]:
    slack = await stack.enter_async_context(running_slack())
    teams = await stack.enter_async_context(running_teams())
    teams.world.owners |= dict.fromkeys(_TEAMS[EMEA], OTHER_TENANT)
    return slack, teams


def _house(
    folder: Path, slack: FakeSlack, sandbox: Sandbox, session: aiohttp.ClientSession, environ: Mapping[str, str]
) -> House:
    folder.mkdir()
    (folder / "dsrbot.toml").write_text(CONFIG, encoding="utf-8")
    return House(folder, slack, sandbox, session, environ)


async def _ended(houses: Sequence[House]) -> None:
    await asyncio.gather(*(one.kill() for one in houses if one.bot and one.bot.returncode is None))


async def _meet(made: Companies) -> None:
    """The bot meets the conversations of Teams, each by somebody of its own tenant."""
    for environment, places in _TEAMS.items():
        for one in (*ASKS[environment], *DECIDES[environment]):
            if one.door == "teams":
                for where in ("", *places):
                    await made.types(one, "help", where)
