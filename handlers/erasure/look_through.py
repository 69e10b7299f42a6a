"""Looking up everybody on a list, one after the other: beside all else, and at a pace that leaves calls to others.

Where the bot stops meanwhile, the list is taken up again after `LEASE`, and who was looked up by then is not anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from time import monotonic

from domain.batch import Listed, PeopleList, Row, Why, list_again
from domain.cell import Altered, list_cell
from domain.erasure.whereabouts import Model, Whereabouts
from domain.insights import Source
from domain.notice import NoticeKind
from domain.request import Kind
from domain.target import Target
from domain.trouble import Trouble
from handlers.deps import Deps
from handlers.people.noted_look import note_look_of
from handlers.people.same_person import others
from handlers.people.whereabouts import whereabouts
from handlers.ports import Unit
from handlers.retrying import ATTEMPTS

LEASE = timedelta(minutes=5)  # without a word from whoever looks, somebody else goes on
PACE = 8.0  # seconds from one person to the next, at most: one takes some eight of the hundred calls of a minute
LOST = "lost"  # of a list that cannot be read any more
_SAVED_EVERY = 10  # people


async def look_through(deps: Deps) -> bool:
    """One list, to its end; False where none waits. Safe to be stopped anywhere."""
    now = deps.clock()
    if not await deps.storage.read(lambda unit: unit.lists.waits(now)):
        return False
    claimed = await deps.storage.write(lambda unit: _claim(unit, now))
    if not claimed:
        return False
    listed, known = claimed
    model, sources = await _asked(deps)
    known = replace(known, answering=tuple(model.answering) if model else ())
    names = {source.id: source.name for source in sources}
    for number, row in enumerate(known.left, 1):
        if any(one.who == row.who and not one.why for one in known.rows):  # nobody else of the list, as it turned out
            known = known.seen(await _looked(deps, listed, row, model, names))
            await asyncio.sleep(min(PACE, deps.policy.poll_every.total_seconds()))
        if number % _SAVED_EVERY == 0:
            await _save(deps, listed, known)
    await _end(deps, listed, known)
    return True


def _claim(unit: Unit, now: datetime) -> tuple[Listed, PeopleList] | None:
    listed = unit.lists.next(now)
    known = listed and read_list(unit, listed)
    if listed and not known:  # nobody can read it any more
        unit.lists.forget(listed.id, now)
        _tell(unit, listed, now, {"as": LOST})
    if not listed or not known:
        return None
    unit.lists.save(replace(listed, look_at=now + LEASE))
    return listed, known


def read_list(unit: Unit, listed: Listed) -> PeopleList | None:
    """None where its key is gone, it is not what was kept, or another release kept it in a way unknown here."""
    try:
        text = unit.subjects.unseal(listed.subject_id, listed.sealed, list_cell(listed.id))
        return list_again(text) if text else None
    except (Altered, KeyError, TypeError, ValueError):
        return None


async def _asked(deps: Deps) -> tuple[Model | None, Iterable[Source]]:
    """None: the tables are not told. Then nobody can be looked up, and nobody is cleared of anything."""
    began = monotonic()
    for attempt in range(ATTEMPTS):
        try:
            return await deps.inventory.model(began), await deps.catalog.sources()
        except Trouble:
            await asyncio.sleep(deps.policy.poll_every.total_seconds() * (attempt + 1 < ATTEMPTS))
    return None, ()


async def _looked(deps: Deps, listed: Listed, row: Row, model: Model | None, names: dict[str, str]) -> Row:
    """What cannot be found out says so, and the person stays on the list. Without a model there is no look."""
    if model:
        await note_look_of(deps, listed.person_id, row.who)
    seen = await _found(deps, row.who) if model else None
    if not seen:
        return replace(row, looked=True, failed=True)
    sources = dict.fromkeys((h.source_id, names[h.source_id]) for h in seen.holdings if h.source_id in names)
    return replace(
        row,
        looked=True,
        sure=not seen.doubts,
        found=seen.found,
        ids=tuple(dict.fromkeys(profile.id for profile in seen.profiles if profile.id)),
        kin=others(row.who, seen.profiles),
        sources=tuple((one, name) for one, name in sources if one),
        unlisted=tuple(dict.fromkeys(h.source_name for h in seen.holdings if h.source_id not in names)),
        tagged=seen.others,
    )


async def _found(deps: Deps, who: str) -> Whereabouts | None:
    for attempt in range(ATTEMPTS):
        try:
            return (await whereabouts(deps, who, kept=True))[0]
        except Trouble:
            await asyncio.sleep(deps.policy.poll_every.total_seconds() * (attempt + 1 < ATTEMPTS))
    return None


async def _save(deps: Deps, listed: Listed, known: PeopleList) -> None:
    now = deps.clock()
    await deps.storage.write(lambda unit: put(unit, listed, known, now + LEASE))


def put(unit: Unit, listed: Listed, known: PeopleList, look_at: datetime | None) -> None:
    sealed = unit.subjects.seal(listed.subject_id, known.kept(), list_cell(listed.id))
    unit.lists.save(replace(listed, sealed=sealed, look_at=look_at))


async def _end(deps: Deps, listed: Listed, known: PeopleList) -> None:
    now = deps.clock()

    def write(unit: Unit) -> None:
        put(unit, listed, judged(unit, known), None)
        _tell(unit, listed, now)

    await deps.storage.write(write)


def _tell(unit: Unit, listed: Listed, now: datetime, more: Mapping[str, str] | None = None) -> None:
    data = {"list": listed.id, **(more or {})}
    unit.notices.add(f"list/{listed.id}", NoticeKind.LIST, Target.person(listed.person_id), now, data=data)


def judged(unit: Unit, known: PeopleList) -> PeopleList:
    """With who is left out, as things stand now: it is asked again when the list is filed."""
    return replace(known, rows=tuple(row if row.why else _judged(unit, row) for row in known.rows))


def _judged(unit: Unit, row: Row) -> Row:
    ids = subjects_of(unit, row)
    if any(unit.subjects.held(one) for one in ids):
        return replace(row, why=Why.HELD)
    about = [*chain.from_iterable(unit.requests.about(one) for one in ids)]
    for kind, why in ((Kind.ERASURE, Why.OPEN), (Kind.EXPORT, Why.COPY)):
        if refs := dict.fromkeys(request.id for request in about if request.kind is kind):
            return replace(row, why=why, refs=tuple(refs))
    return replace(row, why=Why.UNKNOWN) if row.is_unknown else row


def subjects_of(unit: Unit, row: Row) -> list[str]:
    """By whatever they are known."""
    return sorted({found for name in (row.who, *row.kin) if (found := unit.subjects.known(name))})
