"""Further workspaces of the fake Slack, and how an app comes to be installed in them: codes, tokens, their rotation.

As docs.slack.dev/authentication/using-token-rotation has it: a token is good for twelve hours, and what gives the next
one is good once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.slack.methods import Error
from tests.fakes.slack.world import SCOPES, User, World

CLIENT_ID, CLIENT_SECRET = "111.222", "the-client-secret"
TWELVE_HOURS = 43_200

Json = dict[str, Any]


@dataclass
class Issued:
    """A token. `refresh`: empty where the app does not rotate; `ended`: the code with which Slack refuses it."""

    world: World
    token: str
    refresh: str
    expires: float | None
    ended: str = ""
    spent: bool = False  # its refresh token


@dataclass
class Installs:
    """`rotates`: what the app has switched on. `seconds`: how long a token is good for."""

    rotates: bool = True
    seconds: int = TWELVE_HOURS
    issued: list[Issued] = field(default_factory=list)
    codes: dict[str, World] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    refreshes: int = 0  # that were granted
    _numbers: Any = field(default_factory=lambda: count(1))

    def workspace(self, team: str, name: str, *users: User, enterprise: str = "", org: bool = False) -> World:
        """`org`: the app is installed for all of the enterprise, and `team` is one workspace of it."""
        world = World()
        world.team, world.name, world.enterprise, world.org = team, name, enterprise, org
        world.users = {user.id: user for user in users}
        return world

    def consents(self, world: World) -> str:
        """Somebody of it says yes; the code that Slack sends them back with."""
        code = f"{next(self._numbers)}.code.{world.team}"
        self.codes[code] = world
        return code

    def install(self, world: World) -> Issued:
        """As at the end of it all."""
        token = f"xoxe.xoxb-{next(self._numbers)}-{world.team}" if self.rotates else f"xoxb-{world.team}-fake"
        refresh = f"xoxe-{next(self._numbers)}-{world.team}" if self.rotates else ""
        expires = time.time() + self.seconds if self.rotates else None
        self.issued = [one for one in self.issued if self.rotates or one.token != token]
        self.issued.append(Issued(world, token, refresh, expires))
        return self.issued[-1]

    def uninstall(self, world: World) -> None:
        for one in self.issued:
            if one.world is world:
                one.ended, one.spent = one.ended or "account_inactive", True

    def expire(self, world: World) -> None:
        """Twelve hours go by."""
        for one in self.issued:
            if one.world is world and one.expires:
                one.expires = time.time() - 1

    def current(self, world: World) -> Issued:
        return [one for one in self.issued if one.world is world][-1]

    def world_of(self, token: str) -> World:
        """Whose token it is. Raises: Error."""
        found = next((one for one in self.issued if one.token == token), None)
        if not found:
            raise Error("invalid_auth" if token else "not_authed")
        if found.ended:
            raise Error(found.ended)
        if found.expires is not None and found.expires < time.time():
            raise Error("token_expired")
        return found.world

    def revoke(self, token: str) -> Json:
        world = self.world_of(token)
        self.uninstall(world)
        return {"revoked": True}

    def access(self, given: Json, client: tuple[str, str]) -> Json:
        """`oauth.v2.access`. Raises: Error."""
        if client[0] != CLIENT_ID:
            raise Error("invalid_client_id")
        if client[1] != CLIENT_SECRET:
            raise Error("bad_client_secret")
        if given.get("grant_type") == "refresh_token":
            return self._told(self._refreshed(given["refresh_token"]))
        code = given["code"]
        if code in self.used:
            raise Error("code_already_used")
        if code not in self.codes:
            raise Error("invalid_code")
        self.used.add(code)
        return self._told(self.install(self.codes[code]))

    def _refreshed(self, refresh: str) -> Issued:
        before = next((one for one in self.issued if one.refresh and one.refresh == refresh), None)
        if not before or before.spent:
            raise Error("invalid_refresh_token")
        before.spent = True
        self.refreshes += 1
        return self.install(before.world)

    def _told(self, one: Issued) -> Json:
        world = one.world
        enterprise = {"id": world.enterprise, "name": world.name} if world.enterprise else None
        pair = {"refresh_token": one.refresh, "expires_in": self.seconds} if self.rotates else {}
        return {
            "app_id": "A0DSR",
            "authed_user": {"id": "U0INSTALLER"},
            "scope": SCOPES,
            "token_type": "bot",
            "access_token": one.token,
            "bot_user_id": "U0DSR",
            "team": None if world.org else {"id": world.team, "name": world.name},
            "enterprise": enterprise,
            "is_enterprise_install": world.org,
            **pair,
        }
