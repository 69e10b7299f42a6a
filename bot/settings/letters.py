"""The company's own letters, read and checked once at the start: a letter that lacks what the law asks for stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.settings.setting_errors import SettingsError
from domain.letters import Flaw, LetterKind, Templates, flaws
from domain.words.en import EN
from domain.words.languages import LANGUAGES

_ENDING = ".txt"
_MOST = 100_000  # bytes of a file


def templates(folder: str) -> Templates:
    """Those in the folder; of what is not there the bot's own are used.

    Raises:
        SettingsError: the folder, or something in it, is no letter that may go out; the sentence names it.
    """
    return Templates(dict(_read(Path(folder))) if folder else {})


def _read(folder: Path) -> Iterator[tuple[tuple[str, LetterKind], str]]:
    if not folder.is_dir():
        raise SettingsError(f"letters.folder names {folder.name}, which is no folder: make it, or leave it out.")
    for language in sorted(folder.iterdir()):
        if language.name.startswith("."):
            continue
        if language.name not in LANGUAGES or not language.is_dir():
            known = ", ".join(LANGUAGES)
            raise SettingsError(f"letters.folder has {language.name}, which is no language that I know: {known}.")
        for file in sorted(language.iterdir()):
            if not file.name.startswith("."):
                yield (language.name, _kind(file)), _checked(file)


def _kind(file: Path) -> LetterKind:
    if file.suffix != _ENDING or file.stem not in set(LetterKind):
        known = ", ".join(f"{kind}{_ENDING}" for kind in LetterKind)
        raise SettingsError(f"{_named(file)} is no letter that I know: {known}.")
    return LetterKind(file.stem)


def _checked(file: Path) -> str:
    text = _text(file)
    for flaw in flaws(LetterKind(file.stem), text):
        raise SettingsError(f"{_named(file)} {_said(flaw)}.")
    return text


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            found = opened.read(_MOST)
        return found.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{_named(file)} cannot be read: save it as UTF-8 text.") from None


def _said(flaw: Flaw) -> str:
    names = ", ".join(f"${name}" for name in flaw.names)
    return EN.letters.WRONG[flaw.what].format(names, flaw.article)


def _named(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
