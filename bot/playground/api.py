"""The routes of the playground."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from aiohttp import web

from bot.playground.acts import Acts, Misplaced
from bot.playground.board import Board
from bot.playground.controls import Controls
from bot.playground.guard import WITH_A_FILE, Guard
from bot.playground.page import Page
from bot.playground.people import PlaygroundPerson
from bot.playground.steering import NotSteered
from bot.playground.stream import Live
from bot.playground.texts import texts
from bot.playground.tongue import Tongue
from bot.playground.tour import as_shown
from bot.playground.wire import Act, Delete, Move, Recreate, Seek, Steer, SteerTeam, as_json
from domain.card import Form, Stays

_API = "/playground/api"
T = TypeVar("T")


class Api:
    def __init__(
        self,
        board: Board,
        acts: Acts,
        controls: Controls,
        people: Sequence[PlaygroundPerson],
        channels: Mapping[str, str],
        tongue: Tongue,
    ) -> None:
        self._board, self._acts, self._controls = board, acts, controls
        self._people, self._channels = people, channels
        self._tongue, self._guard, self._page = tongue, Guard(tongue), Page(tongue)
        self._ahead = 0.0
        self._live = Live(board, self._everything, lambda: self._ahead)
        self.close = self._live.close

    def routes(self) -> Sequence[web.RouteDef]:
        reading, acting = self._guard.reading, self._guard.acting
        return [
            web.get("/", reading(self._index), allow_head=True),
            web.get("/playground/{name}", reading(self._page.asset)),
            web.get(f"{_API}/events", reading(self._live.stream), allow_head=False),
            web.get(f"{_API}/complete", reading(self._complete)),
            web.get(f"{_API}/tour", reading(self._tour)),
            web.get(f"{_API}/sandbox", reading(self._sandbox)),
            web.get(f"{_API}/file/{{place}}/{{address}}", acting(self._file), allow_head=False),
            web.post(f"{_API}/act", acting(self._act)),
            web.post(f"{_API}/seek", acting(self._seek)),
            web.post(f"{_API}/steer", acting(self._steer)),
            web.post(f"{_API}/team", acting(self._steer_team)),
            web.post(f"{_API}/delete", acting(self._delete)),
            web.post(f"{_API}/recreate", acting(self._recreate)),
            web.post(f"{_API}/clock", acting(self._clock)),
        ]

    def _everything(self) -> Mapping[str, Any]:
        """E-mail addresses stay here: the page shows names."""
        words = self._tongue.said
        title, topic = words.TITLES, words.TOPICS
        people = [
            {"id": p.id, "name": p.name, "title": title.get(p.title, p.title), "first": p.first} for p in self._people
        ]
        channels = [{"id": one, "topic": topic.get(one, other)} for one, other in self._channels.items()]
        said = texts(words)
        return {"token": self._guard.token, "people": people, "channels": channels, "said": said}

    async def _index(self, request: web.Request) -> web.StreamResponse:
        """What stands there is drawn anew in the language of who opens it."""
        if self._tongue.hear(request):
            await self._controls.redraw()
        return await self._page.index(request)

    async def _act(self, request: web.Request) -> web.Response:
        act = await self._guard.body(request, Act, WITH_A_FILE)
        try:
            answer = await self._acts(act.root)
        except Misplaced:
            raise web.HTTPBadRequest(text=self._tongue.said.NOBODY) from None
        stays = " ".join(answer.text) if isinstance(answer, Stays) else None
        return web.json_response({"form": as_json(answer) if isinstance(answer, Form) else None, "stays": stays})

    async def _seek(self, request: web.Request) -> web.Response:
        try:
            found = await self._acts.seek(await self._guard.body(request, Seek))
        except Misplaced:
            raise web.HTTPBadRequest(text=self._tongue.said.NOBODY) from None
        return web.json_response({"options": [as_json(one) for one in found]})

    async def _complete(self, _request: web.Request) -> web.Response:
        return web.json_response(asdict(await self._controls.words(self._tongue.words)))

    async def _tour(self, _request: web.Request) -> web.Response:
        try:
            tour = await self._controls.tour()
        except NotSteered:
            raise web.HTTPBadGateway(text=self._tongue.said.NO_SANDBOX) from None
        return web.json_response(as_shown(tour, self._tongue.said))

    async def _file(self, request: web.Request) -> web.Response:
        """For the page to hand to its reader; nothing of it is shown or run under this address."""
        file = self._board.file(request.match_info["place"], request.match_info["address"])
        if not file:
            raise web.HTTPNotFound(text=self._tongue.said.NO_FILE)
        kept = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(body=file.content, content_type="application/octet-stream", headers=kept)

    async def _sandbox(self, _request: web.Request) -> web.Response:
        try:
            sources, team = await self._controls.sources(), await self._controls.team()
            segments = await self._controls.segments()
        except NotSteered:
            raise web.HTTPBadGateway(text=self._tongue.said.NO_SANDBOX) from None
        shown = [{"id": one.id, "name": one.name, "at": one.at and one.at.isoformat()} for one in segments]
        return web.json_response({"sources": [asdict(one) for one in sources], "team": team, "segments": shown})

    async def _steer(self, request: web.Request) -> web.Response:
        wish = await self._guard.body(request, Steer)
        await self._taken(self._controls.steer(wish.source, wish.behaviour, wish.seconds))
        return web.json_response({})

    async def _steer_team(self, request: web.Request) -> web.Response:
        wish = await self._guard.body(request, SteerTeam)
        await self._taken(self._controls.steer_team(wish.behaviour))
        return web.json_response({})

    async def _delete(self, request: web.Request) -> web.Response:
        wish = await self._guard.body(request, Delete)
        held = await self._taken(self._controls.delete(wish.email.strip()))
        self._board.changed()
        return web.json_response({"said": self._tongue.said.deleted(held) if held else self._tongue.said.NOT_HELD})

    async def _recreate(self, request: web.Request) -> web.Response:
        wish = await self._guard.body(request, Recreate)
        await self._taken(self._controls.recreate(wish.segment))
        self._board.changed()
        return web.json_response({"said": self._tongue.said.RECREATED})

    async def _clock(self, request: web.Request) -> web.Response:
        wish = await self._guard.body(request, Move)
        seconds = -self._ahead if wish.seconds is None else wish.seconds
        self._controls.move_clock(seconds)
        self._ahead += seconds
        self._board.changed()
        return web.json_response({"ahead": self._ahead})

    async def _taken(self, wish: Awaitable[T]) -> T:
        try:
            return await wish
        except NotSteered:
            raise web.HTTPBadGateway(text=self._tongue.said.NOT_TAKEN) from None
