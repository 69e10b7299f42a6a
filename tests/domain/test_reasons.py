"""What may be meant otherwise than as a reason is told from what is one."""

from __future__ import annotations

import pytest

from domain.reasons import may_be_of_one, may_end

REASONS = [
    "a court case", "the Fabrikam case", "ein Gerichtsverfahren", "Klage am Amtsgericht Köln, 17 C 4/26", "why not",
    "once more", "tax audit: office of finance", "Нужно для суда", "裁判 のため", "another reason",
    "a tax audit until 2030", "Klage bis Mai",
]  # fmt: skip


@pytest.mark.parametrize("text", REASONS)
def test_a_reason_is_one(text: str) -> None:
    assert not may_end(text)
    assert not may_be_of_one(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "!", "17", "OFF", "please, off", "isn't it over", "isn’t needed", "never", "until May",
        "released", "aus", "bitte aufheben", "gelöst", "geloest", "nicht mehr", "no longer",
    ],
)  # fmt: skip
def test_what_may_end_something_is_seen(text: str) -> None:
    assert may_end(text)


@pytest.mark.parametrize(
    "text",
    [
        "status",
        "the import",
        "all is lost for DSR-7K3QFA",
        "the data of anna@contoso.com is wrong",
        "what <@U123> did",
        "",
    ],
)
def test_what_may_be_about_one_is_seen(text: str) -> None:
    assert may_be_of_one(text)
