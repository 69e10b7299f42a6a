"""Cards: which of them show something old."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from threading import Event

from sqlalchemy import text

from domain.event import EventKind
from domain.notice import UNCONFIRMED, Shown
from domain.request import Request, State
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_step, a_vote, file_request

CHANNEL = ("slack", "C0APPROVE", "1762.01")
PERSONAL = ("slack", "D0BEN", "1762.02")
ELSEWHERE = ("teams", "19:approvals", "1")


def show(unit: Unit, request: Request, where: tuple[str, str, str] = CHANNEL, drawn: int = 1) -> Shown:
    unit.cards.add(request.id, *where, full=False, person_id=None, drawn=drawn)
    shown = unit.cards.find(*where)
    assert shown is not None
    return shown


def stale(unit: Unit, *surfaces: str) -> list[str]:
    return [card.address for card in unit.cards.stale(surfaces or ["slack"], limit=10)]


async def test_a_card_is_found_by_where_it_is(store: Store) -> None:
    def look(unit: Unit) -> tuple[Request, Shown | None, Shown | None]:
        request = file_request(unit)
        unit.cards.add(request.id, *PERSONAL, full=True, person_id="ben", drawn=1)
        return request, unit.cards.find(*PERSONAL), unit.cards.find(*CHANNEL)

    request, found, unknown = await store.write(look)
    assert found is not None
    assert found == Shown(
        id=found.id,
        request_id=request.id,
        surface="slack",
        place="D0BEN",
        address="1762.02",
        full=True,
        person_id="ben",
        drawn=1,
    )
    assert unknown is None


async def test_somebodys_own_cards_are_found_in_order_and_may_be_drawn_anew(store: Store) -> None:
    def look(unit: Unit) -> tuple[list[tuple[str, str]], list[list[str]], list[str]]:
        request = file_request(unit)
        show(unit, request)
        for where, who in ((PERSONAL, "ben"), (("slack", "D0BEN", "1762.04"), "ben"), (ELSEWHERE, "ben")):
            unit.cards.add(request.id, *where, full=True, person_id=who, drawn=1)
        first, second = unit.cards.of("slack", "ben", 0, 10)
        pages = [unit.cards.of("slack", "ben", 0, 1), unit.cards.of("slack", "ben", first.id, 10)]
        unit.cards.outdate(second.id)
        return sorted(unit.cards.owners(["slack"])), [[card.address for card in page] for page in pages], stale(unit)

    owners, pages, outdated = await store.write(look)
    assert owners == [("slack", "ben")]
    assert pages == [["1762.02"], ["1762.04"]]
    assert outdated == ["1762.04"]


async def test_whatever_changes_a_request_makes_its_cards_stale(store: Store) -> None:
    def change(unit: Unit) -> list[list[str]]:
        saved, unchanged = file_request(unit), file_request(unit)
        show(unit, saved, CHANNEL)
        show(unit, unchanged, PERSONAL)
        before = stale(unit)
        unit.requests.save(replace(saved, state=State.DENIED))
        return [before, stale(unit)]

    assert await store.write(change) == [[], [CHANNEL[2]]]


async def test_a_redrawn_card_is_stale_no_more(store: Store) -> None:
    def redraw(unit: Unit) -> list[list[str]]:
        request = file_request(unit)
        cards = [show(unit, request, CHANNEL), show(unit, request, PERSONAL)]
        unit.requests.save(request)
        seen = [stale(unit)]
        for card in cards:
            unit.cards.drawn(card.id, 2)
            seen.append(stale(unit))
        return seen

    assert await store.write(redraw) == [[CHANNEL[2], PERSONAL[2]], [PERSONAL[2]], []]


async def test_a_change_while_a_card_is_drawn_leaves_it_stale(store: Store) -> None:
    def overtake(unit: Unit) -> list[str]:
        request = file_request(unit)
        card = show(unit, request)
        unit.requests.save(unit.requests.save(request))
        unit.cards.drawn(card.id, 2)
        return stale(unit)

    assert await store.write(overtake) == [CHANNEL[2]]


async def test_a_late_redraw_does_not_take_a_card_back(store: Store) -> None:
    def redraw(unit: Unit) -> list[str]:
        request = file_request(unit)
        card = show(unit, request)
        unit.requests.save(request)
        unit.cards.drawn(card.id, 2)
        unit.cards.drawn(card.id, 1)
        return stale(unit)

    assert await store.write(redraw) == []


async def test_a_card_posted_of_an_old_version_is_stale_at_once(store: Store) -> None:
    def post(unit: Unit) -> list[str]:
        request = file_request(unit)
        unit.requests.save(request)
        show(unit, request, drawn=1)
        return stale(unit)

    assert await store.write(post) == [CHANNEL[2]]


async def test_a_surface_hears_only_of_its_own_cards(store: Store) -> None:
    def look(unit: Unit) -> list[list[str]]:
        request = file_request(unit)
        show(unit, request, CHANNEL)
        show(unit, request, ELSEWHERE)
        unit.requests.save(request)
        return [stale(unit, "slack"), stale(unit, "teams"), stale(unit, "slack", "teams"), stale(unit, "playground")]

    assert await store.write(look) == [["1762.01"], ["1"], ["1762.01", "1"], []]


async def test_an_address_that_is_known_already_is_only_brought_up_to_date(store: Store) -> None:
    def adopt(unit: Unit) -> tuple[Shown, Shown]:
        first = show(unit, file_request(unit))
        return first, show(unit, file_request(unit, id="adopted"))

    first, adopted = await store.write(adopt)
    assert adopted == replace(first, request_id="adopted")


async def test_a_forgotten_card_is_not_redrawn(store: Store) -> None:
    def forget(unit: Unit) -> tuple[Shown | None, list[str]]:
        request = file_request(unit)
        card = show(unit, request)
        unit.requests.save(request)
        unit.cards.forget(card.id)
        return unit.cards.find(*CHANNEL), stale(unit)

    assert await store.write(forget) == (None, [])


async def test_redrawing_all_is_of_one_surface_and_open_requests(store: Store) -> None:
    def redraw_all(unit: Unit) -> list[str]:
        show(unit, file_request(unit), CHANNEL)
        show(unit, file_request(unit, state=State.COMPLETED), PERSONAL)
        show(unit, file_request(unit), ELSEWHERE)
        unit.cards.redraw_all("slack")
        return stale(unit, "slack", "teams")

    assert await store.write(redraw_all) == [CHANNEL[2]]


async def test_a_card_that_is_noted_as_drawn_while_its_request_changes_is_behind(store: Store) -> None:
    request, changed = await store.write(file_request), Event()
    shown = await store.write(lambda unit: show(unit, request, drawn=0))

    def change(unit: Unit) -> None:
        unit.requests.save(request)
        changed.set()
        time.sleep(0.3)  # for the other to wait at the row

    changing = asyncio.create_task(store.write(change))
    await asyncio.to_thread(changed.wait, 20)
    await store.write(lambda unit: unit.cards.drawn(shown.id, request.version))
    await changing
    assert await store.read(stale) == [shown.address]


async def test_cards_are_drawn_again_whose_requests_have_an_event_since_a_moment(store: Store) -> None:
    def redraw(unit: Unit) -> list[str]:
        for number, minutes in enumerate((-5, 0, 5)):
            request = file_request(unit)
            show(unit, request, ("slack", "C0", str(number)))
            unit.events.add(EventKind.REQUEST_SHOWN, NOW + timedelta(minutes=minutes), actor=None, request=request.id)
        unit.events.add(EventKind.REQUEST_SHOWN, NOW + timedelta(minutes=6), actor=None, request=None)
        unit.cards.redraw_since(NOW)
        return stale(unit)

    assert await store.write(redraw) == ["1", "2"]


async def test_where_all_is_as_late_every_card_is_drawn_again(store: Store) -> None:
    def redraw(unit: Unit) -> list[str]:
        request = file_request(unit)
        show(unit, request)
        unit.events.add(EventKind.REQUEST_SHOWN, NOW, actor=None, request=request.id)
        unit.cards.redraw_since(NOW - timedelta(days=1))
        return stale(unit)

    assert await store.write(redraw) == [CHANNEL[2]]


async def test_what_was_decided_is_drawn_before_progress_and_one_decision_after_the_other(store: Store) -> None:
    def look(unit: Unit) -> list[tuple[str, bool]]:
        named = {"later": 2, "progress": 0, "sooner": 1, "unknown": 0, "unknown, later": 1, "ended": 3}
        for name, minutes in named.items():
            request = file_request(unit)
            decided = unit.requests.save(
                replace(request, state=State.IN_PROGRESS, decided_at=NOW + timedelta(minutes=minutes))
            )
            known = {"progress": decided.version, "ended": decided.version}
            drawn = 0 if name.startswith("unknown") else known.get(name, request.version)
            show(unit, request, ("slack", "C0APPROVE", name), drawn=drawn)
            if name == "ended":
                unit.requests.save(replace(decided, state=State.COMPLETED, closed_at=NOW))
            else:
                unit.requests.save(decided)
        return [(card.address, card.urgent) for card in unit.cards.stale(["slack"], 10)]

    urgent, others = ("ended", "sooner", "later"), ("unknown, later", "unknown", "progress")
    assert await store.write(look) == [*((name, True) for name in urgent), *((name, False) for name in others)]


async def test_of_one_request_who_asked_sees_it_first_then_the_channels(store: Store) -> None:
    def look(unit: Unit) -> list[str]:
        request = file_request(unit)
        for who in ("ben", None, request.requester_id):
            unit.cards.add(request.id, "slack", "C0", who or "channel", full=bool(who), person_id=who, drawn=1)
        unit.requests.save(replace(request, state=State.DENIED))
        return [card.address for card in unit.cards.stale(["slack"], 10)]

    [asked, *others] = await store.write(look)
    assert (asked not in {"ben", "channel"}, others) == (True, ["channel", "ben"])


async def test_a_vote_is_more_than_progress_also_where_it_decides_nothing(store: Store) -> None:
    def ask(unit: Unit) -> Request:
        request = file_request(unit)
        show(unit, request)
        return request

    request = await store.write(ask)
    await store.write(lambda unit: unit.votes.add(a_vote(request), b"proof"))
    assert [card.urgent for card in await store.read(lambda unit: unit.cards.stale(["slack"], 10))] == [True]


async def test_what_changes_besides_the_state_is_progress(store: Store) -> None:
    """As the days that are left, which are counted on all cards in one night."""

    def look(unit: Unit) -> list[bool]:
        request = file_request(unit)
        show(unit, request)
        unit.requests.save(replace(request, counted_on=NOW.date()))
        return [card.urgent for card in unit.cards.stale(["slack"], 10)]

    assert await store.write(look) == [False]


async def test_a_step_of_work_is_progress(store: Store) -> None:
    def begin(unit: Unit) -> Request:
        request = file_request(unit, state=State.IN_PROGRESS)
        unit.steps.add([a_step(request)])
        return request

    request = await store.write(begin)
    version = await store.write(lambda unit: found.version if (found := unit.requests.get(request.id)) else 0)
    await store.write(lambda unit: show(unit, request, drawn=version))
    await store.write(lambda unit: unit.steps.save(a_step(request)))
    assert [card.urgent for card in await store.read(lambda unit: unit.cards.stale(["slack"], 10))] == [False]


async def test_what_is_not_known_to_be_drawn_is_not_taken_for_drawn_when_all_is_drawn_again(store: Store) -> None:
    """`in_channels` leaves it out, so nothing is said below a message that may not be there."""

    def redraw(unit: Unit) -> list[Shown]:
        request = file_request(unit)
        shown = show(unit, request, drawn=UNCONFIRMED)
        unit.events.add(EventKind.REQUEST_SHOWN, NOW, actor=None, request=request.id)
        unit.cards.outdate(shown.id)
        unit.cards.redraw_all("slack")
        unit.cards.redraw_since(NOW)
        return [*unit.cards.in_channels(request.id), *unit.cards.stale(["slack"], 10)]

    [card] = await store.write(redraw)
    assert card.drawn == UNCONFIRMED


async def test_one_of_a_batch_is_marked_only_where_a_card_of_it_is_behind(store: Store) -> None:
    """Nothing would take the mark away again, and the count of what waits to be drawn would stay."""

    def marked(unit: Unit) -> int:
        query = "SELECT count(*) FROM requests WHERE changed = 1 AND batch IS NOT NULL"
        return int(unit.connection.scalar(text(query)) or 0)

    def filed(unit: Unit) -> Request:
        lead = file_request(unit)
        show(unit, lead)
        member = file_request(unit, batch=lead.id)
        unit.steps.add([a_step(member)])
        return member

    member = await store.write(filed)
    assert await store.read(marked) == 0
    member = await store.write(lambda unit: unit.requests.save(replace(member, state=State.DENIED)))
    member = await store.write(lambda unit: unit.requests.save(member))
    await store.write(lambda unit: unit.steps.save(a_step(member, note="x")))
    assert await store.read(marked) == 0
    card = await store.write(lambda unit: show(unit, member, PERSONAL, drawn=99))
    assert await store.read(marked) == 0
    await store.write(lambda unit: unit.cards.outdate(card.id))
    assert PERSONAL[2] in await store.read(stale)
    await store.write(lambda unit: unit.cards.drawn(card.id, 99))
    assert await store.read(marked) == 0


async def test_what_a_release_before_marked_of_people_of_a_batch_is_marked_no_more(store: Store) -> None:
    def write(unit: Unit) -> list[Request]:
        lead = file_request(unit)
        show(unit, lead)
        members = [file_request(unit, batch=lead.id) for _ in range(12)]
        show(unit, members[0], PERSONAL)
        unit.connection.execute(text("UPDATE requests SET changed = 1"))
        unit.connection.execute(text("UPDATE requests SET version = 7"))
        return [lead, members[0]]

    await store.write(write)
    await store.write(lambda unit: unit.cards.forget_marks())
    assert await store.read(lambda unit: unit.requests.behind()) == 2, "their cards are behind"
