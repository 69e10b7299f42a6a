"""Forms that were offered with a button: only whom it was offered to reads them, by the button, and not for long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from domain.chat import Account
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW

ADA = Account("slack", "T0CONTOSO", "U0ADA")
TOLD = '["a form with anna@contoso.com"]'


async def put(store: Store, told: str = TOLD) -> str:
    return await store.write(lambda unit: unit.offers.put(ADA, told, NOW))


async def test_what_was_offered_is_read_by_its_name_for_as_long_as_it_counts(store: Store) -> None:
    name, other = await put(store), await put(store)
    assert name != other
    assert await store.read(lambda unit: unit.offers.get(ADA, name, NOW)) == TOLD
    assert await store.read(lambda unit: unit.offers.get(ADA, name, NOW + timedelta(seconds=1))) is None


async def test_nobody_else_reads_it_and_no_other_name_does(store: Store) -> None:
    name = await put(store)
    for account in (replace(ADA, id="U0BEN"), replace(ADA, tenant="T0FABRIKAM"), replace(ADA, surface="teams")):
        assert await store.read(lambda unit, account=account: unit.offers.get(account, name, NOW)) is None
    for guess in ("", name[:-1], name.swapcase(), "x" * 1_000):
        assert await store.read(lambda unit, guess=guess: unit.offers.get(ADA, guess, NOW)) is None


async def test_whoever_has_the_database_reads_nothing_of_it_and_moves_nothing(store: Store) -> None:
    name, other = await put(store), await put(store, "another form")
    rows = await store.read(lambda unit: unit.connection.execute(text("SELECT * FROM offers")).all())
    kept = b" ".join(bytes(part) if isinstance(part, bytes) else str(part).encode() for row in rows for part in row)
    assert not [word for word in ("anna", "U0ADA", name, other) if word.encode() in kept]
    one, two = (row.id for row in rows)
    move = text("UPDATE offers SET sealed = (SELECT sealed FROM offers AS o WHERE o.id = :one) WHERE id = :two")

    def moved(unit: Unit) -> set[str | None]:
        unit.connection.execute(move, {"one": one, "two": two})
        return {unit.offers.get(ADA, name, NOW), unit.offers.get(ADA, other, NOW)}

    assert None in await store.write(moved)


async def test_what_is_old_is_deleted(store: Store) -> None:
    name = await put(store)
    assert await store.write(lambda unit: unit.offers.forget_before(NOW)) == 0
    assert await store.write(lambda unit: unit.offers.forget_before(NOW + timedelta(seconds=1))) == 1
    assert await store.read(lambda unit: unit.offers.get(ADA, name, NOW)) is None
