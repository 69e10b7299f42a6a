"""`dsrbot check` of the log: what a start would stop at, and what would be kept nowhere, is said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.check_log import of_the_log
from bot.settings.config import Audit
from tests.bot.conftest import Run

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:1/api"}
PEOPLE = '[people]\nadmins = ["ada@contoso.com", "amir@contoso.com"]\napprovers = ["ben@contoso.com"]\n'
STAMPS = "https://tsa.example.com"


def test_what_is_not_asked_for_lacks_nothing(tmp_path: Path) -> None:
    assert not [*of_the_log(Audit())]
    assert not [*of_the_log(Audit(anchor=str(tmp_path / "anchor")))]  # the first start makes it


@pytest.mark.parametrize("place", ["no folder/anchor", "file/anchor", "/proc/1/fd/none/anchor"])
def test_an_anchor_where_nothing_can_be_written_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    [told] = of_the_log(Audit(anchor=str(tmp_path / place)))
    assert told.startswith("audit.anchor is in a folder that is not there or cannot be written")


def test_a_file_that_is_no_anchor_stops_a_start_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "anchor").write_text("something else\n", encoding="ascii")
    assert [*of_the_log(Audit(anchor=str(tmp_path / "anchor")))] == [
        "audit.anchor names a file that is not the anchor of a log: check it."
    ]
    assert [*of_the_log(Audit(anchor=str(tmp_path)))] == [
        "audit.anchor names a file that is not the anchor of a log: check it."
    ]


def test_a_list_of_destroyed_keys_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "anchor.destroyed").mkdir()
    [told] = of_the_log(Audit(anchor=str(tmp_path / "anchor")))
    assert told.startswith("The list of destroyed keys beside audit.anchor cannot be read")


@pytest.mark.parametrize("content", [None, "", "no certificate", "-----BEGIN CERTIFICATE-----\nMA==\n"])
def test_certificates_that_a_start_would_not_take_are_said(tmp_path: Path, content: str | None) -> None:
    roots = tmp_path / "roots.pem"
    if content is not None:
        roots.write_text(content, encoding="ascii")
    [told] = of_the_log(Audit(timestamp=STAMPS, timestamp_ca=str(roots)))
    assert told == "audit.timestamp_ca names no file of PEM certificates: check it."


def test_the_check_does_not_pass_with_it(dsrbot: Run, tmp_path: Path) -> None:
    audit = f'[audit]\nanchor = "gone/anchor"\ntimestamp = "{STAMPS}"\ntimestamp_ca = "gone.pem"\n'
    (tmp_path / "dsrbot.toml").write_text(PEOPLE + audit, encoding="utf-8")
    found = dsrbot("check", "--sandbox", environ=SLACK)
    said = [line for line in found.output.splitlines() if line.startswith("⚠ Log: ")]
    assert ["audit.timestamp_ca" in said[0], "audit.anchor" in said[1]] == [True, True]
    assert found.exit_code == 1
