"""The company's letters are read at the start; one that may not go out stops it with a sentence that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.composing import policy_of
from bot.settings.config import Config
from bot.settings.letters import templates
from bot.settings.setting_errors import SettingsError
from domain.letters import LetterKind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "letters" / "en").mkdir(parents=True)
    return tmp_path / "letters"


def put(folder: Path, name: str, text: str | bytes) -> None:
    (folder / "en" / name).write_bytes(text.encode() if isinstance(text, str) else text)


def test_without_a_folder_the_bots_own_are_used() -> None:
    assert templates("").own == {}


def test_a_letter_of_the_companys_own_is_used_as_it_was_saved(folder: Path) -> None:
    put(folder, "answer.txt", "\ufeffDear you,\r\n$done\r\n")
    put(folder, ".hidden", "x")
    policy = policy_of(Config.model_validate({"letters": {"folder": str(folder)}}), "id")
    assert policy.letters.own == {("en", LetterKind.ANSWER): "Dear you,\n$done\n"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("refusal.txt", "$ground", "en/refusal.txt lacks $complaint, $remedy, which the GDPR asks for (Art. 12(4))"),
        ("answer.txt", "$done $iban", "en/answer.txt has placeholders that this letter does not take ($iban)"),
        ("answer.txt", "5 $ $done", "en/answer.txt has a dollar sign that begins no placeholder"),
        ("answer.txt", "  ", "en/answer.txt is empty"),
        ("answer.txt", "$done" + "x" * 3000, "en/answer.txt is longer than 3,000 signs"),
        ("answer.txt", b"\xff\xfe", "en/answer.txt cannot be read"),
        ("acknowledgement.txt", "Hello", "en/acknowledgement.txt lacks $reference"),
        ("refusl.txt", "x", "en/refusl.txt is no letter that I know: acknowledgement.txt"),
        ("answer.docx", "x", "en/answer.docx is no letter that I know"),
    ],
)
def test_what_may_not_go_out_stops_the_start(folder: Path, name: str, text: str | bytes, said: str) -> None:
    put(folder, name, text)
    with pytest.raises(SettingsError) as stopped:
        templates(str(folder))
    assert said in str(stopped.value)
    assert str(stopped.value).endswith(".")


def test_a_folder_that_is_none_or_holds_another_language_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no folder"):
        templates(str(tmp_path / "nowhere"))
    (folder / "xx").mkdir()
    with pytest.raises(SettingsError, match="xx, which is no language that I know"):
        templates(str(folder))
