"""Who is called by name is called by the account that they have where it is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.card import Mention
from domain.chat import Account
from handlers.ports import Unit
from handlers.requests.calls import calls
from handlers.requests.view import view_of
from tests.stage import Scene

FABRIKAM = "T0FABRIKAM"


async def called(desk: Scene, place: str) -> dict[str, str]:
    """Name → account."""
    ref = await desk.file("ada", "refresh crm contacts")
    deps, surface = desk.bot.deps, desk.terminal.surface

    def look(unit: Unit) -> Sequence[Mention]:
        request = unit.requests.get(ref)
        assert request
        return calls(unit, view_of(unit, request, deps), surface, place)

    told = await deps.storage.read(look)
    assert len({one.name for one in told}) == len(told), "each once"
    return {one.name: one.account for one in told}


async def joins(desk: Scene, who: str, name: str, email: str, workspace: str) -> Account:
    """Somebody comes in by another workspace, as who they are."""
    first = desk.terminal.account(who)
    await desk.typed(who, "help")
    other = Account(first.surface, workspace, f"{workspace}/U0OTHER")
    now = desk.bot.deps.clock()
    met = await desk.bot.deps.storage.write(
        lambda unit: unit.people.meet(other, name, email, now, also=(), holding=[first], whose=None)
    )
    assert met.person.name == name
    return other


@pytest.mark.parametrize("later", [False, True])
async def test_with_accounts_in_two_workspaces_it_is_the_one_of_the_place(desk: Scene, later: bool) -> None:
    if not later:
        await desk.typed("ben", "help")
    other = await joins(desk, "ben", "Ben Bauer", "ben@contoso.com", FABRIKAM)
    assert (await called(desk, "C0APPROVE"))["Ben Bauer"] == desk.terminal.account("ben").id
    assert (await called(desk, f"{FABRIKAM}/C0APPROVE"))["Ben Bauer"] == other.id


async def test_whoever_has_none_there_is_called_by_the_one_they_have(desk: Scene) -> None:
    """Which the door shows as a name alone."""
    await desk.typed("cleo", "help")
    assert (await called(desk, f"{FABRIKAM}/C0APPROVE"))["Cleo Costa"] == desk.terminal.account("cleo").id


@pytest.mark.parametrize(
    ("account", "place", "same"),
    [
        ("U0ADA", "C0", True),
        ("T0F/U0ADA", "T0F/C0", True),
        ("T0F/U0ADA", "C0", False),
        ("U0ADA", "T0F/C0", False),
        ("T0F/U0ADA", "T0G/C0", False),
    ],
)
def test_an_account_is_where_a_place_of_its_workspace_is(account: str, place: str, same: bool) -> None:
    assert Account("slack", "T", account).is_where(place) == same
