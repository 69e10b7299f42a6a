"""The app package of a made-up bot, as it is shown in teams/. `python -m tests.bot.teams.example` makes it anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from bot.teams import versions
from bot.teams.manifest import teams_package
from bot.teams.settings import TeamsSettings

FOLDER = Path(__file__).parents[3] / "teams"
EDITIONS = Path(versions.__file__).with_name("editions.txt")
EXAMPLE = TeamsSettings(
    app_id="33333333-4444-4555-8666-777777777777",
    secret="for show",
    tenant_id="22222222-3333-4444-8555-666666666666",
    website="https://www.contoso.example/dsr",
    privacy="https://www.contoso.example/privacy",
    terms="https://www.contoso.example/terms",
)


def unpacked(settings: TeamsSettings) -> Iterator[tuple[str, bytes]]:
    """Every file of the package, by its name."""
    made = teams_package(settings, versions.version(settings, FOLDER))
    with ZipFile(io.BytesIO(made)) as package:
        yield from ((name, package.read(name)) for name in package.namelist())


if __name__ == "__main__":
    known = EDITIONS.read_text(encoding="utf-8").split() if EDITIONS.exists() else []
    if known[-1:] != [versions.edition()]:
        EDITIONS.write_text("\n".join([*known, versions.edition(), ""]), encoding="utf-8")
    for name, content in unpacked(EXAMPLE):
        (FOLDER / name).write_bytes(content)
