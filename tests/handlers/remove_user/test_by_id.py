"""Whoever is listed can be named as the list shows them, by an id where there is no name; what is no person is told."""

from __future__ import annotations

import pytest

from domain.card import Card, Form
from domain.insights import PrincipalType
from domain.request import State
from domain.words import de
from domain.words import en as words
from tests.handlers.erasure.erasing import state
from tests.stage import Scene, filed, said

LIST, TWIN = "/rbac/assignments", "twin@contoso.com"


async def nameless(on: Scene) -> str:
    """The id of the listed user whose account is gone."""
    listed = await on.bot.deps.insights.assignments()
    names = await on.bot.deps.directory.principals([one.principal_id for one in listed.assignments])
    [found] = [one.principal_id for one in listed.assignments if one.principal_id not in names]
    return found


async def test_a_user_whose_account_is_gone_is_listed_with_their_id_and_removed_by_it(on: Scene) -> None:
    who = await nameless(on)
    shown = await on.typed("ada", "users")
    assert isinstance(shown, Card)
    [row] = [item for item in shown.items if item.text == words.refresh.UNNAMED]
    assert who in row.note
    ref = await on.file("ada", f"remove-user {who}")
    await on.act("ben", "approve", ref)
    await state(on, ref, State.COMPLETED)
    listed = await on.bot.deps.insights.assignments()
    assert not listed.lists(who)
    assert who in said(await on.typed("ada", f"show {ref}"))


@pytest.mark.parametrize("spelt", [str.upper, lambda who: f"{{{who}}}", lambda who: who.replace("-", "")])
async def test_the_id_may_be_spelt_otherwise_and_come_by_the_form(desk: Scene, spelt: object) -> None:
    who = await nameless(desk)
    assert callable(spelt)
    answer = await desk.act("ada", "remove-user", "", {"users": spelt(who)})
    assert await desk.whom(filed(answer)) == [who]


async def test_a_user_with_a_name_is_taken_by_their_id_as_well_and_is_one_with_their_address(desk: Scene) -> None:
    [mark] = await desk.bot.deps.directory.principals_by_email("mark.old@contoso.com")
    ref = await desk.file("ada", f"remove-user {mark.id}")
    assert await desk.whom(ref) == [mark.id]
    await desk.typed("amir", "hold mark.old@contoso.com a court case")
    assert words.hold.ON_HOLD in said(await desk.typed("ada", f"show {ref}"))


@pytest.mark.parametrize(
    ("name", "kind"), [("Nightly export", PrincipalType.APP), ("Customer care", PrincipalType.GROUP)]
)
async def test_an_application_and_a_group_are_told_from_nobody(desk: Scene, name: str, kind: PrincipalType) -> None:
    told = words.remove_user.no_user(name, kind)
    assert told in said(await desk.typed("ada", f"remove-user {name}"))
    form = await desk.act("ada", "remove-user", "", {"users": name})
    assert isinstance(form, Form)
    assert form.fields[0].error == told
    listed = await desk.bot.deps.insights.assignments()
    names = await desk.bot.deps.directory.principals([one.principal_id for one in listed.assignments])
    [theirs] = [one.id for one in names.values() if one.name == name]
    assert told in said(await desk.typed("ada", f"remove-user {theirs}"))
    assert not desk.rows("SELECT 1 FROM requests")


async def test_the_bots_own_id_is_never_taken(desk: Scene) -> None:
    own = (await desk.bot.deps.insights.my_role()).principal_id
    for spelt in (own, own.upper(), own.replace("-", "")):
        assert words.remove_user.OWN_APPLICATION in said(await desk.typed("ada", f"remove-user {spelt}"))


async def test_what_is_listed_as_nothing_known_is_not_taken_for_a_user(desk: Scene) -> None:
    who = await nameless(desk)

    def odd(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return [row | ({"principalType": "robot"} if row["principalId"] == who else {}) for row in rows]

    desk.wire.change("GET", LIST, odd)
    assert words.remove_user.no_user(who, PrincipalType.UNKNOWN) in said(await desk.typed("ada", f"remove-user {who}"))


async def test_an_id_of_nobody_who_is_listed_is_asked_back(desk: Scene) -> None:
    nobody = "99999999-0000-4000-8000-000000000001"
    assert words.remove_user.not_listed(nobody) in said(await desk.typed("ada", f"remove-user {nobody}"))
    assert words.errors.not_an_address("4711") in said(await desk.typed("ada", "remove-user 4711"))
    assert not desk.rows("SELECT 1 FROM requests")


async def test_two_accounts_with_one_address_are_told_from_none(desk: Scene) -> None:
    rows = [
        {"id": f"{n}", "displayName": "T", "mail": TWIN, "userPrincipalName": f"t{n}@contoso.com"} for n in range(2)
    ]
    desk.wire.refuse("GET", "/users", 200, times=9, body={"value": rows})
    several = words.find.several_in_directory(TWIN)
    removal = said(await desk.typed("ada", f"remove-user {TWIN}"))
    assert several in removal
    assert words.remove_user.BY_ID in removal
    assert words.find.not_in_directory(TWIN) not in removal
    export = said(await desk.typed("ada", f"export user {TWIN}"))
    assert several in export
    assert words.find.not_in_directory(TWIN) not in export


def test_it_is_said_in_german() -> None:
    assert "Anwendung" in de.remove_user.no_user("Nightly export", PrincipalType.APP)
    assert "Gruppe" in de.remove_user.no_user("Customer care", PrincipalType.GROUP)
    assert "Objekt-ID" in de.remove_user.no_user("Mark", PrincipalType.USER)
