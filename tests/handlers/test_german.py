"""An approver whose platform is set to German reads German in every answer and card, at each door; channels read what
the company has chosen, and everybody else their own language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.playground.wire import as_json
from bot.slack.blocks import message
from bot.slack.modal import view
from bot.teams.message import drawn
from domain.card import Answer, Card, Form
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from domain.words.languages import LANGUAGES
from handlers.commands import ACTS, COMMANDS
from handlers.desk import Desk
from tests.domain.words.test_plain import READABLE
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, PEOPLE, MoodyTerminal, rules

LETTERS = re.compile(r"[^\W\d_]+")


def _pieces(tag: str) -> set[str]:
    """What the language says, in the pieces between its gaps, of three words at least."""
    pieces = {piece.strip(" .,:;?…“”„") for text in READABLE[tag] for piece in re.split(r"\{\w*\}|\n", text)}
    return {piece for piece in pieces if len(LETTERS.findall(piece)) >= 3}


ENGLISH = _pieces("en") - _pieces("de") | {one.sentence for one in COMMANDS}


def at_every_door(answer: Answer) -> Iterator[str]:
    """As Slack, Teams and the playground draw it, but for what is typed or written to Microsoft's team."""
    if isinstance(answer, Card) and "@microsoft.com" in answer.copy:
        answer = replace(answer, copy="")
    slack = view(answer, "D0BEN") if isinstance(answer, Form) else message(answer)
    for element in (slack, drawn(answer, "mark").element, as_json(answer)):
        yield json.dumps(element, ensure_ascii=False)


def english(answer: Answer) -> set[str]:
    return {piece for page in at_every_door(answer) for piece in ENGLISH if piece in page}


def german(*who: str) -> MoodyTerminal:
    screens = MoodyTerminal()
    for member in PEOPLE:
        if member.id in who:
            screens.becomes(replace(member, locale="de-DE"))
    return screens


async def test_an_approver_reads_no_english_sentence_in_a_whole_story(opened: Open) -> None:
    async with opened(screens=german("ben")) as desk:
        lines = ("help", "requests", "sources", "users", "show", "refesh", "find", "code", "delegate")
        answers = [await desk.typed("ben", line) for line in lines]
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        await desk.wait(lambda: desk.seen("@ben", ref))
        answers += [await desk.typed("ben", f"show {ref}"), await desk.act("ben", "deny", ref)]
        answers += [await desk.act("ben", "approve", ref), await desk.act("ben", "approve", ref)]
        answers += [await desk.typed("ben", "requests open"), await desk.typed("ben", f"cancel {ref}")]
        cards = [card for (place, _), card in desk.terminal.shown.items() if place == "@ben"]
        assert cards
        assert {answer.lang for answer in (*answers, *cards)} == {"de"}
        assert [found for answer in (*answers, *cards) if (found := english(answer))] == []
        others = [card for (place, _), card in desk.terminal.shown.items() if place in {APPROVALS, "@cleo"}]
        assert {card.lang for card in others} == {"en"}
        assert all(map(english, others)), "or the judge is blind"


@pytest.mark.parametrize("tag", LANGUAGES)
async def test_channels_and_who_has_set_no_language_read_that_of_the_company(opened: Open, tag: str) -> None:
    async with opened(screens=german("ben"), config=rules(language={"channels": tag})) as desk:
        await desk.file("amir", "refresh crm contacts")
        await desk.wait(lambda: desk.seen("@ben") and desk.seen(APPROVALS) and desk.seen("@cleo"))
        read = {place: card.lang for (place, _), card in desk.terminal.shown.items()}
        assert (read[APPROVALS], read["@cleo"], read["@ben"]) == (tag, tag, "de")


@pytest.mark.parametrize("words", [EN, DE], ids=["en", "de"])
async def test_a_letter_is_in_the_language_of_letters_whoever_asks_for_it(opened: Open, words: Words) -> None:
    async with opened(screens=german("ada"), works=False) as desk:
        deps = replace(desk.bot.deps, letters=words)
        desk.bot = replace(desk.bot, deps=deps, desk=Desk(deps, ACTS))
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        form = await desk.typed("ada", f"extend {ref} viele Systeme")
        assert isinstance(form, Form)
        notice = next(field for field in form.fields if field.name == "notice")
        assert form.title == DE.extend.TITLE
        assert ("Wir haben" in notice.value) is (words is DE)
        assert words.extend.MARK in notice.hint
        form = await desk.typed("ada", f"refuse {ref}")
        assert isinstance(form, Form)
        assert {field.name: field.value for field in form.fields}["remedy"] == words.refusing.OWN_REMEDY
        given = {"ground": "Rechtsansprüche", **{field.name: field.value for field in form.fields if field.value}}
        await desk.act("ada", "refuse", ref, given)
        deps = replace(deps, letters=EN)
        desk.bot = replace(desk.bot, deps=deps, desk=Desk(deps, ACTS))
        shown = await desk.typed("ada", f"show {ref}")
        assert isinstance(shown, Card)
        assert shown.copy.startswith("Hello," if words is EN else "Guten Tag,"), "it stays in the language of that day"


async def test_what_is_too_much_is_said_in_the_language_of_who_acted(opened: Open) -> None:
    async with opened(screens=german("ben"), works=False) as desk:
        await desk.typed("ben", "help")
        answers = [await desk.typed(who, "x" * 50_000) for who in ("ben", "cleo")]
        assert [(answer.text, answer.lang) for answer in answers if isinstance(answer, Card)] == [
            ((DE.errors.TOO_MUCH,), "de"),
            ((EN.errors.TOO_MUCH,), "en"),
        ]
