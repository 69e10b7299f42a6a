"""The reference is what the code says, and whatever stands in it is tried: each example, setting and variable."""

from __future__ import annotations

import re
import shutil
import tomllib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.main import main as dsrbot
from bot.settings.config import Config, read
from bot.settings.setting_errors import SettingsError
from domain.rights import Right
from handlers.commands import COMMANDS
from tools.reference import DOCS, PAGES, main, outdated
from tools.reference_commands import who
from tools.reference_settings import NEEDED, PARTIES, TOGETHER, wrong, wrong_text

HOME = Path(__file__).parents[1]
KEY = b64encode(bytes(range(32))).decode()
APP = "44444444-4444-4555-8666-777777777777"

# Of every setting a value that holds, and is not what holds without it.
HOLDS = {
    "platforms.slack_teams": '["T0CONTOSO"]',
    "platforms.teams_tenants": '["tenant"]',
    "people.admins": '["ada@contoso.com"]',
    "people.approvers": '["slack:U0BEN"]',
    "people.tenant_admins": '["entra-group:11111111-2222-3333-4444-555555555555"]',
    "people.auditors": '["slack-group:S0AUDIT"]',
    "people.also": '{ "ben@contoso.com" = ["b@contoso.com"] }',
    "people.moved": '{ "ada@contoso.com" = "slack:U0NEW" }',
    "people.outside_auditors": '{ "eva@auditors.example" = 2027-03-31 }',
    "channels.approvals": '{ slack = "C0APPROVE" }',
    "channels.failures": '{ teams = "19:failures@thread.tacv2" }',
    "channels.audit": '{ slack = "C0AUDIT" }',
    "approval.required": "2",
    "approval.circles": "{}",
    "approval.confirm": '{ remove-user = "code" }',
    "approval.digest": '"08:00"',
    "approval.remind_after": '["1h"]',
    "approval.escalate_after": '"24h"',
    "approval.escalate_to": '{ slack = "C0ESCALATE" }',
    "approval.expires_after": '"5d"',
    "refresh.poll_every": '"10s"',
    "refresh.watch": '"0"',
    "refresh.settle": '"1h"',
    "refresh.give_up_after": '"12h"',
    "refresh.wait_for_schedule": '"0"',
    "erasure.look_again": '"45d"',
    "law.country": '"AT"',
    "law.controller": '"Contoso GmbH"',
    "law.authority": '"the Berlin Commissioner"',
    "law.region": '"BY"',
    "law.timezone": '"Europe/Vienna"',
    "law.target": '"10d"',
    "teams.targeted": "true",
    "teams.website": '"https://www.example.com"',
    "teams.privacy": '"https://www.example.com/privacy"',
    "teams.terms": '"https://www.example.com/terms"',
    "environment.name": '"Production"',
    "language.channels": '"de"',
    "language.letters": '"de"',
    "recipients.names": '["Mailing house Fabrikam"]',
    "letters.folder": '"letters"',
    "mail.mailbox": '"tess@contoso.com"',
    "mail.team": '"team@example.com"',
    "mail.domains": '["example.com"]',
    "mail.server": '"exchange-online"',
    "mail.look_every": '"5m"',
    "mail.chase_after": '["1d"]',
    "mail.escalate_before": '"10d"',
    "audit.anchor": '"/other/anchor"',
    "audit.timestamp": '"https://tsa.example.com"\ntimestamp_ca = "roots.pem"',
    "audit.timestamp_ca": '"roots.pem"',
    "audit.keep": '"1095d"',
    "audit.reason": '"For three years"',
    "retention.after": '"365d"',
    "retention.reason": '"For a year"',
    "limits.person": "60",
    "limits.door": "500",
    "limits.within": '"2m"',
}
# What nobody has published, of a national cloud.
NATIONAL = {"INSIGHTS_URL": "https://ci.agency.example/v1", "INSIGHTS_SCOPE": "https://ci.agency.example/.default"}
# Of each variable another value that holds.
VALUES = {
    "HOST": {"HOST": "0.0.0.0"},
    "PORT": {"PORT": "4000"},
    "ADMIN_HOST": {"ADMIN_HOST": "0.0.0.0"},
    "ADMIN_PORT": {"ADMIN_PORT": "4001"},
    "SANDBOX_PORT": {"SANDBOX_PORT": "4002"},
    "DSRBOT_CONFIG": {"DSRBOT_CONFIG": "ours.toml"},
    "DSRBOT_ENVIRONMENT": {"DSRBOT_ENVIRONMENT": "emea"},
    "DATABASE_URL": {"DATABASE_URL": "postgresql+psycopg://dsrbot@db/dsrbot", "DSRBOT_MASTER_KEY": KEY},
    "DSRBOT_MASTER_KEY": {"DSRBOT_MASTER_KEY": KEY},
    "DSRBOT_MASTER_KEY_PREVIOUS": {"DSRBOT_MASTER_KEY_PREVIOUS": KEY},
    "SMTP_URL": {"SMTP_URL": "smtps://a:b@mail.example.com", "IMAP_URL": "imaps://a:b@mail.example.com"},
    "IMAP_URL": {"SMTP_URL": "smtps://a:b@mail.example.com", "IMAP_URL": "imaps://a:b@mail.example.com"},
    "SLACK_BOT_TOKEN": {"SLACK_BOT_TOKEN": "xoxb-2"},
    "SLACK_CLIENT_ID": {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"},
    "SLACK_CLIENT_SECRET": {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"},
    "SLACK_SIGNING_SECRET": {"SLACK_SIGNING_SECRET": "other"},
    "SLACK_APP_TOKEN": {"SLACK_APP_TOKEN": "xapp-1"},
    "SLACK_API_URL": {"SLACK_API_URL": "https://slack.example.com/api"},
    "MicrosoftAppType": {"MicrosoftAppType": "UserAssignedMSI"},
    "MicrosoftAppId": {"MicrosoftAppId": APP},
    "MicrosoftAppPassword": {"MicrosoftAppPassword": "other"},
    "MicrosoftAppPrivateKey": {"MicrosoftAppPrivateKey": "PEM", "MicrosoftAppCertificate": "PEM"},
    "MicrosoftAppCertificate": {"MicrosoftAppPrivateKey": "PEM", "MicrosoftAppCertificate": "PEM"},
    "MicrosoftAppTenantId": {"MicrosoftAppTenantId": "other"},
    "TEAMS_CLOUD": {"TEAMS_CLOUD": "dod"},
    "ENTRA_CLOUD": {"ENTRA_CLOUD": "dod", **NATIONAL},
    "GRAPH_CLOUD": {"ENTRA_CLOUD": "gcc-high", "GRAPH_CLOUD": "dod", **NATIONAL},
    "INSIGHTS_CLOUD": {"ENTRA_CLOUD": "gcc-high", "INSIGHTS_CLOUD": "dod", **NATIONAL},
    "INSIGHTS_SCOPE": {"INSIGHTS_SCOPE": "https://ci.example.com/.default"},
    "TEAMS_OPENID_METADATA_URL": {"TEAMS_OPENID_METADATA_URL": "https://example.com/openid"},
    "TEAMS_LOGIN_URL": {"TEAMS_LOGIN_URL": "https://login.example.com"},
    "TEAMS_INSECURE_LOCAL": {"TEAMS_INSECURE_LOCAL": "1"},
    "INSIGHTS_INSTANCE_ID": {"INSIGHTS_INSTANCE_ID": "other"},
    "INSIGHTS_SUBSCRIPTION_KEY": {"INSIGHTS_SUBSCRIPTION_KEY": "one,two"},
    "INSIGHTS_URL": {"INSIGHTS_URL": "https://ci.example.com"},
    "DATAVERSE_URL": {"DATAVERSE_URL": "https://contoso.crm4.dynamics.com"},
    "ENTRA_TENANT_ID": {"ENTRA_TENANT_ID": "other"},
    "ENTRA_CLIENT_ID": {"ENTRA_CLIENT_ID": "other"},
    "ENTRA_CLIENT_SECRET": {"ENTRA_CLIENT_SECRET": "other"},
    "ENTRA_AUTHORITY": {"ENTRA_AUTHORITY": "https://login.example.com"},
    "GRAPH_URL": {"GRAPH_URL": "https://graph.example.com"},
}
FREE = {  # texts of others, of which nothing is known but that they are there
    "HOST", "ADMIN_HOST", "DSRBOT_CONFIG", "DSRBOT_ENVIRONMENT",
    "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN",
    "MicrosoftAppPassword", "MicrosoftAppPrivateKey", "MicrosoftAppCertificate", "MicrosoftAppTenantId",
    "INSIGHTS_INSTANCE_ID", "INSIGHTS_SUBSCRIPTION_KEY", "INSIGHTS_SCOPE", "ENTRA_TENANT_ID", "ENTRA_CLIENT_ID",
    "ENTRA_CLIENT_SECRET",
}  # fmt: skip


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_page_is_what_the_code_says() -> None:
    assert outdated() == [], "make reference"
    assert main(["--check"]) == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_says_something_else_or_is_not_there_is_found(name: str, tmp_path: Path) -> None:
    for one in PAGES:
        shutil.copy(DOCS / one, tmp_path)
    assert outdated(tmp_path) == []
    (tmp_path / name).write_text(page(name).replace("e", "E", 1), encoding="utf-8")
    assert outdated(tmp_path) == [name]
    (tmp_path / name).unlink()
    assert outdated(tmp_path) == [name]


def test_the_examples_of_the_page_are_those_that_are_typed_by_a_test() -> None:
    """tests/handlers/test_commands.py types each at the bot."""
    told = re.findall(r"^- For example: `(.*)`$", page("commands.md"), re.MULTILINE)
    assert told == [command.example for command in COMMANDS]


def test_nobody_may_what_the_page_says_nobody_of() -> None:
    assert who(Right()) == ""
    assert not re.search(r"^- Who may: *$", page("commands.md"), re.MULTILINE)


def test_every_command_of_the_command_line_has_the_help_that_the_page_gives() -> None:
    named = re.findall(r"^## dsrbot (.+)$", page("command-line.md"), re.MULTILINE)
    for name in named:
        done = CliRunner().invoke(dsrbot, [*name.split(), "--help"])
        section = page("command-line.md").partition(f"## dsrbot {name}\n")[2].partition("\n## ")[0]
        assert section.split("\n")[1].split()[0] in done.output
        for option in re.findall(r"^- `(--[\w-]+)", section, re.MULTILINE):
            assert option in done.output


def test_every_setting_stands_on_the_page() -> None:
    there = {f"{table}.{key}" for table, field in Config.model_fields.items() for key in fields(field.annotation)}
    assert there == HOLDS.keys() == set(re.findall(r"^### (\S+)$", page("settings.md"), re.MULTILINE))


def fields(table: Any) -> list[str]:
    return list(table.model_fields)


@pytest.mark.parametrize("name", HOLDS)
def test_a_setting_takes_what_holds_and_says_what_does_not(name: str, tmp_path: Path) -> None:
    table, key = name.split(".")
    path = tmp_path / "dsrbot.toml"
    path.write_text(f"[{table}]\n{key} = {HOLDS[name]}\n", encoding="utf-8")
    took = getattr(read(path), table)
    if name != "approval.circles":  # none are allowed without approvers: below
        assert getattr(took, key) != getattr(getattr(Config(), table), key)
    told = wrong(name)
    assert told
    assert all(f"{one};" in f"{of(name)};" for one in told)


def of(name: str) -> str:
    """What the page says that stops the start."""
    section = page("settings.md").partition(f"### {name}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    return section.partition("- Stops the start: ")[2].strip().replace("\\<", "<")


def test_circles_are_taken_with_their_approvers(tmp_path: Path) -> None:
    path = tmp_path / "dsrbot.toml"
    path.write_text(
        '[people]\napprovers = ["ben@contoso.com"]\n[approval]\ncircles = { privacy = ["ben@contoso.com"] }'
    )
    assert read(path).approval.circles == {"privacy": ("ben@contoso.com",)}


def test_what_must_fit_together_is_said_by_the_bot(tmp_path: Path) -> None:
    told = re.findall(r"^- (.*)$", page("settings.md").partition("## What must fit together")[2], re.MULTILINE)
    for text in TOGETHER:
        tomllib.loads(text)
        (tmp_path / "dsrbot.toml").write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as no:
            read(tmp_path / "dsrbot.toml")
        assert str(no.value).removeprefix("In dsrbot.toml, ") in told


VARIABLES = [(party, str(field.alias)) for party, model in PARTIES.items() for field in model.model_fields.values()]


@pytest.mark.parametrize(("party", "name"), VARIABLES, ids=[name for _, name in VARIABLES])
def test_a_variable_takes_what_holds_and_says_what_does_not(party: str, name: str, tmp_path: Path) -> None:
    model = PARTIES[party]
    before, after = model.of(NEEDED[party], tmp_path), model.of({**NEEDED[party], **VALUES[name]}, tmp_path)
    key = next(key for key, field in model.model_fields.items() if field.alias == name)
    assert getattr(before, key) != getattr(after, key)
    assert f"- `{name}`, " in page("environment.md")
    told = wrong_text(model, name)
    assert bool(told) is (name not in FREE)
    assert all(one in page("environment.md") for one in told)


SECRETS = [
    (party, name)
    for party, name in VARIABLES
    if re.search(rf"^- `{name}`, a secret:", page("environment.md"), re.MULTILINE)
]


@pytest.mark.parametrize(("party", "name"), SECRETS, ids=[name for _, name in SECRETS])
def test_what_the_page_calls_a_secret_may_stand_in_a_file(party: str, name: str, tmp_path: Path) -> None:
    model, given = PARTIES[party], {**NEEDED[party], **VALUES[name]}
    (tmp_path / "secret").write_text(given[name] + "\n", encoding="utf-8")
    from_file = {**{one: value for one, value in given.items() if one != name}, f"{name}_FILE": "secret"}
    assert model.of(from_file, tmp_path) == model.of(given, tmp_path)


def test_what_is_neither_true_nor_false_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "dsrbot.toml").write_text("[teams]\ntargeted = 7\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"teams\.targeted must be true or false"):
        read(tmp_path / "dsrbot.toml")
    with pytest.raises(SettingsError, match="TEAMS_INSECURE_LOCAL must be true or false"):
        PARTIES["Teams"].of({"TEAMS_INSECURE_LOCAL": "maybe"}, tmp_path)
