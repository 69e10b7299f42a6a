"""Slack as a door: its parts put together, opened and closed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog
from aiohttp import web

from bot.delivery.homes import Homes, nobodys
from bot.door import Busy, Closed, Condition, Desk, Doubtful, NotOpened
from bot.slack.acts import SURFACE
from bot.slack.answers import PATIENCE, Answers
from bot.slack.app import App
from bot.slack.at_home import AtHome
from bot.slack.endpoint import PATH, Body, endpoint
from bot.slack.files import Files
from bot.slack.groups import UserGroups
from bot.slack.home import HomeTab
from bot.slack.manifest import scopes
from bot.slack.pacer import Pacer
from bot.slack.people import People
from bot.slack.posts import CLOSED, Posts
from bot.slack.reply import Replies
from bot.slack.settings import SlackSettings
from bot.slack.socket import Socket
from bot.slack.uploads import READ, Uploads
from bot.slack.web import MENDING, Refused, Web, new_session
from bot.slack.workspace import SHARED, Home
from common.tasks import Tasks
from domain.card import Card
from domain.chat import Account, Profile
from domain.file import File
from domain.mend import ChannelShared, RightsMissing, TokenRefused
from domain.words.language import Words
from domain.words.language.slack import SlackWords
from domain.words.languages import DEFAULT, spoken
from gateways.limits import Stopwatch

STOPPING = 10.0  # seconds for what is under way
ASKING = 5.0  # seconds that Slack gets to say how we are
SCREENED = 600.0  # seconds for which it is believed who reads the approvals

log = structlog.get_logger(__name__)


class SlackDoor:
    """Satisfies `bot.door.Door`. Made inside a running loop; `async with` opens and closes it.

    `homes` draws the Home tabs that stand open anew. `patience` is how long, in seconds, the desk may take before an
    act is acknowledged without its answer.
    """

    surface = SURFACE

    def __init__(
        self,
        settings: SlackSettings,
        desk: Desk,
        homes: Homes | None = None,
        *,
        words: Words = DEFAULT,
        patience: float = PATIENCE,
        watch: Stopwatch | None = None,
    ) -> None:
        """`words`: for whoever's language is not known."""
        self._settings, self._owned, self._session = settings, Tasks(), new_session()
        slack = self._web = Web(self._session, settings.bot_token, settings.api_url)
        self._home, self._posts = Home(slack, settings), Posts(slack)
        self._people, self._files = People(slack, self._home.teams), Files(slack)
        self._pacer = Pacer(self._posts.update, watch)
        replies = Replies(slack, self._people, self._session)
        self.regrouped: Callable[[], None] = lambda: None
        """Called when Slack tells that somebody came to a user group, or left it."""
        self._groups = UserGroups(slack, self._people, self._home.teams)
        homes, tab = homes or Homes(nobodys), HomeTab(slack)
        homes.doors[self.surface] = tab.publish
        self._otherwise = words
        answers = Answers(
            desk,
            replies,
            AtHome(homes, tab, replies),
            self._owned,
            self._words,
            patience,
            uploads=Uploads(slack),
            takes_files=lambda: self._home.may(READ),
        )
        self._app = App(slack.once, answers, self._people.changed, lambda: self.regrouped(), self._home.doubt)
        self._socket = Socket(settings.app_token, slack.once, self._app.serve) if settings.app_token else None
        self._watch = watch or Stopwatch()
        self._screened: dict[str, tuple[bool | None, float]] = {}
        """Whether a channel of approvals is shared with others, None where nobody knows; and since when this is so."""

    def _words(self, account: Account) -> SlackWords:
        return spoken(self._people.locale(account), self._otherwise).slack

    async def start(self) -> None:
        """Raises: NotOpened, with one sentence, when the tokens are wrong or the approvals channel is not ours.

        While Slack does not answer, the door opens all the same: an outage of Slack must not take the rest out.
        """
        if self._socket:
            await self._socket.start()
        try:
            await self._home.look()
            await self._screen(*self._settings.approvals.values())
        except Refused as refused:
            raise NotOpened(TokenRefused("SLACK_BOT_TOKEN", refused.code)) from None
        except Closed:
            raise NotOpened(self._shared_with_others()) from None
        except (Busy, Doubtful):
            log.warning("Slack does not answer at the start")

    async def stop(self) -> None:
        """Nothing that was begun is lost: what is under way is answered first."""
        if self._socket:
            await self._socket.stop(STOPPING)
        await self._owned.close(STOPPING)
        await self._pacer.close(STOPPING)
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
        """To be mounted on the web server; none without a signing secret."""
        secret = self._settings.signing_secret
        return [web.post(PATH, endpoint(secret, self._serve))] if secret else []

    @property
    def unhandled(self) -> Counter[str]:
        """How many requests of each kind nobody took."""
        return self._app.unhandled

    async def condition(self) -> Condition:
        """Asked of Slack, unless it said so a moment ago."""
        try:
            async with asyncio.timeout(ASKING):
                me = await self._home.look()
        except Refused as refused:
            return Condition("refused", refused.code, TokenRefused("SLACK_BOT_TOKEN", refused.code))
        except (Busy, Doubtful, TimeoutError):
            return Condition("not answering", sure=False)
        if self._socket and (code := self._socket.refused):
            return Condition("refused", code, TokenRefused("SLACK_APP_TOKEN", code))
        with suppress(Busy, Closed, Doubtful, TimeoutError):
            async with asyncio.timeout(ASKING):
                await self._screen(*self._settings.approvals.values())
        if self._shared_places():
            return Condition("refused", SHARED, self._shared_with_others())
        wanted = {*scopes(groups=self._settings.groups)} if me.scopes else set()
        if lacking := sorted(wanted - me.scopes | self._web.lacking - me.scopes):
            return Condition(f"lacks {', '.join(lacking)}", "missing_scope", RightsMissing(" ".join(lacking)))
        if self._socket:
            return Condition("connected" if self._socket.connected else "connecting")
        return Condition("listening")

    async def post(self, place: str, card: Card) -> str:
        if place in self._settings.approvals.values():
            await self._screen(place)
        return await self._pacer.post(place, lambda: self._posts.post(place, card))

    async def reply(self, place: str, address: str, card: Card) -> str:
        if place in self._settings.approvals.values():
            await self._screen(place)
        return await self._pacer.post(place, lambda: self._posts.post(place, card, thread=address))

    async def update(self, place: str, address: str, card: Card) -> None:
        await self._pacer.update(place, address, card)

    async def send(self, place: str, file: File) -> bool:
        await self._pacer.post(place, lambda: self._files.send(place, file))
        return True

    async def direct(self, account: Account) -> str:
        return await self._people.direct(account)

    async def profile(self, account: Account) -> Profile:
        return await self._people.profile(account)

    async def find(self, email: str) -> Account | None:
        return await self._people.find(email)

    async def members(self, group: str) -> Sequence[str]:
        """The addresses of those who are full members, and in this user group. Raises: Unknown, Busy, Doubtful."""
        return [profile.email for profile in await self._groups.members(group) if profile.email]

    async def _serve(self, body: Body) -> web.Response:
        answer = await self._app.serve(body)
        kind = "application/json" if answer.body else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _screen(self, *channels: str) -> None:
        """Raises Closed when other companies could read approvals there, and Busy while nobody knows if they could.

        What else is wrong with a channel, posting will tell.
        """
        for channel in channels:
            shared, since = self._screened.get(channel, (None, 0.0))
            if shared is False and self._watch.now() - since < SCREENED:
                continue
            trouble = await self._home.trouble(channel)
            shared = trouble == SHARED if trouble in {None, SHARED} else None
            self._screened[channel] = shared, self._watch.now()
            if shared:
                raise Closed(SHARED)
            if trouble and trouble not in CLOSED:
                raise Busy(MENDING)

    def _shared_places(self) -> dict[str, str]:
        places = self._settings.approvals
        return {name: place for name, place in places.items() if self._screened.get(place, (None, 0.0))[0]}

    def _shared_with_others(self) -> ChannelShared:
        return ChannelShared(*next(iter(self._shared_places().items())))
