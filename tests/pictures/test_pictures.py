"""The documentation shows every case, and nothing that is no case any more."""

from __future__ import annotations

from tests.pictures.__main__ import PICTURES
from tests.pictures.cases import CASES


def test_every_case_has_its_pictures() -> None:
    drawn = {picture.stem.rpartition("-")[0] for picture in PICTURES.glob("*.png")}
    assert drawn == set(CASES)
