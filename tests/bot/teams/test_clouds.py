"""A bot in one of Microsoft's clouds takes what is of this cloud, and nothing of another; and says nothing there."""

from __future__ import annotations

import pytest

from bot.door import Closed
from bot.teams.chats import Chats
from bot.teams.check import check
from bot.teams.connector import Connector, Refused
from bot.teams.conversations import InMemory
from bot.teams.credentials import credentials
from bot.teams.files import drive_address
from domain.chat import Account
from gateways.clouds import CLOUDS, Cloud
from tests.bot.teams.conftest import SmallDesk, an_office, settings, until
from tests.bot.teams.test_forgeries import typed
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.world import ADA, TENANT

ELSEWHERE = {
    Cloud.PUBLIC: "https://smba.trafficmanager.net/emea/",
    Cloud.GCC_HIGH: "https://smba.infra.gov.teams.microsoft.us/teams/",
    Cloud.DOD: "https://smba.infra.dod.teams.microsoft.us/teams/",
    Cloud.CHINA: "https://bots.teams.microsoftonline.cn/",
}
PAIRS = [(here, there) for here in Cloud for there in Cloud if here is not there]


@pytest.fixture(params=Cloud)
async def at_home(request: pytest.FixtureRequest, teams: FakeTeams) -> tuple[Cloud, FakeTeams]:
    """Bot Service as it is in this cloud."""
    teams.issuer.name = CLOUDS[request.param].audience
    return request.param, teams


async def test_a_bot_of_any_cloud_hears_and_answers_in_it(at_home: tuple[Cloud, FakeTeams], desk: SmallDesk) -> None:
    cloud, teams = at_home
    async with an_office(teams, desk, cloud=cloud) as office:
        assert (await office.sender.send(typed(office))).status == 200
        await until(lambda: office.teams.world.shown(ADA.chat))


@pytest.mark.parametrize(("here", "there"), PAIRS)
async def test_a_token_of_another_cloud_is_refused(
    teams: FakeTeams, desk: SmallDesk, here: Cloud, there: Cloud
) -> None:
    """GCC High and the DoD share who issues tokens, so there it is the address that tells them apart."""
    teams.issuer.name = CLOUDS[here].audience
    async with an_office(teams, desk, cloud=here) as office:
        refused = CLOUDS[here].audience != CLOUDS[there].audience
        assert (await office.sender.send(typed(office), iss=CLOUDS[there].audience)).status == (401 if refused else 200)
        assert bool(desk.heard) != refused


@pytest.mark.parametrize(("here", "there"), PAIRS)
async def test_an_address_in_another_cloud_is_refused_though_the_token_names_it(
    teams: FakeTeams, desk: SmallDesk, here: Cloud, there: Cloud
) -> None:
    teams.issuer.name = CLOUDS[here].audience
    async with an_office(teams, desk, cloud=here) as office:
        said = activities.text(ELSEWHERE[there], ADA, "help")
        answered = await office.sender.send(said, serviceurl=ELSEWHERE[there])
        assert (answered.status, answered.text, desk.heard) == (401, "elsewhere\n", [])


async def test_at_a_government_an_address_that_nobody_knows_is_refused(teams: FakeTeams, desk: SmallDesk) -> None:
    teams.issuer.name = CLOUDS[Cloud.GCC_HIGH].audience
    async with an_office(teams, desk, cloud=Cloud.GCC_HIGH) as office:
        said = activities.text("https://smba.example/emea/", ADA, "help")
        assert (await office.sender.send(said, serviceurl="https://smba.example/emea/")).status == 401


@pytest.mark.parametrize(("here", "there"), PAIRS)
async def test_nothing_is_said_in_another_cloud(teams: FakeTeams, here: Cloud, there: Cloud) -> None:
    """As where what is kept of a conversation is from before a move."""
    teams.issuer.name = CLOUDS[here].audience
    async with an_office(teams, SmallDesk(), cloud=here) as office:
        connector = Connector(credentials(settings(teams)), office.sender.session, cloud=here)
        with pytest.raises(Refused) as refused:
            await connector.send(ELSEWHERE[there], ADA.chat, {"type": "message"})
        assert (refused.value.status, refused.value.code) == (403, "other_cloud")


async def test_where_microsoft_names_no_address_a_chat_waits_until_somebody_writes(teams: FakeTeams) -> None:
    given = settings(teams, cloud=Cloud.CHINA, service_url="")
    async with an_office(teams, SmallDesk()) as office:
        chats = Chats(given, Connector(credentials(given), office.sender.session, cloud=given.cloud), InMemory())
        with pytest.raises(Closed):
            await chats.with_(Account("teams", TENANT, ADA.id))
    assert not [call for call in teams.world.calls if call.call == "create"]


async def test_credentials_of_one_cloud_are_refused_in_another(teams: FakeTeams) -> None:
    """Entra there gives no token for Bot Service of here."""
    teams.issuer.name = CLOUDS[Cloud.DOD].audience
    assert (await check(settings(teams, cloud=Cloud.DOD), InMemory())).works
    assert (await check(settings(teams), InMemory())).mend


@pytest.mark.parametrize("here", Cloud)
@pytest.mark.parametrize("there", Cloud)
def test_a_file_comes_from_and_goes_to_a_drive_of_this_cloud_alone(here: Cloud, there: Cloud) -> None:
    url = f"https://contoso-my.{CLOUDS[there].drives}/personal/ada/file?token=1"
    assert (drive_address(url, ELSEWHERE[here], here) is not None) == (here is there)
