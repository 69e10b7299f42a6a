from __future__ import annotations

from dataclasses import replace

import pytest

from domain.erasure.whereabouts import Listed
from domain.insights import Principal, PrincipalType, Source
from domain.trouble import Unreachable
from handlers.catalog import Catalog
from tests.domain.things import a_source

INES = Principal(id="p1", type=PrincipalType.USER, name="Ines Roth", email="ines.roth@contoso.com")
OWNED = replace(a_source("CRM"), owner=INES.email)


class Outside:
    """A service and a directory that count their calls."""

    def __init__(self, *, down: bool = False) -> None:
        self.listed, self.looked_up, self.down = 0, 0, down
        self.silent = False  # of the service; `down`: of the directory

    async def sources(self) -> Listed[Source]:
        self.listed += 1
        if self.silent:
            raise Unreachable("down")
        return Listed((OWNED,))

    async def by_email(self, _email: str) -> Principal | None:
        self.looked_up += 1
        if self.down:
            raise Unreachable("down")
        return INES

    def catalog(self) -> Catalog:
        return Catalog(self.sources, self.by_email)


async def test_sources_are_kept_for_a_moment_and_fresh_where_that_is_wanted() -> None:
    outside = Outside()
    catalog = outside.catalog()
    assert await catalog.sources() == await catalog.sources() == (OWNED,)
    assert outside.listed == 1
    await catalog.sources(fresh=0)
    assert outside.listed == 2


async def test_it_tells_the_age_of_what_it_gives_once_nobody_answers() -> None:
    outside = Outside()
    catalog = outside.catalog()
    await catalog.sources(fresh=0)
    assert catalog.silent_for is None
    outside.silent = True
    assert await catalog.sources(fresh=0) == (OWNED,)
    assert catalog.silent_for is not None
    assert 0 <= catalog.silent_for < 60


async def test_an_owner_is_looked_up_once() -> None:
    outside = Outside()
    catalog = outside.catalog()
    assert [await catalog.owner(OWNED), await catalog.owner(OWNED)] == ["Ines Roth"] * 2
    assert outside.looked_up == 1


async def test_a_directory_that_is_down_leaves_the_owner_out_and_is_asked_again() -> None:
    outside = Outside(down=True)
    catalog = outside.catalog()
    assert await catalog.owner(OWNED) == ""
    outside.down = False
    assert await catalog.owner(OWNED) == "Ines Roth"


@pytest.mark.parametrize("owner", [None, ""])
async def test_a_source_without_an_owner_asks_nobody(owner: str | None) -> None:
    outside = Outside()
    assert await outside.catalog().owner(replace(OWNED, owner=owner)) == ""
    assert outside.looked_up == 0
