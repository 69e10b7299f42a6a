"""`python -m tests.pictures [case…]`: every case as pictures in docs/doors/, in each language, light and dark.

docs/what-people-see.md shows all of them.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pictures.cases import CASES, Seen
from tests.pictures.doors import Doors, doors
from tests.pictures.small import small
from tests.programs import or_exit
from tests.stage import PEOPLE, MoodyTerminal, rules, scene

PICTURES = Path(__file__).parents[2] / "docs/doors"
LANGUAGES: Mapping[str, str] = {"en": "", "de": "-de"}  # who reads it → what is behind the name of a picture
SHADES = ("", "-dark")  # what is behind that
LOOKS = tuple(language + shade for language in LANGUAGES.values() for shade in SHADES)


async def main(wanted: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with doors(or_exit) as easels:
        for name in wanted:
            for language in LANGUAGES:
                await _keep(easels, name, language, await _played(name, language))


async def _played(name: str, language: str) -> Seen:
    config = rules(
        approval={"required": {"default": 1}, "digest": "08:00"}, language={"channels": language, "letters": language}
    )
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bot.db"
        async with scene(database, Path(folder), config=config, screens=_screens(language)) as on:
            return await CASES[name](on)


def _screens(language: str) -> MoodyTerminal:
    """Everybody has set their platform to this language."""
    screens = MoodyTerminal()
    for member in PEOPLE:
        screens.becomes(replace(member, locale=language))
    return screens


async def _keep(easels: Doors, name: str, language: str, seen: Seen) -> None:
    for shade in SHADES:
        dark, look = bool(shade), f"{LANGUAGES[language]}{shade}"
        for part, answer in seen.answers.items():
            _write(f"{name}-{part}{look}", await easels.draw(answer, dark=dark))
        if seen.record:
            _write(f"{name}-record{look}", await easels.page(seen.record, dark=dark))
        for part, drawn in seen.pictures.items():
            _write(f"{name}-{part}{look}", drawn[shade])


def _write(name: str, png: bytes) -> None:
    (PICTURES / f"{name}.png").write_bytes(small(png))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(CASES)))
