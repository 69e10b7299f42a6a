"""`dsrbot init`: asks, says at once what is wrong, writes nothing over, and what it writes is what a start takes."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
import tomli_w
from click import ClickException
from click.testing import CliRunner, Result
from dotenv import dotenv_values

from bot.cli.calls import write
from bot.cli.init_files import env_text
from bot.cli.main import main
from bot.settings.all import load
from bot.settings.env_file import environment
from storage.master_key import decode, new_master_key

GUID = "11111111-2222-4333-8444-555555555555"
ADMINS = {"admins": ["ada@contoso.com", "amir@contoso.com"]}
SLACK: Mapping[str, object] = {
    "chats": "slack",
    "SLACK_BOT_TOKEN": "xoxb-1-hush",
    "SLACK_APP_TOKEN": "xapp-1-hush",
    "people": {**ADMINS, "approvers": "ben@contoso.com, cleo@contoso.com"},
    "channels": {"approvals": {"slack": "C0APPROVE"}},
}
TEAMS: Mapping[str, object] = {
    "MicrosoftAppId": GUID,
    "MicrosoftAppPassword": 'it\'s a "hush" $HOME \\ #1',
    "MicrosoftAppTenantId": GUID,
}
INSIGHTS: Mapping[str, object] = {
    "insights": "now",
    "INSIGHTS_INSTANCE_ID": "contoso",
    "INSIGHTS_SUBSCRIPTION_KEY": "a-hush,b-hush",
    "ENTRA_TENANT_ID": GUID,
    "ENTRA_CLIENT_ID": GUID,
    "ENTRA_CLIENT_SECRET": "c-hush",
}
HTTP: Mapping[str, object] = {
    **{name: said for name, said in SLACK.items() if name != "SLACK_APP_TOKEN"},
    "way": "http",
    "SLACK_SIGNING_SECRET": "d-hush",
}
EVERYTHING = {**SLACK, **TEAMS, **INSIGHTS, "chats": "both"}
TOKENS = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}
TYPED = (
    "slack",
    "xoxb-1-hush",
    "",
    "xapp-1-hush",
    "later",
    "ada@contoso.com amir@contoso.com",
    "ben@contoso.com",
    "",
    "",
    "C0APPROVE",
    "",
    "AT",
    "Europe/Vienna",
    "Contoso",
    "",
    "",
    "",
    "",
    "",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*options: str, typed: tuple[str, ...] = (), **environ: str) -> Result:
    return CliRunner().invoke(main, ["init", *options], input="".join(f"{line}\n" for line in typed), env=environ)


def answered(home: Path, answers: Mapping[str, object], *options: str, **environ: str) -> Result:
    (home / "answers.toml").write_text(tomli_w.dumps(answers), encoding="utf-8")
    return init("--answers", "answers.toml", *options, **environ)


def written(home: Path) -> Mapping[str, str]:
    return {
        name: (home / name).read_text(encoding="utf-8") for name in (".env", "dsrbot.toml") if (home / name).exists()
    }


def test_what_a_person_answers_is_what_a_start_takes(home: Path) -> None:
    told = init(typed=TYPED)
    assert told.exit_code == 0, told.output
    settings = load(environment({}, home).environ, home)
    assert settings.slack
    assert settings.slack.bot_token
    assert settings.slack.bot_token.get_secret_value() == "xoxb-1-hush"
    config = settings.config
    assert (config.people.admins, config.people.approvers) == (
        ("ada@contoso.com", "amir@contoso.com"),
        ("ben@contoso.com",),
    )
    assert (config.law.country, str(config.law.timezone), config.environment.name) == ("AT", "Europe/Vienna", "Contoso")
    assert "dsrbot check --sandbox" in told.output
    assert "hush" not in told.output


@pytest.mark.parametrize("answers", [SLACK, HTTP, {**SLACK, **INSIGHTS}, EVERYTHING], ids=["", "http", "data", "all"])
def test_a_file_of_answers_asks_nothing_and_says_what_is_next(home: Path, answers: Mapping[str, object]) -> None:
    told = answered(home, answers)
    assert told.exit_code == 0, told.output
    environ = environment({}, home).environ
    assert {name: environ[name] for name in answers if name.isupper()} == {
        name: value for name, value in answers.items() if name.isupper()
    }
    if "MicrosoftAppPassword" in answers:
        assert environ["MicrosoftAppPassword"] == TEAMS["MicrosoftAppPassword"]
    load(environ, home).check_complete(sandbox="insights" not in answers)
    assert "1. dsrbot check" in told.output
    assert "hush" not in told.output


def test_secrets_are_for_their_owner_alone_and_in_no_other_file(home: Path) -> None:
    answered(home, EVERYTHING)
    assert stat.S_IMODE((home / ".env").stat().st_mode) == 0o600
    assert "hush" not in (home / "dsrbot.toml").read_text(encoding="utf-8")
    assert {file.name for file in home.iterdir()} == {".env", "dsrbot.toml", "answers.toml"}


WRONG = [
    ({**SLACK, "SLACK_BOT_TOKEN": "xapp-hush"}, "SLACK_BOT_TOKEN: It must be a token that begins with xoxb-."),
    ({**SLACK, "SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN: This takes an answer."),
    ({**SLACK, "SLACK_APP_TOKEN": 7}, "SLACK_APP_TOKEN: It must be text in quotes."),
    ({**SLACK, "chats": "irc"}, "chats: It must be 'slack', 'teams' or 'both'."),
    ({**SLACK, "law": {"country": "hush"}}, 'law.country: It must be a country by its two letters, such as "DE".'),
    (
        {**SLACK, "people": {"admins": ["ada@contoso.com"], "approvers": ["ben@contoso.com"]}},
        "people.admins: people.admins",
    ),
    (
        {**SLACK, "people": {"admins": ["a@b.com", "hush"], "approvers": ["c@b.com"]}},
        "people.admins: It must be an e-mail",
    ),
    ({**SLACK, "people": {**ADMINS, "approvers": ["ada@contoso.com"]}}, "people.approvers: approval.required"),
    ({**SLACK, "peeple": {"admins": []}}, "peeple.admins: Nothing is called so; write people.admins."),
    ({**SLACK, "ENTRA_CLIENT_SECRET": "hush"}, "ENTRA_CLIENT_SECRET: This is not asked after the other answers"),
    ({name: said for name, said in SLACK.items() if name != "people"}, "people.admins: This is missing."),
]


@pytest.mark.parametrize(("answers", "sentence"), WRONG, ids=[sentence[:40] for _, sentence in WRONG])
def test_a_file_that_does_not_fit_is_told_line_by_line_and_nothing_is_written(
    home: Path, answers: Mapping[str, object], sentence: str
) -> None:
    told = answered(home, answers)
    assert told.exit_code == 1
    assert sentence in told.output
    assert "hush" not in told.output
    assert written(home) == {}


def test_everything_that_is_wrong_in_a_file_is_told_at_once(home: Path) -> None:
    told = answered(home, {"chats": "slack", "SLACK_BOT_TOKEN": "nothing", "law": {"country": "Germany"}})
    assert told.output.count("\n") == 6
    assert all(name in told.output for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "people.admins", "law.country"))


def test_a_person_hears_at_once_what_is_wrong_and_is_asked_again(home: Path) -> None:
    mistyped = (*TYPED[:1], "token", *TYPED[1:5], "ada@contoso.com", *TYPED[5:])
    told = init(typed=mistyped)
    assert told.exit_code == 0
    assert "It must be a token that begins with xoxb-." in told.output
    assert "name a second admin" in told.output


@pytest.mark.parametrize("name", [".env", "dsrbot.toml"])
def test_nothing_is_written_over_unasked(home: Path, name: str) -> None:
    (home / name).write_text("# mine\n", encoding="utf-8")
    assert answered(home, SLACK).exit_code == 1
    assert init(typed=(*TYPED, "n")).exit_code == 1
    assert written(home) == {name: "# mine\n"}
    assert init(typed=(*TYPED, "y")).exit_code == 0
    assert answered(home, SLACK, "--overwrite").exit_code == 0
    assert len(written(home)) == 2


def test_a_second_time_the_master_key_stays_and_so_does_what_was_added_by_hand(home: Path) -> None:
    answered(home, SLACK)
    before = dotenv_values(home / ".env", interpolate=False)
    assert len(decode(str(before["DSRBOT_MASTER_KEY"]))) == 32
    with (home / ".env").open("a", encoding="utf-8") as file:
        file.write("PORT=4000\n")
    answered(home, {**SLACK, "SLACK_BOT_TOKEN": "xoxb-2"}, "--overwrite")
    after = dotenv_values(home / ".env", interpolate=False)
    assert after == {**before, "PORT": "4000", "SLACK_BOT_TOKEN": "xoxb-2"}


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (SLACK, HTTP, {"SLACK_APP_TOKEN"}),
        ({**SLACK, **INSIGHTS}, SLACK, {name for name in INSIGHTS if name.isupper()}),
        (EVERYTHING, {**SLACK, **INSIGHTS}, set(TEAMS)),
        ({**EVERYTHING, "chats": "both"}, {**TEAMS, **INSIGHTS, "chats": "teams", "people": SLACK["people"]}, TOKENS),
    ],
    ids=["by another way", "the sandbox", "no Teams", "no Slack"],
)
def test_what_the_new_answers_leave_out_does_not_outlive_them(
    home: Path, before: Mapping[str, object], after: Mapping[str, object], gone: set[str]
) -> None:
    assert answered(home, before).exit_code == 0
    with (home / ".env").open("a", encoding="utf-8") as file:
        file.write("PORT=4000\n")
    kept = environment({}, home).environ
    told = answered(home, after, "--overwrite")
    assert told.exit_code == 0, told.output
    assert set(kept) - set(environment({}, home).environ) == gone
    assert "Taken out of .env, as your answers are without it: " in told.output
    assert all(name in told.output for name in gone)
    settings = load(environment({}, home).environ, home)
    settings.check_complete(sandbox="insights" not in after)
    assert "hush" not in told.output


def test_an_empty_variable_does_not_hide_the_master_key_that_is_kept(home: Path) -> None:
    answered(home, SLACK)
    key = environment({}, home).environ["DSRBOT_MASTER_KEY"]
    assert answered(home, SLACK, "--overwrite", DSRBOT_MASTER_KEY="").exit_code == 0
    assert environment({}, home).environ["DSRBOT_MASTER_KEY"] == key


def test_no_draft_with_secrets_stays_where_the_file_cannot_be_written(home: Path) -> None:
    (home / "there").mkdir()
    (home / "there/is").mkdir()
    with pytest.raises(ClickException, match="there cannot be written: check the folder and its rights"):
        write(home / "there", b"SECRET=hush")
    assert [file.name for file in home.iterdir()] == ["there"]


def test_no_other_master_key_is_written_where_one_is_used_already(home: Path) -> None:
    assert answered(home, SLACK, DSRBOT_MASTER_KEY=new_master_key()).exit_code == 0
    assert "DSRBOT_MASTER_KEY" not in written(home)[".env"]
    (home / "data").mkdir()
    (home / "data/dsrbot.key").write_text(new_master_key(), encoding="ascii")
    assert "Keep a copy" not in answered(home, SLACK, "--overwrite").output
    assert "DSRBOT_MASTER_KEY" not in written(home)[".env"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_takes_no_files_is_one_sentence(home: Path) -> None:
    (home / "answers.toml").write_text(tomli_w.dumps(SLACK), encoding="utf-8")
    home.chmod(0o500)
    told = init("--answers", "answers.toml")
    home.chmod(0o700)
    assert "cannot be written: check the folder and its rights" in told.output


@pytest.mark.parametrize(
    "value", ["plain", "it's", 'a "b"', "$HOME", "${HOME}", "back\\slash", "#no comment", "a b ", "ä=ü"]
)
def test_a_secret_is_read_back_as_it_was_written(home: Path, value: str) -> None:
    (home / ".env").write_text(env_text({"SECRET": value}), encoding="utf-8")
    assert environment({}, home).environ == {"SECRET": value}
