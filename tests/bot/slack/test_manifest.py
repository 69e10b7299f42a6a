"""The manifest is one that Slack takes, asks for no right too many, and names what the code serves."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.slack.app import ANYWHERE, AT_MESSAGE, CHANGE, LEFT, MESSAGE, OURS, REGROUPED
from bot.slack.endpoint import PATH, REDIRECT
from bot.slack.first_sight import COMMAND
from bot.slack.home import OPENED
from bot.slack.manifest import SCOPES, Installs, scopes, slack_manifest
from handlers.commands import COMMANDS
from tests.fakes.slack.methods import METHODS

HOME = Path(__file__).parents[3]
SCHEMA = json.loads(Path(__file__).with_name("slack-app-manifest.schema.json").read_text(encoding="utf-8"))
NEEDED = {
    "auth.revoke": set[str](),
    "auth.teams.list": set[str](),
    "auth.test": set[str](),
    "apps.connections.open": set[str](),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "users.lookupByEmail": {"users:read.email"},
    "views.open": set[str](),
    "views.publish": set[str](),
    "views.update": set[str](),
}


def manifest(url: str | None = None) -> dict[str, Any]:
    made = yaml.safe_load(slack_manifest(url))
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize("url", [None, "https://bot.example.com", "https://bot.example.com/", "bot.example.com"])
def test_it_is_valid(url: str | None) -> None:
    Draft7Validator(SCHEMA).validate(manifest(url))


def test_the_schema_can_say_no() -> None:
    broken = manifest() | {"display_information": {"name": "x" * 36}}
    assert not Draft7Validator(SCHEMA).is_valid(broken)


def test_the_file_in_the_repository_is_what_the_command_prints() -> None:
    assert (HOME / "manifest.yaml").read_text(encoding="utf-8") == slack_manifest(None)


def test_its_texts_say_what_it_does() -> None:
    """The schema holds their length; a hint that leaves a command out hides it from whoever types."""
    shown = manifest()["display_information"], manifest()["features"]["slash_commands"][0]
    assert "GDPR" in shown[0]["description"]
    assert {"refresh", "erase", "export", "remove"} <= set(re.findall(r"[a-z]+", shown[1]["description"].lower()))
    hinted = [part.strip() for part in shown[1]["usage_hint"].split("|")]
    assert [one.removesuffix(" …") for one in hinted] == [command.name for command in COMMANDS]
    assert [one.endswith(" …") for one in hinted] == [" " in command.usage for command in COMMANDS]
    for text in (shown[0]["name"], shown[0]["description"], shown[1]["description"], shown[1]["usage_hint"]):
        assert text == text.strip()
        assert not re.search(r"@|TODO|\bDSR-|[{}]", text)


def test_without_an_address_slack_is_reached_by_socket_mode() -> None:
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "url" not in slack_manifest(None).replace("request_url", "url").replace("https://api", "")


def test_with_an_address_everything_comes_there() -> None:
    made = manifest("https://bot.example.com/")
    there = f"https://bot.example.com{PATH}"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": there,
        "message_menu_options_url": there,
    }
    assert made["settings"]["event_subscriptions"]["request_url"] == there
    assert made["features"]["slash_commands"][0]["url"] == there


def test_neither_tokens_that_rotate_nor_an_organisation_are_asked_for() -> None:
    settings = manifest()["settings"]
    assert (settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (False, False)


@pytest.mark.parametrize("org", [False, True])
@pytest.mark.parametrize("rotates", [False, True])
def test_where_it_may_be_installed_slack_leads_back_to_the_bot(org: bool, rotates: bool) -> None:
    installs = Installs(several=True, org=org, rotates=rotates)
    made = yaml.safe_load(slack_manifest("bot.example.com", installs=installs))
    Draft7Validator(SCHEMA).validate(made)
    assert made["oauth_config"]["redirect_urls"] == [f"https://bot.example.com{REDIRECT}"]
    assert made["settings"]["org_deploy_enabled"] is org
    assert made["settings"]["token_rotation_enabled"] is rotates
    assert "redirect_urls" not in manifest("https://bot.example.com")["oauth_config"]


def registered(kind: str) -> list[str]:
    """What the code registers with Bolt: the arguments of `self._bolt.<kind>(…)`."""
    tree = ast.parse((HOME / "bot/slack/app.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func) == f"self._bolt.{kind}"]


def test_manifest_and_code_name_the_same_commands_events_and_actions() -> None:
    made = manifest()
    assert [command["command"] for command in made["features"]["slash_commands"]] == [COMMAND]
    assert made["settings"]["event_subscriptions"]["bot_events"] == [CHANGE, f"{MESSAGE}.im", OPENED, *LEFT]
    assert (registered("command"), registered("event")) == (
        ["COMMAND"],
        ["CHANGE", "MESSAGE", "OPENED", "event", "event"],
    )
    assert (registered("action"), registered("view")) == (["OURS"], ["OURS"])
    shortcuts = [(one["type"], one["callback_id"]) for one in made["features"]["shortcuts"]]
    assert shortcuts == [("global", ANYWHERE), ("message", AT_MESSAGE)]
    assert all(OURS.match(name) for _, name in shortcuts)
    assert (registered("shortcut"), registered("options"), registered("message")) == (["OURS"], ["OURS"], [])


def test_whoever_opens_the_home_tab_is_told_to_us() -> None:
    assert manifest()["features"]["app_home"]["home_tab_enabled"] is True


def test_user_groups_are_heard_of_only_where_one_is_named() -> None:
    made = yaml.safe_load(slack_manifest("https://bot.example.com", groups=True))
    Draft7Validator(SCHEMA).validate(made)
    assert made["settings"]["event_subscriptions"]["bot_events"] == [CHANGE, f"{MESSAGE}.im", OPENED, *LEFT, *REGROUPED]
    assert made["oauth_config"]["scopes"]["bot"] == [*SCOPES, "usergroups:read"]


def called() -> set[str]:
    """The methods of the Web API that the code names."""
    sources = [path.read_text(encoding="utf-8") for path in (HOME / "bot/slack").glob("*.py")]
    words = [node.value for text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return {word for word in words if isinstance(word, str) and word in {*METHODS, "apps.connections.open"}}


def test_the_rights_are_those_that_the_calls_need_and_no_more() -> None:
    of_groups = {method for method in called() if method.startswith("usergroups.")}
    needed = {"commands", "im:history"}.union(*(NEEDED[method] for method in called() - of_groups))
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == set(SCOPES) == needed | {"users:read"}
    more = set().union(*(NEEDED[method] for method in of_groups))
    assert set(scopes(groups=True)) - set(SCOPES) == more == {"usergroups:read"}
    assert [scope for scope in SCOPES if "history" in scope] == ["im:history"]  # of the chat with the bot, and no other
