"""`[[environments]]`: each beside the first one with what is its own, and nothing that two would share."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.all import Settings, SettingsError, load
from tests.bot.settings.test_settings import INSIGHTS, SLACK

FIRST = """
[environment]
name = "us"
[people]
admins = ["ada@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
[law]
country = "DE"
[mail]
team = "team@example.com"
"""
EMEA = """
[[environments]]
name = "emea"
people = { admins = ["tess@contoso.com"] }
channels = { approvals = { slack = "C0EMEA" } }
law = { country = "AT", timezone = "Europe/Vienna" }
"""
APAC = EMEA.replace("emea", "asia-pacific").replace("C0EMEA", "C0APAC")
OWN = {
    "DATABASE_URL__EMEA": "sqlite:///data/emea.sqlite3",
    "INSIGHTS_INSTANCE_ID__EMEA": "another",
    "INSIGHTS_SUBSCRIPTION_KEY__EMEA": "hush",
}


def loaded(folder: Path, text: str = FIRST + EMEA, **environ: str) -> Settings:
    (folder / "dsrbot.toml").write_text(text, encoding="utf-8")
    return load({**SLACK, **INSIGHTS, **OWN, **environ}, folder)


def said(folder: Path, text: str = FIRST + EMEA, **environ: str) -> str:
    with pytest.raises(SettingsError) as wrong:
        loaded(folder, text, **environ)
    return str(wrong.value)


def test_without_any_all_is_as_ever(tmp_path: Path) -> None:
    assert loaded(tmp_path, FIRST).others == ()


def test_an_environment_has_what_it_says_and_the_rest_of_the_file(tmp_path: Path) -> None:
    [emea] = loaded(tmp_path).others
    assert emea.name == emea.config.environment.name == "emea"
    assert emea.config.people.admins == ("tess@contoso.com",)
    assert emea.config.people.approvers == ()
    assert emea.config.channels.ids()["approvals"] == {"slack": "C0EMEA"}
    assert (emea.config.law.country, str(emea.config.law.timezone)) == ("AT", "Europe/Vienna")
    assert emea.config.mail.team == "team@example.com"


def test_its_secrets_carry_its_name_and_the_application_may_be_the_same(tmp_path: Path) -> None:
    [emea] = loaded(tmp_path).others
    assert emea.insights.instance_id == "another"
    assert emea.insights.client_id == INSIGHTS["ENTRA_CLIENT_ID"]
    assert emea.process.database_url.get_secret_value() == "sqlite:///data/emea.sqlite3"
    [emea] = loaded(tmp_path, ENTRA_CLIENT_ID__EMEA="other", ENTRA_CLIENT_SECRET__EMEA="theirs").others
    assert emea.insights.client_id == "other"


def test_a_secret_of_it_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file", encoding="utf-8")
    [emea] = loaded(tmp_path, ENTRA_CLIENT_SECRET_FILE__EMEA="secret").others
    assert emea.insights.client_secret.get_secret_value() == "from a file"


@pytest.mark.parametrize("name", OWN)
def test_what_belongs_to_one_is_lent_to_no_other(tmp_path: Path, name: str) -> None:
    told = said(tmp_path, **{name: ""})
    assert told.startswith("Of the environment emea, whose variables end in __EMEA: ")
    assert f"{name.removesuffix('__EMEA')} is missing" in told


def test_a_dash_of_a_name_is_an_underscore_of_its_variables(tmp_path: Path) -> None:
    given = {f"{name.removesuffix('__EMEA')}__ASIA_PACIFIC": value for name, value in OWN.items()}
    [apac] = loaded(tmp_path, FIRST + APAC, **given).others
    assert apac.name == "asia-pacific"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FIRST + EMEA.replace("people", "persons"), "environments.persons is nothing that an environment has"),
        (FIRST + EMEA + "[environments.teams]\n", "environments.teams is nothing that an environment has"),
        (FIRST + EMEA + "[environments.limits]\n", "environments.limits is nothing that an environment has"),
        (FIRST + EMEA.replace('people = { admins = ["tess@contoso.com"] }', ""), "emea lacks people"),
        (FIRST + EMEA.replace('channels = { approvals = { slack = "C0EMEA" } }', ""), "emea lacks channels"),
        (FIRST + EMEA.replace('"emea"', '"EMEA"'), "environments.name must be a word of small letters"),
        (FIRST + EMEA.replace('name = "emea"', ""), "environments.name must be a word of small letters"),
        ("environments = 7\n" + FIRST, "environments must be written as [[environments]]"),
        (FIRST + "[environments]\n", "environments must be written as [[environments]]"),
        (FIRST + EMEA.replace("AT", "XX"), "Of the environment emea"),
        (FIRST.replace('"us"', '""') + EMEA, "environment.name must be a word of small letters"),
        (FIRST.replace('"us"', '"emea"') + EMEA, "The environments emea and emea have the same name"),
        (FIRST + EMEA.replace("C0EMEA", "C0APPROVE"), "The environments us and emea have the same channel"),
        (FIRST + '[audit]\nanchor = "anchor"\n' + EMEA, "The environments us and emea have the same audit.anchor"),
        (FIRST.replace("[mail]", '[mail]\nmailbox = "a@contoso.com"') + EMEA, "have the same mail.mailbox"),
    ],
)
def test_what_is_wrong_or_would_cross_over_stops_the_start(tmp_path: Path, text: str, told: str) -> None:
    assert told in said(tmp_path, text)


def test_two_may_not_have_one_database_or_be_one_environment(tmp_path: Path) -> None:
    assert "have the same DATABASE_URL" in said(tmp_path, DATABASE_URL=OWN["DATABASE_URL__EMEA"])
    instance = INSIGHTS["INSIGHTS_INSTANCE_ID"]
    assert "have the same INSIGHTS_INSTANCE_ID" in said(tmp_path, INSIGHTS_INSTANCE_ID__EMEA=instance)


KEY = "A" * 43 + "="
MAIL = {"SMTP_URL": "smtps://bot:hush@mail.contoso.com", "IMAP_URL": "imaps://bot:hush@mail.contoso.com"}
POSTGRES = {"DSRBOT_MASTER_KEY": KEY, "DSRBOT_MASTER_KEY__EMEA": "B" * 43 + "=", **{
    "DATABASE_URL": "postgresql://bot:a@db.contoso.com/dsrbot"}}  # fmt: skip


@pytest.mark.parametrize(
    "url",
    ["postgresql://bot:a@db.contoso.com:5432/dsrbot", "postgresql://other:b@DB.contoso.com/dsrbot",
     "postgresql://bot:a@db.contoso.com/dsrbot?sslmode=require"],
)  # fmt: skip
def test_one_database_is_one_however_its_address_is_written(tmp_path: Path, url: str) -> None:
    assert "have the same DATABASE_URL" in said(tmp_path, **POSTGRES, DATABASE_URL__EMEA=url)
    other = url.replace("/dsrbot", "/emea")
    assert loaded(tmp_path, **POSTGRES, DATABASE_URL__EMEA=other).others


@pytest.mark.parametrize("path", ["data/../data/us.sqlite3", "./data/us.sqlite3", "{}/data/us.sqlite3"])
def test_one_file_is_one_however_its_path_is_written(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = f"sqlite:///{path.format(tmp_path)}"
    assert "have the same DATABASE_URL" in said(
        tmp_path, DATABASE_URL="sqlite:///data/us.sqlite3", DATABASE_URL__EMEA=there
    )
    anchors = FIRST + '[audit]\nanchor = "data/anchor"\n' + EMEA + f'audit = {{ anchor = "{path.format(tmp_path)}" }}\n'
    assert "have the same audit.anchor" in said(tmp_path, anchors.replace("us.sqlite3", "anchor"))


def test_one_environment_of_customer_insights_is_one_however_its_id_is_written(tmp_path: Path) -> None:
    both = {"INSIGHTS_INSTANCE_ID": "aa11", "INSIGHTS_INSTANCE_ID__EMEA": "AA11"}
    assert "have the same INSIGHTS_INSTANCE_ID" in said(tmp_path, **both)


def test_two_may_not_have_one_master_key_or_one_mailbox(tmp_path: Path) -> None:
    url = {"DATABASE_URL__EMEA": "postgresql://bot:a@db.contoso.com/emea"}
    assert "have the same DSRBOT_MASTER_KEY" in said(tmp_path, **{**POSTGRES, **url, "DSRBOT_MASTER_KEY__EMEA": KEY})
    theirs = {f"{name}__EMEA": value.replace("contoso.com", "CONTOSO.com:993") for name, value in MAIL.items()}
    assert "have the same IMAP_URL" in said(tmp_path, **MAIL, **theirs)


@pytest.mark.parametrize("some", ["ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLOUD", "ENTRA_AUTHORITY"])
def test_who_signs_in_elsewhere_says_all_of_it_so_that_no_secret_is_shown_to_another_tenant(
    tmp_path: Path, some: str
) -> None:
    values = {"ENTRA_AUTHORITY": "https://login.microsoftonline.com", "ENTRA_CLOUD": "public"}
    given = {f"{some}__EMEA": values.get(some, "another")}
    assert "is missing" in said(tmp_path, **given)
    whole = {"ENTRA_TENANT_ID__EMEA": "t", "ENTRA_CLIENT_ID__EMEA": "c", "ENTRA_CLIENT_SECRET__EMEA": "s"}
    [emea] = loaded(tmp_path, **{**given, **whole}).others
    assert emea.name == "emea"


def test_no_value_of_a_variable_is_ever_said(tmp_path: Path) -> None:
    url = "postgresql+psycopg://dsrbot:s3cret@db/dsrbot"
    given = {"DATABASE_URL": url, "DATABASE_URL__EMEA": url, "DSRBOT_MASTER_KEY": "A" * 43 + "="}
    assert "s3cret" not in said(tmp_path, **given, DSRBOT_MASTER_KEY__EMEA="A" * 43 + "=")


def test_a_variable_of_no_environment_is_named(tmp_path: Path) -> None:
    assert "INSIGHTS_URL__APAC is of no environment of dsrbot.toml, and is not used." in (
        loaded(tmp_path, INSIGHTS_URL__APAC="https://ci.example").warnings
    )


def test_a_command_may_be_about_one_of_them(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.of("") is settings
    assert settings.of("us").process is settings.process
    assert settings.of("emea").config is settings.others[0].config
    assert (settings.of("emea").environment, settings.of("emea").engine) == ("emea", settings.process.database_url)
    with pytest.raises(SettingsError, match="there is us, emea"):
        settings.of("apac")


def test_they_are_not_played_with_a_sandbox(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\[\[environments\]\] are not played with a sandbox"):
        Settings.check_complete(loaded(tmp_path).of(""), sandbox=True)


ORG = "https://contoso.crm4.dynamics.com"


def test_an_organisation_in_dataverse_is_of_one_environment_alone(tmp_path: Path) -> None:
    [emea] = loaded(tmp_path, DATAVERSE_URL=ORG).others
    assert emea.insights.dataverse_url is None
    [emea] = loaded(tmp_path, DATAVERSE_URL__EMEA=ORG).others
    assert emea.insights.dataverse_url == ORG
    assert "have the same DATAVERSE_URL" in said(tmp_path, DATAVERSE_URL=ORG, DATAVERSE_URL__EMEA=ORG)
