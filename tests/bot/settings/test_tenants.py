"""Several tenants in the settings: each entry is of one of them; what does not say of which is of ENTRA_TENANT_ID."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.app.roster import Roster
from bot.settings.all import Settings, SettingsError, load
from domain.chat import Account
from domain.people import Role, Whose
from tests.bot.settings.test_settings import INSIGHTS, TEAMS

HOME, THERE, STRANGE = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "123")
ID, GROUP = "aaaaaaaa-0000-4000-8000-000000000101", "bbbbbbbb-0000-4000-8000-000000000305"
TENANTS = f'platforms.teams_tenants = ["{HOME}", "{THERE}"]'
PEOPLE = f"""
people.admins = ["ada@contoso.com", "teams:{ID}"]
people.approvers = ["teams:{THERE}/{ID}", "entra-group:{GROUP}", "entra-group:{THERE}/{GROUP}", "slack:U0BEN"]
people.moved = {{ "old@contoso.com" = {{ to = "teams:{ID}", whose = "new" }} }}
people.outside_auditors = {{ "teams:guest" = 2099-01-01 }}
approval.circles = {{ privacy = ["entra-group:{GROUP}"] }}
approval.escalate_to = ["teams:{ID}"]
"""


def loaded(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "dsrbot.toml").write_text(text, encoding="utf-8")
    own = {"MicrosoftAppTenantId": HOME, "ENTRA_TENANT_ID": HOME}
    return load({**TEAMS, **INSIGHTS, **own, **environ}, folder)


def test_with_one_tenant_entries_stand_as_they_are_written(tmp_path: Path) -> None:
    people = loaded(tmp_path, f'people.admins = ["teams:{ID}", "teams:{HOME}/{ID}"]').config.people
    assert people.admins == (f"teams:{ID}", f"teams:{HOME}/{ID}")


def test_with_several_each_entry_is_of_one(tmp_path: Path) -> None:
    config = loaded(tmp_path, TENANTS + PEOPLE).config
    assert config.people.admins == ("ada@contoso.com", f"teams:{HOME}/{ID}")
    assert config.people.approvers == (
        f"teams:{THERE}/{ID}", f"entra-group:{HOME}/{GROUP}", f"entra-group:{THERE}/{GROUP}", "slack:U0BEN",
    )  # fmt: skip
    assert config.people.moved["old@contoso.com"].to == f"teams:{HOME}/{ID}"
    assert [*config.people.outside_auditors] == [f"teams:{HOME}/guest"]
    assert config.approval.circles == {"privacy": (f"entra-group:{HOME}/{GROUP}",)}
    assert config.approval.escalate_to == (f"teams:{HOME}/{ID}",)


def test_the_same_object_id_in_another_tenant_has_no_role(tmp_path: Path) -> None:
    people = loaded(tmp_path, TENANTS + PEOPLE).config.people
    roster, ours, theirs = Roster(people), Account("teams", HOME, ID), Account("teams", THERE, ID)
    assert (roster.roles_of(None, ours), roster.roles_of(None, theirs)) == ({Role.ADMIN}, {Role.APPROVER})
    assert people.whose("old@contoso.com", ours) is Whose.NEW
    assert people.whose("old@contoso.com", theirs) is None
    guests = [Account("teams", tenant, "guest") for tenant in (HOME, THERE)]
    assert [people.visits("g@x.example", guest, date(2026, 1, 1)) for guest in guests] == [True, False]


def test_the_tenant_of_an_entry_may_be_written_in_any_case(tmp_path: Path) -> None:
    tenants = f'platforms.teams_tenants = ["{HOME}", "ABCDEFAB-1111-4111-8111-111111111111"]\n'
    entry = "teams:ABCDEFAB-1111-4111-8111-111111111111/" + ID.upper()
    people = loaded(tmp_path, tenants + f'people.admins = ["{entry}"]').config.people
    theirs = Account("teams", "abcdefab-1111-4111-8111-111111111111", ID)
    assert Roster(people).roles_of(None, theirs) == {Role.ADMIN}


def test_each_environment_reads_its_entries_in_the_tenant_that_it_signs_in_to(tmp_path: Path) -> None:
    more = f"""
[environment]
name = "us"
[[environments]]
name = "emea"
people = {{ admins = ["teams:{ID}"] }}
channels = {{}}
"""
    own = {
        "DATABASE_URL__EMEA": "sqlite:///emea.sqlite3",
        "INSIGHTS_INSTANCE_ID__EMEA": "another",
        "INSIGHTS_SUBSCRIPTION_KEY__EMEA": "hush",
        "ENTRA_TENANT_ID__EMEA": THERE,
        "ENTRA_CLIENT_ID__EMEA": "client",
        "ENTRA_CLIENT_SECRET__EMEA": "other",
    }
    found = loaded(tmp_path, f'{TENANTS}\npeople.admins = ["teams:{ID}"]\n{more}', **own)
    assert found.config.people.admins == (f"teams:{HOME}/{ID}",)
    assert found.others[0].config.people.admins == (f"teams:{THERE}/{ID}",)


@pytest.mark.parametrize(
    ("text", "environ", "told"),
    [
        (f'people.admins = ["teams:{STRANGE}/{ID}"]', {}, f"people names somebody of {STRANGE}: add this tenant"),
        (f'people.admins = ["entra-group:{STRANGE}/{GROUP}"]', {}, f"people names somebody of {STRANGE}: add"),
        (TENANTS, {"ENTRA_TENANT_ID": STRANGE}, "ENTRA_TENANT_ID must be the id of one of platforms.teams_tenants"),
        (TENANTS, {"ENTRA_TENANT_ID": "contoso.com"}, "ENTRA_TENANT_ID must be the id of one of platforms"),
        ('platforms.teams_tenants = ["contoso.com", "fabrikam.com"]', {}, "must name each directory by its id"),
        (TENANTS + '\npeople.admins = ["teams:fabrikam.com/x"]', {}, "must be an e-mail address"),
        (TENANTS + f'\npeople.admins = ["entra-group:x/{GROUP}"]', {}, "must name a group by its object id"),
    ],
)
def test_what_would_leave_it_open_whose_an_entry_is_stops_the_start(
    tmp_path: Path, text: str, environ: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError) as wrong:
        loaded(tmp_path, text, **environ)
    assert told in str(wrong.value)
