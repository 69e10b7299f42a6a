"""In each cloud the bot asks its Entra for tokens that are good there, and Graph and Customer Insights take them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from bot.app.composing import outside_of
from bot.app.outside import client_session, parties
from bot.settings.environment import Insights, Process
from domain.policy import MailPolicy
from domain.trouble import Refused
from gateways.clouds import CLOUDS, Cloud
from gateways.serving import serving

ROLE = {"principalId": "1", "principalType": "app", "roles": ["Admin"]}
OF_ITS_OWN = "https://ci.agency.example/.default"


@dataclass
class Company:
    """Entra, Graph and Customer Insights of one cloud: each takes tokens for itself alone."""

    graph: str
    insights: str
    asked: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovered)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/graph/users", self._taking(self.graph, {"value": []}))
        app.router.add_get(
            "/ci/instances/one/rbac/myrole",
            self._taking(self.insights, ROLE),
        )
        return app

    async def _discovered(self, request: web.Request) -> web.Response:
        base = f"https://{request.host}/{request.match_info['tenant']}"
        named = {"issuer": "v2.0", "authorization_endpoint": "authorize", "token_endpoint": "oauth2/v2.0/token"}
        return web.json_response({name: f"{base}/{path}" for name, path in named.items()})

    async def _token(self, request: web.Request) -> web.Response:
        scope = str((await request.post())["scope"])
        self.asked.append(scope)
        if scope not in {self.graph, self.insights}:
            return web.json_response({"error": "invalid_resource"}, status=400)
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": scope})

    def _taking(self, scope: str, answer: object) -> object:
        async def answered(request: web.Request) -> web.Response:
            mine = request.headers.get("Authorization") == f"Bearer {scope}"
            return web.json_response(answer if mine else {}, status=200 if mine else 401)

        return answered


@asynccontextmanager
async def company(cloud: Cloud) -> AsyncIterator[tuple[Company, dict[str, str]]]:
    """The servers of one cloud, and the settings that lead there, without the word of the cloud."""
    at = CLOUDS[cloud]
    here = Company(at.graph_scope, at.insights_scope or OF_ITS_OWN)
    async with serving(here.app(), "127.0.0.1", 0) as port:
        url = f"http://127.0.0.1:{port}"
        yield (
            here,
            {
                "ENTRA_AUTHORITY": url,
                "GRAPH_URL": f"{url}/graph",
                "INSIGHTS_URL": f"{url}/ci",
                "INSIGHTS_INSTANCE_ID": "one",
                "INSIGHTS_SUBSCRIPTION_KEY": "key",
                "ENTRA_TENANT_ID": "tenant",
                "ENTRA_CLIENT_ID": "client",
                "ENTRA_CLIENT_SECRET": "hush",
                **({} if at.insights_scope else {"INSIGHTS_SCOPE": OF_ITS_OWN}),
            },
        )


@pytest.mark.parametrize("cloud", Cloud)
async def test_tokens_are_asked_for_and_taken_as_in_this_cloud(cloud: Cloud, tmp_path: Path) -> None:
    async with company(cloud) as (here, environ), client_session() as session:
        insights = Insights.of({**environ, "ENTRA_CLOUD": cloud}, tmp_path)
        reached = parties(outside_of(Process.of({}, tmp_path), insights), MailPolicy(), session)
        assert await reached.graph.user_by_upn("ada@contoso.com") is None
        assert (await reached.insights.my_role()).roles == ("Admin",)
    assert here.asked == [CLOUDS[cloud].graph_scope, CLOUDS[cloud].insights_scope or OF_ITS_OWN]


@pytest.mark.parametrize("cloud", [cloud for cloud in Cloud if cloud is not Cloud.PUBLIC])
async def test_a_bot_of_the_public_cloud_gets_nothing_in_another(cloud: Cloud, tmp_path: Path) -> None:
    async with company(cloud) as (_, environ), client_session() as session:
        reached = parties(outside_of(Process.of({}, tmp_path), Insights.of(environ, tmp_path)), MailPolicy(), session)
        with pytest.raises(Refused):
            await reached.graph.user_by_upn("ada@contoso.com")
