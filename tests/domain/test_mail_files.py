"""What the names of attachments tell about portability (Art. 20 GDPR)."""

from __future__ import annotations

import pytest

from domain.mail_files import data_files, is_machine_readable


@pytest.mark.parametrize(
    "names",
    [
        ["export.csv"],
        ["EXPORT.JSON"],
        ["readme.pdf", "data.xml"],
        ["a.b.xlsx"],
        ["export.csv.gz"],
        ["data.json.zip"],
        ["x.csv ."],
        ["image001.png", "export.ndjson"],
    ],
)
def test_one_structured_file_will_do(names: list[str]) -> None:
    assert is_machine_readable(names) is True


@pytest.mark.parametrize(
    "names", [["export.pdf"], ["a.docx", "b.txt"], ["data.csv.pdf"], ["export.csv.exe"], ["csv.pdf"]]
)
def test_a_pdf_will_not(names: list[str]) -> None:
    assert is_machine_readable(names) is False


@pytest.mark.parametrize(
    "names", [[], ["export.zip"], ["a.pdf", "b.7z"], ["image001.png"], ["smime.p7s"], ["csv"], [""]]
)
def test_what_only_opening_would_tell_is_not_told(names: list[str]) -> None:
    assert is_machine_readable(names) is None


def test_pictures_signatures_and_other_mails_are_no_data() -> None:
    names = ["image001.png", "smime.p7s", "old.eml", "winmail.dat", "unnamed", "export.csv", "terms.pdf"]
    assert data_files(names) == ("export.csv", "terms.pdf")
