"""The page itself: a handful of small files beside this module, read once."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from bot.playground.texts import texts
from bot.playground.tongue import Tongue

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def read_page() -> Mapping[str, tuple[bytes, str]]:
    """File name → content and type."""
    found = {}
    for file in files("bot.playground").iterdir():
        if kind := _TYPES.get(file.name.rpartition(".")[2]):
            found[file.name] = (file.read_bytes(), kind)
    return found


class Page:
    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        self._files = read_page()

    async def index(self, _request: web.Request) -> web.StreamResponse:
        """In the language of who opens it."""
        said = {name: escape(text) for name, text in texts(self._tongue.said).items()}
        content, kind = self._files["index.html"]
        page = Template(content.decode()).substitute(said, LANG=self._tongue.words.tag)
        return web.Response(text=page, content_type=kind, charset="utf-8")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "index.html":
            return await self.index(request)
        if name not in self._files:
            raise web.HTTPNotFound(text=self._tongue.said.NO_FILE)
        return self._answer(name)

    def _answer(self, name: str) -> web.Response:
        content, kind = self._files[name]
        return web.Response(body=content, content_type=kind, charset="utf-8")
