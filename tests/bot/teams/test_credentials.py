"""The bot signs in by secret, by certificate or as a managed identity, and keeps what it was given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from bot.settings.setting_errors import SettingsError
from bot.teams.credentials import credentials
from bot.teams.settings import Certificate
from domain.trouble import Refused, Unreachable
from tests.bot.teams.conftest import Office, SmallDesk, an_office, settings
from tests.fakes.teams import APP_ID, TENANT, FakeTeams
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.issuer import private_key
from tests.fakes.teams.world import ADA, BEN


async def test_a_token_is_asked_for_once_however_many_wait(teams: FakeTeams) -> None:
    tokens = credentials(settings(teams))
    assert set(await asyncio.gather(*(tokens.get() for _ in range(20)))) == {"out-1"}
    assert len(teams.world.made("token", "discovery")) == 2


async def test_everything_the_bot_says_carries_the_token(office: Office) -> None:
    for who in (ADA, BEN):
        await office.sender.types(who, "help")
        await office.said(who.chat)
    assert {call.token for call in office.teams.world.made("send", "create", "update")} == {"out-1"}


async def test_the_bot_signs_in_at_its_own_tenant_whosever_members_count(teams: FakeTeams) -> None:
    await credentials(settings(teams, tenants=("another-tenant", TENANT))).get()
    assert teams.world.made("token")[0].path == f"/{TENANT}/oauth2/v2.0/token"


async def test_a_certificate_takes_the_place_of_a_secret(teams: FakeTeams) -> None:
    certificate = _certificate()
    with pytest.raises(Refused):  # this Entra knows secrets only; what it was asked is the point
        await credentials(settings(teams, secret=certificate)).get()
    (asked,) = teams.world.made("token")
    assert "client_secret" not in asked.body
    claims = jwt.decode(
        asked.body["client_assertion"],
        private_key("certificate").public_key(),
        algorithms=["PS256", "RS256"],
        options={"verify_aud": False},
    )
    assert claims["iss"] == APP_ID


@pytest.mark.parametrize("secret", ["wrong", ""])
async def test_a_refused_sign_in_stops_the_start_with_a_sentence(
    teams: FakeTeams, desk: SmallDesk, secret: str
) -> None:
    if not secret:
        with pytest.raises(ValueError, match="MicrosoftAppPassword is missing"):
            settings(teams, secret=secret)
        return
    with pytest.raises(SettingsError, match=r"MicrosoftAppId or MicrosoftAppPassword was refused .*invalid_client"):
        async with an_office(teams, desk, secret=secret):
            pass


async def test_an_entra_that_is_away_does_not_stop_the_start(teams: FakeTeams, desk: SmallDesk) -> None:
    teams.faults.add(Fault("answer", "discovery", times=1, status=503))
    async with an_office(teams, desk) as office:
        assert str(await office.door.condition()) == "listening"


# ---- a managed identity


@dataclass
class Azure:
    """The endpoint that App Service offers to what runs in it."""

    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 200

    async def token(self, request: web.Request) -> web.Response:
        self.asked.append({**request.query, "secret": request.headers.get("X-IDENTITY-HEADER", "")})
        if self.status != 200:
            return web.json_response({"statusCode": self.status, "message": "no such identity"}, status=self.status)
        expires = int((datetime.now(UTC) + timedelta(hours=24)).timestamp())
        token = {"access_token": f"azure-{len(self.asked)}", "expires_on": str(expires), "resource": "x"}
        return web.json_response({**token, "token_type": "Bearer"})


@asynccontextmanager
async def azure(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Azure]:
    here, app = Azure(), web.Application()
    app.router.add_get("/msi/token", here.token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{runner.addresses[0][1]}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "given-by-azure")
    try:
        yield here
    finally:
        await runner.cleanup()


def managed(teams: FakeTeams) -> Any:
    return credentials(settings(teams, app_type="UserAssignedMSI", secret=None))


async def test_a_managed_identity_needs_no_secret(teams: FakeTeams, monkeypatch: pytest.MonkeyPatch) -> None:
    async with azure(monkeypatch) as here:
        tokens = managed(teams)
        assert {await tokens.get() for _ in range(3)} == {"azure-1"}
        assert await tokens.get(instead_of="azure-1") == "azure-2"
    assert here.asked[0]["client_id"] == APP_ID
    assert here.asked[0]["resource"] == "https://api.botframework.com"
    assert here.asked[0]["secret"] == "given-by-azure"


async def test_an_identity_that_azure_refuses_is_told(teams: FakeTeams, monkeypatch: pytest.MonkeyPatch) -> None:
    async with azure(monkeypatch) as here:
        here.status = 400
        with pytest.raises((Refused, Unreachable)):
            await managed(teams).get()


def _certificate() -> Certificate:
    key, name = private_key("certificate"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dsr")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Certificate(private.decode(), built.public_bytes(serialization.Encoding.PEM).decode())
