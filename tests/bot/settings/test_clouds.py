"""In which of Microsoft's clouds each party is: one setting each, refused at the start where it cannot be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.all import Settings, SettingsError, load
from gateways.clouds import CLOUDS, Cloud
from tests.bot.settings.test_settings import FILE, INSIGHTS, TEAMS

OWN = {"INSIGHTS_URL": "https://ci.agency.example/v1", "INSIGHTS_SCOPE": "https://ci.agency.example/.default"}
NATIONAL = [cloud for cloud in Cloud if cloud is not Cloud.PUBLIC]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "dsrbot.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def said(home: Path, **environ: str) -> str:
    with pytest.raises(SettingsError) as wrong:
        load({**TEAMS, **INSIGHTS, **environ}, home)
    return str(wrong.value)


def everywhere(cloud: Cloud) -> dict[str, str]:
    return {"TEAMS_CLOUD": cloud, "ENTRA_CLOUD": cloud, **(OWN if cloud is not Cloud.PUBLIC else {})}


def loaded(home: Path, **environ: str) -> Settings:
    return load({**TEAMS, **INSIGHTS, **environ}, home)


@pytest.mark.parametrize("cloud", Cloud)
def test_one_word_moves_every_address(home: Path, cloud: Cloud) -> None:
    settings, at = loaded(home, **everywhere(cloud)), CLOUDS[cloud]
    teams, insights = settings.teams, settings.insights
    assert teams
    assert insights
    assert (teams.login_url, teams.openid_metadata_url) == (at.login, at.openid_metadata)
    assert (insights.authority, insights.graph_url) == (at.login, at.graph)
    assert set(settings.clouds().values()) == {cloud}


def test_what_is_not_said_is_the_public_cloud(home: Path) -> None:
    assert loaded(home).clouds() == dict.fromkeys(
        ("TEAMS_CLOUD", "ENTRA_CLOUD", "GRAPH_CLOUD", "INSIGHTS_CLOUD"), Cloud.PUBLIC
    )


@pytest.mark.parametrize("name", ["TEAMS_CLOUD", "ENTRA_CLOUD", "GRAPH_CLOUD", "INSIGHTS_CLOUD"])
@pytest.mark.parametrize("word", ["usgov", "GCC-High", "gcc", "germany"])
def test_a_word_that_is_no_cloud_is_refused_with_those_that_are(home: Path, name: str, word: str) -> None:
    assert said(home, **{name: word}) == f"{name} must be 'public', 'gcc-high', 'dod' or 'china'."


@pytest.mark.parametrize("cloud", NATIONAL)
@pytest.mark.parametrize("lacks", list(OWN))
def test_what_microsoft_publishes_for_no_national_cloud_is_asked_for(home: Path, cloud: Cloud, lacks: str) -> None:
    given = {name: value for name, value in everywhere(cloud).items() if name != lacks}
    assert said(home, **given).startswith(f"{lacks} is missing: Microsoft publishes none for this cloud")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TEAMS_LOGIN_URL": "https://login.microsoftonline.com"}, "TEAMS_LOGIN_URL"),
        ({"TEAMS_OPENID_METADATA_URL": CLOUDS[Cloud.PUBLIC].openid_metadata}, "TEAMS_OPENID_METADATA_URL"),
        ({"ENTRA_AUTHORITY": "https://login.microsoftonline.com"}, "ENTRA_AUTHORITY"),
        ({"GRAPH_URL": "https://graph.microsoft.com/v1.0"}, "GRAPH_URL"),
        ({"GRAPH_URL": "https://dod-graph.microsoft.us/v1.0"}, "GRAPH_URL"),
        ({"INSIGHTS_URL": "https://api.ci.ai.dynamics.com/v1"}, "INSIGHTS_URL"),
        ({"INSIGHTS_SCOPE": "https://api.ci.ai.microsoft.com/.default"}, "INSIGHTS_SCOPE"),
    ],
)
def test_an_address_of_the_public_cloud_is_refused_at_a_government_bot(
    home: Path, given: dict[str, str], named: str
) -> None:
    found = said(home, **{**everywhere(Cloud.GCC_HIGH), **given})
    assert found.startswith(f"{named} is")
    assert "cloud" in found.partition(":")[0]
    assert "gcc-high" in found


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("TEAMS_LOGIN_URL", "https://login.microsoftonline.us"),
        ("ENTRA_AUTHORITY", "https://login.partner.microsoftonline.cn"),
        ("GRAPH_URL", "https://graph.microsoft.us/v1.0"),
    ],
)
def test_an_address_of_a_government_is_refused_at_a_public_bot(home: Path, name: str, url: str) -> None:
    assert said(home, **{name: url}).startswith(f"{name} is an address of another cloud than public")


def test_an_address_of_the_companys_own_is_its_own_word_in_the_public_cloud(home: Path) -> None:
    insights = loaded(home, GRAPH_URL="https://graph.company.example/v1.0").insights
    assert insights
    assert insights.graph_url == "https://graph.company.example/v1.0"


@pytest.mark.parametrize("cloud", NATIONAL)
@pytest.mark.parametrize("name", ["TEAMS_LOGIN_URL", "TEAMS_OPENID_METADATA_URL", "ENTRA_AUTHORITY", "GRAPH_URL"])
@pytest.mark.parametrize("host", ["login.windows.net", "sts.windows.net", "graph.agency.example", "login.live.com"])
def test_a_national_cloud_takes_only_what_is_known_to_be_its_own(
    home: Path, cloud: Cloud, name: str, host: str
) -> None:
    """The secret of the application goes there."""
    told = said(home, **{**everywhere(cloud), name: f"https://{host}"})
    assert told.startswith(f"{name} is ")
    assert f"another cloud than {cloud}" in told or f"not known to be an address of the cloud {cloud}" in told


@pytest.mark.parametrize("cloud", NATIONAL)
def test_this_machine_is_in_any_cloud(home: Path, cloud: Cloud) -> None:
    assert loaded(home, **everywhere(cloud), GRAPH_URL="http://127.0.0.1:9/v1.0", ENTRA_AUTHORITY="http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["GRAPH_CLOUD", "INSIGHTS_CLOUD"])
def test_tokens_of_one_cloud_are_not_meant_for_another(home: Path, name: str) -> None:
    assert said(home, **{name: "china"}, **OWN).startswith(f"{name} and ENTRA_CLOUD differ: ")


def test_people_of_teams_are_looked_up_in_their_own_cloud(home: Path) -> None:
    assert said(home, TEAMS_CLOUD="gcc-high").startswith("TEAMS_CLOUD is gcc-high, and the directory is in public: ")
    assert said(home, ENTRA_CLOUD="dod", **OWN).startswith("TEAMS_CLOUD is public, and the directory is in dod: ")


def test_graph_of_the_dod_signs_in_with_gcc_high(home: Path) -> None:
    """They share where they sign in."""
    insights = loaded(home, TEAMS_CLOUD="dod", ENTRA_CLOUD="gcc-high", GRAPH_CLOUD="dod", **OWN).insights
    assert insights
    assert insights.graph_url == "https://dod-graph.microsoft.us/v1.0"


@pytest.mark.parametrize(
    ("cloud", "url"),
    [
        (Cloud.PUBLIC, "https://Contoso.crm4.dynamics.com/"),
        (Cloud.GCC_HIGH, "https://contoso.crm.microsoftdynamics.us"),
        (Cloud.DOD, "https://contoso.crm.appsplatform.us"),
        (Cloud.CHINA, "https://contoso.crm.dynamics.cn"),
    ],
)
def test_dataverse_is_of_the_cloud_of_its_customer_insights(home: Path, cloud: Cloud, url: str) -> None:
    insights = loaded(home, **everywhere(cloud), DATAVERSE_URL=url).insights
    assert insights
    assert insights.dataverse_url == url.lower().rstrip("/")
    for other in {*Cloud} - {cloud}:
        assert "DATAVERSE_URL is not known to be an organisation" in said(
            home, **everywhere(other), DATAVERSE_URL=url
        )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    ["http://contoso.crm.dynamics.com", "https://contoso.crm.dynamics.com/api/data/v9.2", "contoso.crm.dynamics.com",
     "https://contoso.crm.dynamics.com?x=1", "https://ada@contoso.crm.dynamics.com", "https://contoso.example",
     "https://contoso.crm.dynamics.com#x"],
)  # fmt: skip
def test_nothing_but_a_bare_address_of_an_organisation_is_taken(home: Path, url: str) -> None:
    assert said(home, DATAVERSE_URL=url).startswith("DATAVERSE_URL ")


def test_without_one_nobody_looks_there(home: Path) -> None:
    insights = loaded(home).insights
    assert insights
    assert insights.dataverse_url is None
