"""The cards of a request that are drawn from one look are those that each reader would have had alone, for the price of
one: what one of them may see is on nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from domain.notice import Notice, NoticeKind, Shown
from domain.people import Role
from domain.rule import Reader
from domain.target import Target
from domain.words.de import DE
from domain.words.en import EN
from handlers.ports import Storage
from handlers.requests.notices import Asked, pictures, redrawn
from storage.store import open_reader
from tests.databases import MASTER_KEY
from tests.handlers.erasure.erasing import ANNA
from tests.stage import APPROVALS, Scene, Values, filed, said
from tests.storage.test_plans import statements

FORMS: dict[str, tuple[str, Values]] = {
    "a refresh": ("refresh", {"for": ANNA}),
    "an erasure": ("refresh", {"for": ANNA, "deleted": "2026-11-01"}),
    "an export": ("export", {"who": ANNA, "holder": "customer", "purpose": "access", "received": "2026-11-02"}),
    "a removal": ("remove-user", {"users": "mark.old@contoso.com"}),
}


async def filed_by_ada(on: Scene, kind: str) -> str:
    verb, values = FORMS[kind]
    sources: Values = {"sources": await on.source_id("CRM Contacts")} if verb == "refresh" else {}
    return filed(await on.act("ada", verb, "", {**values, **sources}))


async def readers(on: Scene, ref: str) -> list[Reader | None]:
    """Whoever asked, those with each role, in one language and the other, somebody with none, and a channel."""
    asker = (await on.request(ref)).requester_id
    roles = [frozenset({role}) for role in Role]
    others = [Reader(f"{words.tag}{n}", each, words) for n, each in enumerate(roles) for words in (DE, EN)]
    return [Reader(asker, frozenset({Role.ADMIN}), EN), *others, Reader("zed", frozenset(), EN), None]


async def posted(on: Scene, ref: str) -> list[Asked]:
    now = on.bot.deps.clock()
    return [
        (
            Notice(id=n, key=f"x{n}", kind=NoticeKind.CARD, target=Target.person("x"), request_id=ref,
                   surface="playground", place=f"@{n}", person_id=reader and reader.person_id, data={}, attempts=1,
                   created_at=now),
            reader,
        )
        for n, reader in enumerate(await readers(on, ref))
    ]  # fmt: skip


async def standing(on: Scene, ref: str) -> list[tuple[Shown, Reader | None]]:
    return [
        (
            Shown(id=n, request_id=ref, surface="playground", place=f"@{n}" if reader else APPROVALS, address=str(n),
                  full=reader is not None, person_id=reader and reader.person_id, drawn=1),
            reader,
        )
        for n, reader in enumerate(await readers(on, ref))
    ]  # fmt: skip


@pytest.mark.parametrize("kind", FORMS)
async def test_each_reader_has_the_card_that_they_would_have_had_alone(desk: Scene, kind: str) -> None:
    ref, deps = await filed_by_ada(desk, kind), desk.bot.deps
    asked, cards = await posted(desk, ref), await standing(desk, ref)
    alone = [(await pictures(deps, [one]))[0] for one in asked]
    anew = [(await redrawn(deps, [one]))[0] for one in cards]
    assert len({said(drawn[0]) for drawn in alone if drawn}) > 3, "they differ"
    assert None in alone, "who may see nothing is among them"
    for turn in (1, -1):
        assert await pictures(deps, asked[::turn]) == alone[::turn]
        assert await redrawn(deps, cards[::turn]) == anew[::turn]


async def test_what_is_whole_for_who_asked_is_masked_in_the_channel_drawn_with_it(desk: Scene) -> None:
    ref = await filed_by_ada(desk, "an erasure")
    [(_, asker), *_, (_, channel)] = asked = await posted(desk, ref)
    assert (asker is None, channel is None) == (False, True)
    whole, *_, masked = await pictures(desk.bot.deps, asked)
    assert whole
    assert masked
    assert ANNA in said(whole[0])
    assert ANNA not in said(masked[0])


async def test_more_cards_ask_no_more_of_the_database(desk: Scene) -> None:
    ref = await filed_by_ada(desk, "an erasure")
    asked = [(notice, reader) for notice, reader in await posted(desk, ref) if not reader or reader.words is EN]
    asked_of = [await asked_of_the_database(desk, some) for some in (asked[:1], asked)]
    assert asked_of[0] == asked_of[1]
    assert len(asked_of[0]) > 10


async def asked_of_the_database(on: Scene, asked: Sequence[Asked]) -> list[str]:
    """By who looks for the first time."""
    with statements() as seen:
        async with open_reader(on.database_url, MASTER_KEY) as reader:
            await pictures(replace(on.bot.deps, storage=cast("Storage", reader)), asked)
    return seen
