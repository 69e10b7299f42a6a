"""The app package of a made-up bot, as it is shown in teams/. `python -m tests.bot.teams.example` makes it anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from bot.teams.manifest import teams_package
from bot.teams.settings import TeamsSettings

FOLDER = Path(__file__).parents[3] / "teams"
EXAMPLE = TeamsSettings(
    app_id="33333333-4444-4555-8666-777777777777",
    secret="for show",
    tenant_id="22222222-3333-4444-8555-666666666666",
)


def unpacked(settings: TeamsSettings) -> Iterator[tuple[str, bytes]]:
    """Every file of the package, by its name."""
    with ZipFile(io.BytesIO(teams_package(settings))) as package:
        yield from ((name, package.read(name)) for name in package.namelist())


if __name__ == "__main__":
    for name, content in unpacked(EXAMPLE):
        (FOLDER / name).write_bytes(content)
