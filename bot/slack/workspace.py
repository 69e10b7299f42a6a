"""The workspace the bot is installed in: who it is there, whose members count, and whether its channels are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.delivery.memory import Memory
from bot.door import Busy
from bot.slack.web import RETRY_AFTER, Refused, Web

LOOK_SECONDS = 5.0  # for which an answer about ourselves is good
ORGANISATION = "E"  # what the id of one begins with
SHARED = "shared"  # our own code for a channel that others can read


@dataclass(frozen=True)
class Me:
    """The bot, as `auth.test` knows it. `scopes` are empty when Slack does not say. `key`: of the workspace, or of the
    organisation where the app is installed for all of that."""

    team: str
    team_name: str
    bot: str
    scopes: frozenset[str]
    key: str = ""


class Home:
    """Asked once; while Slack does not answer, asked again."""

    def __init__(self, web: Web, teams: tuple[str, ...] = ()) -> None:
        """`teams`: the workspaces whose members count; empty: the one that the token is of."""
        self._web, self._named = web, frozenset(teams)
        self._me: Me | None = None
        self._looks: Memory[str, Me] = Memory(self._asked, LOOK_SECONDS)

    async def me(self) -> Me:
        """Raises: Refused (the token is wrong), Busy, Doubtful."""
        return self._me or await self.look()

    def may(self, right: str) -> bool:
        """Whether the bot has it, as far as Slack has said."""
        return not self._me or not self._me.scopes or right in self._me.scopes

    def doubt(self) -> None:
        """What Slack said of the bot may be so no more: it is asked anew."""
        self._looks.forget("")

    async def look(self) -> Me:
        """What Slack says of the bot by now. Raises: Refused, Busy, Doubtful."""
        if self._web.revoked:
            self._looks.forget("")
        return await self._looks("")

    async def _asked(self, _: str) -> Me:
        answer, headers = await self._web.called("auth.test", {}, repeat=True)
        scopes = frozenset(filter(None, headers.get("X-OAuth-Scopes", "").replace(" ", "").split(",")))
        team, org = answer.get("team_id", ""), answer.get("is_enterprise_install") is True
        key = str(answer.get("enterprise_id") or "") if org else team
        self._me = Me(team, answer.get("team", ""), answer.get("user", ""), scopes, key)
        return self._me

    async def teams(self) -> frozenset[str]:
        """The workspaces whose members count. Raises: Busy, Doubtful."""
        try:
            return self._named or frozenset({(await self.me()).team})
        except Refused:
            raise Busy(RETRY_AFTER) from None

    async def trouble(self, channel: str) -> str | None:
        """Why the channel cannot be used, in a code of Slack's or SHARED. Raises: Busy, Doubtful."""
        try:
            answer = await self._web.call("conversations.info", {"channel": channel}, repeat=True)
        except Refused as refused:
            return refused.code
        found = answer.get("channel") or {}
        if _shared(found, await self.teams()):
            return SHARED
        if found.get("is_archived"):
            return "is_archived"
        return "not_in_channel" if found.get("is_member") is False else None


def _shared(channel: Mapping[str, Any], teams: frozenset[str]) -> bool:
    """With another company, or across an organisation with workspaces that are not named among those that count."""
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return True
    if any(team.startswith(ORGANISATION) for team in teams):
        return False  # all of it counts
    return bool(channel.get("is_org_shared")) and not {*(channel.get("shared_team_ids") or [""])} <= teams
