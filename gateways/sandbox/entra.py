"""The part of Entra that a confidential client needs: discovery and the token endpoint (client credentials).

Addresses in the discovery documents begin with https, because MSAL accepts no other; a client on loopback goes
back to http. Tokens are self-contained, so they outlive a restart. The secrets are for show and open nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping

from aiohttp import web

from gateways.sandbox.contoso_directory import BOT_APP_ID, DIRECTORIES, DIRECTORY, TENANT_ID
from gateways.sandbox.responses import Refusal

CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105
INSIGHTS = "https://api.ci.ai.microsoft.com"
GRAPH = "https://graph.microsoft.com"
DATAVERSE = r"http://127\.0\.0\.1:\d+"  # an organisation is its own audience, and this one is here
PERMISSIONS = {GRAPH: ("Directory.Read.All", "Mail.ReadWrite", "Mail.Send")}  # that an administrator consented to
_LIFETIME = 3599  # seconds, as Entra gives them
_SIGNING_KEY = b"sandbox"

routes = web.RouteTableDef()


@routes.get("/entra/common/discovery/instance")
async def discover_instance(request: web.Request) -> web.Response:
    return web.json_response(
        {
            "tenant_discovery_endpoint": f"{_address(request, TENANT_ID)}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [],
        }
    )


@routes.get("/entra/{tenant}/v2.0/.well-known/openid-configuration")
@routes.get("/entra/{tenant}/.well-known/openid-configuration")
async def discover_tenant(request: web.Request) -> web.Response:
    base = _address(request, _tenant(request))
    return web.json_response(
        {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
    )


@routes.post("/entra/{tenant}/oauth2/v2.0/token")
async def issue_token(request: web.Request) -> web.Response:
    _tenant(request)
    form = {name: str(value) for name, value in (await request.post()).items()}
    if form.get("grant_type") != "client_credentials":
        raise Refusal(400, "unsupported_grant_type", "AADSTS70003: only client_credentials is offered.")
    known = form.get("client_id") in {entry.app_id for entry in DIRECTORY if entry.app_id}
    if not known or form.get("client_secret") != CLIENT_SECRET:
        raise Refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
    scope = form.get("scope", "").removesuffix("/.default")
    if scope not in {INSIGHTS, GRAPH} and not re.fullmatch(DATAVERSE, scope):
        raise Refusal(400, "invalid_scope", "AADSTS70011: The provided value for scope is not valid.")
    return web.json_response(
        {
            "token_type": "Bearer",
            "expires_in": _LIFETIME,
            "ext_expires_in": _LIFETIME,
            "access_token": make_token(scope, form["client_id"], tenant=request.match_info["tenant"]),
        }
    )


def make_token(audience: str, app_id: str = BOT_APP_ID, lifetime: float = _LIFETIME, *, tenant: str = TENANT_ID) -> str:
    """A token for an application in a tenant; `lifetime` in seconds."""
    claims = {
        "aud": audience,
        "appid": app_id,
        "tid": tenant,
        "exp": time.time() + lifetime,
        "roles": PERMISSIONS.get(audience, ()),
    }
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_signature(signed)}"


def _part(said: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def caller(request: web.Request, audience: str) -> str:
    """The application id in the bearer token. Refuses a token that is missing, expired or for someone else."""
    return str(_claims(request, audience)["appid"])


def tenant_of(request: web.Request, audience: str) -> str:
    """The tenant that the token is of, refused likewise."""
    return str(_claims(request, audience)["tid"])


def _claims(request: web.Request, audience: str) -> Mapping[str, object]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    signed, _, signature = token.rpartition(".")
    if scheme.lower() != "bearer" or not hmac.compare_digest(signature.encode(), _signature(signed).encode()):
        raise Refusal(401, "InvalidAuthenticationToken", "The access token is missing or not valid.")
    claims = json.loads(base64.urlsafe_b64decode(signed.partition(".")[2] + "=="))
    if not re.fullmatch(audience, str(claims["aud"])) or claims["exp"] < time.time():
        raise Refusal(401, "InvalidAuthenticationToken", "The access token has expired or is for another service.")
    found: Mapping[str, object] = claims
    return found


def _signature(signed: str) -> str:
    made = hmac.new(_SIGNING_KEY, signed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _tenant(request: web.Request) -> str:
    tenant = request.match_info["tenant"]
    if tenant not in DIRECTORIES:
        raise Refusal(400, "invalid_tenant", "AADSTS90002: Tenant not found.")
    return tenant


def _address(request: web.Request, tenant: str) -> str:
    return f"https://{request.host}/entra/{tenant}"
