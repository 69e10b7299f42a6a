"""What the names of attachments tell about portability (Art. 20 GDPR)."""

from __future__ import annotations

import pytest

from domain.mail.files import data_files, is_machine_readable, odd_files


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


@pytest.mark.parametrize(
    "names", [["export.json"], ["customer-data.zip"], ["Daten 2026.csv"], ["données.xml", "a.csv"]]
)
def test_some_names_are_not_odd_for_data(names: list[str]) -> None:
    assert not odd_files(names)


@pytest.mark.parametrize(
    "name", ["export-part-1.zip", "export_1of3.zip", "Teil 2 von 3.csv", "error.json", "survey.xlsx", "sample_data.csv"]
)
def test_a_part_and_something_else_are_odd(name: str) -> None:
    assert odd_files(["export.csv", name])
