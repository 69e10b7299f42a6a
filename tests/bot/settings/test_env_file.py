"""`.env`: read where it lies, outweighed by the environment, and told by names alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.env_file import environment
from bot.settings.setting_errors import SettingsError
from tests.bot.conftest import Run


def put(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_without_a_file_the_environment_is_all_there_is(tmp_path: Path) -> None:
    found = environment({"PORT": "1"}, tmp_path)
    assert (found.environ, found.told()) == ({"PORT": "1"}, ())


def test_what_the_environment_sets_wins_and_that_is_said_by_name(tmp_path: Path) -> None:
    put(tmp_path, "SLACK_BOT_TOKEN=xoxb-file\nPORT=2\nHOST=\nADMIN_PORT=3 # a comment\n")
    found = environment({"PORT": "1", "ADMIN_PORT": ""}, tmp_path)
    assert found.environ == {"SLACK_BOT_TOKEN": "xoxb-file", "PORT": "1", "ADMIN_PORT": "3"}
    assert found.told() == (
        ".env sets SLACK_BOT_TOKEN, ADMIN_PORT.",
        "Of .env this does not count, as the environment sets it: PORT.",
    )


def test_what_both_say_alike_is_no_news(tmp_path: Path) -> None:
    put(tmp_path, "PORT=1\n")
    assert environment({"PORT": "1"}, tmp_path).told() == ()


def test_a_file_that_others_may_read_is_named(tmp_path: Path) -> None:
    put(tmp_path, "PORT=1\n", 0o644)
    assert "chmod 600 .env" in environment({}, tmp_path).told()[-1]


def test_the_mark_that_editors_on_windows_begin_with_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    put(tmp_path, "\ufeffPORT=2\r\nHOST=x\r\n")
    assert environment({}, tmp_path).environ == {"PORT": "2", "HOST": "x"}


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        environment({}, tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SLACK_BOT_TOKEN: xoxb-hush\n", 1),  # as in YAML
        ("PORT=1\nSLACK_BOT_TOKEN xoxb-hush\n", 2),
        ("# a comment\n\nSLACK_BOT_TOKEN:xoxb-hush\n", 3),
        ("SLACK_BOT_TOKEN:xoxb=hush\n", 1),  # a name that holds what is secret
        ("PORT=1\nset SLACK_BOT_TOKEN=xoxb-hush\n", 2),  # as on Windows
        ("PORT=1\r\n\r\nSLACK_BOT_TOKEN\r\n", 3),
        ("=xoxb-hush\n", 1),
        ('\n\nSLACK_BOT_TOKEN="xoxb-hush\n', 3),  # a quote that nothing ends
        ('SLACK_BOT_TOKEN="xoxb-hush\nSLACK_APP_TOKEN="xapp-hush"\n', 1),  # or that the next one ends
        ("SLACK_BOT_TOKEN='xoxb' -hush\n", 1),
        ("DSRBOT_MASTER_KEY hush", 1),
    ],
)
def test_a_line_that_is_not_understood_starts_nothing_and_is_not_repeated(tmp_path: Path, text: str, line: int) -> None:
    """Without what it says, the bot would be another: the playground, or one with a new master key."""
    put(tmp_path, text)
    with pytest.raises(SettingsError, match=rf"^\.env, line {line}, is no NAME=value: ") as told:
        environment({}, tmp_path)
    assert "hush" not in str(told.value)


def test_a_name_that_is_set_twice_is_asked_back(tmp_path: Path) -> None:
    put(tmp_path, "SLACK_BOT_TOKEN=xoxb-hush\nPORT=1\nSLACK_BOT_TOKEN=xoxb-other\n")
    with pytest.raises(SettingsError, match=r"^\.env sets SLACK_BOT_TOKEN twice") as told:
        environment({}, tmp_path)
    assert "xoxb" not in str(told.value)


@pytest.mark.parametrize("none", ["", '""', '" "', " "])
def test_what_says_nothing_is_not_something_else(tmp_path: Path, none: str) -> None:
    """An empty line of a template, and what was written below it: one of them counts, whichever comes first."""
    for lines in ((none, "2"), ("2", none), (none, "2", none, '"2 "')):
        put(tmp_path, "".join(f"PORT={line}\n" for line in lines))
        assert environment({}, tmp_path).environ == {"PORT": "2"}
    put(tmp_path, f"PORT={none}\nPORT={none}\n")
    assert environment({}, tmp_path).environ == {}


def test_blanks_in_the_environment_set_nothing(tmp_path: Path) -> None:
    put(tmp_path, "PORT=2\nHOST=x\n")
    found = environment({"PORT": " ", "HOST": "x\r"}, tmp_path)
    assert found.environ == {"PORT": "2", "HOST": "x\r"}
    assert found.told() == (".env sets PORT.",)


def test_what_people_write_in_such_files_is_read(tmp_path: Path) -> None:
    key = "-----BEGIN KEY-----\nabc=\n-----END KEY-----"
    put(tmp_path, f"\n  # ours\nexport PORT = 1\nPORT=1\nHOST='a#b' # c\nMicrosoftAppPrivateKey=\"{key}\"\n\n")
    assert environment({}, tmp_path).environ == {"PORT": "1", "HOST": "a#b", "MicrosoftAppPrivateKey": key}


@pytest.mark.parametrize("command", [("run",), ("check",), ("key", "public"), ("manifest", "slack"), ("init",)])
def test_no_command_goes_on_without_what_it_could_not_read(
    dsrbot: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    put(tmp_path, "SLACK_BOT_TOKEN: xoxb-hush\n")
    told = dsrbot(*command)
    assert told.output.startswith("Error: .env, line 1, is no NAME=value")
    assert told.exit_code == 1


def test_every_command_reads_it_and_check_says_so(dsrbot: Run, tmp_path: Path) -> None:
    put(tmp_path, "SLACK_BOT_TOKEN=xoxb-hush\nSLACK_APP_TOKEN=xapp-hush\nSLACK_API_URL=http://127.0.0.1:1/api\n")
    people = '[people]\nadmins = ["ada@contoso.com", "amir@contoso.com"]\napprovers = ["ben@contoso.com"]\n'
    (tmp_path / "dsrbot.toml").write_text(people, encoding="utf-8")
    told = dsrbot("check", "--sandbox").output
    assert told.splitlines()[0] == ".env sets SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL."
    assert "hush" not in told
    assert dsrbot("key", "public").output.startswith("Error: ")  # nothing but its own answer, where it has one
