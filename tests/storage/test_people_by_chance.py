"""Whatever accounts and addresses somebody plays with, they never become two humans of whom nobody has said so."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chat import Account
from domain.people import Claim, Whose
from storage.store import open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.shares import tries
from tests.storage.factories import NOW, an_account

ACCOUNTS = (
    an_account("U1"), an_account("U2"), an_account("U3"),
    an_account("t1", "teams", "contoso"), an_account("t2", "teams", "contoso"),
)  # fmt: skip
ADDRESSES = ("a@contoso.com", "b@contoso.com", "c@contoso.com")
# An account gets an address, which whoever has it there loses; or it is said that the oldest one that moved is one
# human's.
DEEDS = st.one_of(st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from((*ADDRESSES, None))), st.just(Whose.SAME))


class World:
    """What is so at this moment, and what ever was."""

    def __init__(self) -> None:
        self.has: dict[Account, str | None] = {}
        self.had: dict[Account, set[str]] = {account: set() for account in ACCOUNTS}

    def give(self, account: Account, email: str | None) -> None:
        for other, theirs in self.has.items():
            if email and theirs == email and (other.surface, other.tenant) == (account.surface, account.tenant):
                self.has[other] = None
        self.has[account] = email
        self.had[account] |= {email} if email else set()

    def meet(self, unit: Unit, account: Account, day: int) -> None:
        email, now = self.has[account], NOW + timedelta(days=day)
        holding = [other for other in unit.people.elsewhere(account, email) if self.has.get(other) == email]
        unit.people.meet(account, account.id, email, now, holding=holding)


def judge(unit: Unit, world: World) -> None:
    """Two accounts that ever had one address are one human's, or one of them is a stranger."""
    met = {account: unit.people.known(account, account.id, world.has[account], NOW) for account in world.has}
    for one, other in combinations(world.has, 2):
        first, second = met[one], met[other]
        if first and second and world.had[one] & world.had[other] and first.person != second.person:
            assert Claim.OPEN in {first.claim, second.claim}, (one, other)
            assert unit.people.same(first.person.id, [second.person.id])


@settings(max_examples=tries(40), deadline=None)
@given(st.lists(DEEDS, max_size=14))
def test_no_play_with_addresses_makes_two_humans_of_one(
    sqlite_template: Path, deeds: list[Whose | tuple[Account, str | None]]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.sqlite3"
        shutil.copyfile(sqlite_template, path)
        asyncio.run(play(f"sqlite:///{path}", deeds))


async def play(url: str, deeds: list[Whose | tuple[Account, str | None]]) -> None:
    world = World()
    async with open_store(url, MASTER_KEY) as store:

        def act(unit: Unit) -> None:
            for day, deed in enumerate(deeds):
                if isinstance(deed, Whose):
                    for move in unit.people.moves.all()[:1]:
                        unit.people.moves.settle(move.id, deed, NOW)
                else:
                    world.give(*deed)
                    for account in [deed[0], *world.has]:
                        world.meet(unit, account, day)
                judge(unit, world)

        await store.write(act)
