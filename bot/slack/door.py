"""Slack as a door: its parts put together, opened and closed. What is said of an id leads to its installation."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import structlog
from aiohttp import web
from slack_bolt.request.internals import (
    extract_enterprise_id,
    extract_is_enterprise_install,
    extract_team_id,
)

from bot.delivery.homes import Homes, nobodys
from bot.door import Busy, Closed, Condition, Counts, Desk, Doubtful, NotOpened, anybody
from bot.slack.acts import SURFACE
from bot.slack.answers import PATIENCE
from bot.slack.app import App
from bot.slack.endpoint import PATH, Body, endpoint
from bot.slack.inside import Inside
from bot.slack.installations import Installed, OneToken
from bot.slack.manifest import scopes
from bot.slack.messages import Shelf
from bot.slack.names import Names, apart
from bot.slack.nowhere import Nowhere
from bot.slack.oauth import Install
from bot.slack.oauth_web import Exchange
from bot.slack.reply import Responses
from bot.slack.settings import SlackSettings
from bot.slack.socket import Socket
from bot.slack.web import RETRY_AFTER, Fixed, Refused, Web, new_session
from bot.slack.withdrawing import Withdrawing
from bot.slack.workspace import SHARED
from bot.slack.workspaces import Keeping, Workspaces
from common.tasks import Tasks
from domain.card import Card
from domain.chat import Account, Profile, Standing
from domain.file import File
from domain.groups import Unknown, Why
from domain.mend import ChannelShared, RightsMissing, TokenRefused
from domain.words.language import Words
from domain.words.languages import DEFAULT
from gateways.limits import Stopwatch

STOPPING = 10.0  # seconds for what is under way
ASKING = 5.0  # seconds that Slack gets to say how we are
NOT_INSTALLED = "not_installed"  # our own code

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
        keeping: Keeping | None = None,
        *,
        shelf: Shelf,
        words: Words = DEFAULT,
        patience: float = PATIENCE,
        watch: Stopwatch | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`words`: for whoever's language is not known. `keeping`: of further installations, where the settings allow
        them. `check`: raises where another process may have drawn a card meanwhile. `shelf`: of forms that are offered
        with a button."""
        self._settings, self._owned, self._session = settings, Tasks(), new_session()
        nobodys_web = Web(self._session, "", settings.api_url)
        self._tokens, self._install = _installations(settings, keeping, nobodys_web, words)
        self._desk, self._homes, self._watch = desk, homes or Homes(nobodys), watch or Stopwatch()
        self._check, self._shelf = check, shelf
        self._homes.doors[self.surface] = self._publish
        self._otherwise, self._patience = words, patience
        self.regrouped: Callable[[], None] = lambda: None
        """Called when Slack tells that somebody came to a user group, or left it."""
        self._rooms: dict[str, Inside] = {}
        self._withdrawing: asyncio.Task[None] | None = None
        self._own = self._room(self._tokens.own) if self._tokens.own else None
        self._tokens.own_team, self._keeping = self._own_team, keeping
        nowhere = Nowhere(Responses(nobodys_web, self._session), self._owned, lambda: words.slack)
        self._app = App(nobodys_web.once, self._of, nowhere)
        app_token = settings.app_token
        self._socket = Socket(app_token, nobodys_web.once, self._app.by_bolt) if app_token else None

    async def start(self) -> None:
        """Raises: NotOpened, with one sentence, when the tokens are wrong or the approvals channel is not ours.

        While Slack does not answer, the door opens all the same: an outage of Slack must not take the rest out.
        """
        if self._socket:
            await self._socket.start()
        if isinstance(self._tokens, OneToken) and self._keeping:
            keys = await self._keeping.storage.read(lambda unit: unit.installations.keys())
            self._tokens.left_over = frozenset(keys)
        if isinstance(self._tokens, Workspaces) and not self._withdrawing:
            self._withdrawing = asyncio.create_task(Withdrawing(self._tokens).run())
        if not self._own:
            return
        try:
            await self._own.home.look()
            await self._own.screen()
        except Refused as refused:
            raise NotOpened(TokenRefused("SLACK_BOT_TOKEN", refused.code)) from None
        except Closed:
            raise NotOpened(ChannelShared(*self._own.shared_places()[0])) from None
        except (Busy, Doubtful):
            log.warning("Slack does not answer at the start")

    async def stop(self) -> None:
        """Nothing that was begun is lost: what is under way is answered first."""
        if self._withdrawing:
            self._withdrawing.cancel()
            await asyncio.wait((self._withdrawing,))
        if self._socket:
            await self._socket.stop(STOPPING)
        await self._owned.close(STOPPING)
        await self._tokens.close(STOPPING)
        for room in self._rooms.values():
            await room.pacer.close(STOPPING)
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
        """To be mounted on the web server; none without a signing secret, but for the pages of installing."""
        secret = self._settings.signing_secret
        acts = [web.post(PATH, endpoint(secret, self._serve))] if secret else []
        return [*acts, *(self._install.routes() if self._install else ())]

    @property
    def unhandled(self) -> Counter[str]:
        """How many requests of each kind nobody took."""
        return self._app.unhandled

    async def condition(self) -> Condition:
        """Asked of Slack, unless it said so a moment ago."""
        if self._own:
            found = await self._condition_of(self._own)
            if found.code or not found.sure:
                return found
        if self._socket and (code := self._socket.refused):
            return Condition("refused", code, TokenRefused("SLACK_APP_TOKEN", code))
        way = "listening" if not self._socket else "connected" if self._socket.connected else "connecting"
        return Condition("; ".join((way, *await self._beside())))

    async def _beside(self) -> Sequence[str]:
        """What is out of order in other workspaces: admins hear of that here, as the own one works."""
        try:
            standing = {one.key: self._room(one) for one in await self._tokens.others()}
        except Busy:
            return ()
        told = await asyncio.gather(*(_of(key, standing.get(key)) for key in sorted(self._tokens.beside)))
        return [one for one in told if one]

    async def _condition_of(self, room: Inside) -> Condition:
        """Without a code where nothing is to be mended."""
        try:
            async with asyncio.timeout(ASKING):
                me = await room.home.look()
        except Refused as refused:
            return Condition("refused", refused.code, TokenRefused("SLACK_BOT_TOKEN", refused.code))
        except (Busy, Doubtful, TimeoutError):
            return Condition("not answering", sure=False)
        if self._socket and (code := self._socket.refused):
            return Condition("refused", code, TokenRefused("SLACK_APP_TOKEN", code))
        with suppress(Busy, Closed, Doubtful, TimeoutError):
            async with asyncio.timeout(ASKING):
                await room.screen()
        if shared := room.shared_places():
            return Condition("refused", SHARED, ChannelShared(*shared[0]))
        wanted = {*scopes(groups=self._settings.groups)} if me.scopes else set()
        if lacking := sorted(wanted - me.scopes | room.web.lacking - me.scopes):
            return Condition(f"lacks {', '.join(lacking)}", "missing_scope", RightsMissing(" ".join(lacking)))
        return Condition("works")

    async def post(self, place: str, card: Card) -> str:
        room, channel = await self._at(place)
        return await room.post(channel, card)

    async def reply(self, place: str, address: str, card: Card) -> str:
        room, channel = await self._at(place)
        return await room.post(channel, card, thread=address)

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        room, channel = await self._at(place)
        return room.turn(channel, address, progress=progress)

    async def update(self, place: str, address: str, card: Card) -> None:
        room, channel = await self._at(place)
        await room.update(channel, address, card)

    async def send(self, place: str, file: File) -> bool:
        room, channel = await self._at(place)
        await room.send(channel, file)
        return True

    async def direct(self, account: Account) -> str:
        room, user = await self._who(account)
        return await room.direct(user)

    async def is_direct(self, account: Account, place: str) -> bool:
        return place == await self.direct(account)

    async def profile(self, account: Account) -> Profile:
        """Where the app may be installed, and is not just now, nothing is known of anybody, and that is no evidence.
        Whom the settings do not name (any more) there is no door to. Raises: Closed."""
        try:
            room, user = await self._who(account)
        except Closed:
            key = apart(account.id)[0] or account.tenant
            if await self._tokens.named(key):
                raise
            return Profile(account, "", None, Standing.ABSENT)
        return await room.profile(user)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        """In the own workspace first, without which nobody is looked for elsewhere. One of the others that does not say
        keeps nobody from being found in the rest."""
        if self._own and (here := await self._own.find(email)) and counts(here):
            return here
        silent: Busy | Doubtful | None = None
        for room in map(self._room, await self._tokens.others()):
            try:
                if (found := await room.find(email)) and counts(found):
                    return found
            except (Busy, Doubtful) as why:
                silent = why
        if silent:
            raise silent
        return None

    async def members(self, group: str) -> Sequence[str]:
        """The addresses of those who are full members, and in this user group. Raises: Unknown, Busy, Doubtful."""
        try:
            room, plain = await self._at(group)
        except Closed:
            raise Unknown(Why.NOT_CONNECTED) from None
        return await room.members(plain)

    async def _publish(self, account: Account, card: Card) -> None:
        room, user = await self._who(account)
        await room.publish(user, card)

    async def _serve(self, body: Body) -> web.Response:
        answer = await self._app.serve(body)
        kind = "application/json" if answer.body else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _of(self, body: Body) -> Inside | None:
        """Where a request comes from; None where the app is not installed there. Raises: Busy."""
        team = "" if extract_is_enterprise_install(body) else _text(extract_team_id(body))
        found = await self._tokens.of(team, _text(extract_enterprise_id(body)))
        return self._room(found) if found else None

    async def _own_team(self) -> str:
        """Empty while Slack does not take the own token, and has not before. Raises: Busy."""
        try:
            return (await self._own.home.me()).key if self._own else ""
        except Refused:
            return ""
        except Doubtful:
            raise Busy(RETRY_AFTER) from None

    async def _at(self, said: str) -> tuple[Inside, str]:
        """Raises: Busy, Closed."""
        key, plain = apart(said)
        found = self._tokens.own if not key else await self._tokens.at(key)
        if not found:
            raise Closed(NOT_INSTALLED)
        return self._room(found), plain

    async def _who(self, account: Account) -> tuple[Inside, str]:
        """Somebody who is mentioned has the workspace of who mentions them, installed or not. Raises: Busy, Closed."""
        key, _ = apart(account.id)
        if not key and await self._tokens.named(account.tenant):
            return await self._at(Names(account.tenant).outside(account.id))
        return await self._at(account.id)

    def _room(self, installed: Installed) -> Inside:
        """What is remembered of one that was installed anew since is forgotten."""
        known = self._rooms.get(installed.key)
        if known and known.installed.since != installed.since:
            self._owned.begin(known.pacer.close(STOPPING))
        if not known or known.installed.since != installed.since:
            self._rooms[installed.key] = Inside(
                installed,
                Names(installed.key, lambda: self._tokens.beside),
                self._settings.inside(installed.key),
                self._session,
                self._desk,
                self._homes,
                self._owned,
                words=self._otherwise,
                patience=self._patience,
                watch=self._watch,
                check=self._check,
                regrouped=lambda: self.regrouped(),
                shelf=self._shelf,
            )
        return self._rooms[installed.key]


async def _of(key: str, room: Inside | None) -> str:
    """How it stands with one; empty where it is well."""
    if not room:
        return f"{key} not installed"
    try:
        async with asyncio.timeout(ASKING):
            await room.home.look()
    except Refused as refused:
        return f"{key} refused: {refused.code}"
    except (Busy, Doubtful, TimeoutError):
        return f"{key} not answering"
    return ""


def _installations(
    settings: SlackSettings, keeping: Keeping | None, nobodys: Web, words: Words
) -> tuple[OneToken | Workspaces, Install | None]:
    """Who has all tokens, and the pages of installing, where the app may be installed in further workspaces."""
    if not settings.client_id or not keeping:
        return OneToken(settings.bot_token, settings.teams), None
    exchange = Exchange(nobodys, settings.client_id, settings.client_secret)
    own = Installed(Fixed(settings.bot_token)) if settings.bot_token else None
    kept = Workspaces(keeping, settings.teams, exchange, own)
    client, wanted = (settings.client_id, settings.client_secret), [*scopes(groups=settings.groups)]
    return kept, Install(kept, exchange, wanted, client, settings.authorize_url, lambda: words.slack)


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""
