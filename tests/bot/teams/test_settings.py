"""Settings that leave the door open, or cannot work, are refused with a sentence that names what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.settings import TeamsSettings

GOOD: dict[str, Any] = {"app_id": "app", "secret": "s3cret", "tenant_id": "Tenant-A"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"app_id": ""}, "MicrosoftAppId is empty"),
        ({"secret": None}, "MicrosoftAppPassword is missing"),
        ({"tenant_id": None}, r"teams_tenants is empty, and so is MicrosoftAppTenantId"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        TeamsSettings(**{**GOOD, **change})


def test_an_empty_app_id_needs_the_insecure_switch() -> None:
    assert TeamsSettings(app_id="", tenant_id="t", insecure_local=True).insecure_local


def test_the_bots_own_tenant_counts_where_none_is_named() -> None:
    assert TeamsSettings(**GOOD).allowed == ("tenant-a",)


def test_where_tenants_are_named_they_alone_count() -> None:
    named = TeamsSettings(**GOOD, tenants=("B", "C"))
    assert (named.allowed, named.home) == (("b", "c"), "b")
    assert TeamsSettings(**GOOD, tenants=("B", "TENANT-A")).home == "tenant-a"


def test_no_secret_is_shown() -> None:
    assert "s3cret" not in repr(TeamsSettings(**GOOD))
