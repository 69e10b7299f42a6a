"""The version of the app package follows its content: the same for the same, higher for what came later."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.teams.manifest import teams_package
from bot.teams.settings import TeamsSettings
from bot.teams.versions import edition, editions, version
from tests.bot.teams.example import EXAMPLE

CHANGED = [
    replace(EXAMPLE, privacy="https://www.contoso.example/privacy-2"),
    replace(EXAMPLE, terms=""),
    replace(EXAMPLE, targeted=True),
    replace(EXAMPLE, public_url="https://other.contoso.example"),
    replace(EXAMPLE, website="https://www.contoso.example"),
]


def numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def written(folder: Path, settings: TeamsSettings, name: str = "dsrbot.zip") -> str:
    """A package, and its version."""
    number = version(settings, folder)
    (folder / name).write_bytes(teams_package(settings, number))
    return number


def test_the_edition_of_the_product_is_counted() -> None:
    """Otherwise: python -m tests.bot.teams.example"""
    assert editions()[-1] == edition()


def test_the_same_content_has_the_same_version_wherever_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    first = written(tmp_path, EXAMPLE)
    assert [written(tmp_path, EXAMPLE) for _ in range(3)] == [first] * 3
    assert written(tmp_path / "elsewhere", replace(EXAMPLE)) == first


@pytest.mark.parametrize(
    "names", [["dsrbot.zip"] * 6, [f"{number}.zip" for number in range(6)]], ids=["over", "beside"]
)
def test_changed_content_has_a_higher_version_than_the_package_that_is_there(tmp_path: Path, names: list[str]) -> None:
    made = [EXAMPLE, *CHANGED]
    found = [written(tmp_path, settings, name) for settings, name in zip(made, names, strict=True)]
    assert sorted(set(found), key=numbers) == found
    back = written(tmp_path, EXAMPLE)  # as it was before is a change too
    assert numbers(back) > numbers(found[-1])


def test_changed_content_has_another_version_also_where_no_package_is(tmp_path: Path) -> None:
    assert len({version(settings, tmp_path) for settings in (EXAMPLE, *CHANGED)}) == 1 + len(CHANGED)


def test_a_new_edition_is_higher_than_all_of_the_one_before(tmp_path: Path) -> None:
    major, count, _ = numbers(version(EXAMPLE, tmp_path))
    assert (major, count) == (1, len(editions()))


def test_what_lies_there_and_is_no_package_of_this_app_does_not_count(tmp_path: Path) -> None:
    alone = version(EXAMPLE, tmp_path)
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "folder.zip").mkdir()
    for number, content in enumerate((b"", b"[]", b"{", b'{"id": 5}', b"[" * 10_000, b" " * 2**21)):
        with ZipFile(tmp_path / f"odd-{number}.zip", "w") as package:
            package.writestr("manifest.json", content)
    for number, odd in enumerate(("9.9", "a.b.c", 5, None, "9.9.9.9")):
        with ZipFile(tmp_path / f"version-{number}.zip", "w") as package:
            package.writestr("manifest.json", json.dumps({"id": EXAMPLE.app_id, "version": odd}))
    written(tmp_path, replace(EXAMPLE, app_id="55555555-4444-4555-8666-777777777777"), "another.zip")
    assert version(EXAMPLE, tmp_path) == alone
