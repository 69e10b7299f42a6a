from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from bot.settings.all import Settings, SettingsError, load
from bot.settings.contoso import CONTOSO
from bot.settings.environment import Process, Slack, Teams

KEY = b64encode(bytes(range(32))).decode()
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "hush"}
BOT = "xoxb-hush"
APP = "33333333-4444-4555-8666-777777777777"
TEAMS = {"MicrosoftAppId": APP, "MicrosoftAppPassword": "hush", "MicrosoftAppTenantId": "tenant"}
INSIGHTS = {
    "INSIGHTS_INSTANCE_ID": "environment",
    "INSIGHTS_SUBSCRIPTION_KEY": "hush",
    "ENTRA_TENANT_ID": "tenant",
    "ENTRA_CLIENT_ID": "client",
    "ENTRA_CLIENT_SECRET": "hush",
}
INSECURE = {"TEAMS_INSECURE_LOCAL": "1", "MicrosoftAppTenantId": APP}
FILE = """
people.admins = ["ada@contoso.com"]
people.approvers = ["ben@contoso.com"]
channels.approvals = { slack = "C0APPROVE" }
channels.failures = { slack = "C0FAIL", playground = "own" }
law.country = "AT"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a dsrbot.toml."""
    (tmp_path / "dsrbot.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def complaint(environ: dict[str, str], cwd: Path) -> str:
    with pytest.raises(SettingsError) as wrong:
        load(environ, cwd)
    return str(wrong.value)


def test_with_nothing_at_all_it_is_the_playground_of_contoso(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.playground_mode
    assert settings.config is CONTOSO
    assert settings.warnings == ()


def test_it_listens_on_this_machine_and_keeps_its_data_in_a_file(tmp_path: Path) -> None:
    process = load({}, tmp_path).process
    assert (process.host, process.port, process.admin_port) == ("127.0.0.1", 3978, 3979)
    assert process.database_url.get_secret_value() == "sqlite:///data/dsrbot.sqlite3"


def test_variables_that_are_not_ours_change_nothing(tmp_path: Path) -> None:
    assert load({"PATH": "/bin", "host": "0.0.0.0", "GRAPH_URL": "https://g"}, tmp_path) == load({}, tmp_path)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert load({"SLACK_BOT_TOKEN": "", "PORT": "", "DSRBOT_CONFIG": ""}, tmp_path) == load({}, tmp_path)


@pytest.mark.parametrize("given", [SLACK, TEAMS, INSIGHTS])
def test_any_connection_switches_the_playground_off(home: Path, given: dict[str, str]) -> None:
    assert not load(given, home).playground_mode


def test_what_is_connected_is_known(home: Path) -> None:
    def connected(settings: Settings) -> tuple[bool, bool, bool]:
        return settings.slack_configured, settings.teams_configured, settings.insights_configured

    assert connected(load({}, home)) == (False, False, False)
    assert connected(load(SLACK, home)) == (True, False, False)
    assert connected(load(TEAMS, home)) == (False, True, False)
    assert connected(load(INSIGHTS, home)) == (False, False, True)


def test_the_addresses_are_the_real_ones(home: Path) -> None:
    settings = load(SLACK | TEAMS | INSIGHTS, home)
    assert settings.slack
    assert settings.slack.api_url == "https://slack.com/api"
    assert settings.teams
    assert settings.teams.login_url == "https://login.microsoftonline.com"
    assert settings.insights
    assert settings.insights.url == "https://api.ci.ai.dynamics.com/v1"
    assert settings.insights.authority == "https://login.microsoftonline.com"
    assert settings.insights.graph_url == "https://graph.microsoft.com/v1.0"


def test_an_address_may_point_at_this_machine(home: Path) -> None:
    slack = load(SLACK | {"SLACK_API_URL": "http://127.0.0.1:9000/api/"}, home).slack
    assert slack
    assert slack.api_url == "http://127.0.0.1:9000/api"


def test_the_file_decides_also_in_the_playground_which_lends_it_its_channels(home: Path) -> None:
    config = load({}, home).config
    assert config.law.country == "AT"
    assert config.channels.ids() == {
        "approvals": {"slack": "C0APPROVE", "playground": "privacy-approvals"},
        "failures": {"slack": "C0FAIL", "playground": "own"},
    }


def test_another_file_may_be_named(home: Path) -> None:
    (home / "dsrbot.toml").rename(home / "ours.toml")
    assert load(SLACK | {"DSRBOT_CONFIG": "ours.toml"}, home).config.law.country == "AT"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_secret_may_stand_in_a_file(home: Path, encoding: str) -> None:
    (home / "token").write_text("xoxb-2\n", encoding=encoding)
    slack = load({"SLACK_BOT_TOKEN_FILE": "token", "SLACK_SIGNING_SECRET": "hush"}, home).slack
    assert slack
    assert slack.bot_token
    assert slack.bot_token.get_secret_value() == "xoxb-2"


def test_socket_mode_needs_no_signing_secret(home: Path) -> None:
    assert load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, home).slack_configured


def test_a_managed_identity_needs_no_password(home: Path) -> None:
    managed = {"MicrosoftAppId": APP, "MicrosoftAppTenantId": "tenant", "MicrosoftAppType": "UserAssignedMSI"}
    assert load(managed, home).teams_configured


def test_an_app_id_is_taken_as_tokens_name_it(home: Path) -> None:
    teams = load(TEAMS | {"MicrosoftAppId": f" {APP.upper()} "}, home).teams
    assert teams
    assert teams.app_id == APP


def test_the_insecure_mode_needs_no_app_but_a_sandbox(home: Path) -> None:
    settings = load(INSECURE, home)
    assert settings.teams
    assert settings.teams.app_id is None
    with pytest.raises(SettingsError, match="or use --sandbox"):
        settings.check_complete()


@pytest.mark.parametrize(("tenant", "doubted"), [("contoso.onmicrosoft.com", True), (APP, False)])
def test_a_tenant_that_is_named_by_its_domain_is_a_warning(home: Path, tenant: str, doubted: bool) -> None:
    (home / "dsrbot.toml").write_text('people.admins = ["ada@contoso.com"]', encoding="utf-8")
    warnings = " ".join(load(TEAMS | {"MicrosoftAppTenantId": tenant}, home).warnings)
    assert ("MicrosoftAppTenantId should be the id" in warnings) is doubted


def test_a_sandbox_takes_the_place_of_customer_insights(home: Path) -> None:
    joined = load(SLACK, home).joined_to_sandbox(INSIGHTS | {"INSIGHTS_URL": "http://127.0.0.1:8100/v1"})
    joined.check_complete()
    assert joined.insights
    assert joined.insights.url == "http://127.0.0.1:8100/v1"


def test_a_sandbox_never_takes_the_place_of_a_connected_customer_insights(home: Path) -> None:
    with pytest.raises(SettingsError, match=r"^INSIGHTS_URL and its kin are set"):
        load(SLACK | INSIGHTS, home).check_complete(sandbox=True)


def test_a_bot_needs_customer_insights(home: Path) -> None:
    with pytest.raises(SettingsError, match=r"^INSIGHTS_INSTANCE_ID is missing: "):
        load(SLACK, home).check_complete()


def test_a_bot_needs_a_door(home: Path) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is missing: connect Slack or Teams"):
        load(INSIGHTS, home).check_complete()


def test_what_is_probably_not_meant_is_a_warning(home: Path) -> None:
    (home / "dsrbot.toml").write_text('people.admins = ["ada@contoso.com"]', encoding="utf-8")
    assert "people.tenant_admins is empty" in " ".join(load(SLACK, home).warnings)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PORT": "many"}, "PORT must be a whole number."),
        ({"PORT": "70000"}, "PORT must be at most 65535."),
        ({"PORT": "3979"}, "PORT and ADMIN_PORT are the same: change one of them."),
        ({"HOST": "0.0.0.0"}, "HOST must be 127.0.0.1 for the playground: leave it out, or connect Slack or Teams."),
        (
            {"DATABASE_URL": "mysql://root:hush@db/x"},
            "DATABASE_URL must name a SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…).",
        ),
        (
            {"DATABASE_URL": "sqlite://"},
            "DATABASE_URL must name a SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…).",
        ),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot:hush@db/x"},
            "DSRBOT_MASTER_KEY is missing: with PostgreSQL set it; dsrbot key new makes one.",
        ),
        ({"DSRBOT_MASTER_KEY": "hush"}, "DSRBOT_MASTER_KEY must be base64 of 32 bytes: dsrbot key new makes one."),
        (
            {"DSRBOT_MASTER_KEY": KEY, "DSRBOT_MASTER_KEY_PREVIOUS": KEY[:-8]},
            "DSRBOT_MASTER_KEY_PREVIOUS must be base64 of 32 bytes: dsrbot key new makes one.",
        ),
        ({"SMTP_URL": "https://bot:hush@mail"}, "SMTP_URL must begin with smtp:// or smtps://."),
        ({"IMAP_URL": "bot:hush@mail"}, "IMAP_URL must begin with imap:// or imaps://."),
        ({"DSRBOT_CONFIG": "no.toml"}, "DSRBOT_CONFIG names no.toml, which cannot be read: No such file or directory."),
        (
            {"SLACK_API_URL": "https://slack.com/api"},
            "SLACK_BOT_TOKEN is missing: set it, or take the other SLACK_* settings away.",
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb-hush"},
            "SLACK_SIGNING_SECRET is missing: set it, or SLACK_APP_TOKEN for Socket Mode.",
        ),
        (
            SLACK | {"SLACK_API_URL": "http://hush@slack.com/api"},
            "SLACK_API_URL must be an address that begins with https:// (http:// only on this machine).",
        ),
        (
            SLACK | {"SLACK_BOT_TOKEN_FILE": "token"},
            "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set: keep one of them.",
        ),
        (
            {"SLACK_SIGNING_SECRET_FILE": "none", "SLACK_BOT_TOKEN": "xoxb-hush"},
            "SLACK_SIGNING_SECRET_FILE names a file that is empty or cannot be read.",
        ),
        (
            {"MicrosoftAppPassword": "hush"},
            "MicrosoftAppId is missing: set it, or take the other Microsoft* settings away.",
        ),
        *(
            (
                TEAMS | {"MicrosoftAppId": wrong},
                "MicrosoftAppId must be an id of five groups, such as 11111111-2222-3333-4444-555555555555.",
            )
            for wrong in ("hush", APP[:-1], f"{APP}0", APP.replace("-", ""), f"{{{APP}}}", f"28:{APP}", "a@b.example")
        ),
        (
            INSECURE | INSIGHTS,
            "TEAMS_INSECURE_LOCAL checks nobody, so it runs with --sandbox only: take INSIGHTS_* and ENTRA_* away.",
        ),
        (
            INSECURE | {"ENTRA_CLIENT_SECRET": "hush"},
            "TEAMS_INSECURE_LOCAL checks nobody, so it runs with --sandbox only: take INSIGHTS_* and ENTRA_* away.",
        ),
        (
            INSECURE | {"HOST": "0.0.0.0"},
            "HOST must be 127.0.0.1 with TEAMS_INSECURE_LOCAL, which checks nobody: leave HOST out.",
        ),
        (TEAMS | {"MicrosoftAppType": "hush"}, "MicrosoftAppType must be 'SingleTenant' or 'UserAssignedMSI'."),
        (TEAMS | {"MicrosoftAppType": "MultiTenant"}, "MicrosoftAppType must be 'SingleTenant' or 'UserAssignedMSI'."),
        (
            {"MicrosoftAppId": APP, "MicrosoftAppTenantId": "tenant"},
            "MicrosoftAppPassword is missing: set it, or MicrosoftAppType=UserAssignedMSI.",
        ),
        (
            {"MicrosoftAppId": APP, "MicrosoftAppPassword": "hush"},
            "MicrosoftAppTenantId is missing: set it to the directory (tenant) id of the bot.",
        ),
        (
            {"INSIGHTS_URL": "https://api.example"},
            "INSIGHTS_INSTANCE_ID is missing: set it, or take the other INSIGHTS_* and ENTRA_* settings away.",
        ),
        (
            {"ENTRA_CLIENT_SECRET": "hush"},
            "INSIGHTS_INSTANCE_ID is missing: set it, or take the other INSIGHTS_* and ENTRA_* settings away.",
        ),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(home: Path, environ: dict[str, str], sentence: str) -> None:
    assert complaint(environ, home) == sentence
    assert "hush" not in sentence


@pytest.mark.parametrize("left_out", list(INSIGHTS))
def test_customer_insights_is_connected_whole_or_not_at_all(home: Path, left_out: str) -> None:
    part = {name: value for name, value in INSIGHTS.items() if name != left_out}
    assert complaint(part, home).startswith(f"{left_out} is missing: ")


def test_without_a_file_nobody_has_a_role_so_a_connected_bot_does_not_start(tmp_path: Path) -> None:
    assert complaint(SLACK, tmp_path) == (
        f"dsrbot.toml is missing in {tmp_path}: copy dsrbot.example.toml, or let DSRBOT_CONFIG name the file."
    )


def test_the_settings_do_not_show_their_secrets(home: Path) -> None:
    given = SLACK | TEAMS | INSIGHTS | {"DSRBOT_MASTER_KEY": KEY, "DATABASE_URL": "postgresql+psycopg://bot:hush@db/x"}
    shown = repr(load(given, home))
    assert "hush" not in shown
    assert KEY not in shown
    assert "xoxb" not in shown


OAUTH = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush", "SLACK_SIGNING_SECRET": "hush"}


def test_who_may_install_is_named_one_by_one(home: Path) -> None:
    (home / "dsrbot.toml").write_text('[platforms]\nslack_teams = ["T0FABRIKAM", "E0GLOBEX"]\n', encoding="utf-8")
    slack = load(OAUTH, home).slack
    assert slack
    assert (slack.bot_token, slack.client_id) == (None, "1.2"), "a bot token of one's own is not needed"
    assert load({**OAUTH, "SLACK_BOT_TOKEN": "xoxb-1"}, home).slack_configured


@pytest.mark.parametrize(
    ("environ", "teams", "told"),
    [
        (OAUTH, "[]", "platforms.slack_teams is empty"),
        (OAUTH, '["fabrikam"]', "platforms.slack_teams must name workspaces and organisations"),
        ({**OAUTH, "SLACK_CLIENT_SECRET": ""}, "[]", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together"),
        ({**OAUTH, "SLACK_CLIENT_ID": "", "SLACK_BOT_TOKEN": "x"}, "[]", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"),
        ({**OAUTH, "SLACK_SIGNING_SECRET": ""}, "[]", "SLACK_SIGNING_SECRET is missing"),
    ],
)
def test_an_installation_that_nobody_could_bound_is_refused(
    environ: dict[str, str], teams: str, told: str, home: Path
) -> None:
    (home / "dsrbot.toml").write_text(f"[platforms]\nslack_teams = {teams}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        load(environ, home)


@pytest.mark.parametrize("odd", [f"{BOT}\r", f" {BOT}", f"{BOT} \n", f"\t{BOT}\r\n"])
def test_blanks_and_ends_of_lines_around_a_value_are_no_part_of_it(tmp_path: Path, odd: str) -> None:
    """As `docker run --env-file` hands them on from a file that was saved on Windows."""
    found = Slack.of({"SLACK_BOT_TOKEN": odd, "SLACK_APP_TOKEN": "xapp-1"}, tmp_path)
    assert found.bot_token
    assert found.bot_token.get_secret_value() == BOT


@pytest.mark.parametrize("blank", [" ", "\r\n", "\t"])
def test_a_value_of_blanks_is_none(tmp_path: Path, blank: str) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is missing: "):
        Slack.of({"SLACK_BOT_TOKEN": blank, "SLACK_APP_TOKEN": "xapp-1"}, tmp_path)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_value_in_quotes_is_asked_back_and_not_repeated(tmp_path: Path, quote: str) -> None:
    quoted = f"{quote}{BOT}{quote}"
    (tmp_path / "token").write_text(f"{quoted}\n", encoding="utf-8")
    for given, name in (({"SLACK_BOT_TOKEN": quoted}, ""), ({"SLACK_BOT_TOKEN_FILE": "token"}, "_FILE")):
        with pytest.raises(SettingsError) as told:
            Slack.of({**given, "SLACK_APP_TOKEN": "xapp-1"}, tmp_path)
        assert str(told.value).startswith(f"SLACK_BOT_TOKEN{name} stands in quotes")
        assert BOT not in str(told.value)
    with pytest.raises(SettingsError, match=r"^HOST stands in quotes"):
        Process.of({"HOST": f"{quote}127.0.0.1{quote}"}, tmp_path)


def test_a_value_that_is_broken_into_lines_is_asked_back_but_for_keys_that_are_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is broken into several lines: "):
        Slack.of({"SLACK_BOT_TOKEN": f"{BOT}\nX: y", "SLACK_APP_TOKEN": "xapp-1"}, tmp_path)
    pem = "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----"
    kept = Teams.of(
        {"MicrosoftAppId": APP, "MicrosoftAppTenantId": "x"}
        | {"MicrosoftAppPrivateKey": pem, "MicrosoftAppCertificate": pem},
        tmp_path,
    )
    assert kept.private_key
    assert kept.private_key.get_secret_value() == pem


@pytest.mark.parametrize(
    "before", ["Bag Attributes\n    friendlyName: bot\nKey Attributes: <No Attributes>\n", "\n# ours\n"]
)
def test_a_key_is_taken_as_openssl_writes_it_from_a_pfx(tmp_path: Path, before: str) -> None:
    pem = f"{before}-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"
    (tmp_path / "bot.pem").write_text(pem.replace("\n", "\r\n"), encoding="utf-8")
    names = ("MicrosoftAppPrivateKey", "MicrosoftAppCertificate")
    for given in (dict.fromkeys(names, pem), dict.fromkeys((f"{name}_FILE" for name in names), "bot.pem")):
        kept = Teams.of({"MicrosoftAppId": APP, "MicrosoftAppTenantId": "x"} | given, tmp_path)
        assert kept.private_key
        assert kept.certificate
        assert {kept.private_key.get_secret_value(), kept.certificate.get_secret_value()} == {pem.strip()}


def test_lines_that_are_no_key_are_asked_back_with_what_a_key_looks_like(tmp_path: Path) -> None:
    """As where only what stands between its first line and its last was copied: on one line it would be none either."""
    given = {"MicrosoftAppPrivateKey": "hush\nhush", "MicrosoftAppCertificate": "hush\nhush"}
    with pytest.raises(SettingsError) as told:
        Teams.of({"MicrosoftAppId": APP, "MicrosoftAppTenantId": "x"} | given, tmp_path)
    assert "in PEM, with its line -----BEGIN …" in str(told.value)
    assert "hush" not in str(told.value)
