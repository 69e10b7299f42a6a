"""Microsoft's clouds: the public one and the national ones, each with addresses, names and audiences of its own.

What is of one cloud is good for nothing in another, and nothing of a government goes to the public one: so in a
national cloud a host must be known to be of it, and elsewhere one of another cloud is refused. Sources:
docs/reference/clouds.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from common.web import is_loopback


class Cloud(StrEnum):
    PUBLIC = "public"  # also the Government Community Cloud (GCC), whose people sign in here
    GCC_HIGH = "gcc-high"
    DOD = "dod"
    CHINA = "china"  # operated by 21Vianet


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the parties of one cloud are. Empty: Microsoft publishes none, so that whoever is there has to say.

    `audience`: of Bot Service's own tokens, and who issues them. `service`: where Teams is told something before it has
    said where. `drives`: below which the OneDrives of people are. `dataverse`: likewise of organisations in Dataverse,
    as a pattern, since it differs by region. `hosts`: names of this cloud, with all below them.
    """

    login: str
    audience: str
    openid_metadata: str
    service: str
    graph: str
    drives: str
    dataverse: str
    insights: str = ""
    insights_scope: str = ""
    hosts: frozenset[str]

    @property
    def bot_scope(self) -> str:
        return f"{self.audience}/.default"

    @property
    def graph_scope(self) -> str:
        return f"{self.graph.removesuffix('/v1.0')}/.default"


def _of_the_us(word: str, graph: str, drives: str, dataverse: str) -> Places:
    """The two of the United States differ by where Teams and Graph are."""
    return Places(
        login="https://login.microsoftonline.us",
        audience="https://api.botframework.us",
        openid_metadata="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        service=f"https://smba.infra.{word}.teams.microsoft.us/teams",
        graph=f"https://{graph}/v1.0",
        drives=drives,
        dataverse=dataverse,
        hosts=frozenset(
            {"microsoftonline.us", "botframework.us", "azure.us", f"{word}.teams.microsoft.us", graph, drives}
        ),
    )


CLOUDS: Mapping[Cloud, Places] = {
    Cloud.PUBLIC: Places(
        login="https://login.microsoftonline.com",
        audience="https://api.botframework.com",
        openid_metadata="https://login.botframework.com/v1/.well-known/openidconfiguration",
        service="https://smba.trafficmanager.net/teams",
        graph="https://graph.microsoft.com/v1.0",
        insights="https://api.ci.ai.dynamics.com/v1",
        insights_scope="https://api.ci.ai.microsoft.com/.default",  # microsoft.com, though the API is at dynamics.com
        drives="sharepoint.com",
        dataverse=r"crm\d{0,2}\.dynamics\.com",
        hosts=frozenset(
            {
                "microsoftonline.com",
                "windows.net",
                "live.com",
                "microsoft.com",
                "botframework.com",
                "dynamics.com",
                "sharepoint.com",
                "smba.trafficmanager.net",
            }
        ),
    ),
    Cloud.GCC_HIGH: _of_the_us("gov", "graph.microsoft.us", "sharepoint.us", r"crm\.microsoftdynamics\.us"),
    Cloud.DOD: _of_the_us("dod", "dod-graph.microsoft.us", "sharepoint-mil.us", r"crm\.appsplatform\.us"),
    Cloud.CHINA: Places(
        login="https://login.partner.microsoftonline.cn",
        audience="https://api.botframework.azure.cn",
        openid_metadata="https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        service="",
        graph="https://microsoftgraph.chinacloudapi.cn/v1.0",
        drives="sharepoint.cn",
        dataverse=r"crm\.dynamics\.cn",
        hosts=frozenset({"microsoftonline.cn", "azure.cn", "chinacloudapi.cn", "sharepoint.cn"}),
    ),
}


def foreign(cloud: Cloud, url: str) -> bool:
    """Whether this is the address of something in another cloud, as far as that is known."""
    owners = _owners(_host(url))
    return bool(owners) and cloud not in owners


def serves(cloud: Cloud, url: str) -> bool:
    """Whether a party of this cloud may be there. In a national cloud that must be known; this machine is in any."""
    host = _host(url)
    if is_loopback(host):
        return True
    return not foreign(cloud, url) if cloud is Cloud.PUBLIC else cloud in _owners(host)


def keeps_copies(cloud: Cloud, url: str) -> bool:
    """Whether this is the address of an organisation in Dataverse of this cloud; this machine is in any."""
    host = _host(url)
    return is_loopback(host) or bool(re.fullmatch(rf"[a-z0-9][a-z0-9-]*\.{CLOUDS[cloud].dataverse}", host))


def _owners(host: str) -> frozenset[Cloud]:
    return frozenset(
        cloud
        for cloud, places in CLOUDS.items()
        if any(host == own or host.endswith(f".{own}") for own in places.hosts)
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
