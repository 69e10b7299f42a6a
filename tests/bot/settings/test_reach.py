"""What the people of the configuration can never do stops the start, in a sentence that says what to change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.settings.config import Config, read
from bot.settings.reach import check_people, impossible
from bot.settings.setting_errors import SettingsError

ADMINS = 'admins = ["a@x.de", "z@x.de"]'
TWO = 'approvers = ["b@x.de", "c@x.de"]'
CIRCLES = 'circles = { privacy = ["b@x.de"], security = ["c@x.de"] }'
ONE_OF_EACH = "required = { privacy = 1, security = 1 }"


def config(people: str, approval: str = "") -> Config:
    return Config.model_validate(tomllib.loads(f"[people]\n{people}\n[approval]\n{approval}"))


def said(people: str, approval: str = "") -> list[str]:
    return list(impossible(config(people, approval)))


@pytest.mark.parametrize(
    ("people", "approval", "sentence"),
    [
        (ADMINS, "", "asks for 1 for refresh, and no approvers are named: nobody can reach that. Name more people"),
        (f'{ADMINS}\napprovers = ["b@x.de"]', "required = 2", "asks for 2 for refresh, and 1 approvers are named"),
        (
            f'{ADMINS}\napprovers = ["b@x.de", "B2@x.de"]\nalso = {{ "b@x.de" = ["b2@x.de"] }}',
            "required = 2",
            "asks for 2 for refresh, and 1 approvers are named",
        ),
        (
            'admins = ["b@x.de", "z@x.de"]\napprovers = ["b@x.de"]',
            "",
            "somebody who may file it is one of them: their own request can never pass",
        ),
        (
            f'{ADMINS}\n{TWO}\ntenant_admins = ["c@x.de"]',
            "required = { default = 1, export = 2 }",
            "asks for 2 for export, and somebody who may file it is one of them",
        ),
        (
            f"{ADMINS}\n{TWO}",
            'circles = { privacy = ["b@x.de"], security = ["b@x.de"] }\n'
            "required = { default = { privacy = 1, security = 1 } }",
            "asks for 1 of privacy and 1 of security for refresh",  # one human cannot fill two seats
        ),
        (
            f'admins = ["c@x.de", "z@x.de"]\n{TWO}',
            f"{CIRCLES}\nrequired = {{ default = 1, erasure = {{ privacy = 1, security = 1 }} }}",
            "for erasure, and somebody who may file it is one of them",
        ),
        (f'admins = ["a@x.de"]\n{TWO}', "", "people.admins names one person: a legal hold"),
    ],
)
def test_what_can_never_be_is_said_and_stops_the_start(people: str, approval: str, sentence: str) -> None:
    assert any(sentence in told for told in said(people, approval))
    with pytest.raises(SettingsError):
        check_people(config(people, approval))


@pytest.mark.parametrize(
    ("people", "approval"),
    [
        (f"{ADMINS}\n{TWO}", "required = 2"),
        (f'admins = ["b@x.de", "z@x.de"]\n{TWO}', ""),
        (f"{ADMINS}\n{TWO}", f"{CIRCLES}\nrequired = {{ default = {{ privacy = 1, security = 1 }} }}"),
        (f"{ADMINS}\n{TWO}", f"{CIRCLES}\nrequired = {{ default = {{ privacy = 1, approvers = 1 }} }}"),
    ],
)
def test_what_can_be_starts(people: str, approval: str) -> None:
    assert said(people, approval) == []


@pytest.mark.parametrize(
    ("approval", "sentence"),
    [
        (
            "required = { default = { privacy = 1 } }",
            "approval asks for privacy, which is no circle: name its people under approval.circles.",
        ),
        ("required = { default = { privacy = 0 } }", "approval.required.default.privacy must be at least 1."),
        (
            "required = { default = {} }",
            "approval.required.default must say how many of whom: a number, or a table such as "
            "{ privacy = 1, security = 1 }.",
        ),
        (
            'circles = { approvers = ["b@x.de"] }',
            "approval.circles.approvers must have a name in small letters, such as privacy, and not approvers: "
            "all of them are that.",
        ),
        ("circles = { privacy = [] }", "approval.circles.privacy must not be empty."),
        (
            'circles = { privacy = ["e@x.de"] }',
            "approval.circles.privacy names somebody who is no approver: add them to people.approvers.",
        ),
    ],
)
def test_a_mistake_about_circles_is_named(approval: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "dsrbot.toml"
    path.write_text(f"[people]\n{ADMINS}\n{TWO}\n[approval]\n{approval}", encoding="utf-8")
    with pytest.raises(SettingsError) as wrong:
        read(path)
    assert str(wrong.value) == f"In dsrbot.toml, {sentence}"
