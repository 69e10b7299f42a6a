"""Tokens, as MSAL gets them and as the API checks them."""

from __future__ import annotations

import asyncio
from typing import Any

import msal  # type: ignore[import-untyped]
import pytest
import requests

from gateways.sandbox.entra import CLIENT_SECRET, GRAPH, INSIGHTS, make_token
from tests.gateways.sandbox.api import Api


class BackToHttp(requests.Session):
    """MSAL insists on https; on loopback there is none."""

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        return super().request(method, str(url).replace("https://127.0.0.1", "http://127.0.0.1"), *args, **options)


def ask_msal(environment: dict[str, str], scope: str) -> dict[str, Any]:
    with BackToHttp() as transport:
        application = msal.ConfidentialClientApplication(
            environment["ENTRA_CLIENT_ID"],
            client_credential=environment["ENTRA_CLIENT_SECRET"],
            authority=f"{environment['ENTRA_AUTHORITY']}/{environment['ENTRA_TENANT_ID']}".replace("http:", "https:"),
            instance_discovery=False,
            http_client=transport,
        )
        token: dict[str, Any] = application.acquire_token_for_client([scope])
    return token


async def test_msal_gets_tokens_that_open_both_services(api: Api) -> None:
    environment = dict(api.sandbox.environment)
    insights = await asyncio.to_thread(ask_msal, environment, f"{INSIGHTS}/.default")
    graph = await asyncio.to_thread(ask_msal, environment, f"{GRAPH}/.default")
    await api.call("GET", "/rbac/myrole", headers={"Authorization": f"Bearer {insights['access_token']}"})
    bearer = {"Authorization": f"Bearer {graph['access_token']}"}
    assert (await api.send("GET", "/graph/v1.0/users/ada@contoso.com", headers=bearer))[0] == 200


async def test_a_wrong_secret_gets_no_token(api: Api) -> None:
    environment = {**api.sandbox.environment, "ENTRA_CLIENT_SECRET": "guess"}
    refused = await asyncio.to_thread(ask_msal, environment, f"{INSIGHTS}/.default")
    assert refused["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"grant_type": "password"}, 400),
        ({"client_id": "nobody"}, 401),
        ({"scope": "https://elsewhere.example/.default"}, 400),
    ],
)
async def test_the_token_endpoint_takes_client_credentials_only(api: Api, change: dict[str, str], status: int) -> None:
    environment = api.sandbox.environment
    form = {
        "grant_type": "client_credentials",
        "client_id": environment["ENTRA_CLIENT_ID"],
        "client_secret": CLIENT_SECRET,
        "scope": f"{INSIGHTS}/.default",
    }
    address = f"{environment['ENTRA_AUTHORITY']}/{environment['ENTRA_TENANT_ID']}/oauth2/v2.0/token"
    async with api.session.post(address, data=form | change) as response:
        assert response.status == status


async def test_another_tenant_is_unknown(api: Api) -> None:
    assert (await api.send("GET", "/entra/elsewhere/v2.0/.well-known/openid-configuration"))[0] == 400


async def test_discovery_leads_to_the_tenant(api: Api) -> None:
    _, discovered = await api.send("GET", "/entra/common/discovery/instance")
    assert api.sandbox.environment["ENTRA_TENANT_ID"] in discovered["tenant_discovery_endpoint"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        f"Basic {make_token(INSIGHTS)}",
        f"Bearer {make_token(INSIGHTS)}x",  # tampered with
        f"Bearer {make_token(GRAPH)}",  # for somebody else
        f"Bearer {make_token(INSIGHTS, lifetime=-1)}",  # expired
    ],
)
async def test_a_token_that_does_not_fit_is_refused(api: Api, authorization: str) -> None:
    refused = await api.call("GET", "/rbac/myrole", headers={"Authorization": authorization}, expect=401)
    assert refused["statusCode"] == 401
