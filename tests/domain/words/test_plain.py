"""Every sentence of every language is plain, well typed and short, and has room where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from types import CodeType, FunctionType, ModuleType
from typing import get_type_hints

import pytest

from bot.slack import limits
from domain.words import de, en
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from tests.domain.words.pseudo import members

OPERATORS = {"people", "slack", "teams", "refusing"}  # they quote settings and addresses, or the law
CAPABILITIES = {name: protocol for name, protocol in get_type_hints(Words).items() if name != "tag"}
TAGS = ["en", "de"]


def _readable(value: object) -> Iterator[str]:
    """All strings that a person can read: neither docstrings nor the keys of tables."""
    match value:
        case str():
            yield from [value] if value else []
        case Mapping():
            yield from (text for one in value.values() for text in _readable(one))
        case tuple() | list() | set() | frozenset():
            yield from (text for one in value for text in _readable(one))
        case FunctionType():
            yield from (text for text in _constants(value.__code__) if text not in {"", value.__doc__})


def _constants(code: CodeType) -> Iterator[str]:
    for one in code.co_consts:
        yield from [one] if isinstance(one, str) else _constants(one) if isinstance(one, CodeType) else []


def _said(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if not name.startswith("__") and getattr(value, "__module__", module.__name__) == module.__name__:
            yield from _readable(value)


def _read(package: ModuleType) -> list[str]:
    names = [one.name for one in iter_modules(package.__path__) if one.name not in OPERATORS]
    return [text for name in names for text in _said(import_module(f"{package.__name__}.{name}"))]


READABLE = {"en": _read(en), "de": _read(de)}
JARGON = {
    "en": """
workflow enqueue node queue task null true false json http api url webhook callback payload exception traceback
database row timeout version poll idempotent transaction retry-after invalid abort terminate successfully kindly
unfortunately oops utilize
""",
    "de": """
workflow node queue task null true false json http api url webhook callback payload exception traceback datenbank
datenbankzeile timeout polling idempotent transaktion ungültig terminieren erfolgreich leider hoppla du dein deine dir
approver users token button klicken downloaden gecancelt
""",
}


@pytest.mark.parametrize(("tag", "sentence"), [("en", "Waiting for approval"), ("de", "Ich bin an der Arbeit")])
def test_there_is_something_to_read(tag: str, sentence: str) -> None:
    assert len(READABLE[tag]) > 150
    assert sentence in READABLE[tag]


@pytest.mark.parametrize(("tag", "word"), [(tag, word) for tag in TAGS for word in JARGON[tag].split()])
def test_nobody_has_to_read_jargon(tag: str, word: str) -> None:
    """What is quoted is typed, or stands so in a file."""
    found = [text for text in READABLE[tag] if re.search(rf"\b{word}\b", _unquoted(text), re.IGNORECASE)]
    assert not found


def _unquoted(text: str) -> str:
    return re.sub(r"„[^“]*“", "", text)


@pytest.mark.parametrize("tag", TAGS)
def test_sentences_are_short(tag: str) -> None:
    sentences = [sentence for text in READABLE[tag] for sentence in re.split(r"(?<=[.?:;])\s", text)]
    assert not [sentence for sentence in sentences if len(sentence.split()) > 22]


SLIPS = {
    "two blanks": "  ",
    "shouting": "!",
    "straight quotes": r"['\"]\w+['\"]",
    "a blank before a stop": r"\s[.,;:?](\s|$)",
    "a word twice": r"\b(\w+) \1\b",
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("tag", TAGS)
def test_sentences_are_well_typed(tag: str, slip: str) -> None:
    assert not [text for text in READABLE[tag] if re.search(SLIPS[slip], text)], slip


def test_each_language_has_its_own_quotation_marks() -> None:
    assert not [text for text in READABLE["en"] if "„" in text]
    assert not [text for text in READABLE["de"] if re.search("”|“(?=\\w)", re.sub("„[^“]*“", "", text))]


@pytest.mark.parametrize("words", [EN, DE], ids=TAGS)
def test_what_begins_with_a_sentence_ends_with_one(words: Words) -> None:
    named = [item for capability in CAPABILITIES for item in vars(getattr(words, capability)).items()]
    texts = [text for name, text in named if name.isupper() and isinstance(text, str) and ". " in text]
    assert texts
    assert all(text[-1] in ".:?" for text in texts)


# ---- the same in each language


def _constant(words: Words) -> dict[str, str]:
    """All that is said without being asked, by its place: a table by its keys, a tuple by its numbers."""
    named: dict[str, str] = {}
    for capability, protocol in CAPABILITIES.items():
        for name in sorted(members(protocol) - {"SENTENCES"}):  # English says those in the commands' records
            named |= _by_place(f"{capability}.{name}", getattr(getattr(words, capability), name))
    return named


def _by_place(place: str, said: object) -> dict[str, str]:
    match said:
        case str():
            return {place: said}
        case Mapping():
            return {
                where: text for key, one in said.items() for where, text in _by_place(f"{place}[{key}]", one).items()
            }
        case tuple():
            return {
                where: text for at, one in enumerate(said) for where, text in _by_place(f"{place}[{at}]", one).items()
            }
    return {}


ENGLISH, GERMAN = (_constant(words) for words in (EN, DE))
ALIKE = {
    "certificate.VERIFY_HOW[1]",  # it is typed
    "certificate.VERIFY_HOW[3]",
    "playground.TITLES[Admin]", "playground.PAGE[KILOBYTES]", "playground.PAGE[SAID_IN]",
    "buttons.DETAILS", "certificate.THE_BOT", "audit.HEAD_HASH",
    "plan.OUTLIVES[journeys]", "notices.DOORS[slack]", "notices.DOORS[teams]",
}  # fmt: skip


def test_every_place_is_filled_in_every_language() -> None:
    assert GERMAN.keys() == ENGLISH.keys()
    assert all(GERMAN.values())


def _gaps(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_the_gaps_of_a_sentence_are_the_same_in_every_language() -> None:
    assert [where for where in ENGLISH if _gaps(ENGLISH[where]) != _gaps(GERMAN[where])] == []


def test_nothing_stands_there_in_another_language() -> None:
    assert {where for where in ENGLISH if ENGLISH[where] == GERMAN[where]} == ALIKE


# ---- room

_ON_CARDS = {
    "audit.HEAD_TITLE",
    "people.MOVED_TITLE",
    "mail.UNREADABLE_TITLE",
    "looking.HELP_TITLE",
    "certificate.TITLE",
}
_SENDS = r"away\.DELEGATE|brake\.PAUSE|hold\.(HOLD|RELEASE)|extend\.EXTEND|find\.FIND|refusing\.REFUSE|refresh\.SUBMIT"
_SENDS += r"|identity\.(ASK|PROOF)|people\.LOOK|audit\.ASK|codes\.(SET_UP|CONFIRM)|plan\.SUBMITS.*"
_SENDS += r"|export\.SUBMITS_OF_MAIL.*|export\.SEND|export\.SEND_LABELS.*|export\.REMIND"
HEADS_OR_SENDS = re.compile(rf"\w+\.(\w*_)?TITLE|people\.WHO_IS_WHO|slack\.(CLOSE|NOT_NOW|WAITING|SORRY)|{_SENDS}")
PRESSED = re.compile(
    r"buttons\.(?!APPROVE_|CANCEL_TEXT|REMIND_TEXT|SEND_TEXTS).*|plan\.HUMAN.*|export\.DEEDS.*|people\.WHOSE.*"
    r"|board\.(NEXT|BACK)|hold\.FIRST|report\.CSV|codes\.ITS_THEIRS|audit\.OLDER"
)
FINAL = re.compile(r"buttons\.(APPROVE_.*|CANCEL_TEXT|REMIND_TEXT|SEND_TEXTS.*)|hold\.RELEASE_SURE")


def too_long(said: Mapping[str, str], places: re.Pattern[str], most: int) -> list[str]:
    there = {where: text for where, text in said.items() if places.fullmatch(where) and where not in _ON_CARDS}
    assert there
    return [f"{where}: {text}" for where, text in there.items() if limits.weight(text) > most]


@pytest.mark.parametrize("said", [ENGLISH, GERMAN], ids=TAGS)
def test_every_label_has_room_where_it_stands(said: Mapping[str, str]) -> None:
    """Slack takes 24 characters for what heads, sends or closes a form; a phone shows some thirty of a button."""
    assert not too_long(said, HEADS_OR_SENDS, limits.MODAL_TITLE)
    assert not too_long(said, PRESSED, limits.CONFIRM_CHOICE)
    assert not too_long(said, FINAL, limits.CONFIRM_TEXT)
