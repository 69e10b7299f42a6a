"""The command line as people use it, with what they get wrong: one sentence, an exit code, and never a traceback."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click import Command, Group
from click.testing import Result

from bot.cli.check import NOT_LOOKED
from bot.cli.main import main
from storage.master_key import decode, new_master_key
from tests.bot.conftest import Run
from tests.processes import DSRBOT, HOME

KEY = {"DSRBOT_MASTER_KEY": new_master_key()}
NOBODY = {"DATABASE_URL": "postgresql+psycopg://bot:hush@127.0.0.1:1/dsrbot", **KEY}
URL = ("--url", "https://bot.example.com")
TEAMS = {
    "MicrosoftAppId": "33333333-4444-4555-8666-777777777777",
    "MicrosoftAppPassword": "hush",
    "MicrosoftAppTenantId": "tenant",
}
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-hush",
    "SLACK_APP_TOKEN": "xapp-hush",
    "SLACK_API_URL": "http://127.0.0.1:1/api",
}
ANY_PORT = {"PORT": "0", "ADMIN_PORT": "0"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where `dsrbot` is called: with a configuration, and things in the way."""
    people = '[people]\nadmins = ["ada@contoso.com", "amir@contoso.com"]\napprovers = ["ben@contoso.com"]\n'
    (tmp_path / "dsrbot.toml").write_text(people, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Dear customer, " * 100, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def dsrbot(home: Path, dsrbot: Run) -> Run:
    return dsrbot


def complaint(result: Result) -> str:
    """The one sentence that the command ends with."""
    assert result.exit_code != 0
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    last = result.output.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert last.endswith(".")
    return last.removeprefix("Error: ")


def everything(command: Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    for name, below in command.commands.items() if isinstance(command, Group) else ():
        yield from everything(below, *path, name)


@pytest.mark.parametrize("path", [*everything(main)], ids=" ".join)
def test_everything_has_its_help(dsrbot: Run, path: tuple[str, ...]) -> None:
    for option in ("-h", "--help"):
        told = dsrbot(*path, option)
        assert told.exit_code == 0
        assert told.output.startswith("Usage: ")


def test_the_first_line_names_both_chats(dsrbot: Run) -> None:
    assert "from Slack and Teams" in dsrbot("--help").output


@pytest.mark.parametrize("arguments", [("frobnicate",), ("run", "--nope"), ("certificate",), ("manifest", "irc")])
def test_what_no_command_knows_is_a_mistake_in_the_call(dsrbot: Run, arguments: tuple[str, ...]) -> None:
    assert dsrbot(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "command", [("db", "upgrade"), ("run", "--sandbox"), ("certificate", "DSR-7K3QFA"), ("check", "--sandbox")]
)
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///letter.txt", "DATABASE_URL names a file that is no database of SQLite, or a damaged one."),
        ("sqlite:///folder", "DATABASE_URL names a file that cannot be opened: check the folder and its rights."),
        (
            "sqlite:///letter.txt/x",
            "DATABASE_URL names a file that cannot be opened: check the folder and its rights.",
        ),
        (NOBODY["DATABASE_URL"], "DATABASE_URL names a database that does not answer or does not let me in."),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    dsrbot: Run, command: tuple[str, ...], url: str, sentence: str
) -> None:
    result = dsrbot(*command, environ={**KEY, **ANY_PORT, **SLACK, "DATABASE_URL": url})
    assert complaint(result) == sentence
    assert "hush" not in result.output


def test_a_key_that_cannot_be_kept_beside_the_database_is_one_sentence(dsrbot: Run, home: Path) -> None:
    (home / "dsrbot.key").mkdir()
    assert complaint(dsrbot("run", environ={"DATABASE_URL": "sqlite:///dsrbot.sqlite3", **ANY_PORT})) == (
        "The master key beside the database can neither be read nor made: set DSRBOT_MASTER_KEY, or check DATABASE_URL."
    )


def test_a_database_of_a_newer_release_is_left_alone(dsrbot: Run, home: Path) -> None:
    assert dsrbot("db", "upgrade").output == "The database is up to date.\n"
    with sqlite3.connect(home / "data/dsrbot.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert complaint(dsrbot("db", "upgrade")) == (
        "The database was made by a newer DSR Bot: run that one, or give this one a database of its own."
    )


def test_a_new_key_is_one(dsrbot: Run) -> None:
    assert len(decode(dsrbot("key", "new").output.strip())) == 32


@pytest.mark.parametrize("url", ["not a url", "ftp://bot.example.com", "http://bot.example.com", "https://", "a" * 9])
@pytest.mark.parametrize("command", [("slack",), ("teams", "app.zip")])
def test_an_address_that_is_none_is_not_put_into_a_manifest(dsrbot: Run, command: tuple[str, ...], url: str) -> None:
    result = dsrbot("manifest", *command, "--url", url, environ=TEAMS)
    assert result.exit_code == 2
    assert "https://bot.example.com" in result.output


@pytest.mark.parametrize("url", ["bot.example.com", "https://bot.example.com/", "https://bot.example.com:8443/dsr"])
def test_an_address_goes_into_the_manifest(dsrbot: Run, url: str) -> None:
    told = dsrbot("manifest", "slack", "--url", url)
    assert told.exit_code == 0
    assert "https://bot.example.com" in told.output
    assert "socket_mode_enabled: false" in told.output


def test_a_user_group_of_any_environment_is_asked_for_in_the_manifest(dsrbot: Run, tmp_path: Path) -> None:
    config = """
[environment]
name = "us"
[people]
admins = ["ada@contoso.com"]
approvers = ["ben@contoso.com"]
[[environments]]
name = "emea"
people = { admins = ["tess@contoso.com"], approvers = ["%s"] }
channels = {}
"""
    for approver, scopes in (("cleo@contoso.com", 0), ("slack-group:S0EMEA", 1)):
        (tmp_path / "dsrbot.toml").write_text(config % approver, encoding="utf-8")
        told = dsrbot("manifest", "slack")
        assert (told.exit_code, told.output.count("usergroups:read")) == (0, scopes), told.output


OAUTH = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"}


def test_a_manifest_for_several_workspaces_leads_back_and_lets_named_organisations_in(
    dsrbot: Run, tmp_path: Path
) -> None:
    for team, allowed in (("T0FABRIKAM", "false"), ("E0GLOBEX", "true")):
        (tmp_path / "dsrbot.toml").write_text(f'[platforms]\nslack_teams = ["{team}"]\n', encoding="utf-8")
        told = dsrbot("manifest", "slack", *URL, environ=OAUTH)
        assert told.exit_code == 0, told.output
        assert "/slack/oauth_redirect" in told.output
        assert f"org_deploy_enabled: {allowed}" in told.output
        assert "token_rotation_enabled: false" in told.output
    assert "token_rotation_enabled: true" in dsrbot("manifest", "slack", *URL, "--rotate", environ=OAUTH).output


def test_a_manifest_that_would_end_the_token_of_the_settings_is_not_made(dsrbot: Run) -> None:
    for environ in ({}, {**OAUTH, "SLACK_BOT_TOKEN": "xoxb-1"}):
        assert "--rotate ends every token" in complaint(dsrbot("manifest", "slack", *URL, "--rotate", environ=environ))
    assert complaint(dsrbot("manifest", "slack", environ=OAUTH)).startswith("--url is missing")


def test_a_manifest_is_not_made_without_the_file_that_was_named(dsrbot: Run) -> None:
    """It may name user groups, which take one right more."""
    result = dsrbot("manifest", "slack", environ={"DSRBOT_CONFIG": "elsewhere.toml"})
    assert complaint(result) == "DSRBOT_CONFIG names elsewhere.toml, which cannot be read: No such file or directory."


def test_the_teams_package_is_written_where_it_is_wanted_or_it_is_said_that_it_cannot(dsrbot: Run, home: Path) -> None:
    made = dsrbot("manifest", "teams", "app.zip", *URL, environ=TEAMS)
    assert made.exit_code == 0
    with ZipFile(home / "app.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    assert f"version {manifest['version']}" in made.output
    assert "teams.website, teams.privacy, teams.terms in dsrbot.toml: not set" in made.output
    sentence = "none/app.zip cannot be written: check the folder and its rights."
    assert complaint(dsrbot("manifest", "teams", "none/app.zip", *URL, environ=TEAMS)) == sentence


def test_the_teams_package_names_the_pages_of_the_company(dsrbot: Run, home: Path) -> None:
    pages = {name: f"https://www.contoso.example/{name}" for name in ("website", "privacy", "terms")}
    lines = [f'{name} = "{url}"' for name, url in pages.items()]
    (home / "dsrbot.toml").write_text("\n".join(["[teams]", *lines]), encoding="utf-8")
    made = dsrbot("manifest", "teams", "app.zip", *URL, environ=TEAMS)
    assert "Note" not in made.output
    with ZipFile(home / "app.zip") as package:
        developer = json.loads(package.read("manifest.json"))["developer"]
    assert {developer[name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")} == set(pages.values())


@pytest.mark.parametrize("page", ["http://www.contoso.example", "www.contoso.example", "https://", "https://x", " ", 5])
def test_a_page_that_is_none_is_one_sentence(dsrbot: Run, home: Path, page: object) -> None:
    (home / "dsrbot.toml").write_text(f"teams.privacy = {json.dumps(page)}", encoding="utf-8")
    assert complaint(dsrbot("manifest", "teams", "app.zip", *URL, environ=TEAMS)).startswith(
        "In dsrbot.toml, teams.privacy must be "
    )
    assert not (home / "app.zip").exists()


def test_without_an_address_no_teams_package_is_written(dsrbot: Run, home: Path) -> None:
    told = complaint(dsrbot("manifest", "teams", "app.zip", environ=TEAMS))
    assert told == "--url is missing, so nothing was written: add --url https://bot.example.com."
    assert not (home / "app.zip").exists()


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"MicrosoftAppId": "nonguid"}, "MicrosoftAppId must be an id of five groups, "),
        ({"MicrosoftAppId": "nonguid", "TEAMS_INSECURE_LOCAL": "1"}, "MicrosoftAppId must be an id of five groups, "),
        ({"MicrosoftAppId": "", "TEAMS_INSECURE_LOCAL": "1"}, "MicrosoftAppId is missing: set it to the id of "),
    ],
)
@pytest.mark.parametrize("command", [("manifest", "teams", "app.zip", "--url", "bot.example.com"), ("run",)])
def test_an_id_that_is_none_makes_no_package_and_no_bot(
    dsrbot: Run, home: Path, command: tuple[str, ...], environ: dict[str, str], sentence: str
) -> None:
    if command == ("run",) and not environ["MicrosoftAppId"]:
        sentence = "INSIGHTS_INSTANCE_ID is missing: "
    assert complaint(dsrbot(*command, environ={**TEAMS, **environ})).startswith(sentence)
    assert not (home / "app.zip").exists()


@pytest.mark.parametrize("option", [("--port", "99999"), ("--port", "many"), ("--seconds", "-1")])
def test_the_sandbox_refuses_what_cannot_be(dsrbot: Run, option: tuple[str, str]) -> None:
    assert dsrbot("sandbox", *option).exit_code == 2


@pytest.mark.parametrize("command", ["sandbox", "run"])
def test_a_port_that_is_taken_is_named(dsrbot: Run, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ("--port", port) if command == "sandbox" else ()
        result = dsrbot(command, *options, environ={"PORT": port, "ADMIN_PORT": "0"})
    assert f"{port} cannot be used on 127.0.0.1" in complaint(result)


def test_a_check_may_stand_on_the_sandbox_as_a_run_may(dsrbot: Run, home: Path) -> None:
    (home / "dsrbot.toml").write_text('[people]\nadmins = ["ada@contoso.com"]', encoding="utf-8")
    result = dsrbot("check", "--sandbox", environ=SLACK)
    lines = result.output.splitlines()
    assert any(line.startswith("✓ Database: none yet; the first start makes it: ") for line in lines)
    assert any(line.startswith("⚠ Database: nothing is kept yet.") for line in lines)
    assert any(line.startswith("✓ Customer Insights: ") for line in lines)
    assert any(line.startswith("✓ Refreshes: states, jobs and schedules can be read; ") for line in lines)
    assert "✓ Permissions: Directory.Read.All granted." in lines
    assert any(line.startswith("⚠ Slack does not answer: ") for line in lines)
    assert any("a legal hold that they set nobody could release" in line for line in lines)
    assert result.exit_code == 1
    assert "hush" not in result.output


def test_the_sandbox_says_nothing_of_real_people(dsrbot: Run, home: Path) -> None:
    """Its directory knows none of them, so nobody is called unknown by it."""
    (home / "dsrbot.toml").write_text('[people]\nadmins = ["vera@fabrikam.com", "udo@fabrikam.com"]', encoding="utf-8")
    lines = dsrbot("check", "--sandbox", environ=TEAMS).output.splitlines()
    assert [line for line in lines if "People: " in line] == [f"⚠ {NOT_LOOKED}"]


def test_what_cannot_be_tried_keeps_nothing_else_from_being_tried(dsrbot: Run, home: Path) -> None:
    """All of it at once: a side that is not connected, people who can do nothing, a chat that does not answer."""
    (home / "dsrbot.toml").write_text('[people]\nadmins = ["ada@contoso.com"]', encoding="utf-8")
    result = dsrbot("check", environ=SLACK)
    assert "⚠ Settings: INSIGHTS_INSTANCE_ID is missing: " in result.output
    assert "a legal hold that they set nobody could release" in result.output
    assert "⚠ Slack does not answer: " in result.output
    assert result.exit_code == 1


def test_a_database_that_is_gone_though_the_anchor_knows_one_is_no_first_start(dsrbot: Run, home: Path) -> None:
    config = home / "dsrbot.toml"
    config.write_text(config.read_text(encoding="utf-8") + '[audit]\nanchor = "anchor"\n', encoding="utf-8")
    assert "⚠ Database: nothing is kept yet." in dsrbot("check", "--sandbox", environ=SLACK).output
    (home / "anchor").write_text("1", encoding="utf-8")
    assert (
        "⚠ Database: there is none, though audit.anchor knows one: "
        in dsrbot("check", "--sandbox", environ=SLACK).output
    )


def test_a_check_without_settings_names_the_first_that_is_missing(dsrbot: Run) -> None:
    assert complaint(dsrbot("check")).startswith("INSIGHTS_INSTANCE_ID is missing: ")


@pytest.mark.parametrize("command", [("key", "new"), ("manifest", "slack")])
def test_what_cannot_be_written_out_is_one_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            [*DSRBOT, *command], stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
            env={"PYTHONPATH": str(HOME)}, check=False,
        )  # fmt: skip
    assert (told.returncode, told.stderr) == (1, "Error: standard output cannot be written.\n")
