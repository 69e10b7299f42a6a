"""The documentation shows every case, each in both looks, and nothing that is no case any more."""

from __future__ import annotations

import re

from tests.pictures.__main__ import LOOKS, PICTURES
from tests.pictures.cases import CASES
from tests.pictures.small import MOST

PAGE = PICTURES.parent / "what-people-see.md"


def drawn() -> set[str]:
    return {picture.stem for picture in PICTURES.glob("*.png")}


def test_every_case_has_its_pictures_in_every_look() -> None:
    dark = next(look for look in LOOKS if look)
    plain = {name for name in drawn() if not name.endswith(dark)}
    assert drawn() == plain | {f"{name}{dark}" for name in plain}
    assert {case for name in plain for case in CASES if name.startswith(f"{case}-")} == set(CASES)
    assert [name for name in plain if not any(name.startswith(f"{case}-") for case in CASES)] == []


def test_the_page_about_what_people_see_shows_each_of_them_with_what_it_is() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(doors/([\w-]+)\.png\)", PAGE.read_text(encoding="utf-8"))
    assert {name for _, name in shown} == drawn()
    assert all(alt for alt, _ in shown)


def test_each_is_small_enough_to_be_looked_at() -> None:
    assert [picture.name for picture in PICTURES.glob("*.png") if picture.stat().st_size > MOST] == []
