"""The page: complete in itself, with no markup made of data and nothing from elsewhere."""

from __future__ import annotations

import re

import aiohttp
import pytest

from bot.playground.page import read_page
from bot.playground.texts import texts
from domain.words.en import EN
from tests.bot.playground.demo_desk import Served

FILES = {name: content.decode() for name, (content, _) in read_page().items()}
SCRIPTS = sorted(name for name in FILES if name.endswith(".js"))


async def test_every_file_that_is_named_is_served(here: Served) -> None:
    named = set(re.findall(r'(?:src|href)="(/playground/[^"]+)"', FILES["index.html"]))
    named |= {f"/playground/{name}" for text in FILES.values() for name in re.findall(r'from "\./([\w.]+)"', text)}
    assert {f"/playground/{name}" for name in FILES} - named == {"/playground/index.html"}  # and nothing lies idle
    async with aiohttp.ClientSession() as session:
        for path in sorted(named):
            async with session.get(here.url + path) as answer:
                assert answer.status == 200, path


async def test_only_the_page_is_served(here: Served) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("door.py", "nothing.js", "..%2fdoor.py", "%2e%2e/settings.py", "__pycache__"):
            async with session.get(f"{here.url}/playground/{path}") as answer:
                assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/playground/app.js", "/playground/api/complete", "/playground/api/events"])
async def test_the_browser_is_told_to_trust_nothing_else(here: Served, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(here.url + path) as answer:
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", SCRIPTS)
def test_data_becomes_text_never_markup(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", FILES[name])


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_comes_from_elsewhere(name: str) -> None:
    without_names = FILES[name].replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|url\(|@import|//cdn", without_names)


def test_nothing_stands_inline() -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", FILES["index.html"])


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_people_read_is_none_of_the_scripts_own_words(name: str) -> None:
    """No sentence, and no beginning of one that goes on with a value; what a mistake of ours says is English."""
    bare = re.sub(
        r"/\*.*?\*/|^\s*//.*?$|new Error\([^)]*\)|class: (?:\"[^\"]*\"|`[^`]*`)", "", FILES[name], flags=re.S | re.M
    )
    literals = [text for pair in re.findall(r'"([^"\n]*)"|`([^`\n]*)`', bare) for text in pair if text]
    assert [text for text in literals if re.search(r"[A-Z][a-z]+ (?:[a-z]|\$)|\} [a-z]{2}|[.…!?]$", text)] == []


def test_every_text_that_the_page_asks_for_is_there_and_none_lies_idle() -> None:
    page = "\n".join(FILES.values())
    asked = re.findall(r'phrase\((?:\w+ > 1 \? )?"(\w+)"|says="(\w+)"|"data-(?:label|says)": "(\w+)"', page)
    named = {name for group in asked for name in group if name}
    names = named | set(re.findall(r"\$\{(\w+)\}", FILES["index.html"])) - {"LANG"}
    there = set(texts(EN.playground))
    assert names <= there, names - there
    assert {name for name in there if name not in page and not name.startswith("DOES_")} == set()
