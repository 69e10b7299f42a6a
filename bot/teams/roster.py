"""People who are mentioned, from the id that Teams calls them by to the one that the directory knows."""

from __future__ import annotations

from bot.door import Busy, Doubtful
from bot.teams.adapter import Activity
from bot.teams.command_text import mentions
from bot.teams.connector import Connector, Refused
from bot.teams.origin import Origin

_MOST = 10  # people in one message; more are told that they cannot be found


class Roster:
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def object_ids(self, origin: Origin, activity: Activity) -> dict[str, str]:
        """Id as Teams calls them → object id. Whoever cannot be found is missing."""
        people = {who for who, _ in mentions(activity) if who and who != origin.conversation.bot_id}
        found = [(who, await self._object_id(origin, who)) for who in sorted(people)[:_MOST]]
        return {who: object_id for who, object_id in found if object_id}

    async def _object_id(self, origin: Origin, who: str) -> str:
        here = origin.conversation
        try:
            known = await self._connector.member(here.service_url, here.id, who)
        except (Refused, Busy, Doubtful):
            return ""
        return str(known.get("aadObjectId") or known.get("objectId") or "").casefold()
