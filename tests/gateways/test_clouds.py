"""The clouds of Microsoft, as Microsoft's own pages and libraries name their addresses, and which host is whose.

Sources: learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high and how-to-deploy-china-cloud (audience,
metadata, sign-in), learn.microsoft.com/graph/deployments (Graph and its sign-in), the constants `CloudEnvironment` of
microsoft/teams.net and teams.py, and `TeamsServiceEndpoints` of microsoft/Agents-for-js (where Teams itself is).
"""

from __future__ import annotations

import pytest

from gateways.clouds import CLOUDS, Cloud, foreign, keeps_copies, serves

_METADATA = "/v1/.well-known/openidconfiguration"
# Cloud → sign-in, audience, metadata, Teams, Graph.
PUBLISHED = {
    Cloud.PUBLIC: (
        "https://login.microsoftonline.com",
        "https://api.botframework.com",
        f"https://login.botframework.com{_METADATA}",
        "https://smba.trafficmanager.net/teams",
        "https://graph.microsoft.com",
    ),
    Cloud.GCC_HIGH: (
        "https://login.microsoftonline.us",
        "https://api.botframework.us",
        f"https://login.botframework.azure.us{_METADATA}",
        "https://smba.infra.gov.teams.microsoft.us/teams",
        "https://graph.microsoft.us",
    ),
    Cloud.DOD: (
        "https://login.microsoftonline.us",
        "https://api.botframework.us",
        f"https://login.botframework.azure.us{_METADATA}",
        "https://smba.infra.dod.teams.microsoft.us/teams",
        "https://dod-graph.microsoft.us",
    ),
    Cloud.CHINA: (
        "https://login.partner.microsoftonline.cn",
        "https://api.botframework.azure.cn",
        f"https://login.botframework.azure.cn{_METADATA}",
        "",
        "https://microsoftgraph.chinacloudapi.cn",
    ),
}


@pytest.mark.parametrize("cloud", Cloud)
def test_each_party_is_where_microsoft_says(cloud: Cloud) -> None:
    login, audience, metadata, service, graph = PUBLISHED[cloud]
    at = CLOUDS[cloud]
    assert (at.login, at.audience, at.openid_metadata, at.service) == (login, audience, metadata, service)
    assert (at.graph, at.graph_scope, at.bot_scope) == (f"{graph}/v1.0", f"{graph}/.default", f"{audience}/.default")


# The hosts of organisations in Dataverse, by region and cloud (reference on clouds, under Dataverse).
ORGANISATIONS = {
    "https://contoso.crm.dynamics.com": Cloud.PUBLIC,
    "https://contoso.crm4.dynamics.com": Cloud.PUBLIC,
    "https://contoso.crm19.dynamics.com": Cloud.PUBLIC,
    "https://contoso.crm9.dynamics.com": Cloud.PUBLIC,  # GCC
    "https://contoso.crm.microsoftdynamics.us": Cloud.GCC_HIGH,
    "https://contoso.crm.appsplatform.us": Cloud.DOD,
    "https://contoso.crm.dynamics.cn": Cloud.CHINA,
}


@pytest.mark.parametrize("url", ORGANISATIONS)
def test_an_organisation_in_dataverse_is_of_one_cloud(url: str) -> None:
    assert [cloud for cloud in Cloud if keeps_copies(cloud, url)] == [ORGANISATIONS[url]]


@pytest.mark.parametrize(
    "host",
    ["crm.dynamics.com", "contoso.dynamics.com", "contoso.crm.dynamics.com.evil.example", "evil-crm.dynamics.com",
     "contoso.crm123.dynamics.com", "a.b.crm.dynamics.com", "contosocrm.dynamics.com", "contoso.crm.dynamics.de",
     "api.ci.ai.dynamics.com", "-x.crm.dynamics.com", "contoso.crmx.dynamics.com", ""],
)  # fmt: skip
def test_no_other_host_is_one(host: str) -> None:
    assert not any(keeps_copies(cloud, f"https://{host}") for cloud in Cloud)


def test_an_organisation_on_this_machine_is_in_any_cloud() -> None:
    assert all(keeps_copies(cloud, "http://127.0.0.1:8100") for cloud in Cloud)


def test_customer_insights_is_published_for_the_public_cloud_alone() -> None:
    known = {cloud: (at.insights, at.insights_scope) for cloud, at in CLOUDS.items() if at.insights + at.insights_scope}
    assert known == {Cloud.PUBLIC: ("https://api.ci.ai.dynamics.com/v1", "https://api.ci.ai.microsoft.com/.default")}


@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("other", Cloud)
def test_an_address_of_another_cloud_is_known_as_such(cloud: Cloud, other: Cloud) -> None:
    """The two of the United States share where they sign in, and nothing of Teams and Graph."""
    login, audience, metadata, service, graph = PUBLISHED[other]
    shared = {cloud, other} == {Cloud.GCC_HIGH, Cloud.DOD}
    for url in filter(None, (service, graph)):
        assert foreign(cloud, url) == (cloud is not other), url
    for url in (login, audience, metadata):
        assert foreign(cloud, url) == (cloud is not other and not shared), url


@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("other", Cloud)
def test_teams_of_one_cloud_is_not_served_by_another(cloud: Cloud, other: Cloud) -> None:
    service = PUBLISHED[other][3] or "https://teams.microsoftonline.cn/bots"
    assert serves(cloud, service) == (cloud is other)


@pytest.mark.parametrize("cloud", [Cloud.GCC_HIGH, Cloud.DOD, Cloud.CHINA])
@pytest.mark.parametrize(
    "url",
    [
        "https://proxy.example/teams",
        "https://dod.teams.microsoft.us.example/",
        "https://evil-dod.teams.microsoft.us@example/",
        "https://xmicrosoftonline.cn/",
        "https://[bad/",
        "",
    ],
)
def test_what_is_not_known_serves_no_national_cloud(cloud: Cloud, url: str) -> None:
    assert not serves(cloud, url)


@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/emea/", "http://[::1]/", "http://localhost/"])
def test_this_machine_is_in_any_cloud(cloud: Cloud, url: str) -> None:
    assert serves(cloud, url)


def test_a_proxy_of_the_companys_own_is_nobodys() -> None:
    assert not any(foreign(cloud, "https://graph-proxy.contoso.example/v1.0") for cloud in Cloud)


def test_gcc_signs_in_at_the_public_cloud_and_its_teams_is_there() -> None:
    assert serves(Cloud.PUBLIC, "https://smba.infra.gcc.teams.microsoft.com/teams")
    assert not foreign(Cloud.PUBLIC, "https://smba.infra.gcc.teams.microsoft.com/teams")


@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("other", Cloud)
def test_the_drives_of_people_are_in_their_own_cloud(cloud: Cloud, other: Cloud) -> None:
    """Microsoft 365 endpoints, the rows of SharePoint Online of each instance (endpoints.office.com)."""
    drives = {
        Cloud.PUBLIC: "sharepoint.com",
        Cloud.GCC_HIGH: "sharepoint.us",
        Cloud.DOD: "sharepoint-mil.us",
        Cloud.CHINA: "sharepoint.cn",
    }
    url = f"https://agency-my.{drives[other]}/personal/ada"
    assert CLOUDS[other].drives == drives[other]
    assert foreign(cloud, url) == (cloud is not other)
