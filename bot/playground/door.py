"""The playground as a door: the six verbs, and acts of the page carried to the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.app.loopback import loopback_only
from bot.door import Closed, Counts, Desk, Gone, anybody
from bot.playground.acts import Acts
from bot.playground.api import Api
from bot.playground.board import Board, Message, instant
from bot.playground.controls import Controls
from bot.playground.people import CHANNELS, PEOPLE, PlaygroundPerson
from bot.playground.tongue import Tongue
from bot.playground.wire import SURFACE, direct
from domain.addresses import folded
from domain.card import Card, say
from domain.chat import Account, Profile, Standing
from domain.file import File
from domain.words.language import Words
from domain.words.languages import DEFAULT


class Playground:
    """Everything it shows is in memory; after a restart `update` fills the page again."""

    surface = SURFACE

    def __init__(
        self,
        desk: Desk,
        controls: Controls,
        people: Sequence[PlaygroundPerson] = PEOPLE,
        channels: Mapping[str, str] = CHANNELS,
        *,
        words: Words = DEFAULT,
    ) -> None:
        """`channels`: channel id → what it is for. `words`: where the browser accepts none that is spoken here."""
        self._tongue = Tongue(words)
        self._people = {person.id: person for person in people}
        self._board = Board([*map(direct, self._people), *channels])
        acts = Acts(self._board, desk, self._people)
        self._api = Api(self._board, acts, controls, people, channels, self._tongue)

    def mount(self, app: web.Application) -> None:
        """Add the routes, keep the whole app to this machine, and end the live streams when it shuts down."""
        app.middlewares.append(loopback_only)
        app.add_routes(self.routes())
        app.on_shutdown.append(self._api.close)

    def routes(self) -> Sequence[web.RouteDef]:
        return self._api.routes()

    # ---- the door

    async def post(self, place: str, card: Card) -> str:
        self._check(place)
        address = self._board.address()
        self._board.put(Message(place=place, address=address, card=card))
        return address

    async def reply(self, place: str, address: str, card: Card) -> str:
        """Its channels have no threads."""
        return await self.post(place, card)

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        return 0.0

    async def update(self, place: str, address: str, card: Card) -> None:
        """A message that is not there (any more) comes back at its place in the story."""
        self._check(place)
        try:
            instant(address)
        except (ValueError, OverflowError, OSError):
            raise Gone(address) from None
        self._board.redraw(place, address, card)

    async def send(self, place: str, file: File) -> bool:
        self._check(place)
        self._board.put(Message(place=place, address=self._board.address(), card=say(file.about), file=file))
        return True

    async def direct(self, account: Account) -> str:
        if account.id not in self._people:
            raise Closed("user_not_found")
        return direct(account.id)

    async def is_direct(self, account: Account, place: str) -> bool:
        return place == await self.direct(account)

    async def profile(self, account: Account) -> Profile:
        person = self._people.get(account.id)
        if not person:
            return Profile(account, account.id, None, Standing.STRANGER)
        return Profile(account, person.name, person.email, Standing.MEMBER, locale=self._tongue.words.tag)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        wanted = folded(email)
        found = (Account(SURFACE, "", person.id) for person in self._people.values() if person.email == wanted)
        return next(filter(counts, found), None)

    def _check(self, place: str) -> None:
        if place not in self._board:
            raise Closed("channel_not_found")
