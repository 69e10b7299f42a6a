"""What is of one installation is never said as what is of another."""

from __future__ import annotations

import pytest

from bot.slack.names import OWN, Names, apart
from domain.card import Card, Mention
from domain.chat import Account, Place, Typed

OURS, THEIRS = Names(), Names("T0FABRIKAM")


def test_ids_of_the_own_workspace_are_said_as_slack_says_them() -> None:
    account = Account("slack", "T0CONTOSO", "U0ADA")
    assert OURS.account(account) == account
    assert (OURS.outside("C0"), OURS.inside("C0"), apart("C0")) == ("C0", "C0", (OWN, "C0"))


def test_the_same_ids_of_two_workspaces_are_two() -> None:
    account = Account("slack", "T0CONTOSO", "U0ADA")  # whatever tenant is claimed in there
    assert THEIRS.account(account) == Account("slack", "T0FABRIKAM", "T0FABRIKAM/U0ADA")
    act = THEIRS.incoming(Typed(account=account, place=Place("slack", "C0"), text="board"))
    assert (act.account.id, act.place.id) == ("T0FABRIKAM/U0ADA", "T0FABRIKAM/C0")
    assert apart(act.place.id) == ("T0FABRIKAM", "C0")


@pytest.mark.parametrize("said", ["C0", "T0OTHER/C0", "", "/C0"])
def test_what_is_of_another_installation_is_nothing_in_this_one(said: str) -> None:
    assert THEIRS.inside(said) == ""


def test_no_place_stays_none() -> None:
    assert THEIRS.outside("") == ""


def test_who_is_called_in_a_card_is_called_only_where_their_account_is() -> None:
    card = Card(calls=(Mention("Ada", "U0ADA"), Mention("Fay", "T0FABRIKAM/U0FAY"), Mention("Gus", "")))
    assert [one.account for one in THEIRS.card(card).calls] == ["", "U0FAY", ""]
    assert [one.account for one in OURS.card(card).calls] == ["U0ADA", "", ""]
