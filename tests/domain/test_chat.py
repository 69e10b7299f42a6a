"""How an account is written where people are listed, and whom an entry names."""

from __future__ import annotations

import pytest

from domain.chat import Account

TENANT, ID = "11111111-1111-4111-8111-111111111111", "aaaaaaaa-0000-4000-8000-000000000101"


@pytest.mark.parametrize(
    ("entry", "account"),
    [
        (f"teams:{ID}", Account("teams", "", ID)),
        (f"teams:{TENANT}/{ID}", Account("teams", TENANT, ID)),
        (f"teams:{TENANT.upper()}/{ID}", Account("teams", TENANT.upper(), ID)),
        ("slack:U0FAY", Account("slack", "", "U0FAY")),
        ("slack:T0FABRIKAM/U0FAY", Account("slack", "", "T0FABRIKAM/U0FAY")),  # which the id itself says
        ("slack:E0GLOBEX/W0GIL", Account("slack", "", "E0GLOBEX/W0GIL")),
    ],
)
def test_an_entry_names_an_account_as_its_door_knows_it(entry: str, account: Account) -> None:
    assert Account.of(entry) == account


@pytest.mark.parametrize(
    ("account", "entry"),
    [
        (Account("slack", "T0FABRIKAM", "T0FABRIKAM/U0FAY"), "slack:t0fabrikam/u0fay"),
        (Account("slack", "T0CONTOSO", "U0FAY"), "slack:u0fay"),
        (Account("teams", TENANT, ID), f"teams:{TENANT}/{ID}"),
        (Account("teams", TENANT, ID), f"teams:{ID}"),
    ],
)
def test_an_account_is_named_by_its_entries(account: Account, entry: str) -> None:
    assert entry in account.entries


def test_the_same_id_elsewhere_is_named_by_none_that_says_where() -> None:
    ours, theirs = Account("slack", "T0CONTOSO", "U0FAY"), Account("slack", "T0FABRIKAM", "T0FABRIKAM/U0FAY")
    assert not ours.entries & theirs.entries
    assert f"teams:{TENANT}/{ID}" not in Account("teams", TENANT.replace("1", "2"), ID).entries
