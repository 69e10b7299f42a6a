"""User groups: who is of one, counting full members of the workspaces that count, and nobody of a group that is off.

docs.slack.dev/reference/methods/usergroups.list, docs.slack.dev/reference/methods/usergroups.users.list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.slack.acts import SURFACE
from bot.slack.people import People
from bot.slack.web import Refused, Web
from domain.chat import Account, Profile, Standing
from domain.groups import MOST, Unknown, Why

Teams = Callable[[], Awaitable[frozenset[str]]]


class UserGroups:
    """`teams` tells the workspaces whose members, and groups, count."""

    def __init__(self, web: Web, people: People, teams: Teams) -> None:
        self._web, self._people, self._teams = web, people, teams

    async def members(self, group: str) -> tuple[Profile, ...]:
        """Raises: Unknown, Busy, Doubtful."""
        try:
            await self._check(group)
            answer = await self._web.call("usergroups.users.list", {"usergroup": group}, repeat=True)
        except Refused as refused:
            raise Unknown(refused.code) from None
        ids = answer.get("users")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise Unknown(Why.UNREADABLE)
        if len(ids) > MOST:
            raise Unknown(Why.TOO_MANY)
        found = [await self._people.profile(Account(SURFACE, "", one)) for one in dict.fromkeys(ids)]
        return tuple(profile for profile in found if profile.standing is Standing.MEMBER)

    async def _check(self, group: str) -> None:
        """Whether it is there, on, and of a workspace that counts. What Slack does not say counts against."""
        answer = await self._web.call("usergroups.list", {"include_disabled": "true"}, repeat=True)
        listed: list[Mapping[str, Any]] = [row for row in answer.get("usergroups") or () if isinstance(row, dict)]
        found = next((row for row in listed if row.get("id") == group), None)
        if not found:
            raise Unknown(Why.NOT_THERE)
        if found.get("date_delete") != 0:
            raise Unknown(Why.OFF)
        if found.get("is_external") is not False or found.get("team_id") not in await self._teams():
            raise Unknown(Why.OTHERS)
