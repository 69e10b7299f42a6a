"""The playground speaks the language that its page is opened in, to everybody who stands there."""

from __future__ import annotations

from html import unescape

import aiohttp
import pytest

from domain.chat import Account
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from tests.bot.playground.demo_desk import Served, served
from tests.bot.playground.visitor import visiting


async def language(here: Served) -> str:
    return (await here.door.profile(Account("playground", "", "ben"))).locale


@pytest.mark.parametrize(
    ("query", "browser", "found"),
    [
        ("", "de-AT,en;q=0.5", "de"), ("", "en-US,de;q=0.5", "en"), ("?lang=de", "en-US", "de"),
        ("?lang=en", "de", "en"), ("?lang=fr", "de", "de"), ("", "fr", "en"), ("?lang=", "", "en"),
    ],
)  # fmt: skip
async def test_the_page_is_in_the_language_of_its_browser_or_in_that_which_it_asks_for(
    query: str, browser: str, found: str
) -> None:
    async with served() as here, aiohttp.ClientSession(headers={"Accept-Language": browser}) as session:
        async with session.get(f"{here.url}/{query}") as answer:
            assert answer.status == 200
        assert await language(here) == found


@pytest.mark.parametrize("words", [EN, DE], ids=["en", "de"])
async def test_what_the_server_says_is_in_it_too(words: Words) -> None:
    async with served(words=EN) as here, aiohttp.ClientSession() as session:
        async with session.get(f"{here.url}/?lang={words.tag}") as answer:
            assert answer.status == 200
        async with visiting(here.url) as visitor:
            assert visitor.first["said"]["TOUR"] == words.playground.TOUR
            act = {"act": "typed", "who": "nobody", "place": "dm:nobody", "text": "help", "delivery": "12345678"}
            assert await visitor.post("act", act) == (400, words.playground.NOBODY)


@pytest.mark.parametrize("words", [EN, DE], ids=["en", "de"])
async def test_the_page_itself_its_people_and_its_channels_are_in_it(words: Words) -> None:
    async with served() as here, aiohttp.ClientSession() as session:
        async with session.get(f"{here.url}/?lang={words.tag}") as answer:
            page = unescape(await answer.text())
        async with session.get(f"{here.url}/playground/index.html") as answer:
            assert unescape(await answer.text()) == page
        other = EN if words is DE else DE
        assert f'<html lang="{words.tag}">' in page
        assert page.count(words.playground.PAGE["SOURCES_HINT"]) == 1
        sentences = [text for text in other.playground.PAGE.values() if len(text) > 12]
        assert [text for text in sentences if text in page] == []
        assert "$" not in page
        async with visiting(here.url) as visitor:
            titles = {one["title"] for one in visitor.first["people"]}
            topics = {one["topic"] for one in visitor.first["channels"]}
        assert titles == set(words.playground.TITLES.values())
        assert topics <= set(words.playground.TOPICS.values())
