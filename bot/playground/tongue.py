"""The language of the page, and so of all who stand in the playground: what its browser accepts, or it asks for."""

from __future__ import annotations

from aiohttp import web

from domain.words.language import Words
from domain.words.language.playground import PlaygroundWords
from domain.words.languages import accepted, spoken


class Tongue:
    """`otherwise`: where the browser accepts nothing that is spoken here."""

    def __init__(self, otherwise: Words) -> None:
        self._otherwise = self.words = otherwise

    @property
    def said(self) -> PlaygroundWords:
        return self.words.playground

    def hear(self, request: web.Request) -> bool:
        """Of the page that is opened: `/?lang=de`, else the browser's own. Whether it is another one than before."""
        before = self.words
        browser = accepted(request.headers.get("Accept-Language", ""), self._otherwise)
        self.words = spoken(request.query.get("lang", ""), browser)
        return self.words is not before
