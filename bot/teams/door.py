"""Teams as a door: its parts put together, opened and closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog
from aiohttp import web

from bot.door import Condition, Counts, Desk, Doubtful, NotOpened, anybody, approvals_of
from bot.teams.acquaintance import Acquaintance
from bot.teams.adapter import Adapter
from bot.teams.answers import PATIENCE, Answers
from bot.teams.chats import Chats
from bot.teams.connector import Connector, Refused, new_session
from bot.teams.conversations import SURFACE, Conversations
from bot.teams.credentials import credentials
from bot.teams.dispatch import Dispatch
from bot.teams.endpoint import PATH, endpoint
from bot.teams.files import Files
from bot.teams.keys import Keys
from bot.teams.message import drawn
from bot.teams.people import Directory, People
from bot.teams.posts import Posts
from bot.teams.reply import Replies
from bot.teams.roster import Roster
from bot.teams.screen import Screen
from bot.teams.settings import TeamsSettings
from bot.teams.token_check import Admission
from bot.teams.uploads import Uploads
from common.once import Once
from common.tasks import Tasks
from domain.card import Card
from domain.chat import Account, Profile
from domain.file import File
from domain.mend import ConversationShared, CredentialsRefused, DirectoryRefused, TenantRefused, TenantSilent
from domain.words.language import Words
from domain.words.languages import DEFAULT
from gateways.limits import Stopwatch

STOPPING = 10.0  # seconds for what is under way
LOOKING = 5.0  # seconds at the start for who reads the approvals
_KNOWN = 2_000  # acts that have ended, whose answers are known still: Teams may bring one again

log = structlog.get_logger(__name__)


class TeamsDoor:
    """Satisfies `bot.door.Door`. Made inside a running loop; `async with` opens and closes it.

    `directories`: who is who, by tenant. `patience`: how long, in seconds, the desk may take before an act is
    acknowledged without its answer.
    """

    surface = SURFACE

    def __init__(
        self,
        settings: TeamsSettings,
        desk: Desk,
        directories: Mapping[str, Directory],
        conversations: Conversations,
        *,
        words: Words = DEFAULT,
        patience: float = PATIENCE,
        watch: Stopwatch | None = None,
    ) -> None:
        self._settings, self._owned, self._session = settings, Tasks(), new_session()
        self._connector = Connector(credentials(settings), self._session, cloud=settings.cloud, watch=watch)
        self._chats = Chats(settings, self._connector, conversations)
        self._posts = Posts(self._connector, conversations, self._chats, settings.belongs)
        self._people = People(settings, directories, self._chats, (watch or Stopwatch()).now)
        self._screen = Screen(self._connector, conversations)
        replies = Replies(self._connector, self._posts, self._chats, conversations, words, targeted=settings.targeted)
        watched = frozenset(settings.channels.values())
        memory = Acquaintance(conversations, self._screen, replies, self._owned, watched, words)
        answers = Answers(desk, replies, self._owned, words, patience)
        self._files = Files(desk, self._posts, replies, self._session, words, settings.cloud)
        uploads = Uploads(self._session, settings.cloud)
        serve = Dispatch(
            answers, memory, Roster(self._connector), Once(self._owned, kept=_KNOWN), self._files, uploads, words
        )
        self._keys = Keys(settings.at.openid_metadata, self._session)
        self._admission = Admission(settings, self._keys)
        self._adapter = Adapter(serve)
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises: SettingsError: Entra refuses the bot's own credentials, or another company can read the approvals.

        While Entra does not answer, the door opens all the same: an outage there must not take the rest out.
        """
        if not self._settings.insecure_local:
            self._keys.start()
        await self._sign_in()
        await self._keys.first()
        await self._look()
        self._looking = asyncio.create_task(self._screen.keep(self._settings.channels.values()))

    async def _look(self) -> None:
        with suppress(TimeoutError):  # a slow answer is heard later, and then closes the channel
            async with asyncio.timeout(LOOKING):
                for purpose, place in approvals_of(self._settings.channels).items():
                    if await self._screen.look(place):
                        raise NotOpened(ConversationShared(purpose, place))

    async def _sign_in(self) -> None:
        try:
            await self._connector.signed_in()
        except Refused as refused:
            raise NotOpened(CredentialsRefused(refused.code)) from None
        except Doubtful:
            log.warning("Entra does not answer at the start")

    async def stop(self) -> None:
        """Nothing that was begun is lost: what is under way is answered first."""
        if self._looking:
            self._looking.cancel()
            await asyncio.wait((self._looking,))
        await self._owned.close(STOPPING)
        await self._keys.stop()
        await self._session.close()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.stop()

    def routes(self) -> Sequence[web.RouteDef]:
        """To be mounted on the web server."""
        return [web.post(PATH, endpoint(self._admission, self._adapter, loopback_only=self._settings.insecure_local))]

    async def condition(self) -> Condition:
        """Asked of Entra, unless the bot has a token that is good."""
        try:
            await self._connector.signed_in()
        except Refused as refused:
            return Condition("refused", refused.code or "not_signed_in", CredentialsRefused(refused.code))
        except Doubtful:
            return Condition("not signed in", sure=False)
        for tenant, code in self._people.refused.items():
            mend = DirectoryRefused() if len(self._settings.allowed) == 1 else TenantRefused(tenant)
            return Condition("lacks Directory.Read.All", code, mend)
        for tenant in self._people.silent:
            return Condition("does not know who people of a tenant are", "directory_silent", TenantSilent(tenant))
        return Condition("listening")

    async def post(self, place: str, card: Card) -> str:
        return await self._posts.post(place, drawn(card))

    async def reply(self, place: str, address: str, card: Card) -> str:
        return await self._posts.reply(place, address, drawn(card))

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        return self._connector.turn(place, address, progress=progress)

    async def update(self, place: str, address: str, card: Card) -> None:
        await self._posts.update(place, address, drawn(card))

    async def send(self, place: str, file: File) -> bool:
        await self._files.offer(place, file)
        return False

    async def direct(self, account: Account) -> str:
        return (await self._chats.with_(account)).id

    async def is_direct(self, account: Account, place: str) -> bool:
        return await self._chats.is_with(account, place)

    async def profile(self, account: Account) -> Profile:
        return await self._people.profile(account)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        found = await self._people.find(email)
        return found if found and counts(found) else None
