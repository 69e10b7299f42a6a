"""The documentation shows every case, in each language, light and dark, and nothing that is no case any more."""

from __future__ import annotations

import re

from tests.pictures.__main__ import LANGUAGES, LOOKS, PICTURES, SHADES
from tests.pictures.cases import CASES
from tests.pictures.small import MOST

PAGE = PICTURES.parent / "what-people-see.md"


def drawn() -> set[str]:
    return {picture.stem for picture in PICTURES.glob("*.png")}


def plain() -> set[str]:
    """The names without what tells of language and shade."""
    return {name.removesuffix(SHADES[-1]).removesuffix(LANGUAGES["de"]) for name in drawn()}


def test_every_case_has_its_pictures_in_every_language_light_and_dark() -> None:
    assert drawn() == {f"{name}{look}" for name in plain() for look in LOOKS}
    assert {case for name in plain() for case in CASES if name.startswith(f"{case}-")} == set(CASES)
    assert [name for name in plain() if not any(name.startswith(f"{case}-") for case in CASES)] == []


def test_the_page_about_what_people_see_shows_each_of_them_with_what_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(doors/([\w-]+)\.png\)", page)
    assert {name for _, name in shown} == plain()
    assert all(alt for alt, _ in shown)
    assert set(re.findall(r"\(doors/([\w-]+)\.png\)", page)) == drawn()


def test_each_is_small_enough_to_be_looked_at() -> None:
    assert [picture.name for picture in PICTURES.glob("*.png") if picture.stat().st_size > MOST] == []
