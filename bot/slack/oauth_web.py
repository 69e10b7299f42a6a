"""What a code, or a refresh token, is exchanged for (docs/reference/slack.md, Several workspaces)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.door import Doubtful
from bot.slack.web import Web

METHOD = "oauth.v2.access"
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Given:
    """`good_for`: None where it is good for ever. `key`: whose it is, and `org`: of a whole organisation."""

    token: str = field(repr=False)
    refresh: str = field(repr=False)
    good_for: timedelta | None
    key: str
    name: str
    org: bool
    scopes: frozenset[str]


class Exchange:
    """With the secret of the app."""

    def __init__(self, web: Web, client_id: str, client_secret: str) -> None:
        self._web, self._id, self._secret = web, client_id, client_secret

    async def code(self, code: str) -> Given:
        """Raises: Refused, Busy, Doubtful."""
        return _given(await self._asked({"code": code, "grant_type": "authorization_code"}))

    async def refresh(self, refresh_token: str) -> Given:
        """Made once: whether the first was heard, nobody knows, and it can be used only once. Raises: as `code`."""
        return _given(await self._asked({"refresh_token": refresh_token, "grant_type": "refresh_token"}))

    async def revoke(self, token: str) -> None:
        """Raises: Refused, Busy, Doubtful."""
        await self._web.with_token(token).call("auth.revoke", {})

    async def whose(self, token: str) -> Mapping[str, Any]:
        """What `auth.test` says. Raises: Refused, Busy, Doubtful."""
        return await self._web.with_token(token).call("auth.test", {}, repeat=True)

    async def _asked(self, arguments: Mapping[str, str]) -> Mapping[str, Any]:
        return await self._web.by_secret(METHOD, arguments, self._id, self._secret)


def _given(answer: Mapping[str, Any]) -> Given:
    """Raises: Doubtful, where it is nothing that we understand."""
    token, refresh, seconds = answer.get("access_token"), answer.get("refresh_token") or "", answer.get("expires_in")
    org = answer.get("is_enterprise_install") is True
    owner = answer.get("enterprise" if org else "team")
    owner = owner if isinstance(owner, dict) else {}
    good = seconds is None or (isinstance(seconds, int) and 0 < seconds < _LONGEST.total_seconds())
    if not isinstance(token, str) or not token or not isinstance(refresh, str) or not good:
        raise Doubtful(METHOD)
    return Given(
        token=token,
        refresh=refresh,
        good_for=timedelta(seconds=seconds) if isinstance(seconds, int) else None,
        key=str(owner.get("id") or ""),
        name=str(owner.get("name") or ""),
        org=org,
        scopes=frozenset(str(answer.get("scope") or "").split(",")),
    )
