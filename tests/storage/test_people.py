"""One human, however many accounts; and every address that an account ever had stays theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from domain.chat import Account
from domain.people import Claim, Met, Move, Person, Whose
from domain.request import Verdict
from domain.target import Target
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_vote, an_account, file_request

SLACK, SECOND, THIRD = an_account("U0ADA"), an_account("U0NEW"), an_account("U0ZED")
TEAMS = an_account("7d1c", "teams", "contoso")
ADA, OLD, BEN = "ada@contoso.com", "old@contoso.com", "ben@contoso.com"


def met(
    unit: Unit,
    account: Account,
    email: str | None,
    *,
    holding: Collection[Account] = (),
    name: str = "Ada",
    day: int = 0,
) -> Met:
    return unit.people.meet(account, name, email, NOW + timedelta(days=day), holding=holding)


async def test_accounts_with_one_address_are_one_person(store: Store) -> None:
    def meet(unit: Unit) -> tuple[Met, list[Account], Met]:
        first = met(unit, SLACK, ADA)
        return (
            first,
            unit.people.elsewhere(TEAMS, " ADA@contoso.com"),
            met(unit, TEAMS, " ADA@contoso.com", holding=[SLACK], name="Ada L."),
        )

    first, elsewhere, second = await store.write(meet)
    assert elsewhere == [SLACK]
    assert (second.person, second.claim, second.moved) == (Person(first.person.id, "Ada L."), None, ())
    assert await store.read(lambda unit: unit.people.accounts(first.person.id)) == [SLACK, TEAMS]
    assert await store.read(lambda unit: unit.people.names([first.person.id, "nobody"])) == {first.person.id: "Ada L."}


async def test_accounts_without_an_address_stay_apart(store: Store) -> None:
    first, second, again = await store.write(
        lambda unit: (met(unit, SLACK, None), met(unit, TEAMS, None), met(unit, SLACK, None))
    )
    assert first.person.id != second.person.id
    assert again.person == first.person


async def test_an_account_is_known_once_it_was_met_and_until_something_about_it_changes(store: Store) -> None:
    person = (await store.write(lambda unit: met(unit, SLACK, ADA))).person

    def known(account: Account, name: str, email: str | None, day: int = 0) -> Callable[[Unit], Met | None]:
        return lambda unit: unit.people.known(account, name, email, NOW + timedelta(days=day))

    found = await store.read(known(SLACK, "Ada", "Ada@Contoso.com"))
    assert found
    assert found.person == person
    for changed in (known(TEAMS, "Ada", ADA), known(SLACK, "Eve", ADA), known(SLACK, "Ada", None),
                    known(SLACK, "Ada", OLD), known(SLACK, "Ada", ADA, day=2)):  # fmt: skip
        assert await store.read(changed) is None
    assert await store.read(lambda unit: unit.people.of_account(SLACK)) == person
    assert await store.read(lambda unit: unit.people.of_account(TEAMS)) is None


async def test_a_new_address_goes_with_the_person_and_the_old_one_stays_theirs(store: Store) -> None:
    def marry(unit: Unit) -> tuple[Met, Met, Met, list[str]]:
        before, after = met(unit, SLACK, OLD), met(unit, SLACK, ADA)
        return before, after, met(unit, TEAMS, ADA, holding=[SLACK]), unit.people.of_address(OLD)

    before, after, elsewhere, owners = await store.write(marry)
    assert before.person.id == after.person.id == elsewhere.person.id
    assert owners == [before.person.id]


# ---- an address that moves


async def moved(store: Store) -> tuple[Met, Met]:
    """Ada's address was that of one Slack account and is now that of another."""

    def move(unit: Unit) -> tuple[Met, Met]:
        owner = met(unit, SLACK, ADA)
        met(unit, SLACK, OLD)
        return owner, met(unit, SECOND, ADA, name="Second", day=1)

    return await store.write(move)


async def claim(store: Store, account: Account, email: str) -> Claim | None:
    known = await store.write(lambda unit: unit.people.meet(account, "Ada", email, NOW + timedelta(days=1)))
    return known.claim


async def test_an_address_that_has_moved_makes_both_strangers(store: Store) -> None:
    owner, taker = await moved(store)
    assert taker.person.id != owner.person.id
    assert taker.claim is Claim.OPEN
    assert await claim(store, SLACK, OLD) is Claim.OPEN
    expected = Move(1, SECOND, owner.person, Person(taker.person.id, "Second"))
    assert taker.moved == (expected,)
    assert await store.read(lambda unit: unit.people.moves.of(ADA)) == [expected]
    assert await store.read(lambda unit: unit.people.moves.of(OLD)) == []


async def test_it_is_told_once(store: Store) -> None:
    _, taker = await moved(store)
    again = await store.write(lambda unit: met(unit, SECOND, ADA, name="Other", day=5))
    assert (len(taker.moved), again.moved, again.claim) == (1, (), Claim.OPEN)
    assert len(await store.read(lambda unit: unit.people.moves.all())) == 1


async def test_two_accounts_of_one_workspace_never_have_one_address(store: Store) -> None:
    """The first has lost it, although that was not seen: its account is gone, or nobody has looked since."""
    await store.write(lambda unit: met(unit, SLACK, ADA))
    assert await store.read(lambda unit: unit.people.elsewhere(SECOND, ADA)) == []
    taker = await store.write(lambda unit: met(unit, SECOND, ADA, holding=[SLACK]))
    assert taker.claim is Claim.OPEN


async def test_an_account_elsewhere_that_has_the_address_no_more_is_somebody_elses_perhaps(store: Store) -> None:
    await store.write(lambda unit: met(unit, SLACK, ADA))
    assert (await store.write(lambda unit: met(unit, TEAMS, ADA, holding=[]))).claim is Claim.OPEN


async def test_who_comes_with_a_past_and_takes_an_address_is_not_that_person(store: Store) -> None:
    def take(unit: Unit) -> tuple[Met, Met, list[Account], Met]:
        ada, ben = met(unit, TEAMS, ADA), met(unit, SLACK, BEN)
        return ada, ben, unit.people.elsewhere(SLACK, ADA), met(unit, SLACK, ADA, holding=[TEAMS])

    ada, ben, elsewhere, taker = await store.write(take)
    assert elsewhere == []
    assert (taker.person.id, taker.claim) == (ben.person.id, Claim.OPEN)
    assert await claim(store, TEAMS, ADA) is Claim.OPEN
    assert ada.person.id != ben.person.id


async def test_one_human_may_take_back_an_address_of_their_own(store: Store) -> None:
    def back(unit: Unit) -> list[Met]:
        return [met(unit, SLACK, one) for one in (ADA, OLD, ADA)]

    assert [one.claim for one in await store.write(back)] == [None] * 3


async def test_what_the_configuration_joins_is_one_human(store: Store) -> None:
    def join(unit: Unit) -> tuple[Met, Met]:
        first = unit.people.meet(SLACK, "Ada", ADA, NOW, also=[OLD])
        return first, unit.people.meet(SECOND, "Ada", OLD, NOW, also=[ADA])

    first, second = await store.write(join)
    assert (first.person.id, second.claim) == (second.person.id, None)


async def test_who_were_two_and_are_joined_by_the_configuration_later_become_one(store: Store) -> None:
    first, second = await store.write(lambda unit: (met(unit, SLACK, ADA), met(unit, TEAMS, OLD)))
    assert first.person.id != second.person.id
    joined = await store.write(lambda unit: unit.people.meet(TEAMS, "Ada", OLD, NOW + timedelta(days=2), also=[ADA]))
    assert (joined.person.id, joined.united) == (
        min(first, second, key=lambda one: one.person.id).person.id,
        joined.united,
    )
    assert len(joined.united) == 1


# ---- whose it is


@pytest.mark.parametrize(("whose", "owner_claim", "taker_claim"), [
    (Whose.SAME, None, None), (Whose.NEW, None, None), (Whose.OLD, None, Claim.REFUSED),
])  # fmt: skip
async def test_once_somebody_has_said_it_the_one_it_belongs_to_is_no_stranger(
    store: Store, whose: Whose, owner_claim: Claim | None, taker_claim: Claim | None
) -> None:
    owner, taker = await moved(store)
    await store.write(lambda unit: unit.people.moves.settle(1, whose, NOW))
    assert (await claim(store, SLACK, OLD), await claim(store, SECOND, ADA)) == (owner_claim, taker_claim)
    assert await store.read(lambda unit: unit.people.moves.all()) == []
    one = await store.read(lambda unit: unit.people.same(taker.person.id, [owner.person.id]))
    assert one is (whose is Whose.SAME)


async def test_whoever_gives_back_what_was_not_theirs_is_a_stranger_no_more(store: Store) -> None:
    await moved(store)
    await store.write(lambda unit: unit.people.moves.settle(1, Whose.OLD, NOW))
    assert (await store.write(lambda unit: met(unit, SECOND, BEN))).claim is None
    again = await store.write(lambda unit: met(unit, SECOND, ADA))  # it was answered, and troubles nobody else
    assert (again.claim, again.moved, await claim(store, SLACK, OLD)) == (Claim.REFUSED, (), None)


async def test_an_address_that_was_given_to_its_new_owner_moves_on_from_there(store: Store) -> None:
    owner, taker = await moved(store)
    await store.write(lambda unit: unit.people.moves.settle(1, Whose.NEW, NOW))
    third = await store.write(lambda unit: met(unit, THIRD, ADA, name="Zed"))
    assert [move.owner.id for move in third.moved] == [taker.person.id]
    assert await claim(store, SLACK, OLD) is None
    assert owner.person.id != taker.person.id


async def test_what_was_said_beforehand_holds_at_once(store: Store) -> None:
    def move(unit: Unit) -> tuple[Met, Met]:
        owner = met(unit, SLACK, ADA)
        return owner, unit.people.meet(SECOND, "Ada", ADA, NOW + timedelta(days=1), whose=Whose.SAME)

    owner, taker = await store.write(move)
    assert (taker.person.id, taker.claim) == (owner.person.id, None)
    assert await store.read(lambda unit: unit.people.moves.all()) == []


# ---- two who are one


async def test_all_that_was_theirs_is_the_ones_they_turned_out_to_be(store: Store) -> None:
    def unite(unit: Unit) -> tuple[str, str, str]:
        owner, taker = met(unit, SLACK, ADA).person.id, met(unit, SECOND, ADA, day=1).person.id
        request = file_request(unit, requester_id=taker, quorum=3)
        twice = file_request(unit, quorum=3)
        for voter in (owner, taker, "cleo"):
            unit.votes.add(a_vote(twice, voter), b"proof")
        unit.votes.add(a_vote(request, owner, Verdict.APPROVE), b"proof")
        unit.notices.add("n", "card", Target.person(taker), NOW, request=request.id)
        unit.cards.add(request.id, "slack", "D1", "1", full=True, person_id=taker, drawn=1)
        unit.people.moves.settle(1, Whose.SAME, NOW)
        return owner, request.id, twice.id

    owner, ref, twice = await store.write(unite)

    def look(unit: Unit) -> tuple[list[str], object, object, object]:
        request = unit.requests.get(ref)
        shown = unit.cards.find("slack", "D1", "1")
        voters = [vote.person_id for vote in unit.votes.of(twice)]
        return voters, request and request.requester_id, shown and shown.person_id, unit.people.accounts(owner)

    assert await store.read(look) == ([owner, "cleo"], owner, owner, [SLACK, SECOND])
    notices = await store.write(lambda unit: unit.notices.claim(NOW, NOW, 9))
    assert [notice.target for notice in notices] == [Target.person(owner)]


async def test_an_id_that_stands_for_nobody_any_more_leads_to_the_one_they_are(store: Store) -> None:
    owner, taker = await moved(store)
    await store.write(lambda unit: unit.people.moves.settle(1, Whose.SAME, NOW))
    ids = [taker.person.id, owner.person.id, "cleo"]
    assert await store.read(lambda unit: unit.people.now(ids)) == [owner.person.id, "cleo"]
    assert await store.read(lambda unit: unit.people.now([])) == []


async def test_whoever_has_an_address_of_who_asked_is_not_another_human(store: Store) -> None:
    def ask(unit: Unit) -> tuple[str, bool, bool, bool]:
        ada = met(unit, SLACK, OLD).person.id
        met(unit, SLACK, ADA)
        request = file_request(unit, requester_id=ada)
        unit.people.keep_with(request.id, ada)
        taker = met(unit, SECOND, OLD, day=1).person.id
        ben = met(unit, THIRD, BEN).person.id
        asked = unit.people.asked
        return request.id, asked(request.id, ada), asked(request.id, taker), asked(request.id, ben)

    assert (await store.write(ask))[1:] == (True, True, False)


async def test_two_who_share_an_address_count_as_one_until_it_is_said_that_they_are_two(store: Store) -> None:
    owner, taker = await moved(store)
    assert await store.read(lambda unit: unit.people.same(taker.person.id, [owner.person.id]))
    await store.write(lambda unit: unit.people.moves.settle(1, Whose.NEW, NOW))
    assert not await store.read(lambda unit: unit.people.same(taker.person.id, [owner.person.id]))
    assert not await store.read(lambda unit: unit.people.same(taker.person.id, []))


async def test_a_person_met_in_many_places_at_once_is_made_once(store: Store) -> None:
    def accounts(number: int) -> Account:
        return an_account(f"U{number % 4}", tenant=f"T{number % 4}")

    every = [accounts(number) for number in range(4)]
    found = await asyncio.gather(
        *[store.write(lambda unit, n=n: met(unit, accounts(n), ADA, holding=every)) for n in range(40)]
    )
    assert len({one.person.id for one in found}) == 1


async def test_of_a_list_those_are_named_who_were_met_however_they_are_written(store: Store) -> None:
    ada, ben = await store.write(lambda unit: (met(unit, SLACK, ADA), met(unit, an_account("U0BEN"), None, name="Ben")))
    listed = [ADA, "slack:u0ben", "slack:U0ADA", "nobody@contoso.com", "teams:u0ben"]
    found = await store.read(lambda unit: unit.people.listed(listed))
    assert found == {ADA: ada.person, "slack:u0ben": ben.person, "slack:U0ADA": ada.person}
    assert await store.read(lambda unit: unit.people.listed([])) == {}


async def test_somebody_of_another_workspace_is_listed_with_it_and_never_without(store: Store) -> None:
    """`bot/slack/names.py` says their ids with the workspace."""
    own = await store.write(lambda unit: met(unit, an_account("U0FAY"), None, name="Fay"))
    there = Account("slack", "T0FABRIKAM", "T0FABRIKAM/U0FAY")
    other = await store.write(lambda unit: met(unit, there, None, name="Faye"))
    listed = ["slack:U0FAY", "slack:T0FABRIKAM/U0FAY", "slack:T0OTHER/U0FAY"]
    found = await store.read(lambda unit: unit.people.listed(listed))
    assert found == {"slack:U0FAY": own.person, "slack:T0FABRIKAM/U0FAY": other.person}
