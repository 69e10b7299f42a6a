"""User groups: who is of one, counting full members of the workspaces that count, and nobody of a group that is off.

A group is of one workspace. Where the app is installed for a whole organisation, Slack wants to be told of which, and
it is looked for (docs.slack.dev/reference/methods): usergroups.list, usergroups.users.list, auth.teams.list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.slack.acts import SURFACE
from bot.slack.people import People
from bot.slack.web import Refused, Web
from bot.slack.workspace import ORGANISATION, Me
from domain.chat import Account, Profile, Standing
from domain.groups import MOST, Unknown, Why

_PAGES, _PAGE = 10, 1_000  # of workspaces


class Home(Protocol):
    """`bot.slack.workspace.Home`."""

    async def me(self) -> Me: ...
    async def teams(self) -> frozenset[str]: ...


class UserGroups:
    """`home` tells the workspaces whose members, and groups, count."""

    def __init__(self, web: Web, people: People, home: Home) -> None:
        self._web, self._people, self._home = web, people, home
        self._found: dict[str, str] = {}  # of an organisation: in which workspace a group was the last time

    async def members(self, group: str) -> tuple[Profile, ...]:
        """Raises: Unknown, Busy, Doubtful."""
        try:
            team = await self._team_of(group)
            answer = await self._web.call("usergroups.users.list", {"usergroup": group, **_in(team)}, repeat=True)
        except Refused as refused:
            raise Unknown(refused.code) from None
        ids = answer.get("users")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise Unknown(Why.UNREADABLE)
        if len(ids) > MOST:
            raise Unknown(Why.TOO_MANY)
        found = [await self._people.profile(Account(SURFACE, "", one)) for one in dict.fromkeys(ids)]
        return tuple(profile for profile in found if profile.standing is Standing.MEMBER)

    async def _team_of(self, group: str) -> str:
        """The workspace to be named; empty where the token is of one alone.

        Raises: Unknown, Refused, Busy, Doubtful.
        """
        if not (await self._home.me()).key.startswith(ORGANISATION):
            if not await self._is_in(group, "", await self._home.teams()):
                raise Unknown(Why.NOT_THERE)
            return ""
        known = self._found.pop(group, "")
        counted = await self._counted()
        refused: Refused | None = None
        for team in sorted(counted, key=lambda one: one != known):
            try:
                if await self._is_in(group, team, frozenset({team})):
                    self._found[group] = team
                    return team
            except Refused as why:
                refused = why
        raise refused or Unknown(Why.NOT_THERE)

    async def _counted(self) -> Sequence[str]:
        """The workspaces of the organisation that count, as Slack tells of them; each, where all of it does. Raises:
        Unknown, Refused, Busy, Doubtful."""
        named, listed, cursor = await self._home.teams(), dict[str, None](), ""
        for _ in range(_PAGES):
            asked = {"limit": str(_PAGE), **({"cursor": cursor} if cursor else {})}
            answer = await self._web.call("auth.teams.list", asked, repeat=True)
            rows = answer.get("teams")
            if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
                raise Unknown(Why.UNREADABLE)
            listed |= dict.fromkeys(str(row["id"]) for row in rows)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                every = any(one.startswith(ORGANISATION) for one in named)
                return [team for team in listed if every or team in named]
        raise Unknown(Why.UNREADABLE)

    async def _is_in(self, group: str, team: str, teams: frozenset[str]) -> bool:
        """Whether the workspace has it: on, and of one of `teams`. What Slack does not say counts against. Raises: as
        `_team_of`."""
        answer = await self._web.call("usergroups.list", {"include_disabled": "true", **_in(team)}, repeat=True)
        listed: list[Mapping[str, Any]] = [row for row in answer.get("usergroups") or () if isinstance(row, dict)]
        found = next((row for row in listed if row.get("id") == group), None)
        if not found:
            return False
        if found.get("date_delete") != 0:
            raise Unknown(Why.OFF)
        if found.get("is_external") is not False or found.get("team_id") not in teams:
            raise Unknown(Why.OTHERS)
        return True


def _in(team: str) -> Mapping[str, str]:
    return {"team_id": team} if team else {}
