"""Subjects: sealed text, look-ups and destroyed keys."""

from __future__ import annotations

from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import insert, update

from domain.addresses import folded, once_folded
from domain.cell import Altered, hold_cell
from domain.hold import Hold
from storage.engines import open_engines
from storage.master_key import decode, open_vault
from storage.store import Store, open_store
from storage.subjects import NoKey
from storage.tables import subjects
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, file_request


async def test_what_is_sealed_can_be_read_again_after_a_restart(database_url: str) -> None:
    def seal(unit: Unit) -> tuple[str, bytes]:
        subject = unit.subjects.anonymous(NOW)
        return subject, unit.subjects.seal(subject, "Anna Müller, CASE-77", hold_cell(subject))

    async with open_store(database_url, MASTER_KEY) as store:
        subject, sealed = await store.write(seal)
    async with open_store(database_url, MASTER_KEY) as store:
        assert (
            await store.read(lambda unit: unit.subjects.unseal(subject, sealed, hold_cell(subject)))
            == "Anna Müller, CASE-77"
        )


async def test_the_same_text_is_never_sealed_alike(store: Store) -> None:
    def seal_twice(unit: Unit) -> list[bytes]:
        subject = unit.subjects.anonymous(NOW)
        return [unit.subjects.seal(subject, "anna@contoso.com", hold_cell(subject)) for _ in range(2)]

    first, second = await store.write(seal_twice)
    assert first != second


async def test_sealed_text_cannot_be_moved_to_another_subject(store: Store) -> None:
    def move(unit: Unit) -> None:
        anna, ben = unit.subjects.anonymous(NOW), unit.subjects.anonymous(NOW)
        unit.subjects.unseal(ben, unit.subjects.seal(anna, "anna@contoso.com", hold_cell(anna)), hold_cell(anna))

    with pytest.raises(Altered):
        await store.write(move)


async def test_nothing_sealed_is_nothing_read(store: Store) -> None:
    subject = await store.write(lambda unit: unit.subjects.anonymous(NOW))
    assert await store.read(lambda unit: unit.subjects.unseal(subject, None, hold_cell(subject))) is None


async def test_an_address_is_one_subject_however_it_is_written(store: Store) -> None:
    def look_up(unit: Unit) -> tuple[str, str, str | None, str | None]:
        made = unit.subjects.for_address("Anna@Contoso.com", NOW)
        again = unit.subjects.for_address(" anna@contoso.com ", NOW)
        return made, again, unit.subjects.known("ANNA@CONTOSO.COM"), unit.subjects.known("ben@contoso.com")

    made, again, known, unknown = await store.write(look_up)
    assert made == again == known
    assert unknown is None


async def test_once_its_key_is_destroyed_nothing_of_a_subject_can_be_read_or_sealed(database_url: str) -> None:
    def seal(unit: Unit) -> tuple[str, bytes]:
        subject = unit.subjects.for_address("anna@contoso.com", NOW)
        return subject, unit.subjects.seal(subject, "anna@contoso.com", hold_cell(subject))

    async with open_store(database_url, MASTER_KEY) as store:
        subject, sealed = await store.write(seal)
    destroy_key(database_url, subject)
    async with open_store(database_url, MASTER_KEY) as store:
        assert await store.read(lambda unit: unit.subjects.unseal(subject, sealed, hold_cell(subject))) is None
        assert await store.read(lambda unit: unit.subjects.known("anna@contoso.com")) is None
        with pytest.raises(NoKey):
            await store.write(lambda unit: unit.subjects.seal(subject, "anna@contoso.com", hold_cell(subject)))


async def test_fingerprints_compare_without_keeping(store: Store) -> None:
    def fingerprints(unit: Unit) -> list[str]:
        return [unit.subjects.fingerprint(text) for text in ("crm", "crm", "web")]

    first, second, other = await store.read(fingerprints)
    assert first == second != other
    assert len(bytes.fromhex(first)) == 32


def destroy_key(url: str, subject: str) -> None:
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        gone = update(subjects).where(subjects.c.id == subject)
        connection.execute(gone.values(wrapped_key=None, lookup=None, destroyed_at=NOW))
    engines.dispose()


async def test_subjects_that_are_one_human_share_a_hold_and_stay_one_however_they_met(store: Store) -> None:
    def meet(unit: Unit) -> tuple[list[bool], int, int]:
        a, b, c = (unit.subjects.for_address(text, NOW) for text in ("a@contoso.com", "C-1", "C-2"))
        request = file_request(unit)
        unit.subjects.link(request.id, c)
        assert unit.subjects.hold(Hold(subject_id=a, by="ada", at=NOW, reason=b""))
        united = [unit.subjects.unite(pair) for pair in ((b, c), (a, b), (a, c))]
        shared, kept = len(unit.subjects.holds(request.id)), [unit.subjects.for_hold(a, NOW)]
        assert unit.subjects.hold(Hold(subject_id=kept[0], by="amir", at=NOW, reason=b""))
        assert not unit.subjects.hold(Hold(subject_id=a, by="amir", at=NOW, reason=b"")), "the first one stays"
        assert unit.subjects.for_hold(c, NOW) == c, "who has none keeps the next one"
        return united, shared, len(unit.subjects.holds(request.id))

    assert await store.write(meet) == ([True, True, False], 1, 2)


def of_an_earlier_version(database_url: str, address: str, folded_then: str) -> None:
    """A subject under a legal hold, as a version made it that folded addresses otherwise."""
    engines = open_engines(database_url, readers=1)
    with engines.write.begin() as connection:
        hashes = open_vault(connection, decode(MASTER_KEY)).earlier_lookups("subject", address)
        lookup = dict(zip(once_folded(address), hashes, strict=True))[folded_then]
        row = {"id": "old", "wrapped_key": b"", "created_at": NOW, "human": "old", "held_at": NOW, "held_by": "ada"}
        connection.execute(insert(subjects).values(**row, lookup=lookup, hold_reason=b"", earlier=1))
    engines.dispose()


@pytest.mark.parametrize(
    ("address", "folded_then"),
    [
        ("weiß@contoso.com", "weiss@contoso.com"),
        ("anna@straße.de", "anna@strasse.de"),
        ("jörg@xn--mller-kva.de", "jörg@xn--mller-kva.de"),
        ("jörg@müller.de", "jörg@xn--mller-kva.de"),
        ("<anna@contoso.com>", "<anna@contoso.com>"),
    ],
)
async def test_who_was_held_before_addresses_were_read_closely_is_held_still(
    database_url: str, address: str, folded_then: str
) -> None:
    of_an_earlier_version(database_url, address, folded_then)
    async with open_store(database_url, MASTER_KEY) as store:

        def look(unit: Unit) -> tuple[str | None, str, list[str]]:
            known, request = unit.subjects.known(address), file_request(unit)
            subject = unit.subjects.for_address(address, NOW)
            unit.subjects.link(request.id, subject)
            return known, subject, [hold.subject_id for hold in unit.subjects.holds(request.id)]

        known, subject, holds = await store.write(look)
    assert (known, holds) == ("old", ["old"])
    assert subject != "old"  # the spelling that was joined with it may be another person's


DIGITS = "2cd7e38867e43ac19c3dd44af443813b"
SPELT = [DIGITS, str(UUID(DIGITS)), str(UUID(DIGITS)).upper(), f"{{{UUID(DIGITS)}}}", UUID(DIGITS).urn, f" ({DIGITS})"]


def of_the_release_before(database_url: str, name: str, typed: str) -> None:
    """A subject under a legal hold, looked up by what was typed."""
    engines = open_engines(database_url, readers=1)
    with engines.write.begin() as connection:
        vault = open_vault(connection, decode(MASTER_KEY))
        lookup = vault._hash(f"subject\0{folded(typed)}")
        row = {"id": name, "wrapped_key": b"", "created_at": NOW, "human": name, "held_at": NOW, "held_by": "ada"}
        connection.execute(insert(subjects).values(**row, lookup=lookup, hold_reason=b""))
    engines.dispose()


@pytest.mark.parametrize(("then", "now"), [*permutations(SPELT, 2), ("Mu\u0308ller 7", "M\u00fcller 7")])
async def test_who_was_held_by_another_spelling_of_an_id_is_held_still(database_url: str, then: str, now: str) -> None:
    of_the_release_before(database_url, "old", then)
    async with open_store(database_url, MASTER_KEY) as store:

        def look(unit: Unit) -> tuple[str | None, list[str]]:
            known, request = unit.subjects.known(now), file_request(unit)
            unit.subjects.link(request.id, unit.subjects.for_address(now, NOW))
            return known, [hold.subject_id for hold in unit.subjects.holds(request.id)]

        assert await store.write(look) == ("old", ["old"])


async def test_who_is_held_by_another_spelling_while_both_releases_run_is_held(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        first = await store.write(lambda unit: unit.subjects.for_address(DIGITS, NOW))
    of_the_release_before(database_url, "old", SPELT[1])
    async with open_store(database_url, MASTER_KEY) as store:
        again = await store.write(lambda unit: unit.subjects.for_address(DIGITS.upper(), NOW))
        held = await store.read(lambda unit: [hold.subject_id for hold in unit.subjects.held(first)])
    assert (again, held) == (first, ["old"])


async def test_of_two_that_were_made_apart_none_is_taken_for_the_other(store: Store) -> None:
    one = await store.write(lambda unit: unit.subjects.for_address("weiss@contoso.com", NOW))
    other = await store.write(lambda unit: unit.subjects.for_address("weiß@contoso.com", NOW))
    assert one != other
    assert await store.write(lambda unit: unit.subjects.unite([one, other]))  # they were no one human
