"""One installation of the app, and all that speaks to Slack with its token. Ids are here as Slack says them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from bot.delivery.homes import Draw, Homes, Publish
from bot.door import Busy, Closed, Desk
from bot.slack.acts import SURFACE
from bot.slack.answers import Answers
from bot.slack.at_home import AtHome
from bot.slack.files import Files
from bot.slack.groups import UserGroups
from bot.slack.home import HomeTab
from bot.slack.installations import Installed
from bot.slack.messages import Shelf
from bot.slack.names import Names
from bot.slack.pacer import Pacer
from bot.slack.people import People
from bot.slack.posts import CLOSED, Posts
from bot.slack.reply import Replies
from bot.slack.settings import SlackSettings
from bot.slack.uploads import READ, Uploads
from bot.slack.ways_back import WaysBack
from bot.slack.web import MENDING, Web
from bot.slack.workspace import SHARED, Home
from common.tasks import Tasks
from domain.card import Answer, Card
from domain.chat import Account, Incoming, Profile
from domain.file import File
from domain.words.language import Words
from domain.words.language.slack import SlackWords
from domain.words.languages import spoken
from gateways.limits import Stopwatch

SCREENED = 600.0  # seconds for which it is believed who reads the approvals


class Inside:
    """`settings`: its channels alone. `desk`, `homes`: those of all; what they hear is named for outside."""

    def __init__(
        self,
        installed: Installed,
        names: Names,
        settings: SlackSettings,
        session: aiohttp.ClientSession,
        desk: Desk,
        homes: Homes,
        owned: Tasks,
        *,
        words: Words,
        patience: float,
        watch: Stopwatch,
        check: Callable[[], None],
        regrouped: Callable[[], None],
        shelf: Shelf,
    ) -> None:
        self.names, self._settings, self._watch, self._otherwise = names, settings, watch, words
        self.regrouped, self.installed, self._owned = regrouped, installed, owned
        slack = self.web = Web(session, installed.token, settings.api_url)
        self.home, self._posts, self._tab = Home(slack, installed.teams), Posts(slack), HomeTab(slack)
        self.people, self._files = People(slack, self.home.teams), Files(slack)
        self.pacer = Pacer(self._posts.update, watch, check)
        self._groups = UserGroups(slack, self.people, self.home)
        replies = self._replies = Replies(slack, self.people, session)
        self._ways = WaysBack(watch.now)
        self.answers = Answers(
            _Desk(desk, self.names),
            replies,
            AtHome(_Homes(homes, self), self._tab, replies),
            owned,
            self._words,
            patience,
            uploads=Uploads(slack),
            takes_files=lambda: self.home.may(READ),
            noted=self._ways.note,
            shelf=shelf,
        )
        self._screened: dict[str, tuple[bool | None, float]] = {}
        """Whether a channel of approvals is shared with others, None where nobody knows; and since when this is so."""

    def doubt(self) -> None:
        """Slack told that the app may have been taken away: whether our token is still good is asked of Slack."""
        self.home.doubt()
        if self.installed.doubt:
            self._owned.spawn(_looked(self.installed.doubt), "it is not known whether the app was taken away")

    async def post(self, channel: str, card: Card, thread: str = "") -> str:
        if channel in self._settings.approvals.values():
            await self._screen(channel)
        return await self.pacer.post(channel, lambda: self._posts.post(channel, self.names.card(card), thread))

    def turn(self, channel: str, address: str, *, progress: bool) -> float:
        return self.pacer.turn(channel, address, progress=progress, free=self._ways.stands(channel, address))

    async def update(self, channel: str, address: str, card: Card) -> None:
        """The message that was clicked goes its own way, where there is one, and holds up no other."""
        drawn, way = self.names.card(card), self._ways.take(channel, address)
        if way and await self._replies.redraw(way, drawn):
            self.pacer.drawn(channel, address)
        else:
            await self.pacer.update(channel, address, drawn)

    async def send(self, channel: str, file: File) -> None:
        await self.pacer.post(channel, lambda: self._files.send(channel, file))

    async def direct(self, user: str) -> str:
        return self.names.outside(await self.people.direct(self._account(user)))

    async def profile(self, user: str) -> Profile:
        return self.names.profile(await self.people.profile(self._account(user)))

    async def find(self, email: str) -> Account | None:
        found = await self.people.find(email)
        return self.names.account(found) if found else None

    async def members(self, group: str) -> Sequence[str]:
        """The addresses of those who are full members, and in this user group. Raises: Unknown, Busy, Doubtful."""
        return [profile.email for profile in await self._groups.members(group) if profile.email]

    async def publish(self, user: str, card: Card) -> None:
        await self._tab.publish(self._account(user), card)

    def published(self, publish: Publish) -> Publish:
        """The same of what is published inside, for who says accounts as outside."""

        async def there(account: Account, card: Card) -> None:
            await publish(self._account(self.names.inside(account.id)), card)

        return there

    async def screen(self) -> None:
        """Raises: Closed, Busy, Doubtful."""
        await self._screen(*self._settings.approvals.values())

    async def _screen(self, *channels: str) -> None:
        """Raises Closed when other companies could read approvals there, and Busy while nobody knows if they could.

        What else is wrong with a channel, posting will tell.
        """
        for channel in channels:
            shared, since = self._screened.get(channel, (None, 0.0))
            if shared is False and self._watch.now() - since < SCREENED:
                continue
            trouble = await self.home.trouble(channel)
            shared = trouble == SHARED if trouble in {None, SHARED} else None
            self._screened[channel] = shared, self._watch.now()
            if shared:
                raise Closed(SHARED)
            if trouble and trouble not in CLOSED:
                raise Busy(MENDING)

    def shared_places(self) -> list[tuple[str, str]]:
        """Each with its purpose, and as it is said outside."""
        places = self._settings.approvals.items()
        shared = [(name, place) for name, place in places if self._screened.get(place, (None, 0.0))[0]]
        return [(name, self.names.outside(place)) for name, place in shared]

    def _words(self, account: Account) -> SlackWords:
        return spoken(self.people.locale(account), self._otherwise).slack

    def _account(self, user: str) -> Account:
        return Account(SURFACE, self.names.key, user)


async def _looked(look: Callable[[], Awaitable[None]]) -> None:
    await look()


class _Desk:
    """The desk of all, for who names as inside."""

    def __init__(self, desk: Desk, names: Names) -> None:
        self._desk, self._names = desk, names

    async def __call__(self, incoming: Incoming) -> Answer:
        return await self._desk(self._names.incoming(incoming))


class _Homes:
    """The homes of all, likewise."""

    def __init__(self, homes: Homes, inside: Inside) -> None:
        self._homes, self._inside = homes, inside

    async def opened(self, account: Account, draw: Draw | None = None, publish: Publish | None = None) -> None:
        """Raises: Busy, Closed, Doubtful, Odd."""
        inside = self._inside
        await self._homes.opened(inside.names.account(account), draw, inside.published(publish) if publish else None)
