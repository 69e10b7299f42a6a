"""One human, however many accounts."""

from __future__ import annotations

import asyncio

from domain.people import Person
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, an_account

SLACK, TEAMS = an_account("U0ADA"), an_account("7d1c", "teams", "contoso")


async def test_accounts_with_one_address_are_one_person(store: Store) -> None:
    def meet(unit: Unit) -> tuple[Person, Person]:
        return (
            unit.people.meet(SLACK, "Ada", "ada@contoso.com", NOW),
            unit.people.meet(TEAMS, "Ada L.", " ADA@contoso.com", NOW),
        )

    first, second = await store.write(meet)
    assert second == Person(first.id, "Ada L.")
    assert await store.read(lambda unit: unit.people.accounts(first.id)) == [SLACK, TEAMS]
    assert await store.read(lambda unit: unit.people.names([first.id, "nobody"])) == {first.id: "Ada L."}


async def test_accounts_without_an_address_stay_apart(store: Store) -> None:
    def meet(unit: Unit) -> tuple[Person, Person, Person]:
        return (
            unit.people.meet(SLACK, "Ada", None, NOW),
            unit.people.meet(TEAMS, "Ada", None, NOW),
            unit.people.meet(SLACK, "Ada", None, NOW),
        )

    first, second, again = await store.write(meet)
    assert first.id != second.id
    assert again == first


async def test_an_account_is_known_once_it_was_met(store: Store) -> None:
    met = await store.write(lambda unit: unit.people.meet(SLACK, "Ada", "ada@contoso.com", NOW))
    assert await store.read(lambda unit: unit.people.of_account(SLACK)) == met
    assert await store.read(lambda unit: unit.people.of_account(TEAMS)) is None


async def test_a_new_address_goes_with_the_person(store: Store) -> None:
    def marry(unit: Unit) -> tuple[Person, Person, Person]:
        before = unit.people.meet(SLACK, "Ada Byron", "byron@contoso.com", NOW)
        after = unit.people.meet(SLACK, "Ada Lovelace", "lovelace@contoso.com", NOW)
        return before, after, unit.people.meet(TEAMS, "Ada Lovelace", "lovelace@contoso.com", NOW)

    before, after, elsewhere = await store.write(marry)
    assert before.id == after.id == elsewhere.id


async def test_an_account_that_takes_someones_address_becomes_theirs(store: Store) -> None:
    def join(unit: Unit) -> tuple[Person, Person]:
        owner = unit.people.meet(TEAMS, "Ada", "ada@contoso.com", NOW)
        unit.people.meet(SLACK, "Ada", "old@contoso.com", NOW)
        return owner, unit.people.meet(SLACK, "Ada", "ada@contoso.com", NOW)

    owner, joined = await store.write(join)
    assert joined == owner


async def test_a_person_met_in_many_places_at_once_is_made_once(store: Store) -> None:
    def meet(number: int) -> str:
        return f"U{number % 4}"

    met = await asyncio.gather(
        *[
            store.write(lambda unit, n=n: unit.people.meet(an_account(meet(n)), "Ada", "ada@contoso.com", NOW))
            for n in range(40)
        ]
    )
    assert len({person.id for person in met}) == 1


async def test_of_a_list_those_are_named_who_were_met_however_they_are_written(store: Store) -> None:
    def meet(unit: Unit) -> tuple[Person, Person]:
        by_address = unit.people.meet(SLACK, "Ada", "ada@contoso.com", NOW)
        return by_address, unit.people.meet(an_account("U0BEN"), "Ben", None, NOW)

    ada, ben = await store.write(meet)
    listed = ["ada@contoso.com", "slack:u0ben", "slack:U0ADA", "nobody@contoso.com", "teams:u0ben"]
    found = await store.read(lambda unit: unit.people.listed(listed))
    assert found == {"ada@contoso.com": ada, "slack:u0ben": ben, "slack:U0ADA": ada}
    assert await store.read(lambda unit: unit.people.listed([])) == {}
