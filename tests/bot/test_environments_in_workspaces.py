"""Two environments in two workspaces of Slack, one of them by an installation: what is named, or the channel, decides,
and neither people, channels nor cards of the same numbers cross over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from html import unescape
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from tests.bot.slack.several import FABRIKAM, fabrikam
from tests.bot.test_environments import CONFIG, CRM, THERE, THERE_FAILS, Two, two_in
from tests.fakes.slack import World, payloads
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.sender import Answered, buttons
from tests.fakes.slack.world import TEAM, Message
from tests.faults.story import APPROVALS, FAILURES, REF, chat
from tests.house import text_of, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

_once = count()
ADA, AMIR, BEN = "U0ADA", "U0AMIR", "U0BEN"  # of Contoso
AVA, FAY = "U0ADA", "U0FAY"  # of Fabrikam; Ava has the number of Ada
PLATFORMS = f'[environments.platforms]\nslack_teams = ["{TEAM}", "{FABRIKAM}"]'
BOTH = (
    CONFIG.replace(THERE_FAILS, f"{FABRIKAM}/{FAILURES}")
    .replace(THERE, f"{FABRIKAM}/{APPROVALS}")
    .replace('["tess@contoso.com", "amir@contoso.com"]', '["ava@fabrikam.com", "amir@contoso.com"]')
    .replace('["dora@contoso.com", "cleo@contoso.com"]', '["fay@fabrikam.com"]')
    .replace("[people]", f'[platforms]\nslack_teams = ["{TEAM}"]\n[people]', 1)
    .replace("[environments.people]", f"{PLATFORMS}\n[environments.people]")
)


@dataclass
class Company:
    two: Two
    there: World

    @property
    def worlds(self) -> dict[str, World]:
        return {"us": self.two.at.slack.world, "emea": self.there}

    async def types(self, text: str, who: str, channel: str = "", *, there: bool = True) -> str:
        """What somebody hears; `there`: in Fabrikam."""
        url = self.two.at.sender.response_url()
        command = payloads.command(text, user=who, channel=channel or chat(who), response_url=url)
        return text_of((await self.sends(command, there=there)).body)

    async def sends(self, payload: dict[str, object], *, there: bool) -> Answered:
        return await self.two.at.sender.send(payloads.of_workspace(payload, FABRIKAM) if there else payload)

    async def files(self, who: str, channel: str = "", named: str = "", *, there: bool) -> str:
        """`named`: how the command ends, such as with the environment."""
        said = await self.types(f"refresh {CRM} ref “{next(_once)}”{named}", who, channel, there=there)
        found = REF.search(said)
        assert found, said
        return found[0]

    async def approves(self, ref: str, who: str, *, there: bool) -> None:
        world = self.worlds["emea" if there else "us"]
        card = await until(lambda: _shown(world, chat(who), ref), f"{who} is asked for {ref}")
        button = buttons(asdict(card))["Approve"]
        url = self.two.at.sender.response_url()
        await self.sends(payloads.click(button, card, user=who, response_url=url), there=there)

    async def stands(self, environment: str, ref: str) -> None:
        """Its card in the channel of this environment, and nothing where people of the other one alone read."""
        await until(lambda: _shown(self.worlds[environment], APPROVALS, ref), f"{environment} shows {ref}")
        (other,) = {"us", "emea"} - {environment}
        assert self.two.rows(environment, ref)
        assert not self.two.rows(other, ref)
        assert ref not in _read_by_others(self.worlds[other])


def _shown(world: World, channel: str, ref: str, text: str = "") -> Message | None:
    shown = [one for one in world.shown(channel) if ref in text_of(asdict(one)) and text in text_of(asdict(one))]
    return shown[-1] if shown else None


def _read_by_others(world: World) -> str:
    """Amir, who works in both, has his private chat in the own workspace."""
    return " ".join(text_of(asdict(one)) for one in world.messages.values() if one.channel != chat(AMIR))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    """One for all tests, because a start takes long; each looks at its own requests only."""
    folder = tmp_path_factory.mktemp("company")
    databases = {name: f"sqlite:///{folder}/data/{file}.sqlite3" for name, file in (("us", "dsrbot"), ("emea", "emea"))}
    app = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
    async with two_in(folder, databases, BOTH, DATABASE_URL__EMEA="sqlite:///data/emea.sqlite3", **app) as two:
        made = Company(two, fabrikam(two.at.slack))
        assert "installed in Fabrikam" in await _installs(made)
        yield made


async def _installs(company: Company) -> str:
    at = company.two.at
    async with at.session.get(f"{at.url}/slack/install") as answer:
        found = re.search(r'href="([^"]+)"', await answer.text())
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert found
    state = parse_qs(urlsplit(unescape(found[1])).query)["state"][0]
    query = f"code={at.slack.installs.consents(company.there)}&state={state}"
    async with at.session.get(f"{at.url}/slack/oauth_redirect?{query}", headers={"Cookie": cookie}) as answer:
        return await answer.text()


@pytest.mark.parametrize(("here", "asks", "decides"), [("us", ADA, BEN), ("emea", AVA, FAY)])
async def test_a_request_is_filed_decided_and_done_in_its_workspace_and_environment_alone(
    company: Company, here: str, asks: str, decides: str
) -> None:
    """Whoever asks has the same number in both workspaces, and the channels have the same numbers, too."""
    there, (other,) = here == "emea", {"us", "emea"} - {here}
    before = await company.two.submitted(here), await company.two.submitted(other)
    ref = await company.files(asks, there=there)
    await company.approves(ref, decides, there=there)
    await until(lambda: _shown(company.worlds[here], APPROVALS, ref, "Completed"), f"{ref} is done")
    await company.stands(here, ref)
    assert (await company.two.submitted(here), await company.two.submitted(other)) == (before[0] + 1, before[1])


@pytest.mark.parametrize("here", ["us", "emea"])
async def test_a_command_may_name_the_environment_whose_channel_is_in_another_workspace(
    company: Company, here: str
) -> None:
    said = await company.types(f"refresh {CRM}", AMIR, there=False)
    assert "In which environment: us, emea? Nothing was done." in said
    await company.stands(here, await company.files(AMIR, named=f" in {here}", there=False))


async def test_the_channel_decides_and_one_of_the_same_number_in_another_workspace_is_another(company: Company) -> None:
    await company.stands("us", await company.files(AMIR, APPROVALS, there=False))
    await company.stands("emea", await company.files(AVA, APPROVALS, there=True))
    said = await company.types(f"refresh {CRM} in emea", AMIR, APPROVALS, there=False)
    assert "This channel belongs to us, and nothing of emea is done or shown here." in said
    said = await company.types(f"refresh {CRM} in us", AVA, APPROVALS, there=True)
    assert not REF.search(said), said


@pytest.mark.parametrize("act", ["show {}", "show {} in emea", "show {} in us", "cancel {}", "hold {}"])
async def test_people_of_one_hear_of_no_request_of_the_other_what_they_would_not_of_none(
    company: Company, act: str
) -> None:
    theirs = await company.files(AVA, there=True)
    ours = await company.files(ADA, there=False)
    for ref, who, there in ((theirs, ADA, False), (ours, AVA, True)):
        nothing = ref[:-1] + ("Z" if ref[-1] != "Z" else "Y")
        heard = [await company.types(act.format(one), who, there=there) for one in (ref, nothing)]
        assert heard[0].replace(ref, "REF") == heard[1].replace(nothing, "REF")
    assert company.two.rows("emea", theirs)[0][1] == company.two.rows("us", ours)[0][1] == "pending_approval"


@pytest.mark.parametrize("marked", ["emea|{}", "us|{}", "{}"])
async def test_a_button_that_somebody_made_up_opens_nothing_across_workspaces(company: Company, marked: str) -> None:
    theirs = await company.files(AVA, there=True)
    ours = await company.files(ADA, there=False)
    await company.stands("emea", theirs)
    await company.stands("us", ours)
    for ref, who, there in ((theirs, BEN, False), (ours, FAY, True)):
        world = company.worlds["emea" if there else "us"]
        message = next(iter(world.messages.values()))
        button = {"type": "button", "action_id": "dsr:approve:0", "text": {"type": "plain_text", "text": "Approve"}}
        url = company.two.at.sender.response_url()
        click = payloads.click({**button, "value": marked.format(ref)}, message, user=who, response_url=url)
        await company.sends(click, there=there)
        await company.types("help", who, there=there)
    assert company.two.rows("emea", theirs)[0][1] == company.two.rows("us", ours)[0][1] == "pending_approval"
