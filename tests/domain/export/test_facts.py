"""What is kept of a step of an export is what earlier releases kept and read."""

from __future__ import annotations

import pytest

from domain.export.facts import ExportFacts
from domain.notes import Note

WHOLE = ExportFacts(
    by="tess", signed="Tess T", again=True, letter="<a@b>", mail="<c@d>", question="Is it you?", before=Note.DOUBTFUL
)
ROW = {
    "by": "tess", "signed": "Tess T", "again": "yes", "letter": "<a@b>", "mail": "<c@d>", "question": "Is it you?",
    "before": "doubtful",
}  # fmt: skip


def test_a_row_holds_what_it_held() -> None:
    assert WHOLE.kept == ROW
    assert ExportFacts.read(ROW) == WHOLE


@pytest.mark.parametrize(("row", "signed"), [({"by": "tess"}, None), ({"by": "tess", "signed": ""}, "")])
def test_an_empty_name_is_not_the_same_as_none(row: dict[str, str], signed: str | None) -> None:
    assert ExportFacts.read(row).signed == signed
    assert ExportFacts.read(row).kept == row


def test_the_note_of_another_release_stays_as_it_is() -> None:
    assert ExportFacts.read({"before": "washed"}).kept == {"before": "washed"}
